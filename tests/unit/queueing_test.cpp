// Lines whose cycle time grows with use: queues against Kingman's formula and Little's law.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "dynamics/queueing.h"
#include "support/live.h"

namespace fabshock::test::queueing_test {
namespace {

constexpr std::int64_t kStep = 24;

// A line that starts `start0` of `most` a day and takes `days` when empty.
NodeParams line(Quanta start0, Quanta most, double days) {
  NodeParams params;
  params.start0 = start0;
  params.most = params.capacity = most;
  params.raw_process_time = static_cast<std::int64_t>(days * 24 * 1e6);
  return params;
}

ControlLaw varying(double variability) {
  ControlLaw law;
  law.variability = variability;
  return law;
}

Quanta leaves(const NodeParams& params, const ControlLaw& law, Quanta through, double ran = 1, double share = 1) {
  return queueing::leaving(params, law, kStep, through, ran, share);
}

TEST(Queueing, AtTheBaselineWhatIsStartedLeavesExactly) {
  for (const double v : {0.001, 0.05, 0.3, 1.0}) {
    for (const double days : {0.7, 20.0, 120.0}) {
      for (const Quanta start0 : {1, 7, 1000, 123'456'789}) {
        for (const double use : {0.1, 0.6, 0.95, 0.9999, 1.0}) {
          const auto most = static_cast<Quanta>(std::ceil(static_cast<double>(start0) / use));
          const NodeParams params = line(start0, most, days);
          const ControlLaw law = varying(v);
          const Quanta through = start0 * (1 + queueing::usual_steps(params, law, kStep));
          ASSERT_EQ(leaves(params, law, through), start0) << v << ", " << days << " d, " << start0 << " of " << most;
        }
      }
    }
  }
}

// In the long run at an inflow of x: x (t_p + wait) = work in process, wait = t_p v u/(1 - u)  [Kingman 1961; Little
// 1961]. The queue that is left at a step's end, with what of the baseline's is less than a whole step's, is x wait.
TEST(Queueing, AtAnyOtherUseTheQueueIsKingmans) {
  constexpr double kDays = 42;
  constexpr double kVariability = 0.2;
  const NodeParams params = line(600'000, 1'000'000, kDays);
  const ControlLaw law = varying(kVariability);
  const double rest = kDays * kVariability * 0.6 / 0.4 - 12;  // of a step
  ASSERT_EQ(queueing::usual_steps(params, law, kStep), 12);
  for (const Quanta inflow : {500'000, 600'000, 800'000, 900'000, 970'000}) {
    Quanta queue = 12 * params.start0;
    Quanta out = 0;
    for (int day = 0; day < 300'000; ++day) {
      out = leaves(params, law, queue + inflow);
      queue += inflow - out;
    }
    EXPECT_EQ(out, inflow);
    const double u = static_cast<double>(inflow) / 1e6;
    const double waits = static_cast<double>(queue) + rest * 600'000;
    // Near full use a queue may be thousands of quanta longer before one more leaves.
    EXPECT_NEAR(waits / static_cast<double>(inflow), kDays * kVariability * u / (1 - u), 0.01) << inflow;
  }
}

TEST(Queueing, NoMoreLeavesThanIsThereOrTheLineServes) {
  const NodeParams params = line(900, 1000, 50);
  const ControlLaw law = varying(0.1);
  EXPECT_EQ(leaves(params, law, 0), 0);
  EXPECT_EQ(leaves(params, law, 1), 1) << "what is left over is not left for ever";
  EXPECT_EQ(leaves(params, law, 5000, 0), 0) << "the line stands";
  EXPECT_EQ(leaves(params, law, 1'000'000'000), 1000);
  EXPECT_EQ(leaves(params, law, 1'000'000'000, 0.5), 500);
  EXPECT_EQ(leaves(params, law, 1'000'000'000, 1, 2), 2000) << "a line that was enlarged";
  Quanta before = 0;
  for (Quanta through = 0; through < 20'000; through += 100) {
    const Quanta now = leaves(params, law, through);
    EXPECT_GE(now, before) << "the longer the queue, the more leaves";
    before = now;
  }
}

TEST(Queueing, WorkInProcessIsPlannedForTheFlowThatIsForecast) {
  const NodeParams params = line(600, 1000, 40);
  const ControlLaw law = varying(0.2);
  EXPECT_EQ(queueing::planned(params, law, kStep, 600, 0, 1, 1), 0);
  EXPECT_NEAR(queueing::planned(params, law, kStep, 800, 0, 1, 1), 800 * 8 * (4 - 1.5), 1e-9);
  EXPECT_NEAR(queueing::planned(params, law, kStep, 300, 0, 1, 1), 300 * 8 * (0.3 / 0.7 - 1.5), 1e-9);
  EXPECT_NEAR(queueing::planned(params, law, kStep, 1200, 0, 1, 2), 1200 * 8 * (1.5 - 1.5), 1e-9);
  EXPECT_NEAR(queueing::planned(params, law, kStep, 2000, 0, 1, 1), 975 * 8 * (39 - 1.5), 1e-9)
      << "half-way from 0.95 to 1";
}

std::string fab(const std::string& rest) {
  return R"(schema: fabshock/scenario/1
name: queue
start: 2026-01-01
horizon: 25 y
model:
  schema: fabshock/model/1
  name: queue
  source: assumption
  regions: {A: {bloc: one}}
  sites: {a: {region: A, lat: 0, lon: 0}}
  products: {chip: {unit: chip, quantum: 1, class: c}}
  recipes: {chip: {cycle_time: 52 d}}
  facilities:
    fab: {site: a, owner: O, kind: fab, makes: chip, capacity: 1000000/day, variability: 0.2}
  needs: {buyers: {region: A, units: chip, rate: 600000/day, patience: 0, cover: 10 d, growth: 0.02/year}}
  lanes: [{from: fab, to: buyers, transit: 1 d}]
)" + rest;
}

// In the whole line: its cycle time is 40 d (1 + 0.2 u/(1 - u)) at any use that comes slowly.
TEST(Queueing, ALineThatIsUsedMoreTakesLongerByKingmansFormula) {
  Live live(fab(""));
  for (const std::int64_t year : {1, 10, 20}) {
    live.through_day(365 * year);
    const NodeState& now = live.node("fab");
    const auto good = static_cast<double>(now.good);
    live.through_day(365 * year + 1);
    const double flow = static_cast<double>(live.node("fab").good) - good;
    const double u = flow / 1e6;
    const double cycle = static_cast<double>(now.wip) / flow;
    // Demand grows by up to a hundredth while a lot is in the line.
    EXPECT_NEAR(cycle, 40 * (1 + 0.2 * u / (1 - u)), 0.02 * cycle) << "year " << year << ", use " << u;
  }
  EXPECT_GT(live.node("fab").begun, 850'000);
  EXPECT_EQ(live.broken(), "");
}

TEST(Queueing, AfterAStopTheQueueDrainsAndAllIsAsBefore) {
  Live live(replaced(
      fab("disruptions: [{id: stop, type: outage, select: {facility: fab}, at: 2026-03-01, duration: 20 d}]\n"),
      ", growth: 0.02/year", ""));
  live.through_day(50);
  const Quanta wip = live.node("fab").wip;
  live.through_day(3000);
  // The queue may keep what does not change the whole quanta that leave.
  EXPECT_NEAR(static_cast<double>(live.node("fab").wip), static_cast<double>(wip), 1e-5 * static_cast<double>(wip));
  EXPECT_EQ(live.node("fab").begun, 600'000);
  EXPECT_EQ(live.broken(), "");
}

// At 63 % of its speed a line that is used to 60 % is used to 95 %: it keeps up, with the queue that this takes, and
// fills its stock again.
TEST(Queueing, ALineThatIsSlowedPlansForTheUseThatItHas) {
  std::string text =
      fab("disruptions: [{id: slow, type: outage, select: {facility: fab}, severity: 0.37, at: 2026-03-01}]\n");
  text = replaced(text, ", growth: 0.02/year", "");
  text = replaced(text, "variability: 0.2", "variability: 0.05, finished_stock: 20 d");
  Live live(replaced(text, "patience: 0", "patience: 9999 d"));
  live.through_day(9000);
  EXPECT_GT(live.node("fab").finished * 10, live.params("fab").finished0 * 9);
  const double u = 0.6 / 0.63;
  const double raw = 52 / (1 + 0.05 * 1.5);
  const double wip = 600'000 / 0.63 * raw * (1 + 0.05 * u / (1 - u));
  EXPECT_NEAR(static_cast<double>(live.node("fab").wip), wip, 0.02 * wip);
}

// Who catches up plans for the longer queue, and so uses half of what is free at least: 20 days of output that were
// lost are back by then.
TEST(Queueing, ALineThatCatchesUpUsesHalfOfWhatIsFree) {
  for (const double use : {0.8, 0.9, 0.95}) {
    std::string text =
        fab("disruptions: [{id: stop, type: outage, select: {facility: fab}, at: 2026-03-01, duration: 20 d}]\n");
    text = replaced(text, ", growth: 0.02/year", "");
    text = replaced(text, "variability: 0.2", "variability: 0.005, finished_stock: 20 d");
    Live live(replaced(text, "rate: 600000/day, patience: 0",
                       "rate: " + std::to_string(static_cast<int>(use * 1e6)) + "/day, patience: 9999 d"));
    const auto half = static_cast<std::int64_t>(20 * use / ((1 - use) / 2));
    live.through_day(59 + 20 + 52 + half);
    EXPECT_GT(live.node("fab").finished * 10, live.params("fab").finished0 * 9) << use;
  }
}

// Cycle times of about a step are rounded to whole ones, and so is what of them is waiting.
TEST(Queueing, LinesOfAboutAStepStandStillAtTheBaseline) {
  for (const char* const cycle : {"1 h", "11 h", "13 h", "24 h", "35 h", "37 h", "3 d"}) {
    for (const char* const variability : {"0.05", "0.5", "1", "10"}) {
      for (const int rate : {100'000, 600'000, 950'000}) {
        std::string text = replaced(fab(""), ", growth: 0.02/year", "");
        text = replaced(text, "cycle_time: 52 d", std::string{"cycle_time: "} + cycle);
        text = replaced(text, "variability: 0.2", std::string{"variability: "} + variability);
        Live live(replaced(text, "rate: 600000/day", "rate: " + std::to_string(rate) + "/day"));
        for (int day = 1; day < 60; ++day) {
          const Quanta before = live.node("fab").good;
          live.through_day(day);
          ASSERT_EQ(live.node("fab").begun, rate) << cycle << ", v " << variability << ", day " << day;
          if (day > 1) {
            ASSERT_EQ(live.node("fab").good - before, rate) << cycle << ", v " << variability << ", day " << day;
          }
        }
      }
    }
  }
}

}  // namespace
}  // namespace fabshock::test::queueing_test
