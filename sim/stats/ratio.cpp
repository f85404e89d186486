#include "stats/ratio.h"

#include <algorithm>
#include <cmath>

namespace fabshock {

void Ratio::add(double over, double under) {
  ++n_;
  const auto n = static_cast<double>(n_);
  const double off_over = over - over_;
  const double off_under = under - under_;
  over_ += off_over / n;
  under_ += off_under / n;
  squares_over_ += off_over * (over - over_);
  squares_under_ += off_under * (under - under_);
  both_ += off_over * (under - under_);
}

std::optional<double> Ratio::value() const {
  if (n_ == 0 || under_ == 0) return std::nullopt;
  return over_ / under_;
}

// With a = over, b = under: all r for which |mean(a - r b)| <= t sd(a - r b)/sqrt(n), a quadratic inequality in r.
std::optional<Interval> Ratio::interval(double confidence) const {
  if (n_ < 2) return std::nullopt;
  const auto n = static_cast<double>(n_);
  const double t = t_factor(confidence, n_ - 1);
  const double scale = t * t / (n * (n - 1));
  const double square = under_ * under_ - scale * squares_under_;
  if (square <= 0) return std::nullopt;
  const double middle = (over_ * under_ - scale * both_) / square;
  const double rest = (over_ * over_ - scale * squares_over_) / square;
  const double half = std::sqrt(std::max(0.0, middle * middle - rest));
  return Interval{middle - half, middle + half};
}

}  // namespace fabshock
