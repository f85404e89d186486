// Goods that need one another: what is wanted goes round, 1 + 0.64 + 0.64^2 + ... = 1/0.36 times, and is gone when what
// moved it is.
#include <gtest/gtest.h>

#include "support/live.h"

namespace fabshock::test::circle_test {
namespace {

// A gas takes 0.8 of an oil, which takes 0.8 of the gas; a thousand chips a day take one gas each.
std::string world(const std::string& policies) {
  return R"(schema: fabshock/scenario/1
name: circle
start: 2026-01-01
horizon: 10 y
switches: {switching: off, inflation: off, cancellation: off}
model:
  schema: fabshock/model/1
  name: circle
  currency: USD
  source: assumption
  regions: {A: {bloc: one}, B: {bloc: two}}
  sites: {a: {region: A, lat: 0, lon: 0}, b: {region: B, lat: 10, lon: 10}}
  products:
    gas: {unit: u, quantum: 0.001, price: 10}
    oil: {unit: u, quantum: 0.001, price: 10}
    chip: {unit: u, quantum: 0.001, price: 1000}
    sand: {unit: u, quantum: 0.001, price: 1}
  recipes:
    gas: {cycle_time: 2 d, inputs: {oil: 0.8}}
    oil: {cycle_time: 2 d, inputs: {gas: 0.8}}
    chip: {cycle_time: 3 d, inputs: {gas: 1}}
  facilities:
    gas-maker: {site: a, makes: gas, capacity: 100000/day, finished_stock: 20 d}
    oil-maker: {site: a, makes: oil, capacity: 100000/day, finished_stock: 20 d}
    fab: {site: b, makes: chip, capacity: 2000/day, finished_stock: 10 d}
    pit: {site: a, makes: sand, capacity: 2000/day, finished_stock: 10 d}
  needs:
    chips: {region: A, units: chip, rate: 1000/day}
    beach: {region: B, units: sand, rate: 1000/day}
  lanes:
    - {from: gas-maker, to: fab, transit: 1 d}
    - {from: gas-maker, to: oil-maker, transit: 1 d}
    - {from: oil-maker, to: gas-maker, transit: 1 d}
    - {from: fab, to: chips, transit: 1 d}
    - {from: pit, to: beach, transit: 1 d}
policies:
)" + policies;
}

std::string quota(const char* id, const char* from, const char* to, const char* until) {
  return std::string("  - {id: ") + id + ", type: quota, share: 0.5, exporter: {facility: " + from + "}, importer: {" +
         to + "}, at: 2026-03-01, until: " + until + "}\n";
}

TEST(Circle, WhatIsWantedGoesRoundUntilItIsCounted) {
  Live live(world(quota("q", "gas-maker", "facility: fab", "2030-01-01")));
  live.through_day(500);
  const double missing = -500e3;  // quanta a day that the fab may not have; flows are whole quanta
  EXPECT_NEAR(live.state().end_demand[live.id("gas-maker")], missing / 0.36, 0.5);
  EXPECT_NEAR(live.state().end_demand[live.id("oil-maker")], 0.8 * missing / 0.36, 0.5);
}

// Up to what is rounded away: a thirtieth of a gap of 15 quanta is half of one.
TEST(Circle, AWorldThatWasDisturbedForADayComesBack) {
  for (const char* until : {"2026-03-02", "2026-03-31"}) {
    Live live(world(quota("q", "gas-maker", "facility: fab", until)));
    live.run();
    for (const char* maker : {"gas-maker", "oil-maker"}) {
      EXPECT_NEAR(live.state().end_demand[live.id(maker)], 0, 1e-9) << maker << until;
      EXPECT_NEAR(static_cast<double>(live.node(maker).finished), static_cast<double>(live.params(maker).finished0), 15)
          << maker << until;
    }
  }
}

// However many policies begin on a day, demand goes round once.
TEST(Circle, PoliciesOnOtherGoodsLeaveItAlone) {
  std::string many = quota("q", "gas-maker", "facility: fab", "2026-06-01");
  Live without(world(many));
  for (const char* id : {"r", "s", "t"}) many += quota(id, "pit", "region: B", "2026-04-01");
  Live with(world(many));
  for (int day = 59; day < 100; ++day) {
    without.through_day(day);
    with.through_day(day);
    EXPECT_EQ(with.state().end_demand[with.id("gas-maker")], without.state().end_demand[without.id("gas-maker")]);
    EXPECT_EQ(with.node("oil-maker").finished, without.node("oil-maker").finished) << day;
  }
}

}  // namespace
}  // namespace fabshock::test::circle_test
