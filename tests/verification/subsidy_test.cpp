// What governments pay of what is built, and when it begins for it.
#include <gtest/gtest.h>

#include <map>
#include <string>

#include "results/costs.h"
#include "support/live.h"

namespace fabshock::test::subsidy_test {
namespace {

// A maker who is enlarged by a project; `expansion` of its own accord.
std::string world(const std::string& project, const std::string& policies, const std::string& switches = "on",
                  const std::string& expansion = "") {
  return R"(schema: fabshock/scenario/1
name: paid
start: 2026-01-01
horizon: 6 y
switches: {belief: off, inflation: off, cancellation: off, policies: )" +
         switches + R"(}
model:
  schema: fabshock/model/1
  name: paid
  currency: USD
  source: assumption
  regions: {A: {bloc: one}}
  sites: {a: {region: A, lat: 0, lon: 0}}
  products: {chip: {unit: chip, quantum: 0.001, price: 100}}
  recipes: {chip: {cycle_time: 30 d}}
  facilities:
    one: {site: a, makes: chip, capacity: 600/day, finished_stock: 5 d, )" +
         expansion + R"(}
    two: {site: a, makes: chip, capacity: 600/day, finished_stock: 5 d}
  needs:
    buyers: {region: A, units: chip, rate: 1000/day, cover: 30 d, patience: 0, elasticity: -0.3}
  lanes:
    - {from: one, to: buyers, transit: 3 d, share: 0.5}
    - {from: two, to: buyers, transit: 3 d, share: 0.5}
  market_defaults: [{select: any, contract_share: 0.5}]
projects:
  - {id: p, facility: one, capacity: 60/day, install: 100 d, ramp: 200 d, cost: 8e9, )" +
         project + "}\n" + (policies.empty() ? "" : "policies:\n" + policies);
}

constexpr std::int64_t kDay = 24;

const std::string kHalf = "  - {id: act, type: subsidy, select: {facility: one}, at: 2026-07-01, share: 0.5, forward: ";

const Build& only(const Live& live) {
  return live.plan.builds.at(0);
}

TEST(Subsidy, BringsAProjectForwardAndNotBeforeItsOwnDay) {
  const Live planned(world("tool_in: 2027-12-28", ""));
  const Live moved(world("tool_in: 2027-07-01", ""));
  const Live paid(world("tool_in: 2027-12-28", kHalf + "180 d}\n"));
  EXPECT_EQ(only(planned).starts - only(paid).starts, 180 * kDay);
  EXPECT_EQ(only(paid).starts, only(moved).starts);
  ASSERT_EQ(only(paid).course.size(), only(moved).course.size());
  for (std::size_t i = 0; i < only(paid).course.size(); ++i) {
    EXPECT_EQ(only(paid).course[i].capacity, only(moved).course[i].capacity);
  }
  const Live long_ago(world("tool_in: 2027-12-28", kHalf + "10 y}\n"));
  // Tools were to be ordered on 2026-12-28; nobody orders them for an act that is not there yet.
  EXPECT_EQ(only(long_ago).starts, only(planned).starts - 180 * kDay) << "ordered on the act's own day, 2026-07-01";
  EXPECT_EQ(only(paid).detail, "in time; 180 d earlier for subsidies; 50 % paid by act");
  const Live begun(world("tool_in: 2027-12-28, ordered: 2026-06-01", kHalf + "180 d}\n"));
  EXPECT_EQ(only(begun).starts, only(planned).starts) << "what is ordered already stays as it is";
}

TEST(Subsidy, IsForWhatBeginsInItsTimeAndForWhomItSelects) {
  const auto starts = [](const std::string& project, const std::string& policy, const std::string& on = "on") {
    return only(Live(world(project, policy, on))).starts;
  };
  const std::int64_t planned = starts("tool_in: 2027-12-28", "");
  const std::string until = "180 d, until: 2027-12-28}\n";
  EXPECT_EQ(starts("tool_in: 2027-12-28", kHalf + until), planned) << "too late for it";
  EXPECT_EQ(starts("tool_in: 2027-12-27", kHalf + until), planned - 180 * kDay);
  EXPECT_EQ(starts("tool_in: 2026-06-30", kHalf + "180 d}\n"), starts("tool_in: 2026-06-30", "")) << "too early";
  const std::string others = "  - {id: act, type: subsidy, select: {facility: two}, at: 2026-07-01, forward: 180 d}\n";
  EXPECT_EQ(starts("tool_in: 2027-12-28", others), planned);
  EXPECT_EQ(starts("tool_in: 2027-12-28", kHalf + "180 d}\n", "off"), planned);
}

std::map<std::string, double> costs(const Live& live, std::int64_t end) {
  std::map<std::string, double> sums;
  std::vector<MeasureRow> rows;
  CostMeasures(*live.world.network, live.world.scenario).add_building(live.plan.builds, end, rows);
  for (const MeasureRow& row : rows) sums[std::string(row.measure)] = row.value;
  return sums;
}

TEST(Subsidy, PaysItsShareOfWhatIsSpentSoFar) {
  // Spent from the order of tools, a year before tool-in, to the first starts: 465 days from 2026-12-28 on.
  const std::string more = "  - {id: more, type: subsidy, select: {facility: one}, at: 2026-07-01, share: 0.25}\n";
  const Live live(world("tool_in: 2027-12-28", kHalf + "0 d}\n" + more));
  const std::int64_t ordered = 361 * kDay;
  const std::int64_t starts = ordered + 465 * kDay;
  EXPECT_EQ(only(live).starts, starts);
  const auto all = costs(live, starts + 1);
  EXPECT_DOUBLE_EQ(all.at("building_cost"), 8e9);
  EXPECT_DOUBLE_EQ(all.at("subsidies"), 6e9);
  const auto part = costs(live, ordered + 93 * kDay);
  EXPECT_DOUBLE_EQ(part.at("building_cost"), 1.6e9);
  EXPECT_DOUBLE_EQ(part.at("subsidies"), 1.2e9);
  EXPECT_DOUBLE_EQ(costs(live, ordered).at("building_cost"), 0);
}

TEST(Subsidy, LetsMakersExpandAtALowerPrice) {
  // The other maker at half for good: a tenth is missing, and prices come to rest above the halved hurdle and below the
  // whole one.
  const std::string expands = "expansion: {size: 0.1, after: 60 d, lead_time: 10 y, threshold: 0.9, hurdle: 1.6}";
  const std::string loss =
      "disruptions: [{id: loss, type: outage, select: {facility: two}, at: 2026-03-01, severity: 0.5, duration: 5 "
      "y}]\n";
  const auto decisions = [&](const std::string& policy) {
    Live live(world("tool_in: 2031-06-01", policy, "on", expands) + loss);
    live.through_day(1500);
    return live.state().expansion.decisions.size();
  };
  EXPECT_EQ(decisions(""), 0U);
  EXPECT_GT(decisions(kHalf + "0 d}\n"), 0U);
  EXPECT_EQ(decisions(kHalf + "0 d, until: 2026-08-01}\n"), 0U) << "over before it was dear for long enough";
}

}  // namespace
}  // namespace fabshock::test::subsidy_test
