#include "dynamics/footprint.h"

#include <cmath>

#include "base/math.h"

namespace fabshock {

double peak_ground_acceleration(double magnitude, double distance_km, double depth_km) {
  const double r = std::sqrt(distance_km * distance_km + depth_km * depth_km);
  const double near_source = 0.11318 * det_exp(0.80312 * magnitude);
  return det_exp(-5.36874 + 1.72882 * magnitude) * det_pow(r + near_source, -2.06573);
}

double fragility(double intensity, double median, double beta) {
  if (intensity <= 0 || median <= 0) return 0;
  if (beta <= 0) return intensity >= median ? 1.0 : 0.0;
  return normal_cdf(det_log(intensity / median) / beta);
}

}  // namespace fabshock
