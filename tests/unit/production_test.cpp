// Production: what a line makes of what it has, day by day.
#include <gtest/gtest.h>

#include <cmath>
#include <utility>

#include "support/live.h"

namespace fabshock::test::production_test {
namespace {

constexpr const char* kHead = R"(schema: fabshock/scenario/1
name: lines
start: 2026-01-01
horizon: 3 y
switches: {switching: off, inflation: off, cancellation: off}
model:
  schema: fabshock/model/1
  name: lines
  source: assumption
  regions: {A: {bloc: one}}
  sites: {a: {region: A, lat: 0, lon: 0}}
)";

std::string fab_world(const std::string& recipe, const std::string& fab, const std::string& disruptions,
                      const std::string& need = "") {
  const bool ore = recipe.find("ore") != std::string::npos;
  return kHead +
         ("  products: {ore: {unit: t, quantum: 1, class: o}, chip: {unit: chip, quantum: 1, class: c}}\n"
          "  recipes: {chip: {" +
          recipe +
          "}}\n"
          "  facilities:\n"
          "    mine: {site: a, owner: O, kind: m, makes: ore}\n"
          "    fab: {site: a, owner: O, kind: fab, makes: chip" +
          fab +
          "}\n"
          "  needs: {buyers: {region: A, units: chip, rate: 1000/day, patience: 0" +
          need +
          "}}\n"
          "  lanes:\n" +
          (ore ? "    - {from: mine, to: fab, transit: 1 d, route: [rail]}\n" : "") +
          "    - {from: fab, to: buyers, transit: 1 d}\n"
          "disruptions:\n") +
         disruptions;
}

constexpr const char* kStop = "  - {id: stop, type: outage, select: {facility: fab}, at: 2026-02-20, duration: 10 d}\n";

TEST(Line, YieldIsExactOverAYear) {
  // Of 1,291 started a day 1,000 are good; after a stop the line starts other numbers.
  Live live(
      fab_world("yield: 0.7746, cycle_time: 40 d, inputs: {ore: 3}", ", capacity: 1400/day, cover: {ore: 5 d}", kStop));
  const std::uint32_t fab = live.id("fab");
  const Rational yield = live.net().nodes[fab].yield.ratio;
  EXPECT_EQ(yield, (Rational{1000, 1291}));
  const Quanta before = live.node("fab").wip;
  bool moved = false;
  for (int day = 0; day < 365; ++day) {
    live.through_day(day);
    const NodeState& n = live.node("fab");
    const Quanta through = before + n.started - n.wip;
    EXPECT_EQ(n.good, static_cast<Quanta>(static_cast<Int128>(through) * yield.num / yield.den)) << day;
    EXPECT_EQ(n.good + n.scrap, through) << day;
    moved = moved || n.begun > 1300;
  }
  EXPECT_TRUE(moved);
  EXPECT_EQ(live.broken(), "");
}

TEST(Line, YieldLossTakesItsShareOfGoodOutput) {
  Live live(fab_world(
      "yield: 0.8, cycle_time: 5 d", "",
      "  - {id: dust, type: yield-loss, select: {facility: fab}, at: 2026-02-20, duration: 10 d, severity: 0.2555}\n"));
  live.through_day(49);
  const Quanta good = live.node("fab").good;
  EXPECT_EQ(good, 50 * 1000);
  for (int k = 1; k <= 5; ++k) {  // the lots begun before
    live.through_day(49 + k);
    EXPECT_EQ(live.node("fab").good - good, 7445 * k / 10);  // halves are carried over
  }
}

TEST(Line, ARecipesInputIsExactOverAYear) {
  Live live(fab_world("yield: 0.9, cycle_time: 10 d, inputs: {ore: 0.3337}", ", cover: {ore: 5 d}, capacity: 1300/day",
                      kStop));
  const SlotParams& slot = live.net().slots[live.params("fab").slot_begin];
  live.through_day(400);
  const Int128 needed = static_cast<Int128>(live.node("fab").started) * slot.per.ratio.num / slot.per.ratio.den;
  EXPECT_EQ(live.slot("fab").consumed, static_cast<Quanta>(needed));
  EXPECT_EQ(live.deficit("fab"), 0);
}

TEST(Line, AnOutageFreezesTheWholeLine) {
  Live live(fab_world("cycle_time: 20 d", ", capacity: 1000/day", kStop));
  live.through_day(50);  // takes the lot that was through half a day before
  const NodeState before = live.node("fab");
  EXPECT_EQ(before.good, 51 * 1000);
  EXPECT_EQ(before.started, 50 * 1000);
  live.through_day(60);
  const NodeState during = live.node("fab");
  EXPECT_EQ(during.started, 51 * 1000);  // open again
  EXPECT_EQ(during.good, before.good);
  EXPECT_EQ(during.wip, before.wip + 1000);
  for (std::int64_t day = 61; day < 80; ++day) {
    live.through_day(day);
    EXPECT_EQ(live.node("fab").good, before.good + (day - 60) * 1000);  // as if nothing had been
  }
  EXPECT_EQ(live.node("fab").availability_lost, 240 * kPpm);
}

TEST(Line, ZeroCycleTimeIsThroughWithinTheStep) {
  Live live(fab_world("cycle_time: 0 h", ", capacity: 1000/day", kStop));
  EXPECT_EQ(live.node("fab").wip, live.params("fab").start0);  // what was started the day before
  live.through_day(49);
  EXPECT_EQ(live.node("fab").good, 50 * 1000);
  live.through_day(80);
  EXPECT_EQ(live.node("fab").good, (81 - 10) * 1000);
  EXPECT_EQ(live.broken(), "");
}

TEST(Line, WorkInProcessIsScrappedByItsShare) {
  Live live(fab_world(
      "cycle_time: 30 d", ", capacity: 1000/day",
      "  - {id: q, type: outage, select: {facility: fab}, at: 2026-02-20, duration: 1 d, wip_scrap: 12 %}\n"));
  live.through_day(49);
  const Quanta wip = live.node("fab").wip;
  EXPECT_EQ(wip, 30'000);
  live.through_day(50);
  // The lot that is due on day 50 is through before the stop.
  EXPECT_EQ(live.node("fab").scrap, (wip - 1000) * 12 / 100);
  live.through_day(52);
  EXPECT_EQ(live.node("fab").good, 51 * 1000 + 880);
}

TEST(Line, WhatIsReworkedComesACycleLater) {
  // Of 29 lots 12 % are taken out, a quarter of that for good; the rest is a lot of its own that is due after 30 d in
  // which the line runs, one of them spent standing.
  const auto world = [](const char* rework, const char* capacity) {
    return fab_world("cycle_time: 30 d", std::string(", capacity: ") + capacity + "/day",
                     std::string("  - {id: q, type: outage, select: {facility: fab}, at: 2026-02-20, duration: 1 d, "
                                 "wip_scrap: 12 %, rework: ") +
                         rework + "}\n");
  };
  Live live(world("0.75", "2000"));
  live.through_day(50);
  EXPECT_EQ(live.node("fab").scrap, 29'000 * 12 / 100 / 4);
  EXPECT_EQ(live.node("fab").wip, 29'000 - 870);
  live.through_day(80);
  const Quanta good = live.node("fab").good;
  live.through_day(81);
  EXPECT_GE(live.node("fab").good - good, 2610) << "what was reworked, and what was started the day after";
  // Where there is no slack it takes the place of starts: as much is made, later by what is lost for good.
  Live tight(world("0.75", "1000"));
  Live nothing(world("0", "1000"));
  tight.through_day(300);
  nothing.through_day(300);
  EXPECT_EQ(tight.node("fab").started, nothing.node("fab").started - 2610);
  EXPECT_EQ(tight.node("fab").good, nothing.node("fab").good);
  EXPECT_EQ(tight.broken(), "");
}

TEST(Inputs, ACriticalOneStopsTheEntrance) {
  Live live(fab_world("cycle_time: 20 d, inputs: {ore: 2}", ", capacity: 1000/day, cover: {ore: 3 d}",
                      "  - {id: shut, type: lane-closure, route: rail, at: 2026-02-20, duration: 30 d}\n"));
  live.through_day(53);  // the last delivery is that of day 50
  EXPECT_EQ(live.node("fab").begun, 1000);
  live.through_day(54);
  EXPECT_EQ(live.node("fab").begun, 0);
  EXPECT_EQ(live.node("fab").bound, Bound::kInput);
  const Quanta good = live.node("fab").good;
  live.through_day(60);
  EXPECT_EQ(live.node("fab").good, good + 6'000);  // what is in process goes on
}

TEST(Inputs, AnImportantOneStopsItsShareOfCapacity) {
  Live live(fab_world("cycle_time: 20 d, inputs: {ore: {per: 2, criticality: important, weight: 0.4}}",
                      ", capacity: 1250/day, cover: {ore: 3 d}",
                      "  - {id: shut, type: lane-closure, route: rail, at: 2026-02-20, duration: 30 d, leak: 0.25}\n"));
  live.through_day(70);
  // 500 t a day come: 250 chips of ore. (1 - 0.4) x 1,250 + 0.4 x 250.
  EXPECT_EQ(live.node("fab").begun, 850);
  EXPECT_EQ(live.slot("fab").stock, 0);
  const Quanta deficit = live.deficit("fab");
  live.through_day(71);
  EXPECT_EQ(live.deficit("fab") - deficit, 2 * 850 - 500);
}

TEST(Inputs, AnImportantOneIsCriticalWhereImportanceIsOff) {
  const std::string world =
      fab_world("cycle_time: 20 d, inputs: {ore: {per: 2, criticality: important, weight: 0.4}}",
                ", capacity: 1250/day, cover: {ore: 3 d}",
                "  - {id: shut, type: lane-closure, route: rail, at: 2026-02-20, duration: 30 d, leak: 0.25}\n");
  Live live(replaced(world, "switches: {", "switches: {importance: off, "));
  live.through_day(70);
  EXPECT_EQ(live.node("fab").begun, 250);
  const NodeParams& fab = live.net().nodes[0];
  ASSERT_TRUE(!fab.sink && fab.slot_end > fab.slot_begin);
  EXPECT_EQ(live.net().slot_info[fab.slot_begin].weight, 1) << "what is told of it counts as much";
}

TEST(Inputs, ANonCriticalOneBindsNothing) {
  Live live(fab_world("cycle_time: 20 d, inputs: {ore: {per: 2, criticality: non-critical}}", ", capacity: 1250/day",
                      "  - {id: shut, type: lane-closure, route: rail, at: 2026-02-20, duration: 30 d}\n"));
  live.through_day(70);
  EXPECT_EQ(live.node("fab").started, 71 * 1000);
  EXPECT_EQ(live.deficit("fab"), 20 * 2000);
}

TEST(Inputs, HalfTheirPowerRunsTheWholeLineAtHalf) {
  const std::string world = std::string(kHead) + R"(
  products: {power: {unit: MWh, quantum: 1, class: p, storable: false}, chip: {unit: chip, quantum: 1, class: c}}
  recipes: {chip: {cycle_time: 20 d, inputs: {power: {per: 3, line: true}}}}
  facilities:
    grid: {site: a, owner: O, kind: utility, makes: power, capacity: 3000/day}
    fab: {site: a, owner: O, kind: fab, makes: chip, capacity: 1000/day}
  needs: {buyers: {region: A, units: chip, rate: 1000/day, patience: 0}}
  lanes:
    - {from: grid, to: fab, transit: 1 h}
    - {from: fab, to: buyers, transit: 1 d}
disruptions:
  - {id: dim, type: utility-loss, select: {facility: grid}, at: 2026-02-20, duration: 40 d, severity: 0.5}
)";
  Live live(world);
  live.through_day(49);
  EXPECT_EQ(live.node("fab").started, 50 * 1000);
  const Quanta wip = live.node("fab").wip;
  live.through_day(52);
  EXPECT_EQ(live.node("fab").line, 500'000);
  EXPECT_EQ(live.node("fab").begun, 500);
  const NodeState before = live.node("fab");
  live.through_day(82);
  EXPECT_EQ(live.node("fab").started - before.started, 30 * 500);
  EXPECT_EQ(live.node("fab").good - before.good, 15 * 1000);  // twice the time for every lot
  EXPECT_NEAR(static_cast<double>(live.node("fab").wip), static_cast<double>(wip), 1000);
  live.through_day(120);
  EXPECT_EQ(live.node("fab").line, 1'000'000);
  EXPECT_EQ(live.broken(), "");
}

TEST(Inputs, AServiceDeliversItsAvailabilityAndCatchesUpWithNothing) {
  const std::string world = std::string(kHead) + R"(
  products: {power: {unit: MWh, quantum: 1, class: p, storable: false}, chip: {unit: chip, quantum: 1, class: c}}
  recipes: {chip: {cycle_time: 20 d, inputs: {power: 3}}}
  facilities:
    grid: {site: a, owner: O, kind: utility, makes: power, capacity: 6000/day}
    fab: {site: a, owner: O, kind: fab, makes: chip, capacity: 1000/day}
  needs: {buyers: {region: A, units: chip, rate: 1000/day, patience: 0}}
  lanes:
    - {from: grid, to: fab, transit: 1 h}
    - {from: fab, to: buyers, transit: 1 d}
disruptions:
  - {id: off, type: utility-loss, select: {facility: grid}, at: 2026-02-20, duration: 5 d}
  - {id: dim, type: utility-loss, select: {facility: grid}, at: 2026-03-20, duration: 5 d, severity: 0.75}
)";
  Live live(world);
  live.through_day(90);
  // Five days of nothing; then a quarter of 6,000 in place of 3,000 for five days.
  EXPECT_EQ(live.node("fab").started, 91 * 1000 - 5 * 1000 - 5 * 500);
  live.engine->run_until(std::int64_t{91} * 24, nullptr);  // the service leaves two hours before the day ends
  EXPECT_EQ(live.lane("grid", "fab").backlog, 0);
  EXPECT_EQ(live.node("grid").backlog, 0);
  EXPECT_EQ(live.state().cancelled[live.lane_id("grid", "fab")], 5 * 3000 + 5 * 1500);
  EXPECT_EQ(live.slot("fab").stock, 0);
  EXPECT_EQ(live.broken(), "");
}

TEST(Kingman, WithoutVariabilityUseDoesNotMatter) {
  Live live(fab_world("cycle_time: 30 d", ", capacity: 1667/day", "  []\n", ", growth: 0.5/year"));
  live.through_day(365);
  const NodeState& n = live.node("fab");
  const Lot& last = live.state().lots[n.lot_base + ((n.lot_head + n.lot_count - 1) & n.lot_mask)];
  EXPECT_EQ(last.due - n.clock, (720 - 12) * kPpm);
}

TEST(Reserve, RunsDryOnItsDay) {
  Live live(fab_world("cycle_time: 5 d", ", reserve: 10.5 kchip", "  []\n"));
  live.through_day(9);
  EXPECT_EQ(live.state().reserve[live.id("fab")], 500);
  EXPECT_EQ(live.node("fab").begun, 1000);
  live.through_day(10);
  EXPECT_EQ(live.state().reserve[live.id("fab")], 0);
  EXPECT_EQ(live.node("fab").begun, 500);
  live.through_day(11);
  EXPECT_EQ(live.node("fab").begun, 0);
  EXPECT_EQ(live.node("fab").bound, Bound::kReserve);
  live.through_day(100);
  EXPECT_EQ(live.node("fab").started, 10'500);
  EXPECT_EQ(live.node("fab").good, 10'500 + 5 * 1000);
  EXPECT_EQ(live.broken(), "");
  const WorldRun run = run_world(fab_world("cycle_time: 5 d", ", reserve: 10.5 kchip", "  []\n"));
  ASSERT_EQ(run.record.log.size(), 1U);
  EXPECT_EQ(run.record.log[0].event, "reserve-exhausted");
  EXPECT_EQ(run.record.log[0].tick, 240);
}

TEST(Reserve, WithDepletionOffLastsForEver) {
  Live live(replaced(fab_world("cycle_time: 5 d", ", reserve: 10.5 kchip", "  []\n"), "switches: {",
                     "switches: {depletion: off, "));
  live.through_day(300);
  EXPECT_EQ(live.node("fab").started, 301 * 1000);
}

TEST(FinishedStock, CoversAStopAndIsRestored) {
  Live live(fab_world("cycle_time: 5 d", ", finished_stock: 12 d, finished_time: 10 d, capacity: 1500/day", kStop));
  EXPECT_EQ(live.node("fab").finished, 12'000);
  live.through_day(60);
  EXPECT_EQ(live.node("fab").finished, 2'000);
  live.through_day(400);
  EXPECT_EQ(live.node("buyers").scrap, 0);
  EXPECT_NEAR(static_cast<double>(live.node("fab").finished), 12'000, 10);
}

// A service that is made of another: each sees all the orders of its step, whatever the two are called.
std::string services(const std::string& seller, const std::string& buyer) {
  return kHead +
         ("  products: {p: {unit: u, quantum: 1, class: p, storable: false}, q: {unit: u, quantum: 1, class: q, "
          "storable: false}, chip: {unit: chip, quantum: 1, class: c}}\n"
          "  facilities:\n    " +
          seller + ": {site: a, owner: O, kind: utility, makes: p}\n    " + buyer +
          ": {site: a, owner: O, kind: utility, makes: q, inputs: {p: 1}}\n"
          "    fab: {site: a, owner: O, kind: fab, makes: chip, inputs: {q: 1}}\n"
          "  needs: {buyers: {region: A, units: chip, rate: 1000/day, patience: 0}}\n"
          "  lanes:\n    - {from: " +
          seller + ", to: " + buyer + ", transit: 1 h}\n    - {from: " + buyer +
          ", to: fab, transit: 1 h}\n    - {from: fab, to: buyers, transit: 1 d}\n");
}

TEST(Services, MayUseOneAnother) {
  for (const auto& [seller, buyer] : {std::pair{"aa", "bb"}, std::pair{"bb", "aa"}}) {
    Live live(services(seller, buyer));
    for (std::int64_t day = 0; day < 30; ++day) {
      live.through_day(day);
      EXPECT_EQ(live.node("fab").begun, 1000) << seller << " day " << day;
    }
    EXPECT_EQ(live.node("buyers").scrap, 0) << seller;
  }
}

}  // namespace
}  // namespace fabshock::test::production_test
