// Options of a need that replace one another, against the arithmetic of the systems that they stand for.
#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>
#include <utility>

#include "support/live.h"

namespace fabshock::test::substitution_test {
namespace {

// China's choice in small: 72 strong chips of 2.5 PFLOP/s in a rack of 145 kW, or 384 weak ones of 0.78 in one of 559
// kW.
std::string world(const std::string& rest,
                  const std::string& switches = "switching: off, inflation: off, cancellation: off",
                  const std::string& rules = "time: 100 d", const std::string& growth = "0",
                  const std::string& markets = "") {
  return R"(schema: fabshock/scenario/1
name: substitution
start: 2026-01-01
horizon: 20 y
switches: {)" +
         switches + R"(}
model:
  schema: fabshock/model/1
  name: substitution
  currency: USD
  source: assumption
  regions: {A: {bloc: one}, B: {bloc: two}}
  sites: {a: {region: A, lat: 0, lon: 0}, b: {region: B, lat: 10, lon: 10}}
  products:
    nvl72: {unit: rack, quantum: 0.00001, price: 3000000, class: strong}
    cloudmatrix: {unit: rack, quantum: 0.00001, price: 8200000, class: weak}
  recipes: {nvl72: {cycle_time: 5 d}, cloudmatrix: {cycle_time: 5 d}}
  facilities:
    strong: {site: b, owner: N, kind: maker, makes: nvl72, capacity: 10/day, finished_stock: 5 d}
    weak: {site: a, owner: H, kind: maker, makes: cloudmatrix, capacity: 100/day, finished_stock: 5 d}
  needs:
    compute:
      region: A
      unit: PFLOP/s
      growth: )" +
         growth + R"(
      patience: 0
      cover: 10 d
      substitution: {)" +
         rules + R"(}
      options:
        nvl72: {units: nvl72, rate: 10/day, compute: 180, power: 145 kW}
        cloudmatrix384: {units: cloudmatrix, rate: 5/day, compute: 299.52, power: 559 kW}
  lanes:
    - {from: strong, to: compute, transit: 3 d}
    - {from: weak, to: compute, transit: 3 d}
)" + markets +
         rest;
}

constexpr const char* kBan =
    "policies: [{id: ban, type: import-ban, importer: {region: A}, products: {class: strong}, at: "
    "2026-02-01}]\n";

struct Options {
  std::uint32_t strong = 0, weak = 0;  // sinks
};

Options options_of(const Live& live) {
  const Network& net = live.net();
  const std::uint32_t first = net.facilities;
  return net.product_name(first) == "nvl72" ? Options{0, 1} : Options{1, 0};
}

double asked(const Live& live, std::uint32_t sink) {
  return static_cast<double>(live.state().nodes[live.net().facilities + sink].wanted) * 1e-5;
}

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

// The kinds of substitution of the shipped world in small, through a chain of makers: an older node (phones), an older
// generation and another vendor (servers), fewer chips (cars).
std::string chain(const std::string& switches, const std::string& products, const std::string& recipes,
                  const std::string& facilities, const std::string& need, const std::string& lanes,
                  const std::string& disruption) {
  return R"(schema: fabshock/scenario/1
name: kinds
start: 2026-01-01
horizon: 20 y
switches: {)" +
         switches + R"(}
model:
  schema: fabshock/model/1
  name: kinds
  currency: USD
  source: assumption
  regions: {A: {bloc: one}, B: {bloc: two}}
  sites: {a: {region: A, lat: 0, lon: 0}, b: {region: B, lat: 10, lon: 10}}
  products:
)" + products +
         "  recipes:\n" + recipes + "  facilities:\n" + facilities + "  needs:\n" + need + "  lanes:\n" + lanes +
         "disruptions: [{id: stop, type: outage, at: 2026-02-01, " + disruption + "}]\n";
}

std::uint32_t sink_of(const Live& live, const std::string& product) {
  for (std::uint32_t n = live.net().facilities; n < live.net().size(); ++n) {
    if (live.net().product_name(n) == product) return n - live.net().facilities;
  }
  throw std::runtime_error("nobody asks for " + product);
}

// Sold a day, from now to that day.
std::pair<double, double> sold_until(Live& live, std::int64_t now, std::int64_t day, std::uint32_t one,
                                     std::uint32_t other) {
  const auto sold = [&](std::uint32_t sink) {
    return static_cast<double>(live.state().nodes[live.net().facilities + sink].good) * 1e-5;
  };
  const double first = sold(one);
  const double second = sold(other);
  live.through_day(day);
  const auto days = static_cast<double>(day - now);
  return {(sold(one) - first) / days, (sold(other) - second) / days};
}

