// What the runs of a batch take from the heap: nothing, after the first.
#include <gtest/gtest.h>

#include "allocations/heap.h"
#include "results/recorder.h"
#include "scenario/load.h"

namespace fabshock::test::runner_test {
namespace {

void expect_none(const char* file, const std::vector<Override>& set) {
  Diagnostics diagnostics;
  const auto scenario = load_scenario(std::string(FABSHOCK_ROOT "/scenarios/") + file, set, diagnostics);
  ASSERT_TRUE(scenario) << file;
  const auto network = build_network(*scenario, diagnostics);
  ASSERT_TRUE(network) << file;
  const ShockPlan plan = plan_shocks(*network, *scenario, {.seed = 1});
  const ShockPlan calm = without_shocks(plan);
  Runner runner(*network, *scenario, false);
  RunRecord undisturbed, disturbed;
  const std::function<void(double)> progress = [](double) {};
  std::size_t before = 0;
  for (const int round : {1, 2}) {
    before = taken_from_heap();
    runner.run(&calm, 1, undisturbed, progress);
    runner.run(&plan, 1, disturbed, progress);
    if (round == 1) {
      EXPECT_GT(taken_from_heap(), before) << file;
    }
  }
  EXPECT_EQ(taken_from_heap(), before) << file;
}

TEST(Runner, TakesNothingFromTheHeapAfterItsFirstRun) {
  expect_none("tutorial-outage.yaml", {});
  expect_none("blockade-90d.yaml", {{"horizon", "1 y"}});
  expect_none("export-control.yaml", {{"horizon", "1 y"}});
}

}  // namespace
}  // namespace fabshock::test::runner_test
