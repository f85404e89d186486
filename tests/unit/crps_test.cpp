#include "stats/crps.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace fabshock::test::crps_test {
namespace {

TEST(Crps, OfOneNumberIsItsDistance) {
  EXPECT_DOUBLE_EQ(crps(std::vector<double>{3.0}, 5.0), 2.0);
}

// By definition, from all pairs.
TEST(Crps, IsTheDefinition) {
  const std::vector<double> x = {-1.0, 0.5, 0.5, 2.0, 7.0};
  for (const double y : {-3.0, 0.5, 1.0, 9.0}) {
    double distance = 0;
    double spread = 0;
    for (const double a : x) {
      distance += std::fabs(a - y) / 5;
      for (const double b : x) spread += std::fabs(a - b) / 25;
    }
    EXPECT_NEAR(crps(x, y), distance - spread / 2, 1e-14) << y;
  }
}

// Of a normal forecast in closed form [Gneiting & Raftery 2007, eq. 21]: at its mean sigma (2 phi(0) - 1/sqrt(pi)).
TEST(Crps, OfANormalEnsemble) {
  constexpr int kN = 20001;
  std::vector<double> x;
  for (int i = 0; i < kN; ++i) {  // quantiles by bisection of erfc
    const double p = (i + 0.5) / kN;
    double low = -9;
    double high = 9;
    for (int k = 0; k < 60; ++k) {
      const double middle = (low + high) / 2;
      (0.5 * std::erfc(-middle / std::sqrt(2.0)) < p ? low : high) = middle;
    }
    x.push_back(low);
  }
  const double pi = std::acos(-1.0);
  EXPECT_NEAR(crps(x, 0.0), 2 / std::sqrt(2 * pi) - 1 / std::sqrt(pi), 1e-4);
}

}  // namespace
}  // namespace fabshock::test::crps_test