TEST(Substitution, PhonesOfAnOlderNodeAreTakenButNotByEverybody) {
  // 2.25 of 12 premium phones a day can still be made. With a fill weight of a half: f = 2.25/d, r = sqrt(f),
  // d = 12 r 18/(12 r + 6): f = 1/4, r = 1/2, d = 9, and 9 ask for a phone of the older node in place of 6.
  Live live(chain("switching: off, inflation: off, cancellation: off",
                  R"(    chip: {unit: chip, quantum: 0.00001}
    phone: {unit: phone, quantum: 0.00001}
)",
                  R"(    chip: {cycle_time: 5 d}
    premium: {cycle_time: 2 d, inputs: {chip/n3: 1}}
    mainstream: {cycle_time: 2 d, inputs: {chip/n7: 1}}
)",
                  R"(    n3: {owner: T, site: b, kind: fab, makes: chip/n3, recipe: chip,
     capacity: 12/day, finished_stock: 5 d}
    n7: {owner: T, site: b, kind: fab, makes: chip/n7, recipe: chip, capacity: 30/day, finished_stock: 5 d}
    premium: {owner: P, site: a, kind: maker, makes: phone/premium, recipe: premium,
     capacity: 30/day, cover: {chip: 10 d}, finished_stock: 5 d}
    mainstream: {owner: P, site: a, kind: maker, makes: phone/mainstream, recipe: mainstream,
     capacity: 30/day, cover: {chip: 10 d}, finished_stock: 5 d}
)",
                  R"(    phones:
      region: A
      unit: phone
      patience: 0
      cover: 10 d
      substitution: {time: 60 d, fill_weight: 0.5}
      options:
        premium: {units: phone/premium, rate: 12/day}
        mainstream: {units: phone/mainstream, rate: 6/day}
)",
                  R"(    - {from: n3, to: premium, transit: 3 d}
    - {from: n7, to: mainstream, transit: 3 d}
    - {from: premium, to: phones, transit: 3 d}
    - {from: mainstream, to: phones, transit: 3 d}
)",
                  "select: {facility: n3}, severity: 0.8125"));
  const std::uint32_t premium = sink_of(live, "phone/premium");
  const std::uint32_t mainstream = sink_of(live, "phone/mainstream");
  live.through_day(4000);
  EXPECT_NEAR(live.state().substitution.fill[premium], 0.25, 1e-3);
  EXPECT_NEAR(live.state().substitution.pull[premium], 0.5, 1e-3);
  EXPECT_NEAR(asked(live, premium), 9, 5e-3);
  EXPECT_NEAR(asked(live, mainstream), 9, 5e-3);
  const auto [dear, plain] = sold_until(live, 4000, 4100, premium, mainstream);
  EXPECT_NEAR(dear, 2.25, 5e-3);
  EXPECT_NEAR(plain, 9, 5e-3);
  EXPECT_EQ(live.broken(), "");
}

// Servers with processors of two vendors, and of an older generation that does 0.7 of the work.
std::string servers(const std::string& disruption) {
  return chain("inflation: off, cancellation: off",
               R"(    cpu: {unit: chip, quantum: 0.00001}
    server: {unit: server, quantum: 0.00001}
)",
               R"(    cpu: {cycle_time: 5 d}
    current: {cycle_time: 2 d, inputs: {cpu: 2}}
    older: {cycle_time: 2 d, inputs: {cpu/older: 2}}
)",
               R"(    vendor-a: {owner: A, site: b, kind: fab, makes: cpu/a, recipe: cpu,
     capacity: 60/day, finished_stock: 5 d}
    vendor-b: {owner: B, site: a, kind: fab, makes: cpu/b, recipe: cpu, capacity: 60/day, finished_stock: 5 d}
    older-cpu: {owner: A, site: b, kind: fab, makes: cpu/older, recipe: cpu, capacity: 60/day, finished_stock: 5 d}
    current: {owner: P, site: a, kind: maker, makes: server/current, recipe: current,
     capacity: 30/day, cover: {cpu: 10 d}, finished_stock: 5 d}
    older: {owner: P, site: a, kind: maker, makes: server/older, recipe: older,
     capacity: 30/day, cover: {cpu: 10 d}, finished_stock: 5 d}
)",
               R"(    servers:
      region: A
      unit: current server
      patience: 0
      cover: 10 d
      substitution: {time: 100 d}
      options:
        current: {units: server/current, rate: 9.5/day}
        older: {units: server/older, rate: 0.5/day, compute: 0.7}
)",
               R"(    - {from: vendor-a, to: current, share: 0.6, transit: 3 d}
    - {from: vendor-b, to: current, share: 0.4, transit: 3 d}
    - {from: older-cpu, to: older, transit: 3 d}
    - {from: current, to: servers, transit: 3 d}
    - {from: older, to: servers, transit: 3 d}
)",
               disruption);
}

