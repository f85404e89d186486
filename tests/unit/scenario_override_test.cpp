#include <gtest/gtest.h>

#include "scenario_texts.h"

namespace fabshock::test::scenario_override_test {
namespace {

const Facility& fab(const Scenario& scenario) {
  return scenario.model.facilities.front();
}

constexpr const char* kQuake =
    "disruptions:\n  - {id: quake, type: outage, select: any, at: 2026-02-01, duration: 3 d,\n"
    "     recovery: {shape: points, points: [[0 h, 1], [10 h, 0]]}}\n";

TEST(Overrides, ReachModelAndScenario) {
  const Scenario s = good_scenario(kQuake, {{"model.facilities.fab.capacity", "25 kwafer/month"},
                                            {"disruptions.quake.severity", "0.5"},
                                            {"disruptions.0.recovery.points.1.0", "20 h"},
                                            {"horizon", "2 y"}});
  EXPECT_DOUBLE_EQ(fab(s).capacity->value, 25000.0 * 24 / 730);
  EXPECT_EQ(s.disruptions[0].severity.value, 0.5);
  EXPECT_EQ(s.disruptions[0].recovery.points[1].first, 20);
  EXPECT_EQ(s.horizon, Duration::days(730));
}

TEST(Overrides, LaterOnesWin) {
  const Scenario s = good_scenario("set: {model.facilities.fab.yield: 0.5, horizon: 3 y}\n",
                                   {{"model.facilities.fab.yield", "0.6"}, {"model.facilities.fab.yield", "0.7"}});
  EXPECT_EQ(s.model.recipes[0].yield.value, 0.7);
  EXPECT_EQ(s.horizon, Duration::days(std::int64_t{3} * 365));
}

TEST(Overrides, MayAddKeysAndTheMapsThatLeadToThem) {
  const Scenario s = good_scenario("", {{"model.facilities.fab.cover.[ore]", "5 d"},
                                        {"model.facilities.mine.cover", "6 d"},
                                        {"model.needs.buyers.demand.process", "poisson"},
                                        {"switches.growth", "off"},
                                        {"record.measures", "[output, unmet]"}});
  EXPECT_EQ(fab(s).covers[0].hours.value, 120);
  EXPECT_EQ(s.model.facilities[1].control.cover->value, 144);
  EXPECT_EQ(s.model.needs[0].process, DemandProcess::kPoisson);
  EXPECT_FALSE(s.switches.growth);
  EXPECT_EQ(s.record.measures.size(), 2U);
}

TEST(Overrides, ABoundMakesAPlainNumberAMap) {
  const Scenario s = good_scenario("", {{"model.facilities.fab.capacity.low", "5"}});
  EXPECT_DOUBLE_EQ(*fab(s).capacity->low, 5000.0 * 24 / 730);
  EXPECT_DOUBLE_EQ(fab(s).capacity->value, 10000.0 * 24 / 730);
}

TEST(Overrides, StarsStandForEveryEntry) {
  const Scenario s = good_scenario("set: {model.facilities.*.finished_stock: 9 d, model.lanes.*.transit: 2 d}\n");
  for (const Facility& facility : s.model.facilities) EXPECT_EQ(facility.control.finished_stock->value, 216);
  for (const LaneSpec& lane : s.model.lanes) EXPECT_EQ(lane.transit->value, 48);
}

TEST(Overrides, StarsPassOverWhatAnEntryDoesNotHave) {
  const Scenario s = good_scenario("", {{"model.facilities.*.cover.*", "1 d"}});
  EXPECT_EQ(fab(s).covers[0].hours.value, 24);
  EXPECT_TRUE(s.model.facilities[1].covers.empty());
}

TEST(Overrides, ScaleMultipliesEveryNumberBelow) {
  const Scenario s = good_scenario(
      "set: {model.facilities.fab.capacity: {value: 10 kwafer/month, low: 8, high: 12, dist: normal(10, 1)}}\n",
      {{"model.facilities.*.cover.scale", "2"}, {"model.facilities.fab.capacity.scale", "0.5"}});
  EXPECT_EQ(fab(s).covers[0].hours.value, 30 * 24);
  EXPECT_EQ(fab(s).control.cover_scale->value, 2);
  const double month = 24.0 / 730 * 1000;
  const Number& capacity = *fab(s).capacity;
  EXPECT_DOUBLE_EQ(capacity.value, 5 * month);
  EXPECT_DOUBLE_EQ(*capacity.low, 4 * month);
  EXPECT_DOUBLE_EQ(*capacity.high, 6 * month);
  EXPECT_DOUBLE_EQ(capacity.dist.a, 5 * month);
  EXPECT_DOUBLE_EQ(capacity.dist.b, 0.5 * month);
}

TEST(Overrides, ScaleLeavesShapesAlone) {
  const Scenario s = good_scenario("set: {model.facilities.fab.finished_stock: {dist: \"lognormal(10 d, 0.5)\"}}\n",
                                   {{"model.facilities.fab.finished_stock.scale", "3"}});
  EXPECT_EQ(fab(s).control.finished_stock->dist.a, 720);
  EXPECT_EQ(fab(s).control.finished_stock->dist.b, 0.5);
}

TEST(Overrides, SayWhereTheyComeFrom) {
  const Scenario s =
      good_scenario("set: {model.facilities.fab.capacity: 1 k/day}\n", {{"model.facilities.fab.yield", "0.5"}});
  EXPECT_EQ(s.model.sources[fab(s).capacity->source], "set");
  EXPECT_EQ(s.model.sources[s.model.recipes[0].yield.source], "--set");
  EXPECT_TRUE(s.model.unsourced.empty());
}

TEST(Overrides, AValueMayBeAMap) {
  const Scenario s =
      good_scenario("", {{"disruptions", "[{id: x, type: lane-closure, route: canal, at: 2026-03-01}]"}});
  EXPECT_EQ(s.disruptions.size(), 1U);
}

TEST(Overrides, ReplaceTheModelByAnother) {
  const TempFolder folder;
  folder.write("models/tiny/model.yaml", "schema: fabshock/model/1\n");
  const auto file =
      folder.write("scenarios/s.yaml", "schema: fabshock/scenario/1\nmodel: other\nstart: 2026-01-01\nhorizon: 1 y\n");
  Diagnostics diagnostics;
  const std::vector<Override> overrides{{"model", "tiny"}};
  const auto scenario = load_scenario(file, overrides, diagnostics);
  ASSERT_TRUE(scenario) << printed(diagnostics);
  EXPECT_EQ(scenario->model_name, "tiny");
  EXPECT_EQ(scenario->name, "s");
  EXPECT_EQ(scenario->input_files.size(), 2U);
}

TEST(Overrides, DoNotInventEntries) {
  EXPECT_EQ(scenario_complaints("", {{"model.facilities.fabb.capacity", "1 k/day"}}),
            "--set model.facilities.fabb.capacity=1 k/day: error: path 'model.facilities.fabb.capacity': no 'fabb' in "
            "'model.facilities'\n  hint: did you mean 'fab'?\n");
  EXPECT_EQ(scenario_complaints("", {{"model.lanes.7.share", "1"}}),
            "--set model.lanes.7.share=1: error: path 'model.lanes.7.share': no '7' in 'model.lanes'\n"
            "  hint: its entries have no id to be named by\n");
  EXPECT_EQ(scenario_complaints("", {{"disruptions.x.severity", "1"}}),
            "--set disruptions.x.severity=1: error: path 'disruptions.x.severity': no 'disruptions' in the scenario\n"
            "  hint: there are: horizon, model, name, schema, start\n");
}

TEST(Overrides, AStarThatFindsNothingIsReported) {
  EXPECT_EQ(scenario_complaints("", {{"model.facilities.*.inputs.*.weight.scale", "2"}}),
            "--set model.facilities.*.inputs.*.weight.scale=2: error: path 'model.facilities.*.inputs.*.weight.scale': "
            "there is no number to scale\n  hint: keys joined by dots, as in model.facilities.my-fab.capacity\n");
}

TEST(Overrides, EndlessPathsAreRefused) {
  std::string path = "a";
  for (int i = 0; i < 100'000; ++i) path += ".a";
  EXPECT_NE(scenario_complaints("", {{path, "1"}}).find("is no path"), std::string::npos);
}

}  // namespace
}  // namespace fabshock::test::scenario_override_test
