// What remedies cost, in worlds/blocs.yaml, where it can be worked out by hand.
#include "results/costs.h"

#include <gtest/gtest.h>

#include <map>

#include "support/live.h"

namespace fabshock::test::costs_test {
namespace {

std::map<std::string, double> costs(const std::string& more, const std::string& switches = "{switching: off}") {
  const Live live(replaced(read_test_file("verification/worlds/blocs.yaml"), "{switching: off}", switches) + more);
  std::map<std::string, double> rows;
  std::vector<MeasureRow> all;
  CostMeasures(live.net(), live.world.scenario).add(live.plan.builds, all);
  for (const MeasureRow& row : all) {
    EXPECT_EQ(row.unit, "USD");
    const std::string name = std::string(row.measure).append(" ").append(row.entity);
    EXPECT_TRUE(rows.emplace(name, row.value).second) << row.measure;
  }
  return rows;
}

using Rows = std::map<std::string, double>;
const std::string kStock =
    "policies:\n"
    "  - {id: chips, type: stockpile, importer: {region: U}, products: {product: chip}, stock: 30 d, at: 2026-02-01}\n"
    "  - {id: ore, type: stockpile, importer: {facility: t-fab}, products: {product: ore}, stock: 10 d, at: "
    "2026-02-01}\n";

// The United States use 100 chips a day at 10 USD; t-fab makes 90 of 2 t at 1 USD.
TEST(Costs, AStockIsWorthWhatItsDaysUseAt) {
  EXPECT_EQ(costs(kStock),
            (Rows{{"stockpile_value U", 30000}, {"stockpile_value T", 1800}, {"remedy_cost world", 31800}}));
  EXPECT_EQ(costs(kStock, "{switching: off, policies: off}").size(), 0U) << "no policy, no stock";
}

TEST(Costs, AreThoseOfStocksAndProjectsAndTheScenariosOwn) {
  EXPECT_TRUE(costs("").empty());
  EXPECT_EQ(costs("cost: 5000\n"), (Rows{{"remedy_cost world", 5000}}));
  const std::string project =
      "projects: [{id: more, facility: u-fab, capacity: 5/day, tool_in: 2027-06-01, cost: 1e6}]\n";
  const Rows rows = costs("cost: {value: 5000, low: 1000, high: 9000}\n" + kStock + project);
  EXPECT_NEAR(rows.at("building_cost u-fab"), 1e6, 1e-6);
  EXPECT_NEAR(rows.at("remedy_cost world"), 1e6 + 31800 + 5000, 1e-6);
}

// What buyers lay in of their own accord before a ban is no remedy.
TEST(Costs, OfARushThereAreNone) {
  EXPECT_TRUE(costs("policies:\n  - {id: ban, type: import-ban, exporter: {region: T}, importer: {region: U}, "
                    "announced: 2026-02-01, at: 2026-04-01, rush: 30 d}\n")
                  .empty());
}

}  // namespace
}  // namespace fabshock::test::costs_test
