// A model moved to a later date, in a world where that can be worked out by hand: worlds/trends.yaml.
#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "network/world_graph.h"
#include "scenario/advance.h"
#include "scenario/load.h"
#include "support/world.h"

namespace fabshock::test::trends_test {
namespace {

std::string world_at(const std::string& epoch) {
  return replaced(read_test_file("verification/worlds/trends.yaml"), "epoch: 2026-01-01", "epoch: " + epoch);
}

struct Moved {
  World world;
  std::map<std::string, double> made;                         // good output a day
  std::map<std::string, double> capacity;                     // of starts a day
  std::map<std::string, std::map<std::string, double>> flow;  // from, to
  explicit Moved(const std::string& text) : world(world_of(text)) {
    if (!world.network) return;
    const Model& model = world.network->model;
    const WorldGraph& graph = world.network->world->graph;
    for (const auto e : boost::make_iterator_range(boost::edges(graph))) {
      const std::string& from = world.network->entity_of(graph[e].from);
      flow[from][world.network->entity_of(graph[e].to)] += graph[e].flow;
      made[from] += graph[e].flow;
    }
    for (const Facility& f : model.facilities) {
      if (f.capacity) capacity[f.id] = f.capacity->value;
    }
  }
};

TEST(Trends, AtTheDateOfTheTablesNothingMoves) {
  const Moved then(world_at("2026-01-01"));
  EXPECT_NEAR(then.made.at("a"), 60, 1e-9);
  EXPECT_NEAR(then.made.at("b"), 20, 1e-9);
  EXPECT_EQ(then.made.at("c"), 0);
  EXPECT_EQ(then.capacity.at("mine"), 200);
}

// 80 a day become 120. a makes 60 % of what it can, b 40 %, and b can make twice as much: 60 and 40 of 100, times 1.2.
TEST(Trends, MakersShareWhatIsAskedForByCapacityAndUse) {
  const Moved now(world_at("2028-01-01"));
  EXPECT_NEAR(now.capacity.at("b"), 125, 1e-9);
  EXPECT_NEAR(now.made.at("a"), 72, 1e-8);
  EXPECT_NEAR(now.made.at("b"), 48, 1e-8);
  EXPECT_NEAR(now.flow.at("a").at("x") + now.flow.at("b").at("x"), 75, 1e-8);
  EXPECT_NEAR(now.flow.at("a").at("y") + now.flow.at("b").at("y"), 45, 1e-8);
  // Proportional fitting keeps the odds of the tables.
  const double odds =
      now.flow.at("a").at("x") * now.flow.at("b").at("y") / (now.flow.at("a").at("y") * now.flow.at("b").at("x"));
  EXPECT_NEAR(odds, 45.0 * 15 / (15 * 5), 1e-6);
}

TEST(Trends, ARampAndAPathAreStraightLines) {
  const Moved half(world_at("2027-01-01"));
  // 184 of 182.5 days of its ramp have gone by; half of the growth is there.
  EXPECT_NEAR(half.capacity.at("b"), 125, 1e-9);
  EXPECT_NEAR(half.made.at("a") + half.made.at("b"), 80 * (1 + 0.5 * 365.0 / 730), 1e-8);
  const Moved early(world_at("2026-10-01"));
  EXPECT_NEAR(early.capacity.at("b"), 62.5 * (1 + 92 / 182.5), 1e-9);
}

// A fab that is new has the mean use of its group, and sells to all that it has a lane to.
// From 1000 in use, of which a 1460th goes out of use a day, with 100 more a day that become 150 in 730 days.
TEST(Trends, WhatIsInstalledGrowsToTheEpoch) {
  const auto installed = [](const std::string& epoch) {
    std::string text = replaced(world_at(epoch), "xs: {region: W, kind: chips, units: chip, rate: 50/day}",
                                "xs: {region: W, kind: chips, unit: call, installed: 1000, life: 4 y, options: "
                                "{chip: {units: chip, rate: 50/day, compute: 2}}}");
    text = replaced(text, "kind: chips, units: chip, rate: 30/day}",
                    "kind: chips, unit: call, options: {chip: {units: chip, rate: 30/day, compute: 1}}}");
    return world_of(text).network->model.needs[0].installed->value;
  };
  EXPECT_EQ(installed("2026-01-01"), 1000);
  constexpr double kLife = 1460;
  constexpr double kDays = 730;
  constexpr double kMore = 50 / kDays;  // a day and day
  const double gone = std::exp(-kDays / kLife);
  const double expected = 1000 * gone + kLife * (100 + kMore * (kDays - kLife)) - kLife * gone * (100 - kMore * kLife);
  EXPECT_NEAR(installed("2028-01-01"), expected, 1e-5 * expected);
}

TEST(Trends, AnEpochBeyondTheTrendsOrTheStartIsWarnedOf) {
  const auto said = [](const std::string& text) {
    Diagnostics diagnostics;
    load_scenario_text("world.yaml", text, {}, diagnostics);
    std::string all;
    for (const Diagnostic& d : diagnostics.all()) all += d.message + '\n';
    return all;
  };
  EXPECT_EQ(said(world_at("2028-01-01")), "");
  const std::string later = replaced(world_at("2031-01-01"), "start: 2028-01-01", "start: 2031-01-01");
  EXPECT_EQ(said(later), "the last trend ends on 2028-12-31, 'epoch' is 2031-01-01\n");
  const std::string before = replaced(world_at("2028-01-01"), "start: 2028-01-01", "start: 2027-01-01");
  EXPECT_EQ(said(before), "the run starts before the model's 'epoch', 2028-01-01\n");
}

TEST(Trends, WhatIsBuiltTakesPart) {
  const std::string text = replaced(world_at("2028-01-01"), "at: 2028-01-01, ramp: 1 y", "at: 2027-01-01, ramp: 1 y");
  const Moved now(text);
  EXPECT_NEAR(now.capacity.at("c"), 50, 1e-9);
  // Use then: 100 starts of 187.5. Good output at that use: 60, 40 and 50 x 0.8 x 100/187.5.
  const double c = 50 * 0.8 * 100 / 187.5;
  EXPECT_NEAR(now.made.at("c"), 120 * c / (100 + c), 1e-7);
  EXPECT_NEAR(now.made.at("a"), 120 * 60 / (100 + c), 1e-7);
  EXPECT_NEAR(now.flow.at("c").at("x") + now.flow.at("c").at("y"), now.made.at("c"), 1e-9);
  EXPECT_FALSE(now.world.network->nodes[2].planned);
}

TEST(Trends, FullMakersLeaveTheRestToOthers) {
  // Asked for 160: at their use b would make 64 and a 96, of which a can make 95 at 95 %; so a third fab is needed at
  // most.
  const Moved now(replaced(world_at("2028-01-01"), "{2028-01-01: 1.5}", "{2028-01-01: 2.4}"));
  EXPECT_NEAR(now.made.at("a"), 0.98 * 100, 1e-7);
  EXPECT_NEAR(now.made.at("b"), 192 - 98, 1e-7);
}

TEST(Trends, WhatNoneNamesKeepsPace) {
  const Moved now(world_at("2028-01-01"));
  EXPECT_NEAR(now.capacity.at("mine"), 300, 1e-8);
  const Facility& facility = now.world.network->model.facilities[5];
  ASSERT_EQ(facility.id, "mine");
  const Number& mine = *facility.capacity;
  EXPECT_NEAR(*mine.low, 225, 1e-8);
  EXPECT_NEAR(*mine.high, 450, 1e-8);
}

// Of less that is asked for, the lines stay.
TEST(Trends, WhatNoneNamesDoesNotShrink) {
  const Moved now(replaced(world_at("2028-01-01"), "{2028-01-01: 1.5}", "{2028-01-01: 0.5}"));
  EXPECT_NEAR(now.made.at("a") + now.made.at("b"), 40, 1e-8);
  EXPECT_EQ(now.capacity.at("mine"), 200);
}

// The bank gave 2.5 kg a day, and gives a quarter more a year later.
TEST(Trends, ReservesAreDrawnOn) {
  const Moved now(world_at("2027-01-01"));
  const Facility& bank = now.world.network->model.facilities[3];
  ASSERT_EQ(bank.id, "glue-bank");
  EXPECT_NEAR(bank.reserve->value, 5000 - 365 * (2.5 + 2.5 * 1.25) / 2, 1e-6);
}

// What is drawn of the bank falls to nothing in a year; the works give the rest, and keep pace.
TEST(Trends, AFiniteStockGivesWhatItsPathSays) {
  const std::string drawn = "  trends:\n    - {id: bank, type: draw, facility: glue-bank, multiple: {2027-01-01: 0}}\n";
  const auto at = [&](const std::string& epoch) { return Moved(replaced(world_at(epoch), "  trends:\n", drawn)); };
  const Moved half = at("2026-07-02");
  const double left = 1 - 182.0 / 365;
  EXPECT_NEAR(half.made.at("glue-bank"), 2.5 * left, 1e-9);
  const double growth = 1 + 0.5 * 182 / 730;
  EXPECT_NEAR(half.made.at("glue-works"), 8 * growth - 2.5 * left, 1e-8);
  EXPECT_NEAR(half.capacity.at("glue-works"), 20 * (8 * growth - 2.5 * left) / 5.5, 1e-7);
  EXPECT_NEAR(half.world.network->model.facilities[3].reserve->value, 5000 - 2.5 * 182 * (1 + left) / 2, 1e-6);
  const Moved spent = at("2028-01-01");
  EXPECT_EQ(spent.made.at("glue-bank"), 0);
  EXPECT_NEAR(spent.made.at("glue-works"), 12, 1e-8);
  EXPECT_NEAR(spent.world.network->model.facilities[3].reserve->value, 5000 - 2.5 * 365 / 2, 1e-6);
}

// A stock that is too small for its path is spent, and gives nothing any more.
TEST(Trends, AFiniteStockThatIsSpentGivesNothing) {
  const std::string drawn = "  trends:\n    - {id: bank, type: draw, facility: glue-bank, multiple: {2028-01-01: 1}}\n";
  const Moved spent(replaced(replaced(world_at("2027-01-01"), "  trends:\n", drawn), "reserve: 5000", "reserve: 900"));
  EXPECT_EQ(spent.made.at("glue-bank"), 0);
  EXPECT_EQ(spent.world.network->model.facilities[3].reserve->value, 0);
  EXPECT_NEAR(spent.made.at("glue-works"), 8 * (1 + 0.5 * 365 / 730), 1e-8);
}

double rate_of(const Moved& now, std::size_t need) {
  return now.world.network->model.needs[need].options.front().rate.value;
}

// a and b can make 98 and 98 good wafers a day; four times 80 is asked for.
TEST(Trends, WhoTakesWhatThereIsIsCutAlike) {
  const std::string asked =
      replaced(world_at("2028-01-01"), "{2028-01-01: 1.5}", "{2028-01-01: 4}, supply_bound: [wafer]");
  const Moved now(asked);
  EXPECT_NEAR(now.made.at("a") + now.made.at("b"), 196, 1e-6);
  EXPECT_NEAR(rate_of(now, 0), 196 * 5.0 / 8, 1e-6);
  EXPECT_NEAR(rate_of(now, 1), 196 * 3.0 / 8, 1e-6);
  // Who has no such bound is served in full.
  const Moved some(replaced(asked, "ys: {region: W, kind: chips", "ys: {region: W, kind: others"));
  EXPECT_NEAR(rate_of(some, 1), 30, 1e-9);
  EXPECT_NEAR(rate_of(some, 0), 196 - 30, 1e-6);
  // Where there is enough nothing is cut.
  const Moved enough(replaced(world_at("2028-01-01"), "{2028-01-01: 1.5}", "{2028-01-01: 1.5}, supply_bound: [wafer]"));
  EXPECT_EQ(rate_of(enough, 0), 75);
}

// The bank gives 2.5 a day, the works can make 0.98 of 1.02: together a tenth of the chips for which they suffice. Of
// less glue the works give the less, so that a cut by what they lack alone would swing from too much to too little.
TEST(Trends, ACutReckonsWithWhatAStockGives) {
  std::string glued = replaced(world_at("2028-01-01"), "{2028-01-01: 1.5}", "{2028-01-01: 4}, supply_bound: [glue]");
  glued = replaced(glued, "reserve: 5000", "reserve: 50000");
  glued = replaced(
      glued, "{from: glue-works, to: y, transit: 1 d}",
      "{from: glue-works, to: y, share: 0.5, transit: 1 d}\n    - {from: glue-bank, to: y, share: 0.5, transit: 1 d}");
  const Moved now(
      replaced(glued, "  trends:\n",
               "  trends:\n    - {id: bank, type: draw, facility: glue-bank, multiple: {2028-01-01: 0.625}}\n"
               "    - {id: works, type: capacity, facility: glue-works, add: -18.98/day, at: 2026-07-01}\n"));
  EXPECT_NEAR(now.made.at("glue-bank"), 2.5, 1e-7);
  EXPECT_NEAR(now.made.at("glue-works"), 0.9996, 1e-7);
  EXPECT_NEAR(rate_of(now, 0) + rate_of(now, 1), 34.996, 1e-6);
}

// x buys of a alone, who may then use all that he has but no more; who buys of b is cut with it.
TEST(Trends, AMakerWhoseBuyersHaveNoOtherBoundsThemToo) {
  std::string apart = replaced(world_at("2028-01-01"), "{2028-01-01: 1.5}", "{2028-01-01: 2.5}, supply_bound: [wafer]");
  for (const char* lane :
       {"    - {from: b, to: x, flow: 5/day, transit: 1 d}\n", "    - {from: c, to: x, transit: 1 d}\n"}) {
    apart = replaced(apart, lane, "");
  }
  const Moved now(apart);
  EXPECT_NEAR(now.made.at("a"), 100, 1e-5);
  EXPECT_NEAR(rate_of(now, 0) / rate_of(now, 1), 5.0 / 3, 1e-9);
}

// A shop buys chips of two makers and sells them to a need that buys of the second, too: it keeps its share of the
// need, whoever of the makers makes more.
TEST(Trends, AStockHolderKeepsItsShare) {
  std::string shop = replaced(world_at("2028-01-01"), "    y: {site: here, makes: chip}\n",
                              "    y: {site: here, makes: chip}\n    shop: {site: here, kind: stock-holder, makes: "
                              "chip, inputs: {chip: 1}, cycle_time: 1 d}\n");
  shop = replaced(
      shop, "    - {from: x, to: xs, transit: 1 d}\n",
      "    - {from: x, to: shop, share: 0.7, transit: 1 d}\n    - {from: y, to: shop, share: 0.3, transit: 1 d}\n"
      "    - {from: shop, to: xs, share: 0.6, transit: 1 d}\n    - {from: y, to: xs, share: 0.4, transit: 1 d}\n");
  shop = replaced(shop, "    y: {site: here, makes: chip}\n", "    y: {site: here, makes: chip, capacity: 80/day}\n");
  shop = replaced(shop, "    x: {site: here, makes: chip}\n", "    x: {site: here, makes: chip, capacity: 40/day}\n");
  const Moved now(replaced(shop, "  trends:\n",
                           "  trends:\n    - {id: more, type: capacity, facility: x, add: 20/day, at: 2026-07-01}\n"));
  ASSERT_TRUE(now.world.network);
  EXPECT_NEAR(now.flow.at("shop").at("xs"), 0.6 * 75, 1e-6);
  EXPECT_NEAR(now.flow.at("x").at("shop") + now.flow.at("y").at("shop"), 0.6 * 75, 1e-6);
  EXPECT_NEAR(now.made.at("x") + now.made.at("y"), 120, 1e-6);
  const double then = 21.0 / 40;  // use of the tables, by x
  const double theta = 120 / (then * 60 + 59);
  EXPECT_NEAR(now.made.at("x"), theta * then * 60, 1e-6);
}

// Fabs that have no user in common do not share: each makes what its own user asks for.
TEST(Trends, MakersWithoutACommonUserDoNotShare) {
  std::string apart = world_at("2028-01-01");
  for (const char* lane : {"    - {from: b, to: x, flow: 5/day, transit: 1 d}\n",
                           "    - {from: a, to: y, flow: 15/day, transit: 1 d}\n"}) {
    apart = replaced(apart, lane, "");
  }
  const Moved now(apart);
  EXPECT_NEAR(now.made.at("a"), 75, 1e-8);
  EXPECT_NEAR(now.made.at("b"), 45, 1e-8);
}

// Fabs take glue from 2028 on, of who makes it, in proportion to what they made.
TEST(Trends, AnInputThatNobodyTookIsBoughtOfAllWhoMakeIt) {
  std::string text = replaced(world_at("2028-01-01"), "inputs: {ore: 1}}", "inputs: {ore: 1, glue: 0}}");
  text = replaced(text, "  trends:\n",
                  "    - {from: glue-works, to: fabs, flow: 0, transit: 1 d}\n"
                  "    - {from: glue-bank, to: fabs, flow: 0, transit: 1 d}\n  trends:\n"
                  "    - {id: glued, type: recipe, recipe: wafer, input: glue, per: {2028-01-01: 0.01}}\n");
  const Moved now(text);
  EXPECT_NEAR(now.flow.at("glue-works").at("a"), 0.01 * 72 / 0.8 * 5.5 / 8, 1e-8);
  EXPECT_NEAR(now.flow.at("glue-bank").at("a"), 0.01 * 72 / 0.8 * 2.5 / 8, 1e-8);
  for (const LaneInfo& lane : now.world.network->lane_info) {
    if (now.world.network->entity_of(lane.from).starts_with("glue")) {
      EXPECT_FALSE(lane.untried);
    }
  }
}

// Of half as many good wafers each costs twice the ore; its markup stays, and so does the chip's.
TEST(Trends, PricesFollowWhatGoesIn) {
  const Moved now(replaced(world_at("2028-01-01"),
                           "{id: growth, type: demand, kind: chips, multiple: {2028-01-01: 1.5}}",
                           "{id: worse, type: yield, recipe: wafer, yield: {2028-01-01: 0.4}}"));
  const auto price = [&](const char* id) {
    for (const Product& product : now.world.network->model.products) {
      if (product.id == id) return product.price.value;
    }
    return 0.0;
  };
  EXPECT_EQ(price("ore"), 1);
  EXPECT_NEAR(price("wafer"), 20, 1e-9);
  EXPECT_NEAR(price("chip"), 20 * (20 + 0.1) / (10 + 0.1), 1e-9);
}

TEST(Trends, WhatIsAddedIsUsedAsSaid) {
  const Moved now(replaced(world_at("2028-01-01"), "add: 62.5/day, at", "add: 62.5/day, use: 0.8, at"));
  // b: 25 starts of the tables and 50 of 62.5 more, against a's 75.
  EXPECT_NEAR(now.made.at("b"), 120.0 / 2, 1e-8);
}

TEST(Trends, AWorldThatWasMovedIsStationary) {
  const WorldRun run = run_world(world_at("2028-01-01"), 1, false);
  const std::vector<double> output = run.series("b", "output");
  ASSERT_GT(output.size(), 40U);
  for (const double made : output) EXPECT_NEAR(made, 48, 1e-3);
}

}  // namespace
}  // namespace fabshock::test::trends_test
