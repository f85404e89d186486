// Prices against what their equations come to: limits in closed form, cost passed down a chain, bounds. Every case is a
// YAML world run through the engine.
#include <gtest/gtest.h>

#include <cmath>

#include "dynamics/pricing.h"
#include "results/prices.h"
#include "scenario/measures.h"
#include "support/live.h"

namespace fabshock::test::prices_test {
namespace {

// A maker of a chip for buyers with an elasticity of -0.5, of which a tenth is lost for good on the tenth day.
std::string one_market(const std::string& market, const std::string& disruption) {
  return R"(schema: fabshock/scenario/1
name: market
start: 2026-01-01
horizon: 12 y
switches: {belief: off}
model:
  schema: fabshock/model/1
  name: market
  currency: USD
  source: assumption
  regions: {A: {bloc: one}}
  sites: {a: {region: A, lat: 0, lon: 0}}
  products: {chip: {unit: chip, quantum: 0.001, price: 8, class: c}}
  facilities:
    maker: {site: a, owner: O, kind: fab, makes: chip, capacity: 1000/day}
  needs:
    buyers: {region: A, units: chip, rate: 1000/day, elasticity: -0.5}
  lanes: [{from: maker, to: buyers, transit: 24 h}]
  markets:
    chip: {)" +
         market +
         R"(}
disruptions:
)" + disruption;
}

constexpr const char* kTenth =
    "  - {id: cut, type: outage, select: {facility: maker}, at: 2026-01-11, severity: 0.1}\n";

const MarketState& market(const Live& live, const std::string& name) {
  for (std::size_t m = 0; m < live.net().markets.size(); ++m) {
    if (live.net().name_of(live.net().markets[m].what) == name) return live.state().markets.all[m];
  }
  throw std::runtime_error("no market " + name);
}

// With nothing that pulls it back, spot rises until demand is what is made: (1 - s)^(-1/eta).
TEST(Prices, ClearTheMarketInTheEnd) {
  Live live(one_market("contract_share: 0, indexation: 0, reversion: 0, anchoring: 0", kTenth));
  live.run();
  EXPECT_NEAR(std::exp(market(live, "chip").spot), std::pow(0.9, -2.0), 2e-4);
}

// Where spot reverts to a contract price that stands still: y = lambda s' / (kappa + lambda eta), s' = -ln(1 - s).
TEST(Prices, StopWhereReversionHoldsThem) {
  Live live(one_market("contract_share: 0, indexation: 0, reversion: 0.01, anchoring: 0, adjustment: 0.05", kTenth));
  live.run();
  EXPECT_NEAR(std::exp(market(live, "chip").spot), 1.162433, 2e-4);
}

// Contracts that fell before go on falling, until they have been renewed; where that is on a date, all at once then.
TEST(Prices, ContractsCarryTheirOwnTrend) {
  const std::string terms = "contract_share: 0.4, indexation: 0, anchoring: 0, renewal: 50 d, contract_trend: -0.002/d";
  const auto fallen = [](int updates) { return -0.002 * (1 - std::exp(-updates / 50.0)) / (1 - std::exp(-1 / 50.0)); };
  Live live(one_market(terms, "  []\n"));
  for (const int day : {0, 1, 30, 400}) {
    live.through_day(day);
    EXPECT_NEAR(market(live, "chip").contract, fallen(day + 1), 1e-12) << day;
  }
  Live dated(one_market(terms + ", renews: 2026-01-21", "  []\n"));
  dated.through_day(19);
  EXPECT_EQ(market(dated, "chip").contract, 0.0);
  dated.through_day(20);
  EXPECT_NEAR(market(dated, "chip").contract, fallen(21), 1e-12);
  dated.through_day(69);
  EXPECT_NEAR(market(dated, "chip").contract, fallen(21), 1e-12);
}

// The same goods move in both worlds, and X differs by what buyers hold: 30 d of use over T = 80 d.
TEST(Prices, WhatBuyersHoldCountsAsSupply) {
  const auto world_with = [](const char* share) {
    std::string text = one_market(std::string("contract_share: 0.4, users_stock: ") + share, kTenth);
    return replaced(text, "rate: 1000/day, elasticity: -0.5", "rate: 1000/day, cover: 30 d, patience: 90 d");
  };
  Live none(world_with("0"));
  Live all(world_with("1"));
  for (const int day : {5, 12, 40}) {
    none.through_day(day);
    all.through_day(day);
    const auto usual = static_cast<double>(all.params("maker").good0);
    const double made = usual + market(all, "chip").made;
    const double held = 30 * usual;
    const double now = held + all.state().markets.wants[all.params("buyers").slot_begin].held;
    const double wanted = std::exp(market(none, "chip").scarcity) * made / usual;
    EXPECT_NEAR(std::exp(market(all, "chip").scarcity), wanted * (usual + held / 80) / (made + now / 80), 1e-9) << day;
    // Full stocks ease a loss, empty ones make it worse.
    const bool eased = market(all, "chip").scarcity < market(none, "chip").scarcity;
    EXPECT_EQ(eased, day == 12) << day;
  }
  EXPECT_GT(market(none, "chip").scarcity, 0.05);
}

// A stockpile that is there and that nobody may have is no supply; released, it is. What is laid in is wanted, and
// makes goods dearer even though buyers hold more of them.
TEST(Prices, WhatPoliciesHoldIsSupplyOnceItIsReleased) {
  const auto world_with = [](const char* filled) {
    const std::string policy =
        std::string("  []\npolicies:\n  - {id: stock, type: stockpile, importer: {region: A}, ") +
        "products: {product: chip}, stock: 60 d, filled: " + filled + ", at: 2026-01-05, until: 2026-04-01}\n";
    std::string text = one_market("contract_share: 0.4, users_stock: 1", policy);
    return replaced(text, "rate: 1000/day, elasticity: -0.5", "rate: 1000/day, cover: 30 d, elasticity: 0");
  };
  Live there(world_with("true"));
  there.through_day(30);
  const std::uint32_t slot = there.params("buyers").slot_begin;
  EXPECT_NEAR(there.state().markets.wants[slot].held, 60e6, 1);
  EXPECT_EQ(market(there, "chip").spot, 0.0);
  there.through_day(95);
  EXPECT_LT(market(there, "chip").spot, -0.01);
  Live laid_in(world_with("false"));
  laid_in.through_day(40);
  EXPECT_GT(market(laid_in, "chip").spot, 0.01);
}

TEST(Prices, StandExactlyStillWithoutScarcity) {
  Live live(one_market("contract_share: 0.4", "  []\n"));
  live.run();
  EXPECT_EQ(market(live, "chip").spot, 0.0);
  EXPECT_EQ(market(live, "chip").contract, 0.0);
  EXPECT_EQ(market(live, "chip").scarcity, 0.0);
  EXPECT_EQ(live.node("buyers").started, Quanta{1'000'000} * 4380);
}

// Who sells what it buys passes a price on; it does not make it rise by its own height.
TEST(Prices, HoldersOfStockDoNotFeedTheirOwnPrice) {
  std::string text = one_market("contract_share: 0.5",
                                "  - {id: stop, type: outage, select: {facility: maker}, at: "
                                "2026-01-11, duration: 2 y}\n");
  text = replaced(text,
                  "  needs:", "    holder: {site: a, owner: H, kind: stock, makes: chip, inputs: {chip: 1}}\n  needs:");
  text = replaced(text, "[{from: maker, to: buyers",
                  "[{from: maker, to: holder, transit: 24 h}, {from: holder, to: buyers");
  Live live(text);
  live.through_day(730);
  EXPECT_NEAR(std::exp(market(live, "chip").spot), 6.0, 1e-9);
  EXPECT_EQ(market(live, "chip").reference, 0.0);
}

TEST(Prices, StayBetweenVariableCostAndWillingnessToPay) {
  const std::string market_text = "contract_share: 0.2, willingness_to_pay: 1.5, variable_share: 0.7, adjustment: 0.5";
  const std::string away = "  - {id: cut, type: outage, select: {facility: maker}, at: 2026-01-11, duration: 400 d}\n";
  Live dear(replaced(one_market(market_text, away), "elasticity: -0.5", "elasticity: 0"));
  dear.through_day(300);
  EXPECT_NEAR(std::exp(market(dear, "chip").spot), 1.5, 1e-12);
  // Demand that is halved for good makes a glut that no reversion would stop.
  Live cheap(replaced(
      replaced(one_market(market_text, "  []\n"), "rate: 1000/day", "rate: {value: 1000/day, growth: -0.5/year}"),
      "elasticity: -0.5", "elasticity: 0"));
  cheap.through_day(900);
  EXPECT_NEAR(std::exp(market(cheap, "chip").spot), 0.7, 1e-12);
}

// A stop of 60 days: spot moves first, the contract follows and never overtakes it while it rises.
TEST(Prices, SpotLeadsContract) {
  Live live(
      replaced(one_market("contract_share: 0.8",
                          "  - {id: cut, type: outage, select: {facility: maker}, at: 2026-01-11, duration: 60 d}\n"),
               "elasticity: -0.5", "elasticity: -0.1"));
  double highest = 0;
  std::int64_t spot_peak = 0;
  std::int64_t contract_peak = 0;
  double highest_contract = 0;
  for (std::int64_t day = 1; day < 600; ++day) {
    live.through_day(day);
    const MarketState& now = market(live, "chip");
    if (day <= 90) {
      EXPECT_GE(now.spot, now.contract) << day;
    }
    if (now.spot > highest) {
      highest = now.spot;
      spot_peak = day;
    }
    if (now.contract > highest_contract) {
      highest_contract = now.contract;
      contract_peak = day;
    }
  }
  EXPECT_GT(std::exp(highest), 1.2);
  EXPECT_GT(contract_peak, spot_peak);
  EXPECT_LT(highest_contract, highest);
}

// wafer -> chip -> phone, in which the input is 0.3 and 0.4 of the cost; what the wafer's maker adds costs half more.
std::string chain(const std::string& switches) {
  return R"(schema: fabshock/scenario/1
name: chain
start: 2026-01-01
horizon: 20 y
switches: {)" +
         switches + R"(}
model:
  schema: fabshock/model/1
  name: chain
  currency: USD
  source: assumption
  regions: {A: {bloc: one}}
  sites: {a: {region: A, lat: 0, lon: 0}}
  products:
    wafer: {unit: w, quantum: 0.001, price: 30, class: c}
    chip: {unit: c, quantum: 0.001, price: 100, class: c}
    phone: {unit: p, quantum: 0.001, price: 250, class: c}
  facilities:
    fab: {site: a, owner: O, kind: fab, makes: wafer, capacity: 2000/day}
    packager: {site: a, owner: O, kind: osat, makes: chip, capacity: 2000/day, inputs: {wafer: 1}}
    assembler: {site: a, owner: O, kind: ems, makes: phone, capacity: 2000/day, inputs: {chip: 1}}
  needs: {buyers: {region: A, units: phone, rate: 1000/day}}
  lanes:
    - {from: fab, to: packager, transit: 24 h}
    - {from: packager, to: assembler, transit: 24 h}
    - {from: assembler, to: buyers, transit: 24 h}
  market_defaults: [{select: any, variable_share: 1}]
disruptions:
  - {id: dear, type: cost-rise, select: {facility: fab}, at: 2026-01-11, rise: 0.5}
)";
}

