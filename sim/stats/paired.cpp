#include "stats/paired.h"

namespace fabshock {

void Paired::add(double a, double b) {
  a_.add(a);
  b_.add(b);
  difference_.add(a - b);
  if (a > b) ++above_;
  if (a == b) ++equal_;
}

std::optional<double> Paired::variance_reduction() const {
  const double apart = a_.variance() + b_.variance();
  if (difference_.n() < 2 || apart == 0) return std::nullopt;
  return apart / difference_.variance();
}

std::optional<Worse> worse(const Paired& pairs, bool higher_is_worse, double confidence) {
  const std::uint64_t n = pairs.difference().n();
  const std::uint64_t k = higher_is_worse ? pairs.above() : pairs.below();
  const auto interval = wilson_interval(k, n, confidence);
  if (!interval) return std::nullopt;
  return Worse{static_cast<double>(k) / static_cast<double>(n), *interval};
}

}  // namespace fabshock
