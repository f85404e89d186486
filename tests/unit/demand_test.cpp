// End demand: growth and season add up, and who waits waits as long as the need says.
#include <gtest/gtest.h>

#include <cmath>

#include "base/time.h"
#include "support/live.h"

namespace fabshock::test::demand_test {
namespace {

std::string demand_world(const std::string& need, const std::string& more = "") {
  return R"(schema: fabshock/scenario/1
name: demand
start: 2026-01-01
horizon: 4 y
model:
  schema: fabshock/model/1
  name: demand
  source: assumption
  regions: {A: {bloc: one}}
  sites: {a: {region: A, lat: 0, lon: 0}}
  products: {chip: {unit: chip, quantum: 1, class: c}}
  facilities: {maker: {site: a, owner: O, kind: fab, makes: chip}}
  needs: {buyers: {region: A, units: chip, rate: 1000/day, )" +
         need + R"(}}
  lanes: [{from: maker, to: buyers, transit: 1 d}]
)" + more;
}

constexpr const char* kSeason = "season: [0.7, 0.8, 0.9, 1, 1, 1.1, 1.2, 1.3, 1.2, 1.1, 0.9, 0.8]";
constexpr std::array<double, 12> kFactors = {0.7, 0.8, 0.9, 1, 1, 1.1, 1.2, 1.3, 1.2, 1.1, 0.9, 0.8};

void expect_demand(const std::string& world, bool growth, bool season) {
  Live live(world);
  const Time start = time_of({2026, 1, 1});
  double exact = 0;
  for (int day = 0; day < 4 * 365; ++day) {
    live.through_day(day);
    double d = 1000;
    if (growth) d *= std::exp(std::log(1.3) * day / 365.0);
    if (season) d *= kFactors[static_cast<std::size_t>(date_of(start + Duration::days(day)).month - 1)];
    exact += d;
    ASSERT_NEAR(static_cast<double>(live.node("buyers").started), exact, 1.0 + 1e-6) << day;
  }
  EXPECT_EQ(live.broken(), "");
}

TEST(Demand, GrowthAddsUp) {
  expect_demand(demand_world("growth: 0.3/year"), true, false);
}
TEST(Demand, SeasonAddsUp) {
  expect_demand(demand_world(kSeason), false, true);
}
TEST(Demand, BothAddUp) {
  expect_demand(demand_world(std::string("growth: 0.3/year, ") + kSeason), true, true);
}

TEST(Demand, SwitchesHoldItStill) {
  const std::string need = std::string("growth: 0.3/year, ") + kSeason;
  expect_demand(demand_world(need, "switches: {growth: off, season: off}\n"), false, false);
  expect_demand(demand_world(need, "switches: {growth: off}\n"), false, true);
  expect_demand(demand_world(need, "switches: {season: off}\n"), true, false);
}

// A need with a date: nothing is asked for before its dates and after it.
TEST(Demand, ANeedHasItsDates) {
  for (const char* growth : {"", "growth: 0.3/year, "}) {
    Live live(demand_world(std::string(growth) + "dates: {from: 2026-06-01, until: 2026-07-01}"));
    double exact = 0;
    for (int day = 0; day < 365; ++day) {
      live.through_day(day);
      if (day >= 151 && day < 181) exact += 1000 * (*growth != 0 ? std::exp(std::log(1.3) * day / 365.0) : 1.0);
      ASSERT_NEAR(static_cast<double>(live.node("buyers").started), exact, 1.0 + 1e-6) << day;
    }
    EXPECT_EQ(live.broken(), "");
    // Its maker hears of both days and has made no more than that and what was on order at the start: 1 d and the step.
    EXPECT_LE(static_cast<double>(live.node("maker").good), exact + 3 * 1000);
  }
}

std::string shut(const std::string& need) {
  return demand_world(need, "disruptions: [{id: x, type: lane-closure, from: any, at: 2026-02-20}]\n");
}

TEST(Patience, MeanWaitIsWhatTheNeedSays) {
  // Nothing comes from day 51 on. A share 1/20 gives up each day, so 20 days' demand ends up waiting [Little 1961].
  Live live(shut("patience: 20 d"));
  live.through_day(50);
  EXPECT_EQ(live.node("buyers").backlog, 0);
  double waiting = 0;
  Quanta asked = 0;
  for (int day = 51; day < 600; ++day) {
    asked += live.node("buyers").backlog + 1000;
    live.through_day(day);
    ASSERT_EQ(live.node("buyers").scrap,
              asked / 20);  // of every twenty who ask in vain one gives up, to the last quantum
    waiting = (waiting + 1000) * (1 - 1 / 20.0);
    ASSERT_NEAR(static_cast<double>(live.node("buyers").backlog), waiting, 20.0) << day;
  }
  const Quanta lost = live.node("buyers").scrap;
  live.through_day(600);
  EXPECT_NEAR(static_cast<double>(live.node("buyers").backlog), 19'000, 1);
  EXPECT_NEAR(static_cast<double>(live.node("buyers").scrap - lost), 1000, 1);
  EXPECT_EQ(live.broken(), "");
}

TEST(Patience, NoneLosesAtOnceAndMuchWaitsForEver) {
  Live none(shut("patience: 0"));
  none.through_day(100);
  EXPECT_EQ(none.node("buyers").scrap, 50 * 1000);
  EXPECT_EQ(none.node("buyers").backlog, 0);
  Live ever(shut("patience: 1000 y"));
  ever.through_day(100);
  EXPECT_EQ(ever.node("buyers").scrap, 0);
  EXPECT_EQ(ever.node("buyers").backlog, 50 * 1000);
}

TEST(Stock, AtThePointOfSaleServesUntilItIsGone) {
  Live live(shut("patience: 0, cover: 7 d"));
  live.through_day(57);
  EXPECT_EQ(live.node("buyers").scrap, 0);
  EXPECT_EQ(live.slot("buyers").stock, 0);
  live.through_day(58);
  EXPECT_EQ(live.node("buyers").scrap, 1000);
}

TEST(RandomDemand, NormalHasItsMeanAndSpread) {
  Live live(demand_world("demand: {process: normal, variation: 0.2}"));
  double sum = 0;
  double squares = 0;
  constexpr int kDays = 1400;
  Quanta before = 0;
  for (int day = 0; day < kDays; ++day) {
    live.through_day(day);
    const auto d = static_cast<double>(live.node("buyers").started - before) - 1000;
    before = live.node("buyers").started;
    sum += d;
    squares += d * d;
  }
  EXPECT_NEAR(sum / kDays, 0, 3.29 * 200 / std::sqrt(kDays));
  EXPECT_NEAR(squares / kDays, 40'000, 3.29 * 40'000 * std::sqrt(2.0 / kDays));
}

TEST(RandomDemand, Ar1HasItsCorrelation) {
  Live live(demand_world("demand: {process: ar1, variation: 0.2, correlation: 0.6}"));
  std::vector<double> d;
  Quanta before = 0;
  for (int day = 0; day < 1400; ++day) {
    live.through_day(day);
    if (day >= 100) d.push_back(static_cast<double>(live.node("buyers").started - before) / 200 - 5);
    before = live.node("buyers").started;
  }
  double variance = 0;
  double lagged = 0;
  for (std::size_t i = 1; i < d.size(); ++i) {
    variance += d[i] * d[i];
    lagged += d[i] * d[i - 1];
  }
  // Bartlett: the standard error of the correlation is sqrt((1 - 0.36)/1299) = 0.022; of the variance, with
  // (1 + 0.36)/(1 - 0.36) = 2.1 times fewer independent days, sqrt(2 x 2.1/1299) = 0.057.
  EXPECT_NEAR(lagged / variance, 0.6, 3.29 * 0.022);
  EXPECT_NEAR(variance / static_cast<double>(d.size() - 1), 1, 3.29 * 0.057);
}

TEST(RandomDemand, OrdersOneByOneComeAtTheirRate) {
  const std::string world =
      replaced(demand_world("continuous: true, patience: 1000 y, demand: {process: poisson, order_size: 500 chip}"),
               "makes: chip}", "makes: chip, continuous: true, policy: base-stock, base_stock: 100000}");
  double sum = 0;
  constexpr int kSeeds = 20;
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    Live live(world, seed);
    live.run();
    sum += static_cast<double>(live.node("buyers").started) / 500;
    EXPECT_EQ(live.broken(), "");
  }
  const double expected = 2.0 * 4 * 365 * kSeeds;
  EXPECT_NEAR(sum, expected, 3.29 * std::sqrt(expected));
}

}  // namespace
}  // namespace fabshock::test::demand_test
