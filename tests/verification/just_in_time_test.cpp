// Where nobody holds a stock, a stop is felt after the way from the line to the user, in steps of the model: hours
// where its step is an hour.
#include <gtest/gtest.h>

#include <string>
#include <tuple>

#include "support/live.h"

namespace fabshock::test::just_in_time_test {
namespace {

// 100 an hour, made in twelve hours; the assembler stops at the first hour of February.
std::string world(int step, int transit) {
  return R"(schema: fabshock/scenario/1
name: just-in-time
start: 2026-01-01
horizon: 60 d
model:
  schema: fabshock/model/1
  name: just-in-time
  source: assumption
  step: )" +
         std::to_string(step) + R"( h
  regions: {A: {bloc: one}}
  sites: {a: {region: A, lat: 0, lon: 0}}
  products: {device: {unit: device, quantum: 0.001, class: device}}
  recipes: {device: {cycle_time: 12 h}}
  facilities:
    assembler: {site: a, owner: Q, kind: assembly, makes: device, capacity: 2400/day}
  needs:
    buyers: {region: A, units: device, rate: 2400/day, patience: 60 d}
  lanes: [{from: assembler, to: buyers, transit: )" +
         std::to_string(transit) + R"( h}]
disruptions:
  - {id: stop, type: outage, select: {facility: assembler}, at: 2026-02-01, duration: 20 d}
)";
}

constexpr std::int64_t kStop = std::int64_t{31} * 24;  // [h]

// Hours from the stop to the first step whose buyers get nothing.
std::int64_t first_lack(int step, int transit) {
  Live live(world(step, transit));
  live.engine->run_until(kStop, nullptr);
  EXPECT_EQ(live.node("buyers").good, live.node("buyers").started) << "all are served before the stop";
  Quanta served = live.node("buyers").good;
  for (std::int64_t tick = kStop; tick < kStop + 240; tick += step) {
    live.engine->run_until(tick + 1, nullptr);
    const Quanta got = live.node("buyers").good - served;
    if (got == 0) {
      EXPECT_EQ(live.broken(), "");
      return tick - kStop;
    }
    EXPECT_EQ(got, Quanta{100'000} * step) << tick;
    served += got;
  }
  return -1;
}

// What is through when the line stops is shipped in that step, and used in the step in which it arrives: the next one
// lacks it. Of a transit of t in steps of h that is h (t/h rounded up, and one).
TEST(JustInTime, AStopIsFeltAfterTheWayAndAStep) {
  for (const auto& [step, transit, hours] :
       {std::tuple(1, 6, 7), std::tuple(1, 1, 2), std::tuple(1, 10, 11), std::tuple(4, 6, 12), std::tuple(4, 1, 8),
        std::tuple(4, 10, 16), std::tuple(24, 6, 48), std::tuple(24, 1, 48)}) {
    EXPECT_EQ(first_lack(step, transit), hours) << step << ", " << transit;
    EXPECT_EQ(hours, step * ((transit + step - 1) / step + 1));
  }
}

}  // namespace
}  // namespace fabshock::test::just_in_time_test
