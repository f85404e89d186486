// Ratios of means by Fieller, and differences of samples that share nothing by Welch: closed forms and coverage.
#include "stats/ratio.h"

#include <gtest/gtest.h>

#include <cmath>

#include "random/stream.h"

namespace fabshock::test::stats_ratio_test {
namespace {

constexpr std::uint32_t kExperiments = 2000;
double slack(double p) {  // 3.29 standard errors: P = 0.001
  return 3.29 * std::sqrt(p * (1 - p) / kExperiments);
}

Moments of(const std::vector<double>& values) {
  Moments moments;
  for (const double x : values) moments.add(x);
  return moments;
}

TEST(Ratio, OfAKnownCostIsTheCostOverTheEndsOfThePoints) {
  const std::vector<double> points = {2, 4, 3, 5, 2.5};
  Ratio ratio;
  Moments moments;
  for (const double p : points) {
    ratio.add(10, p);
    moments.add(p);
  }
  const auto mean = mean_interval(moments, 0.95);
  const auto interval = ratio.interval(0.95);
  ASSERT_TRUE(mean && interval);
  EXPECT_DOUBLE_EQ(*ratio.value(), 10 / 3.3);
  EXPECT_NEAR(interval->low, 10 / mean->high, 1e-12);
  EXPECT_NEAR(interval->high, 10 / mean->low, 1e-12);
}

TEST(Ratio, OfAnExactMultipleIsKnown) {
  Ratio ratio;
  for (const double p : {1.0, 2.0, 4.0}) ratio.add(3 * p, p);
  const auto interval = ratio.interval(0.95);
  EXPECT_FALSE(interval) << "points of 1 to 4 may be none";
  for (const double p : {2.0, 3.0, 2.5, 2.2, 2.8}) ratio.add(3 * p, p);
  const auto known = ratio.interval(0.95);
  ASSERT_TRUE(known);
  EXPECT_NEAR(known->low, 3, 1e-6);  // the root of what rounding leaves
  EXPECT_NEAR(known->high, 3, 1e-6);
}

TEST(Ratio, HasNoneWhereThePointsMayBeNone) {
  Ratio ratio;
  EXPECT_FALSE(ratio.value());
  ratio.add(1, 2);
  EXPECT_EQ(ratio.value(), 0.5);
  EXPECT_FALSE(ratio.interval(0.95));
  ratio.add(1, -2);
  EXPECT_FALSE(ratio.value());
  EXPECT_FALSE(ratio.interval(0.95));
}

TEST(Ratio, IntervalsCoverAsPromised) {
  Stream s({.seed = 11}, "ratio", Purpose::kParameter);
  std::uint32_t covered = 0;
  for (std::uint32_t e = 0; e < kExperiments; ++e) {
    Ratio ratio;
    for (int i = 0; i < 12; ++i) {
      const double shared = normal(s, 0, 1);
      ratio.add(20 + 3 * shared + normal(s, 0, 2), 5 + shared);
    }
    const auto interval = ratio.interval(0.95);
    ASSERT_TRUE(interval);
    covered += interval->low <= 4 && 4 <= interval->high ? 1 : 0;
  }
  EXPECT_NEAR(covered / double{kExperiments}, 0.95, slack(0.95));
}

TEST(Welch, OfEqualVariancesIsThePooledInterval) {
  const auto interval = welch_interval(of({1, 2, 3}), of({2, 3, 4}), 0.95);
  ASSERT_TRUE(interval);
  EXPECT_NEAR(interval->low, -1 - 2.7764451051977987 * std::sqrt(2.0 / 3), 1e-9);
  EXPECT_NEAR(interval->high, -1 + 2.7764451051977987 * std::sqrt(2.0 / 3), 1e-9);
  EXPECT_FALSE(welch_interval(of({1}), of({1, 2}), 0.95));
  EXPECT_EQ(welch_interval(of({2, 2}), of({1, 1}), 0.95), (Interval{1, 1}));
}

TEST(Welch, IntervalsCoverAsPromised) {
  Stream s({.seed = 12}, "welch", Purpose::kParameter);
  std::uint32_t covered = 0;
  for (std::uint32_t e = 0; e < kExperiments; ++e) {
    Moments a;
    Moments b;
    for (int i = 0; i < 10; ++i) a.add(normal(s, 3, 1));
    for (int i = 0; i < 20; ++i) b.add(normal(s, 1, 4));
    const auto interval = welch_interval(a, b, 0.95);
    ASSERT_TRUE(interval);
    covered += interval->low <= 2 && 2 <= interval->high ? 1 : 0;
  }
  EXPECT_NEAR(covered / double{kExperiments}, 0.95, slack(0.95) + 0.005);  // degrees of freedom are rounded down
}

}  // namespace
}  // namespace fabshock::test::stats_ratio_test
