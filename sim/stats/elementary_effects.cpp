#include "stats/elementary_effects.h"

#include <cmath>

#include "stats/bootstrap.h"

namespace fabshock {

ElementaryEffects elementary_effects(std::span<const double> effects, bool directed) {
  std::vector<double> sizes;
  Moments all_sizes;
  Moments signed_ones;
  for (const double effect : effects) {
    if (std::isnan(effect)) continue;
    sizes.push_back(std::fabs(effect));
    all_sizes.add(sizes.back());
    signed_ones.add(effect);
  }
  ElementaryEffects found{};
  found.n = sizes.size();
  if (sizes.empty()) return found;
  const auto n = static_cast<std::uint32_t>(sizes.size());
  found.mu_star = all_sizes.mean();
  if (directed) {
    found.mu = signed_ones.mean();
    if (n > 1) found.sigma = signed_ones.sd();
  }
  if (n < 2) return found;
  std::vector<double> means;
  resample(n, [&](std::span<const std::uint32_t> rows) {
    double sum = 0;
    for (const std::uint32_t row : rows) sum += sizes[row];
    means.push_back(sum / n);
  });
  found.star_interval = percentile_interval(std::move(means));
  return found;
}

}  // namespace fabshock
