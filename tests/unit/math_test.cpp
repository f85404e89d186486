// The elementary functions against MPFR where it is installed, and against values known to all digits.
#include "base/math.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>

#include "random/stream.h"

#ifdef FABSHOCK_HAVE_MPFR
#include <mpfr.h>
#endif

namespace fabshock::test::math_test {
namespace {

TEST(ElementaryFunctions, KnownValues) {
  EXPECT_EQ(det_exp(0.0), 1.0);
  EXPECT_DOUBLE_EQ(det_exp(1.0), std::numbers::e);
  EXPECT_EQ(det_log(1.0), 0.0);
  EXPECT_DOUBLE_EQ(det_log(2.0), std::numbers::ln2);
  EXPECT_EQ(det_pow(2.0, 10.0), 1024.0);
  EXPECT_EQ(det_pow(0.0, 2.0), 0.0);
  EXPECT_EQ(det_pow(9.0, 0.5), 3.0);
  EXPECT_EQ(det_exp(-1000.0), 0.0);
  EXPECT_EQ(det_exp(1000.0), std::numeric_limits<double>::infinity());
  EXPECT_TRUE(std::isnan(det_log(-1.0)));
  EXPECT_EQ(det_log(0.0), -std::numeric_limits<double>::infinity());
  EXPECT_EQ(det_sin(0.0), 0.0);
  EXPECT_EQ(det_cos(0.0), 1.0);
  EXPECT_DOUBLE_EQ(det_asin(1.0), std::numbers::pi / 2);
}

TEST(Normal, KnownValues) {
  EXPECT_EQ(normal_cdf(0.0), 0.5);
  EXPECT_NEAR(normal_cdf(1.0), 0.84134474606854294859, 1e-15);
  EXPECT_NEAR(normal_cdf(-3.0), 0.00134989803163009452665, 1e-15);
  EXPECT_EQ(normal_quantile(0.5), 0.0);
  // Those printed in Wichura's paper as checks of an implementation.
  EXPECT_NEAR(normal_quantile(0.25), -0.6744897501960817, 1e-15);
  EXPECT_NEAR(normal_quantile(0.001), -3.090232306167814, 4e-15);
  EXPECT_NEAR(normal_quantile(1e-20), -9.262340089798408, 1e-14);
  EXPECT_NEAR(normal_quantile(0.95), 1.6448536269514722, 2e-15);
  for (int i = 1; i < 1000; ++i) EXPECT_NEAR(normal_cdf(normal_quantile(i / 1000.0)), i / 1000.0, 1e-15);
  for (int i = 1; i < 500; ++i) EXPECT_EQ(normal_quantile(i / 1024.0), -normal_quantile(1 - i / 1024.0));
}

#ifdef FABSHOCK_HAVE_MPFR

constexpr mpfr_prec_t kBits = 200;

class Exact {
 public:
  Exact() { mpfr_init2(x_, kBits); }
  explicit Exact(double v) : Exact() { mpfr_set_d(x_, v, MPFR_RNDN); }
  ~Exact() { mpfr_clear(x_); }
  Exact(const Exact&) = delete;
  Exact& operator=(const Exact&) = delete;
  mpfr_ptr get() { return x_; }
  double value() const { return mpfr_get_d(x_, MPFR_RNDN); }

