#include "dynamics/sample.h"

#include <algorithm>

namespace fabshock {
namespace {

double draw(const Distribution& d, double value, Stream& stream) {
  switch (d.kind) {
    case DistKind::kNone:
      return value;
    case DistKind::kUniform:
      return uniform(stream, d.a, d.b);
    case DistKind::kTriangular:
      return triangular(stream, d.a, d.b, d.c);
    case DistKind::kNormal:
      return normal(stream, d.a, d.b);
    case DistKind::kLognormal:
      return lognormal(stream, d.a, d.b);
    case DistKind::kExponential:
      return exponential(stream, d.a);
    case DistKind::kGamma:
      return gamma(stream, d.a, d.b);
    case DistKind::kBeta:
      return beta(stream, d.a, d.b);
  }
  return value;
}

}  // namespace

double sample(const Number& number, Stream& stream) {
  double x = draw(number.dist, number.value, stream);
  if (number.low) x = std::max(x, *number.low);
  if (number.high) x = std::min(x, *number.high);
  return x;
}

}  // namespace fabshock
