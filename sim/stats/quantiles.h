// Quantiles of a sample, and how well it knows those of what it was drawn from.
#pragma once
#include <cstdint>
#include <optional>
#include <span>

namespace fabshock {

// The p-quantile, 0 <= p <= 1, of numbers that rise: at place (n - 1)p, straight between neighbours. Definition 7 of
// Hyndman & Fan (American Statistician 50, 1996), the one of numpy, R and pandas. values is not empty.
double sorted_quantile(std::span<const double> values, double p);

// Order statistics between which the true p-quantile lies, whatever the distribution: ranks from 1, X(lower) <= q <=
// X(upper). The number B of values below q is binomial(n, p), so they cover q with probability P(lower <= B < upper)
// [Thompson 1936; David & Nagaraja 2003, section 7.1], exactly for continuous distributions, at least so for others. A
// missing rank says that n is too small for that bound: the largest or smallest value does not lie beyond q with the
// probability asked for.
struct QuantileRanks {
  std::optional<std::uint64_t> lower{}, upper{};
  double coverage = 0;  // of what is there; 1 where neither is, which says nothing
};

// 0 < p < 1, 0 < confidence < 1. Both sides: each side misses with probability (1 - confidence)/2 at most, and the
// ranks are the innermost that do.
QuantileRanks quantile_ranks(std::uint64_t n, double p, double confidence);

// One-sided: q <= X(rank) with the confidence, the least such rank; q >= X(rank), the largest. Nothing where n is too
// small.
std::optional<std::uint64_t> upper_rank(std::uint64_t n, double p, double confidence);
std::optional<std::uint64_t> lower_rank(std::uint64_t n, double p, double confidence);

// The least n at which upper_rank has an answer: 1 - p^n >= confidence; 299 for p = 0.99 at 0.95 [Wilks 1941]. For
// lower_rank of p ask for 1 - p.
std::uint64_t least_sample(double p, double confidence);

// The values at the ranks. values: rising, as many as the ranks were made for.
struct QuantileBounds {
  std::optional<double> low{}, high{};
};
QuantileBounds bounds(std::span<const double> values, const QuantileRanks& ranks);

}  // namespace fabshock
