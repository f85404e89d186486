// The kinds of substitution of the shipped world in small, through a chain of makers: an older node (phones), an older
// generation and another vendor (servers), fewer chips (cars).
#include <gtest/gtest.h>

#include <stdexcept>
#include <utility>

#include "support/live.h"

namespace fabshock::test::substitution_kinds_test {
namespace {

double asked(const Live& live, std::uint32_t sink) {
  return static_cast<double>(live.state().nodes[live.net().facilities + sink].wanted) * 1e-5;
}

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

TEST(SubstitutionKinds, PhonesOfAnOlderNodeAreTakenButNotByEverybody) {
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

TEST(SubstitutionKinds, WithAnotherVendorNobodyTurnsToAnOlderGeneration) {
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

TEST(SubstitutionKinds, WithoutAnyVendorMoreServersOfAnOlderGenerationDoTheSame) {
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

TEST(SubstitutionKinds, CarsWithFewerChipsStretchWhatChipsThereAre) {
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
}  // namespace fabshock::test::substitution_kinds_test
