// Recovery curves: the integral of every staircase is that of its curve, in closed form.
#include "dynamics/recovery.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace fabshock::test::recovery_test {
namespace {

constexpr std::int64_t kFar = std::int64_t{10} * 365 * 24;
constexpr double kFull = 1e6;

Disruption recovering(RecoveryShape shape, double over, double cell = 24) {
  Disruption d;
  d.duration = Number{};
  d.recovery.shape = shape;
  d.recovery.over.value = over;
  d.recovery.cell.value = cell;
  return d;
}

// Lost [ppm-ticks] up to the horizon.
double integral(const std::vector<Level>& course, std::int64_t horizon) {
  double sum = 0;
  for (std::size_t i = 0; i < course.size(); ++i) {
    const std::int64_t end = i + 1 < course.size() ? course[i + 1].tick : horizon;
    sum += static_cast<double>(course[i].lost) * static_cast<double>(end - course[i].tick);
  }
  return sum;
}

void expect_well_formed(const std::vector<Level>& course, std::int64_t horizon) {
  ASSERT_FALSE(course.empty());
  for (std::size_t i = 0; i < course.size(); ++i) {
    EXPECT_GE(course[i].lost, 0);
    EXPECT_LE(course[i].lost, 1'000'000);
    EXPECT_LT(course[i].tick, horizon);
    if (i == 0) continue;
    EXPECT_LT(course[i - 1].tick, course[i].tick);
    EXPECT_NE(course[i - 1].lost, course[i].lost);
  }
}

class Staircase : public testing::TestWithParam<double> {};  // cell [h]

TEST_P(Staircase, Exponential) {  // tau (1 - e^(-H/tau)), less the tail beyond half a ppm
  for (const double tau : {7.0, 30.0, 240.0, 720.0, 5000.0}) {
    for (const std::int64_t horizon : {50L, 1000L, 3001L, kFar}) {
      const auto course = course_of(recovering(RecoveryShape::kExponential, tau, GetParam()), 10, horizon);
      expect_well_formed(course, horizon);
      const double h = static_cast<double>(horizon - 10);
      const double exact = tau * (1 - std::exp(-h / tau)) * kFull;
      const double tail = h > -tau * std::log(0.5e-6) ? tau * 0.5 : 0;  // [ppm-ticks] cut off where half a ppm is left
      EXPECT_NEAR(integral(course, horizon), exact, GetParam() + tail + 1e-3) << tau << ' ' << horizon;
    }
  }
}

TEST_P(Staircase, Linear) {  // T/2
  for (const double over : {1.0, 24.0, 100.0, 719.0, 720.0, 8000.0}) {
    const auto course = course_of(recovering(RecoveryShape::kLinear, over, GetParam()), 5, kFar);
    expect_well_formed(course, kFar);
    EXPECT_NEAR(integral(course, kFar), over / 2 * kFull, GetParam() + 1e-3) << over;
    EXPECT_EQ(course.back().lost, 0);
    EXPECT_LE(course.back().tick, 5 + static_cast<std::int64_t>(over));
    // Cut off by the horizon half-way: three quarters of it.
    const auto half = static_cast<std::int64_t>(over / 2);
    if (half < 1 || over != 2 * static_cast<double>(half)) continue;
    const auto cut = course_of(recovering(RecoveryShape::kLinear, over, GetParam()), 5, 5 + half);
    // A cell that the horizon cuts loses its average, which is at most half a cell's fall less than the curve.
    EXPECT_NEAR(integral(cut, 5 + half), over * 0.375 * kFull,
                GetParam() * GetParam() / over * kFull + GetParam() + 1e-3)
        << over;
  }
}

TEST_P(Staircase, Logistic) {
  for (const double over : {24.0, 100.0, 720.0}) {
    const auto course = course_of(recovering(RecoveryShape::kLogistic, over, GetParam()), 0, kFar);
    expect_well_formed(course, kFar);
    // Of (1 + e^-4)/(1 + e^(4(t/T - 1))) from 0 to infinity: (1 + e^-4) T/4 ln(1 + e^4).
    const double exact = (1 + std::exp(-4)) * over / 4 * std::log1p(std::exp(4)) * kFull;
    EXPECT_NEAR(integral(course, kFar), exact, GetParam() + over / 4 * 0.6 + 1e-3) << over;
    EXPECT_EQ(course.back().lost, 0);
    // Half is back at about T.
    for (const Level& level : course) {
      if (static_cast<double>(level.tick) < over - GetParam()) {
        EXPECT_GT(level.lost, 500'000);
      }
      if (static_cast<double>(level.tick) > over + GetParam()) {
        EXPECT_LT(level.lost, 520'000);
      }
    }
  }
}

TEST_P(Staircase, Points) {  // trapezia
  Disruption d = recovering(RecoveryShape::kPoints, 0, GetParam());
  d.recovery.points = {{0, 1}, {10, 0.3}, {72, 0.3}, {100, 0.9}, {173, 0}};
  const double exact = 10 * 0.65 + 62 * 0.3 + 28 * 0.6 + 73 * 0.45;
  const auto course = course_of(d, 24, kFar);
  expect_well_formed(course, kFar);
  EXPECT_NEAR(integral(course, kFar), exact * kFull, GetParam() + 1e-3);
  EXPECT_EQ(course.front().tick, 24);
  EXPECT_EQ(course.back().lost, 0);
  EXPECT_EQ(course.back().tick, 24 + 173);
}

INSTANTIATE_TEST_SUITE_P(Cells, Staircase, testing::Values(1.0, 6.0, 24.0, 168.0, 1000.0));

TEST(Course, StepIsAllOrNothing) {
  Disruption d = recovering(RecoveryShape::kStep, 0);
  d.duration->value = 240;
  d.dead_time.value = 24;
  const auto course = course_of(d, 100, kFar);
  ASSERT_EQ(course.size(), 2U);
  EXPECT_EQ(course[0].tick, 100);
  EXPECT_EQ(course[0].lost, 1'000'000);
  EXPECT_EQ(course[1].tick, 364);
  EXPECT_EQ(course[1].lost, 0);
}

TEST(Course, WithoutDurationAStepLastsToTheHorizon) {
  Disruption d;
  EXPECT_EQ(course_of(d, 100, 1000).size(), 1U);
  d.duration = Number{.value = 900};
  EXPECT_EQ(course_of(d, 100, 1000).size(), 1U);  // over exactly at the horizon: nobody sees its end
  d.duration = Number{.value = 899};
  EXPECT_EQ(course_of(d, 100, 1000).size(), 2U);
}

TEST(Course, DurationAndDeadTimeComeBeforeTheCurve) {
  Disruption d = recovering(RecoveryShape::kLinear, 100, 1);
  d.duration->value = 48;
  d.dead_time.value = 12;
  const auto course = course_of(d, 0, kFar);
  EXPECT_NEAR(integral(course, kFar), (60 + 50) * kFull, 1.001);
  EXPECT_EQ(course.front().lost, 1'000'000);
  EXPECT_EQ(course[1].tick, 60);
  EXPECT_EQ(course[1].lost, 995'000);  // the average of the first hour
}

TEST(Course, ThatBeganBeforeTheRunIsTheSameShifted) {
  const Disruption d = recovering(RecoveryShape::kExponential, 240);
  const auto then = course_of(d, -500, kFar);
  const auto now = course_of(d, 0, kFar + 500);
  ASSERT_EQ(then.size(), now.size());
  for (std::size_t i = 0; i < then.size(); ++i) {
    EXPECT_EQ(then[i].tick, now[i].tick - 500);
    EXPECT_EQ(then[i].lost, now[i].lost);
  }
}

TEST(Course, PointsThatEndAboveZeroStayThere) {
  Disruption d = recovering(RecoveryShape::kPoints, 0, 24);
  d.recovery.points = {{0, 1}, {48, 0.25}};
  const auto course = course_of(d, 0, 1000);
  EXPECT_EQ(course.back().lost, 250'000);
  EXPECT_NEAR(integral(course, 1000), (48 * 0.625 + 952 * 0.25) * kFull, 24.001);
}

}  // namespace
}  // namespace fabshock::test::recovery_test
