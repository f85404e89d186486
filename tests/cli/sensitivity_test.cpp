// Sensitivity analysis as a user meets it, on an answer that is known in closed form: when the fab of the tutorial
// stands still for T days, T - 40 days of sales are lost, at 500,000 phones a day.
#include <cmath>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "base/csv_reader.h"
#include "cli/program.h"

namespace fabshock::test::sensitivity_cli_test {
namespace {

namespace fs = std::filesystem;

// T, in days, is one of 51 .. 90 with the same probability, so that 11 to 50 days are lost; a phone costs 300 to 500
// USD.
constexpr const char* kExperiment = R"yaml(schema: fabshock/experiment/1
name: stop
scenarios: [tutorial-outage]
set:
  disruptions.stop.duration: {value: 60 d, dist: "uniform(50 d, 90 d)"}
  model.products.phone.price: {value: 400, dist: "uniform(300, 500)"}
  model.facilities.silicon-germany.finished_stock: {value: 10 d, low: 5, high: 20}
sample: {model: all, scenario: all, spread: sobol, hazards: false}
measures: [unmet_value]
)yaml";
constexpr const char* kDuration = "disruptions.stop.duration";
constexpr const char* kPrice = "model.products.*.price";
constexpr const char* kStock = "model.facilities.*.finished_stock";

using Fields = std::map<std::string, std::string>;

class SensitivityOf : public ProgramTest {
 protected:
  std::string experiment(const std::string& text = kExperiment, const std::string& name = "stop.yaml") const {
    std::ofstream(out(name)) << text;
    return out(name);
  }
  // Of what the world lacks, by factor.
  static std::map<std::string, Fields> rows_of(const std::string& folder) {
    CsvReader csv(folder + "/sensitivity.csv");
    std::map<std::string, Fields> rows;
    while (csv.next()) {
      if (csv.field(csv.column("measure")) != "unmet_value" || csv.field(csv.column("entity")) != "world") continue;
      Fields& row = rows[csv.field(csv.column("factor"))];
      for (std::size_t c = 0; c < csv.header().size(); ++c) row[csv.header()[c]] = csv.field(c);
    }
    return rows;
  }
  static double number(const Fields& row, const std::string& column) { return std::stod(row.at(column)); }
};

TEST_F(SensitivityOf, SobolIndicesAreThoseOfTheClosedForm) {
  const Outcome done = call("sensitivity " + experiment() + " --method sobol --rows 1024 -o " + out());
  ASSERT_EQ(done.exit, 0) << done.text;
  EXPECT_NE(done.text.find("Sobol' indices, 3 factors, 1024 rows, 5120 runs\n"), std::string::npos) << done.text;
  EXPECT_NE(done.text.find("unmet_value of world: mean "), std::string::npos) << done.text;
  // The product of two independent numbers x, days lost, and p: V(xp) = E(x^2)E(p^2) - E(x)^2 E(p)^2.
  const double x = 30.5;
  const double x_variance = (40.0 * 40 - 1) / 12;
  const double p = 400;
  const double p_variance = 0.9 * 0.9 * 200 * 200 / 12;  // what is drawn of a price is the value added, here 360 of 400
  const double variance = (x_variance + x * x) * (p_variance + p * p) - x * x * p * p;
  const std::map<std::string, std::pair<double, double>> known = {
      {kDuration, {x_variance * p * p / variance, x_variance * (p_variance + p * p) / variance}},
      {kPrice, {p_variance * x * x / variance, p_variance * (x_variance + x * x) / variance}},
      {kStock, {0, 0}}};
  const auto rows = rows_of(out());
  ASSERT_EQ(rows.size(), known.size());
  for (const auto& [factor, indices] : known) {
    const Fields& row = rows.at(factor);
    EXPECT_EQ(row.at("n"), "1024");
    EXPECT_EQ(row.at("mu_star"), "");
    EXPECT_NEAR(number(row, "first"), indices.first, 0.004) << factor;
    EXPECT_NEAR(number(row, "total"), indices.second, 0.004) << factor;
    EXPECT_LE(number(row, "first_ci_low"), indices.first) << factor;
    EXPECT_GE(number(row, "first_ci_high"), indices.first) << factor;
    EXPECT_LE(number(row, "total_ci_low"), indices.second) << factor;
    EXPECT_GE(number(row, "total_ci_high"), indices.second) << factor;
    EXPECT_NEAR(number(row, "mean"), x * p * 5e5, 0.01 * x * p * 5e5);
    EXPECT_NEAR(number(row, "sd"), std::sqrt(variance) * 5e5, 0.02 * std::sqrt(variance) * 5e5);
  }
  EXPECT_EQ(number(rows.at(kStock), "total"), 0) << "exactly: the same run";
  // In the upper half of T 20 days more are lost than in the lower.
  EXPECT_NEAR(number(rows.at(kDuration), "high") - number(rows.at(kDuration), "low"), 20 * p * 5e5,
              0.03 * 20 * p * 5e5);
  EXPECT_EQ(read(out("out/factors.csv")),
            "factor,axis\r\n"
            "disruptions.stop.duration,disruptions.stop.duration\r\n"
            "model.facilities.*.finished_stock,model.facilities.silicon-germany.finished_stock\r\n"
            "model.products.*.price,model.products.phone.price\r\n");
  const auto manifest = nlohmann::json::parse(read(out("out/manifest.json")));
  EXPECT_EQ(manifest.at("command"), "sensitivity");
  EXPECT_EQ(manifest.at("sensitivity").at("method"), "sobol");
  EXPECT_FALSE(fs::exists(out("out/summary.csv"))) << "the rows of a design are no sample";
}

// Of the price with its effect on the days lost: at T in the middle of the k-th quarter of its range 55, 65, 75 or 85
// d, so that a step of half its range is 20 d; of the price 100 USD.
TEST_F(SensitivityOf, MorrisEffectsAreThoseByHand) {
  const Outcome done = call("sensitivity " + experiment() + " --method morris --trajectories 16 -o " + out());
  ASSERT_EQ(done.exit, 0) << done.text;
  EXPECT_NE(done.text.find("Morris' effects, 3 factors, 16 rows, 64 runs\n"), std::string::npos) << done.text;
  const auto rows = rows_of(out());
  const double slope = 40 * 5e5;  // phones lost, over the whole range of T
  EXPECT_NEAR(number(rows.at(kDuration), "mu_star"), slope * 400, slope * 40);
  EXPECT_GE(number(rows.at(kDuration), "mu_star_ci_low"), slope * 325);
  EXPECT_LE(number(rows.at(kDuration), "mu_star_ci_high"), slope * 475);
  EXPECT_EQ(rows.at(kDuration).at("mu"), rows.at(kDuration).at("mu_star"));
  EXPECT_GT(number(rows.at(kDuration), "sigma"), 0);
  EXPECT_EQ(number(rows.at(kStock), "mu_star"), 0);
  EXPECT_EQ(rows.at(kStock).at("first"), "");
}

TEST_F(SensitivityOf, BothTellsApartWhatMatters) {
  const Outcome done = call("sensitivity " + experiment() + " --trajectories 4 --rows 8 -o " + out());
  ASSERT_EQ(done.exit, 0) << done.text;
  const auto morris = rows_of(out());
  const auto sobol = rows_of(out() + "-sobol");
  EXPECT_EQ(morris.size(), 3U);
  ASSERT_EQ(sobol.size(), 3U);
  EXPECT_EQ(number(sobol.at("rest"), "total"), 0);
  EXPECT_EQ(sobol.at("rest").at("numbers"), "1");
  // One alone is told apart: the other goes to the rest.
  ASSERT_EQ(call("sensitivity " + experiment() + " --trajectories 4 --rows 8 --most 1 -q -o " + out()).exit, 0);
  EXPECT_EQ(rows_of(out() + "-sobol").size(), 2U);
  // What is there is not run again.
  const auto before = fs::last_write_time(out("out/runs.csv"));
  ASSERT_EQ(call("sensitivity " + experiment() + " --trajectories 4 --rows 16 --most 1 -q -o " + out()).exit, 0);
  EXPECT_EQ(fs::last_write_time(out("out/runs.csv")), before);
  EXPECT_EQ(rows_of(out() + "-sobol").at("rest").at("n"), "16");
}

TEST_F(SensitivityOf, SameBytesInThreadsAndShards) {
  const std::string what = "sensitivity " + experiment() + " --method sobol --rows 16 -q -o ";
  ASSERT_EQ(call(what + out("one") + " -j 1").exit, 0);
  ASSERT_EQ(call(what + out("two") + " -j 2").exit, 0);
  std::string shards;
  for (const char* shard : {"1/3", "2/3", "3/3"}) {
    const std::string folder = out(std::string("part") + shard[0]);
    const Outcome part =
        call("sensitivity " + experiment() + " --method sobol --rows 16 --shard " + shard + " -o " + folder);
    ASSERT_EQ(part.exit, 0) << part.text;
    EXPECT_NE(part.text.find("'fabshock merge' joins them"), std::string::npos) << part.text;
    shards += ' ' + folder;
  }
  ASSERT_EQ(call("merge" + shards + " -q -o " + out("merged")).exit, 0);
  for (const char* file :
       {"sensitivity.csv", "factors.csv", "runs.csv", "measures.csv", "datapackage.json", "manifest.json"}) {
    const std::string one = read(out(std::string("one/") + file));
    EXPECT_FALSE(one.empty()) << file;
    EXPECT_EQ(one, read(out(std::string("two/") + file))) << file;
    EXPECT_EQ(one, read(out(std::string("merged/") + file))) << file;
  }
}

// What a difference between two arms depends on: the arms share all that is drawn.
TEST_F(SensitivityOf, DifferencesBetweenArmsHaveRowsOfTheirOwn) {
  const std::string text =
      std::string(kExperiment) +
      "baseline: tutorial-outage/short\n"
      "design: {type: list, points: [{id: short, set: {model.needs.phones-us.rate.scale: 0.5}}, {id: long}]}\n";
  const Outcome done = call("sensitivity " + experiment(text) + " --method sobol --rows 8 -o " + out());
  ASSERT_EQ(done.exit, 0) << done.text;
  EXPECT_NE(done.text.find("more than in tutorial-outage/short"), std::string::npos) << done.text;
  CsvReader csv(out("out/sensitivity.csv"));
  std::set<std::string> kinds;
  while (csv.next()) kinds.insert(csv.field(csv.column("arm")) + '>' + csv.field(csv.column("difference_to")));
  EXPECT_EQ(kinds, (std::set<std::string>{"tutorial-outage/long>", "tutorial-outage/long>tutorial-outage/short",
                                          "tutorial-outage/short>"}));
}

// One arm knows the price, in the other nothing is lost: what they both draw is the same all the same, and what the
// first loses more than the second is its whole loss, to the last buyer.
TEST_F(SensitivityOf, ArmsShareTheirDrawsWhateverEachDraws) {
  const std::string text = std::string(kExperiment) +
                           "baseline: tutorial-outage/nothing\n"
                           "design:\n"
                           "  type: list\n"
                           "  points:\n"
                           "    - {id: nothing, set: {disruptions.stop.severity: 0}}\n"
                           "    - {id: known, set: {model.products.phone.price: 400}}\n";
  ASSERT_EQ(call("sensitivity " + experiment(text) + " --method sobol --rows 16 -q -o " + out()).exit, 0);
  CsvReader runs(out("out/runs.csv"));
  std::map<std::string, std::vector<std::string>> durations;
  std::map<std::string, std::set<std::string>> prices;
  while (runs.next()) {
    durations[runs.field(0)].push_back(runs.field(runs.column(kDuration)));
    prices[runs.field(0)].insert(runs.field(runs.column("model.products.phone.price")));
  }
  EXPECT_EQ(durations.at("tutorial-outage/known"), durations.at("tutorial-outage/nothing"));
  EXPECT_EQ(prices.at("tutorial-outage/known"), std::set<std::string>{""});
  EXPECT_EQ(prices.at("tutorial-outage/nothing").size(), 32U);
  CsvReader csv(out("out/sensitivity.csv"));
  std::map<std::string, std::string> totals;  // by what it is of, of the duration
  while (csv.next()) {
    if (csv.field(csv.column("factor")) != kDuration) continue;
    totals[csv.field(csv.column("difference_to")) + '>' + csv.field(csv.column("entity"))] =
        csv.field(csv.column("total"));
  }
  for (const char* entity : {"world", "phones-us"}) {
    ASSERT_TRUE(totals.contains(std::string(">") + entity)) << entity;
    EXPECT_EQ(totals.at(std::string("tutorial-outage/nothing>") + entity), totals.at(std::string(">") + entity));
  }
}

// The other way round: a remedy that leaves nothing lost has no row of a loss, and still one of the difference.
TEST_F(SensitivityOf, WhatTheBaselineAloneLosesIsADifferenceToo) {
  const std::string text =
      std::string(kExperiment) +
      "baseline: tutorial-outage/lost\n"
      "design: {type: list, points: [{id: lost}, {id: saved, set: {disruptions.stop.severity: 0}}]}\n";
  ASSERT_EQ(call("sensitivity " + experiment(text) + " --method sobol --rows 4 -q -o " + out()).exit, 0);
  CsvReader csv(out("out/sensitivity.csv"));
  std::set<std::string> entities;
  while (csv.next()) {
    if (csv.field(csv.column("difference_to")) == "tutorial-outage/lost")
      entities.insert(csv.field(csv.column("entity")));
  }
  EXPECT_TRUE(entities.contains("phones-us"));
}

TEST_F(SensitivityOf, NothingThatMattersIsNoError) {
  const std::string still =
      "sensitivity " + experiment() + " --set disruptions.stop.severity=0 --trajectories 2 --rows 2 ";
  const Outcome done = call(still + "-o " + out());
  EXPECT_EQ(done.exit, 0) << done.text;
  EXPECT_NE(done.text.find("No factor moves anything: there is nothing to take apart.\n"), std::string::npos)
      << done.text;
  EXPECT_FALSE(fs::exists(out() + "-sobol"));
}

TEST_F(SensitivityOf, SaysWhatIsWrong) {
  const auto with = [&](const std::string& key, const std::string& name) {
    return "sensitivity " + experiment(std::string(kExperiment) + key + '\n', name) + " -o " + out();
  };
  const std::string plain = "sensitivity " + experiment() + " -o " + out();
  for (const auto& [arguments, message] :
       {std::pair{plain + " --method sobolev",
                  std::string("fabshock: error: --method 'sobolev' is not one of both, morris, sobol\n")},
        {plain + " --by kind", "fabshock: error: --by 'kind' is not one of family, number\n"},
        {plain + " --rows 1", "fabshock: error: --rows '1' is not a whole number from 2 to 4294967295\n"},
        {plain + " --shard 1/2",
         "fabshock: error: what matters is found by Morris' effects, and " + out() +
             " does not hold these: run the same with --method morris first, and merge its shards\n"},
        {with("stop: {measure: unmet_value}", "stopped.yaml"),
         "error: 'stop' has no place in an analysis of sensitivity, whose runs are counted\n"
         "  hint: leave it to 'batch', in a file of its own\n"},
        {"sensitivity " +
             experiment("schema: fabshock/experiment/1\nscenarios: [tutorial-outage]\nsplitting: {levels: [1e6]}\n",
                        "split.yaml") +
             " -o " + out(),
         "error: 'splitting' has no place in an analysis of sensitivity, whose runs are counted\n"},
        {"sensitivity stationary --method sobol -o " + out() + " --set model=tutorial",
         "fabshock: error: no number with a range is sampled: 'sample' in an experiment, or a range by --set "
         "'PATH={value: 1, low: 0.5, high: 2}'\n"},
        {plain + " --rows 9000000",
         "fabshock: error: --rows 9000000 of up to 15 runs are more than 100,000,000 runs\n"},
        {plain + " --method sobol --rows 100000000",
         "fabshock: error: 100000000 rows of 5 runs are more than 100,000,000 runs\n"},
        {"sensitivity " +
             experiment(
                 "schema: fabshock/experiment/1\nscenarios: [blockade-90d]\nsample: {model: all, spread: sobol}\n",
                 "many.yaml") +
             " -o " + out(),
         "axes, and these 2"}}) {
    const Outcome failed = call(arguments);
    EXPECT_EQ(failed.exit, 2) << arguments;
    EXPECT_NE(failed.text.find(message), std::string::npos) << arguments << '\n' << failed.text;
    EXPECT_FALSE(fs::exists(out())) << arguments;
  }
  // What is in the way of the second part is told before the first is run.
  fs::create_directories(out("out-sobol"));
  std::ofstream(out("out-sobol/notes.txt")) << "mine";
  const Outcome failed = call(plain);
  EXPECT_EQ(failed.exit, 2);
  EXPECT_NE(failed.text.find("out-sobol"), std::string::npos) << failed.text;
  EXPECT_FALSE(fs::exists(out()));
}

}  // namespace
}  // namespace fabshock::test::sensitivity_cli_test
