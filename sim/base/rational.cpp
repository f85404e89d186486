#include "base/rational.h"

#include <cmath>
#include <numeric>

namespace fabshock {

Rational reduced(std::int64_t num, std::int64_t den) {
  const std::int64_t common = std::gcd(num, den);
  return common > 1 ? Rational{num / common, den / common} : Rational{num, den};
}

Rational from_decimal(double value) {
  // Nine decimals, fewer for large numbers so that the numerator stays within 53 bits.
  std::int64_t den = 1'000'000'000;
  while (den > 1 && value * static_cast<double>(den) > 9.0e15) den /= 10;
  return reduced(std::llround(value * static_cast<double>(den)), den);
}

}  // namespace fabshock
