// The four rules by which a shortage is split.
#include "dynamics/allocation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "random/stream.h"

namespace fabshock::test::allocation_test {
namespace {

using Amounts = std::vector<Quanta>;

Amounts split(Allocation rule, Quanta available, const Amounts& wants, std::vector<std::int32_t> tiers = {},
              std::vector<double> bids = {}) {
  tiers.resize(wants.size(), 0);
  if (bids.empty()) {
    for (const std::int32_t tier : tiers) bids.push_back(1.0 + tier);
  }
  Amounts got(wants.size(), -1);
  Scratch scratch;
  allocation::split(rule, available, wants, {tiers, bids}, got, scratch);
  return got;
}

TEST(Allocation, ProportionalByHand) {
  EXPECT_EQ(split(Allocation::kProportional, 6, {2, 4, 6}), (Amounts{1, 2, 3}));
  EXPECT_EQ(split(Allocation::kProportional, 10, {1, 2, 3}), (Amounts{1, 2, 3}));
  EXPECT_EQ(split(Allocation::kProportional, 0, {1, 2, 3}), (Amounts{0, 0, 0}));
  // Shares 2.5, 1.25, 1.25: what is left over goes to the largest fraction.
  EXPECT_EQ(split(Allocation::kProportional, 5, {4, 2, 2}), (Amounts{3, 1, 1}));
  // Equal fractions: to the lower lane.
  EXPECT_EQ(split(Allocation::kProportional, 2, {1, 1, 1}), (Amounts{1, 1, 0}));
  EXPECT_EQ(split(Allocation::kProportional, 4, {5, 0, 5, 5}), (Amounts{2, 0, 1, 1}));
  EXPECT_EQ(split(Allocation::kProportional, 5, {}), Amounts{});
}

TEST(Allocation, PriorityByHand) {
  EXPECT_EQ(split(Allocation::kPriority, 7, {4, 4, 4}, {1, 0, 2}), (Amounts{3, 4, 0}));
  EXPECT_EQ(split(Allocation::kPriority, 7, {4, 4, 4}, {1, 0, 1}), (Amounts{2, 4, 1}));
  EXPECT_EQ(split(Allocation::kPriority, 3, {4, 4, 4}, {0, -1, 5}), (Amounts{0, 3, 0}));
  EXPECT_EQ(split(Allocation::kPriority, 99, {4, 4, 4}, {3, 2, 1}), (Amounts{4, 4, 4}));
  EXPECT_EQ(split(Allocation::kPriority, 6, {2, 4, 6}), (Amounts{1, 2, 3}));
}

TEST(Allocation, BidByHand) {
  const auto by_bid = [](Quanta available, const Amounts& wants, const std::vector<double>& bids) {
    return split(Allocation::kBid, available, wants, {}, bids);
  };
  EXPECT_EQ(by_bid(6, {2, 4, 6}, {1, 1, 1}), (Amounts{1, 2, 3})) << "equal bids: proportional";
  EXPECT_EQ(by_bid(6, {6, 6}, {2, 1}), (Amounts{4, 2}));
  // lambda 2/3 x 2 > 1: the high bidder is full, the others share what is left.
  EXPECT_EQ(by_bid(12, {6, 6, 6}, {4, 1, 1}), (Amounts{6, 3, 3}));
  EXPECT_EQ(by_bid(7, {4, 4, 4}, {1e-9, 1, 1e9}), (Amounts{0, 3, 4})) << "the highest bidder first";
  EXPECT_EQ(by_bid(99, {4, 4, 4}, {3, 2, 1}), (Amounts{4, 4, 4}));
  EXPECT_EQ(by_bid(0, {4, 4}, {2, 1}), (Amounts{0, 0}));
  EXPECT_EQ(by_bid(6, {6, 6}, {0, 0}), (Amounts{3, 3})) << "bids too small for a number";
  EXPECT_EQ(by_bid(6, {}, {}), Amounts{});
}

TEST(Allocation, UniformByHand) {
  EXPECT_EQ(split(Allocation::kUniform, 9, {10, 2, 10}), (Amounts{4, 2, 3}));
  EXPECT_EQ(split(Allocation::kUniform, 10, {10, 2, 10}), (Amounts{4, 2, 4}));
  EXPECT_EQ(split(Allocation::kUniform, 22, {10, 2, 10}), (Amounts{10, 2, 10}));
  EXPECT_EQ(split(Allocation::kUniform, 2, {5, 5, 5}), (Amounts{1, 1, 0}));
}

TEST(Allocation, LinearByHand) {
  // Everyone gives up two.
  EXPECT_EQ(split(Allocation::kLinear, 9, {4, 5, 6}), (Amounts{2, 3, 4}));
  // The shortfall of 8: one gives up all it wants, the others 3.5 each.
  EXPECT_EQ(split(Allocation::kLinear, 11, {1, 9, 9}), (Amounts{0, 5, 6}));
  EXPECT_EQ(split(Allocation::kLinear, 30, {4, 5, 6}), (Amounts{4, 5, 6}));
}

// Water filling in real numbers: min(want, level) with the level found by bisection.
std::vector<double> filled(double available, const Amounts& wants) {
  double low = 0;
  double high = 1e19;
  const auto sum = [&](double level) {
    double s = 0;
    for (const Quanta w : wants) s += std::min(static_cast<double>(w), level);
    return s;
  };
  for (int i = 0; i < 200; ++i) (sum((low + high) / 2) < available ? low : high) = (low + high) / 2;
  std::vector<double> out;
  for (const Quanta w : wants) out.push_back(std::min(static_cast<double>(w), high));
  return out;
}

struct Case {
  Amounts wants;
  std::vector<std::int32_t> tiers;
  Quanta total = 0;
};

Case random_case(Stream& s, Quanta most) {
  Case c;
  const std::uint64_t n = 1 + s.bits() % 9;
  for (std::uint64_t i = 0; i < n; ++i) {
    c.wants.push_back(static_cast<Quanta>(s.bits() % static_cast<std::uint64_t>(most + 1)));
    if (s.bits() % 5 == 0) c.wants.back() = 0;
    if (s.bits() % 5 == 0) c.wants.back() = c.wants.front();
    c.tiers.push_back(static_cast<std::int32_t>(s.bits() % 3));
  }
  c.total = std::accumulate(c.wants.begin(), c.wants.end(), Quanta{0});
  return c;
}

constexpr std::array kRules = {Allocation::kProportional, Allocation::kPriority, Allocation::kLinear,
                               Allocation::kUniform, Allocation::kBid};

TEST(Allocation, NobodyGetsMoreThanHeWantsAndNothingIsLeft) {
  Stream s({.seed = 1}, "allocation", Purpose::kParameter);
  for (int trial = 0; trial < 20'000; ++trial) {
    const Case c = random_case(s, trial % 2 == 0 ? 12 : 1'000'000'000'000'000);
    const auto available = static_cast<Quanta>(s.bits() % static_cast<std::uint64_t>(c.total + 3));
    for (const Allocation rule : kRules) {
      const Amounts got = split(rule, available, c.wants, c.tiers);
      for (std::size_t i = 0; i < got.size(); ++i) {
        ASSERT_GE(got[i], 0);
        ASSERT_LE(got[i], c.wants[i]);
      }
      ASSERT_EQ(std::accumulate(got.begin(), got.end(), Quanta{0}), std::min(available, c.total))
          << static_cast<int>(rule);
    }
  }
}

TEST(Allocation, MoreIsNeverLessForAnyone) {
  // Largest remainders may take a quantum from one lane as the sum grows (the Alabama paradox), so one is allowed
  // there.
  Stream s({.seed = 2}, "allocation", Purpose::kParameter);
  for (int trial = 0; trial < 2'000; ++trial) {
    const Case c = random_case(s, 12);
    for (const Allocation rule : kRules) {
      const bool by_remainders =
          rule == Allocation::kProportional || rule == Allocation::kPriority || rule == Allocation::kBid;
      const Quanta slack = by_remainders ? 1 : 0;
      Amounts before(c.wants.size(), 0);
      for (Quanta available = 0; available <= c.total; ++available) {
        const Amounts got = split(rule, available, c.wants, c.tiers);
        for (std::size_t i = 0; i < got.size(); ++i) ASSERT_GE(got[i] + slack, before[i]) << static_cast<int>(rule);
        before = got;
      }
      ASSERT_EQ(before, c.wants);
    }
  }
}

TEST(Allocation, ProportionalIsWithinAQuantumOfTheShare) {
  Stream s({.seed = 3}, "allocation", Purpose::kParameter);
  for (int trial = 0; trial < 5'000; ++trial) {
    const Case c = random_case(s, trial % 2 == 0 ? 12 : 1'000'000'000'000'000);
    if (c.total == 0) continue;
    const auto available = static_cast<Quanta>(s.bits() % static_cast<std::uint64_t>(c.total));
    const Amounts got = split(Allocation::kProportional, available, c.wants);
    for (std::size_t i = 0; i < got.size(); ++i) {
      const Int128 share = static_cast<Int128>(available) * c.wants[i];
      const Int128 given = static_cast<Int128>(got[i]) * c.total;
      ASSERT_TRUE(given > share - c.total && given < share + c.total);
    }
  }
}

TEST(Allocation, ALowerTierIsServedFirst) {
  Stream s({.seed = 4}, "allocation", Purpose::kParameter);
  for (int trial = 0; trial < 5'000; ++trial) {
    const Case c = random_case(s, 50);
    const auto available = static_cast<Quanta>(s.bits() % static_cast<std::uint64_t>(c.total + 1));
    const Amounts got = split(Allocation::kPriority, available, c.wants, c.tiers);
    for (std::size_t i = 0; i < got.size(); ++i) {
      for (std::size_t k = 0; k < got.size(); ++k) {
        if (c.tiers[i] < c.tiers[k] && got[k] > 0) {
          ASSERT_EQ(got[i], c.wants[i]);
        }
      }
    }
  }
}

TEST(Allocation, UniformAndLinearAreWaterFilling) {
  Stream s({.seed = 5}, "allocation", Purpose::kParameter);
  for (int trial = 0; trial < 5'000; ++trial) {
    const Case c = random_case(s, trial % 2 == 0 ? 12 : 1'000'000'000);
    const auto available = static_cast<Quanta>(s.bits() % static_cast<std::uint64_t>(c.total + 1));
    const Amounts even = split(Allocation::kUniform, available, c.wants);
    const Amounts linear = split(Allocation::kLinear, available, c.wants);
    const std::vector<double> level = filled(static_cast<double>(available), c.wants);
    const std::vector<double> cut = filled(static_cast<double>(c.total - available), c.wants);
    for (std::size_t i = 0; i < c.wants.size(); ++i) {
      ASSERT_NEAR(static_cast<double>(even[i]), level[i], 1.0 + 1e-6);
      ASSERT_NEAR(static_cast<double>(linear[i]), static_cast<double>(c.wants[i]) - cut[i], 1.0 + 1e-6);
    }
  }
}

}  // namespace
}  // namespace fabshock::test::allocation_test
