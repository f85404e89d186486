// Calibration as a user meets it, where the fit is known: an availability that was observed as 0.7 in one episode and
// as 0.5 in another is fitted best by their geometric mean, and left out by the other's.
#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

#include "calibration/kept.h"
#include "calibration/posterior.h"
#include "cli/program.h"
#include "cli/rows.h"

namespace fabshock::test::calibrate_cli_test {
namespace {

std::string episode_text(const std::string& observed) {
  return R"yaml(schema: fabshock/scenario/1
start: 2020-01-01
horizon: 40 d
model:
  schema: fabshock/model/1
  name: loss
  currency: USD
  source: assumption
  regions: {W: {name: world}}
  sites: {w: {region: W, lat: 0, lon: 0}}
  products: {chip: {unit: d, quantum: 0.001, price: 2}}
  recipes: {chip: {cycle_time: 5 d}}
  facilities: {fab: {site: w, kind: fab, makes: chip, capacity: 1/day}}
  needs: {buyers: {region: W, units: chip, rate: 1/day, cover: 30 d}}
  lanes: [{from: fab, to: buyers, transit: 1 d}]
disruptions:
  - {id: loss, type: outage, select: {facility: fab}, at: 2020-01-11, severity: {value: 0.2, dist: "uniform(0.1, 0.9)"}}
observed:
  - {id: left, measure: availability, of: fab, day: 5, over: -1, value: )yaml" +
         observed + ", source: made}\n";
}

class CalibrationOf : public ProgramTest {
 protected:
  std::string experiment(const std::string& calibrate, const std::string& sample = "[disruptions.loss.severity]") {
    std::ofstream(out("a.yaml")) << episode_text("0.7");
    std::ofstream(out("b.yaml")) << episode_text("0.5");
    std::ofstream(out("fit.yaml")) << "schema: fabshock/experiment/1\nname: fit\nscenarios: [" + out("a.yaml") + ", " +
                                          out("b.yaml") + "]\nsample: {groups: [{id: all, paths: " + sample + "}]}\n" +
                                          calibrate;
    return out("fit.yaml");
  }
};

TEST_F(CalibrationOf, FindsWhatIsKnown) {
  const std::string file = experiment("calibrate: {starts: 2, evaluations: 300, hold: 1000, scale: {volume: 10 %}}\n");
  const Outcome done = call("calibrate " + file + " -o " + out());
  ASSERT_EQ(done.exit, 0) << done.text;
  const std::string manifest = read(out() + "/manifest.json");
  for (const char* input : {"fit.yaml", "a.yaml", "b.yaml"}) {
    EXPECT_NE(manifest.find(out(input)), std::string::npos) << "it tells what it was made from";
  }
  std::map<std::string, double> fitted;  // by what was left out
  for (const Fields& row : rows_of(out() + "/fits.csv")) {
    EXPECT_EQ(row.at("parameter"), "disruptions.loss.severity");
    EXPECT_NEAR(std::stod(row.at("standing")), 0.2, 1e-9);
    if (row.at("best") == "true") fitted[row.at("left_out")] = std::stod(row.at("value"));
  }
  EXPECT_NEAR(fitted.at(""), 1 - std::sqrt(0.35), 2e-4);
  EXPECT_NEAR(fitted.at("a"), 0.5, 2e-4);
  EXPECT_NEAR(fitted.at("b"), 0.3, 2e-4);
  for (const Fields& row : rows_of(out() + "/outcomes.csv")) {
    const bool is_a = row.at("episode") == "a";
    EXPECT_NEAR(std::stod(row.at("standing")), 0.8, 1e-9);
    EXPECT_NEAR(std::stod(row.at("in_sample")), std::sqrt(0.35), 2e-4);
    EXPECT_NEAR(std::stod(row.at("left_out")), is_a ? 0.5 : 0.7, 2e-4);
  }
  std::map<std::string, Fields> scores;
  for (const Fields& row : rows_of(out() + "/scores.csv")) {
    if (row.at("episode") == "all" && row.at("kind") == "volume") scores[row.at("parameters")] = row;
  }
  EXPECT_NEAR(std::stod(scores.at("in_sample").at("median_ln_error")), std::log(0.7 / 0.5) / 2, 1e-3);
  EXPECT_NEAR(std::stod(scores.at("left_out").at("median_ln_error")), std::log(0.7 / 0.5), 1e-3);
  const double no_change = std::pow(std::log(0.7), 2) + std::pow(std::log(0.5), 2);
  EXPECT_NEAR(std::stod(scores.at("left_out").at("skill_no_change")),
              1 - 2 * std::pow(std::log(0.7 / 0.5), 2) / no_change, 2e-3);
}

// With an error of a tenth the availability a is lognormal about the observed one: exp(-(ln a/x)^2/(2 s^2)) in a
// itself, which is uniform before, is a lognormal of median x exp(s^2).
TEST_F(CalibrationOf, APosteriorThatIsKnown) {
  const std::string file =
      experiment("calibrate: {starts: 1, evaluations: 20, scale: {volume: 10 %}, particles: 600, draws: 400}\n");
  const Outcome done = call("calibrate " + file + " -o " + out());
  ASSERT_EQ(done.exit, 0) << done.text;
  std::vector<double> logs;
  for (const Fields& row : rows_of(out() + "/posterior.csv")) {
    logs.push_back(std::log(1 - std::stod(row.at("disruptions.loss.severity"))));
  }
  ASSERT_EQ(logs.size(), 400U);
  EXPECT_TRUE(std::is_sorted(logs.begin(), logs.end()) || std::is_sorted(logs.rbegin(), logs.rend()));
  double mean = 0;
  double square = 0;
  for (const double x : logs) mean += x / 400;
  for (const double x : logs) square += (x - mean) * (x - mean) / 400;
  EXPECT_NEAR(mean, std::log(std::sqrt(0.35)) + 0.005, 0.006);
  EXPECT_NEAR(std::sqrt(square), 0.1 / std::sqrt(2.0), 0.005);
  // Each is predicted by the other, and needs an error that brings it to the end of a 90 % interval.
  std::map<std::string, Fields> predicted;
  for (const Fields& row : rows_of(out() + "/predicted.csv")) predicted[row.at("episode")] = row;
  const auto number = [&](const char* episode, const char* column) {
    return std::stod(predicted.at(episode).at(column));
  };
  EXPECT_NEAR(number("a", "median"), 0.5 * std::exp(0.01), 0.035);
  EXPECT_NEAR(number("b", "median"), 0.7 * std::exp(0.01), 0.035);
  const auto needed = [](double distance) { return std::sqrt(std::pow(distance / 1.645, 2) - 0.01); };
  EXPECT_NEAR(number("b", "discrepancy"), needed(std::log(0.7 / 0.5) - 0.01), 0.03);
  EXPECT_NEAR(number("a", "discrepancy"), needed(std::log(0.7 / 0.5) + 0.01), 0.03);
  // Who needs more than the other is not covered by what the other gives.
  const bool a_needs_more = number("b", "discrepancy") > number("a", "discrepancy");
  EXPECT_EQ(predicted.at("a").at("inside"), a_needs_more ? "false" : "true");
  EXPECT_EQ(predicted.at("b").at("inside"), a_needs_more ? "true" : "false");
  const std::vector<Fields> discrepancies = rows_of(out() + "/discrepancy.csv");
  ASSERT_EQ(discrepancies.size(), 1U);
  EXPECT_EQ(discrepancies.front().at("kind"), "volume");
  EXPECT_EQ(discrepancies.front().at("discrepancy"), predicted.at(a_needs_more ? "b" : "a").at("discrepancy"));
  const std::vector<Fields> populations = rows_of(out() + "/populations.csv");
  EXPECT_EQ(populations.front().at("lambda"), "0");
  EXPECT_EQ(populations.back().at("lambda"), "1");
  EXPECT_GT(std::stod(populations.back().at("accepted")), 0.2);
}

// Held at where it stands as if that were known: the prior's share of the loss decides.
TEST_F(CalibrationOf, HoldsToWhereItStands) {
  const std::string file =
      experiment("calibrate: {starts: 1, evaluations: 300, hold: 0.0001, scale: {volume: 10 %}}\n");
  ASSERT_EQ(call("calibrate " + file + " -q -o " + out()).exit, 0);
  for (const Fields& row : rows_of(out() + "/fits.csv")) EXPECT_NEAR(std::stod(row.at("value")), 0.2, 1e-3);
}

TEST_F(CalibrationOf, TheSameBytesHoweverManyThreads) {
  const std::string file =
      experiment("calibrate: {starts: 3, evaluations: 60, hold: 1, scale: {volume: 10 %}, particles: 100}\n");
  for (const char* threads : {"1", "2"}) {
    ASSERT_EQ(call("calibrate " + file + " -q -j " + threads + " -o " + out(threads)).exit, 0);
  }
  for (const char* name : {"/fits.csv", "/outcomes.csv", "/scores.csv", "/manifest.json", "/datapackage.json",
                           "/posterior.csv", "/discrepancy.csv", "/predicted.csv", "/populations.csv"}) {
    EXPECT_EQ(read(out("1") + name), read(out("2") + name)) << name;
  }
}

// What was done stays done, and what comes out is the same.
TEST_F(CalibrationOf, GoesOnWhereItWas) {
  Diagnostics diagnostics;
  const auto e = load_experiment(
      experiment("calibrate: {starts: 2, evaluations: 40, hold: 1, scale: {volume: 10 %}, particles: 40}\n"),
      diagnostics);
  ASSERT_TRUE(e);
  const Calibration whole = calibrate(*e, {});
  const Posterior posterior = posterior_of(*e, {});
  CalibrationOptions options;
  std::size_t interrupted = 0;
  std::size_t kept_before = 0;
  for (std::size_t may = 1000;; may *= 2) {
    KeptSearches kept(out() + "/", "plan", may > 1000);
    EXPECT_EQ(kept.place(), out() + ".partial");
    const std::size_t there = kept.fits().size() + kept.populations().size();
    EXPECT_GE(there, kept_before);
    kept_before = there;
    options.kept = &kept;
    std::size_t asked = 0;
    options.poll = [&] {
      if (++asked > may) throw std::runtime_error("enough");
    };
    try {
      const Calibration again = calibrate(*e, options);
      const Posterior same = posterior_of(*e, options);
      for (std::size_t f = 0; f < whole.fits.size(); ++f) EXPECT_EQ(again.fits[f].u, whole.fits[f].u);
      EXPECT_EQ(same.draws, posterior.draws);
      EXPECT_EQ(same.populations.size(), posterior.populations.size());
      kept.remove();
      break;
    } catch (const std::runtime_error&) {
      ++interrupted;
    }
  }
  EXPECT_GT(interrupted, 2U);
  EXPECT_GT(kept_before, whole.fits.size()) << "some populations were there, too";
  EXPECT_FALSE(std::filesystem::exists(out() + ".partial"));
}

TEST_F(CalibrationOf, AnotherOneIsNotGoneOnWith) {
  const std::string file = experiment("calibrate: {starts: 1, evaluations: 20, scale: {volume: 10 %}}\n");
  { KeptSearches unfinished(out(), "another plan", false); }
  const auto refused = [&](const std::string& options, const std::string& why) {
    const Outcome done = call("calibrate " + file + options + " -o " + out());
    EXPECT_EQ(done.exit, 2);
    EXPECT_NE(done.text.find(why), std::string::npos) << done.text;
  };
  refused("", "holds an unfinished calibration");
  refused(" --resume", "holds another calibration");
}

TEST_F(CalibrationOf, WhatCannotBeFittedIsRefused) {
  const auto refused = [&](const std::string& file, const std::string& why) {
    const Outcome done = call("calibrate " + file + " -o " + out());
    EXPECT_EQ(done.exit, 2) << done.text;
    EXPECT_NE(done.text.find(why), std::string::npos) << done.text;
    EXPECT_FALSE(std::filesystem::exists(out()));
  };
  refused(experiment(""), "does not say how to fit");
  refused(experiment("calibrate: {hold: 1}\n"), "calibrate needs the key 'scale'");
  refused(experiment("calibrate: {scale: {}}\n"), "'scale' names no kind of outcome");
  refused(experiment("calibrate: {scale: {volume: 0.1, volumes: 0.1}}\n"),
          "'scale' has a kind 'volumes', of which no episode observes anything");
  refused(experiment("calibrate: {scale: {volume: 0.1}}\n", "[model.facilities.fab.capacity]"),
          "the sample names no number with a range: there is nothing to fit");
  refused("blockade", "does not say how to fit");
}

}  // namespace
}  // namespace fabshock::test::calibrate_cli_test
