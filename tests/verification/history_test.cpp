// What past shortages have in common (docs/validation/README.md has the list and the episodes behind it), each on a
// small world with a figure. Defaults throughout; what differs between cases is the state of the world and what happens
// to it.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "support/live.h"

namespace fabshock::test::history_test {
namespace {

struct Case {
  double share = 0.25;      // of the fab that may be hit
  int assembled_stock = 2;  // [d]
  double slack = 0.1;       // capacity over what is made, of both fabs
  int fab_stock = 7, assembler_stock = 14, buyer_stock = 21, gas_stock = 60, gas_made = 20;  // [d]
  std::string delivery = "5 d";                                                              // of devices
  std::string chip = "contract_share: 0.8, renewal: 60 d, elasticity: -0.3";
  std::string need = "elasticity: -0.3, patience: 60 d";
  std::string assembler = "";  // more keys of it
  std::string markets = "";    // the same of all
  std::string disruptions = "";
};

// Gas -> chips -> devices (with one cheap part each) -> buyers, 1,000 a day.
std::string world(const Case& c) {
  const auto number = [](double x) { return std::to_string(x); };
  const auto fab = [&](const char* id, double share) {
    return std::string("    ") + id +
           ": {site: a, owner: O, kind: fab, makes: chip, capacity: " + number(1000 * share * (1 + c.slack)) +
           "/day, finished_stock: " + number(c.fab_stock) + " d, cover: {gas: " + number(c.gas_stock) + " d}}\n";
  };
  return R"(schema: fabshock/scenario/1
name: history
start: 2026-01-01
horizon: 6 y
model:
  schema: fabshock/model/1
  name: history
  currency: USD
  source: assumption
  regions: {A: {bloc: one}}
  sites: {a: {region: A, lat: 0, lon: 0}}
  products:
    gas: {unit: kg, quantum: 0.001, price: 1, class: material}
    chip: {unit: chip, quantum: 0.001, price: 40, class: chip}
    part: {unit: part, quantum: 0.001, price: 0.5, class: part}
    device: {unit: device, quantum: 0.001, price: 100, class: device}
  recipes:
    chip: {cycle_time: 60 d, inputs: {gas: 1}}
    device: {cycle_time: 5 d, inputs: {chip: 1, part: 1}}
  facilities:
    gas-1: {site: a, owner: G, kind: material, makes: gas, capacity: 1000/day, finished_stock: )" +
         number(c.gas_made) + R"( d}
    gas-2: {site: a, owner: H, kind: material, makes: gas, capacity: 1000/day, finished_stock: )" +
         number(c.gas_made) + R"( d}
    parts: {site: a, owner: P, kind: fab, makes: part, capacity: 1500/day, finished_stock: 5 d}
    assembler: {site: a, owner: Q, kind: assembly, makes: device, capacity: 2000/day, cover: {part: 10 d, chip: )" +
         number(c.assembler_stock) + " d}, finished_stock: " + number(c.assembled_stock) + " d" + c.assembler + "}\n" +
         fab("hit", c.share) + fab("rest", 1 - c.share) + R"(  needs:
    buyers: {region: A, units: device, rate: 1000/day, cover: )" +
         number(c.buyer_stock) + " d, " + c.need + R"(}
  lanes:
    - {from: gas-1, to: hit, transit: 3 d, share: 0.6}
    - {from: gas-2, to: hit, transit: 3 d, share: 0.4}
    - {from: gas-1, to: rest, transit: 3 d, share: 0.6}
    - {from: gas-2, to: rest, transit: 3 d, share: 0.4}
    - {from: hit, to: assembler, transit: 2 d, share: )" +
         number(c.share) + R"(}
    - {from: rest, to: assembler, transit: 2 d, share: )" +
         number(1 - c.share) + R"(}
    - {from: parts, to: assembler, transit: 2 d}
    - {from: assembler, to: buyers, transit: )" +
         c.delivery + R"(}
  market_defaults: [{select: any, contract_share: 0.9, renewal: 180 d)" +
         c.markets + R"(}]
  markets: {chip: {)" +
         c.chip + R"(}}
disruptions:
)" + c.disruptions;
}

std::string outage(const char* what, int days, const char* more = "") {
  return std::string("  - {id: stop, type: outage, select: {facility: ") + what +
         "}, at: 2026-02-01, duration: " + std::to_string(days) + " d" + more + "}\n";
}

struct Days {
  std::vector<double> spot, contract, asked, served, quoted, started;
  std::int64_t hits = 31;  // the day on which the disruption begins
  double peak(std::size_t until = 100000) const {
    return *std::max_element(spot.begin(), spot.begin() + static_cast<std::ptrdiff_t>(std::min(until, spot.size())));
  }
  double unmet(std::size_t from, std::size_t to) const {
    double sum = 0;
    for (std::size_t t = from; t < to; ++t) sum += asked[t] - served[t];
    return sum;
  }
};

// Of the market of chips, and of the buyers; spot and contract over their start's, quoted the lead time of both fabs
// together, and started what they start.
Days run(const Case& c, int days) {
  Live live(world(c));
  std::uint32_t market = 0;
  while (live.net().name_of(live.net().markets[market].what) != "chip") ++market;
  Days d;
  Quanta asked = 0;
  Quanta served = 0;
  Quanta made = 0;
  Quanta begun = 0;
  double output = 1e6;
  for (int day = 0; day < days; ++day) {
    live.through_day(day);
    const MarketState& m = live.state().markets.all[market];
    d.spot.push_back(std::exp(m.spot - live.net().markets[market].spot0));
    d.contract.push_back(std::exp(m.contract));
    const NodeState& buyers = live.node("buyers");
    d.asked.push_back(static_cast<double>(buyers.started - std::exchange(asked, buyers.started)) / 1e6);
    d.served.push_back(static_cast<double>(buyers.good - std::exchange(served, buyers.good)) / 1e6);
    const Quanta good = live.node("hit").good + live.node("rest").good;
    output += (static_cast<double>(good - std::exchange(made, good)) - output) / 14;
    const Quanta starts = live.node("hit").started + live.node("rest").started;
    d.started.push_back(static_cast<double>(starts - std::exchange(begun, starts)) / 1e6);
    double owed = 0;
    for (const char* maker : {"hit", "rest"}) {
      owed +=
          static_cast<double>(live.node(maker).backlog - (live.node(maker).finished - live.params(maker).finished0));
    }
    d.quoted.push_back(std::max(0.0, owed) / std::max(1.0, output));
  }
  EXPECT_EQ(live.broken(), "");
  return d;  // in days of 1,000 devices
}

TEST(History, AShortStopLeavesNothingBehindUnlessAllIsRationedAlready) {
  // Ten days of a quarter of the world: 2.5 days of its output.
  const Days usual = run({.slack = 0.2, .disruptions = outage("hit", 10)}, 400);
  EXPECT_LT(usual.peak(), 1.10);
  EXPECT_NEAR(usual.spot[31 + 120], 1.0, 0.03);  // what history calls no effect: under 3 %
  EXPECT_NEAR(usual.unmet(0, 400), 0.0, 0.01);
  const Case rationed{.assembled_stock = 0,
                      .slack = 0.0,
                      .fab_stock = 0,
                      .assembler_stock = 1,
                      .buyer_stock = 0,
                      .disruptions = outage("hit", 10)};
  const Days tight = run(rationed, 400);
  EXPECT_GT(tight.unmet(0, 200), 0.3);
  EXPECT_GT(tight.spot[31 + 120], 1.10) << "and the price has not come back";
}

TEST(History, TheStateBeforeBeatsTheSizeOfTheHit) {
  // A tenth, of a market that was rising, with thin stocks and no slack; three tenths of one at rest with plenty.
  const Case tight{.share = 0.1,
                   .slack = 0.0,
                   .fab_stock = 2,
                   .buyer_stock = 5,
                   .chip = "contract_share: 0.8, renewal: 60 d, elasticity: -0.15, trend: 0.01",
                   .need = "elasticity: -0.15, patience: 60 d",
                   .disruptions = outage("hit", 60)};
  const Case loose{.share = 0.3,
                   .slack = 0.4,
                   .fab_stock = 30,
                   .buyer_stock = 60,
                   .chip = "contract_share: 0.8, renewal: 60 d, elasticity: -0.15",
                   .need = "elasticity: -0.15, patience: 60 d",
                   .disruptions = outage("hit", 60)};
  EXPECT_GT(std::log(run(tight, 300).peak()), 1.9 * std::log(run(loose, 300).peak()));
}

// The same hit on the second day, so that the trend is still there: cases that differ in the trend alone, and in the
// stocks alone.
TEST(History, ARisingMarketAndThinStocksEachAddToTheRise) {
  const auto rise = [](const char* trend, int fab_stock, int buyer_stock) {
    const Days d = run({.share = 0.1,
                        .slack = 0.0,
                        .fab_stock = fab_stock,
                        .buyer_stock = buyer_stock,
                        .chip = std::string("contract_share: 0.8, renewal: 60 d, elasticity: -0.15, trend: ") + trend,
                        .need = "elasticity: -0.15, patience: 60 d",
                        .disruptions = "  - {id: stop, type: outage, select: {facility: hit}, at: 2026-01-02, "
                                       "duration: 60 d}\n"},
                       300);
    return std::pair(std::log(d.spot[20]), std::log(d.peak()));
  };
  const auto [early, peak] = rise("0", 2, 5);
  // A trend dies away in twelve days: after 21 it adds 0.02 (q^21 - a^21)/(q - a) = 0.145, a = 0.972 and q = e^(-1/12),
  // less what dearer chips are bought less of. The peak, which comes after two months, knows nothing of it.
  EXPECT_NEAR(rise("0.02", 2, 5).first - early, 0.145, 0.02);
  EXPECT_LT(rise("0", 30, 60).second, 0.75 * peak) << "stocks take a quarter and more off the rise";
}

TEST(History, FearAloneMovesSpotWhichFades) {
  const Days d = run({.disruptions = outage("hit", 90, ", happens: false, alert: {until: 2026-02-22}")}, 400);
  const auto top = std::max_element(d.spot.begin(), d.spot.end()) - d.spot.begin();
  EXPECT_GT(d.peak(), 1.2);  // on no lost output, history has 20 to 110 %
  EXPECT_LT(d.peak(), 2.1);
  EXPECT_GE(top - d.hits, 5);  // one to three weeks
  EXPECT_LE(top - d.hits, 22);
  for (std::size_t t = 35; t < 80; ++t) EXPECT_GT(d.spot[t], d.contract[t]) << t;
  EXPECT_LT(d.spot[31 + 180] - 1, 0.35 * (d.peak() - 1));  // one to six months
  EXPECT_NEAR(d.unmet(0, 400), 0.0, 0.01);
}

TEST(History, ALossHasWeeksUpAPlateauAndMonthsDown) {
  const Days d = run({.disruptions = outage("hit", 120)}, 900);
  const double rise = std::log(d.peak());
  EXPECT_GT(rise, std::log(1.3));
  EXPECT_GT(std::log(d.spot[31 + 21]), 0.4 * rise) << "weeks up";
  for (std::size_t t = 31 + 60; t < 31 + 120; ++t) EXPECT_GT(std::log(d.spot[t]), 0.6 * rise) << t;
  for (std::size_t t = 35; t < 31 + 90; ++t) EXPECT_GE(d.spot[t], d.contract[t]) << t;
  EXPECT_LT(std::log(d.spot[31 + 510]), 0.3 * rise) << "months down";
}

TEST(History, ThinMarketsOvershoot) {
  const auto with = [](const char* contract_share) {
    return run({.share = 0.4,
                .chip = std::string("renewal: 60 d, elasticity: -0.3, contract_share: ") + contract_share,
                .disruptions = outage("hit", 45)},
               200);
  };
  EXPECT_GT(std::log(with("0.97").peak(31 + 10)), 2 * std::log(with("0.8").peak(31 + 10)));
  // A cheap part that nothing replaces, sold by the year: brokers ask ten to 170 times, lists rise by a tenth or two.
  const Days part = run({.share = 0.4,
                         .slack = 0.02,
                         .chip = "contract_share: 0.97, renewal: 365 d, elasticity: -0.1, willingness_to_pay: 1000",
                         .need = "elasticity: -0.1, patience: 60 d",
                         .disruptions = outage("hit", 120)},
                        365);
  EXPECT_GT(part.peak(), 10);
  EXPECT_LT(part.peak(), 170);
  EXPECT_NEAR(part.contract.back(), 1.15, 0.06);
}

TEST(History, BuyersFeelItAfterTheLineAndItsBuffers) {
  const auto of = [](const Case& c) {
    const Days d = run(c, 300);
    std::int64_t day = 0;
    while (d.asked[static_cast<std::size_t>(day)] - d.served[static_cast<std::size_t>(day)] < 0.05) ++day;
    return static_cast<double>(day - d.hits);
  };
  const auto first_short = [&](int fab_stock, int buyer_stock) {
    return of({.share = 1 - 1e-6,
               .slack = 0,
               .fab_stock = fab_stock,
               .buyer_stock = buyer_stock,
               .need = "patience: 60 d",
               .disruptions = outage("hit", 200)});
  };
  // Chips 2 d, assembly 5 d, devices 5 d under way, 14 d of chips and 2 d of devices at the assembler.
  EXPECT_NEAR(first_short(0, 0), 28, 2);
  EXPECT_NEAR(first_short(7, 30), 65, 3) << "as disk drives in 2011";
  // Just in time: the assembler stops, six hours away, and nobody holds anything.
  const double at_once = of({.assembled_stock = 0,
                             .buyer_stock = 0,
                             .delivery = "6 h",
                             .need = "patience: 60 d",
                             .disruptions = outage("assembler", 30)});
  // The day on which it is made, and that on which it is used, are days of the model: what was through before the stop
  // is shipped on its day and used on the next. In steps of an hour it is seven hours (just_in_time_test.cpp).
  EXPECT_EQ(at_once, 2);
  // All gas stops where nobody stores it: 3 d of gas under way, 60 d in the line, 7 d of chips, 28 d from there as
  // above and 21 d at the buyers.
  const double packaged = of({.gas_stock = 0,
                              .gas_made = 0,
                              .need = "patience: 60 d",
                              .disruptions = "  - {id: stop, type: outage, select: {product: gas}, at: 2026-02-01, "
                                             "duration: 200 d}\n"});
  EXPECT_GT(packaged, 100);
  EXPECT_NEAR(packaged, 3 + 60 + 7 + 28 + 21, 4);
}

TEST(History, TheScarcestComplementSetsTheLossAndSlackMakesItGood) {
  // A part for half a dollar of a hundred.
  const Days part = run({.need = "patience: 0", .disruptions = outage("parts", 90)}, 300);
  EXPECT_GT(part.unmet(0, 300), 50) << "days of devices";
  // A quarter of a year of a quarter of the chips: made again with slack, gone without.
  const auto owed_after = [](double slack) {
    return run({.slack = slack,
                .fab_stock = 0,
                .assembler_stock = 1,
                .buyer_stock = 0,
                .need = "patience: 1000 y",
                .disruptions = outage("hit", 90)},
               900)
        .unmet(0, 900);
  };
  EXPECT_NEAR(owed_after(0.3), 0.0, 0.5);
  // At full load 22.5 days are never made. Buyers miss all but what comes out of the three days of stock that stand
  // between, two of devices and one of chips, which is less than a day.
  const double gone = owed_after(0.0);
  EXPECT_LT(gone, 90 * 0.25);
  EXPECT_GT(gone, 90 * 0.25 - 3);
  EXPECT_NEAR(gone, 21.6, 0.1);
}

TEST(History, QuotedLeadTimesPeakAfterTheWorstLossAndOutlastIt) {
  const auto with = [](const char* feedback) {
    return run({.share = 0.4,
                .slack = 0.05,
                .fab_stock = 0,
                .assembler_stock = 3,
                .buyer_stock = 5,
                .chip = "contract_share: 0.95, renewal: 365 d, elasticity: -0.1",
                .need = "patience: 30 d",
                .assembler = std::string(", lead_time_feedback: ") + feedback,
                .disruptions = "  - {id: stop, type: outage, select: {facility: hit}, at: 2026-02-01, severity: 0.5, "
                               "duration: 60 d, recovery: {shape: linear, over: 300 d}}\n"},
               700);
  };
  const Days d = with("0.8");
  const auto missing = [&](std::size_t t) { return d.unmet(t, t + 10) / 10; };
  std::size_t worst = 0;
  for (std::size_t t = 0; t + 10 < d.asked.size(); ++t) worst = missing(t) > missing(worst) ? t : worst;
  const auto longest = static_cast<std::size_t>(std::max_element(d.quoted.begin(), d.quoted.end()) - d.quoted.begin());
  EXPECT_GT(missing(worst), 0.1);
  EXPECT_GT(longest, worst);
  std::size_t half = worst;
  while (missing(half) > missing(worst) / 2) ++half;
  EXPECT_GT(d.quoted[half], 0.7 * d.quoted[longest]);
  const Days calm = with("0");
  EXPECT_GT(d.quoted[longest], 1.2 * *std::max_element(calm.quoted.begin(), calm.quoted.end())) << "double ordering";
}

TEST(History, MaterialsStoppedNoFabForLong) {
  // Three fifths of the world's gas for a quarter: stocks of two months, and another source with room.
  const Days d = run({.gas_stock = 60, .disruptions = outage("gas-1", 90)}, 500);
  EXPECT_LT(d.unmet(0, 500), 0.05 * 500);
  EXPECT_LT(d.unmet(0, 500), 5) << "days";
  const auto fewest = [](const Days& of, std::size_t days) {  // chips started in ten days
    double least = 1e9;
    for (std::size_t t = 31; t < 31 + days; ++t) {
      double sum = 0;
      for (std::size_t i = t; i < t + 10; ++i) sum += of.started[i];
      least = std::min(least, sum);
    }
    return least;
  };
  EXPECT_GT(fewest(d, 90), 9.9);
  // Where nobody stores it, what is started falls to the other source's two fifths until that is asked for more.
  const Days bare = run({.gas_stock = 0, .gas_made = 0, .disruptions = outage("gas-1", 90)}, 500);
  EXPECT_NEAR(fewest(bare, 90), 4, 0.3);
}

TEST(History, InTheShortRunBuyersGiveUpLittle) {
  // Chips that cost half as much again for good: what is bought of them falls by a third or so of a per cent for each.
  const std::string dearer = "  - {id: dear, type: cost-rise, select: {product: chip}, rise: 1.0, at: 2026-02-01}\n";
  const Days d = run({.need = "elasticity: -0.6, patience: 60 d", .disruptions = dearer}, 500);
  const double fall = std::log(d.asked[480]);
  const double rise = std::log(d.contract[480]);
  EXPECT_GT(rise, std::log(1.2));
  EXPECT_LT(fall / rise, -0.1);
  EXPECT_GT(fall / rise, -0.6);
  // In the end, with scarcity left out: a chip costs its gas and twice its own, (1 + 2 x 19.5)/20.5 = 1.951; of a
  // device that costs 40 + 0.5 + 29.75 chips are 40, which makes it 1.542 times as dear. Buyers answer to that with
  // -0.6.
  const Days end = run({.chip = "contract_share: 0.8, renewal: 60 d, elasticity: -0.3, adjustment: 0, anchoring: 0.05",
                        .need = "elasticity: -0.6, patience: 60 d",
                        .markets = ", adjustment: 0, anchoring: 0.05",
                        .disruptions = dearer},
                       2180);
  const double chip = 40 / 20.5;
  const double device = 1 + 40 / 70.25 * (chip - 1);
  EXPECT_NEAR(std::log(end.contract.back()), std::log(chip), 1e-5);
  EXPECT_NEAR(std::log(end.asked.back()) / std::log(end.contract.back()), -0.6 * std::log(device) / std::log(chip),
              1e-4);
}

}  // namespace
}  // namespace fabshock::test::history_test
