// Recovery curves as staircases of their own cell averages, in ppm of the severity still lost, with the remainder of
// each rounding carried into the next cell: the integral of the staircase is that of the curve, within one ppm of a
// cell.
//   step         1 until the end, then 0
//   linear       1 - t/T                                   integral T/2
//   exponential  e^(-t/T)                                  integral T (1 - e^(-H/T)) up to H
//   logistic     (1 + e^-4)/(1 + e^(4 (t/T - 1)))          half back at about T
//   points       piecewise linear through the given points, from the disruption's first hour
// Units: t, T, H [h]. Defaults: step, cells of 1 d. Source: the shapes are choices; T and points are the scenario's.
#pragma once
#include <vector>

#include "scenario/scenario.h"

namespace fabshock {

struct Level {
  std::int64_t tick = 0;  // from here on ...
  std::int32_t lost = 0;  // ... this share of the severity is lost [ppm]
};

// Hours lost in the first `hours` of a recovery: the integral of its curve.
double hours_lost(const Recovery& recovery, double hours);

// The whole course of a disruption that begins at tick `at`, up to `horizon`; ends with level 0 if it ends before.
// Ticks rise strictly and levels change at every one of them.
std::vector<Level> course_of(const Disruption& disruption, std::int64_t at, std::int64_t horizon);

}  // namespace fabshock