// p = (I - (1 + m)A')^-1 (1 + m)v: +50 % of the first maker's own cost is +50, +15 and +6 %.
TEST(Prices, CostIsPassedDownAChain) {
  Live live(chain(""));
  live.run();
  EXPECT_NEAR(std::exp(market(live, "wafer").spot), 1.50, 1e-6);
  EXPECT_NEAR(std::exp(market(live, "chip").spot), 1.15, 1e-6);
  EXPECT_NEAR(std::exp(market(live, "phone").spot), 1.06, 1e-6);
  EXPECT_NEAR(market(live, "phone").paid, 1.06, 1e-6);
}

TEST(Prices, SwitchesStopThemByName) {
  Live kept(chain("pass_through: off"));
  kept.run();
  EXPECT_EQ(market(kept, "chip").spot, 0.0);
  Live none(chain("prices: off"));
  EXPECT_TRUE(none.net().markets.empty());
  Live deaf(replaced(one_market("contract_share: 0, indexation: 0, reversion: 0, anchoring: 0", kTenth),
                     "horizon: 12 y\nswitches: {", "horizon: 2 y\nswitches: {demand_response: off, "));
  deaf.run();
  EXPECT_EQ(deaf.node("buyers").started, Quanta{1'000'000} * 730);
  EXPECT_GT(market(deaf, "chip").spot, 0.5);
}

