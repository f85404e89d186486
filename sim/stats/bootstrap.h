// Percentile intervals by resampling rows [Efron 1979, Annals of Statistics 7, 1-26; Archer, Saltelli & Sobol' 1997,
// Journal of Statistical Computation and Simulation 58, 99-120, for indices of sensitivity]. The same rows are drawn
// each time, so that the same numbers have the same interval.
#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <random>
#include <span>
#include <vector>

#include "stats/intervals.h"
#include "stats/quantiles.h"

namespace fabshock {

inline constexpr int kResamples = 1000;

// Calls `estimate` with rows drawn with replacement, 0 .. n - 1, kResamples times.
template <class Estimate>
void resample(std::uint32_t n, const Estimate& estimate) {
  std::mt19937_64 bits;  // of the same seed each time
  std::vector<std::uint32_t> rows(n);
  for (int i = 0; i < kResamples; ++i) {
    for (std::uint32_t& row : rows) row = static_cast<std::uint32_t>(((bits() >> 32U) * n) >> 32U);
    estimate(std::span<const std::uint32_t>{rows});
  }
}

// Of what the resamples gave; those that are not finite say nothing. nullopt of none.
inline std::optional<Interval> percentile_interval(std::vector<double> estimates) {
  std::erase_if(estimates, [](double x) { return !std::isfinite(x); });
  if (estimates.empty()) return std::nullopt;
  std::sort(estimates.begin(), estimates.end());
  constexpr double kTail = (1.0 - kConfidence) / 2;
  return Interval{sorted_quantile(estimates, kTail), sorted_quantile(estimates, 1.0 - kTail)};
}

}  // namespace fabshock
