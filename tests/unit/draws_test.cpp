// Draws of a batch: the same in all arms, correlated as was asked.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "batch/draws.h"
#include "support/spearman.h"

namespace fabshock::test::draws_test {
namespace {

BatchPlan plan_of(std::vector<std::vector<std::string>> sampled, std::vector<Correlation> correlations) {
  BatchPlan plan;
  plan.replications = 4000;
  plan.spread = Spread::kLatinHypercube;
  plan.sampled = std::move(sampled);
  plan.correlations = std::move(correlations);
  return plan;
}

// By axis, then replication.
std::vector<std::vector<double>> drawn(const BatchPlan& plan, const std::vector<std::string>& axes) {
  const Draws draws(plan, axes);
  std::vector<std::vector<double>> columns(axes.size());
  std::vector<double> u(axes.size());
  for (std::uint32_t r = 0; r < plan.replications; ++r) {
    draws.point(r, u);
    for (std::size_t a = 0; a < u.size(); ++a) {
      EXPECT_EQ(u[a], draws.at(r, a));
      columns[a].push_back(u[a]);
    }
  }
  return columns;
}

// Four standard errors of a rank correlation over 4,000 draws.
constexpr double kNear = 4 / 63.2;

TEST(Draws, AreCorrelatedAsAskedAndUniform) {
  const std::vector<std::string> axes = {"a", "b", "c", "d", "e"};
  const auto columns = drawn(plan_of({axes}, {{{"a", "b", "d"}, 0.6}, {{"d", "e"}, -0.4}}), axes);
  const auto between = [&](std::size_t x, std::size_t y) { return spearman(columns[x], columns[y]); };
  EXPECT_NEAR(between(0, 1), 0.6, kNear);
  EXPECT_NEAR(between(0, 3), 0.6, kNear);
  EXPECT_NEAR(between(1, 3), 0.6, kNear);
  EXPECT_NEAR(between(3, 4), -0.4, kNear);
  EXPECT_NEAR(between(0, 4), 0, kNear);
  EXPECT_NEAR(between(2, 0), 0, kNear);
  for (std::vector<double> column : columns) {
    std::sort(column.begin(), column.end());
    double farthest = 0;  // Kolmogorov's distance, here 1.95/sqrt(n) at 0.1 %
    for (std::size_t i = 0; i < column.size(); ++i) {
      farthest = std::max(farthest, std::fabs(column[i] - static_cast<double>(i) / 4000));
    }
    EXPECT_LT(farthest, 1.95 / 63.2);
  }
}

// Also where an arm knows a number that others draw, whatever the points.
TEST(Draws, AreTheSameInAllArms) {
  const std::vector<std::string> all = {"a", "b", "c", "d"};
  const std::vector<std::string> some = {"b", "d"};
  for (const Spread spread : {Spread::kRandom, Spread::kLatinHypercube, Spread::kSobol}) {
    BatchPlan plan = plan_of({all, some}, {{{"a", "b", "d"}, 0.5}});
    plan.spread = spread;
    plan.replications = 64;
    const auto of_all = drawn(plan, all);
    const auto of_some = drawn(plan, some);
    EXPECT_EQ(of_all[1], of_some[0]);
    EXPECT_EQ(of_all[3], of_some[1]);
  }
}

TEST(Draws, RefuseWhatContradictsItself) {
  const std::vector<std::string> axes = {"a", "b", "c"};
  const auto plan = plan_of({axes}, {{{"a", "b"}, 0.9}, {{"b", "c"}, 0.9}, {{"a", "c"}, -0.9}});
  EXPECT_THROW(Draws(plan, axes), std::invalid_argument);
  std::vector<std::string> many;
  for (int i = 0; i < 1001; ++i) many.push_back("x" + std::to_string(i));
  std::sort(many.begin(), many.end());
  EXPECT_THROW(Draws(plan_of({many}, {{many, 0.5}}), many), std::invalid_argument);
}

}  // namespace
}  // namespace fabshock::test::draws_test
