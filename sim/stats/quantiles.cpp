#include "stats/quantiles.h"

#include <boost/math/distributions/binomial.hpp>
#include <cmath>

#include "base/math.h"

namespace fabshock {
namespace {

// What is asked for is met where only rounding is missing.
constexpr double kRounding = 1e-12;

// P(B < k) and P(B >= k) of a binomial.
double chance_below(std::uint64_t k, std::uint64_t n, double p) {
  if (k == 0) return 0;
  return boost::math::cdf(boost::math::binomial(static_cast<double>(n), p), static_cast<double>(k - 1));
}
double chance_from(std::uint64_t k, std::uint64_t n, double p) {
  if (k == 0) return 1;
  if (k > n) return 0;
  return boost::math::cdf(
      boost::math::complement(boost::math::binomial(static_cast<double>(n), p), static_cast<double>(k - 1)));
}

// The first k in [low, high) for which the test holds; high where it never does. It holds for all after the first.
template <class Test>
std::uint64_t first_that(std::uint64_t low, std::uint64_t high, Test&& test) {
  while (low < high) {
    const std::uint64_t middle = low + (high - low) / 2;
    if (test(middle)) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

}  // namespace

double sorted_quantile(std::span<const double> values, double p) {
  const double place = static_cast<double>(values.size() - 1) * p;
  const double whole = std::floor(place);
  const auto i = static_cast<std::size_t>(whole);
  if (i + 1 >= values.size()) return values.back();
  return values[i] + (place - whole) * (values[i + 1] - values[i]);
}

std::optional<std::uint64_t> upper_rank(std::uint64_t n, double p, double confidence) {
  const double miss = 1 - confidence + kRounding;
  const std::uint64_t rank = first_that(1, n + 1, [&](std::uint64_t k) { return chance_from(k, n, p) <= miss; });
  if (rank > n) return std::nullopt;
  return rank;
}

std::optional<std::uint64_t> lower_rank(std::uint64_t n, double p, double confidence) {
  const double miss = 1 - confidence + kRounding;
  const std::uint64_t rank = first_that(1, n + 1, [&](std::uint64_t k) { return chance_below(k, n, p) > miss; }) - 1;
  if (rank == 0) return std::nullopt;
  return rank;
}

QuantileRanks quantile_ranks(std::uint64_t n, double p, double confidence) {
  const double one_side = 1 - (1 - confidence) / 2;
  QuantileRanks ranks{lower_rank(n, p, one_side), upper_rank(n, p, one_side)};
  ranks.coverage = without_last_bits(1 - (ranks.lower ? chance_below(*ranks.lower, n, p) : 0) -
                                     (ranks.upper ? chance_from(*ranks.upper, n, p) : 0));
  return ranks;
}

std::uint64_t least_sample(double p, double confidence) {
  const double miss = 1 - confidence + kRounding;
  return static_cast<std::uint64_t>(std::ceil(det_log(miss) / det_log(p)));
}

QuantileBounds bounds(std::span<const double> values, const QuantileRanks& ranks) {
  QuantileBounds found;
  if (ranks.lower) found.low = values[*ranks.lower - 1];
  if (ranks.upper) found.high = values[*ranks.upper - 1];
  return found;
}

}  // namespace fabshock