// Two makers of a chip, one of which buys ore for most of what it sells for: the market's cost is their cost, not the
// average of their ratios; and a buyer of two chips pays what both cost, not the average of two multiples.
TEST(Prices, AverageMoney) {
  const std::string two = R"(schema: fabshock/scenario/1
name: two
start: 2026-01-01
horizon: 20 y
switches: {switching: off}
model:
  schema: fabshock/model/1
  name: two
  currency: USD
  source: assumption
  regions: {A: {bloc: one}}
  sites: {a: {region: A, lat: 0, lon: 0}}
  products: {ore: {unit: t, quantum: 0.001, price: 7, class: o}, chip: {unit: chip, quantum: 0.001, price: 8, class: c}}
  facilities:
    mine: {site: a, owner: O, kind: m, makes: ore}
    buys: {site: a, owner: O, kind: fab, makes: chip/n28, inputs: {ore: 1}}
    digs: {site: a, owner: O, kind: fab, makes: chip/n28}
    dear: {site: a, owner: O, kind: fab, makes: chip/n5}
  needs: {buyers: {region: A, units: chip, rate: 4000/day, elasticity: -1}}
  lanes:
    - {from: mine, to: buys, transit: 1 d}
    - {from: buys, to: buyers, share: 0.25, transit: 1 d}
    - {from: digs, to: buyers, share: 0.25, transit: 1 d}
    - {from: dear, to: buyers, share: 0.5, transit: 1 d}
  market_defaults: [{select: any, variable_share: 0.1, adjustment: 0}]
  markets: {ore: {variable_share: 1}, chip/n5: {price: 800}}
disruptions:
  - {id: rise, type: cost-rise, select: {facility: mine}, at: 2026-02-01, rise: 1}
)";
  Live live(two);
  live.run();
  const double cost = (0.5 * (14 + 0.1) + 0.5 * 0.8) / (0.5 * (7 + 0.1) + 0.5 * 0.8);
  EXPECT_NEAR(std::exp(market(live, "chip/n28").spot), cost, 1e-6);
  EXPECT_EQ(market(live, "chip/n5").spot, 0.0);
  const double spent = (0.5 * 8 * cost + 0.5 * 800) / (0.5 * 8 + 0.5 * 800);
  EXPECT_NEAR(pricing::paid_at(live.net(), live.state(), live.params("buyers").slot_begin), spent, 1e-6);
  EXPECT_NEAR(static_cast<double>(live.node("buyers").wanted) / 4e6, 1 / spent, 1e-6);
  EXPECT_EQ(live.net().price_of(live.id("dear")), 800);
  EXPECT_EQ(live.net().price_of(live.id("buyers")), 404);
}

