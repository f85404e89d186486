// Two makers of the same good when one of them delivers less for years: who makes what, and what the price does.
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "support/live.h"

namespace fabshock::test::markets_test {
namespace {

// One with a fifth of slack, and `other`; 1,000 a day wanted.
std::string world(const std::string& other, const std::string& elasticity, const std::string& happens) {
  return R"(schema: fabshock/scenario/1
name: markets
start: 2026-01-01
horizon: 8 y
switches: {belief: off}
model:
  schema: fabshock/model/1
  name: markets
  currency: USD
  source: assumption
  regions: {A: {bloc: one}}
  sites: {a: {region: A, lat: 0, lon: 0}}
  products: {chip: {unit: chip, quantum: 0.001, price: 100}}
  recipes: {chip: {cycle_time: 30 d}}
  facilities:
    hit: {site: a, makes: chip, capacity: 600/day, finished_stock: 5 d}
    other: {site: a, makes: chip, capacity: )" +
         other + R"(/day, finished_stock: 5 d}
  needs:
    buyers: {region: A, units: chip, rate: 1000/day, cover: 30 d, patience: 0, elasticity: )" +
         elasticity + R"(}
  lanes:
    - {from: hit, to: buyers, transit: 3 d, share: 0.5}
    - {from: other, to: buyers, transit: 3 d, share: 0.5}
  market_defaults: [{select: any, contract_share: 0.5}]
)" + happens;
}

constexpr const char* kHalf =
    "disruptions: [{id: loss, type: outage, select: {facility: hit}, at: 2026-03-01, severity: 0.5, duration: 10 y}]\n";

double made_a_day(Live& live, const char* maker, std::int64_t from, std::int64_t to) {
  live.through_day(from);
  const Quanta good = live.node(maker).good;
  live.through_day(to);
  return static_cast<double>(live.node(maker).good - good) / 1000 / static_cast<double>(to - from);
}

double price(const Live& live) {
  return live.state().markets.all[0].paid;
}

TEST(Markets, ClearWhereATenthIsLostForGood) {
  // 900 a day can be made. Buyers know who is late by what they want of him, not by what they still order: so the other
  // one ends up full, and the price at which 900 are asked for.
  Live live(world("600", "-0.3", kHalf));
  // Of a lost volume half to two thirds was replaced in three to six months in past episodes.
  const auto replaced = [&] {
    return (0.5 - live.state().sourcing.share[live.lane_id("hit", "buyers")]) / (0.5 - 300.0 / 900.0);
  };
  live.through_day(59 + 91);
  EXPECT_NEAR(replaced(), 0.5, 0.1);
  live.through_day(59 + 182);
  EXPECT_NEAR(replaced(), 0.67, 0.1);
  EXPECT_NEAR(made_a_day(live, "hit", 1500, 2500), 300, 1);
  EXPECT_NEAR(made_a_day(live, "other", 2500, 2900), 600, 6);
  EXPECT_NEAR(price(live), std::pow(0.9, -1 / 0.3), 0.05);
  EXPECT_EQ(live.broken(), "");
}

TEST(Markets, WhoDeliversMakesWhatOthersLeave) {
  // Nobody gives up anything, and the other maker could make it all: he does, and owes nothing.
  Live live(world("1200", "0", kHalf));
  EXPECT_NEAR(made_a_day(live, "other", 700, 1500), 700, 3);
  EXPECT_EQ(live.node("other").backlog, 0);
  EXPECT_EQ(live.node("buyers").scrap, 0);
  EXPECT_EQ(live.broken(), "");
}

TEST(Markets, AQuotaIsUsedInFull) {
  Live live(
      world("1200", "0", "policies: [{id: q, type: quota, exporter: {facility: hit}, at: 2026-03-01, share: 0.5}]\n"));
  EXPECT_NEAR(made_a_day(live, "hit", 700, 1500), 250, 1);
  EXPECT_NEAR(made_a_day(live, "other", 1500, 2300), 750, 3);
  EXPECT_EQ(live.node("hit").backlog, 0);
  EXPECT_EQ(live.node("other").backlog, 0);
  EXPECT_EQ(live.broken(), "");
}

TEST(Markets, WhatCannotLeaveIsNoSupply) {
  // The closed maker's stock and idle line press on no price: it rises, and is back once the other one makes it all.
  Live live(
      world("1200", "0",
            "disruptions: [{id: shut, type: lane-closure, from: {facility: hit}, at: 2026-03-01, duration: 6 y}]\n"));
  live.through_day(180);
  EXPECT_GT(price(live), 1.3);
  live.through_day(2000);
  EXPECT_NEAR(price(live), 1.0, 0.05);
  EXPECT_NEAR(made_a_day(live, "other", 2000, 2200), 1000, 1);
  EXPECT_EQ(live.broken(), "");
}

TEST(Markets, WhomABanLeavesOutIsNoDemandAndWhoIsLeftIsServed) {
  Live live(world("1200", "-0.3",
                  "policies: [{id: b, type: import-ban, exporter: {facility: hit}, at: 2026-03-01, leak: 0.05}]\n"));
  live.through_day(180);
  EXPECT_GT(price(live), 1.0) << "the only one who may deliver is not at the floor price";
  live.through_day(1500);
  EXPECT_NEAR(price(live), 1.0, 0.1);
  EXPECT_EQ(live.node("other").backlog, 0);
  EXPECT_EQ(live.broken(), "");
}

}  // namespace
}  // namespace fabshock::test::markets_test
