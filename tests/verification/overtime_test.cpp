// What a line starts when more is wanted than it has capacity for.
#include <gtest/gtest.h>

#include "support/live.h"

namespace fabshock::test::overtime_test {
namespace {

// 900 a day of a line of 1,000; what a stop of a month leaves owed is waited for.
std::string world(const std::string& overtime, const std::string& rest) {
  return R"(schema: fabshock/scenario/1
name: overtime
start: 2026-01-01
horizon: 2 y
model:
  schema: fabshock/model/1
  name: overtime
  source: assumption
  regions: {A: {bloc: one}}
  sites: {a: {region: A, lat: 0, lon: 0}}
  products: {chip: {unit: chip, quantum: 0.001, class: c}}
  recipes: {chip: {cycle_time: 5 d}}
  facilities:
    maker: {site: a, owner: O, kind: fab, makes: chip, capacity: 1000/day)" +
         overtime + R"(}
  needs:
    buyers: {region: A, units: chip, rate: 900/day, patience: 1000 y}
  lanes: [{from: maker, to: buyers, transit: 24 h}]
disruptions:
  - {id: stop, type: outage, select: {facility: maker}, at: 2026-02-01, )" +
         rest + "}\n";
}

constexpr std::int64_t kBack = 31 + 30;  // the day on which a month's stop ends

// K(1 + o) a step, to the quantum, as long as more is wanted.
TEST(Overtime, AStepStartsCapacityAndTheExtraAndNoMore) {
  for (const auto& [key, most] :
       {std::pair("", 1'000'000), std::pair(", overtime: 0.2", 1'200'000), std::pair(", overtime: 0.35", 1'350'000)}) {
    Live live(world(key, "duration: 30 d"));
    live.through_day(kBack);
    const Quanta started = live.node("maker").started;
    for (std::int64_t day = kBack + 1; day <= kBack + 20; ++day) {
      live.through_day(day);
      ASSERT_GT(live.node("maker").wanted, most) << day;
      ASSERT_EQ(live.node("maker").begun, most) << day;
      ASSERT_EQ(live.node("maker").bound, Bound::kCapacity) << day;
    }
    EXPECT_EQ(live.node("maker").started - started, Quanta{20} * most);
    EXPECT_EQ(live.broken(), "");
  }
}

// Overtime is worked on what runs: K(1 + o) phi of a line of which half stands.
TEST(Overtime, OfHalfALineIsHalf) {
  for (const auto& [key, most] : {std::pair("", 1'000'000), std::pair(", overtime: 0.2", 1'200'000)}) {
    Live live(world(key, "severity: 0.5"));
    live.through_day(100);
    const Quanta started = live.node("maker").started;
    live.through_day(200);
    EXPECT_EQ(live.node("maker").started - started, Quanta{100} * most / 2);
  }
}

// What is not wanted is not started, and of those who wait K(1 + o) less what is asked for are served a step.
TEST(Overtime, IsWorkedOnlyWhereMoreIsWanted) {
  Live calm(world(", overtime: 0.2", "severity: 0, duration: 1 d"));
  calm.through_day(100);
  EXPECT_EQ(calm.node("maker").started, Quanta{101} * 900'000);
  Live live(world(", overtime: 0.2", "duration: 30 d"));
  live.through_day(kBack + 10);
  const Quanta waiting = live.node("buyers").backlog;
  live.through_day(kBack + 20);
  EXPECT_EQ(waiting - live.node("buyers").backlog, Quanta{10} * (1'200'000 - 900'000));
}

// Nothing but capacity is started, as of a line that has no overtime to work.
TEST(Overtime, SwitchedOffIsNotWorked) {
  const auto off = [](const std::string& yaml) {
    return replaced(yaml, "horizon: 2 y\n", "horizon: 2 y\nswitches: {overtime: off}\n");
  };
  Live live(off(world(", overtime: 0.2", "duration: 30 d")));
  Live none(world("", "duration: 30 d"));
  for (std::int64_t day = 0; day <= 400; ++day) {
    live.through_day(day);
    none.through_day(day);
    ASSERT_LE(live.node("maker").begun, 1'000'000) << day;
    ASSERT_EQ(live.node("maker").started, none.node("maker").started) << day;
    ASSERT_EQ(live.node("buyers").backlog, none.node("buyers").backlog) << day;
  }
  EXPECT_EQ(live.engine->fingerprint(), none.engine->fingerprint());
}

}  // namespace
}  // namespace fabshock::test::overtime_test
