// Prices of zones that a maker links draw together: dy/dt = (mean of y - y)/30 d against the closed form of its daily
// steps, all else that moves a price at zero.
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <string>

#include "support/live.h"

namespace fabshock::test::arbitrage_test {
namespace {

// One maker sells in three zones of 500, 250 and 250 a day. Another makes two fifths of what the first zone buys, and
// all that it makes costs half as much again from the tenth day on: so the first zone's price jumps, and no other's.
std::string world(const std::string& happens) {
  return R"(schema: fabshock/scenario/1
name: arbitrage
start: 2026-01-01
horizon: 2 y
switches: {belief: off, switching: off, inflation: off, cancellation: off}
model:
  schema: fabshock/model/1
  name: arbitrage
  currency: USD
  source: assumption
  regions: {A: {bloc: one}, B: {bloc: two}, C: {bloc: three}}
  sites: {a: {region: A, lat: 0, lon: 0}, b: {region: B, lat: 10, lon: 10}}
  products: {gas: {unit: t, quantum: 0.001, price: 100}}
  recipes: {gas: {cycle_time: 1 d}}
  facilities:
    home: {site: a, makes: gas, capacity: 240/day, finished_stock: 5 d}
    abroad: {site: b, makes: gas, capacity: 1200/day, finished_stock: 5 d}
  needs:
    a-users: {region: A, units: gas, rate: 500/day, cover: 30 d, patience: 0}
    b-users: {region: B, units: gas, rate: 250/day, cover: 30 d, patience: 0}
    c-users: {region: C, units: gas, rate: 250/day, cover: 30 d, patience: 0}
  lanes:
    - {from: home, to: a-users, transit: 3 d, share: 0.4}
    - {from: abroad, to: a-users, transit: 3 d, share: 0.6}
    - {from: abroad, to: b-users, transit: 3 d, share: 1}
    - {from: abroad, to: c-users, transit: 3 d, share: 1}
  zones: {a: {region: A}, b: {region: B}, c: {region: C}}
  markets: {gas: {zones: [a, b, c], adjustment: 0, reversion: 0, anchoring: 0}}
disruptions:
  - {id: dear, type: cost-rise, select: {facility: home}, rise: 0.5, at: 2026-01-11}
)" + happens;
}

constexpr std::int64_t kDear = 10;
constexpr double kKept = 1 - 1 / 30.0;  // of a price's distance to the mean, a day

// ln spot of the three zones, by name.
std::array<double, 3> prices(const Live& live) {
  std::array<double, 3> y{};
  for (std::size_t zone = 0; zone < 3; ++zone) y[zone] = live.state().markets.all.at(zone).spot;
  return y;
}

// Home's goods are two fifths of the first zone's cost: ln(1 + 0.4 x 0.5). The mean by what zones buy is half of that,
// and stays there.
TEST(Arbitrage, LinkedZonesDrawTogetherByAThirtiethADay) {
  Live live(world(""));
  ASSERT_EQ(live.net().markets.size(), 3U);
  ASSERT_EQ(live.net().market_name(0), "gas@a");
  const double jump = std::log(1.2);
  for (std::int64_t n = 0; n <= 300; ++n) {
    live.through_day(kDear + n);
    const auto [a, b, c] = prices(live);
    const double left = std::pow(kKept, static_cast<double>(n));
    ASSERT_NEAR(a - b, jump * left, 1e-12) << n;
    ASSERT_NEAR(a, jump / 2 * (1 + left), 1e-12) << n;
    ASSERT_NEAR(b, jump / 2 * (1 - left), 1e-12) << n;
    ASSERT_EQ(b, c) << n;
  }
  EXPECT_EQ(live.broken(), "");
}

// For sixty days the first zone buys of nobody who sells elsewhere: home is all of its cost, and prices stay apart.
// Then they draw together from where they stand, with home's share of the cost as it was.
TEST(Arbitrage, WhatNobodyLinksStaysApartUntilSomebodyDoes) {
  Live live(
      world("  - {id: shut, type: lane-closure, from: {facility: abroad}, to: {facility: a-users}, at: 2026-01-11, "
            "duration: 60 d}\n"));
  for (std::int64_t day = kDear; day < kDear + 60; ++day) {
    live.through_day(day);
    const auto [a, b, c] = prices(live);
    ASSERT_NEAR(a, std::log(1.5), 1e-12) << day;
    ASSERT_EQ(b, 0.0) << day;
    ASSERT_EQ(c, 0.0) << day;
  }
  double gap = std::log(1.5);
  for (std::int64_t n = 0; n <= 200; ++n) {
    live.through_day(kDear + 60 + n);
    gap *= kKept;
    if (n == 0) gap += std::log(1.2) - std::log(1.5);
    const auto [a, b, c] = prices(live);
    ASSERT_NEAR(a - b, gap, 1e-12) << n;
    ASSERT_EQ(b, c) << n;
  }
  EXPECT_LT(gap, 0.001);
}

}  // namespace
}  // namespace fabshock::test::arbitrage_test
