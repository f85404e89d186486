// Variance amplification of orders against its closed forms, from YAML through the shipped engine. Over 292,000 days a
// variance is known to sqrt(2/n) = 0.26 % where days are independent; the moving windows raise that severalfold.
#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "support/world.h"

namespace fabshock::test::bullwhip_test {
namespace {

std::string bullwhip() {
  return read_test_file("verification/worlds/bullwhip.yaml");
}

// Variance of the orders that reach an entity over that of end demand.
double amplification(const WorldRun& run, const std::string& supplier) {
  return variance(run.series(supplier, "ordered"), 100) / variance(run.series("end", "demand"), 100);
}

// Chen, Drezner, Ryan & Simchi-Levi 2000: 1 + 2L/p + 2L^2/p^2 for one stage; for k stages
// sum_j C(k,j)^2 (1+a)^(2(k-j)) a^(2j), a = L/p.
TEST(Bullwhip, MovingAverage) {
  const WorldRun run = run_world(bullwhip());
  constexpr std::array<double, 4> kExpected = {2.5, 7.375, 24.0625, 83.1484375};
  constexpr std::array<const char*, 4> kSuppliers = {"stage2", "stage3", "stage4", "source"};
  for (std::size_t k = 0; k < 4; ++k) {
    EXPECT_NEAR(amplification(run, kSuppliers[k]) / kExpected[k], 1.0, 0.02) << "stage " << k + 1;
  }
  EXPECT_NEAR(amplification(run, "stage1"), 1.0, 1e-6);  // the sink orders what is demanded
}

TEST(Bullwhip, AutocorrelatedDemand) {
  const double rho = 0.5;
  const WorldRun run = run_world(
      replaced(bullwhip(), "process: normal, variation: 0.02", "process: ar1, variation: 0.02, correlation: 0.5"));
  EXPECT_NEAR(amplification(run, "stage2"), 1 + 1.5 * (1 - std::pow(rho, 4)), 0.02 * 2.4);
}

TEST(Bullwhip, ExponentialSmoothing) {
  const WorldRun run = run_world(replaced(bullwhip(), "forecast: moving-average", "forecast: exponential"));
  // 1 + 2 L alpha + 2 L^2 alpha^2/(2 - alpha), L = 2, alpha = 0.2
  EXPECT_NEAR(amplification(run, "stage2"), 1.97778, 0.02 * 1.98);
}

TEST(Bullwhip, ProportionalOrderUpTo) {
  std::string world = replaced(bullwhip(), "forecast: moving-average", "forecast: constant");
  world = replaced(world,
                   "stage1: {site: here, owner: A, kind: stock-holder, makes: p0, policy: base-stock, base_stock: 0}",
                   "stage1: {site: here, owner: A, kind: stock-holder, makes: p0, policy: base-stock, base_stock: 0, "
                   "inventory_time: 4 d, pipeline_time: 4 d}");
  const WorldRun run = run_world(world);
  EXPECT_NEAR(amplification(run, "stage2"), 1.0 / (2 * 4 - 1), 0.02 / 7);
}

}  // namespace
}  // namespace fabshock::test::bullwhip_test
