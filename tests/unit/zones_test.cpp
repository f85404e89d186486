// How supply is shared over the zones of a market: by hand, and against what makes it the one right answer.
#include "network/zones.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "random/stream.h"

namespace fabshock::test::zones_test {
namespace {

constexpr zones::Set kA = 1, kB = 2, kAB = 3;

zones::Maker maker(double supply, zones::Set free, double most_a = 0, double most_b = 0) {
  return {{supply, 0}, free, {most_a, most_b}};
}

std::vector<double> shared(const std::vector<zones::Maker>& makers, const std::vector<double>& wanted) {
  zones::Balance balance(wanted.size());
  for (std::size_t z = 0; z < wanted.size(); ++z) balance.want(z, wanted[z]);
  for (const zones::Maker& m : makers) balance.add(m);
  std::vector<zones::Share> shares(wanted.size());
  balance.share(shares);
  std::vector<double> totals;
  for (const zones::Share& s : shares) totals.push_back(s.got.total());
  return totals;
}

using Shares = std::vector<double>;

TEST(Zones, ByHand) {
  const std::vector<zones::Maker> two = {maker(1, kA), maker(1, kAB)};
  EXPECT_EQ(shared(two, {1, 1}), (Shares{1, 1}));      // who can serve both serves B
  EXPECT_EQ(shared(two, {3, 1}), (Shares{1.5, 0.5}));  // all are as short
  EXPECT_EQ(shared(two, {1, 3}), (Shares{1, 1}));      // B gets all that it can
  EXPECT_EQ(shared(two, {0, 2}), (Shares{0, 1}));      // who can only serve A stands idle
  EXPECT_EQ(shared({maker(1, kA)}, {0, 2}), (Shares{0, 0}));
}

TEST(Zones, BoundsBindWhereTheyAreReached) {
  // Of ten, at most two into B: two of them go there while B is the poorer, and no more.
  EXPECT_EQ(shared({maker(10, kA, 0, 2)}, {5, 5}), (Shares{8, 2}));
  // A bound that is not reached changes nothing.
  EXPECT_EQ(shared({maker(10, kA, 0, 6)}, {5, 5}), (Shares{5, 5}));
  // What is not sold into B for want of buyers there is sold into A.
  EXPECT_EQ(shared({maker(10, kA, 0, 6)}, {9, 1}), (Shares{9, 1}));
  // Bounds on both leave the rest unsold.
  EXPECT_EQ(shared({maker(10, 0, 3, 2)}, {5, 5}), (Shares{3, 2}));
}

TEST(Zones, StocksAreSharedAsFlowsAre) {
  zones::Balance balance(2);
  balance.add({{4, 2}, kAB, {}});
  balance.want(0, 1);
  balance.want(1, 3);
  std::vector<zones::Share> shares(2);
  balance.share(shares);
  EXPECT_EQ(shares[0].got.flow, 1);
  EXPECT_EQ(shares[1].got.stock, 1.5);
  EXPECT_EQ(shares[1].linked, kAB);
  EXPECT_EQ(kB & shares[0].linked, kB);
}

// C(T): the most that can be sold into a set of zones.
double most_into(const std::vector<zones::Maker>& makers, zones::Set set, std::size_t zones) {
  double sum = 0;
  for (const zones::Maker& m : makers) {
    double most = (m.free & set) != 0 ? m.supply.total() : 0.0;
    for (std::size_t z = 0; z < zones; ++z) most += (set >> z & 1U) != 0 ? m.most[z] : 0.0;
    sum += std::min(m.supply.total(), most);
  }
  return sum;
}

TEST(Zones, NobodyCouldServeAPoorerOneInstead) {
  Stream draw({.seed = 7}, "zones", Purpose::kParameter);
  for (int world = 0; world < 2000; ++world) {
    const auto count = static_cast<std::size_t>(2 + 5 * uniform(draw));
    std::vector<zones::Maker> makers(1 + static_cast<std::size_t>(6 * uniform(draw)));
    for (zones::Maker& m : makers) {
      m.supply = {uniform(draw), uniform(draw)};
      for (std::size_t z = 0; z < count; ++z) {
        const double kind = uniform(draw);
        if (kind < 0.4) m.free |= zones::Set{1} << z;
        if (kind > 0.7) m.most[z] = 0.5 * uniform(draw);
      }
    }
    Shares wanted(count);
    for (double& w : wanted) w = uniform(draw) < 0.1 ? 0.0 : 0.1 + uniform(draw);
    const Shares got = shared(makers, wanted);
    // Of the zones no better supplied than a given one: they get all that anybody could sell there, and no more.
    for (std::size_t best = 0; best < count; ++best) {
      if (wanted[best] <= 0) continue;
      const double ratio = got[best] / wanted[best];
      double sold = 0;
      zones::Set set = 0;
      for (std::size_t z = 0; z < count; ++z) {
        if (wanted[z] <= 0 || got[z] / wanted[z] > ratio * (1 + 1e-9) + 1e-12) continue;
        set |= zones::Set{1} << z;
        sold += got[z];
      }
      ASSERT_NEAR(sold, most_into(makers, set, count), 1e-9) << "world " << world;
    }
  }
}

}  // namespace
}  // namespace fabshock::test::zones_test
