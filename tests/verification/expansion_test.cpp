// Makers who build because they are full and dear, and are late.
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "support/live.h"

namespace fabshock::test::expansion_test {
namespace {

// Three makers near their capacity, of whom one stands still for five years from day 181 on.
std::string world(const std::string& expansion, const std::string& switches = "") {
  return R"(schema: fabshock/scenario/1
name: boom
start: 2026-01-01
horizon: 20 y
switches: {belief: off, inflation: off, cancellation: off)" +
         switches + R"(}
model:
  schema: fabshock/model/1
  name: boom
  currency: USD
  source: assumption
  regions: {A: {bloc: one}}
  sites: {a: {region: A, lat: 0, lon: 0}}
  products: {chip: {unit: chip, quantum: 0.001, price: 100}}
  recipes: {chip: {cycle_time: 30 d}}
  facilities:
    one: {site: a, makes: chip, capacity: 360/day, finished_stock: 5 d, expansion: {)" +
         expansion + R"(}}
    two: {site: a, makes: chip, capacity: 360/day, finished_stock: 5 d, expansion: {)" +
         expansion + R"(}}
    lost: {site: a, makes: chip, capacity: 320/day, finished_stock: 5 d}
  needs:
    buyers: {region: A, units: chip, rate: 1000/day, cover: 30 d, patience: 0, elasticity: -0.3}
  lanes:
    - {from: one, to: buyers, transit: 3 d, share: 0.35}
    - {from: two, to: buyers, transit: 3 d, share: 0.35}
    - {from: lost, to: buyers, transit: 3 d, share: 0.3}
  market_defaults: [{select: any, contract_share: 0.5}]
disruptions: [{id: gone, type: outage, select: {facility: lost}, at: 2026-07-01, duration: 5 y}]
)";
}

double price(const Live& live) {
  return std::exp(live.state().markets.all[0].spot);
}

TEST(Expansion, IsDecidedAfterALongScarcityAndComesALeadTimeLater) {
  Live live(world("size: 0.1, after: 100 d, lead_time: 400 d, ramp: 10 w, most: 0.1"));
  const auto& state = live.state().expansion;
  std::int64_t tight = -1;  // day from which on the first maker is full and dear
  std::int64_t decided = -1;
  for (std::int64_t day = 0; day < 1000 && decided < 0; ++day) {
    live.through_day(day);
    if (tight < 0 && state.makers[0].since >= 0) tight = day;
    if (!state.decisions.empty()) decided = day;
  }
  EXPECT_GT(tight, 181);
  EXPECT_LT(tight, 281);
  EXPECT_GE(decided - tight, 100);
  EXPECT_LT(decided - tight, 107) << "makers look once a week";
  ASSERT_EQ(state.decisions.size(), 2U) << "both are full, and neither asks the other";
  live.through_day(decided + 399);
  EXPECT_EQ(live.state().rare[live.id("one")].capacity, 1'000'000);
  for (int week = 0; week < 10; ++week) {
    live.through_day(decided + 400 + std::int64_t{7} * week);
    ASSERT_EQ(live.state().rare[live.id("one")].capacity, 1'000'000 + 10'000 * (week + 1));
  }
  live.through_day(4000);
  EXPECT_EQ(live.state().rare[live.id("one")].capacity, 1'100'000) << "and no more";
  EXPECT_EQ(live.broken(), "");
}

TEST(Expansion, EndsAShortageAndLeavesAGlut) {
  Live built(world("size: 0.1"));
  Live not_built(world("size: 0.1", ", expansion: off"));
  std::vector<double> with;
  std::vector<double> without;
  for (const int day : {1000, 1750, 3000, 4300}) {
    built.through_day(day);
    not_built.through_day(day);
    with.push_back(price(built));
    without.push_back(price(not_built));
  }
  EXPECT_DOUBLE_EQ(with[0], without[0]) << "it is late";
  EXPECT_LT(with[1], 0.6 * without[1]) << "in the shortage";
  EXPECT_LT(with[2], 0.9) << "the lost maker is back";
  EXPECT_LT(with[3], 0.9) << "what is built stays";
  EXPECT_NEAR(without[3], 1, 0.01);
  EXPECT_TRUE(not_built.state().expansion.decisions.empty());
}

TEST(Expansion, WhoReckonsWithWhatIsUnderWayBuildsLess) {
  std::vector<std::int32_t> built;
  for (const char* seen : {"0", "1"}) {
    Live live(world(std::string{"size: 0.1, most: 4, lead_time: 3 y, seen: "} + seen));
    live.through_day(4000);
    built.push_back(live.state().rare[live.id("one")].capacity);
  }
  EXPECT_GT(built[0], built[1]);
}

TEST(Expansion, NobodyBuildsAtRest) {
  std::string yaml = world("size: 0.1, threshold: 0.9");  // 350 of 360 in use, at the usual price
  yaml = yaml.substr(0, yaml.find("disruptions:"));
  Live live(yaml);
  live.through_day(3000);
  EXPECT_TRUE(live.state().expansion.decisions.empty());
}

}  // namespace
}  // namespace fabshock::test::expansion_test
