// Correlated parameters: the correlations that were asked for, uniform margins, and matrices that contradict
// themselves.
#include "design/rank_correlation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

#include "design/unit_points.h"
#include "support/spearman.h"

namespace fabshock::test::rank_correlation_test {
namespace {

std::vector<std::vector<double>> sample(const RankCorrelation& group, Spread spread, std::uint32_t n) {
  std::vector<std::string> names;
  for (std::size_t j = 0; j < group.size(); ++j) names.push_back("p" + std::to_string(j));
  const UnitPoints points(spread, 42, n, names);
  std::vector<std::vector<double>> columns(group.size(), std::vector<double>(n));
  std::vector<double> u(group.size());
  for (std::uint32_t i = 0; i < n; ++i) {
    points.point(i, u);
    group.apply(u);
    for (std::size_t j = 0; j < u.size(); ++j) columns[j][i] = u[j];
  }
  return columns;
}

// Standard error of a sample's Spearman correlation: at most 1/sqrt(n - 1), at independence.
TEST(RankCorrelation, IsReached) {
  constexpr std::uint32_t kN = 20'000;
  const std::vector<double> target = {1, 0.8, -0.5, 0.8, 1, -0.2, -0.5, -0.2, 1};
  const RankCorrelation group(target, 3);
  for (const Spread spread : {Spread::kRandom, Spread::kLatinHypercube, Spread::kSobol}) {
    const auto columns = sample(group, spread, kN);
    for (std::size_t j = 0; j < 3; ++j) {
      for (std::size_t k = 0; k < j; ++k) {
        EXPECT_NEAR(spearman(columns[j], columns[k]), target[j * 3 + k], 3.29 / std::sqrt(kN - 1)) << j << k;
      }
    }
  }
}

TEST(RankCorrelation, OverItsWholeRange) {
  constexpr std::uint32_t kN = 1U << 15U;
  for (const double r : {-0.999, -0.9, -0.3, 0.0, 0.1, 0.5, 0.95, 0.999}) {
    const std::vector<double> target = {1, r, r, 1};
    const auto columns = sample(RankCorrelation(target, 2), Spread::kSobol, kN);
    EXPECT_NEAR(spearman(columns[0], columns[1]), r, 0.0005) << r;  // of scrambled Sobol points, far below 1/sqrt(n)
  }
}

// Kolmogorov-Smirnov: P(sqrt(n) D > 1.9495) = 0.001.
TEST(RankCorrelation, KeepsMarginsUniform) {
  constexpr std::uint32_t kN = 50'000;
  const std::vector<double> target = {1, 0.9, 0.7, 0.9, 1, 0.8, 0.7, 0.8, 1};
  for (auto& column : sample(RankCorrelation(target, 3), Spread::kRandom, kN)) {
    std::sort(column.begin(), column.end());
    double d = 0;
    for (std::size_t i = 0; i < column.size(); ++i) {
      d = std::max({d, column[i] - static_cast<double>(i) / kN, static_cast<double>(i + 1) / kN - column[i]});
    }
    EXPECT_LT(d * std::sqrt(kN), 1.9495);
  }
}

TEST(RankCorrelation, LeavesTheFirstAndTheIndependent) {
  const std::vector<double> none = {1, 0, 0, 1};
  const RankCorrelation group(none, 2);
  for (const double first : {0x1p-53, 0.1, 0.5, 1 - 0x1p-53}) {
    std::vector<double> u = {first, 0.3};
    group.apply(u);
    EXPECT_EQ(u[0], first);
    EXPECT_NEAR(u[1], 0.3, 1e-15);
  }
}

TEST(RankCorrelation, StaysInsideTheCube) {
  const std::vector<double> target = {1, 0.99, 0.99, 0.99, 1, 0.99, 0.99, 0.99, 1};
  const RankCorrelation group(target, 3);
  for (const double end : {0x1p-53, 1 - 0x1p-53}) {
    std::vector<double> u = {end, end, end};
    group.apply(u);
    for (const double v : u) {
      EXPECT_GT(v, 0);
      EXPECT_LT(v, 1);
    }
  }
}

std::string refusal(const std::vector<double>& matrix, std::size_t k) {
  try {
    const RankCorrelation group(matrix, k);
  } catch (const std::invalid_argument& e) {
    return e.what();
  }
  return "none";
}

TEST(RankCorrelation, RefusesWhatIsNone) {
  EXPECT_EQ(refusal({1, 0.5, 0.5}, 2), "rank correlations must be a square matrix");
  EXPECT_EQ(refusal({}, 0), "rank correlations must be a square matrix");
  EXPECT_EQ(refusal({1, 0.5, 0.5, 2}, 2), "rank correlations need 1 on the diagonal");
  EXPECT_EQ(refusal({1, 0.5, 0.4, 1}, 2), "rank correlations must be symmetric");
  EXPECT_EQ(refusal({1, 1, 1, 1}, 2), "a rank correlation must be above -1 and below 1");
  EXPECT_EQ(refusal({1, std::nan(""), std::nan(""), 1}, 2), "rank correlations must be symmetric");
  // a with b, a with c, but b against c.
  const std::string contradiction =
      "the rank correlations contradict one another: their matrix is not positive definite";
  EXPECT_EQ(refusal({1, 0.9, 0.9, 0.9, 1, -0.9, 0.9, -0.9, 1}, 3), contradiction);
  EXPECT_EQ(refusal({1, 0.9, 0.9, 0.9, 1, 0.9, 0.9, 0.9, 1}, 3), "none");
  // -1/2 each is the least that three can have, as normal scores; Spearman's is (6/pi) asin(-1/4) then.
  const double least = 6 / 3.14159265358979323846 * std::asin(-0.25);
  const double a = least - 1e-6;
  const double b = least + 1e-6;
  EXPECT_EQ(refusal({1, a, a, a, 1, a, a, a, 1}, 3), contradiction);
  EXPECT_EQ(refusal({1, b, b, b, 1, b, b, b, 1}, 3), "none");
}

}  // namespace
}  // namespace fabshock::test::rank_correlation_test
