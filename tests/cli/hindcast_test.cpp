// Past episodes as a user meets them: the shipped ones, one of his own whose scores are known, what is wrong with one.
#include <cmath>
#include <map>
#include <vector>

#include "cli/program.h"
#include "cli/rows.h"
#include "support/world.h"

namespace fabshock::test::hindcast_cli_test {
namespace {

// A fab that loses a uniform share of its availability, 0.2 to 0.6, for good. Nothing is sold at spot.
constexpr const char* kEpisode = R"yaml(schema: fabshock/scenario/1
name: loss
start: 2020-01-01
horizon: 40 d
event: 2020-01-11
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
  markets: {chip: {contract_share: 1}}
disruptions:
  - {id: loss, type: outage, select: {facility: fab}, at: 2020-01-11, severity: {value: 0.4, dist: "uniform(0.2, 0.6)"}}
observed:
  - {id: left, measure: availability, of: fab, day: 5, over: -1, value: 0.7, source: made}
  - {id: gone, measure: availability, of: fab, day: 5, over: -1, as: lost, value: 0.7, source: made}
  - {id: told, measure: availability, of: fab, day: 5, over: -1, input: true, value: 0.1, source: made}
  - {id: price, measure: price, of: chip, day: 14, over: -1, value: 1.5, source: made}
  - {id: still, measure: price, of: chip, day: 14, over: undisturbed, value: 1, no_effect_within: 1 %, source: made}
  - {id: begins, measure: availability, of: fab, take: first-below, level: 0.6, over: -1, value: 3 d, source: made}
)yaml";

class HindcastOf : public ProgramTest {
 protected:
  std::string episode(const std::string& text = kEpisode, const std::string& name = "loss.yaml") const {
    std::ofstream(out(name)) << text;
    return out(name);
  }
  static std::map<std::string, Fields> outcomes(const std::string& folder) {
    std::map<std::string, Fields> by_id;
    for (const Fields& row : rows_of(folder + "/outcomes.csv")) by_id[row.at("outcome")] = row;
    return by_id;
  }
};

TEST_F(HindcastOf, AKnownEpisodeHasItsScores) {
  const Outcome done = call("hindcast " + episode() + " -n 400 -o " + out());
  ASSERT_EQ(done.exit, 0) << done.text;
  const auto rows = outcomes(out());
  ASSERT_EQ(rows.size(), 6U);
  const auto number = [&](const char* id, const char* column) { return std::stod(rows.at(id).at(column)); };
  EXPECT_EQ(rows.at("left").at("n"), "400");
  EXPECT_NEAR(number("left", "median"), 0.6, 0.002);
  EXPECT_NEAR(number("left", "q05"), 0.42, 0.002);
  EXPECT_NEAR(number("left", "q95"), 0.78, 0.002);
  EXPECT_NEAR(number("left", "ln_error"), std::log(0.6 / 0.7), 0.003);
  EXPECT_EQ(rows.at("left").at("inside"), "true");
  EXPECT_NEAR(number("gone", "median"), 0.4, 0.002);
  EXPECT_EQ(rows.at("gone").at("inside"), "false");
  // Of a share x uniform over 0.2 to 0.6 at 0.7: E|x - y| - E|x - x'|/2 = 0.3 - 0.4/6.
  EXPECT_NEAR(number("gone", "crps"), 0.3 - 0.4 / 6, 0.001);
  EXPECT_EQ(rows.at("told").at("input"), "true");
  EXPECT_EQ(number("price", "median"), 1.0);
  EXPECT_EQ(rows.at("price").at("kind"), "spot");
  EXPECT_NEAR(number("price", "fading"), 1.2, 1e-12);
  EXPECT_EQ(rows.at("still").at("kind"), "null");
  EXPECT_EQ(rows.at("still").at("effect"), "false");
  // It comes in the half of the draws that lose 0.4 or more; in the others it never does.
  EXPECT_NEAR(number("begins", "n"), 200, 1);
  for (const Fields& row : rows_of(out() + "/scores.csv")) {
    if (row.at("episode") != "all" || row.at("kind") != "price") continue;
    EXPECT_EQ(row.at("n"), "1") << "null cases apart";
    EXPECT_EQ(row.at("n_log"), "1");
    EXPECT_NEAR(std::stod(row.at("skill_no_change")), 0, 1e-9) << "it says that nothing changes";
    EXPECT_NEAR(std::stod(row.at("median_fading")), std::log(1.5 / 1.2), 1e-9);
  }
}

double normal_below(double z) {
  return 0.5 * std::erfc(-z / std::sqrt(2.0));
}

// An error of the equations' own is in the interval of many draws, and is that of one.
TEST_F(HindcastOf, WhatTheEquationsAreOffByThemselvesIsInTheInterval) {
  const std::string text =
      replaced(kEpisode, "  source: assumption\n", "  source: assumption\n  discrepancy: {volume: 0.1}\n");
  ASSERT_EQ(call("hindcast " + episode(text) + " -n 400 -q -o " + out()).exit, 0);
  auto rows = outcomes(out());
  const auto number = [&](const char* column) { return std::stod(rows.at("left").at(column)); };
  EXPECT_EQ(number("discrepancy"), 0.1);
  EXPECT_NEAR(number("median"), 0.6, 0.001);
  const auto below = [](double y) {  // uniform from 0.4 to 0.8, times the error
    double sum = 0;
    for (int i = 0; i < 1000; ++i) sum += normal_below(std::log(y / (0.4 + 0.4 * (i + 0.5) / 1000)) / 0.1) / 1000;
    return sum;
  };
  EXPECT_NEAR(below(number("q05")), 0.05, 0.002);
  EXPECT_NEAR(below(number("q95")), 0.95, 0.002);
  EXPECT_EQ(rows.at("price").at("discrepancy"), "0") << "of another kind";
  // Of what is gone it is what is left that is off.
  EXPECT_NEAR(std::stod(rows.at("gone").at("q05")), 1 - number("q95"), 1e-9);
  EXPECT_NEAR(std::stod(rows.at("gone").at("q95")), 1 - number("q05"), 1e-9);
  ASSERT_EQ(call("hindcast --middle " + episode(text) + " -q -o " + out()).exit, 0);
  rows = outcomes(out());
  EXPECT_NEAR(number("q05"), 0.6 * std::exp(-0.16449), 1e-3);
  EXPECT_NEAR(number("q95"), 0.6 * std::exp(0.16449), 1e-3);
  EXPECT_EQ(rows.at("left").at("inside"), "true");
  EXPECT_EQ(rows.at("price").at("q05"), "") << "of one draw without an error of its own there is no interval";
}

TEST_F(HindcastOf, TheSameBytesHoweverManyThreads) {
  for (const char* threads : {"1", "2"}) {
    ASSERT_EQ(call("hindcast " + episode() + " -n 20 -q -j " + threads + " -o " + out(threads)).exit, 0);
  }
  for (const char* file : {"/outcomes.csv", "/scores.csv", "/measures.csv"}) {
    EXPECT_EQ(read(out("1") + file), read(out("2") + file));
  }
}

TEST_F(HindcastOf, AnEffectWhereThereWasNoneIsAFailure) {
  const std::string text = std::string(kEpisode) +
                           "  - {id: calm, measure: availability, of: fab, day: 5, over: undisturbed, value: 1, "
                           "no_effect_within: 3 %, source: made}\n";
  const Outcome done = call("hindcast --middle " + episode(text) + " -q -o " + out());
  EXPECT_EQ(done.exit, 1);
  EXPECT_EQ(done.text,
            "fabshock: error: loss: 'calm' shows an effect where there was none: 0.60, more than 3.0 % off\n");
  EXPECT_EQ(outcomes(out()).at("calm").at("effect"), "true") << "the results are there all the same";
  EXPECT_EQ(outcomes(out()).at("calm").at("q05"), "") << "of one run there is no interval";
}

TEST_F(HindcastOf, WhatHasNoObservationsCannotBeScored) {
  const Outcome done = call("hindcast tutorial-outage -o " + out());
  EXPECT_EQ(done.exit, 2);
  EXPECT_NE(done.text.find("'tutorial-outage' has no observations: nothing of it can be scored"), std::string::npos)
      << done.text;
  const Outcome twice = call("hindcast wuxi-2013 wuxi-2013 -o " + out());
  EXPECT_EQ(twice.exit, 2);
  EXPECT_NE(twice.text.find("two episodes with the name 'wuxi-2013': results go by it"), std::string::npos)
      << twice.text;
  const Outcome misspelt =
      call("hindcast " +
           episode(std::string(kEpisode) + "  - {id: calm, measure: output, of: fba, day: 5, over: "
                                           "undisturbed, value: 1, no_effect_within: 3 %, source: made}\n") +
           " -o " + out());
  EXPECT_EQ(misspelt.exit, 2) << "an effect that nobody can see is none";
  EXPECT_NE(misspelt.text.find("observation 'calm': there is no 'output' of 'fba'"), std::string::npos)
      << misspelt.text;
  std::filesystem::create_directory(out("empty"));
  const Outcome none = call("hindcast " + out("empty") + " -o " + out());
  EXPECT_EQ(none.exit, 2);
  EXPECT_NE(none.text.find("holds no episode: no file ends in .yaml"), std::string::npos) << none.text;
}

// All that is shipped, with no effect where there was none, better than either forecast, and four fifths of it inside
// of its intervals (docs/validation/hindcast.md).
TEST_F(HindcastOf, TheShippedEpisodes) {
  struct Least {
    const char* how;
    double median, no_change, fading;
  };
  for (const Least& least : {Least{"-n 50", 0.085, 0.8, 0.7}, Least{"--middle", 0.045, 0.92, 0.88}}) {
    const Outcome done = call(std::string("hindcast ") + least.how + " -o " + out());
    ASSERT_EQ(done.exit, 0) << done.text;
    std::map<std::string, Fields> all;
    for (const Fields& row : rows_of(out() + "/scores.csv")) {
      if (row.at("episode") == "all") all[row.at("kind")] = row;
    }
    const auto number = [&](const char* kind, const char* column) { return std::stod(all.at(kind).at(column)); };
    EXPECT_EQ(all.at("price").at("n"), "33");
    EXPECT_GE(number("price", "skill_no_change"), least.no_change) << least.how;
    EXPECT_GE(number("price", "skill_fading"), least.fading) << least.how;
    EXPECT_LE(number("price", "median_ln_error"), least.median) << least.how;
    EXPECT_LT(number("price", "median_ln_error"), number("price", "median_no_change"));
    EXPECT_LT(number("price", "median_ln_error"), number("price", "median_fading"));
    EXPECT_LT(number("null", "median_ln_error"), 0.01);
    EXPECT_GE(number("all", "inside"), 0.8) << least.how;
  }
}

// Those that no parameter was fitted to. Two of sixteen null cases show an effect: it is told, and the command fails.
TEST_F(HindcastOf, TheHeldOutEpisodes) {
  const Outcome done = call("hindcast scenarios/held-out -n 50 -o " + out());
  EXPECT_EQ(done.exit, 1) << done.text;
  std::map<std::string, Fields> all;
  for (const Fields& row : rows_of(out() + "/scores.csv")) {
    if (row.at("episode") == "all") all[row.at("kind")] = row;
  }
  const auto number = [&](const char* kind, const char* column) { return std::stod(all.at(kind).at(column)); };
  EXPECT_EQ(all.at("price").at("n"), "36");
  EXPECT_GE(number("price", "skill_no_change"), 0.5);
  EXPECT_GE(number("price", "skill_fading"), 0.45);
  EXPECT_LT(number("price", "median_ln_error"), number("price", "median_no_change"));
  EXPECT_GE(number("all", "inside"), 0.75);
  std::size_t effects = 0;
  for (const Fields& row : rows_of(out() + "/outcomes.csv")) effects += row.at("effect") == "true" ? 1 : 0;
  EXPECT_LE(effects, 2U);
}

}  // namespace
}  // namespace fabshock::test::hindcast_cli_test
