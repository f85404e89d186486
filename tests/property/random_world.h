// Small random worlds as YAML text: layers of makers with shared inputs, several suppliers an input, random stocks,
// yields, review periods, utilities, finite reserves, patience; and random disruptions of every type.
#pragma once
#include <cstdint>
#include <string>

namespace fabshock::test {

struct WorldKind {
  bool disruptions = true;
  bool shuffled = false;  // the same world with its lines in another order
  bool random_demand = false;
};

std::string random_world(std::uint64_t seed, const WorldKind& kind);

}  // namespace fabshock::test
