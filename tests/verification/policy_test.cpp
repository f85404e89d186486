// Policies against what they order, to the quantum, and the recursions of buyers who choose.
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <vector>

#include "dynamics/pricing.h"
#include "support/live.h"

namespace fabshock::test::policy_test {
namespace {

// A maker abroad with 60 % of the buyers' chips, one at home with the rest; each has room for all of it.
std::string world(const std::string& policies, const std::string& switches = "inflation: off, cancellation: off",
                  const std::string& markets = "", const std::string& capacity = "1200") {
  return R"(schema: fabshock/scenario/1
name: policy
start: 2026-01-01
horizon: 12 y
switches: {)" +
         switches + R"(}
model:
  schema: fabshock/model/1
  name: policy
  currency: USD
  source: assumption
  regions: {A: {bloc: one}, B: {bloc: two}}
  sites: {a: {region: A, lat: 0, lon: 0}, b: {region: B, lat: 10, lon: 10}}
  products: {chip: {unit: chip, quantum: 0.001, price: 100, class: c}}
  recipes: {chip: {cycle_time: 5 d}}
  facilities:
    abroad: {site: b, owner: O, kind: fab, makes: chip, capacity: )" +
         capacity + R"(/day, finished_stock: 5 d}
    home: {site: a, owner: P, kind: fab, makes: chip, capacity: 1200/day, finished_stock: 5 d}
  needs:
    buyers: {region: A, units: chip, rate: 1000/day, cover: 30 d, patience: 0, price_weight: 1}
    others: {region: B, units: chip, rate: 500/day, cover: 30 d, patience: 0}
  lanes:
    - {from: abroad, to: buyers, transit: 3 d, share: 0.6}
    - {from: home, to: buyers, transit: 3 d, share: 0.4}
    - {from: abroad, to: others, transit: 3 d, share: 1}
)" + markets +
         R"(policies:
)" + policies;
}

Quanta shipped(Live& live, const char* from, const char* to, int first, int last) {
  live.through_day(first);
  const Quanta before = live.lane(from, to).shipped;
  live.through_day(last);
  return live.lane(from, to).shipped - before;
}

// What is undisturbed is in both runs, so that all that is measured against is the rest.
TEST(Policy, WhatIsUndisturbedIsInBothRuns) {
  const std::string ban =
      "  - {id: ban, type: import-ban, exporter: {region: B}, importer: {region: A}, products: {class: c}, "
      "at: 2026-02-01, undisturbed: true}\n";
  const std::string fire =
      "disruptions:\n"
      "  - {id: fire, type: outage, select: {facility: home}, at: 2026-06-01, duration: 90 d}\n"
      "  - {id: a-strike, type: outage, select: {facility: abroad}, at: 2026-03-01, duration: 30 d, undisturbed: "
      "true}\n";
  const auto served = [](const std::string& text, bool disturbed) {
    return run_world(replaced(text, "horizon: 12 y", "horizon: 1 y"), 1, disturbed).series("buyers", "unmet");
  };
  const std::string off = "switching: off, inflation: off, cancellation: off";
  const auto undisturbed = served(world(ban + fire, off), false);
  EXPECT_EQ(
      undisturbed,
      served(world(ban + replaced(fire, "select: {facility: home}", "severity: 0, select: {facility: home}"), off),
             true));
  EXPECT_GT(mean(undisturbed), 0);
  EXPECT_GT(mean(served(world(ban + fire, off), true)), mean(undisturbed));
  // Without the key neither is in it.
  std::string plain = ban + fire;
  for (const char* key : {"at: 2026-02-01, undisturbed: true", "duration: 30 d, undisturbed: true"}) {
    plain = replaced(plain, key, std::string(key).substr(0, std::string(key).find(", und")));
  }
  EXPECT_EQ(mean(served(world(plain, off), false)), 0);
}

