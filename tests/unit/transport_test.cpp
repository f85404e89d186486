// What disruptions do to lanes, day by day. One maker sends 100 chips a day over five days; while a lane is shut, what
// the stock lacks is what the backlog holds, so with equal gains the buyer goes on ordering 100 and every figure is
// exact.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "support/live.h"

namespace fabshock::test::transport_test {
namespace {

std::string lane_world(const std::string& disruptions, int rate = 100) {
  return replaced(R"(schema: fabshock/scenario/1
name: lanes
start: 2026-01-01
horizon: 1 y
switches: {switching: off, inflation: off, cancellation: off}
model:
  schema: fabshock/model/1
  name: lanes
  source: assumption
  regions: {A: {bloc: one}, B: {bloc: two}}
  sites: {a: {region: A, lat: 0, lon: 0}, b: {region: B, lat: 0, lon: 90}}
  products: {chip: {unit: chip, quantum: 1, class: c}}
  modes: {sea: {speed: 30 km/h}, air: {speed: 1000 km/h, handling: 3 h}}
  facilities: {maker: {site: a, owner: O, kind: fab, makes: chip}}
  needs:
    east: {region: B, units: chip, rate: RATE/day, cover: 40 d, patience: 10 y}
    west: {region: A, units: chip, rate: 50/day, cover: 40 d}
  lanes:
    - {from: maker, to: east, transit: 5 d, mode: sea, route: [strait, canal]}
    - {from: maker, to: west, transit: 3 d, mode: air}
disruptions:
)",
                  "RATE", std::to_string(rate)) +
         disruptions;
}

// 20 February 2026 is day 50.
std::string closure(const std::string& keys) {
  return "  - {id: shut, type: lane-closure, route: strait, at: 2026-02-20, duration: 10 d, " + keys + "}\n";
}

struct Day {
  Quanta arrived = 0, departed = 0, ordered = 0;
};

// What arrives, departs and is ordered on each day on the lane to the east.
std::vector<Day> days(Live& live, int count) {
  std::vector<Day> out;
  Day before;
  for (int d = 0; d < count; ++d) {
    live.through_day(d);
    const LaneState& lane = live.lane("maker", "east");
    out.push_back({lane.arrived - before.arrived, lane.shipped - before.departed, lane.ordered - before.ordered});
    before = {lane.arrived, lane.shipped, lane.ordered};
    EXPECT_EQ(live.broken(), "") << d;
  }
  return out;
}

// Quantities in runs of equal days: {{100, 50}, {0, 10}} is fifty days of 100 and ten of none.
using Runs = std::vector<std::pair<Quanta, int>>;

Runs runs(const std::vector<Day>& days, Quanta Day::*field) {
  Runs out;
  for (const Day& d : days) {
    if (out.empty() || out.back().first != d.*field) out.emplace_back(d.*field, 0);
    ++out.back().second;
  }
  return out;
}

TEST(LaneClosure, GoodsUnderWayArriveAndTheRestWaits) {
  Live live(lane_world(closure("in_transit: deliver")));
  const auto d = days(live, 80);
  EXPECT_EQ(runs(d, &Day::departed), (Runs{{100, 50}, {0, 10}, {1100, 1}, {100, 19}}));
  EXPECT_EQ(runs(d, &Day::arrived), (Runs{{100, 55}, {0, 10}, {1100, 1}, {100, 14}}));
  EXPECT_EQ(runs(d, &Day::ordered), (Runs{{100, 80}}));
  EXPECT_EQ(live.lane("maker", "west").shipped, 80 * 50);
}

TEST(LaneClosure, GoodsUnderWayAreHeldUntilItEnds) {
  Live live(lane_world(closure("in_transit: hold")));
  const auto d = days(live, 80);
  EXPECT_EQ(runs(d, &Day::departed), (Runs{{100, 50}, {0, 10}, {1100, 1}, {100, 19}}));
  EXPECT_EQ(runs(d, &Day::arrived), (Runs{{100, 50}, {0, 10}, {100, 5}, {1100, 1}, {100, 14}}));
}

TEST(LaneClosure, WhatLeaksWhileGoodsAreHeldGoesOn) {
  Live live(lane_world(closure("in_transit: hold, leak: 0.5")));
  const auto d = days(live, 80);
  EXPECT_EQ(runs(d, &Day::departed), (Runs{{100, 50}, {50, 10}, {600, 1}, {100, 19}}));
  EXPECT_EQ(runs(d, &Day::arrived), (Runs{{100, 50}, {0, 5}, {50, 5}, {150, 5}, {600, 1}, {100, 14}}));
}

TEST(LaneClosure, ThatEndsDuringADayCountsFromTheNext) {
  Live live(lane_world(replaced(closure("in_transit: hold"), "10 d", "246 h")));
  const auto d = days(live, 80);
  EXPECT_EQ(runs(d, &Day::departed), (Runs{{100, 50}, {0, 11}, {1200, 1}, {100, 18}}));
  EXPECT_EQ(runs(d, &Day::arrived), (Runs{{100, 50}, {0, 11}, {100, 5}, {1200, 1}, {100, 13}}));
}

// Steps of two days; shut from the middle of step 25 to the middle of step 30. Goods lose those ten days and no more.
TEST(LaneClosure, HeldAndReleasedAtTheSameHourOfAStepLosesJustThatTime) {
  Live live(replaced(
      replaced(lane_world(closure("in_transit: hold")), "name: lanes\n  source", "name: lanes\n  step: 2 d\n  source"),
      "2026-02-20", "2026-02-21"));
  const auto d = days(live, 80);
  std::vector<Day> steps;
  for (std::size_t i = 0; i < d.size(); i += 2) steps.push_back(d[i]);
  EXPECT_EQ(runs(steps, &Day::departed), (Runs{{200, 26}, {0, 5}, {1200, 1}, {200, 8}}));
  EXPECT_EQ(runs(steps, &Day::arrived), (Runs{{200, 26}, {0, 5}, {200, 3}, {1200, 1}, {200, 5}}));
}

// Twelve stops of an hour are half a day in all: goods have two hours to spare on the way, and lose a day once.
TEST(LaneClosure, ShortStopsAddUp) {
  std::string stops;
  for (int i = 0; i < 12; ++i) {
    stops += "  - {id: s" + std::to_string(i) + ", type: lane-closure, route: strait, at: 2026-02-" +
             std::to_string(10 + i) + ", duration: 1 h, leak: 1, in_transit: hold}\n";
  }
  Live live(replaced(lane_world(stops), "transit: 5 d, mode: sea", "transit: 118 h, mode: sea"));
  const auto d = days(live, 80);
  EXPECT_EQ(runs(d, &Day::departed), (Runs{{100, 80}}));
  Quanta arrived = 0;
  for (const Day& day : d) arrived += day.arrived;
  EXPECT_EQ(arrived, 80 * 100);  // a day late, made good by the day's flow that comes with it
  EXPECT_EQ(std::count_if(d.begin(), d.end(), [](const Day& day) { return day.arrived == 0; }), 1);
}

// A need that takes too little to take anything in has nothing on its way that could be held.
TEST(LaneClosure, NothingIsHeldOnTheWayToWhoTakesNothing) {
  Live live(replaced(
      lane_world("  - {id: shut, type: lane-closure, from: any, at: 2026-11-20, duration: 10 d, in_transit: hold}\n"),
      "    west: {region: A, units: chip, rate: 50/day, cover: 40 d}",
      "    west: {region: A, units: chip, rate: 0.1/day, cover: 40 d}"));
  live.run();
  EXPECT_EQ(live.broken(), "");
  EXPECT_EQ(live.lane("maker", "west").arrived, 0);
}

TEST(LaneClosure, WhoWaitsAtAnEmptyShopIsOrderedFor) {
  // Two days of stock last to day 56; from then on demand waits, and goes on being ordered.
  Live live(replaced(lane_world(closure("in_transit: deliver")), "cover: 40 d, patience", "cover: 2 d, patience"));
  const auto d = days(live, 80);
  EXPECT_EQ(runs(d, &Day::ordered), (Runs{{100, 80}}));
  EXPECT_EQ(live.node("east").ordered - live.node("east").filled, 8 * 100);  // days 57 to 64
  EXPECT_NEAR(static_cast<double>(live.node("east").scrap), 0, 2);
}

TEST(LaneClosure, GoodsUnderWayAreLost) {
  Live live(lane_world(closure("in_transit: lose")));
  const auto d = days(live, 70);
  EXPECT_EQ(live.state().seized[live.lane_id("maker", "east")], 500);
  EXPECT_EQ(runs(d, &Day::arrived)[0], (Runs::value_type{100, 50}));
  EXPECT_EQ(runs(d, &Day::arrived)[1], (Runs::value_type{0, 15}));
}

TEST(LaneClosure, WhatLeaksAfterTheLossIsNotLost) {
  Live live(lane_world(closure("in_transit: lose, leak: 0.5")));
  const auto d = days(live, 62);
  EXPECT_EQ(live.state().seized[live.lane_id("maker", "east")], 500);
  EXPECT_EQ(runs(d, &Day::arrived), (Runs{{100, 50}, {0, 5}, {50, 7}}));
}

TEST(LaneClosure, ALeakLetsItsShareOfTheBaselineThroughExactly) {
  Live live(lane_world(closure("leak: 0.333"), 10));
  live.through_day(49);
  const Quanta before = live.lane("maker", "east").shipped;
  for (int k = 1; k <= 10; ++k) {
    live.through_day(49 + k);
    EXPECT_EQ(live.lane("maker", "east").shipped - before, 333 * k / 100) << k;  // 3.33 a day
  }
}

TEST(LaneClosure, OrdersAreFilledInTheDayTheyComeOrNot) {
  Live live(lane_world(closure("in_transit: deliver")));
  live.through_day(64);
  const NodeState& maker = live.node("maker");
  EXPECT_EQ(maker.ordered, 65 * 150);
  EXPECT_EQ(maker.filled, 65 * 150 - 10 * 100);  // what waited for the lane counts as late
}

TEST(LaneClosure, WhatLeaksFillsTheOldestOrdersFirst) {
  Live live(lane_world(closure("leak: 0.5")));
  live.through_day(59);
  // Half of the first day's order is met on its day; after that, 50 a day of what is owed.
  EXPECT_EQ(live.node("maker").filled, 60 * 50 + 50 * 100 + 50);
}

TEST(LaneClosure, TwoClosuresOfOneLane) {
  // Leaks multiply; the lane opens when the second ends.
  Live live(
      lane_world(closure("leak: 0.5") +
                 "  - {id: other, type: lane-closure, route: canal, at: 2026-02-25, duration: 10 d, leak: 0.4}\n"));
  const auto d = days(live, 67);
  EXPECT_EQ(runs(d, &Day::departed),
            (Runs{{100, 50}, {50, 5}, {20, 5}, {40, 5}, {100 * 15 - 5 * 110 + 100, 1}, {100, 1}}));
}

TEST(LaneSeizure, WhatDepartsIsLost) {
  Live live(lane_world(
      "  - {id: s, type: lane-seizure, route: strait, at: 2026-02-20, duration: 10 d, in_transit: deliver}\n"));
  const auto d = days(live, 60);
  EXPECT_EQ(runs(d, &Day::arrived), (Runs{{100, 55}, {0, 5}}));
  Quanta departed = 0;
  for (int i = 50; i < 60; ++i) departed += d[static_cast<std::size_t>(i)].departed;
  EXPECT_EQ(live.state().seized[live.lane_id("maker", "east")], departed);
  EXPECT_GE(departed, 1000);
}

TEST(LaneSeizure, TakesWhatIsUnderWayUnlessToldOtherwise) {
  Live live(lane_world("  - {id: s, type: lane-seizure, route: strait, at: 2026-02-20, duration: 10 d}\n"));
  const auto d = days(live, 51);
  EXPECT_EQ(d.back().arrived, 0);
  EXPECT_EQ(live.state().seized[live.lane_id("maker", "east")], 500 + d.back().departed);
}

TEST(LaneSlowdown, DoublesTheWayAndLosesNothing) {
  Live live(lane_world(
      "  - {id: slow, type: lane-slowdown, route: strait, at: 2026-02-20, duration: 10 d, slow_factor: 2}\n"));
  const auto d = days(live, 90);
  EXPECT_EQ(runs(d, &Day::departed), (Runs{{100, 90}}));
  // Departures of days 50 to 59 arrive on days 60 to 69, those of day 60 on day 65.
  EXPECT_EQ(runs(d, &Day::arrived), (Runs{{100, 55}, {0, 5}, {100, 5}, {200, 5}, {100, 20}}));
  EXPECT_EQ(live.lane("maker", "east").in_transit, 400 + 100);
}

TEST(LaneSlowdown, ExtraHoursCountInWholeDays) {
  Live live(
      lane_world("  - {id: slow, type: lane-slowdown, route: strait, at: 2026-02-20, duration: 10 d, slow_factor: 1, "
                 "extra: 36 h}\n"));
  const auto d = days(live, 80);
  EXPECT_EQ(runs(d, &Day::arrived), (Runs{{100, 55}, {0, 2}, {100, 8}, {200, 2}, {100, 13}}));
}

TEST(LaneReroute, GoesByTheOtherMode) {
  // 10,008 km at 1,000 km/h and 3 h, with 20 h more: 33 h, two days in place of five.
  Live live(lane_world(
      "  - {id: fly, type: lane-reroute, route: strait, at: 2026-02-20, duration: 10 d, mode: air, extra: 20 h}\n"));
  const auto d = days(live, 80);
  EXPECT_EQ(runs(d, &Day::departed), (Runs{{100, 80}}));
  EXPECT_EQ(runs(d, &Day::arrived), (Runs{{100, 52}, {200, 3}, {100, 7}, {0, 3}, {100, 15}}));
}

TEST(LaneReroute, ALeakBoundsWhatFindsAPlace) {
  Live live(lane_world(
      "  - {id: fly, type: lane-reroute, route: strait, at: 2026-02-20, duration: 10 d, mode: air, leak: 0.25}\n"));
  const auto d = days(live, 62);
  EXPECT_EQ(runs(d, &Day::departed), (Runs{{100, 50}, {25, 10}, {850, 1}, {100, 1}}));
}

TEST(LanePicks, AllThatIsGivenMustHold) {
  const auto hit = [](const std::string& keys) {
    const Live live(lane_world("  - {id: x, type: lane-closure, at: 2026-02-20, duration: 1 d, " + keys + "}\n"));
    std::string out;
    for (const std::uint32_t l : live.plan.shocks.at(0).lanes)
      out += live.net().entity_of(live.net().lane_info[l].to) + " ";
    return out;
  };
  EXPECT_EQ(hit("route: canal"), "east ");
  EXPECT_EQ(hit("mode: air"), "west ");
  EXPECT_EQ(hit("mode: [air, sea]"), "east west ");
  EXPECT_EQ(hit("crossing: {region: A}"), "east ");
  EXPECT_EQ(hit("crossing: {region: B}"), "east ");
  EXPECT_EQ(hit("from: {region: A}"), "east west ");
  EXPECT_EQ(hit("to: {region: A}"), "west ");
  EXPECT_EQ(hit("product: {class: c}, to: {region: B}"), "east ");
  EXPECT_EQ(hit("from: any"), "east west ");
}

TEST(LaneClosure, LetsMoreThroughTheLessSevereItIs) {
  Live live(lane_world(closure("severity: 0.5, leak: 0.2")));
  const std::vector<Day> flow = days(live, 58);
  for (std::size_t d = 51; d < 58; ++d) EXPECT_EQ(flow[d].departed, 60) << d;  // 1 - 0.5 (1 - 0.2)
}

TEST(LaneClosure, RecedesAsItRecovers) {
  Live live(lane_world(closure("recovery: {shape: linear, over: 10 d}")));
  const std::vector<Day> flow = days(live, 70);
  EXPECT_EQ(flow[55].departed, 0);
  for (std::size_t k = 0; k < 10; ++k) {  // cells of a day: 0.95, 0.85, ... of it are still shut
    EXPECT_NEAR(static_cast<double>(flow[60 + k].departed), 5.0 + 10.0 * static_cast<double>(k), 1.0) << k;
  }
}

}  // namespace
}  // namespace fabshock::test::transport_test
