// How much of an output's variance is a factor's: Sobol' indices from rows A, B, and A with the factor as in B.
//
//   first-order  S = V(E(y | x)) / V(y)          by  mean of (f(B) - f0)(f(AB) - f(A))    [Saltelli et al. 2010,
//   Computer
//                                                    Physics Communications 181, 259-270, table 2 (b)], f0 the mean
//   total        T = E(V(y | all but x)) / V(y)  by  mean of (f(A) - f(AB))^2 / 2         [Jansen 1999, Computer
//   Physics
//                                                    Communications 117, 35-43]
// over V, the variance of f(A) and f(B) together, of the rows in which both are known: the same for all factors. S is
// what of the variance would go if the factor were known, T what would stay if all others were. Estimates may lie a
// little below 0, or S above T.
#pragma once
#include <span>

#include "stats/intervals.h"

namespace fabshock {

struct SobolIndices {
  std::uint64_t n = 0;  // rows in which all three are known, over which its means are
  std::optional<double> first, total;
  std::optional<Interval> first_interval, total_interval;  // 95 %, by bootstrap over rows
};

// By row; NaN: not known. Nothing where the output does not vary, or of fewer than two rows.
SobolIndices sobol_indices(std::span<const double> a, std::span<const double> b, std::span<const double> ab);

}  // namespace fabshock
