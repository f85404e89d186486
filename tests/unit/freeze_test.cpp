// What becomes of a world when its flows are made whole: what rounds to nothing, who gets the remainders, how lanes by
// rule and by share go together.
#include <gtest/gtest.h>

#include <cmath>
#include <sstream>

#include "scenario/load.h"
#include "support/live.h"

namespace fabshock::test::freeze_test {
namespace {

std::string refusal(const std::string& text) {
  try {
    world_of(text);
  } catch (const std::runtime_error& refused) {
    return refused.what();
  }
  return "";
}

constexpr const char* kTrifle = R"(
schema: fabshock/scenario/1
name: trifle
start: 2026-01-01
horizon: 30 d
model:
  schema: fabshock/model/1
  name: trifle
  currency: USD
  source: assumption
  regions: {A: {name: A, bloc: a}}
  sites: {s: {region: A, lat: 0, lon: 0}}
  products:
    sand: {unit: u, quantum: 0.001, price: 1, class: c, layer: l}
    ore: {unit: u, quantum: 0.001, price: 1, class: c, layer: l}
    chip: {unit: u, quantum: 1, price: 1, class: c, layer: l}
  recipes: {ore: {inputs: {sand: 1}}, chip: {inputs: {ore: 1}}}
  facilities:
    pit: {site: s, owner: o, kind: fab, makes: sand}
    mine: {site: s, owner: o, kind: fab, makes: ore}
    fab: {site: s, owner: o, kind: fab, makes: chip}
  needs: {z: {region: A, units: chip, rate: 0.4/day}}
  lanes:
    - {from: pit, to: mine, transit: 1 d}
    - {from: mine, to: fab, transit: 1 d}
    - {from: fab, to: z, transit: 1 d}
)";

// Whoever makes nothing takes nothing, and neither do its suppliers: or they would make for nobody.
TEST(Baseline, WhatRoundsToNothingStandsIdleWithAllBehindIt) {
  Diagnostics diagnostics;
  const auto scenario = load_scenario_text("trifle.yaml", kTrifle, {}, diagnostics);
  ASSERT_TRUE(scenario);
  const auto net = build_network(*scenario, diagnostics);
  ASSERT_TRUE(net);
  std::ostringstream said;
  diagnostics.print(said);
  for (const char* line :
       {"'fab' makes so little 'chip' that it rounds to nothing a step, and stands idle", "'z' takes so little 'chip'",
        "'mine' makes so little 'ore'", "'pit' makes so little 'sand'"}) {
    EXPECT_NE(said.str().find(line), std::string::npos) << said.str();
  }
  RunOptions options;
  options.horizon = 720;
  Engine engine(*net, nullptr, options);
  engine.run();
  EXPECT_EQ(state_hash(*net, engine.state(), options.horizon), state_hash(*net, engine.initial(), 0));
}

constexpr const char* kMixed = R"(
schema: fabshock/scenario/1
name: mixed
start: 2026-01-01
horizon: 30 d
model:
  schema: fabshock/model/1
  name: mixed
  currency: USD
  source: assumption
  regions: {A: {name: A, bloc: a}}
  sites: {s: {region: A, lat: 0, lon: 0}}
  products: {ore: {unit: u, quantum: 0.001, price: 1, class: c, layer: l}}
  facilities:
    m1: {site: s, owner: o, kind: mine, makes: ore, output: 100/day}
    m2: {site: s, owner: o, kind: mine, makes: ore, output: 100/day}
    m3: {site: s, owner: o, kind: mine, makes: ore, output: 300/day}
  needs: {z: {region: A, units: ore, rate: 100/day}}
  lanes:
    - {from: m1, to: z, share: 0.4, transit: 1 d}
    - {rule: gravity, product: ore, from: {facility: [m2, m3]}, transit: 1 d}
)";