TEST(Policy, ABanWithoutALeakShipsNothingAndEnds) {
  Live live(
      world("  - {id: ban, type: import-ban, exporter: {region: B}, importer: {region: A}, products: {class: c}, "
            "at: 2026-02-01, until: 2027-02-01}\n",
            "switching: off, inflation: off, cancellation: off"));
  EXPECT_EQ(shipped(live, "abroad", "buyers", 31, 100), 0);
  EXPECT_EQ(shipped(live, "abroad", "others", 100, 200), 100 * 500'000) << "who is not meant is not touched";
  EXPECT_EQ(shipped(live, "abroad", "buyers", 200, 395), 0);
  EXPECT_GT(shipped(live, "abroad", "buyers", 395, 396), 0);
}

TEST(Policy, AQuotaAndALeakLetTheirShareThrough) {
  for (const char* terms : {"type: quota, share: 0.25", "type: export-control, leak: 0.25"}) {
    Live live(world(
        std::string{"  - {id: few, "} + terms + ", exporter: {region: B}, importer: {region: A}, at: 2026-02-01}\n",
        "switching: off, inflation: off, cancellation: off"));
    EXPECT_EQ(shipped(live, "abroad", "buyers", 31, 1031), 1000 * 150'000) << terms;
  }
}

TEST(Policy, WhoMayNotBuyIsMissedByTheMarket) {
  // Half of what the maker abroad sells goes to the buyers: he makes the less, and his goods get cheaper, not dearer.
  const std::string markets = "  market_defaults: [{select: any, contract_share: 0.5}]\n";
  Live live(world(
      "  - {id: ban, type: import-ban, exporter: {region: B}, importer: {region: A}, at: 2026-02-01, leak: 0.05}\n",
      "switching: off", markets));
  for (int day = 0; day < 600; ++day) {
    live.through_day(day);
    ASSERT_LE(live.state().markets.all[0].spot, 1e-9) << day;
    if (day > 40) {
      ASSERT_LE(live.lane("abroad", "buyers").order, 30'000) << day;
    }
  }
  EXPECT_LT(std::exp(live.state().markets.all[0].spot), 0.9);
  EXPECT_LT(live.node("abroad").begun, 600'000);
}

TEST(Policy, WhatLeaksComesLaterAndCostsMore) {
  Live live(world(
      "  - {id: ban, type: import-ban, exporter: {region: B}, importer: {region: A}, at: 2026-02-01, until: "
      "2026-08-01, leak: 0.1, leak_extra: 20 d, leak_premium: 50 %}\n",
      "inflation: off, cancellation: off, belief: off", "  market_defaults: [{select: any, contract_share: 0.5}]\n"));
  const std::uint32_t lane = live.lane_id("abroad", "buyers");
  live.through_day(30);
  EXPECT_EQ(live.state().transit[lane], 3 * 24);
  EXPECT_EQ(live.state().payments.tariffs, 0);
  live.through_day(31);
  EXPECT_EQ(live.state().transit[lane], 23 * 24);
  EXPECT_EQ(live.state().policy.tariff[lane], 0.5);
  live.through_day(100);
  EXPECT_GT(live.state().payments.tariffs, 0);
  live.through_day(213);
  EXPECT_EQ(live.state().transit[lane], 3 * 24);
  EXPECT_EQ(live.state().policy.tariff[lane], 0.0);
}

TEST(Policy, ALicenceIsWaitedForAndGrantedInPart) {
  Live live(
      world("  - {id: papers, type: licence, exporter: {region: B}, importer: {region: A}, at: 2026-02-01, "
            "wait: 90 d, granted: 0.5, until: 2027-02-01}\n",
            "switching: off, inflation: off, cancellation: off"));
  EXPECT_EQ(shipped(live, "abroad", "buyers", 31, 120), 0);
  EXPECT_EQ(shipped(live, "abroad", "buyers", 120, 395), 275 * 300'000);
  EXPECT_GT(shipped(live, "abroad", "buyers", 395, 396), 300'000);
}

TEST(Policy, BuyersTurnFromWhatIsForbidden) {
  Live live(world("  - {id: ban, type: import-ban, exporter: {region: B}, importer: {region: A}, at: 2026-02-01}\n"));
  const std::uint32_t abroad = live.lane_id("abroad", "buyers");
  live.through_day(30);
  double share = 0.6;
  for (int day = 31; day <= 400; ++day) {
    live.through_day(day);
    share -= share / 120.0;
    ASSERT_NEAR(live.state().sourcing.share[abroad], share, 1e-12) << day;
  }
  EXPECT_GT(live.lane("home", "buyers").order, 900'000);
}

TEST(Policy, AnAnnouncementIsRushedBefore) {
  const std::string ban = "type: export-control, exporter: {region: B}, importer: {region: A}, at: 2026-07-01, ";
  const auto stock_on = [&](const std::string& announced, int day) {
    Live live(world("  - {id: ban, " + ban + announced + "}\n", "switching: off, inflation: off, cancellation: off"));
    live.through_day(day);
    return live.slot("buyers").stock;
  };
  const Quanta usual = stock_on("leak: 0", 180);
  // Ninety days' notice: of the 60 % that come from abroad, as much again as ninety days use, towards which stocks move
  // by a thirtieth a day; capacity for 1,200 a day abroad bounds it.
  const Quanta rushed = stock_on("announced: 2026-04-02", 180);
  EXPECT_GT(rushed, usual + 5'000'000);
  EXPECT_LE(rushed, usual + Quanta{90} * 600'000);
  EXPECT_EQ(stock_on("announced: 2026-04-02, rush: 0 d", 180), usual);
  // What is laid in is the first month's supply.
  EXPECT_GT(stock_on("announced: 2026-04-02", 200), stock_on("leak: 0", 200) + 4'000'000);
}

TEST(Policy, WithoutTheSwitchNobodyRushesAndThePolicyComesAllTheSame) {
  const std::string ban =
      "  - {id: ban, type: export-control, exporter: {region: B}, importer: {region: A}, at: 2026-07-01, announced: "
      "2026-04-02}\n";
  const std::string rest = "switching: off, inflation: off, cancellation: off";
  Live off(world(ban, rest + ", rush: off"));
  off.through_day(10);
  const Quanta usual = off.slot("buyers").stock;
  for (int day = 11; day <= 180; ++day) {
    off.through_day(day);
    ASSERT_EQ(off.slot("buyers").stock, usual) << day;
    ASSERT_EQ(off.lane("abroad", "buyers").order, 600'000) << day;
  }
  EXPECT_EQ(shipped(off, "abroad", "buyers", 180, 400), 0);
  Live on(world(ban, rest));
  on.through_day(180);
  EXPECT_GT(on.slot("buyers").stock, usual + 5'000'000);
}

TEST(Policy, ARushEndsWhenItIsCalledOff) {
  Live live(
      world("  - {id: ban, type: export-control, exporter: {region: B}, importer: {region: A}, at: 2026-07-01, "
            "announced: 2026-02-01, happens: off, alert: {until: 2026-02-20}}\n",
            "switching: off, inflation: off, cancellation: off"));
  live.through_day(31);
  const Quanta usual = live.slot("buyers").stock;
  live.through_day(49);
  EXPECT_GT(live.slot("buyers").stock, usual + 500'000);
  live.through_day(800);
  EXPECT_NEAR(static_cast<double>(live.slot("buyers").stock - usual), 0, 30);
}

TEST(Policy, AStockpileIsHeldAndThenUsed) {
  Live live(
      world("  - {id: reserve, type: stockpile, importer: {region: A}, stock: 60 d, at: 2026-02-01, "
            "until: 2030-01-01}\n"));
  live.through_day(10);
  const Quanta usual = live.slot("buyers").stock;
  live.through_day(1400);
  // A gap of less than tau_I = 30 quanta rounds to no order.
  EXPECT_NEAR(static_cast<double>(live.slot("buyers").stock - usual), 60e6, 30);
  const Quanta made = live.node("abroad").good;
  live.through_day(1600);
  EXPECT_LT(live.node("abroad").good - made, Quanta{200} * 1'100'000) << "what was held comes first";
  live.through_day(3000);
  EXPECT_NEAR(static_cast<double>(live.slot("buyers").stock - usual), 0, 30);
}

// It is there on the day, nobody orders more for it, and all else is as without.
TEST(Policy, AStockpileMayBeThereFromTheFirstDay) {
  Live live(
      world("  - {id: reserve, type: stockpile, importer: {region: A}, stock: 60 d, filled: true, at: 2026-02-01}\n"));
  live.through_day(10);
  const Quanta usual = live.slot("buyers").stock;
  const Quanta made = live.node("abroad").good;
  live.through_day(31);
  EXPECT_EQ(live.slot("buyers").stock - usual, Quanta{60'000'000});
  live.through_day(110);
  EXPECT_EQ(live.slot("buyers").stock - usual, Quanta{60'000'000});
  EXPECT_EQ(live.node("abroad").good - made, Quanta{100} * 1'100'000);
}

// With the fire nobody holds it any more; the undisturbed world does.
TEST(Policy, AStockpileIsReleasedWithAShock) {
  Live live(world("  - {id: reserve, type: stockpile, importer: {region: A}, stock: 60 d, filled: true, undisturbed: "
                  "true, release: fire, at: 2026-02-01}\n") +
            "disruptions: [{id: fire, type: outage, select: {facility: abroad}, at: 2026-04-01, duration: 30 d}]\n");
  const auto end_of_stock = [](const ShockPlan& plan) {
    for (const Shock& shock : plan.shocks) {
      if (shock.id == "reserve") return shock.course.back().lost == 0 ? shock.course.back().tick / 24 : -1;
    }
    return std::int64_t{-2};
  };
  EXPECT_EQ(end_of_stock(live.plan), 90);
  EXPECT_EQ(end_of_stock(without_shocks(live.plan)), -1) << "to the end of the run";
  live.through_day(89);
  const Quanta held = live.slot("buyers").stock;
  live.through_day(150);
  EXPECT_LT(live.slot("buyers").stock, held - Quanta{30'000'000}) << "it is used";
  const std::uint32_t slot = live.net().lane_info[live.lane_id("abroad", "buyers")].slot;
  EXPECT_EQ(live.state().policy.planned[slot], 0.0);
}

TEST(Policy, ATariffIsPaidAndAvoided) {
  const std::string tariff =
      "  - {id: duty, type: tariff, rate: 25 %, exporter: {region: B}, importer: {region: A}, at: 2026-02-01}\n";
  const std::string markets = "  market_defaults: [{select: any, contract_share: 0.5}]\n";
  Live live(world(tariff, "inflation: off, cancellation: off, belief: off", markets));
  const std::uint32_t abroad = live.lane_id("abroad", "buyers");
  live.through_day(31);
  const std::uint32_t slot = live.net().lane_info[abroad].slot;
  double share = 0.6;
  const double goal = 0.6 / 1.25 / (0.6 / 1.25 + 0.4);
  for (int day = 31; day <= 300; ++day) {
    live.through_day(day);
    share += (goal - share) / 120.0;
    ASSERT_NEAR(live.state().sourcing.share[abroad], share, 1e-12) << day;
    const double market = live.state().markets.all[0].paid;
    ASSERT_NEAR(pricing::paid_at(live.net(), live.state(), slot), market * (1.0 + 0.25 * share), 1e-12) << day;
  }
}

TEST(Policy, RationingServesSomeFirst) {
  // A maker who can make half of what is asked for: with a mandate others get theirs in full, named by country or bloc.
  for (const char* const importer : {"{region: B}", "{bloc: two}", "{not: {bloc: one}}"}) {
    Live live(world("  - {id: first, type: rationing, exporter: {region: B}, importer: " + std::string{importer} +
                        ", at: 2026-02-01}\n",
                    "switching: off, inflation: off, cancellation: off", "", "1100") +
              "disruptions: [{id: fire, type: outage, select: {facility: abroad}, severity: 0.5, at: 2026-02-01}]\n");
    live.through_day(200);
    EXPECT_EQ(shipped(live, "abroad", "others", 200, 300), 100 * 500'000) << importer;
    EXPECT_EQ(shipped(live, "abroad", "buyers", 300, 400), 100 * 50'000) << importer;
  }
}

// 1,000 chips a day where 1,100 are asked for, by three; what each got on the first day.
std::vector<Quanta> shared_out(const std::string& maker, const std::string& need_c, const std::string& lane_c,
                               const std::string& policies) {
  Live live(R"(schema: fabshock/scenario/1
name: first
start: 2026-01-01
horizon: 1 y
switches: {inflation: off, cancellation: off}
model:
  schema: fabshock/model/1
  name: first
  source: assumption
  regions: {A: {bloc: one}}
  sites: {a: {region: A, lat: 0, lon: 0}}
  products: {chip: {unit: chip, quantum: 1, class: c}}
  recipes: {chip: {cycle_time: 1 d}}
  facilities:
    maker: {site: a, owner: O, kind: fab, makes: chip, capacity: 1100/day)" +
            maker + R"(}
  needs:
    a: {region: A, units: chip, rate: 300/day, patience: 0}
    b: {region: A, units: chip, rate: 300/day, patience: 0}
    c: {region: A, units: chip, rate: 500/day, patience: 0)" +
            need_c + R"(}
  lanes:
    - {from: maker, to: a, transit: 1 d}
    - {from: maker, to: b, transit: 1 d}
    - {from: maker, to: c, transit: 1 d)" +
            lane_c + R"(}
disruptions: [{id: loss, type: yield-loss, select: {facility: maker}, severity: 0.0909090909, at: 2026-02-01}]
)" + policies);
  live.through_day(30);
  std::vector<Quanta> got;
  for (const char* to : {"a", "b", "c"}) got.push_back(-live.lane("maker", to).shipped);
  live.through_day(31);
  for (std::size_t i = 0; i < 3; ++i) got[i] += live.lane("maker", std::array{"a", "b", "c"}[i]).shipped;
  EXPECT_EQ(got[0] + got[1] + got[2], 1000);
  return got;
}

using Got = std::vector<Quanta>;

TEST(Policy, AmongThoseWhoComeLaterTheMakersRuleHolds) {
  const std::string first = "policies: [{id: first, type: rationing, importer: {facility: a}, at: 2026-02-01}]\n";
  EXPECT_EQ(shared_out(", allocation: uniform", "", "", first), (Got{300, 300, 400}));
  EXPECT_EQ(shared_out(", allocation: linear", "", "", first), (Got{300, 250, 450}));
}

TEST(Shortage, WhoBidsMoreIsFilledFirst) {
  // Equal bids: in proportion. Twice the bid of others at weight 1: c is full, and the rest shares the other half.
  EXPECT_EQ(shared_out(", allocation: bid", "", "", ""), (Got{273, 273, 454}));
  EXPECT_EQ(shared_out(", allocation: bid", ", bid: 2", "", ""), (Got{250, 250, 500}));
  EXPECT_EQ(shared_out(", allocation: bid", ", bid: 0.5", "", ""), (Got{300, 300, 400}));
  // lambda = 1000/(600 + 0.8 x 500) = 1: at a bid a fifth lower the others are just full.
  EXPECT_EQ(shared_out(", allocation: bid", ", bid: 0.8", "", ""), (Got{300, 300, 400}));
  EXPECT_EQ(shared_out(", allocation: bid, bid_weight: 0", ", bid: 0.8", "", ""), (Got{273, 273, 454}));
  EXPECT_EQ(shared_out(", allocation: bid, bid_weight: 50", ", bid: 0.8", "", ""), (Got{300, 300, 400}));
}

TEST(Shortage, WhatIsUnderContractIsOwedFirst) {
  // c has 480 of its 500 under contract; the 520 left are shared by what is still wanted: 300, 300 and 20.
  EXPECT_EQ(shared_out("", "", ", contract: 0.96", ""), (Got{252, 251, 497}));
  EXPECT_EQ(shared_out("", "", ", contract: 1", ""), (Got{250, 250, 500}));
}

TEST(Policy, TheSwitchTurnsThemOff) {
  const std::string ban =
      "  - {id: ban, type: import-ban, importer: {region: A}, exporter: {region: B}, at: 2026-02-01}\n";
  Live off(world(ban, "policies: off"));
  off.through_day(300);
  EXPECT_EQ(off.lane("abroad", "buyers").order, 600'000);
  EXPECT_FALSE(off.state().policy.any());
}

}  // namespace
}  // namespace fabshock::test::policy_test
