// Single points of failure: facilities without which an option of a need gets nothing at all of what it buys, with a
// way that proves it. Each critical input of a maker is required, of an input any one supplier of today is enough;
// nobody has stocks. Where every maker has one input these are the dominators of the need from a source before all
// makers [Lengauer & Tarjan 1979].
#pragma once
#include <vector>

#include "structure/trade.h"

namespace fabshock::structure {

struct SinglePoint {
  std::uint32_t facility = 0, need = 0;  // nodes
  // From the one to the other: facilities that are single points of the need too, each of which fails if the one before
  // does. Between them lie all who buy of the one and supply the next.
  std::vector<std::uint32_t> way;
};
// By facility, then need.
std::vector<SinglePoint> single_points(const Trade& trade);

}  // namespace fabshock::structure
