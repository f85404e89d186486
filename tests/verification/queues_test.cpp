// Queues and inventories with a known answer, from YAML through the shipped engine. Tolerances are four standard errors
// of the estimate, as worked out in the comment of each, never what happened to pass.
#include <gtest/gtest.h>

#include <cmath>

#include "support/world.h"

namespace fabshock::test::queues_test {
namespace {

constexpr int kSeeds = 10;  // independent runs of 1,000 years, 43,800 mean service times each

struct Averages {
  double backlog = 0, stock = 0, fill = 0;
};

Averages averages(const std::string& yaml, const std::string& entity) {
  Averages sum;
  for (int seed = 1; seed <= kSeeds; ++seed) {
    const WorldRun run = run_world(yaml, static_cast<std::uint64_t>(seed));
    const auto backlog = run.series(entity, "backlog");
    sum.backlog += mean(backlog, backlog.size() / 100) / kSeeds;
    sum.stock += mean(run.series(entity, "finished_stock"), backlog.size() / 100) / kSeeds;
    const NodeState& end = run.record.final.nodes[run.node(entity)];
    sum.fill += static_cast<double>(end.filled) / static_cast<double>(end.ordered) / kSeeds;
  }
  return sum;
}

// Asymptotic variance of the number in M/M/1: 2 rho (1 + rho)/(1 - rho)^4 = 1,800 mean service times [Whitt 1989]; over
// 438,000 of them a standard error of 0.064 on 4, that is 0.080 on the time in system of 5.
TEST(Queues, MM1) {
  const Averages a = averages(read_test_file("verification/worlds/queue.yaml"), "server");
  EXPECT_NEAR(a.backlog / 0.8, 5.0, 4 * 0.080);
}

// M/D/1 varies less than M/M/1, so the same bound holds with room: expect 3.
TEST(Queues, MD1) {
  const std::string world =
      replaced(read_test_file("verification/worlds/queue.yaml"), "service: exponential", "service: deterministic");
  const Averages a = averages(world, "server");
  EXPECT_NEAR(a.backlog / 0.8, 3.0, 4 * 0.040);
}

// Make-to-stock M/M/1, S = 10: fill 1 - rho^S, E[B] = rho^(S+1)/(1 - rho), E[I] = S - rho (1 - rho^S)/(1 - rho).
TEST(Queues, MakeToStock) {
  const std::string world =
      replaced(read_test_file("verification/worlds/queue.yaml"), "base_stock: 0", "base_stock: 10");
  const Averages a = averages(world, "server");
  EXPECT_NEAR(a.fill, 1 - std::pow(0.8, 10), 4 * 0.004);
  EXPECT_NEAR(a.backlog, std::pow(0.8, 11) / 0.2, 4 * 0.03);
  EXPECT_NEAR(a.stock, 10 - 0.8 * (1 - std::pow(0.8, 10)) / 0.2, 4 * 0.05);
}

// Base stock 10, lead-time demand Poisson(8): fill P(N <= 9), E[B] = sum over n > 10 of (n - 10) P(n). The lead times
// of ten runs hold 110,000 independent looks at the stock each: standard errors of 0.002 and 0.004.
TEST(Queues, BaseStock) {
  double fill = 0;
  double backorders = 0;
  double p = std::exp(-8.0);
  for (int n = 0; n < 80; ++n) {
    if (n <= 9) fill += p;
    if (n > 10) backorders += (n - 10) * p;
    p *= 8.0 / (n + 1);
  }
  ASSERT_NEAR(fill, 0.7166, 5e-5);
  ASSERT_NEAR(backorders, 0.4259, 5e-5);
  const Averages a = averages(read_test_file("verification/worlds/delay.yaml"), "maker");
  EXPECT_NEAR(a.fill, fill, 4 * 0.002);
  EXPECT_NEAR(a.backlog, backorders, 4 * 0.004);
}

TEST(Queues, Newsvendor) {
  const WorldRun run = run_world(read_test_file("verification/worlds/newsvendor.yaml"));
  const std::uint32_t vendor = run.node("vendor");
  EXPECT_NEAR(static_cast<double>(run.world.network->nodes[vendor].base_stock) * 0.01, 465.79, 0.01);
  const auto fill = run.series("vendor", "fill_rate");
  double met = 0;
  for (const double f : fill) met += f >= 1.0 ? 1 : 0;
  // Binomial, 73,000 days: a standard error of 0.0008.
  EXPECT_NEAR(met / static_cast<double>(fill.size()), 0.95, 4 * 0.0008);
}

}  // namespace
}  // namespace fabshock::test::queues_test
