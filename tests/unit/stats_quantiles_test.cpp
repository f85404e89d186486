// Quantiles and the order statistics around them: tables, the binomial's definition, and coverage.
#include "stats/quantiles.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <cmath>
#include <vector>

#include "random/stream.h"

namespace fabshock::test::stats_quantiles_test {
namespace {

TEST(SortedQuantile, IsDefinitionSeven) {
  const std::vector<double> x = {1, 2, 4, 8};
  EXPECT_EQ(sorted_quantile(x, 0), 1);
  EXPECT_EQ(sorted_quantile(x, 1), 8);
  EXPECT_EQ(sorted_quantile(x, 0.5), 3);
  EXPECT_DOUBLE_EQ(sorted_quantile(x, 0.05), 1.15);
  EXPECT_DOUBLE_EQ(sorted_quantile(x, 0.25), 1.75);
  EXPECT_DOUBLE_EQ(sorted_quantile(x, 0.95), 7.4);
  EXPECT_EQ(sorted_quantile(std::vector<double>{3}, 0.3), 3);
  EXPECT_EQ(sorted_quantile(std::vector<double>{3, 3, 3}, 0.3), 3);
}

// Of the median at 95 %, as tabulated.
TEST(QuantileRanks, OfTheMedian) {
  const auto expect = [](std::uint64_t n, std::uint64_t lower, std::uint64_t upper, double coverage) {
    const QuantileRanks ranks = quantile_ranks(n, 0.5, 0.95);
    EXPECT_EQ(ranks.lower, lower) << n;
    EXPECT_EQ(ranks.upper, upper) << n;
    EXPECT_NEAR(ranks.coverage, coverage, 5e-5) << n;
  };
  expect(6, 1, 6, 0.9688);
  expect(10, 2, 9, 0.9785);
  expect(15, 4, 12, 0.9648);
  expect(20, 6, 15, 0.9586);
  expect(25, 8, 18, 0.9567);
  expect(100, 40, 61, 0.9648);
}

TEST(QuantileRanks, SayWhatIsTooFew) {
  const QuantileRanks five = quantile_ranks(5, 0.5, 0.95);  // all of five cover the median with 93.75 % only
  EXPECT_FALSE(five.lower);
  EXPECT_FALSE(five.upper);
  const QuantileRanks tail = quantile_ranks(100, 0.99, 0.95);
  EXPECT_TRUE(tail.lower);
  EXPECT_FALSE(tail.upper);
  const boost::math::binomial b(100, 0.99);
  EXPECT_NEAR(tail.coverage, 1 - boost::math::cdf(b, static_cast<double>(*tail.lower - 1)), 1e-9);
  const QuantileRanks none = quantile_ranks(0, 0.5, 0.95);
  EXPECT_FALSE(none.lower);
  EXPECT_FALSE(none.upper);
  EXPECT_EQ(none.coverage, 1);
  const std::vector<double> x = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
  const QuantileBounds both = bounds(x, quantile_ranks(10, 0.5, 0.95));
  EXPECT_EQ(both.low, 2);
  EXPECT_EQ(both.high, 9);
  const QuantileBounds half = bounds(x, quantile_ranks(10, 0.95, 0.95));
  EXPECT_TRUE(half.low);
  EXPECT_FALSE(half.high);
}

TEST(QuantileRanks, OneSidedBoundOfTheLastPercentNeeds299) {
  EXPECT_FALSE(upper_rank(298, 0.99, 0.95));
  EXPECT_EQ(upper_rank(299, 0.99, 0.95), 299U);
  EXPECT_EQ(least_sample(0.99, 0.95), 299U);
  EXPECT_FALSE(lower_rank(298, 0.01, 0.95));
  EXPECT_EQ(lower_rank(299, 0.01, 0.95), 1U);
  EXPECT_EQ(least_sample(0.95, 0.95), 59U);
  EXPECT_EQ(least_sample(0.5, 0.5), 1U);
  for (const double p : {0.05, 0.25, 0.5, 0.75, 0.95, 0.999}) {
    for (const double confidence : {0.5, 0.9, 0.975, 0.99}) {
      const std::uint64_t n = least_sample(p, confidence);
      EXPECT_TRUE(upper_rank(n, p, confidence)) << p << ' ' << confidence;
      if (n > 1) {
        EXPECT_FALSE(upper_rank(n - 1, p, confidence)) << p << ' ' << confidence;
      }
    }
  }
}

// The innermost ranks that keep each side's promise, by trying every one.
TEST(QuantileRanks, AreTheInnermost) {
  for (std::uint64_t n = 1; n <= 120; ++n) {
    for (const double p : {0.05, 0.25, 0.5, 0.9}) {
      const boost::math::binomial b(static_cast<double>(n), p);
      double below = 0;
      std::uint64_t lower = 0;
      std::uint64_t upper = n + 1;
      for (std::uint64_t k = 0; k <= n; ++k) {  // below = P(B < k)
        if (below <= 0.05 + 1e-12) lower = k;
        if (k > 0 && 1 - below <= 0.05 + 1e-12 && upper > n) upper = k;
        below += boost::math::pdf(b, static_cast<double>(k));
      }
      const QuantileRanks ranks = quantile_ranks(n, p, 0.9);
      EXPECT_EQ(ranks.lower.value_or(0), lower) << n << ' ' << p;
      EXPECT_EQ(ranks.upper.value_or(n + 1), upper) << n << ' ' << p;
    }
  }
}

// Over 2,000 samples of a skewed distribution, as often as the binomial says, within 3.29 standard errors.
TEST(QuantileRanks, CoverAsOftenAsTheySay) {
  constexpr std::uint32_t kExperiments = 2000;
  for (const std::uint64_t n : {10ULL, 73ULL, 400ULL}) {
    for (const double p : {0.25, 0.5, 0.95}) {
      const QuantileRanks ranks = quantile_ranks(n, p, 0.95);
      const double truth = -std::log(1 - p);
      std::uint32_t covered = 0;
      std::vector<double> x(n);
      for (std::uint32_t r = 0; r < kExperiments; ++r) {
        Stream s({.seed = 8, .replication = r}, "order", Purpose::kParameter);
        for (double& v : x) v = exponential(s, 1);
        std::sort(x.begin(), x.end());
        const QuantileBounds found = bounds(x, ranks);
        if ((!found.low || *found.low <= truth) && (!found.high || truth <= *found.high)) ++covered;
      }
      const double slack = 3.29 * std::sqrt(ranks.coverage * (1 - ranks.coverage) / kExperiments);
      EXPECT_NEAR(static_cast<double>(covered) / kExperiments, ranks.coverage, slack) << n << ' ' << p;
      EXPECT_GE(ranks.coverage, 0.95);
    }
  }
}

}  // namespace
}  // namespace fabshock::test::stats_quantiles_test
