// How supply is shared over the zones of a market: by hand, and against what makes it the one right answer.
#include "network/zones.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "random/stream.h"

namespace fabshock {
namespace {

constexpr zones::Set kA = 1, kB = 2, kAB = 3;

std::vector<double> shared(const zones::Balance& balance, std::size_t count) {
  std::vector<zones::Share> shares(count);
  zones::share(balance, shares);
  std::vector<double> totals;
  for (const zones::Share& s : shares) totals.push_back(s.got.total());
  return totals;
}

TEST(Zones, ByHand) {
  zones::Balance balance;
  balance.reaching[kA] = {1, 0};
  balance.reaching[kAB] = {1, 0};
  balance.wanted = {1, 1};
  EXPECT_EQ(shared(balance, 2), (std::vector<double>{1, 1}));  // who can serve both serves B
  balance.wanted = {3, 1};
  EXPECT_EQ(shared(balance, 2), (std::vector<double>{1.5, 0.5}));  // all are as short
  balance.wanted = {1, 3};
  EXPECT_EQ(shared(balance, 2), (std::vector<double>{1, 1}));  // B gets all that it can
  balance.wanted = {0, 2};
  EXPECT_EQ(shared(balance, 2), (std::vector<double>{0, 1}));  // who can only serve A stands idle
  balance.reaching[kAB] = {};
  EXPECT_EQ(shared(balance, 2), (std::vector<double>{0, 0}));  // nobody can serve B
}

TEST(Zones, StocksAreSharedAsFlowsAre) {
  zones::Balance balance;
  balance.reaching[kAB] = {4, 2};
  balance.wanted = {1, 3};
  std::vector<zones::Share> shares(2);
  zones::share(balance, shares);
  EXPECT_EQ(shares[0].got.flow, 1);
  EXPECT_EQ(shares[1].got.stock, 1.5);
  EXPECT_EQ(shares[1].linked, kAB);
}

TEST(Zones, AQuotaIsAPartOfTheUsualAndNobodyElses) {
  zones::Balance balance;
  zones::add_maker(balance, {10, 0}, std::vector<double>{5, 5}, std::vector<double>{1, 0.4});
  EXPECT_EQ(balance.reaching[kB].flow, 2);
  EXPECT_EQ(balance.reaching[kA].flow, 8);
  zones::Balance closed;
  zones::add_maker(closed, {10, 0}, std::vector<double>{5, 5}, std::vector<double>{0, 0.4});
  EXPECT_EQ(closed.reaching[kA].flow, 0);  // shut in
  EXPECT_EQ(closed.reaching[kB].flow, 2);
}

TEST(Zones, NobodyCouldServeAPoorerOneInstead) {
  Stream draw({.seed = 7}, "zones", Purpose::kParameter);
  for (int world = 0; world < 2000; ++world) {
    const auto count = static_cast<std::size_t>(2 + 5 * uniform(draw));
    zones::Balance balance;
    const zones::Set every = (zones::Set{1} << count) - 1;
    for (zones::Set by = 1; by <= every; ++by) {
      if (uniform(draw) < 0.3) balance.reaching[by] = {uniform(draw), uniform(draw)};
    }
    for (std::size_t z = 0; z < count; ++z) balance.wanted[z] = uniform(draw) < 0.1 ? 0.0 : 0.1 + uniform(draw);
    const std::vector<double> got = shared(balance, count);
    // Of the zones no better supplied than a given one: they get all that anybody could sell there, and no more.
    for (std::size_t best = 0; best < count; ++best) {
      if (balance.wanted[best] <= 0) continue;
      const double ratio = got[best] / balance.wanted[best];
      double sold = 0;
      zones::Set set = 0;
      for (std::size_t z = 0; z < count; ++z) {
        if (balance.wanted[z] <= 0 || got[z] / balance.wanted[z] > ratio * (1 + 1e-9) + 1e-12) continue;
        set |= zones::Set{1} << z;
        sold += got[z];
      }
      double able = 0;
      for (zones::Set by = 1; by <= every; ++by) able += (by & set) != 0 ? balance.reaching[by].total() : 0.0;
      ASSERT_NEAR(sold, able, 1e-9 * (1 + able)) << "world " << world;
    }
  }
}

}  // namespace
}  // namespace fabshock
