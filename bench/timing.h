// What the benchmarks time by. On a shared machine the speed drifts by half within minutes: what is compared is timed
// in turns, a slice of the one and a slice of the other, and a figure is the median of such ratios.
#pragma once
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <vector>

namespace fabshock::bench {

template <typename Call>
double seconds_of(const Call& call) {
  const auto begin = std::chrono::steady_clock::now();
  call();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

inline double median(std::vector<double> values) {  // at least one
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace fabshock::bench
