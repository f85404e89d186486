// Facilities and needs that act when they are ordered from: what disruptions do to them, the books audited at every
// event.
#include <gtest/gtest.h>

#include "dynamics/ledgers.h"
#include "support/live.h"

namespace fabshock::test::continuous_test {
namespace {

// Orders of 10 chips every six hours on average, made to order in two days by a line with room for three times as many.
std::string continuous_world(const std::string& disruptions) {
  return R"(schema: fabshock/scenario/1
name: continuous
start: 2026-01-01
horizon: 1 y
model:
  schema: fabshock/model/1
  name: continuous
  source: assumption
  regions: {A: {bloc: one}}
  sites: {a: {region: A, lat: 0, lon: 0}}
  products: {ore: {unit: t, quantum: 1, class: o}, chip: {unit: chip, quantum: 1, class: c}}
  recipes: {chip: {cycle_time: 40 h}}
  facilities:
    maker: {site: a, owner: O, kind: fab, makes: chip, capacity: 120/day, continuous: true, policy: base-stock, base_stock: 50}
  needs:
    buyers: {region: A, units: chip, rate: 40/day, patience: 1000 y, continuous: true, demand: {process: poisson, order_size: 10 chip}}
  lanes: [{from: maker, to: buyers, transit: 30 h, route: [road]}]
disruptions:
)" + disruptions;
}

constexpr std::int64_t day(std::int64_t n) {
  return n * 24;
}

class Auditor : public Observer {
 public:
  explicit Auditor(const Live& live) : live_(live) {}
  bool every_batch() const override { return true; }
  void after(const State& state, std::int64_t tick, EventKind) override {
    if (!first_.empty()) return;
    const auto broken = broken_ledgers(live_.net(), live_.engine->initial(), state);
    if (!broken.empty()) first_ = "tick " + std::to_string(tick) + ": " + broken.front();
  }
  const std::string& first() const { return first_; }

