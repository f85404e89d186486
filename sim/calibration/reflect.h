// Into (0, 1), by reflection at its ends: where searches and walks over quantiles stay.
#pragma once
#include <algorithm>
#include <cmath>

namespace fabshock {

inline double reflected(double x) {
  constexpr double kEdge = 1e-6;
  const double folded = std::fabs(x - 2 * std::floor((x + 1) / 2));
  return std::clamp(folded, kEdge, 1 - kEdge);
}

}  // namespace fabshock