 private:
  mpfr_t x_{};
};

// How far `got` is from the exact value, in units of the last place of the exact value.
double ulps(double got, Exact& exact) {
  const double nearest = std::fabs(exact.value());
  if (nearest < std::numeric_limits<double>::min()) return 0;  // denormal: not claimed
  const double ulp = std::nextafter(nearest, std::numeric_limits<double>::infinity()) - nearest;
  Exact difference(got);
  mpfr_sub(difference.get(), difference.get(), exact.get(), MPFR_RNDN);
  return std::fabs(difference.value()) / ulp;
}

using Unary = int (*)(mpfr_t, const mpfr_t, mpfr_rnd_t);

template <class Draw>
double worst(double (*f)(double), Unary exact, Draw draw) {
  Stream s({.seed = 11}, "math", Purpose::kParameter);
  double most = 0;
  for (int i = 0; i < 20'000; ++i) {
    const double x = draw(s);
    Exact y(x);
    exact(y.get(), y.get(), MPFR_RNDN);
    most = std::max(most, ulps(f(x), y));
  }
  return most;
}

TEST(ElementaryFunctions, WithinOneUlp) {
  EXPECT_LE(worst(det_exp, mpfr_exp, [](Stream& s) { return uniform(s, -700, 700); }), 1.0);
  EXPECT_LE(worst(det_exp, mpfr_exp, [](Stream& s) { return uniform(s, -1, 1); }), 1.0);
  EXPECT_LE(worst(det_log, mpfr_log, [](Stream& s) { return std::exp(uniform(s, -700, 700)); }), 1.0);
  EXPECT_LE(worst(det_log, mpfr_log, [](Stream& s) { return uniform(s, 0.5, 2); }), 1.0);
  EXPECT_LE(worst(det_log, mpfr_log, [](Stream& s) { return uniform(s); }), 1.0);
  EXPECT_LE(worst(det_sin, mpfr_sin, [](Stream& s) { return uniform(s, -10, 10); }), 1.0);
  EXPECT_LE(worst(det_cos, mpfr_cos, [](Stream& s) { return uniform(s, -10, 10); }), 1.0);
  EXPECT_LE(worst(det_asin, mpfr_asin, [](Stream& s) { return uniform(s, -1, 1); }), 1.0);
}

TEST(ElementaryFunctions, PowersWithinOneUlp) {
  Stream s({.seed = 12}, "math", Purpose::kParameter);
  double most = 0;
  for (int i = 0; i < 20'000; ++i) {
    const double x = std::exp(uniform(s, -7, 7));
    const double y = uniform(s, -50, 50);
    Exact exact(x);
    Exact power(y);
    mpfr_pow(exact.get(), exact.get(), power.get(), MPFR_RNDN);
    most = std::max(most, ulps(det_pow(x, y), exact));
  }
  EXPECT_LE(most, 1.0);
}

void exact_cdf(Exact& out, double z) {  // erfc(-z/sqrt 2)/2
  Exact root(2);
  mpfr_sqrt(root.get(), root.get(), MPFR_RNDN);
  mpfr_set_d(out.get(), -z, MPFR_RNDN);
  mpfr_div(out.get(), out.get(), root.get(), MPFR_RNDN);
  mpfr_erfc(out.get(), out.get(), MPFR_RNDN);
  mpfr_div_2ui(out.get(), out.get(), 1, MPFR_RNDN);
}

TEST(Normal, CdfWithinItsStatedError) {
  Stream s({.seed = 13}, "math", Purpose::kParameter);
  double most = 0;
  for (int i = 0; i < 4'000; ++i) {
    const double z = uniform(s, -40, 10);
    Exact exact;
    exact_cdf(exact, z);
    Exact got(normal_cdf(z));
    mpfr_sub(got.get(), got.get(), exact.get(), MPFR_RNDN);
    most = std::max(most, std::fabs(got.value()));
  }
  EXPECT_LT(most, 1e-15);
}

TEST(Normal, QuantileWithinItsStatedError) {
  Stream s({.seed = 14}, "math", Purpose::kParameter);
  double most = 0;
  for (int i = 0; i < 4'000; ++i) {
    const double u = uniform(s);
    const double p = i % 3 == 0 ? u : i % 3 == 1 ? std::exp(-700 * u) / 2 : 0.5 + (u - 0.5) * 1e-6;
    const double z = normal_quantile(p);
    // One Newton step from z in 200 bits: the relative error is (Phi(z) - p)/(z phi(z)).
    Exact error;
    exact_cdf(error, z);
    mpfr_sub_d(error.get(), error.get(), p, MPFR_RNDN);
    Exact density(z);
    mpfr_sqr(density.get(), density.get(), MPFR_RNDN);
    mpfr_div_si(density.get(), density.get(), -2, MPFR_RNDN);
    mpfr_exp(density.get(), density.get(), MPFR_RNDN);
    mpfr_div_d(density.get(), density.get(), std::sqrt(2 * std::numbers::pi), MPFR_RNDN);
    mpfr_mul_d(density.get(), density.get(), z, MPFR_RNDN);
    mpfr_div(error.get(), error.get(), density.get(), MPFR_RNDN);
    most = std::max(most, std::fabs(error.value()));
  }
  EXPECT_LT(most, 1e-15);
}

#endif

}  // namespace
}  // namespace fabshock::test::math_test
