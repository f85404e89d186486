// Orders, figure by figure: the law of docs/theory/ordering.md on days that can be worked out by hand.
#include <gtest/gtest.h>

#include <cmath>

#include "dynamics/demand.h"
#include "support/live.h"

namespace fabshock::test::ordering_test {
namespace {

std::string order_world(const std::string& control, const std::string& disruptions, const std::string& need = "") {
  return R"(schema: fabshock/scenario/1
name: orders
start: 2026-01-01
horizon: 3 y
switches: {switching: off, inflation: off, cancellation: off}
model:
  schema: fabshock/model/1
  name: orders
  source: assumption
  regions: {A: {bloc: one}}
  sites: {a: {region: A, lat: 0, lon: 0}}
  products: {ore: {unit: t, quantum: 1, class: o}, chip: {unit: chip, quantum: 1, class: c}}
  recipes: {chip: {yield: 0.8, inputs: {ore: 2}}}
  facilities:
    mine: {site: a, owner: O, kind: m, makes: ore}
    maker: {site: a, owner: O, kind: fab, makes: chip, cover: {ore: 20 d}, finished_stock: 30 d, )" +
         control + R"(}
  needs: {buyers: {region: A, units: chip, rate: 1000/day, cover: 40 d, inventory_time: 10 d, pipeline_time: 5 d)" +
         need + R"(}}
  lanes:
    - {from: mine, to: maker, transit: 4 d, route: [rail]}
    - {from: maker, to: buyers, transit: 5 d, route: [sea]}
)" + (disruptions.empty() ? "" : "disruptions:\n" + disruptions);
}

TEST(Ordering, AfterALossUnderWay) {
  // All 5,000 chips under way are lost before the intake of day 50, and the lane is shut for an hour only.
  Live live(order_world(
      "review: 1 d", "  - {id: x, type: lane-closure, route: sea, at: 2026-02-20, duration: 1 h, in_transit: lose}\n"));
  live.through_day(49);
  EXPECT_EQ(live.lane("maker", "buyers").order, 1000);
  live.through_day(50);
  // 1,000 short in stock, to be made good in 10 days; four days' goods of 4,000 gone, to be made good in 5.
  EXPECT_EQ(live.slot("buyers").stock, 39'000);
  EXPECT_EQ(live.lane("maker", "buyers").order, 1000 + 1000 / 10 + 4000 / 5);
  live.through_day(51);
  // Nothing departed on day 50 (shut), so 1,900 are owed and nothing is under way: 4,000 less 1,900 missing.
  EXPECT_EQ(live.lane("maker", "buyers").order, 1000 + 2000 / 10 + 2100 / 5);
  EXPECT_EQ(live.broken(), "");
}

TEST(Ordering, ReviewsComeOnTheirOwnDays) {
  Live live(order_world(
      "review: 1 d", "  - {id: x, type: lane-closure, route: sea, at: 2026-02-20, duration: 1 h, in_transit: lose}\n",
      ", review: 7 d"));
  for (int day = 50; day < 56; ++day) {
    live.through_day(day);
    EXPECT_EQ(live.lane("maker", "buyers").order, 1000) << day;  // days 49 and 56 are review days
  }
  live.through_day(56);
  EXPECT_GT(live.lane("maker", "buyers").order, 1000);
  EXPECT_EQ(live.lane("maker", "buyers").ordered, 56'000 + live.lane("maker", "buyers").order);
}

TEST(Ordering, TheForecastSmoothsOrders) {
  // The maker sees 1,900 ordered on day 50 in place of 1,000.
  Live live(
      order_world("smoothing: 0.1, demand_signal: 0, inventory_time: 8 d, pipeline_time: 6 d",
                  "  - {id: x, type: lane-closure, route: sea, at: 2026-02-20, duration: 1 h, in_transit: lose}\n"));
  live.through_day(50);
  EXPECT_EQ(live.node("maker").forecast, 0.0);
  live.through_day(51);
  EXPECT_DOUBLE_EQ(live.node("maker").forecast, 0.1 * 900);
  // Of 2,500 t of ore a day for 1,000 chips: 225 t more, 20 days of it in stock and 3 days of it under way.
  EXPECT_EQ(live.params("maker").start0, 1250);
  // The line wants 90 chips more a day, and a thirtieth of what its finished stock lacks: 1,900 are owed, 1,000 too
  // many lie there, and 30 days of 90 are to be added, and the 90 that depart the same day.
  const auto line = static_cast<double>(live.node("maker").wanted);
  EXPECT_NEAR(line, 1250 + (90 + 3690 / 30.0) / 0.8, 0.5);
  const double extra = 225 + (20 * 225 - static_cast<double>(live.slot("maker").stock - 50'000)) / 8 +
                       (line - 1250 - 90 / 0.8) * 2 + 3 * 225 / 6.0;
  EXPECT_NEAR(static_cast<double>(live.lane("mine", "maker").order), 2500 + extra, 0.5 + 1e-6);
  live.through_day(52);
  const double second = 1000 + 2000 / 10.0 + 2100 / 5.0 - 1000;
  EXPECT_DOUBLE_EQ(live.node("maker").forecast, 90 + 0.1 * (second - 90));
}

TEST(Ordering, ConstantForecastsDoNotMove) {
  Live live(
      order_world("forecast: constant",
                  "  - {id: x, type: lane-closure, route: sea, at: 2026-02-20, duration: 1 h, in_transit: lose}\n"));
  live.through_day(80);
  EXPECT_EQ(live.node("maker").forecast, 0.0);
}

TEST(Ordering, EndDemandIsExplodedThroughTheRecipes) {
  Live live(order_world("information_delay: 100 d", "", ", growth: 0.5/year"));
  live.through_day(300);
  const double growth = std::log(1.5) / 365;
  const double now = 1000 * (std::exp(growth * 300) - 1);
  const double then = 1000 * (std::exp(growth * 200) - 1);
  const State& s = live.state();
  EXPECT_NEAR(s.end_demand[live.id("buyers")], now, 1e-9);
  EXPECT_NEAR(s.end_demand[live.id("maker")], then, 1e-9);          // good chips a day, 100 days late
  EXPECT_NEAR(s.end_demand[live.id("mine")], now * 2 / 0.8, 1e-8);  // t a day
}

TEST(Ordering, TheSignalOfEndDemandHasItsWeight) {
  Live live(order_world("smoothing: 1, demand_signal: 0.3", "", ", growth: 0.5/year"));
  live.through_day(199);
  const double before = static_cast<double>(live.lane("maker", "buyers").ordered);
  live.through_day(200);
  const double orders = static_cast<double>(live.lane("maker", "buyers").ordered) - before - 1000;
  live.through_day(201);
  EXPECT_DOUBLE_EQ(live.node("maker").forecast, orders + 0.3 * (live.state().end_demand[live.id("maker")] - orders));
}

TEST(Ordering, ASupplierWithoutFlowWakesWhenItIsOrderedFrom) {
  std::string text = replaced(order_world("review: 1 d", "", ", growth: 1/year"), "from: maker, to: buyers, transit",
                              "from: maker, to: buyers, share: 0.9996, transit");
  text = replaced(text, "    mine: {",
                  "    spare: {site: a, owner: O, kind: fab, makes: chip, recipe: spare}\n    mine: {");
  text = replaced(text, "  recipes: {", "  recipes: {spare: {cycle_time: 3 d}, ");
  text = replaced(text, "    - {from: maker",
                  "    - {from: spare, to: buyers, share: 0.0004, transit: 5 d}\n    - {from: maker");
  Live live(text);
  EXPECT_EQ(live.params("spare").good0, 0);
  live.through_day(1000);
  const LaneState& lane = live.lane("spare", "buyers");
  EXPECT_GT(lane.ordered, 500);
  EXPECT_GT(lane.shipped, lane.ordered * 9 / 10);
  EXPECT_EQ(live.broken(), "");
}

TEST(Ordering, GrowthIsFollowedWithoutShortage) {
  Live live(order_world("review: 1 d", "", ", growth: 0.2/year"));
  live.run();
  EXPECT_EQ(live.node("buyers").scrap, 0);
  EXPECT_EQ(live.node("buyers").started, live.node("buyers").good);
  EXPECT_EQ(live.broken(), "");
}

}  // namespace
}  // namespace fabshock::test::ordering_test
