// Confidence intervals of means and of probabilities. confidence: of both sides together, in (0, 1), such as 0.95.
#pragma once
#include <cstdint>
#include <optional>

#include "stats/moments.h"

namespace fabshock {

inline constexpr double kConfidence = 0.95;  // of all intervals that are written

struct Interval {
  double low = 0;
  double high = 0;
  bool operator==(const Interval&) const = default;
};

// Student's t with so many degrees of freedom, at least 1: P(|T| <= t) = confidence. By Boost.Math, to 32 significant
// bits.
double t_factor(double confidence, std::uint64_t freedom);

// t * sd / sqrt(n); nothing of fewer than two numbers.
std::optional<double> half_width(const Moments& moments, double confidence);

// mean -+ half width [Student 1908]: exact for normal numbers, good for a mean of many that are not very skewed.
std::optional<Interval> mean_interval(const Moments& moments, double confidence);

// Of the difference of the means of two samples that share nothing [Welch 1947, Biometrika 34, 28-35], with the degrees
// of freedom rounded down; nothing of fewer than two numbers in either.
std::optional<Interval> welch_interval(const Moments& a, const Moments& b, double confidence);

// Of the probability of what happened in k of n independent tries [Wilson 1927, JASA 22, 209-212]; nothing of no tries.
// Holds for k = 0 and k = n too, where the interval of the textbooks has no width [Newcombe 1998, Statistics in
// Medicine 17, 857-872].
std::optional<Interval> wilson_interval(std::uint64_t k, std::uint64_t n, double confidence);

}  // namespace fabshock
