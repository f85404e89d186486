// Experiment files and the arms they mean.
#include "experiment/experiment.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "experiment/arms.h"
#include "scenario/tree_paths.h"

namespace fabshock::test::experiment_test {
namespace {

std::optional<Experiment> experiment(const std::string& text) {
  const auto file = std::filesystem::temp_directory_path() / ("experiment-" + std::to_string(::getpid()) + ".yaml");
  std::ofstream(file) << "schema: fabshock/experiment/1\n" << text;
  Diagnostics diagnostics;
  auto read = load_experiment(file, diagnostics);
  if (!diagnostics.ok()) diagnostics.print(std::cerr);
  std::filesystem::remove(file);
  return read;
}

std::vector<std::string> ids(const Arms& arms) {
  std::vector<std::string> all;
  for (const Arm& arm : arms.all) all.push_back(arm.id);
  return all;
}

using Texts = std::vector<std::string>;

TEST(Experiment, APlainOneIsAScenarioManyTimes) {
  const auto e = experiment("name: x\nscenarios: blockade-90d\nreplications: 12\n");
  ASSERT_TRUE(e);
  EXPECT_EQ(e->replications, 12U);
  const Arms arms = arms_of(*e);
  EXPECT_EQ(ids(arms), Texts{"blockade-90d"});
  EXPECT_TRUE(arms.axes.empty());
  EXPECT_TRUE(arms.all[0].set.empty());
}

TEST(Experiment, AGridHasEveryCombination) {
  const auto e = experiment(
      "scenarios: [a, b]\n"
      "baseline: calm\n"
      "set: {horizon: 2 y}\n"
      "design: {type: grid, axes: {disruptions.x.duration: [30 d, 90 d], model.facilities.*.cover.scale: [1, 2, 3]}}\n"
      "structure: [default, {belief: off}]\n");
  ASSERT_TRUE(e);
  const Arms arms = arms_of(*e);
  ASSERT_EQ(arms.all.size(), 3U * 6 * 2);
  EXPECT_EQ(arms.axes, (Texts{"scenario", "disruptions.x.duration", "model.facilities.*.cover.scale", "structure"}));
  // Scenario a begins behind the baseline's twelve; its fourth point is 90 d and 1.
  const Arm& arm = arms.all[12 + 2 * 3 + 1];
  EXPECT_EQ(arm.id, "a/4/belief-off");
  EXPECT_EQ(arm.levels, (Texts{"a", "90 d", "1", "belief-off"}));
  ASSERT_EQ(arm.set.size(), 4U);
  EXPECT_EQ(arm.set[0].path + "=" + arm.set[0].value, "horizon=2 y");
  EXPECT_EQ(arm.set[1].path + "=" + arm.set[1].value, "disruptions.x.duration=90 d");
  EXPECT_EQ(arm.set[3].path + "=" + arm.set[3].value, "switches.belief=off");
  // Its pair is the baseline's at the same point, without what belongs to a's shock.
  ASSERT_TRUE(arm.baseline);
  const Arm& calm = arms.all[*arm.baseline];
  EXPECT_EQ(calm.id, "calm/4/belief-off");
  ASSERT_EQ(calm.set.size(), 3U);
  EXPECT_EQ(calm.set[1].path, "model.facilities.*.cover.scale");
  EXPECT_FALSE(calm.baseline);
}

TEST(Experiment, AListIsItsRows) {
  const auto e = experiment(
      "scenarios: halt\n"
      "design:\n"
      "  type: list\n"
      "  points:\n"
      "    - {id: y2026, set: {start: 2026-01-01, model.facilities.f.capacity: {value: 3 kwafer/month, low: 1}}}\n"
      "    - {id: none}\n");
  ASSERT_TRUE(e);
  const Arms arms = arms_of(*e);
  EXPECT_EQ(ids(arms), (Texts{"halt/y2026", "halt/none"}));
  ASSERT_EQ(arms.all[0].set.size(), 2U);
  EXPECT_EQ(arms.all[0].set[1].value, "{value: 3 kwafer/month, low: 1}");
  EXPECT_EQ(arms.all[0].levels, Texts{"y2026"});
}

// Years of one scenario, and others beside one of them, which is the baseline of all.
TEST(Experiment, APointMayBeOfSomeScenariosAndTheBaselineAnArm) {
  const std::string text =
      "scenarios: [x/halt.yaml, early, late]\n"
      "baseline: halt/y2\n"
      "design:\n"
      "  type: list\n"
      "  points:\n"
      "    - {id: y1, scenarios: halt, set: {start: 2026-01-01}}\n"
      "    - {id: y2, scenarios: halt, set: {start: 2027-01-01}}\n"
      "    - {id: then, scenarios: [early, late]}\n";
  const auto e = experiment(text);
  ASSERT_TRUE(e);
  const Arms arms = arms_of(*e);
  EXPECT_EQ(ids(arms), (Texts{"halt/y1", "halt/y2", "early/then", "late/then"}));
  EXPECT_EQ(arms.axes, (Texts{"scenario", "point"}));
  EXPECT_EQ(arms.all[2].levels, (Texts{"early", "then"}));
  for (const std::size_t a : {0U, 2U, 3U}) EXPECT_EQ(arms.all[a].baseline, 1U);
  EXPECT_FALSE(arms.all[1].baseline);
  // A scenario of its own is there at every point, and each arm has the one of its own.
  std::string beside = text;
  beside.replace(beside.find("halt/y2"), 7, "calm");
  const Arms with = arms_of(*experiment(beside));
  EXPECT_EQ(ids(with), (Texts{"calm/y1", "calm/y2", "calm/then", "halt/y1", "halt/y2", "early/then", "late/then"}));
  EXPECT_EQ(with.all[4].baseline, 1U);
  EXPECT_EQ(with.all[6].baseline, 2U);
}

TEST(Experiment, PointsBetweenEndsHaveTheirUnit) {
  const auto e = experiment(
      "scenarios: halt\ndesign: {type: latin-hypercube, points: 5, axes: {disruptions.h.duration: [30 d, 180 d]}}\n");
  ASSERT_TRUE(e);
  const Arms arms = arms_of(*e);
  ASSERT_EQ(arms.all.size(), 5U);
  std::vector<bool> stratum(5, false);
  for (const Arm& arm : arms.all) {
    const std::string& value = arm.set[0].value;
    EXPECT_TRUE(value.ends_with(" d")) << value;
    const double days = std::stod(value);
    ASSERT_TRUE(days > 30 && days < 180) << value;
    stratum[static_cast<std::size_t>((days - 30) / 30)] = true;
  }
  EXPECT_EQ(stratum, std::vector<bool>(5, true));
}

TEST(Experiment, WhatIsSampledIsNamed) {
  const auto e = experiment(
      "scenarios: halt\n"
      "sample:\n"
      "  spread: sobol\n"
      "  model: all\n"
      "  groups: [{id: stocks, paths: [model.needs.*.cover, model.defaults], together: true}]\n"
      "measures: [dependence, unmet_value]\n");
  ASSERT_TRUE(e);
  EXPECT_EQ(e->spread, Spread::kSobol);
  ASSERT_EQ(e->sample.size(), 2U);
  EXPECT_FALSE(e->sample[0].together);
  EXPECT_TRUE(e->sample[1].together);
  EXPECT_EQ(e->sample[1].paths.size(), 2U);
  EXPECT_EQ(e->measures, (Texts{"dependence", "unmet_value"}));
}

TEST(Experiment, StopsAtALevelHoweverItIsWritten) {
  const std::string text = "scenarios: a\nsplitting: {levels: [10, 100000], kind: ai}\n";
  const auto stop = [&](const std::string& rule) { return experiment(text + "stop: " + rule)->stop->of; };
  EXPECT_EQ(stop("{measure: exceedance}\n"), "1e+05 ai");
  EXPECT_EQ(stop("{measure: exceedance, of: 100000}\n"), "1e+05 ai");
  EXPECT_EQ(stop("{measure: exceedance, of: 1e1}\n"), "10 ai");
}

TEST(Paths, LeadToWhatIsBelowThem) {
  using input::leads_to;
  EXPECT_TRUE(leads_to("model", "model.facilities.fab.capacity"));
  EXPECT_TRUE(leads_to("model.facilities.*.capacity", "model.facilities.fab.capacity"));
  EXPECT_TRUE(leads_to("model.facilities.*", "model.facilities[wafer.n5].capacity"));
  EXPECT_TRUE(leads_to("model.facilities[wafer.n5].capacity", "model.facilities[wafer.n5].capacity"));
  EXPECT_FALSE(leads_to("model.facilities.*.capacity", "model.facilities.fab.cover.ore"));
  EXPECT_FALSE(leads_to("model.facilities.fab.capacity.low", "model.facilities.fab.capacity"));
  EXPECT_TRUE(leads_to("model.need_options[*/rack].rate", "model.need_options.us/rack.rate"));
  EXPECT_FALSE(leads_to("model.need_options[*/rack].rate", "model.need_options.us/server.rate"));
  EXPECT_FALSE(leads_to("model.need_options.us*s.rate", "model.need_options.us.rate"));
  EXPECT_FALSE(leads_to("model.need", "model.needs.x.rate"));
  EXPECT_EQ(input::joined("model.facilities", "wafer.n5"), "model.facilities[wafer.n5]");
}

}  // namespace
}  // namespace fabshock::test::experiment_test
