// Stocks of many holders: how they run down against the closed form, and what that costs beside one stock.
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "support/live.h"

namespace fabshock::test::buffers_test {
namespace {

constexpr double kUse = 100000;  // a day
constexpr double kCover = 30;    // days of it

// A maker of gas loses a share of its output for a year from day 10 on; its one customer has 30 days of gas, no slack
// and no backlog, so that it wants the same every day.
std::string world(double spread, double share, const std::string& more = "") {
  return R"(schema: fabshock/scenario/1
name: buffers
start: 2026-01-01
horizon: 2 y
)" + more +
         R"(model:
  schema: fabshock/model/1
  name: buffers
  source: assumption
  regions: {TW: {bloc: one}}
  sites: {tw: {region: TW, lat: 0, lon: 0}}
  products: {gas: {unit: t}, chip: {unit: chip}}
  recipes: {gas: {cycle_time: 1 d}, chip: {cycle_time: 1 d, inputs: {gas: 1}}}
  facilities:
    works: {site: tw, makes: gas, capacity: 100000/day}
    fab: {site: tw, makes: chip, capacity: 100000/day, forecast: constant, cover: {gas: 30 d}, cover_spread: )" +
         std::to_string(spread) + R"(}
  lanes:
    - {from: works, to: fab, transit: 1 d}
    - {from: fab, to: phones, transit: 1 d}
  needs: {phones: {units: chip, region: TW, rate: 100000/day}}
disruptions:
  - {id: fire, type: outage, at: 2026-01-11, duration: 365 d, select: {facility: works}, severity: )" +
         std::to_string(share) + "}\n";
}

// Of a stock that lacks the share sigma of its inflow for t days (buffers.h, with w - q = sigma w).
double left_after(double spread, double share, double days) {
  const double rest = 1 - spread;
  if (rest == 0) return std::exp(-share * days / kCover);
  return std::pow(std::max(0.0, 1 - rest * share * days / kCover), 1 / rest);
}

TEST(Buffers, RunDownAsTheClosedFormSays) {
  for (const double spread : {0.25, 0.5, 1.0}) {
    for (const double share : {1.0, 0.4}) {
      Live live(world(spread, share));
      std::int64_t since = -1;
      for (std::int64_t day = 0; day < 120; ++day) {
        live.through_day(day);
        const auto stock = static_cast<double>(live.slot("fab").stock);
        if (since < 0 && stock < kCover * kUse) since = day - 1;  // the step in which it is first drawn on
        if (since < 0) continue;
        const auto days = static_cast<double>(day - since);
        // A step's draw is rounded to whole quanta.
        EXPECT_NEAR(stock, kCover * kUse * left_after(spread, share, days), days + 1) << spread << " " << share;
        ASSERT_EQ(live.broken(), "");
      }
      ASSERT_GT(since, 0);
    }
  }
}

TEST(Buffers, LossesBeginAtOnceAndNotWhenTheMeanIsUsedUp) {
  // Sigma tau - C [1 - left(tau)] days are lost, where alike buffers lose sigma tau - C.
  const auto lost_by = [](double spread, std::int64_t day) {
    Live live(world(spread, 0.4));
    live.through_day(day);
    return static_cast<double>(day + 1) - static_cast<double>(live.node("fab").started) / kUse;
  };
  constexpr std::int64_t kFirst = 13;  // what was begun before day 10 is the last that comes in full
  constexpr std::int64_t kDays = 60;
  EXPECT_EQ(lost_by(0, kFirst + kDays - 1), 0.0);
  EXPECT_NEAR(lost_by(0.5, kFirst + kDays - 1), 0.4 * kDays - kCover * (1 - left_after(0.5, 0.4, kDays)), 1e-3);
  EXPECT_NEAR(lost_by(1, kFirst + kDays - 1), 0.4 * kDays - kCover * (1 - left_after(1, 0.4, kDays)), 1e-3);
}

TEST(Buffers, HoldUpOnlyTheShareThatHangsOnAnImportantInput) {
  Live live(
      replaced(world(0.5, 0.4), "inputs: {gas: 1}", "inputs: {gas: {per: 1, criticality: important, weight: 0.5}}"));
  live.through_day(72);
  const double lost = 73 - static_cast<double>(live.node("fab").started) / kUse;
  EXPECT_NEAR(lost, 0.5 * (0.4 * 60 - kCover * (1 - left_after(0.5, 0.4, 60))), 1e-3);
  EXPECT_NEAR(static_cast<double>(live.slot("fab").stock), kCover * kUse * left_after(0.5, 0.4, 60), 61);
}

TEST(Buffers, KeepTheirHoldersWhenADisruptionDestroysStock) {
  // Half of everybody's gas is gone, and as much as ever comes in: nobody is short.
  Live live(replaced(world(0.5, 0.0), "disruptions:\n",
                     "disruptions:\n  - {id: leak, type: stock-loss, at: 2026-02-01, duration: 1 d, select: "
                     "{facility: fab}, stock_input: 0.5}\n"));
  for (std::int64_t day = 0; day < 60; ++day) {
    live.through_day(day);
    EXPECT_EQ(live.node("fab").begun, static_cast<Quanta>(kUse));
  }
  EXPECT_LT(live.slot("fab").stock, static_cast<Quanta>(0.9 * kCover * kUse));
}

TEST(Buffers, OfAPlantThatIsBuiltAreSpreadToo) {
  const auto text = [](double spread) {
    std::string yaml = replaced(world(spread, 0.4), "    fab: {site: tw,", "    fab: {site: tw, planned: true,");
    yaml = replaced(yaml, "at: 2026-01-11, duration: 365 d", "at: 2027-01-11, duration: 300 d");
    yaml = replaced(yaml, "    works: {", "    old: {site: tw, makes: chip, capacity: 100000/day}\n    works: {");
    yaml =
        replaced(yaml, "  lanes:\n",
                 "  lanes:\n    - {from: works, to: old, transit: 1 d}\n    - {from: old, to: phones, transit: 1 d}\n");
    yaml = replaced(yaml, "capacity: 100000/day}\n    fab", "capacity: 200000/day}\n    fab");
    return yaml + "projects:\n  - {id: build, facility: fab, tool_in: 2026-01-02, ramp: 10 d}\n";
  };
  Live alike(text(0));
  Live spread(text(0.5));
  EXPECT_EQ(alike.net().slot_info[alike.params("fab").slot_begin].spread, 0.0);
  EXPECT_EQ(spread.net().slot_info[spread.params("fab").slot_begin].spread, 0.5);
}

TEST(Buffers, AreFullAgainWhenTheStockIs) {
  Live live(replaced(world(0.5, 0.8), "works: {site: tw, makes: gas, capacity: 100000/day}",
                     "works: {site: tw, makes: gas, capacity: 150000/day}"));
  live.through_day(350);
  EXPECT_LT(live.slot("fab").stock, static_cast<Quanta>(0.1 * kCover * kUse));
  live.through_day(700);
  const std::uint32_t slot = live.params("fab").slot_begin;
  EXPECT_NEAR(static_cast<double>(live.slot("fab").stock), kCover * kUse, 1e-4 * kCover * kUse);
  EXPECT_EQ(live.node("fab").begun, static_cast<Quanta>(kUse));
  EXPECT_EQ(live.state().buffers.full[slot], kCover * kUse);
}

TEST(Buffers, AtRestNothingIsLostAndNothingMoves) {
  Live live(world(0.5, 0.0));
  live.through_day(7);
  const std::uint64_t before = state_hash(live.net(), live.state(), 7 * 24 + 1);
  live.through_day(700);
  EXPECT_EQ(state_hash(live.net(), live.state(), 700 * 24 + 1), before);
}

TEST(Buffers, SwitchedOffAllStocksAreOne) {
  Live live(world(0.5, 1.0, "switches: {buffers: off}\n"));
  live.through_day(12 + 29);
  EXPECT_EQ(live.node("fab").begun, static_cast<Quanta>(kUse));
  live.through_day(12 + 31);
  EXPECT_EQ(live.node("fab").begun, 0);
}

// The same stock with a need: shops, of which some sell out first.
std::string shops(double share, const std::string& patience) {
  std::string text = replaced(world(0, share), ", cover_spread: 0.000000", "");
  text = replaced(text, "cover: {gas: 30 d}", "cover: 0 d");
  return replaced(text, "rate: 100000/day}",
                  "rate: 100000/day, forecast: constant, cover: 30 d, cover_spread: 0.5, patience: " + patience + "}");
}

TEST(Buffers, OfShopsRunDownAlike) {
  Live live(shops(1.0, "0 d"));
  std::int64_t since = -1;
  for (std::int64_t day = 0; day < 80; ++day) {
    live.through_day(day);
    const auto stock = static_cast<double>(live.slot("phones").stock);
    if (since < 0 && stock < kCover * kUse) since = day - 1;
    if (since < 0) continue;
    const auto days = static_cast<double>(day - since);
    EXPECT_NEAR(stock, kCover * kUse * left_after(0.5, 1.0, days), days + 1);
  }
  ASSERT_GT(since, 0);
}

TEST(Buffers, WhoWaitsIsNotServedFromTheStocksOfOthers) {
  // What is lost where nobody waits is what waits where all do.
  Live lost(shops(0.4, "0 d"));
  Live waits(shops(0.4, "1000 y"));
  lost.through_day(73);
  waits.through_day(73);
  EXPECT_NEAR(static_cast<double>(waits.node("phones").backlog), static_cast<double>(lost.node("phones").scrap), 60);
  EXPECT_GT(waits.node("phones").backlog, static_cast<Quanta>(4 * kUse));
}

}  // namespace
}  // namespace fabshock::test::buffers_test
