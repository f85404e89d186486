// Options of a need that replace one another, against the arithmetic of the systems that they stand for.
#include <gtest/gtest.h>

#include <cmath>

#include "support/systems.h"

namespace fabshock::test::substitution_test {
namespace {

using systems::asked;
using systems::Options;
using systems::options_of;
using systems::world;

constexpr const char* kBan =
    "policies: [{id: ban, type: import-ban, importer: {region: A}, products: {class: strong}, at: "
    "2026-02-01}]\n";

TEST(Substitution, WhatReplacesAStrongSystemIsAsManyWeakOnesAsGiveTheSame) {
  Live live(world(kBan));
  const auto [strong, weak] = options_of(live);
  live.through_day(7000);  // for good: nobody asks for what is forbidden any more
  EXPECT_EQ(asked(live, strong), 0);
  // 10 racks of 180 and 5 of 299.52 a day, all now of 299.52.
  EXPECT_NEAR(asked(live, weak), 5 + 10 * 180 / 299.52, 2e-5);
  // In place of each rack, 230.8 weak chips; a weak rack gives 1.664 times a strong one, and takes 2.32 times its power
  // for the same.
  EXPECT_NEAR((asked(live, weak) - 5) / 10 * 384, 230.8, 0.05);
  EXPECT_NEAR(live.net().sinks[weak].gives / live.net().sinks[strong].gives, 1.664, 1e-12);
  const auto power_of = [&](std::uint32_t sink) {  // for one unit of the need
    const SinkParams& params = live.net().sinks[sink];
    return live.world.scenario.model.needs.at(0).options.at(params.option).power.value / params.gives;
  };
  EXPECT_NEAR(power_of(weak) / power_of(strong), 2.32, 0.005);
}

TEST(Substitution, TheNeedStaysWhatItIsWhileBuyersMove) {
  Live live(world(kBan, "switching: off, inflation: off, cancellation: off", "time: 100 d", "20 %/year"));
  const auto [strong, weak] = options_of(live);
  double pull = 1;
  for (int day = 0; day < 1000; ++day) {
    live.through_day(day);
    if (day >= 31) pull -= pull / 100;
    const SubstitutionState& s = live.state().substitution;
    ASSERT_NEAR(s.pull[strong], pull, 1e-9) << day;
    const double all = (10 * 180 + 5 * 299.52) * std::pow(1.2, day / 365.0);
    ASSERT_NEAR(asked(live, strong) * 180 + asked(live, weak) * 299.52, all, 0.01) << day;
  }
}

TEST(Substitution, WhoIsNotServedTurnsToWhatIsThere) {
  // Half of the strong ones for good: f settles at what is served of what is still asked for, r at f.
  Live live(
      world("disruptions: [{id: fire, type: outage, select: {facility: strong}, severity: 0.5, at: 2026-02-01}]\n"));
  const auto [strong, weak] = options_of(live);
  live.through_day(7000);
  const double f = live.state().substitution.fill[strong];
  const double r = live.state().substitution.pull[strong];
  EXPECT_NEAR(r, f, 1e-6);
  EXPECT_NEAR(f * asked(live, strong), 5, 1e-3) << "what is still made is sold";
  EXPECT_NEAR(asked(live, strong), 10 * r * (1800 + 1497.6) / (1800 * r + 1497.6), 1e-3);
  EXPECT_EQ(live.broken(), "");
}

TEST(Substitution, BuyersFollowWhatItCostsToBuyAndToRun) {
  const std::string rules = "time: 100 d, price_weight: 2, energy_price: 0.1, energy_years: 4 y";
  const std::string tariff =
      "policies: [{id: duty, type: tariff, rate: 100 %, importer: {region: A}, products: {class: strong}, at: "
      "2026-02-01}]\n";
  Live live(world(tariff, "switching: off, inflation: off, cancellation: off", rules));
  const auto [strong, weak] = options_of(live);
  const double energy = 145 * 0.1 * 4 * 8760;
  EXPECT_NEAR(live.net().sinks[strong].energy_share, energy / (3e6 + energy), 1e-12);
  live.through_day(5000);
  const double cost = (6e6 + energy) / (3e6 + energy);
  EXPECT_NEAR(live.state().substitution.pull[strong], 1 / (cost * cost), 1e-9);
  EXPECT_EQ(live.state().substitution.pull[weak], 1.0);
}

TEST(Substitution, UndisturbedAndSwitchedOffNothingMoves) {
  Live calm(world(""));
  calm.through_day(900);
  for (const double factor : calm.state().substitution.factor) EXPECT_EQ(factor, 1.0);
  Live off(world(kBan, "substitution: off, switching: off"));
  off.through_day(900);
  EXPECT_TRUE(off.state().substitution.factor.empty());
  EXPECT_EQ(asked(off, options_of(off).strong), 10);
}

TEST(Substitution, WhatCanBeHadAgainIsAskedForAgain) {
  Live live(
      world("disruptions: [{id: stop, type: outage, select: {facility: strong}, at: 2026-02-01, duration: 8 y}]\n"));
  const auto [strong, weak] = options_of(live);
  live.through_day(2920);
  EXPECT_LT(asked(live, strong), 0.05);
  live.through_day(4380);
  EXPECT_NEAR(asked(live, strong), 10, 0.01);
  EXPECT_NEAR(asked(live, weak), 5, 0.01);
}

TEST(Substitution, ANeedWithoutAnyOptionLeftGoesOnAsking) {
  Live live(world("policies: [{id: ban, type: import-ban, importer: {region: A}, at: 2026-02-01}]\n"));
  live.through_day(7000);
  EXPECT_NEAR(asked(live, 0) + asked(live, 1), 15, 1e-3);
}

TEST(Substitution, ARateOfTheNeedIsSplitByWhatItsOptionsCost) {
  // g = (3.0 M + 145 kW x 35,040 h x 0.1)/72 and (8.2 M + 559 kW x 35,040 h x 0.1)/89.856 USD a PFLOP/s that is used.
  const auto demanded = [](const char* rules) {
    std::string text = world("", "growth: on", rules);
    text = replaced(text, "options:", "rate: {value: 60000/year, growth: 0.2/year}\n      options:");
    text = replaced(text, "rate: 10/day, compute: 180", "compute: 180, utilisation: 0.4, preference: 1");
    text = replaced(text, "rate: 5/day, compute: 299.52", "compute: 299.52, utilisation: 0.3, preference: 0.6");
    const Live live(replaced(text, "      growth: 0\n", ""));
    const Need& need = live.world.scenario.model.needs.at(0);
    double all = 0;
    for (std::uint32_t n = live.net().facilities; n < live.net().size(); ++n) {
      all += static_cast<double>(live.net().nodes[n].good0) * live.net().sinks[n - live.net().facilities].gives;
    }
    EXPECT_NEAR(all, 60000.0 / 365, 0.01) << "what is asked for is the need's rate";
    EXPECT_EQ(need.options[0].growth.value, 0.2);
    // By id: cloudmatrix384, nvl72.
    return std::pair(need.options[0].rate.value, need.options[1].rate.value);
  };
  const double strong = (3e6 + 145 * 0.1 * 35040) / 72;
  const double weak = (8.2e6 + 559 * 0.1 * 35040) / (299.52 * 0.3);
  for (const double mu : {1.0, 2.0}) {
    const double pulls = std::pow(strong, -mu) + 0.6 * std::pow(weak, -mu);
    const auto [matrix, rack] = demanded(mu == 1.0 ? "energy_price: 0.1" : "energy_price: 0.1, price_weight: 2");
    EXPECT_NEAR(rack, 60000.0 / 365 * std::pow(strong, -mu) / pulls / 72, 1e-9);
    EXPECT_NEAR(matrix, 60000.0 / 365 * 0.6 * std::pow(weak, -mu) / pulls / (299.52 * 0.3), 1e-9);
  }
}

}  // namespace
}  // namespace fabshock::test::substitution_test
