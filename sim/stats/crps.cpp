#include "stats/crps.h"

#include <cmath>

namespace fabshock {

double crps(std::span<const double> rising, double observed) {
  const auto n = static_cast<double>(rising.size());
  double distance = 0;
  double spread = 0;  // the sum of |x_i - x_j| over pairs i < j
  for (std::size_t i = 0; i < rising.size(); ++i) {
    distance += std::fabs(rising[i] - observed);
    spread += (2 * static_cast<double>(i) + 1 - n) * rising[i];
  }
  return distance / n - spread / (n * n);
}

}  // namespace fabshock
