#include "stats/intervals.h"

#include <boost/math/distributions/students_t.hpp>
#include <cmath>

#include "base/math.h"

namespace fabshock {

double t_factor(double confidence, std::uint64_t freedom) {
  const boost::math::students_t t(static_cast<double>(freedom));
  return without_last_bits(boost::math::quantile(boost::math::complement(t, (1 - confidence) / 2)));
}

std::optional<double> half_width(const Moments& moments, double confidence) {
  if (moments.n() < 2) return std::nullopt;
  const double error = std::sqrt(moments.variance() / static_cast<double>(moments.n()));
  return error == 0 ? 0.0 : t_factor(confidence, moments.n() - 1) * error;
}

std::optional<Interval> mean_interval(const Moments& moments, double confidence) {
  const auto half = half_width(moments, confidence);
  if (!half) return std::nullopt;
  return Interval{moments.mean() - *half, moments.mean() + *half};
}

std::optional<Interval> welch_interval(const Moments& a, const Moments& b, double confidence) {
  if (a.n() < 2 || b.n() < 2) return std::nullopt;
  const double va = a.variance() / static_cast<double>(a.n());
  const double vb = b.variance() / static_cast<double>(b.n());
  const double apart = a.mean() - b.mean();
  if (va + vb == 0) return Interval{apart, apart};
  const double freedom =
      (va + vb) * (va + vb) / (va * va / static_cast<double>(a.n() - 1) + vb * vb / static_cast<double>(b.n() - 1));
  const double half = t_factor(confidence, static_cast<std::uint64_t>(freedom)) * std::sqrt(va + vb);
  return Interval{apart - half, apart + half};
}

std::optional<Interval> wilson_interval(std::uint64_t k, std::uint64_t n, double confidence) {
  if (n == 0) return std::nullopt;
  const double z = -normal_quantile((1 - confidence) / 2);
  const auto tries = static_cast<double>(n);
  const double p = static_cast<double>(k) / tries;
  const double shrink = 1 / (1 + z * z / tries);
  const double centre = (p + z * z / (2 * tries)) * shrink;
  const double half = z * std::sqrt(p * (1 - p) / tries + z * z / (4 * tries * tries)) * shrink;
  // At the ends the two terms are equal, but for rounding.
  return Interval{k == 0 ? 0 : centre - half, k == n ? 1 : centre + half};
}

}  // namespace fabshock
