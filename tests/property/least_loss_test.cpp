// No run loses less than what no plan could save: in random worlds, with all that buyers and makers do.
#include <gtest/gtest.h>

#include <algorithm>

#include "experiment/knock_out.h"
#include "property/dice.h"
#include "property/random_world.h"
#include "rerouting/least_loss.h"

namespace fabshock::test::least_loss_test {
namespace {

TEST(LeastLoss, NoRunLosesLess) {
  const std::uint64_t wanted = worlds(150);
  std::uint64_t ran = 0;
  std::uint64_t bites = 0;
  for (std::uint64_t seed = 1; ran < wanted; ++seed) {
    const WorldKind kind{.disruptions = false, .moving = seed % 2 == 0};
    // Where prices fall when all is over, buyers would ask for more than they do undisturbed, and make up for the loss.
    const std::string text =
        replaced(random_world(seed, kind), "horizon: 300 d", "horizon: 300 d\nswitches: {demand_response: off}");
    const auto world = feasible(text);
    if (!world) continue;
    ++ran;
    SCOPED_TRACE("seed " + std::to_string(seed));
    const Network& net = *world->network;
    Dice dice(seed, "least loss");
    const auto hit = static_cast<std::uint32_t>(dice.below(static_cast<int>(net.facilities)));
    const std::int64_t begins = dice.below(60);
    const std::int64_t steps = 1 + dice.below(150);
    Scenario scenario = world->scenario;
    take_for_granted(scenario);
    const RunOptions options{.key = {.seed = seed}, .horizon = scenario.horizon.ticks()};
    Runner runner(net, scenario, false);
    RunRecord undisturbed;
    RunRecord run;
    const ShockPlan calm = plan_shocks(net, scenario, options.key);
    runner.run(&calm, seed, undisturbed, {});
    Engine until(net, &calm, options);
    until.run_until(begins * net.step, nullptr);
    LeastLoss least(net, undisturbed, until.state(), begins);
    knock_out(scenario, {"", {net.entity_of(hit)}, {}, {}}, scenario.start + Duration::ticks(begins * net.step),
              static_cast<double>(steps * net.step));
    const ShockPlan plan = plan_shocks(net, scenario, options.key);
    runner.run(&plan, seed, run, {});
    least.count_capacity(undisturbed.final);
    least.count_capacity(run.final);
    const double bound = least.loss(std::vector<std::uint32_t>{hit}, steps);
    LossMeasures losses(net);
    const WorldLoss lost = losses.of_world(losses.losses(undisturbed, run));
    ASSERT_GE(bound, 0);
    // The program knows no quanta (of at most 0.01 here, at a price of 1): a run carries fractions of them along. It is
    // given to six digits.
    ASSERT_LE(bound, (lost.unmet + lost.given_up) * (1 + 1e-5) + 0.05)
        << net.entity_of(hit) << ", " << steps << " steps from " << begins << " on\n"
        << text;
    if (bound > 0.1 * (lost.unmet + lost.given_up) && bound > 0) ++bites;
  }
  EXPECT_GT(bites, wanted / 20);
}

}  // namespace
}  // namespace fabshock::test::least_loss_test