TEST(Lanes, AGravityRuleBringsWhatSharesLeave) {
  const Live live(kMixed);
  const auto flow = [&](const char* from) { return live.net().lanes[live.lane_id(from, "z")].flow0; };
  EXPECT_EQ(flow("m1"), 40'000);
  EXPECT_EQ(flow("m2"), 15'000);
  EXPECT_EQ(flow("m3"), 45'000);
  EXPECT_EQ(Live(replaced(kMixed, "share: 0.4", "share: 1")).net().lanes.size(), 1U);
  const std::string mixed = refusal(replaced(kMixed, "share: 0.4", "flow: 40/day"));
  EXPECT_NE(mixed.find("an input of 'z' is served by lanes with a flow and by this rule: nothing says how they share"),
            std::string::npos)
      << mixed;
}

TEST(Lanes, WholeQuantaGoToTheLargestRemainders) {
  // 100.0 u/day over three mines by a rule: 20, 20 and 60 of 100; with a quantum of 0.7 u that is 28.57, 28.57, 85.71.
  const Live live(replaced(replaced(kMixed, "quantum: 0.001", "quantum: 0.7"),
                           "    - {from: m1, to: z, share: 0.4, transit: 1 d}\n    - {rule: gravity, product: ore, "
                           "from: {facility: [m2, m3]}",
                           "    - {rule: gravity, product: ore"));
  const auto flow = [&](const char* from) { return live.net().lanes[live.lane_id(from, "z")].flow0; };
  EXPECT_EQ(flow("m1"), 29);
  EXPECT_EQ(flow("m2"), 28);
  EXPECT_EQ(flow("m3"), 86);
}

TEST(Needs, SingleOrdersTakeBothKeys) {
  for (const char* keys : {", continuous: true", ", demand: {process: poisson, order_size: 1 u}"}) {
    const std::string said = refusal(replaced(kMixed, "rate: 100/day", std::string("rate: 100/day") + keys));
    EXPECT_NE(said.find("continuous and its demand is"), std::string::npos) << said;
    EXPECT_NE(said.find("single orders at random moments take both"), std::string::npos) << said;
  }
}

// A factor on cover reaches stocks that a default plans as well as those of the facility itself.
TEST(Cover, ScaleReachesDefaults) {
  const std::string text = read_test_file("verification/worlds/chain.yaml");
  const std::string by_default =
      replaced(replaced(text, ", cover: {chip: 20 d}", ""), "  lanes:\n",
               "  defaults: [{select: {facility: assembler}, cover: {chip: 20 d}}]\n  lanes:\n");
  for (const std::string& world : {text, by_default}) {
    const auto stock = [&](const std::string& factor) {
      Diagnostics diagnostics;
      std::vector<Override> overrides;
      for (std::size_t i = 0; i < factor.size(); ++i) {
        overrides.push_back({"model.facilities.*.cover.scale", std::string(1, factor[i])});
      }
      const auto scenario = load_scenario_text("chain.yaml", world, overrides, diagnostics);
      const auto net = build_network(*scenario, diagnostics);
      for (std::uint32_t n = 0; n < net->facilities; ++n) {
        if (net->entity_of(n) == "assembler") return net->slots[net->nodes[n].slot_begin].stock0;
      }
      return Quanta{-1};
    };
    EXPECT_EQ(stock(""), 20 * 500'000);
    EXPECT_EQ(stock("2"), 40 * 500'000);
    EXPECT_EQ(stock("23"), 120 * 500'000);
  }
}

TEST(Needs, SingleOrdersTakeNoGrowthSeasonOrImpatience) {
  const std::string poisson = ", continuous: true, demand: {process: poisson, order_size: 1 u}";
  for (const char* keys : {", patience: 3 d", ", growth: 0.1/year, patience: 1000 y"}) {
    const std::string said = refusal(replaced(kMixed, "rate: 100/day", "rate: 100/day" + poisson + keys));
    EXPECT_NE(said.find("no growth, no season, no dates and no end of patience"), std::string::npos) << said;
  }
}

// As many orders as the rate says, however many an hour, and to each supplier his share of them.
TEST(Needs, SingleOrdersKeepTheirRateAndTheirShares) {
  const std::string orders = ", patience: 1000 y, continuous: true, demand: {process: poisson, order_size: 1 u}";
  for (const int rate : {5, 100}) {
    const std::string daily = "rate: " + std::to_string(rate) + "/day";
    Live live(replaced(replaced(kMixed, "rate: 100/day", daily + orders), "horizon: 30 d", "horizon: 10 y"));
    const int days = 3000;
    live.through_day(days);
    const double mean = rate * 1000.0 * days;
    const double sd = 1000 * std::sqrt(rate * static_cast<double>(days));
    EXPECT_NEAR(static_cast<double>(live.node("z").started), mean, 4 * sd);
    for (const auto& [maker, share] : {std::pair{"m1", 0.4}, std::pair{"m2", 0.15}, std::pair{"m3", 0.45}}) {
      EXPECT_NEAR(static_cast<double>(live.lane(maker, "z").ordered),
                  share * static_cast<double>(live.node("z").started), 1)
          << maker;
    }
  }
}

TEST(Lanes, ARuleWithoutWeightIsRefused) {
  const std::string said =
      refusal(replaced(replaced(kMixed, "m2: {site: s, owner: o, kind: mine, makes: ore, output: 100/day}",
                                "m2: {site: s, owner: o, kind: mine, makes: ore, output: 0/day}"),
                       "output: 300/day", "output: 0/day"));
  EXPECT_NE(said.find("this rule gives no weight to any supplier of 'z'"), std::string::npos) << said;
}

}  // namespace
}  // namespace fabshock::test::freeze_test
