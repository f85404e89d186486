// Quantiles of what a model file may name: inverse to Boost's distribution functions, rising, and what low and high
// mean.
#include "experiment/parameter.h"

#include <gtest/gtest.h>

#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/exponential.hpp>
#include <boost/math/distributions/gamma.hpp>
#include <boost/math/distributions/lognormal.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/triangular.hpp>
#include <cmath>

#include "base/math.h"
#include "random/stream.h"

namespace fabshock::test::parameter_test {
namespace {

constexpr double kProbabilities[] = {1e-9, 0.001, 0.05, 0.25, 0.5, 0.75, 0.95, 0.999, 1 - 1e-9};

Number with(DistKind kind, double a, double b = 0, double c = 0) {
  Number number;
  number.dist = {kind, a, b, c};
  return number;
}

template <class Distribution>
void expect_inverse(const Number& number, const Distribution& d, double tolerance) {
  EXPECT_TRUE(is_parameter(number));
  for (const double u : kProbabilities) {
    const double expected = boost::math::quantile(d, u);
    EXPECT_NEAR(quantile(number, u), expected, tolerance * std::fabs(expected)) << u;
  }
}

TEST(Quantiles, AreThoseOfTheDistributions) {
  expect_inverse(with(DistKind::kTriangular, 1, 2, 7), boost::math::triangular(1, 2, 7), 1e-12);
  expect_inverse(with(DistKind::kTriangular, 0, 0, 1), boost::math::triangular(0, 0, 1), 1e-12);
  expect_inverse(with(DistKind::kTriangular, 0, 1, 1), boost::math::triangular(0, 1, 1), 1e-12);
  expect_inverse(with(DistKind::kNormal, -2, 3), boost::math::normal(-2, 3), 1e-12);
  expect_inverse(with(DistKind::kLognormal, 60, 0.6), boost::math::lognormal(std::log(60.0), 0.6), 1e-12);
  expect_inverse(with(DistKind::kExponential, 7), boost::math::exponential(1 / 7.0), 1e-7);  // 1 - u of a tiny u
  for (const double shape : {0.3, 1.0, 2.5, 400.0}) {
    expect_inverse(with(DistKind::kGamma, shape, 3), boost::math::gamma_distribution<>(shape, 3), 2e-10);
  }
  expect_inverse(with(DistKind::kBeta, 0.5, 0.7), boost::math::beta_distribution<>(0.5, 0.7), 2e-10);
  expect_inverse(with(DistKind::kBeta, 20, 5), boost::math::beta_distribution<>(20, 5), 2e-10);
  for (const double u : kProbabilities) EXPECT_EQ(quantile(with(DistKind::kUniform, 2, 10), u), 2 + 8 * u);
}

TEST(Quantiles, RiseAndStayFinite) {
  const Number numbers[] = {with(DistKind::kUniform, 2, 3),     with(DistKind::kTriangular, 1, 1, 2),
                            with(DistKind::kNormal, 0, 1),      with(DistKind::kLognormal, 1, 10),
                            with(DistKind::kExponential, 1),    with(DistKind::kGamma, 0.01, 1),
                            with(DistKind::kGamma, 1e5, 1),     with(DistKind::kBeta, 0.01, 0.01),
                            with(DistKind::kBeta, 1000, 0.001), with(DistKind::kBeta, 2, 3)};
  for (const Number& number : numbers) {
    double before = quantile(number, 0x1p-53);
    EXPECT_TRUE(std::isfinite(before)) << static_cast<int>(number.dist.kind);
    for (int i = 1; i < 1000; ++i) {
      const double now = quantile(number, i / 1000.0);
      ASSERT_TRUE(std::isfinite(now));
      ASSERT_GE(now, before) << static_cast<int>(number.dist.kind) << ' ' << number.dist.a << ' ' << i;
      before = now;
    }
    EXPECT_GE(quantile(number, 1 - 0x1p-53), before);
    EXPECT_TRUE(std::isfinite(quantile(number, 1 - 0x1p-53)));
  }
}

TEST(Parameter, LowAndHighAreATriangleAroundTheValue) {
  Number number;
  number.value = 30;
  number.low = 15;
  number.high = 60;
  EXPECT_TRUE(is_parameter(number));
  const boost::math::triangular triangle(15, 30, 60);
  for (const double u : kProbabilities) EXPECT_NEAR(quantile(number, u), boost::math::quantile(triangle, u), 1e-11);
}

TEST(Parameter, AMissingEndIsTheValue) {
  Number up;
  up.value = 30;
  up.high = 60;
  Number down;
  down.value = 30;
  down.low = 15;
  for (const double u : kProbabilities) {
    EXPECT_NEAR(quantile(up, u), 60 - 30 * std::sqrt(1 - u), 1e-12);
    EXPECT_NEAR(quantile(down, u), 15 + 15 * std::sqrt(u), 1e-12);
  }
}

TEST(Parameter, APlainNumberIsItself) {
  Number number;
  number.value = 0.1;
  EXPECT_FALSE(is_parameter(number));
  EXPECT_EQ(quantile(number, 0.7), 0.1);
  number.low = 0.1;
  number.high = 0.1;
  EXPECT_FALSE(is_parameter(number));
  EXPECT_EQ(quantile(number, 0.7), 0.1);
}

TEST(Parameter, BoundsCutADistribution) {
  Number number = with(DistKind::kNormal, 10, 5);
  number.value = 10;
  number.low = 0;
  number.high = 18;
  EXPECT_EQ(quantile(number, 0.001), 0);
  EXPECT_EQ(quantile(number, 0.999), 18);
  EXPECT_EQ(quantile(number, 0.5), 10);
}

TEST(LastBits, AreDropped) {
  EXPECT_EQ(without_last_bits(0), 0);
  EXPECT_EQ(without_last_bits(1), 1);
  EXPECT_EQ(without_last_bits(-0.75), -0.75);
  EXPECT_EQ(without_last_bits(std::nextafter(1, 2)), 1);
  EXPECT_EQ(without_last_bits(std::nextafter(1, 0)), 1);
  EXPECT_EQ(without_last_bits(1 + 0x1p-31), 1 + 0x1p-31);
  EXPECT_TRUE(std::isinf(without_last_bits(INFINITY)));
  Stream s({.seed = 1}, "bits", Purpose::kParameter);
  for (int i = 0; i < 1000; ++i) {
    const double x = lognormal(s, 1, 5);
    EXPECT_NEAR(without_last_bits(x), x, x * 0x1p-32);
    EXPECT_EQ(without_last_bits(without_last_bits(x)), without_last_bits(x));
  }
}

}  // namespace
}  // namespace fabshock::test::parameter_test
