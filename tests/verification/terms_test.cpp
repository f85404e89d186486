// The terms of the price equations one by one, the others at zero, each against the closed form of its daily steps.
#include <gtest/gtest.h>

#include <cmath>

#include "support/live.h"

namespace fabshock::test::terms_test {
namespace {

// A maker with twenty days of finished stock, which it makes again in 60, and buyers whom no price moves.
std::string world(const std::string& terms, const std::string& happens = "") {
  return R"(schema: fabshock/scenario/1
name: terms
start: 2026-01-01
horizon: 3 y
switches: {belief: off, switching: off, inflation: off, cancellation: off}
model:
  schema: fabshock/model/1
  name: terms
  currency: USD
  source: assumption
  regions: {A: {bloc: one}}
  sites: {a: {region: A, lat: 0, lon: 0}}
  products: {chip: {unit: chip, quantum: 0.001, price: 8, class: c}}
  recipes: {chip: {cycle_time: 60 d}}
  facilities:
    maker: {site: a, owner: O, kind: fab, makes: chip, capacity: 1000/day, finished_stock: 20 d}
  needs:
    buyers: {region: A, units: chip, rate: 1000/day}
  lanes: [{from: maker, to: buyers, transit: 24 h}]
  markets:
    chip: {)" +
         terms + "}\n" + happens;
}

const MarketState& chips(const Live& live) {
  return live.state().markets.all.at(0);
}

// Half of the finished stock burns: X = (1 + F*/T)/(1 + F/T), with F* of 20 days and F of 10, while what was in process
// still comes out.
TEST(Terms, StockCountsByStockTime) {
  const std::string fire =
      "disruptions: [{id: fire, type: stock-loss, select: {facility: maker}, stock_finished: 0.5, at: 2026-01-11}]\n";
  for (const double days : {80.0, 50.0, 110.0}) {
    Live live(world("stock_time: " + std::to_string(days) + " d", fire));
    live.through_day(9);
    EXPECT_EQ(chips(live).scarcity, 0.0);
    live.through_day(10);
    EXPECT_NEAR(chips(live).scarcity, std::log((days + 20) / (days + 10)), 1e-12) << days;
    live.through_day(60);
    EXPECT_NEAR(chips(live).scarcity, std::log((days + 20) / (days + 10)), 1e-12) << days;
  }
}

// All stops, and buyers are served from the stock: after n days X = (1 + 20/T)/(a^n + (20 - n)/T), a = 1 - 1/30 what is
// left of the output that is remembered.
TEST(Terms, OutputIsRememberedForAMonth) {
  const std::string stop = "disruptions: [{id: stop, type: outage, select: {facility: maker}, at: 2026-01-11}]\n";
  for (const double days : {80.0, 50.0}) {
    Live live(world("adjustment: 0, stock_time: " + std::to_string(days) + " d", stop));
    for (int n = 1; n <= 19; ++n) {
      live.through_day(10 + n);  // what was through before the stop came on its day
      const double supply = std::pow(1 - 1 / 30.0, n) + (20 - n) / days;
      ASSERT_NEAR(chips(live).scarcity, std::log((1 + 20 / days) / supply), 1e-12) << n << ", " << days;
    }
  }
}

// Without scarcity and with a contract price that stands, y' = a y + (m0 + kappa y0) q^t, a = 1 - kappa - kappa_0 and
// q = e^(-1/12): y_n = a^n y0 + (m0 + kappa y0)(q^n - a^n)/(q - a).
TEST(Terms, ATrendFromBeforeDiesAwayInTwelveDays) {
  const auto follows = [](double spot_at_start, double trend, double reversion, double anchoring) {
    Live live(world("adjustment: 0, indexation: 0, spot_at_start: " + std::to_string(spot_at_start) +
                    ", trend: " + std::to_string(trend) + ", reversion: " + std::to_string(reversion) +
                    ", anchoring: " + std::to_string(anchoring)));
    const double y0 = std::log(spot_at_start);
    const double a = 1 - reversion - anchoring;
    const double q = std::exp(-1 / 12.0);
    EXPECT_NEAR(live.state().markets.all.at(0).spot, y0, 1e-15);
    for (int day = 0; day < 200; ++day) {
      live.through_day(day);
      const int n = day + 1;
      // The anchor holds the contract price too, which begins at 0 and has nothing else to follow.
      const double y = std::pow(a, n) * y0 + (trend + reversion * y0) * (std::pow(q, n) - std::pow(a, n)) / (q - a);
      ASSERT_NEAR(chips(live).spot, y, 1e-12) << day;
      ASSERT_EQ(chips(live).contract, 0.0) << day;
    }
  };
  follows(2.05, 0.026, 0.025, 0.003);
  follows(1, 0.026, 0.025, 0.003);
  follows(1.5, 0, 0.01, 0);
  follows(0.8, -0.01, 0, 0.02);
}

// A spot price that nothing moves: ln p_c = ln p (1 - (1 - r)^n), r = (g/T_ren) min(1, ((1 - c)/0.2)^1.4). With an
// anchor on both, spot falls as a^n, a = 1 - kappa_0, and p_c is ln p0 (a^n - (a - r)^n).
TEST(Terms, ContractsFollowSpotByRenewalsAndThinness) {
  const double y0 = std::log(2.0);
  const auto follows = [&](double contract_share, double renewal, double indexation, double anchoring, double rate) {
    Live live(world("adjustment: 0, reversion: 0, spot_at_start: 2, anchoring: " + std::to_string(anchoring) +
                    ", contract_share: " + std::to_string(contract_share) + ", renewal: " + std::to_string(renewal) +
                    " d, indexation: " + std::to_string(indexation)));
    for (int day = 0; day < 400; day += 7) {
      live.through_day(day);
      const int n = day + 1;
      const double a = 1 - anchoring;
      ASSERT_NEAR(chips(live).spot, y0 * std::pow(a, n), 1e-12) << day;
      ASSERT_NEAR(chips(live).contract, y0 * (std::pow(a, n) - std::pow(a - rate, n)), 1e-12)
          << "day " << day << ", " << contract_share << ", " << renewal;
      const double paid =
          contract_share * std::exp(chips(live).contract) + (1 - contract_share) * std::exp(chips(live).spot);
      ASSERT_NEAR(chips(live).paid, paid / (contract_share + (1 - contract_share) * 2), 1e-12);
    }
  };
  // ((1 - c)/0.2)^1.4: (1/2)^1.4 at a tenth of spot, (3/20)^1.4 at three hundredths.
  for (const double renewal : {60.0, 365.0}) {
    for (const double anchoring : {0.0, 0.003}) {
      follows(0.5, renewal, 0.94, anchoring, 0.94 / renewal);
      follows(0.8, renewal, 0.94, anchoring, 0.94 / renewal);
      follows(0.9, renewal, 0.94, anchoring, 0.94 / renewal * std::pow(0.5, 1.4));
      follows(0.97, renewal, 0.8, anchoring, 0.8 / renewal * std::pow(0.15, 1.4));
    }
  }
}

// Where all contracts are renewed on the same days, their price stands in between.
TEST(Terms, ContractsWithADateFollowSpotOnThatDayAndEveryTermFromIt) {
  const double y0 = std::log(2.0);
  for (const auto& [date, first] : {std::pair("2026-02-10", 40), std::pair("2025-12-02", 30)}) {
    for (const double anchoring : {0.0, 0.003}) {
      Live live(world("adjustment: 0, reversion: 0, spot_at_start: 2, contract_share: 0.9, renewal: 60 d, renews: " +
                      std::string{date} + ", anchoring: " + std::to_string(anchoring)));
      double contract = 0;
      for (int day = 0; day < 300; ++day) {
        live.through_day(day);
        const double spot = y0 * std::pow(1 - anchoring, day + 1);
        if (day >= first && (day - first) % 60 == 0) {
          contract += 0.94 * std::pow(0.5, 1.4) * (spot - contract);
          contract *= std::exp(-60 * anchoring);
        }
        ASSERT_NEAR(chips(live).spot, spot, 1e-12) << day;
        ASSERT_NEAR(chips(live).contract, contract, 1e-12) << day << ", " << date;
      }
      EXPECT_GT(contract, 0.2);
    }
  }
}

// With steps of a week nothing is renewed on the first that fell due before it.
TEST(Terms, ADateBeforeTheStartIsNoneOfTheFirstStep) {
  for (const char* const date : {"2025-12-28", "2026-01-01", "2026-01-05"}) {
    std::string text = world(
        "adjustment: 0, reversion: 0, anchoring: 0, spot_at_start: 2, contract_share: 0.9, "
        "renewal: 364 d, renews: " +
        std::string{date});
    Live live(replaced(text, "currency: USD", "currency: USD\n  step: 7 d"));
    live.through_day(0);
    EXPECT_EQ(chips(live).contract > 0, std::string{date} == "2026-01-01") << date;
    live.through_day(7);
    EXPECT_EQ(chips(live).contract > 0, std::string{date} != "2025-12-28") << date;
    live.through_day(364);
    EXPECT_GT(chips(live).contract, 0) << date;
  }
}

}  // namespace
}  // namespace fabshock::test::terms_test
