// Points of the unit cube: strata, nets, what scrambling keeps, and that a point is a function of its index.
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/random/sobol.hpp>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "design/hash.h"
#include "design/permutation.h"
#include "design/sobol.h"
#include "design/unit_points.h"

namespace fabshock::test::design_points_test {
namespace {

constexpr double kSignificance = 0.001;

std::vector<std::string> names(std::size_t count) {
  std::vector<std::string> list;
  for (std::size_t i = 0; i < count; ++i) list.push_back("axis-" + std::to_string(i));
  return list;
}

TEST(Hash, IsSplitMix64) {  // the first outputs of the authors' code for seed 1234567
  EXPECT_EQ(bits_at(1234567, 0), 6457827717110365317ULL);
  EXPECT_EQ(bits_at(1234567, 1), 3203168211198807973ULL);
  EXPECT_EQ(bits_at(1234567, 2), 9817491932198370423ULL);
  EXPECT_GT(to_unit(0), 0);
  EXPECT_LT(to_unit(~0ULL), 1);
}

TEST(Permutation, HitsEveryPlaceOnce) {
  for (const std::uint32_t n : {1U, 2U, 3U, 4U, 7U, 64U, 100U, 1000U, 4097U}) {
    for (std::uint64_t key = 0; key < 5; ++key) {
      const Permutation permutation(key, n);
      std::vector<bool> hit(n);
      for (std::uint32_t i = 0; i < n; ++i) {
        ASSERT_LT(permutation(i), n);
        hit[permutation(i)] = true;
      }
      EXPECT_EQ(std::count(hit.begin(), hit.end(), true), n);
    }
  }
}

// Every order of few things is equally likely, even ones and odd ones.
TEST(Permutation, AllOrdersAreEquallyLikely) {
  for (const std::uint32_t n : {2U, 3U, 4U, 5U}) {
    const double orders = std::tgamma(n + 1.0);
    const int draws = static_cast<int>(200 * orders);
    std::map<std::vector<std::uint32_t>, int> seen;
    for (int draw = 0; draw < draws; ++draw) {
      const Permutation permutation(bits_at(99, static_cast<std::uint64_t>(draw)), n);
      std::vector<std::uint32_t> order(n);
      for (std::uint32_t i = 0; i < n; ++i) order[i] = permutation(i);
      ++seen[order];
    }
    EXPECT_EQ(seen.size(), orders);
    double chi2 = 0;
    for (const auto& [order, count] : seen) chi2 += (count - 200.0) * (count - 200.0) / 200;
    EXPECT_LT(chi2, boost::math::quantile(boost::math::chi_squared(orders - 1), 1 - kSignificance)) << n;
  }
}

// Of large n: where one place goes is uniform, and neighbours do not stay together.
TEST(Permutation, IsUniformWhenLarge) {
  constexpr std::uint32_t kN = 1'000'003;
  constexpr int kCells = 50;
  constexpr int kDraws = 10'000;
  std::vector<int> place(kCells);
  std::vector<int> apart(kCells);
  for (int draw = 0; draw < kDraws; ++draw) {
    const Permutation permutation(bits_at(7, static_cast<std::uint64_t>(draw)), kN);
    const std::uint64_t here = permutation(500'000);
    const std::uint64_t next = permutation(500'001);
    ++place[here * kCells / kN];
    ++apart[(next + kN - here) % kN * kCells / kN];
  }
  for (const auto& counts : {place, apart}) {
    double chi2 = 0;
    for (const int count : counts) chi2 += std::pow(count - 1.0 * kDraws / kCells, 2) / (1.0 * kDraws / kCells);
    EXPECT_LT(chi2, boost::math::quantile(boost::math::chi_squared(kCells - 1), 1 - kSignificance));
  }
}

TEST(LatinHypercube, HasOnePointInEachStratumOfEachAxis) {
  for (const std::uint32_t n : {1U, 2U, 3U, 10U, 97U, 1000U, 65536U}) {
    const std::size_t axes = n > 1000 ? 3 : 20;
    const UnitPoints points(Spread::kLatinHypercube, 5, n, names(axes));
    for (std::size_t axis = 0; axis < axes; ++axis) {
      std::vector<int> strata(n);
      for (std::uint32_t i = 0; i < n; ++i) ++strata.at(static_cast<std::size_t>(points.at(i, axis) * n));
      EXPECT_EQ(std::count(strata.begin(), strata.end(), 1), n) << axis;
    }
  }
}

TEST(LatinHypercube, IsUniformWithinStrataAndAxesAreIndependent) {
  constexpr std::uint32_t kN = 10'000;
  const UnitPoints points(Spread::kLatinHypercube, 6, kN, names(2));
  std::vector<int> within(50);
  double product = 0;
  for (std::uint32_t i = 0; i < kN; ++i) {
    const double stratum = points.at(i, 0) * kN;
    ++within[static_cast<std::size_t>((stratum - std::floor(stratum)) * 50)];
    product += (points.at(i, 0) - 0.5) * (points.at(i, 1) - 0.5);
  }
  double chi2 = 0;
  for (const int count : within) chi2 += (count - kN / 50.0) * (count - kN / 50.0) / (kN / 50.0);
  EXPECT_LT(chi2, boost::math::quantile(boost::math::chi_squared(49), 1 - kSignificance));
  EXPECT_LT(std::fabs(product * 12 / kN) * std::sqrt(kN), 3.29);
}

TEST(Sobol, AreThePointsOfBoostAndTheOneItLeavesOut) {
  constexpr std::size_t kAxes = 40;
  const Sobol sobol(kAxes);
  boost::random::sobol engine(kAxes);
  for (std::size_t axis = 0; axis < kAxes; ++axis) EXPECT_EQ(sobol.at(0, axis), 0U);
  for (std::uint32_t i = 1; i < 3000; ++i) {
    for (std::size_t axis = 0; axis < kAxes; ++axis) ASSERT_EQ(sobol.at(i, axis), engine() >> 32U) << i << ' ' << axis;
  }
  engine.seed(0xfffffffeULL - 1);
  for (std::size_t axis = 0; axis < kAxes; ++axis) ASSERT_EQ(sobol.at(0xfffffffe, axis), engine() >> 32U);
}

// Points 4 to 7 of the first three axes, as in Joe & Kuo's own output.
TEST(Sobol, KnownPoints) {
  const Sobol sobol(3);
  const auto expect = [&](std::uint32_t i, double x, double y, double z) {
    EXPECT_EQ(sobol.at(i, 0) * 0x1p-32, x);
    EXPECT_EQ(sobol.at(i, 1) * 0x1p-32, y);
    EXPECT_EQ(sobol.at(i, 2) * 0x1p-32, z);
  };
  expect(1, 0.5, 0.5, 0.5);
  expect(2, 0.75, 0.25, 0.25);
  expect(3, 0.25, 0.75, 0.75);
  expect(4, 0.375, 0.375, 0.625);
  expect(5, 0.875, 0.875, 0.125);
  expect(6, 0.625, 0.125, 0.875);
  expect(7, 0.125, 0.625, 0.375);
}

TEST(Sobol, SaysHowManyAxesThereAre) {
  EXPECT_EQ(Sobol(Sobol::most_axes()).axes(), Sobol::most_axes());
  try {
    const Sobol none(Sobol::most_axes() + 1);
    FAIL();
  } catch (const std::invalid_argument& e) {
    EXPECT_STREQ(e.what(), ("a Sobol design has at most " + std::to_string(Sobol::most_axes()) + " axes, not " +
                            std::to_string(Sobol::most_axes() + 1))
                               .c_str());
  }
}

// Of the first 2^m points each interval of length 2^-m holds one on every axis, and each box of 2^-a by 2^-(m-a) one on
// the first two: the definition of a (0, m, 1)- and a (0, m, 2)-net [Niederreiter 1992], before scrambling and after.
template <class Point>
void expect_nets(const Point& at, std::size_t axes) {
  for (std::uint32_t m = 0; m <= 12; ++m) {
    const std::uint32_t n = 1U << m;
    for (std::size_t axis = 0; axis < axes; ++axis) {
      std::vector<int> cells(n);
      for (std::uint32_t i = 0; i < n; ++i) ++cells.at(static_cast<std::size_t>(at(i, axis) * n));
      ASSERT_EQ(std::count(cells.begin(), cells.end(), 1), n) << m << ' ' << axis;
    }
    for (std::uint32_t a = 0; a <= m; ++a) {
      std::vector<int> cells(n);
      for (std::uint32_t i = 0; i < n; ++i) {
        const auto x = static_cast<std::size_t>(at(i, 0) * (1U << a));
        const auto y = static_cast<std::size_t>(at(i, 1) * (1U << (m - a)));
        ++cells.at(x << (m - a) | y);
      }
      ASSERT_EQ(std::count(cells.begin(), cells.end(), 1), n) << m << ' ' << a;
    }
  }
}

TEST(Sobol, IsANet) {
  const Sobol sobol(20);
  expect_nets([&](std::uint32_t i, std::size_t axis) { return sobol.at(i, axis) * 0x1p-32; }, 20);
}

TEST(Sobol, IsANetAfterScrambling) {
  for (const std::uint64_t seed : {1ULL, 2ULL}) {
    const UnitPoints points(Spread::kSobol, seed, 1U << 12U, names(20));
    expect_nets([&](std::uint32_t i, std::size_t axis) { return points.at(i, axis); }, 20);
  }
}

// Over seeds each point is uniform, however lopsided it was: the mean of anything over the points is unbiased.
TEST(Sobol, EachScrambledPointIsUniform) {
  constexpr int kDraws = 10'000;
  for (const std::uint32_t x : {0U, 0xffffffffU, 0x80000000U, 0x12345678U}) {
    std::vector<int> cells(100);
    for (int draw = 0; draw < kDraws; ++draw) {
      ++cells[static_cast<std::size_t>(owen_scrambled(x, bits_at(3, static_cast<std::uint64_t>(draw))) * 100)];
    }
    double chi2 = 0;
    for (const int count : cells) chi2 += (count - kDraws / 100.0) * (count - kDraws / 100.0) / (kDraws / 100.0);
    EXPECT_LT(chi2, boost::math::quantile(boost::math::chi_squared(99), 1 - kSignificance)) << x;
  }
}

// Two points are scrambled alike in the digits they share and independently after the first in which they differ.
TEST(Sobol, ScramblingIsNested) {
  constexpr int kDraws = 20'000;
  for (std::uint32_t shared = 0; shared < 10; ++shared) {
    const std::uint32_t x = 0x5a5a5a5aU;
    const std::uint32_t y = x ^ (0x80000000U >> shared);
    double product = 0;
    for (int draw = 0; draw < kDraws; ++draw) {
      const std::uint64_t key = bits_at(4, static_cast<std::uint64_t>(draw));
      const double a = std::ldexp(owen_scrambled(x, key), static_cast<int>(shared));
      const double b = std::ldexp(owen_scrambled(y, key), static_cast<int>(shared));
      ASSERT_EQ(std::floor(a), std::floor(b));
      ASSERT_NE(std::floor(a * 2), std::floor(b * 2));
      product += (a * 2 - std::floor(a * 2) - 0.5) * (b * 2 - std::floor(b * 2) - 0.5) * 12;
    }
    EXPECT_LT(std::fabs(product) / std::sqrt(kDraws), 4) << shared;
  }
}

// Sobol's product function, prod (|4u - 2| + a_j)/(1 + a_j), whose integral is 1.
double rms_error(Spread spread, std::uint32_t n) {
  constexpr std::size_t kAxes = 6;
  constexpr int kSeeds = 50;
  double squares = 0;
  std::vector<double> u(kAxes);
  for (int seed = 0; seed < kSeeds; ++seed) {
    const UnitPoints points(spread, static_cast<std::uint64_t>(seed), n, names(kAxes));
    double sum = 0;
    for (std::uint32_t i = 0; i < n; ++i) {
      points.point(i, u);
      double f = 1;
      for (std::size_t j = 0; j < kAxes; ++j) {
        const double a = static_cast<double>(j);
        f *= (std::fabs(4 * u[j] - 2) + a) / (1 + a);
      }
      sum += f;
    }
    squares += (sum / n - 1) * (sum / n - 1);
  }
  return std::sqrt(squares / kSeeds);
}

TEST(Spreads, ErrorOfAnIntegral) {
  constexpr std::uint32_t kN = 4096;
  double all = 1;  // 1 + variance of f
  double mains =
      0;  // of that, the part that is a sum of functions of one axis, which a hypercube takes out [Stein 1987]
  for (int j = 0; j < 6; ++j) {
    const double own = 1 / (3.0 * (1 + j) * (1 + j));
    all *= 1 + own;
    mains += own;
  }
  const double plain = std::sqrt((all - 1) / kN);
  const double latin = std::sqrt((all - 1 - mains) / kN);
  EXPECT_NEAR(rms_error(Spread::kRandom, kN), plain, 0.33 * plain);  // 3.29 standard errors of the root of 50 squares
  EXPECT_NEAR(rms_error(Spread::kLatinHypercube, kN), latin, 0.33 * latin);
  EXPECT_LT(rms_error(Spread::kSobol, kN), plain / 50);
}

// Of a sum of functions of one axis the error of a hypercube falls as n^-3/2.
TEST(Spreads, LatinHypercubeOfASum) {
  constexpr std::uint32_t kN = 1000;
  const UnitPoints points(Spread::kLatinHypercube, 1, kN, names(10));
  double sum = 0;
  for (std::uint32_t i = 0; i < kN; ++i) {
    for (std::size_t axis = 0; axis < 10; ++axis) sum += points.at(i, axis);
  }
  EXPECT_NEAR(sum / kN, 5, 4 * std::sqrt(10 / 12.0 / kN) / kN);
}

constexpr Spread kSpreads[] = {Spread::kRandom, Spread::kLatinHypercube, Spread::kSobol};

TEST(Spreads, APointIsAFunctionOfItsIndexAndTheSeed) {
  for (const Spread spread : kSpreads) {
    const UnitPoints forward(spread, 11, 200, names(8));
    const UnitPoints again(spread, 11, 200, names(8));
    const UnitPoints other(spread, 12, 200, names(8));
    std::vector<double> u(8);
    std::vector<std::vector<double>> all;
    std::set<double> distinct;
    for (std::uint32_t i = 0; i < 200; ++i) {
      forward.point(i, u);
      all.push_back(u);
      distinct.insert(u.begin(), u.end());
    }
    EXPECT_EQ(distinct.size(), 1600U);
    for (std::uint32_t i = 200; i-- > 0;) {
      for (std::size_t axis = 8; axis-- > 0;) {
        ASSERT_EQ(again.at(i, axis), all[i][axis]);
        ASSERT_NE(other.at(i, axis), all[i][axis]);
        ASSERT_GT(again.at(i, axis), 0);
        ASSERT_LT(again.at(i, axis), 1);
      }
    }
  }
}

// One parameter more in the model does not draw the others anew.
TEST(Spreads, AnAxisMoreChangesNoOther) {
  const std::vector<std::string> few = {"cover", "yield"};
  const std::vector<std::string> behind = {"cover", "yield", "zinc"};
  const std::vector<std::string> before = {"basalt", "cover", "yield"};
  for (const Spread spread : kSpreads) {
    const UnitPoints a(spread, 3, 50, few);
    const UnitPoints b(spread, 3, 50, behind);
    const UnitPoints c(spread, 3, 50, before);
    for (std::uint32_t i = 0; i < 50; ++i) {
      EXPECT_EQ(a.at(i, 1), b.at(i, 1));
      if (spread != Spread::kSobol) {
        EXPECT_EQ(a.at(i, 1), c.at(i, 2));
      }
    }
  }
}

TEST(Spreads, PointsBitForBit) {
  std::vector<double> seen;
  for (const Spread spread : kSpreads) {
    const UnitPoints points(spread, 2026, 100, names(2));
    for (const std::uint32_t i : {0U, 1U, 99U}) seen.push_back(points.at(i, 1));
  }
  const std::vector<double> recorded = {0x1.f57649507f126p-2, 0x1.3321a0c77f91bp-1, 0x1.104158acda0bfp-1,
                                        0x1.a8dac869c3d48p-2, 0x1.8935e3e6fff5cp-4, 0x1.2baebbc449dd7p-1,
                                        0x1.5a2f8af5c2013p-1, 0x1.339ec188068c6p-2, 0x1.fbeb40b090ee4p-3};
  ASSERT_EQ(seen.size(), recorded.size());
  for (std::size_t i = 0; i < seen.size(); ++i) EXPECT_EQ(seen[i], recorded[i]) << i;
}

TEST(Spreads, RefuseWhatTheyCannotDo) {
  EXPECT_THROW(UnitPoints(Spread::kRandom, 1, 0, names(1)), std::invalid_argument);
  EXPECT_THROW(UnitPoints(Spread::kLatinHypercube, 1, (1U << 31U) + 1, names(1)), std::invalid_argument);
  EXPECT_THROW(UnitPoints(Spread::kSobol, 1, 1, names(Sobol::most_axes() + 1)), std::invalid_argument);
  EXPECT_EQ(UnitPoints(Spread::kSobol, 1, 1, {}).axes(), 0U);
  // At the largest, strata are still told apart.
  const UnitPoints largest(Spread::kLatinHypercube, 1, 1U << 31U, names(1));
  for (const std::uint32_t i : {0U, 1U, (1U << 31U) - 1}) {
    EXPECT_GT(largest.at(i, 0), 0);
    EXPECT_LT(largest.at(i, 0), 1);
  }
}

}  // namespace
}  // namespace fabshock::test::design_points_test
