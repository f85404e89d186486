// Disruptions: what is hit and how hard, courses through the engine, earthquakes, hazards.
#include "dynamics/disruption.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "dynamics/footprint.h"
#include "support/live.h"

namespace fabshock::test::disruption_test {
namespace {

std::string shaken_world(const std::string& disruptions, const std::string& start = "2026-01-01") {
  return "schema: fabshock/scenario/1\nname: shocks\nstart: " + start + R"(
horizon: 4 y
model:
  schema: fabshock/model/1
  name: shocks
  source: assumption
  regions: {A: {bloc: one}}
  sites: {near: {region: A, lat: 24, lon: 121}, far: {region: A, lat: 26, lon: 121}, here: {region: A, lat: 0, lon: 0}}
  products: {chip: {unit: chip, quantum: 0.001, class: c}}
  recipes: {chip: {cycle_time: 10 d}}
  facilities:
    fab: {site: near, owner: O, kind: fab, makes: chip, capacity: 1000/day, finished_stock: 3 d, cover: 0 d}
    other: {site: far, owner: O, kind: fab, makes: chip, capacity: 1000/day}
    third: {site: here, owner: O, kind: fab, makes: chip, capacity: 1000/day}
  needs:
    buyers: {region: A, units: chip, rate: 1000/day, patience: 10 y, cover: 5 d}
    more: {region: A, units: chip, rate: 500/day}
    rest: {region: A, units: chip, rate: 500/day}
  lanes:
    - {from: fab, to: buyers, transit: 1 d}
    - {from: other, to: more, transit: 1 d}
    - {from: third, to: rest, transit: 1 d}
disruptions:
)" + disruptions;
}

double staircase(const std::vector<Level>& course, std::int64_t severity, std::int64_t horizon) {
  double sum = 0;
  for (std::size_t i = 0; i < course.size(); ++i) {
    const std::int64_t end = i + 1 < course.size() ? course[i + 1].tick : horizon;
    const std::int64_t left = kPpm - severity * course[i].lost / kPpm;  // availability is whole ppm
    sum += static_cast<double>(kPpm - left) * static_cast<double>(end - course[i].tick);
  }
  return sum;
}

class Courses : public testing::TestWithParam<std::pair<const char*, double>> {};  // recovery, its integral [h]

// A fab without slack loses in starts what the curve loses in capacity.
TEST_P(Courses, LostStartsAreTheIntegral) {
  const auto [recovery, hours] = GetParam();
  for (const double severity : {1.0, 0.37}) {
    Live live(
        shaken_world("  - {id: q, type: outage, select: {facility: fab}, at: 2026-02-20, duration: 3 d, severity: " +
                     std::to_string(severity) + ", recovery: " + recovery + "}\n"));
    live.run();
    const std::int64_t horizon = live.world.scenario.horizon.ticks();
    const auto& course = live.plan.shocks.at(0).course;
    const auto ppm = std::llround(severity * 1e6);
    const NodeState& fab = live.node("fab");
    EXPECT_EQ(static_cast<double>(fab.availability_lost), staircase(course, ppm, horizon));
    EXPECT_NEAR(static_cast<double>(fab.availability_lost) / 1e6, severity * hours, hours * 1e-5 + 0.01);
    // A day's starts are a million quanta: one for each of the days on which a level was rounded.
    const double lost = 4 * 365 * 1e6 - static_cast<double>(fab.started);
    EXPECT_NEAR(lost, static_cast<double>(fab.availability_lost) / 24, static_cast<double>(course.size()) + 1);
    EXPECT_EQ(live.broken(), "");
  }
}

INSTANTIATE_TEST_SUITE_P(
    Shapes, Courses,
    testing::Values(std::pair{"{shape: step}", 72.0}, std::pair{"{shape: linear, over: 40 d}", 72 + 480.0},
                    std::pair{"{shape: linear, over: 100 h, cell: 7 h}", 72 + 50.0},
                    std::pair{"{shape: exponential, over: 20 d}", 72 + 480.0},
                    std::pair{"{shape: exponential, over: 20 d, cell: 5 d}", 72 + 480.0},
                    std::pair{"{shape: logistic, over: 30 d}", 72 + 1.0183156388887342 * 180 * 4.01814992791781},
                    std::pair{"{shape: points, points: [[0 d, 1], [10 d, 0.25], [50 d, 0]]}", 150 + 120.0}));

TEST(Shocks, AvailabilitiesMultiply) {
  Live live(
      shaken_world("  - {id: a, type: outage, select: {facility: fab}, at: 2026-02-20, duration: 10 d, severity: 0.5}\n"
                   "  - {id: b, type: outage, select: {site: near}, at: 2026-02-25, duration: 10 d, severity: 0.4}\n"));
  const auto availability = [&](int day) {
    live.through_day(day);
    return live.node("fab").availability;
  };
  EXPECT_EQ(availability(49), 1'000'000);
  EXPECT_EQ(availability(50), 500'000);
  EXPECT_EQ(availability(55), 300'000);
  EXPECT_EQ(availability(60), 600'000);
  EXPECT_EQ(availability(65), 1'000'000);
  EXPECT_EQ(live.node("other").availability, 1'000'000);
}

TEST(Shocks, ThatBeganBeforeTheRunAreInForceAtItsStart) {
  Live live(shaken_world(
      "  - {id: a, type: outage, select: {facility: fab}, at: 2025-12-20, duration: 20 d, severity: 0.5}\n"));
  live.through_day(0);
  EXPECT_EQ(live.node("fab").availability, 500'000);
  live.through_day(8);  // 9 January
  EXPECT_EQ(live.node("fab").availability, 1'000'000);
}

TEST(Shocks, StocksAreDestroyedByTheirShare) {
  Live live(
      shaken_world("  - {id: a, type: stock-loss, select: {facility: fab}, at: 2026-02-20, stock_finished: 0.25, "
                   "wip_scrap: 0.5}\n"));
  live.through_day(49);
  const NodeState before = live.node("fab");
  EXPECT_EQ(before.finished, 3'000'000);
  live.through_day(50);
  const NodeState& after = live.node("fab");
  EXPECT_EQ(live.state().rare[live.id("fab")].finished_lost,
            (before.finished + 1'000'000) / 4);  // with the lots that are through on the day
  EXPECT_EQ(after.scrap, (before.wip - 1'000'000) / 2);
  EXPECT_EQ(live.broken(), "");
}

TEST(Shocks, WhatIsDestroyedIsTheShareOfThePartThatIsHit) {
  Live live(
      shaken_world("  - {id: a, type: outage, select: {facility: fab}, at: 2026-02-20, duration: 1 d, severity: 0.4, "
                   "stock_finished: 0.25, wip_scrap: 0.5}\n"));
  live.through_day(49);
  const NodeState before = live.node("fab");
  live.through_day(50);
  EXPECT_EQ(live.state().rare[live.id("fab")].finished_lost, (before.finished + 1'000'000) / 10);
  EXPECT_EQ(live.node("fab").scrap, (before.wip - 1'000'000) / 5);
}

TEST(Footprint, FallsWithDistanceAndGrowsWithMagnitude) {
  for (int quarter = 16; quarter <= 32; ++quarter) {
    const double m = quarter / 4.0;
    for (int km = 0; km <= 400; km += 10) {
      for (const double depth : {5.0, 20.0}) {
        const double here = peak_ground_acceleration(m, km, depth);
        EXPECT_GT(here, peak_ground_acceleration(m, km + 10, depth));
        EXPECT_GT(here, peak_ground_acceleration(m, km, depth + 5));
        EXPECT_LT(here, peak_ground_acceleration(m + 0.25, km, depth));
      }
    }
  }
  // M 7, 30 km away and 10 km deep: e^6.73300 (31.62278 + 31.28537)^-2.06573.
  EXPECT_NEAR(peak_ground_acceleration(7, 30, 10), 0.1616220096, 1e-9);
}

TEST(Footprint, FragilityIsALognormalCurve) {
  EXPECT_DOUBLE_EQ(fragility(0.2, 0.2, 0.6), 0.5);
  EXPECT_NEAR(fragility(0.2 * std::exp(0.6), 0.2, 0.6), 0.8413447460685429, 1e-14);
  EXPECT_NEAR(fragility(0.2 * std::exp(-1.2), 0.2, 0.6), 0.022750131948179195, 1e-14);
  EXPECT_EQ(fragility(0, 0.2, 0.6), 0);
  EXPECT_EQ(fragility(0.19, 0.2, 0), 0);
  EXPECT_EQ(fragility(0.2, 0.2, 0), 1);
  for (int percent = 1; percent < 100; ++percent) {
    EXPECT_LT(fragility(percent / 100.0, 0.2, 0.6), fragility((percent + 1) / 100.0, 0.2, 0.6));
  }
}

TEST(Footprint, SeverityOfASiteIsItsFragility) {
  const Live live(
      shaken_world("  - {id: q, type: earthquake, footprint: {lat: 24, lon: 121, magnitude: 7, depth: 10 km}, "
                   "fragility: {median: 0.1, beta: 1}, severity: 0.8, at: 2026-02-20, duration: 3 d}\n"));
  const Shock& shock = live.plan.shocks.at(0);
  ASSERT_EQ(shock.nodes.size(), 2U);  // the third stands on the other side of the earth
  const auto expected = [](double km) {
    return std::lround(8e5 * fragility(peak_ground_acceleration(7, km, 10), 0.1, 1));
  };
  EXPECT_EQ(shock.nodes[0].severity, expected(0));
  EXPECT_EQ(shock.nodes[1].severity, expected(6371 * 2 * 3.14159265358979323846 / 180));
  EXPECT_GT(shock.nodes[0].severity, 10 * shock.nodes[1].severity);
}

constexpr const char* kHazard =
    "  - {id: quakes, type: hazard, rate: 3/year, event: {type: outage, select: {facility: fab}, duration: 2 d, "
    "severity: 0.5}}\n";

std::vector<std::int64_t> times(const World& world, std::uint64_t seed, const std::string& prefix) {
  std::vector<std::int64_t> out;
  for (const Shock& s : plan_shocks(*world.network, world.scenario, {.seed = seed}).shocks) {
    if (s.id.rfind(prefix, 0) == 0) out.push_back(s.course.front().tick);
  }
  return out;
}

TEST(Hazard, EventsAreAPoissonProcess) {
  const World world = world_of(shaken_world(kHazard));
  constexpr int kSeeds = 20'000;
  double sum = 0;
  double squares = 0;
  double first_half = 0;
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    const auto t = times(world, seed, "quakes");
    const double n = static_cast<double>(t.size()) - 12;
    sum += n;
    squares += n * n;
    for (const std::int64_t tick : t) first_half += tick < std::int64_t{2} * 365 * 24 ? 1 : 0;
    EXPECT_TRUE(std::is_sorted(t.begin(), t.end()));
  }
  EXPECT_NEAR(sum / kSeeds, 0, 3.29 * std::sqrt(12.0 / kSeeds));
  EXPECT_NEAR(squares / kSeeds, 12, 3.29 * 12 * std::sqrt((2 + 1 / 12.0) / kSeeds));
  EXPECT_NEAR(first_half / kSeeds, 6, 3.29 * std::sqrt(6.0 / kSeeds));
}

TEST(Hazard, DrawsDependOnItsOwnIdAndTheSeedOnly) {
  const World alone = world_of(shaken_world(kHazard));
  const World among = world_of(shaken_world(
      std::string("  - {id: a, type: outage, select: {facility: other}, at: 2026-05-01, duration: 9 d}\n") + kHazard +
      replaced(kHazard, "quakes", "storms")));
  std::set<std::vector<std::int64_t>> different;
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    EXPECT_EQ(times(alone, seed, "quakes"), times(among, seed, "quakes"));
    different.insert(times(among, seed, "quakes"));
    different.insert(times(among, seed, "storms"));
  }
  EXPECT_EQ(different.size(), 100U);
}

TEST(Hazard, EpicentresAreSpreadOverTheBox) {
  const World world =
      world_of(shaken_world("  - {id: quakes, type: hazard, rate: 3/year, event: {type: earthquake, duration: 2 d, "
                            "fragility: {median: 0.1, beta: 0.5}, "
                            "footprint: {lat: 23, lon: 121, lat2: 27, lon2: 121, magnitude: 6.5}}}\n"));
  std::set<std::int32_t> severities;
  std::size_t events = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    for (const Shock& s : plan_shocks(*world.network, world.scenario, {.seed = seed}).shocks) {
      ++events;
      for (const Hit& hit : s.nodes) {
        if (hit.target == 0) severities.insert(hit.severity);
      }
    }
  }
  EXPECT_GT(events, 150U);
  EXPECT_GT(severities.size(), events / 3);  // a place of its own for each
}

}  // namespace
}  // namespace fabshock::test::disruption_test
