#include "base/math.h"

#include <sleef.h>

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>

namespace fabshock {

double det_exp(double x) {
  return Sleef_cinz_expd1_u10purec(x);
}
double det_log(double x) {
  return Sleef_cinz_logd1_u10purec(x);
}
double det_pow(double x, double y) {
  return Sleef_cinz_powd1_u10purec(x, y);
}
double det_sin(double x) {
  return Sleef_cinz_sind1_u10purec(x);
}
double det_cos(double x) {
  return Sleef_cinz_cosd1_u10purec(x);
}
double det_asin(double x) {
  return Sleef_cinz_asind1_u10purec(x);
}

double normal_cdf(double x) {
  constexpr double kInverseSqrt2 = 0.70710678118654752440;
  return 0.5 * Sleef_cinz_erfcd1_u15purec(-x * kInverseSqrt2);
}

namespace {

template <std::size_t N>
double polynomial(const std::array<double, N>& c, double x) {
  double sum = c[N - 1];
  for (std::size_t i = N - 1; i-- > 0;) sum = sum * x + c[i];
  return sum;
}

}  // namespace

// The coefficients are those printed in Wichura, Applied Statistics 37 (1988) 477-484.
double normal_quantile(double p) {
  constexpr std::array a{3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3,
                         1.3731693765509461125e4, 4.5921953931549871457e4, 6.7265770927008700853e4,
                         3.3430575583588128105e4, 2.5090809287301226727e3};
  constexpr std::array b{1.0,
                         4.2313330701600911252e1,
                         6.8718700749205790830e2,
                         5.3941960214247511077e3,
                         2.1213794301586595867e4,
                         3.9307895800092710610e4,
                         2.8729085735721942674e4,
                         5.2264952788528545610e3};
  constexpr std::array c{1.42343711074968357734e0,  4.63033784615654529590e0, 5.76949722146069140550e0,
                         3.64784832476320460504e0,  1.27045825245236838258e0, 2.41780725177450611770e-1,
                         2.27238449892691845833e-2, 7.74545014278341407640e-4};
  constexpr std::array d{1.0,
                         2.05319162663775882187e0,
                         1.67638483018380384940e0,
                         6.89767334985100004550e-1,
                         1.48103976427480074590e-1,
                         1.51986665636164571966e-2,
                         5.47593808499534494600e-4,
                         1.05075007164441684324e-9};
  constexpr std::array e{6.65790464350110377720e0,  5.46378491116411436990e0,  1.78482653991729133580e0,
                         2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
                         2.71155556874348757815e-5, 2.01033439929228813265e-7};
  constexpr std::array f{1.0,
                         5.99832206555887937690e-1,
                         1.36929880922735805310e-1,
                         1.48753612908506148525e-2,
                         7.86869131145613259100e-4,
                         1.84631831751005468180e-5,
                         1.42151175831644588870e-7,
                         2.04426310338993978564e-15};
  const double q = p - 0.5;
  if (std::fabs(q) <= 0.425) {
    const double r = 0.180625 - q * q;
    return q * polynomial(a, r) / polynomial(b, r);
  }
  const double tail = q < 0 ? p : 1.0 - p;
  const double r = std::sqrt(-det_log(tail));
  const double x =
      r <= 5.0 ? polynomial(c, r - 1.6) / polynomial(d, r - 1.6) : polynomial(e, r - 5.0) / polynomial(f, r - 5.0);
  return q < 0 ? -x : x;
}

double without_last_bits(double x) {
  constexpr std::uint64_t kDropped = 1ULL << 21U;
  return std::bit_cast<double>((std::bit_cast<std::uint64_t>(x) + kDropped / 2) & ~(kDropped - 1));
}

}  // namespace fabshock
