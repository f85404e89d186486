// Small random worlds as YAML text: layers of makers with shared inputs, several suppliers an input by share or by
// gravity, products that need a little of what is made of them, random stocks, yields, review periods, allocation
// rules, utilities, finite reserves, patience; and random disruptions of every type.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "support/world.h"

namespace fabshock::test {

struct WorldKind {
  bool disruptions = true;
  bool shuffled = false;  // the same world with its lines in another order
  bool moving =
      false;  // demand is random, grows and has seasons, and some act when they are ordered from, not once a step
};

// How many worlds: FABSHOCK_WORLDS, or few enough for the core tests.
std::uint64_t worlds(std::uint64_t fallback);

std::string random_world(std::uint64_t seed, const WorldKind& kind);

// The world, ready to run; none if its makers cannot make what it asks for: such a world has no baseline and is
// refused, which is right.
std::optional<World> feasible_world(std::uint64_t seed, const WorldKind& kind);

}  // namespace fabshock::test
