// Small random worlds as YAML text: layers of makers with shared inputs, several suppliers an input by share or by
// gravity, products that need a little of what is made of them, random stocks, yields, review periods, allocation
// rules, utilities, finite reserves, patience, options that are barred; and random disruptions and
// policies of every type.
#pragma once
#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "engine/engine.h"
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

// The world of a text, ready to run; none if its makers cannot make what it asks for: such a world has no baseline and
// is refused, which is right.
std::optional<World> feasible(const std::string& yaml);
// The same of a random world.
std::optional<World> feasible_world(std::uint64_t seed, const WorldKind& kind);

// A random world and all that happens in it.
struct RandomRun {
  RandomRun(std::uint64_t by, const WorldKind& of, World made)
      : seed(by), kind(of), world(std::move(made)), plan(plan_shocks(*world.network, world.scenario, {.seed = by})) {}
  RandomRun(const RandomRun&) = delete;
  RandomRun& operator=(const RandomRun&) = delete;

  const Network& net() const { return *world.network; }
  RunOptions options() const {
    RunOptions how;
    how.key.seed = seed;
    how.horizon = world.scenario.horizon.ticks();
    return how;
  }
  // To the horizon; recorded every so many ticks, if that is not 0.
  void watched_by(Observer& observer, std::int64_t record_every = 0) const {
    RunOptions how = options();
    how.record_every = record_every;
    Engine(net(), &plan, how).run(&observer);
  }
  // For a test that fails.
  std::string text() const { return "seed " + std::to_string(seed) + '\n' + random_world(seed, kind); }

  std::uint64_t seed;
  WorldKind kind;
  World world;
  ShockPlan plan;
};

// Looks at feasible random worlds, of which every second one moves, until `count` have been seen or a test has failed;
// where `priced`, only at those with prices.
template <class Look>
void each_random_run(std::uint64_t count, bool priced, const Look& look) {
  std::uint64_t ran = 0;
  for (std::uint64_t seed = 1; ran < count && !testing::Test::HasFatalFailure(); ++seed) {
    const WorldKind kind{.moving = seed % 2 == 0};
    auto world = feasible_world(seed, kind);
    if (!world || (priced && world->network->markets.empty())) continue;
    ++ran;
    look(RandomRun(seed, kind, std::move(*world)));
  }
}

}  // namespace fabshock::test
