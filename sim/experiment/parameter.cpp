#include "experiment/parameter.h"

#include <algorithm>

#include "random/quantiles.h"

namespace fabshock {
namespace {

double quantile_of(const Distribution& d, double u) {
  switch (d.kind) {
    case DistKind::kUniform:
      return uniform_quantile(u, d.a, d.b);
    case DistKind::kTriangular:
      return triangular_quantile(u, d.a, d.b, d.c);
    case DistKind::kNormal:
      return gaussian_quantile(u, d.a, d.b);
    case DistKind::kLognormal:
      return lognormal_quantile(u, d.a, d.b);
    case DistKind::kExponential:
      return exponential_quantile(u, d.a);
    case DistKind::kGamma:
      return gamma_quantile(u, d.a, d.b);
    case DistKind::kBeta:
      return beta_quantile(u, d.a, d.b);
    case DistKind::kNone:
      break;
  }
  return 0;
}

}  // namespace

bool is_parameter(const Number& number) {
  return number.dist.kind != DistKind::kNone || number.low.value_or(number.value) < number.value ||
         number.high.value_or(number.value) > number.value;
}

double quantile(const Number& number, double u) {
  const double low = number.low.value_or(number.value);
  const double high = number.high.value_or(number.value);
  if (number.dist.kind == DistKind::kNone) return triangular_quantile(u, low, number.value, high);
  double x = quantile_of(number.dist, u);
  if (number.low) x = std::max(x, *number.low);
  if (number.high) x = std::min(x, *number.high);
  return x;
}

}  // namespace fabshock
