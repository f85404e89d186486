// What a run gives where something was observed, on a course that is known: the availability of a fab that stands
// still by half from day 10 to day 20 after the event, and of another that does nothing.
#include <gtest/gtest.h>

#include <map>

#include "results/run_measures.h"
#include "support/world.h"

namespace fabshock::test::outcomes_test {
namespace {

constexpr const char* kWorld = R"yaml(schema: fabshock/scenario/1
name: seen
start: 2020-01-01
horizon: 60 d
event: 2020-01-06
model:
  schema: fabshock/model/1
  name: seen
  currency: USD
  source: assumption
  regions: {W: {name: world}}
  sites: {w: {region: W, lat: 0, lon: 0}}
  products: {chip: {unit: d, quantum: 0.001, price: 2}}
  recipes: {chip: {cycle_time: 5 d}}
  facilities:
    fab: {site: w, kind: fab, makes: chip, capacity: 0.5/day}
    other: {site: w, kind: fab, makes: chip, capacity: 0.5/day}
  needs: {buyers: {region: W, units: chip, rate: 1/day, cover: 30 d}}
  lanes:
    - {from: fab, to: buyers, transit: 1 d, share: 0.5}
    - {from: other, to: buyers, transit: 1 d, share: 0.5}
  markets: {chip: {spot_at_start: 1.5}}
disruptions:
  - {id: half, type: outage, select: {facility: fab}, at: 2020-01-16, duration: 10 d, severity: 0.5}
observed:
  - {id: before, measure: availability, of: fab, day: 9, value: 1, source: made}
  - {id: during, measure: availability, of: fab, day: 10, value: 1, source: made}
  - {id: last, measure: availability, of: fab, day: 19, value: 1, source: made}
  - {id: after, measure: availability, of: fab, day: 20, value: 1, source: made}
  - {id: mean, measure: availability, of: fab, days: [5, 15], value: 1, source: made}
  - {id: ratio, measure: availability, of: fab, day: 12, over: -3, value: 1, source: made}
  - {id: lost, measure: availability, of: fab, days: [0, 40], over: undisturbed, as: lost, value: 0, source: made}
  - {id: lowest, measure: availability, of: fab, take: lowest, value: 1, source: made}
  - {id: lowest-day, measure: availability, of: fab, take: day-of-lowest, value: 1 d, source: made}
  - {id: below, measure: availability, of: fab, take: first-below, level: 0.7, value: 1 d, source: made}
  - {id: back, measure: availability, of: fab, take: back-above, level: 0.7, value: 1 d, source: made}
  - {id: above, measure: availability, of: fab, take: first-above, level: 0.7, days: [11, 40], value: 1 d, source: made}
  - {id: never, measure: availability, of: other, take: first-below, level: 0.7, value: 1 d, source: made}
  - {id: plus, measure: availability, of: fab, plus: 0.5, day: 12, over: 0, value: 1, source: made}
  - {id: both, measure: started, of: [fab, other], day: 5, value: 1, source: made}
  - {id: first-price, measure: price, of: chip, day: -5, value: 1, source: made}
  - {id: usual-price, measure: price, of: chip, day: -5, over: undisturbed, value: 1, source: made}
)yaml";

TEST(Outcomes, AreThoseOfAKnownCourse) {
  const WorldRun undisturbed = run_world(kWorld, 1, false);
  const WorldRun run = run_world(kWorld);
  RunMeasures measures(*run.world.network, run.world.scenario);
  std::map<std::string, MeasureRow, std::less<>> rows;
  for (const MeasureRow& row : measures.of(undisturbed.record, run.record, {})) {
    if (row.measure == "outcome") rows.emplace(row.entity, row);
  }
  const std::map<std::string, double> known = {
      {"before", 1},      {"during", 0.5}, {"last", 0.5},      {"after", 1},       {"mean", 8.0 / 11}, {"ratio", 0.5},
      {"lost", 5.0 / 41}, {"lowest", 0.5}, {"below", 10},      {"lowest-day", 10}, {"back", 20},       {"above", 20},
      {"plus", 1 / 1.5},  {"both", 1},     {"first-price", 3}, {"usual-price", 1}};
  EXPECT_FALSE(rows.contains("never"));
  EXPECT_EQ(rows.size(), known.size());
  for (const auto& [id, value] : known) {
    ASSERT_TRUE(rows.contains(id)) << id;
    EXPECT_NEAR(rows.at(id).value, value, 1e-12) << id;
  }
  EXPECT_EQ(rows.at("below").unit, "d");
  EXPECT_EQ(rows.at("ratio").unit, "1");
  EXPECT_EQ(rows.at("both").unit, "/d");
}

// Of a step of an hour a day is its 24 steps; of a week the step that it lies in, and no day before the event.
TEST(Outcomes, OfDaysThatAreNoSteps) {
  const auto outcomes = [](const std::string& text) {
    const WorldRun undisturbed = run_world(text, 1, false);
    const WorldRun run = run_world(text);
    RunMeasures measures(*run.world.network, run.world.scenario);
    std::map<std::string, double> values;
    for (const MeasureRow& row : measures.of(undisturbed.record, run.record, {})) {
      if (row.measure == "outcome") values[std::string(row.entity)] = row.value;
    }
    return values;
  };
  const auto hourly = outcomes(replaced(kWorld, "  currency: USD\n", "  currency: USD\n  step: 1 h\n"));
  EXPECT_EQ(hourly.at("before"), 1);
  EXPECT_EQ(hourly.at("during"), 0.5);
  EXPECT_NEAR(hourly.at("mean"), 8.0 / 11, 1e-12);
  EXPECT_NEAR(hourly.at("both"), 1, 0.01) << "an hour's starts are few quanta";
  EXPECT_NEAR(hourly.at("below"), 10, 1e-9);
  EXPECT_EQ(hourly.at("first-price"), 3);
  const auto weekly = outcomes(replaced(kWorld, "  currency: USD\n", "  currency: USD\n  step: 7 d\n"));
  EXPECT_GE(weekly.at("below"), 0);
}

// What the run does not reach has no value.
TEST(Outcomes, OfAShorterRunAreNotThere) {
  const std::string text = replaced(kWorld, "horizon: 60 d", "horizon: 60 d");
  World world = world_of(text);
  world.scenario.horizon = Duration::ticks(std::int64_t{30} * 24);
  const ShockPlan plan = plan_shocks(*world.network, world.scenario, {});
  const ShockPlan calm = without_shocks(plan);
  const RunRecord undisturbed = run_recorded(*world.network, &calm, world.scenario, 1);
  const RunRecord run = run_recorded(*world.network, &plan, world.scenario, 1);
  std::vector<MeasureRow> rows;
  OutcomeMeasures(*world.network, world.scenario).add(undisturbed, run, rows);
  for (const MeasureRow& row : rows) {
    EXPECT_NE(row.entity, "lost") << "its days go up to the 40th";
    EXPECT_NE(row.entity, "above");
  }
  EXPECT_EQ(rows.size(), 14U);
}

// Whatever else is recorded, and how often.
TEST(Outcomes, DoNotHangOnWhatIsRecorded) {
  const std::string often = replaced(kWorld, "disruptions:\n", "record: {every: 1 d, lanes: on}\ndisruptions:\n");
  std::vector<std::vector<double>> values;
  for (const std::string& text : {std::string(kWorld), often}) {
    const WorldRun undisturbed = run_world(text, 1, false);
    const WorldRun run = run_world(text);
    RunMeasures measures(*run.world.network, run.world.scenario);
    auto& all = values.emplace_back();
    for (const MeasureRow& row : measures.of(undisturbed.record, run.record, {})) {
      if (row.measure == "outcome") all.push_back(row.value);
    }
  }
  EXPECT_EQ(values[0], values[1]);
}

TEST(Outcomes, OfNothingAreWrong) {
  const World world = world_of(replaced(kWorld, "of: other, take", "of: outher, take"));
  Diagnostics diagnostics;
  check_observed(*world.network, world.scenario, diagnostics);
  ASSERT_EQ(diagnostics.errors(), 1U);
  EXPECT_EQ(diagnostics.all()[0].message, "observation 'never': there is no 'availability' of 'outher'");
  EXPECT_EQ(diagnostics.all()[0].hint, "did you mean 'other'?");
  const World sum = world_of(replaced(kWorld, "of: other, take", "of: [fab, other], take"));
  Diagnostics of_sum;
  check_observed(*sum.network, sum.scenario, of_sum);
  ASSERT_EQ(of_sum.errors(), 1U);
  EXPECT_EQ(of_sum.all()[0].message, "observation 'never' is of several, and a 'availability' does not add up");
}

}  // namespace
}  // namespace fabshock::test::outcomes_test
