// CMA-ES on the standard functions of its field [Hansen et al. 2010, BBOB]: minima within 1e-8 in not many more
// evaluations than are reported for it.
#include "calibration/cma_es.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>

namespace fabshock::test::cma_es_test {
namespace {

using Function = std::function<double(const std::vector<double>&)>;

double sphere(const std::vector<double>& x) {
  double sum = 0;
  for (const double y : x) sum += y * y;
  return sum;
}

// Axes from 1 to 1000 in length, turned by 45 degrees in each neighbouring pair of coordinates.
double turned_ellipsoid(const std::vector<double>& x) {
  double sum = 0;
  for (std::size_t i = 0; i < x.size(); i += 2) {
    const double a = (x[i] + x[i + 1]) / std::sqrt(2.0);
    const double b = (x[i] - x[i + 1]) / std::sqrt(2.0);
    const auto n = static_cast<double>(x.size() - 1);
    sum += std::pow(1e6, static_cast<double>(i) / n) * a * a + std::pow(1e6, static_cast<double>(i + 1) / n) * b * b;
  }
  return sum;
}

double rosenbrock(const std::vector<double>& x) {
  double sum = 0;
  for (std::size_t i = 0; i + 1 < x.size(); ++i) {
    sum += 100 * std::pow(x[i + 1] - x[i] * x[i], 2) + std::pow(1 - x[i], 2);
  }
  return sum;
}

double different_powers(const std::vector<double>& x) {
  double sum = 0;
  const auto n = static_cast<double>(x.size() - 1);
  for (std::size_t i = 0; i < x.size(); ++i) sum += std::pow(std::fabs(x[i]), 2 + 4 * static_cast<double>(i) / n);
  return sum;
}

// Evaluations until the value is below 1e-8; none if they are more than `most`.
std::uint64_t evaluations_to(const Function& f, std::size_t n, std::uint64_t most, std::uint64_t seed) {
  CmaEs cma(std::vector<double>(n, 0.7), 0.5, seed);
  while (cma.evaluations() < most) {
    std::vector<double> values;
    for (const std::vector<double>& x : cma.ask()) values.push_back(f(x));
    cma.tell(values);
    if (cma.best_value() < 1e-8) {
      EXPECT_LT(f(cma.best()), 1e-8);
      return cma.evaluations();
    }
  }
  return 0;
}

TEST(CmaEs, FindsTheMinimaOfStandardFunctions) {
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    EXPECT_GT(evaluations_to(sphere, 8, 1500, seed), 0U) << seed;
    EXPECT_GT(evaluations_to(turned_ellipsoid, 8, 5000, seed), 0U) << seed;
    EXPECT_GT(evaluations_to(rosenbrock, 8, 10000, seed), 0U) << seed;
    EXPECT_GT(evaluations_to(different_powers, 8, 3000, seed), 0U) << seed;
    EXPECT_GT(evaluations_to([](const std::vector<double>& x) { return sphere(x); }, 1, 400, seed), 0U) << seed;
  }
}

// Only the order of values counts, and the same seed gives the same points.
TEST(CmaEs, SeesNothingButTheOrder) {
  const auto path = [](const Function& f, std::uint64_t seed) {
    CmaEs cma(std::vector<double>(4, 0.7), 0.5, seed);
    for (int generation = 0; generation < 50; ++generation) {
      std::vector<double> values;
      for (const std::vector<double>& x : cma.ask()) values.push_back(f(x));
      cma.tell(values);
    }
    return cma.best();
  };
  EXPECT_EQ(path(rosenbrock, 7), path([](const std::vector<double>& x) { return std::log(rosenbrock(x)); }, 7));
  EXPECT_NE(path(rosenbrock, 7), path(rosenbrock, 8));
}

TEST(CmaEs, ComesToRest) {
  CmaEs cma(std::vector<double>(3, 0.7), 0.5, 1);
  while (!cma.is_done() && cma.evaluations() < 5000) {
    std::vector<double> values;
    for (const std::vector<double>& x : cma.ask()) values.push_back(sphere(x));
    cma.tell(values);
  }
  EXPECT_TRUE(cma.is_done());
  EXPECT_LT(cma.best_value(), 1e-8);
}

}  // namespace
}  // namespace fabshock::test::cma_es_test
