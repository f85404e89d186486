// Means, their intervals, probabilities, pairs and when to stop: closed forms, tables, and the coverage that was
// promised.
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "base/math.h"
#include "random/stream.h"
#include "stats/in_order.h"
#include "stats/intervals.h"
#include "stats/moments.h"
#include "stats/paired.h"
#include "stats/stopping.h"

namespace fabshock::test::stats_mean_test {
namespace {

Moments of(const std::vector<double>& values) {
  Moments moments;
  for (const double x : values) moments.add(x);
  return moments;
}

Stream stream(const char* name, std::uint32_t replication = 0) {
  return {{.seed = 4, .replication = replication}, name, Purpose::kParameter};
}

// Of so many experiments, a share p of them good: within 3.29 standard errors (P = 0.001).
constexpr std::uint32_t kExperiments = 2000;
double slack(double p) {
  return 3.29 * std::sqrt(p * (1 - p) / kExperiments);
}

TEST(Moments, OfFewNumbers) {
  EXPECT_EQ(Moments().mean(), 0);
  EXPECT_EQ(Moments().variance(), 0);
  EXPECT_EQ(of({3}).mean(), 3);
  EXPECT_EQ(of({3}).variance(), 0);
  const Moments m = of({2, 4, 4, 4, 5, 5, 7, 9});
  EXPECT_EQ(m.n(), 8U);
  EXPECT_DOUBLE_EQ(m.mean(), 5);
  EXPECT_DOUBLE_EQ(m.variance(), 32.0 / 7);
}

TEST(Moments, OfNumbersFarFromZero) {  // where a sum of squares would have no digit left
  const Moments m = of({1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16});
  EXPECT_DOUBLE_EQ(m.mean(), 1e9 + 10);
  EXPECT_DOUBLE_EQ(m.variance(), 30);
}

TEST(Moments, MergingIsAdding) {
  Stream s = stream("merge");
  for (int trial = 0; trial < 50; ++trial) {
    Moments all;
    Moments merged;
    for (int block = 0; block < 5; ++block) {
      Moments part;
      for (auto i = static_cast<int>(uniform(s) * 20); i > 0; --i) {
        const double x = normal(s, 100, 3);
        part.add(x);
        all.add(x);
      }
      merged.merge(part);
    }
    EXPECT_EQ(merged.n(), all.n());
    EXPECT_NEAR(merged.mean(), all.mean(), 1e-12 * 100);
    EXPECT_NEAR(merged.variance(), all.variance(), 1e-11 * all.variance());
  }
}

TEST(InOrder, HandsOnInOrderWhateverComesFirst) {
  std::vector<std::uint64_t> numbers(100);
  for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = i;
  Stream s = stream("shuffle");
  for (int trial = 0; trial < 20; ++trial) {
    for (std::size_t i = numbers.size(); i-- > 1;) std::swap(numbers[i], numbers[s.bits() % (i + 1)]);
    InOrder<std::string> queue;
    std::vector<std::uint64_t> seen;
    std::size_t most = 0;
    for (const std::uint64_t number : numbers) {
      queue.put(number, std::to_string(number), [&](std::uint64_t n, const std::string& result) {
        EXPECT_EQ(result, std::to_string(n));
        seen.push_back(n);
      });
      EXPECT_EQ(queue.next(), seen.size());
      most = std::max(most, queue.waiting());
    }
    EXPECT_LT(most, 100U);
    EXPECT_EQ(queue.waiting(), 0U);
    ASSERT_EQ(seen.size(), 100U);
    EXPECT_TRUE(std::is_sorted(seen.begin(), seen.end()));
  }
}

TEST(TFactor, IsThatOfTheTables) {
  EXPECT_NEAR(t_factor(0.95, 1), 12.7062047, 1e-6);
  EXPECT_NEAR(t_factor(0.95, 4), 2.7764451, 1e-7);
  EXPECT_NEAR(t_factor(0.95, 9), 2.2621572, 1e-7);
  EXPECT_NEAR(t_factor(0.95, 29), 2.0452296, 1e-7);
  EXPECT_NEAR(t_factor(0.95, 99), 1.9842170, 1e-7);
  EXPECT_NEAR(t_factor(0.99, 9), 3.2498355, 1e-7);
  EXPECT_NEAR(t_factor(0.5, 3), 0.7648923, 1e-7);
  EXPECT_NEAR(t_factor(0.95, 1'000'000'000), 1.9599640, 1e-7);
}

TEST(MeanInterval, ByHand) {
  EXPECT_FALSE(mean_interval(of({}), 0.95));
  EXPECT_FALSE(mean_interval(of({1}), 0.95));
  EXPECT_EQ(mean_interval(of({7, 7, 7}), 0.95), (Interval{7, 7}));
  const auto interval = mean_interval(of({1, 2, 3, 4, 5}), 0.95);
  ASSERT_TRUE(interval);
  EXPECT_NEAR(interval->low, 3 - 2.7764451 * std::sqrt(2.5 / 5), 1e-7);
  EXPECT_NEAR(interval->high, 3 + 2.7764451 * std::sqrt(2.5 / 5), 1e-7);
}

TEST(MeanInterval, CoversAsOftenAsItSays) {
  for (const double confidence : {0.5, 0.9, 0.95, 0.99}) {
    for (const int n : {2, 5, 30}) {
      std::uint32_t covered = 0;
      for (std::uint32_t r = 0; r < kExperiments; ++r) {
        Stream s = stream("coverage", r);
        Moments m;
        for (int i = 0; i < n; ++i) m.add(normal(s, 10, 4));
        const auto interval = mean_interval(m, confidence);
        if (interval->low <= 10 && 10 <= interval->high) ++covered;
      }
      EXPECT_NEAR(static_cast<double>(covered) / kExperiments, confidence, slack(confidence)) << n;
    }
  }
}

TEST(WilsonInterval, IsThatOfNewcombe) {  // 1998, table I, method 3
  const auto expect = [](std::uint64_t k, std::uint64_t n, double low, double high) {
    const auto interval = wilson_interval(k, n, 0.95);
    ASSERT_TRUE(interval);
    EXPECT_NEAR(interval->low, low, 5e-5);
    EXPECT_NEAR(interval->high, high, 5e-5);
  };
  expect(81, 263, 0.2553, 0.3662);
  expect(15, 148, 0.0624, 0.1605);
  expect(0, 20, 0, 0.1611);
  expect(1, 29, 0.0061, 0.1718);
  EXPECT_FALSE(wilson_interval(0, 0, 0.95));
  EXPECT_EQ(wilson_interval(0, 20, 0.95)->low, 0);
  EXPECT_EQ(wilson_interval(20, 20, 0.95)->high, 1);
}

// Its ends are where the score test would just reject: (k/n - p)^2 = z^2 p (1 - p)/n.
TEST(WilsonInterval, EndsSolveTheScoreEquation) {
  const double z = 1.959963984540054;
  for (const std::uint64_t k : {1ULL, 7ULL, 50ULL, 99ULL}) {
    const Interval interval = *wilson_interval(k, 100, 0.95);
    for (const double p : {interval.low, interval.high}) {
      const double d = static_cast<double>(k) / 100 - p;
      EXPECT_NEAR(d * d, z * z * p * (1 - p) / 100, 1e-14);
    }
  }
}

// Exactly, by summing over what may happen: about 95 % on average, not at every p [Agresti & Coull 1998].
TEST(WilsonInterval, CoversAsOftenAsItSaysOnAverage) {
  for (const std::uint64_t n : {20ULL, 100ULL, 1000ULL}) {
    double mean = 0;
    for (int step = 0; step < 200; ++step) {
      const double p = (step + 0.5) / 200;
      const boost::math::binomial b(static_cast<double>(n), p);
      for (std::uint64_t k = 0; k <= n; ++k) {
        const Interval interval = *wilson_interval(k, n, 0.95);
        if (interval.low <= p && p <= interval.high) mean += boost::math::pdf(b, static_cast<double>(k)) / 200;
      }
    }
    EXPECT_NEAR(mean, 0.95, 0.005) << n;
  }
}

TEST(Paired, ByHand) {
  Paired pairs;
  EXPECT_FALSE(pairs.variance_reduction());
  EXPECT_FALSE(worse(pairs, true, 0.95));
  for (const auto& [a, b] : {std::pair{3.0, 1.0}, {5.0, 2.0}, {4.0, 4.0}, {6.0, 7.0}}) pairs.add(a, b);
  EXPECT_DOUBLE_EQ(pairs.a().mean(), 4.5);
  EXPECT_DOUBLE_EQ(pairs.b().mean(), 3.5);
  EXPECT_DOUBLE_EQ(pairs.difference().mean(), 1);
  EXPECT_DOUBLE_EQ(pairs.difference().variance(), 10.0 / 3);
  EXPECT_DOUBLE_EQ(*pairs.variance_reduction(), (5.0 / 3 + 7) / (10.0 / 3));
  EXPECT_EQ(pairs.above(), 2U);
  EXPECT_EQ(pairs.equal(), 1U);
  EXPECT_EQ(pairs.below(), 1U);
  EXPECT_EQ(worse(pairs, true, 0.95)->probability, 0.5);
  EXPECT_EQ(worse(pairs, true, 0.95)->interval, *wilson_interval(2, 4, 0.95));
  EXPECT_EQ(worse(pairs, false, 0.95)->probability, 0.25);
}

TEST(Paired, WhereNothingVaries) {
  Paired same;
  same.add(2, 1);
  same.add(2, 1);
  EXPECT_FALSE(same.variance_reduction());
  Paired shifted;
  shifted.add(2, 1);
  shifted.add(4, 3);
  EXPECT_EQ(shifted.variance_reduction(), std::numeric_limits<double>::infinity());
  EXPECT_EQ(mean_interval(shifted.difference(), 0.95), (Interval{1, 1}));
}

// a = 2 + c + e, b = c + f with var c = 9, var e = var f = 1: (10 + 10)/2; and the interval covers.
TEST(Paired, SharingIsWorthItsCorrelation) {
  std::uint32_t covered = 0;
  Paired all;
  for (std::uint32_t r = 0; r < kExperiments; ++r) {
    Stream s = stream("paired", r);
    Paired pairs;
    for (int i = 0; i < 10; ++i) {
      const double common = normal(s, 0, 3);
      const double a = 2 + common + normal(s, 0, 1);
      const double b = common + normal(s, 0, 1);
      pairs.add(a, b);
      all.add(a, b);
    }
    const auto interval = mean_interval(pairs.difference(), 0.95);
    if (interval->low <= 2 && 2 <= interval->high) ++covered;
  }
  EXPECT_NEAR(static_cast<double>(covered) / kExperiments, 0.95, slack(0.95));
  EXPECT_NEAR(*all.variance_reduction(), 10, 0.5);
  // a > b with probability Phi(2/sqrt 2).
  const Worse more = *worse(all, true, 0.999);
  EXPECT_LT(more.interval.low, normal_cdf(std::sqrt(2)));
  EXPECT_GT(more.interval.high, normal_cdf(std::sqrt(2)));
}

TEST(Stopping, LooksAtSetNumbersOnly) {
  const StoppingRule rule{.at_least = 100, .at_most = 1000};
  std::vector<std::uint64_t> looks;
  for (auto look = next_look(rule, 0); look; look = next_look(rule, *look + 1)) looks.push_back(*look);
  EXPECT_EQ(looks, (std::vector<std::uint64_t>{100, 150, 225, 337, 505, 757, 1000}));
  EXPECT_EQ(next_look({.at_least = 100, .at_most = 30}, 0), 30U);
  EXPECT_EQ(next_look(rule, 226), 337U);
  EXPECT_EQ(next_look(rule, 337), 337U);
  EXPECT_FALSE(next_look(rule, 1001));
}

TEST(Stopping, ByHand) {
  const StoppingRule rule{.relative_half_width = 0.1};
  EXPECT_FALSE(narrow_enough(rule, of({})));
  EXPECT_FALSE(narrow_enough(rule, of({1})));
  EXPECT_FALSE(narrow_enough(rule, of({0, 0, 0})));
  EXPECT_TRUE(narrow_enough(rule, of({5, 5, 5})));
  EXPECT_FALSE(narrow_enough(rule, of({-1, -2})));
  EXPECT_TRUE(narrow_enough(rule, of({-1, -1.001, -0.999})));
  // Half width of {1, 2, 3, 4, 5} is 1.9632, of the mean 0.6544.
  EXPECT_TRUE(narrow_enough({.relative_half_width = 0.6545}, of({1, 2, 3, 4, 5})));
  EXPECT_FALSE(narrow_enough({.relative_half_width = 0.6543}, of({1, 2, 3, 4, 5})));
}

struct Stopped {
  double coverage = 0;
  double replications = 0;
};

template <class Draw>
Stopped run_until_narrow(const char* name, double relative, std::uint64_t at_least, double mean, Draw&& draw) {
  const StoppingRule rule{.relative_half_width = relative, .at_least = at_least, .at_most = 1'000'000};
  Stopped all;
  for (std::uint32_t r = 0; r < kExperiments; ++r) {
    Stream s = stream(name, r);
    Moments m;
    for (auto look = next_look(rule, 0); look; look = next_look(rule, *look + 1)) {
      while (m.n() < *look) m.add(draw(s));
      if (narrow_enough(rule, m)) break;
    }
    const Interval interval = *mean_interval(m, 0.95);
    if (interval.low <= mean && mean <= interval.high) all.coverage += 1.0 / kExperiments;
    all.replications += static_cast<double>(m.n()) / kExperiments;
  }
  return all;
}

// Stopping where the interval is narrow costs coverage; from 100 replications on, little, for skewed measures too.
TEST(Stopping, CostsLittleCoverage) {
  const auto tell = [](const char* what, const Stopped& s) {
    RecordProperty(what, std::to_string(s.coverage) + " after " + std::to_string(s.replications));
    return s.coverage;
  };
  const auto gauss = [](Stream& s) { return normal(s, 1, 0.5); };
  const auto waiting = [](Stream& s) { return exponential(s, 1); };
  const auto skewed = [](Stream& s) { return lognormal(s, 1, 1); };
  const auto rare = [](Stream& s) { return bernoulli(s, 0.1) ? exponential(s, 10) : 0.0; };
  EXPECT_NEAR(tell("normal", run_until_narrow("normal", 0.05, 100, 1, gauss)), 0.95, slack(0.95));
  EXPECT_NEAR(tell("exponential", run_until_narrow("exponential", 0.1, 100, 1, waiting)), 0.945, slack(0.945));
  EXPECT_NEAR(tell("lognormal", run_until_narrow("lognormal", 0.1, 100, std::exp(0.5), skewed)), 0.94, slack(0.94));
  EXPECT_NEAR(tell("one in ten", run_until_narrow("rare", 0.2, 100, 1, rare)), 0.945, slack(0.945));
  // Begun too early, a look finds a variance that is small by chance; and what never happened among the first shows in
  // none.
  EXPECT_LT(tell("lognormal from 5", run_until_narrow("lognormal", 0.3, 5, std::exp(0.5), skewed)), 0.9);
  const auto jump = [](Stream& s) { return bernoulli(s, 0.01) ? 101.0 : 1.0; };
  EXPECT_NEAR(tell("one in a hundred", run_until_narrow("jump", 0.2, 100, 2, jump)), 0.96 * (1 - std::pow(0.99, 100)),
              0.05);
}

}  // namespace
}  // namespace fabshock::test::stats_mean_test
