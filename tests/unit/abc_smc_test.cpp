// ABC-SMC where the posterior is known in closed form.
#include "calibration/abc_smc.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "random/stream.h"

namespace fabshock::test::abc_smc_test {
namespace {

struct Moments {
  std::array<double, 2> mean{}, sd{};
  double correlation = 0;
};

Moments moments_of(const AbcPopulation& population) {
  Moments m;
  double both = 0;
  const auto n = static_cast<double>(population.particles.size());
  for (const Particle& p : population.particles) {
    for (std::size_t k = 0; k < 2; ++k) m.mean[k] += p.u[k] / n;
  }
  for (const Particle& p : population.particles) {
    for (std::size_t k = 0; k < 2; ++k) m.sd[k] += (p.u[k] - m.mean[k]) * (p.u[k] - m.mean[k]) / n;
    both += (p.u[0] - m.mean[0]) * (p.u[1] - m.mean[1]) / n;
  }
  for (double& sd : m.sd) sd = std::sqrt(sd);
  m.correlation = both / (m.sd[0] * m.sd[1]);
  return m;
}

// Two numbers of which their sum is seen with an error of 0.02 and their difference with one of 0.1: normal, far
// inside the cube, with a correlation of (0.02^2 - 0.1^2)/(0.02^2 + 0.1^2).
TEST(AbcSmc, FindsANormalPosterior) {
  const auto losses = [](std::span<Particle> particles) {
    for (Particle& p : particles) {
      const double sum = (p.u[0] + p.u[1] - 1.1) / 0.02;
      const double difference = (p.u[0] - p.u[1] - 0.1) / 0.1;
      p.loss = sum * sum + difference * difference;
    }
  };
  const auto populations = abc_smc(2, {.particles = 2000}, losses);
  const Moments m = moments_of(populations.back());
  const double sd = std::sqrt(0.02 * 0.02 + 0.1 * 0.1) / 2;
  EXPECT_NEAR(m.mean[0], 0.6, 0.003);
  EXPECT_NEAR(m.mean[1], 0.5, 0.003);
  EXPECT_NEAR(m.sd[0], sd, 0.06 * sd);
  EXPECT_NEAR(m.sd[1], sd, 0.06 * sd);
  EXPECT_NEAR(m.correlation, (0.0004 - 0.01) / (0.0004 + 0.01), 0.02);
  EXPECT_EQ(populations.front().lambda, 0);
  EXPECT_EQ(populations.back().lambda, 1);
  EXPECT_GT(populations.back().accepted, 0.2);
}

// What the data do not tell stays as it was before: uniform, and cut off where the prior is.
TEST(AbcSmc, LeavesThePriorWhereNothingIsSeen) {
  const auto losses = [](std::span<Particle> particles) {
    for (Particle& p : particles) p.loss = std::pow((p.u[0] - 1) / 0.1, 2);  // half of a normal: its mode is the edge
  };
  const Moments m = moments_of(abc_smc(2, {.particles = 2000}, losses).back());
  EXPECT_NEAR(m.mean[0], 1 - 0.1 * std::sqrt(2 / M_PI), 0.004);
  EXPECT_NEAR(m.sd[0], 0.1 * std::sqrt(1 - 2 / M_PI), 0.003);
  EXPECT_NEAR(m.mean[1], 0.5, 0.02);
  EXPECT_NEAR(m.sd[1], std::sqrt(1.0 / 12), 0.01);
}

// Where the simulator itself is off by chance, the posterior is as wide as both errors together.
TEST(AbcSmc, TakesInWhatTheSimulatorDraws) {
  const auto losses = [](std::span<Particle> particles) {
    for (Particle& p : particles) {
      Stream own({.seed = 7, .replication = static_cast<std::uint32_t>(p.numbers[0])}, "noise", Purpose::kDesign);
      p.loss = std::pow((p.u[0] + normal(own, 0, 0.08) - 0.5) / 0.06, 2);
    }
  };
  const Moments m = moments_of(abc_smc(2, {.particles = 3000}, losses).back());
  EXPECT_NEAR(m.mean[0], 0.5, 0.006);
  EXPECT_NEAR(m.sd[0], 0.1, 0.006);
}

TEST(AbcSmc, ResamplesInProportion) {
  const std::array<double, 4> weights = {0.1, 0.4, 0, 0.5};
  const std::vector<std::size_t> drawn = resampled(weights, 10);
  EXPECT_EQ(drawn, (std::vector<std::size_t>{0, 1, 1, 1, 1, 3, 3, 3, 3, 3}));
}

TEST(AbcSmc, SaysWhenNothingIsLeft) {
  const auto losses = [](std::span<Particle> particles) {
    for (Particle& p : particles) p.loss = 0;
  };
  EXPECT_THROW(abc_smc(3, {.particles = 4}, losses), std::runtime_error);
  EXPECT_NO_THROW(abc_smc(3, {.particles = 40}, losses));
}

}  // namespace
}  // namespace fabshock::test::abc_smc_test
