// A number as a researcher gave it: the value used, how far it may be off, and where it comes from.
// Values are in canonical units: durations in hours, rates in product units a day, quantities in product units,
// shares and severities as fractions, power in kW, distance in km, money in the model's currency.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "base/diagnostics.h"

namespace fabshock {

enum class DistKind : std::uint8_t { kNone, kUniform, kTriangular, kNormal, kLognormal, kExponential, kGamma, kBeta };

// uniform(low, high); triangular(low, mode, high); normal(mean, sd); lognormal(median, sigma of the logarithm);
// exponential(mean); gamma(shape, scale); beta(a, b). Parameters in canonical units where they carry one.
struct Distribution {
  DistKind kind = DistKind::kNone;
  double a = 0, b = 0, c = 0;
};

struct Number {
  double value =
      0;  // the point value; a distribution without one gives its median (its mean where that is no closed form)
  std::optional<double> low{}, high{};
  Distribution dist{};
  std::uint32_t source = 0;  // index into Model::sources; 0 = none was given
  Place place{};
};

}  // namespace fabshock