 private:
  const Live& live_;
  std::string first_;
};

class Continuous : public testing::TestWithParam<const char*> {};

TEST_P(Continuous, TheBooksBalanceAndAllIsDeliveredInTheEnd) {
  const std::string text = GetParam();
  Live live(continuous_world(text));
  Auditor auditor(live);
  live.engine->run(&auditor);
  EXPECT_EQ(auditor.first(), "");
  const NodeState& buyers = live.node("buyers");
  EXPECT_GT(buyers.started, 365 * 40 * 8 / 10);
  if (text.find("lose") == std::string::npos && text.find("seizure") == std::string::npos) {
    EXPECT_LT(buyers.backlog, 400);  // what was ordered in the last days
    EXPECT_EQ(buyers.started, buyers.good + buyers.backlog);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Disruptions, Continuous,
    testing::Values(
        "  []\n",
        "  - {id: x, type: outage, select: {facility: maker}, at: 2026-03-01, duration: 100 h, wip_scrap: 0.3}\n",
        "  - {id: x, type: outage, select: {facility: maker}, at: 2026-03-01, duration: 9 d, severity: 0.7, recovery: "
        "{shape: linear, over: 9 d}}\n",
        "  - {id: x, type: lane-closure, route: road, at: 2026-03-01, duration: 100 h, in_transit: hold}\n",
        "  - {id: x, type: lane-closure, route: road, at: 2026-03-01, duration: 100 h, in_transit: hold, leak: 0.5}\n",
        "  - {id: x, type: lane-closure, route: road, at: 2026-03-01, duration: 100 h, in_transit: deliver}\n",
        "  - {id: x, type: lane-closure, route: road, at: 2026-03-01, duration: 100 h, in_transit: lose}\n",
        "  - {id: x, type: lane-slowdown, route: road, at: 2026-03-01, duration: 100 h, slow_factor: 7}\n",
        "  - {id: x, type: lane-seizure, route: road, at: 2026-03-01, duration: 100 h}\n",
        "  - {id: x, type: yield-loss, select: {facility: maker}, at: 2026-03-01, duration: 100 h, severity: 0.4}\n",
        "  - {id: x, type: stock-loss, select: {facility: maker}, at: 2026-03-01, stock_finished: 1}\n"));

TEST(ContinuousLane, HeldGoodsArriveLaterByTheTimeTheyWereHeld) {
  Live free(continuous_world("  []\n"));
  Live held(continuous_world(
      "  - {id: x, type: lane-closure, route: road, at: 2026-03-01, duration: 100 h, in_transit: hold}\n"));
  const std::int64_t at = std::int64_t{59} * 24;
  free.engine->run_until(at, nullptr);
  held.engine->run_until(at, nullptr);
  const Quanta before = held.lane("maker", "buyers").arrived;
  EXPECT_EQ(free.lane("maker", "buyers").arrived, before);
  held.engine->run_until(at + 100, nullptr);
  EXPECT_EQ(held.lane("maker", "buyers").arrived, before);
  // What was under way, hour by hour.
  for (std::int64_t hour = 1; hour < 30; ++hour) {
    free.engine->run_until(at + hour, nullptr);
    held.engine->run_until(at + 100 + hour, nullptr);
    EXPECT_EQ(held.lane("maker", "buyers").arrived, free.lane("maker", "buyers").arrived) << hour;
  }
}

// Two in three of the orders are more than the leak lets out: it lets out its share of the baseline flow a step,
// however often the supplier departs, whether or not anybody orders, and what waited leaves when the lane opens.
TEST(Continuous, ALeakIsAShareOfTheFlowOfAStep) {
  Live live(replaced(
      continuous_world(
          "  - {id: strait, type: lane-closure, from: {facility: maker}, at: 2026-02-01, duration: 100 d, leak: 0.25}"),
      "order_size: 10 chip", "order_size: 200 chip"));
  live.engine->run_until(day(31), nullptr);
  const Quanta before = live.lane("maker", "buyers").shipped;
  live.engine->run_until(day(131), nullptr);
  const Quanta leaked = live.lane("maker", "buyers").shipped - before;
  EXPECT_NEAR(static_cast<double>(leaked), 100 * 40 * 0.25, 20);
  const Quanta waiting = live.lane("maker", "buyers").backlog;
  EXPECT_GT(waiting, 1500);
  live.engine->run_until(day(140), nullptr);
  EXPECT_LT(live.lane("maker", "buyers").backlog, waiting / 2);
}

// Of two closures the total one ends first; the other lets all pass, and what waited goes then.
TEST(Continuous, WhatWaitsLeavesWhenALaneIsLoosened) {
  Live live(
      replaced(continuous_world("  - {id: a, type: lane-closure, from: any, at: 2026-02-01, duration: 100 d}\n"
                                "  - {id: b, type: lane-closure, from: any, at: 2026-02-01, duration: 300 d, leak: 1}"),
               "order_size: 10 chip", "order_size: 2000 chip"));
  live.engine->run_until(day(131), nullptr);
  const Quanta waiting = live.lane("maker", "buyers").backlog;
  ASSERT_GT(waiting, 0);
  const Quanta shipped = live.lane("maker", "buyers").shipped;
  live.engine->run_until(day(131) + 1, nullptr);
  EXPECT_GT(live.lane("maker", "buyers").shipped, shipped);
}

// A lot that is done late in the day does not reach a stepped buyer before its transit is over.
TEST(Continuous, TransitCountsFromTheHourOfDeparture) {
  Live live(R"(schema: fabshock/scenario/1
name: odd
start: 2026-01-01
horizon: 100 d
model:
  schema: fabshock/model/1
  name: odd
  source: assumption
  regions: {A: {bloc: one}}
  sites: {a: {region: A, lat: 0, lon: 0}}
  products: {ore: {unit: t, quantum: 1, class: o}, chip: {unit: chip, quantum: 1, class: c}}
  recipes: {ore: {cycle_time: 20 h}}
  facilities:
    mine: {site: a, owner: O, kind: m, makes: ore, continuous: true, policy: base-stock, base_stock: 0 t}
    fab: {site: a, owner: O, kind: fab, makes: chip, inputs: {ore: 1}, cover: {ore: 10 d}}
  needs: {buyers: {region: A, units: chip, rate: 1000/day, cover: 10 d}}
  lanes: [{from: mine, to: fab, transit: 24 h}, {from: fab, to: buyers, transit: 24 h}]
)");
  Auditor auditor(live);
  std::vector<Quanta> shipped;
  for (std::int64_t day = 0; day < 60; ++day) {
    live.engine->run_until(day * 24 + 1, &auditor);
    shipped.push_back(live.lane("mine", "fab").shipped);
    if (day < 2) continue;
    // At the intake of a day only what had left by the same hour of the day before may be in.
    EXPECT_LE(live.lane("mine", "fab").arrived - 1000, shipped[static_cast<std::size_t>(day - 1)]) << day;
  }
  EXPECT_EQ(auditor.first(), "");
  EXPECT_GT(shipped.back(), 30'000);
}

}  // namespace
}  // namespace fabshock::test::continuous_test
