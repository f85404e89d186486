// Demand that surges: what is asked for is the baseline's times (1 + rise x severity x course), all surges together
// their product, to the quantum; where lines have the room it is served; the undisturbed world knows nothing of it.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "scenario/measures.h"
#include "support/world.h"

namespace fabshock::test::surge_test {
namespace {

constexpr const char* kWorld = R"yaml(schema: fabshock/scenario/1
name: surge
start: 2020-01-01
horizon: 400 d
model:
  schema: fabshock/model/1
  name: surge
  currency: USD
  source: assumption
  regions: {W: {name: world}}
  sites: {w: {region: W, lat: 0, lon: 0}}
  products: {chip: {unit: d, quantum: 0.000001, price: 2}}
  recipes: {chip: {cycle_time: 5 d}}
  facilities:
    fab: {site: w, kind: fab, makes: chip, capacity: 4/day, finished_stock: 5 d}
  needs:
    some: {region: W, units: chip, rate: 1/day, cover: 60 d}
    others: {region: W, units: chip, rate: 1/day, cover: 60 d}
  lanes:
    - {from: fab, to: some, transit: 1 d}
    - {from: fab, to: others, transit: 1 d}
disruptions:
  - {id: boom, type: demand-surge, select: {facility: some}, at: 2020-01-11, duration: 100 d, rise: 0.5, severity: 0.8}
  - {id: more, type: demand-surge, select: {facility: some}, at: 2020-02-10, duration: 20 d, rise: 0.25}
record: {every: 1 d, measures: [demand, served, shipped]}
)yaml";

// Of the one market.
std::vector<double> shortage(const WorldRun& run) {
  std::vector<double> values;
  for (const SeriesPoint& p : run.record.series) {
    const Series& series = run.record.columns[p.column];
    if (series.kind == SeriesKind::kMarket && kMeasures[series.measure] == "shortage") values.push_back(p.value);
  }
  return values;
}

TEST(Surge, IsAskedForAndServedWhereThereIsRoom) {
  const WorldRun run = run_world(kWorld);
  const std::vector<double> demand = run.series("some", "demand");
  const std::vector<double> served = run.series("some", "served");
  ASSERT_EQ(demand.size(), 400U);
  for (std::size_t day = 0; day < demand.size(); ++day) {
    double expected = 1;
    if (day >= 10 && day < 110) expected *= 1.4;
    if (day >= 40 && day < 60) expected *= 1.25;
    EXPECT_NEAR(demand[day], expected, 2e-6) << day;
    EXPECT_NEAR(served[day], expected, 2e-6) << day;
  }
  for (const double of_others : run.series("others", "demand")) EXPECT_EQ(of_others, 1.0);
  EXPECT_NEAR(run.series("fab", "shipped").back(), 2.0, 0.001) << "back at rest";
}

TEST(Surge, IsNoPartOfTheUndisturbedWorld) {
  for (const double demand : run_world(kWorld, 1, false).series("some", "demand")) EXPECT_EQ(demand, 1.0);
  const std::string standing = replaced(kWorld, "duration: 20 d, rise", "undisturbed: true, duration: 20 d, rise");
  const std::vector<double> demand = run_world(standing, 1, false).series("some", "demand");
  EXPECT_NEAR(demand[50], 1.25, 1e-6);
  EXPECT_EQ(demand[20], 1.0);
}

TEST(Surge, TakesUpItsCourseWhereTheRunBegins) {
  const std::vector<double> demand =
      run_world(replaced(kWorld, "at: 2020-01-11, duration: 100 d", "at: 2019-12-12, duration: 30 d"))
          .series("some", "demand");
  EXPECT_NEAR(demand[0], 1.4, 1e-6);
  EXPECT_NEAR(demand[9], 1.4, 1e-6);
  EXPECT_NEAR(demand[10], 1.0, 1e-6);
}

// In a market with prices it is read as scarcity to come, as growth is, before anything is missing.
TEST(Surge, IsFearedAsGrowthIs) {
  const std::string priced =
      replaced(replaced(kWorld, "  lanes:\n",
                        "  markets: {chip: {elasticity: -0.5}}\n  belief: {shortage_delay: 1 h}\n  lanes:\n"),
               "measures: [demand, served, shipped]", "measures: [shortage]");
  for (const double none : shortage(run_world(priced, 1, false))) EXPECT_EQ(none, 0.0);
  const std::vector<double> roomy = shortage(run_world(priced));
  EXPECT_EQ(roomy[15], 0.0) << "a line with room for twice as much";
  const std::vector<double> tight = shortage(run_world(replaced(priced, "capacity: 4/day", "capacity: 2/day")));
  ASSERT_EQ(tight.size(), 400U);
  EXPECT_EQ(tight[9], 0.0);
  EXPECT_GT(tight[15], 0.5);
  EXPECT_LT(tight.back(), *std::max_element(tight.begin(), tight.end()) / 3) << "when it is long over";
}

}  // namespace
}  // namespace fabshock::test::surge_test