// The rise, its day and its end are those of the daily series.
TEST(Prices, AreToldOfARun) {
  const std::string stop =
      "  - {id: cut, type: outage, select: {facility: maker}, at: 2026-01-11, duration: 40 d}\nrecord: {every: 1 d}\n";
  const std::string text = one_market("contract_share: 0.5, anchoring: 0.05", stop);
  const WorldRun run = run_world(text);
  const WorldRun twin = run_world(text, 1, false);
  const Network& net = *run.world.network;
  PriceMeasures prices(net);
  const auto& rises = prices.rises(twin.record, run.record);
  ASSERT_EQ(rises.size(), 1U);
  EXPECT_EQ(rises[0].peak, rises[0].multiple);
  double highest = 0;
  std::int32_t day = -1;
  std::int32_t off = -1;
  for (const SeriesPoint& p : run.record.series) {
    const Series& of = run.record.columns[p.column];
    if (of.kind != SeriesKind::kMarket || kMeasures[of.measure] != "price_multiple") continue;
    if (std::fabs(std::log(p.value)) > 0.02) off = p.step;
    if (p.value <= highest) continue;
    highest = p.value;
    day = p.step;
  }
  EXPECT_EQ(rises[0].peak, highest);
  EXPECT_EQ(rises[0].peak_step, day);
  EXPECT_EQ(rises[0].back_step, off + 1);
  EXPECT_GT(highest, 1.3);
  EXPECT_GT(off, day);
}

}  // namespace
}  // namespace fabshock::test::prices_test
