// Projects and the buyers they have to win, against closed forms.
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <vector>

#include "support/live.h"

namespace fabshock::test::investment_test {
namespace {

constexpr Quanta kUnit = 1000;  // quanta of a chip

// One maker of all that buyers want, and one that is only planned.
std::string world(const std::string& project, const std::string& qualification = "{time: 100 d, spread: 0, success: 1}",
                  const std::string& planned = "planned: true", const std::string& more = "") {
  return R"(schema: fabshock/scenario/1
name: build
start: 2026-01-01
horizon: 10 y
switches: {inflation: off, cancellation: off}
model:
  schema: fabshock/model/1
  name: build
  currency: USD
  source: assumption
  regions: {A: {bloc: one}, B: {bloc: two}}
  sites: {a: {region: A, lat: 0, lon: 0}, b: {region: B, lat: 10, lon: 10}}
  products: {wafer: {unit: wafer, quantum: 0.001, price: 30}, chip: {unit: chip, quantum: 0.001, price: 100}}
  recipes: {wafer: {cycle_time: 5 d}, chip: {cycle_time: 30 d, yield: 0.9, inputs: {wafer: 1}}}
  facilities:
    w: {site: b, makes: wafer, capacity: 9000/day, finished_stock: 5 d}
    old: {site: b, makes: chip, capacity: 3000/day, finished_stock: 5 d, cover: 30 d}
    new: {site: a, makes: chip, capacity: 400/day, finished_stock: 5 d, cover: 30 d, )" +
         planned + R"(}
  needs:
    buyers: {region: A, units: chip, rate: 1000/day, cover: 30 d, patience: 0, qualification: )" +
         qualification + R"(}
    others: {region: B, units: chip, rate: 500/day, cover: 30 d, patience: 0}
  lanes:
    - {from: w, to: old, transit: 3 d}
    - {from: w, to: new, transit: 20 d}
    - {from: old, to: buyers, transit: 3 d}
    - {from: old, to: others, transit: 3 d}
    - {from: new, to: buyers, transit: 1 d}
)" + more +
         "projects:\n  - {id: p, facility: new, tool_in: 2026-01-11, install: 20 d" + project + "}\n";
}

// The integral of the ramp: t of the cell's end over rho = 1 - (1 + e^-4)/(1 + e^(4 (t/T - 1))), T half the ramp [d].
double ramped(double t, double half) {
  const double k = 4 / half;
  return t - (1 + std::exp(-4.0)) * (t - (std::log1p(std::exp(k * (t - half))) - std::log1p(std::exp(-4.0))) / k);
}

TEST(Investment, CapacityIsTheIntegralOfItsRamp) {
  const Live live(world(", ramp: 400 d"));
  ASSERT_EQ(live.plan.builds.size(), 1U);
  const Build& build = live.plan.builds[0];
  EXPECT_EQ(build.starts, 30 * 24);
  double built = 0;
  for (std::size_t i = 0; i + 1 < build.course.size(); ++i) {
    const double days = static_cast<double>(build.course[i + 1].tick - build.course[i].tick) / 24;
    built += build.course[i].capacity * 1e-6 * days;
    const double t = static_cast<double>(build.course[i + 1].tick - build.starts) / 24;
    ASSERT_NEAR(built, ramped(t, 200), 7.1e-6) << t;  // a ppm of a week
  }
  EXPECT_NEAR(build.course[28].capacity, 491'000, 15'000);
  EXPECT_GE(build.course.back().capacity, 999'999);
}

TEST(Investment, ALineStartsWhatItsCapacityAllowsToTheQuantum) {
  // Everything at once, a part of a quantum a day beyond whole ones, and buyers whom the old maker leaves short. The
  // staircase carries what a ppm leaves out, 0.4 quanta a day, over to the next week.
  Live live(world(", ramp: 0 d, capacity: 100.000333/day", "{time: 1 d, spread: 0, success: 1}") +
            "disruptions: [{id: fire, type: outage, select: {site: b}, at: 2026-06-01, severity: 0.7}]\n");
  live.through_day(1000);
  const Quanta began = live.node("new").started;
  live.through_day(1900);
  const Quanta started = live.node("new").started - began;
  EXPECT_NEAR(static_cast<double>(started), 900 * 100'000.333, 4);
  EXPECT_EQ(live.node("new").bound, Bound::kCapacity);
  EXPECT_EQ(live.broken(), "");
}

TEST(Investment, ANewSupplierGetsTheShareOfItsCapacity) {
  // A = 400 x 0.9/1000 = 0.36 of what buyers use: 0.36/1.36 of their orders; the old maker the rest.
  Live live(world(", ramp: 200 d"));
  live.through_day(3600);
  const double share = live.state().sourcing.share[live.lane_id("new", "buyers")];
  EXPECT_NEAR(share, 0.36 / 1.36, 1e-4);
  EXPECT_NEAR(static_cast<double>(live.lane("new", "buyers").order), 0.36 / 1.36 * 1e6, 200);
  EXPECT_NEAR(static_cast<double>(live.lane("old", "buyers").order), 1 / 1.36 * 1e6, 200);
  EXPECT_EQ(live.lane("old", "others").order, 500 * kUnit) << "who cannot buy there is not touched";
  EXPECT_NEAR(static_cast<double>(live.node("new").finished), 5 * 0.36 / 1.36 * 1e6, 0.02 * 5 * 0.27e6);
  EXPECT_EQ(live.node("buyers").scrap, 0) << "nobody goes short for it";
  EXPECT_EQ(live.broken(), "");
}

TEST(Investment, NobodyBuysBeforeGoodsAreAcceptedAndNothingIsMadeBeforeTheLineStands) {
  Live live(world(", ramp: 0 d"));
  live.through_day(29);
  EXPECT_EQ(live.node("new").started, 0);
  EXPECT_EQ(live.state().qualification.tried[live.lane_id("new", "buyers")], 0);
  // Wafers are ordered on day 31, are 20 days under way and 30 in the line.
  const std::uint32_t lane = live.lane_id("new", "buyers");
  const auto& q = live.state().qualification;
  int made = -1;
  for (int day = 30; day < 200 && made < 0; ++day) {
    live.through_day(day);
    if (live.node("new").good > 0) made = day;
    ASSERT_EQ(q.tried[lane], made < 0 ? 0 : 1) << day << ": it is tried when there is something to try";
  }
  EXPECT_GE(made, 81);
  EXPECT_LE(made, 84);
  live.through_day(made + 99);
  EXPECT_GT(live.node("new").good, 0) << "it loads its line for what it expects to sell";
  EXPECT_EQ(live.lane("new", "buyers").ordered, 0);
  live.through_day(made + 102);
  EXPECT_GT(live.lane("new", "buyers").ordered, 0);
}

TEST(Investment, DelaysAddUpByCauseAndAreDrawnOnceARun) {
  std::vector<double> late;
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    const Live live(world(", delay: {permits: 30 d, labour: \"lognormal(60 d, 0.6)\"}"), seed);
    late.push_back(static_cast<double>(live.plan.builds[0].starts) / 24 - 30);
  }
  EXPECT_GT(*std::min_element(late.begin(), late.end()), 30);
  // The mean of a lognormal is its median times e^(sigma^2/2) = 71.83 d, its sd 47.3 d: the mean of 400 within 3 sd.
  EXPECT_NEAR(mean(late), 30 + 60 * std::exp(0.18), 3 * 47.3 / 20);
  const Live again(world(", delay: {permits: 30 d, labour: \"lognormal(60 d, 0.6)\"}"), 7);
  EXPECT_EQ(static_cast<double>(again.plan.builds[0].starts) / 24 - 30, late[6]);
}

TEST(Investment, EarlyYieldAndProductivityAreLearned) {
  const Live live(world(", ramp: 0 d, productivity: 0.7, yield: 0.5, learning: 100 d"));
  const auto& course = live.plan.builds[0].course;
  for (std::size_t week = 0; week < 60; ++week) {
    const double from = 7.0 * static_cast<double>(week);
    const double gap = 100 * (std::exp(-from / 100) - std::exp(-(from + 7) / 100)) / 7;
    ASSERT_NEAR(course[week].capacity, 1e6 * (1 - 0.3 * gap), 1.5) << week;
    ASSERT_NEAR(course[week].yield, 1e6 * (1 - 0.5 * std::exp(-(from + 3.5) / 100)), 1) << week;
  }
}

TEST(Investment, YieldFollowsDefectsAsMurphySays) {
  EXPECT_NEAR(investment::murphy_yield(0.5), 0.6193, 5e-5);
  EXPECT_NEAR(investment::murphy_yield(1), 0.3996, 5e-5);
  EXPECT_DOUBLE_EQ(investment::murphy_yield(0), 1);
  const Live live(world(", ramp: 0 d, defects: {first: 1.0, mature: 0.5, die: 1}, learning: 1 d"));
  const auto& course = live.plan.builds[0].course;
  // D of the middle of the first week: 0.5 + 0.5 e^-3.5.
  const double first = 0.5 + 0.5 * std::exp(-3.5);
  EXPECT_NEAR(course[0].yield * 1e-6, std::pow((1 - std::exp(-first)) / first, 2) / investment::murphy_yield(0.5),
              1e-6);
  EXPECT_EQ(course.back().yield, 1'000'000);
}

TEST(Investment, GoodOutputIsWhatTheLearnedYieldLeaves) {
  Live live(world(", ramp: 0 d, yield: 0.5, learning: 900 y", "{time: 10 d, spread: 0, success: 1}"));
  live.through_day(2000);
  const NodeState& line = live.node("new");
  const double yield = static_cast<double>(line.good) / static_cast<double>(line.good + line.scrap);
  // Of what came out by day 2000, at a rate that hardly moves: e^-t/tau of the middle.
  EXPECT_NEAR(yield, 0.9 * (1 - 0.5 * std::exp(-1000.0 / (900 * 365))), 2e-4);
  EXPECT_EQ(live.broken(), "");
}

TEST(Investment, APremiumIsPaidAndFallsWithWhatWasMade) {
  const std::string markets = "  market_defaults: [{select: any, contract_share: 0.5}]\n";
  const std::string sold = "{time: 1 d, spread: 0, success: 1, cost: 5000}";
  Live live(world(", ramp: 0 d, premium: 0.2, progress: 0.9", sold, "planned: true", markets));
  live.through_day(83);
  EXPECT_NEAR(live.state().rare[live.id("new")].premium, 0.2, 1e-12);
  EXPECT_EQ(live.state().payments.earned[live.id("new")], 5000 * 100) << "for the attempt, and nothing else yet";
  live.through_day(3000);
  const double quarters = static_cast<double>(live.node("new").good) / (400 * 0.9 * 91.25 * kUnit);
  const double now = std::max(0.0, 1.2 * std::pow(quarters, std::log2(0.9)) - 1);
  EXPECT_NEAR(live.state().rare[live.id("new")].premium, now, 2e-3);
  EXPECT_EQ(live.broken(), "");
}

TEST(Investment, WhatIsDearerIsBoughtLess) {
  const std::string markets = "  market_defaults: [{select: any, contract_share: 0.5}]\n";
  const std::string sold = "{time: 1 d, spread: 0, success: 1}";
  Live live(world(", ramp: 0 d, premium: 0.5", sold, "planned: true", markets));
  live.through_day(3600);
  EXPECT_NEAR(live.state().sourcing.share[live.lane_id("new", "buyers")], 0.24 / 1.24, 1e-3);
}

TEST(Investment, WhatIsAddedToALineThatStandsIsMadeThereAndBought) {
  // Its buyers have nobody else: nothing moves.
  std::string yaml = world(", ramp: 0 d");
  yaml = replaced(yaml, "facility: new", "facility: old, capacity: 1500/day");
  Live live(yaml);
  live.through_day(1000);
  EXPECT_EQ(live.state().rare[live.id("old")].capacity, 1'500'000);
  EXPECT_EQ(live.node("old").begun, live.params("old").start0) << "more capacity is not more demand";
  EXPECT_EQ(live.broken(), "");
}

// Half a year after the other line is gone the enlarged one makes all, of stocks and of power that is ordered for it.
TEST(Investment, AnEnlargedLineOrdersForWhatItHasBecome) {
  const WorldRun run = run_world(read_test_file("verification/worlds/enlarged.yaml"));
  const auto later = [&](const std::string& who, const std::string& what) {
    return mean(run.series(who, what), static_cast<std::size_t>(2.5 * 13));
  };
  EXPECT_NEAR(later("a", "started"), 160, 0.2);
  EXPECT_NEAR(later("grid", "ordered"), 160, 0.2);
  EXPECT_NEAR(later("mine", "ordered"), 160, 0.2);
}

TEST(Investment, AnEnlargedLineHasItsShareTimesWhatItHasGrownBy) {
  // Two makers with 0.7 and 0.3; the first grows from 3,000 to 4,500 a day: 0.7 x 1.5 against 0.3.
  std::string yaml = world(", ramp: 0 d", "{time: 100 d}", "overtime: 0");
  yaml = replaced(yaml, "facility: new", "facility: old, capacity: 1500/day");
  yaml = replaced(yaml, "{from: old, to: buyers, transit: 3 d}", "{from: old, to: buyers, transit: 3 d, share: 0.7}");
  yaml = replaced(yaml, "{from: new, to: buyers, transit: 1 d}", "{from: new, to: buyers, transit: 1 d, share: 0.3}");
  Live live(yaml);
  live.through_day(3000);
  EXPECT_NEAR(live.state().sourcing.share[live.lane_id("old", "buyers")], 1.05 / 1.35, 1e-3);
}

TEST(Investment, ANewLineMovesNoPriceOfItsInputsAndAnUnsoldOneNone) {
  const std::string markets = "  market_defaults: [{select: any, contract_share: 0.5}]\n";
  // As many wafers are used as before, but while stocks are laid in: their price comes back to what it was.
  Live live(world(", ramp: 200 d", "{time: 100 d, spread: 0, success: 1}", "planned: true", markets));
  live.through_day(3600);
  for (const MarketState& market : live.state().markets.all) EXPECT_GT(market.spot, std::log(0.6));
  const std::uint32_t wafers = live.net().market_of[live.id("w")];
  EXPECT_NEAR(live.state().markets.all[wafers].scarcity, 0, 0.01);
  // Nobody may buy from it: it makes what it hopes to sell in vain, and no price knows of it.
  Live banned(world(", ramp: 0 d", "{time: 100 d, spread: 0, success: 1}", "planned: true", markets) +
              "policies: [{id: ban, type: export-control, exporter: {facility: new}, at: 2026-01-02}]\n");
  banned.through_day(2000);
  EXPECT_EQ(banned.state().qualification.attempts[banned.lane_id("new", "buyers")], 0U);
  for (const MarketState& market : banned.state().markets.all) EXPECT_NEAR(market.spot, 0, 0.02);
}

TEST(Investment, AShareOfItsLaneCanBeClosed) {
  for (const char* shock :
       {"disruptions: [{id: c, type: lane-closure, from: {facility: new}, at: 2030-01-01, severity: 0.1}]",
        "policies: [{id: c, type: quota, exporter: {facility: new}, at: 2030-01-01, share: 0.9}]"}) {
    Live live(world(", ramp: 0 d") + shock + "\n");
    live.through_day(1400);
    const Quanta before = live.lane("new", "buyers").shipped;
    live.through_day(1430);
    const auto usual = static_cast<double>(live.lane("new", "buyers").shipped - before);
    live.through_day(3000);
    const Quanta then = live.lane("new", "buyers").shipped;
    live.through_day(3030);
    const auto now = static_cast<double>(live.lane("new", "buyers").shipped - then);
    EXPECT_LE(now, 0.9001 * 30 * 0.36 / 1.36 * 1e6) << shock;
    EXPECT_GT(now, 0.85 * usual) << shock;
    EXPECT_EQ(live.broken(), "");
  }
}

TEST(Investment, ASlowLineStillMakesWhatItCan) {
  // The old line at a fifth is good for 540 a day; the new one takes all the orders of those who can buy there.
  std::string yaml = world(", ramp: 0 d, capacity: 6400/day");
  yaml +=
      "disruptions: [{id: slow, type: outage, select: {facility: old}, at: 2027-01-01, duration: 3 y, severity: "
      "0.8}]\n";
  Live live(yaml);
  live.through_day(900);
  const Quanta before = live.node("old").good;
  live.through_day(1400);
  EXPECT_NEAR(static_cast<double>(live.node("old").good - before), kUnit * 500 * 540, 0.01 * 500 * 540 * 1000);
}

TEST(Investment, AQuotaOnItsInputsLetsItsShareThrough) {
  Live live(
      world(", ramp: 0 d") +
      "policies: [{id: few, type: quota, exporter: {facility: w}, importer: {facility: new}, at: 2031-01-01, share: "
      "0.9}]\n");
  live.through_day(1700);
  const Quanta before = live.lane("w", "new").shipped;
  live.through_day(1800);
  const auto usual = static_cast<double>(live.lane("w", "new").shipped - before);
  live.through_day(2500);
  const Quanta then = live.lane("w", "new").shipped;
  live.through_day(2600);
  // Its whole capacity takes 400 wafers a day, of which it used less.
  EXPECT_GT(static_cast<double>(live.lane("w", "new").shipped - then), 0.95 * usual);
  EXPECT_LE(live.lane("w", "new").shipped - then, kUnit * 100 * 360 + 1);
}

// The same world with a maker of tools, who sells half of what he can make to others.
std::string with_tools(const std::string& project, const std::string& more = "") {
  std::string yaml = world(project);
  yaml = replaced(yaml, "products: {", "products: {tool: {unit: piece, quantum: 0.01, price: 1000}, ");
  yaml = replaced(yaml, "recipes: {", "recipes: {tool: {cycle_time: 20 d}, ");
  yaml = replaced(yaml, "planned: true", "planned: true, tools: {tool: 100}");
  yaml = replaced(yaml, "  needs:\n",
                  "    smith: {site: b, makes: tool, capacity: 1/day}\n  needs:\n"
                  "    spares: {region: B, units: tool, rate: 0.5/day, cover: 10 d, patience: 30 d}\n");
  yaml = replaced(yaml, "  lanes:\n",
                  "  lanes:\n    - {from: smith, to: new, transit: 10 d}\n"
                  "    - {from: smith, to: spares, transit: 10 d}\n");
  return yaml + more;
}

TEST(Investment, ToolsAreOrderedByTheWeekAndInstalledAsTheyCome) {
  std::string yaml = with_tools(", ramp: 0 d, ordered: 2026-01-31");
  yaml = replaced(yaml, "tool_in: 2026-01-11", "tool_in: 2027-01-02");  // 48 weeks, 100/48 a week
  Live live(yaml);
  const std::uint32_t lane = live.lane_id("smith", "new");
  const std::uint32_t slot = live.net().lane_info[lane].slot;
  live.through_day(29);
  EXPECT_EQ(live.lane("smith", "new").ordered, 0);
  live.through_day(30);
  EXPECT_EQ(live.lane("smith", "new").ordered, 208);  // hundredths
  live.through_day(30 + 47 * 7);
  EXPECT_EQ(live.lane("smith", "new").ordered, 10'000);
  live.through_day(385);
  EXPECT_EQ(live.node("new").started, 0);
  // The line is to start on day 386: half a piece a day beside the 0.3 of the project is what the smith can make.
  live.through_day(500);
  EXPECT_EQ(live.state().installed[slot], 10'000);
  EXPECT_EQ(live.state().slots[slot].stock, 0);
  EXPECT_EQ(live.state().rare[live.id("new")].capacity, 1'000'000);
  EXPECT_EQ(live.broken(), "");
}

TEST(Investment, NoMoreCapacityWorksThanThereAreToolsFor) {
  // The smith stands still for two years from the middle of the orders on.
  std::string yaml =
      with_tools(", ramp: 0 d, ordered: 2026-01-31",
                 "disruptions: [{id: fire, type: outage, select: {facility: smith}, at: 2026-08-01, duration: 2 y}]\n");
  yaml = replaced(yaml, "tool_in: 2026-01-11", "tool_in: 2027-01-02");
  Live live(yaml);
  const std::uint32_t slot = live.net().lane_info[live.lane_id("smith", "new")].slot;
  live.through_day(600);
  const Quanta installed = live.state().installed[slot];
  EXPECT_GT(installed, 2'000);
  EXPECT_LT(installed, 8'000);
  EXPECT_EQ(live.state().rare[live.id("new")].capacity, installed * 100);
  live.through_day(1900);
  EXPECT_EQ(live.state().rare[live.id("new")].capacity, 1'000'000) << "late, and whole";
  EXPECT_EQ(live.broken(), "");
}

TEST(Investment, WhoOrderedFirstIsEquippedFirstWhateverItsName) {
  std::vector<std::int64_t> built;
  for (const auto& [early, late] : {std::pair{"a", "z"}, std::pair{"z", "a"}}) {
    std::string yaml = with_tools("");
    yaml =
        yaml.substr(0, yaml.find("projects:")) + "projects:\n  - {id: " + early +
        ", facility: new, capacity: 200/day, ordered: 2026-01-31, tool_in: 2027-01-02, ramp: 0 d}\n  - {id: " + late +
        ", facility: new, capacity: 200/day, ordered: 2027-06-01, tool_in: 2028-06-01, ramp: 0 d}\n";
    Live live(yaml);
    live.through_day(800);
    EXPECT_EQ(live.state().rare[live.id("new")].capacity, 500'000) << early;
    live.through_day(2000);
    EXPECT_EQ(live.state().rare[live.id("new")].capacity, 1'000'000) << early;
    EXPECT_EQ(live.broken(), "");
  }
}

TEST(Investment, ToolsThatWereToComeBeforeTheStartAreThere) {
  std::string yaml = with_tools(", ramp: 0 d, ordered: 2025-01-01");
  Live there(replaced(yaml, "tool_in: 2026-01-11", "tool_in: 2025-10-01"));  // and 20 d to install
  there.through_day(0);
  EXPECT_EQ(there.state().rare[there.id("new")].capacity, 1'000'000);
  EXPECT_EQ(there.lane("smith", "new").ordered, 0);
  Live half(replaced(yaml, "tool_in: 2026-01-11", "tool_in: 2027-01-01"));
  half.through_day(700);
  EXPECT_EQ(half.lane("smith", "new").ordered, 5'000) << "the half of them that is ordered after the start";
  EXPECT_EQ(half.state().rare[half.id("new")].capacity, 1'000'000);
}

TEST(Investment, SwitchedOffNothingIsBuilt) {
  const std::string yaml = world(", ramp: 0 d");
  Live off(replaced(yaml, "switches: {", "switches: {investment: off, "));
  off.through_day(1000);
  EXPECT_EQ(off.node("new").started, 0);
  Live untried(replaced(yaml, "switches: {", "switches: {qualification: off, "));
  untried.through_day(1000);
  EXPECT_EQ(untried.lane("new", "buyers").ordered, 0);
}

// Two makers, one of whom nobody has tried.
std::string two(const std::string& qualification, const std::string& lane = "share: 0") {
  return R"(schema: fabshock/scenario/1
name: try
start: 2026-01-01
horizon: 10 y
switches: {inflation: off, cancellation: off}
model:
  schema: fabshock/model/1
  name: try
  currency: USD
  source: assumption
  regions: {A: {bloc: one}}
  sites: {a: {region: A, lat: 0, lon: 0}}
  products: {chip: {unit: chip, quantum: 0.001, price: 100}}
  recipes: {chip: {cycle_time: 5 d}}
  facilities:
    usual: {site: a, owner: U, makes: chip, capacity: 1000/day, finished_stock: 5 d}
    second: {site: a, owner: S, makes: chip, capacity: 900/day, finished_stock: 5 d}
  needs:
    buyers: {region: A, units: chip, rate: 1000/day, cover: 10 d, patience: 0, qualification: )" +
         qualification + R"(}
    others: {region: A, units: chip, rate: 500/day, cover: 10 d, patience: 0}
  lanes:
    - {from: usual, to: buyers, transit: 1 d}
    - {from: second, to: others, transit: 1 d}
    - {from: second, to: buyers, transit: 1 d, )" +
         lane + R"(}
disruptions:
  - {id: fire, type: outage, select: {owner: U}, at: 2026-02-01, duration: 3 y, severity: 0.6}
)";
}

TEST(Qualification, IsSoughtByWhoIsShortForLong) {
  Live live(two("{time: 60 d, spread: 0, success: 1, below: 0.8, after: 30 d}"));
  const std::uint32_t lane = live.lane_id("second", "buyers");
  int short_since = -1;
  int tried = -1;
  int accepted = -1;
  for (int day = 0; day < 400 && accepted < 0; ++day) {
    live.through_day(day);
    const std::uint32_t slot = live.net().lane_info[lane].slot;
    const auto& q = live.state().qualification;
    if (short_since < 0 && q.short_since[slot] >= 0) short_since = day;
    if (tried < 0 && q.tried[lane] != 0) tried = day;
    if (q.accepted[lane] != 0) accepted = day;
  }
  EXPECT_GT(short_since, 31);
  EXPECT_EQ(tried, short_since + 30);
  EXPECT_EQ(accepted, tried + 60);
  live.through_day(accepted + 900);
  // It can make 400 more than it did. The usual one fills two fifths of what it is asked.
  EXPECT_GT(live.lane("second", "buyers").order, 350 * kUnit);
  EXPECT_EQ(live.node("second").bound, Bound::kCapacity)
      << "in a world that is short, all is asked for that can be made";
  EXPECT_EQ(live.broken(), "");
}

// One ban ends on the tick on which the next begins, or a licence is refused: nobody tries in between what he may never
// buy, whichever of the two has the first name.
TEST(Qualification, NobodyIsTriedBetweenTwoBans) {
  const std::string lanes = "exporter: {facility: new}, importer: {facility: buyers}";
  const auto ban = [&](const char* id, const char* from, const char* until) {
    return std::string("  - {id: ") + id + ", type: export-control, " + lanes + ", at: " + from + ", until: " + until +
           "}\n";
  };
  const std::string twice[] = {
      "policies:\n" + ban("a", "2026-01-02", "2026-08-01") + ban("z", "2026-08-01", "2028-01-01"),
      "policies:\n" + ban("z", "2026-01-02", "2026-08-01") + ban("a", "2026-08-01", "2028-01-01"),
      "policies:\n  - {id: a, type: licence, wait: 211 d, granted: 0, " + lanes +
          ", at: 2026-01-02, until: 2028-01-01}\n"};
  for (const std::string& policies : twice) {
    std::string text = world(", ramp: 7 d", "{time: 100 d, spread: 0, success: 1}", "planned: true", policies);
    const std::string lane = "    - {from: new, to: buyers, transit: 1 d}\n";
    text.insert(text.find(lane), "    - {from: new, to: others, transit: 1 d}\n");  // so that it has goods to try
    Live live(text);
    live.through_day(729);  // the last of 2027
    EXPECT_EQ(live.state().qualification.attempts[live.lane_id("new", "buyers")], 0U) << policies;
    live.through_day(730);
    EXPECT_EQ(live.state().qualification.attempts[live.lane_id("new", "buyers")], 1U) << policies;
  }
}

TEST(Qualification, WhomABuyerAcceptsAlreadyNeedsNoTrial) {
  Live live(two("{time: 60 d}", "share: 0, qualified: true"));
  EXPECT_EQ(live.state().qualification.accepted[live.lane_id("second", "buyers")], 1);
  live.through_day(31);
  EXPECT_EQ(live.lane("second", "buyers").ordered, 0) << "nothing is ordered there while all is well";
  live.through_day(60);
  EXPECT_GT(live.lane("second", "buyers").ordered, 0);
}

TEST(Qualification, SucceedsAsOftenAsItShouldAndIsTriedAgain) {
  int first = 0;
  std::vector<double> days;
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    Live live(two("{time: 60 d, spread: 0.3, success: 0.7, below: 0.8, after: 30 d}"), seed);
    const std::uint32_t lane = live.lane_id("second", "buyers");
    std::int64_t began = 0;
    for (int day = 40; day < 1200; ++day) {
      live.through_day(day);
      const auto& q = live.state().qualification;
      if (began == 0 && q.tried[lane] != 0) began = day;
      if (began != 0 && q.attempts[lane] == 1 && q.tried[lane] == 0) first += q.accepted[lane];
      if (began != 0 && (q.tried[lane] == 0 || q.attempts[lane] > 1)) {
        days.push_back(static_cast<double>(day - began));
        break;
      }
    }
  }
  ASSERT_EQ(days.size(), 300U);
  EXPECT_NEAR(first / 300.0, 0.7, 3 * std::sqrt(0.21 / 300));
  EXPECT_NEAR(mean(days), 60 * std::exp(0.045) + 0.5, 3 * 20.0 / std::sqrt(300.0));
}

}  // namespace
}  // namespace fabshock::test::investment_test
