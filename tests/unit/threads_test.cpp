// Engines in threads of their own share one network and one plan, and do what one alone does.
#include <gtest/gtest.h>

#include <thread>

#include "dynamics/ledgers.h"
#include "engine/engine.h"
#include "support/world.h"

namespace fabshock::test {
namespace {

struct Outcome {
  std::uint64_t fingerprint = 0, state = 0;
  bool sound = false;
  bool operator==(const Outcome&) const = default;
};

Outcome run(const Network& network, const ShockPlan& plan, std::uint64_t seed) {
  RunOptions options;
  options.key.seed = seed;
  options.horizon = 17'520;
  Engine engine(network, &plan, options);
  engine.run();
  return {engine.fingerprint(), state_hash(network, engine.state(), options.horizon),
          broken_ledgers(network, engine.initial(), engine.state()).empty()};
}

TEST(Threads, EnginesDoNotTouchEachOther) {
  // Demand that grows, so that the baseline system is solved in every thread.
  const World world = world_of(replaced(read_test_file("verification/worlds/chain.yaml"), "rate: 500000/day",
                                        "rate: {value: 500000/day, growth: -0.1/year}"));
  const ShockPlan plan = plan_shocks(*world.network, world.scenario, {});
  constexpr std::size_t kThreads = 4;
  std::vector<Outcome> outcomes(kThreads);
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < kThreads; ++i) {
      threads.emplace_back([&, i] { outcomes[i] = run(*world.network, plan, i / 2); });
    }
  }
  for (std::size_t i = 0; i < kThreads; ++i) {
    EXPECT_TRUE(outcomes[i].sound);
    EXPECT_EQ(outcomes[i], run(*world.network, plan, i / 2));
  }
}

}  // namespace
}  // namespace fabshock::test
