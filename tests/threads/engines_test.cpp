// Engines in threads of their own share one network and one plan, and do what one alone does.
#include <gtest/gtest.h>

#include <thread>

#include "dynamics/ledgers.h"
#include "engine/engine.h"
#include "property/random_world.h"
#include "support/world.h"

namespace fabshock::test::engines_test {
namespace {

struct Outcome {
  std::uint64_t fingerprint = 0, state = 0;
  bool sound = false;
  bool operator==(const Outcome&) const = default;
};

Outcome run(const Network& network, const ShockPlan& plan, std::uint64_t seed, std::int64_t horizon) {
  RunOptions options;
  options.key.seed = seed;
  options.horizon = horizon;
  Engine engine(network, &plan, options);
  engine.run();
  return {engine.fingerprint(), state_hash(network, engine.state(), options.horizon),
          broken_ledgers(network, engine.initial(), engine.state()).empty()};
}

void expect_no_difference(const Network& network, const ShockPlan& plan, std::int64_t horizon) {
  constexpr std::size_t kThreads = 4;
  std::vector<Outcome> outcomes(kThreads);
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < kThreads; ++i) {
      threads.emplace_back([&, i] { outcomes[i] = run(network, plan, i / 2, horizon); });
    }
  }
  for (std::size_t i = 0; i < kThreads; ++i) {
    EXPECT_TRUE(outcomes[i].sound);
    EXPECT_EQ(outcomes[i], run(network, plan, i / 2, horizon));
  }
}

TEST(Threads, EnginesDoNotTouchEachOther) {
  // Demand that grows, so that the baseline system is solved in every thread.
  const World world = world_of(replaced(read_test_file("verification/worlds/chain.yaml"), "rate: 500000/day",
                                        "rate: {value: 500000/day, growth: -0.1/year}"));
  const ShockPlan plan = plan_shocks(*world.network, world.scenario, {});
  expect_no_difference(*world.network, plan, 17'520);
}

TEST(Threads, NorInRandomWorldsWithEveryMechanism) {
  int ran = 0;
  for (std::uint64_t seed = 1; ran < 20; ++seed) {
    const auto world = feasible_world(seed, {.moving = true});
    if (!world) continue;
    ++ran;
    const ShockPlan plan = plan_shocks(*world->network, world->scenario, {.seed = seed});
    expect_no_difference(*world->network, plan, world->scenario.horizon.ticks());
  }
}

}  // namespace
}  // namespace fabshock::test::engines_test
