#include "random/quantiles.h"

#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>

#include "base/math.h"

namespace fabshock {
namespace {

// Far out in a tail a quantile of a tiny shape is 0 or infinite in double: that is the answer, not an error.
using Lenient =
    boost::math::policies::policy<boost::math::policies::overflow_error<boost::math::policies::ignore_error>,
                                  boost::math::policies::underflow_error<boost::math::policies::ignore_error>,
                                  boost::math::policies::evaluation_error<boost::math::policies::ignore_error>>;

}  // namespace

double uniform_quantile(double u, double low, double high) {
  return low + (high - low) * u;
}

double triangular_quantile(double u, double low, double mode, double high) {
  if (high <= low) return low;
  const double below = (mode - low) / (high - low);
  return u < below ? low + std::sqrt(u * (high - low) * (mode - low))
                   : high - std::sqrt((1.0 - u) * (high - low) * (high - mode));
}

double gaussian_quantile(double u, double mean, double sd) {
  return mean + sd * normal_quantile(u);
}

double lognormal_quantile(double u, double median, double sigma) {
  return median * det_exp(sigma * normal_quantile(u));
}

double exponential_quantile(double u, double mean) {
  return -mean * det_log(1.0 - u);
}

double gamma_quantile(double u, double shape, double scale) {
  return without_last_bits(boost::math::gamma_p_inv(shape, u, Lenient())) * scale;
}

double beta_quantile(double u, double a, double b) {
  return without_last_bits(boost::math::ibeta_inv(a, b, u, Lenient()));
}

}  // namespace fabshock
