// Single points of failure: facilities without which a need gets nothing at all of what it buys, with the way that
// proves it. Each critical input of a maker is required, of an input any one supplier of today is enough; nobody has
// stocks. Where every maker has one input these are the dominators of the need from a source before all makers
// [Lengauer & Tarjan 1979].
#pragma once
#include <vector>

#include "structure/trade.h"

namespace fabshock::structure {

struct SinglePoint {
  std::uint32_t facility = 0, need = 0;  // nodes
  std::vector<std::uint32_t> way;  // from the one to the other: each is all that is left of what the next requires
};
// By facility, then need.
std::vector<SinglePoint> single_points(const Trade& trade);

}  // namespace fabshock::structure