TEST(Substitution, WithAnotherVendorNobodyTurnsToAnOlderGeneration) {
  Live live(servers("select: {facility: vendor-a}"));
  const std::uint32_t current = sink_of(live, "server/current");
  const std::uint32_t older = sink_of(live, "server/older");
  live.through_day(4000);
  EXPECT_NEAR(asked(live, current), 9.5, 0.01);
  EXPECT_NEAR(asked(live, older), 0.5, 0.01);
  // All 19 processors a day come from the other vendor, who made 7.6.
  const auto made = [&] { return static_cast<double>(live.node("vendor-b").good) * 1e-5; };
  const double before = made();
  const auto [new_ones, old_ones] = sold_until(live, 4000, 4100, current, older);
  EXPECT_NEAR(new_ones, 9.5, 0.01);
  EXPECT_NEAR(old_ones, 0.5, 0.01);
  EXPECT_NEAR((made() - before) / 100, 19, 0.1);
}

TEST(Substitution, WithoutAnyVendorMoreServersOfAnOlderGenerationDoTheSame) {
  // Nobody is served: f = 0, and r = 0.001, which is what still tries. Z = 9.5 + 0.5 x 0.7 = 9.85 current servers a
  // day.
  Live live(servers("select: {facility: [vendor-a, vendor-b]}"));
  const std::uint32_t current = sink_of(live, "server/current");
  const std::uint32_t older = sink_of(live, "server/older");
  live.through_day(4000);
  const double pulled = 9.5 * 0.001 + 0.35;
  EXPECT_NEAR(asked(live, current), 9.5 * 0.001 * 9.85 / pulled, 1e-3);
  EXPECT_NEAR(asked(live, older), 0.5 * 9.85 / pulled, 1e-3);
  EXPECT_NEAR(asked(live, current) + 0.7 * asked(live, older), 9.85, 1e-3);
  const auto [new_ones, old_ones] = sold_until(live, 4000, 4100, current, older);
  EXPECT_EQ(new_ones, 0);
  EXPECT_NEAR(old_ones, 0.5 * 9.85 / pulled, 0.01);
}

TEST(Substitution, CarsWithFewerChipsStretchWhatChipsThereAre) {
  // 590/11 of 97 controllers a day are still made; a full car takes 10, a lean one 7.
  const auto made = [](const std::string& bid) {
    Live live(chain("switching: off, inflation: off, cancellation: off",
                    R"(    mcu: {unit: chip, quantum: 0.00001}
    car: {unit: car, quantum: 0.00001}
)",
                    R"(    mcu: {cycle_time: 5 d}
    full: {cycle_time: 2 d, inputs: {mcu: 10}}
    lean: {cycle_time: 2 d, inputs: {mcu: 7}}
)",
                    R"(    mcu: {owner: R, site: b, kind: fab, makes: mcu, recipe: mcu,
     capacity: 97/day, finished_stock: 5 d, allocation: bid, bid_weight: 100}
    full: {owner: C, site: a, kind: maker, makes: car/full, recipe: full,
     capacity: 30/day, cover: {mcu: 10 d}, finished_stock: 5 d}
    lean: {owner: C, site: a, kind: maker, makes: car/lean, recipe: lean,
     capacity: 30/day, cover: {mcu: 10 d}, finished_stock: 5 d, bid: )" +
                        bid + "}\n",
                    R"(    cars:
      region: A
      unit: car
      patience: 0
      cover: 10 d
      substitution: {time: 100 d}
      options:
        full: {units: car/full, rate: 9/day}
        lean: {units: car/lean, rate: 1/day}
)",
                    R"(    - {from: mcu, to: full, transit: 3 d}
    - {from: mcu, to: lean, transit: 3 d}
    - {from: full, to: cars, transit: 3 d}
    - {from: lean, to: cars, transit: 3 d}
)",
                    "select: {facility: mcu}, severity: 0.447047798"));  // 1 - 590/11/97
    const std::uint32_t full = sink_of(live, "car/full");
    const std::uint32_t lean = sink_of(live, "car/lean");
    live.through_day(4000);
    EXPECT_NEAR(asked(live, full) + asked(live, lean), 10, 1e-3) << "a car for a car";
    const auto sold = sold_until(live, 4000, 4100, full, lean);
    EXPECT_NEAR(10 * sold.first + 7 * sold.second, 590.0 / 11, 0.05) << "all controllers are used";
    EXPECT_EQ(live.broken(), "");
    return sold;
  };
  // Whoever gets the same of what he asked for has no reason to change: 590/11 over 9.7 cars, in the old proportion.
  const auto [full, lean] = made("1");
  EXPECT_NEAR(full, 9 * 590.0 / 11 / 97, 5e-3);
  EXPECT_NEAR(lean, 590.0 / 11 / 97, 5e-3);
  // Lean cars first: all of d = 10/(9 r + 1) are made, with r = f = 1/2 of the full ones: 20/11, and 45/11 of 90/11.
  const auto [few, many] = made("4");
  EXPECT_NEAR(few, 45.0 / 11, 5e-3);
  EXPECT_NEAR(many, 20.0 / 11, 5e-3);
}

}  // namespace
}  // namespace fabshock::test::substitution_test
