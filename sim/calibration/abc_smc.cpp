#include "calibration/abc_smc.h"

#include <Eigen/Dense>
#include <algorithm>
#include <set>
#include <stdexcept>

#include "base/math.h"
#include "calibration/reflect.h"
#include "random/stream.h"

namespace fabshock {
namespace {

// Weights up to 1 in all, from their logarithms.
void normalise(std::vector<double>& logs) {
  const double most = *std::max_element(logs.begin(), logs.end());
  double sum = 0;
  for (double& x : logs) sum += x = det_exp(x - most);
  for (double& x : logs) x /= sum;
}

double effective_number(std::span<const double> weights) {
  double squares = 0;
  for (const double w : weights) squares += w * w;
  return 1 / squares;
}

std::vector<double> weights_at(const AbcPopulation& population, double lambda) {
  std::vector<double> weights;
  for (const Particle& p : population.particles) weights.push_back(-(lambda - population.lambda) * p.loss / 2);
  normalise(weights);
  return weights;
}

// As far on as leaves half of the particles effective.
double next_lambda(const AbcPopulation& population) {
  const double wanted = static_cast<double>(population.particles.size()) / 2;
  if (effective_number(weights_at(population, 1)) >= wanted) return 1;
  double low = population.lambda;
  double high = 1;
  for (int i = 0; i < 60; ++i) {
    const double middle = (low + high) / 2;
    (effective_number(weights_at(population, middle)) >= wanted ? low : high) = middle;
  }
  return low;
}

Eigen::Map<const Eigen::VectorXd> point(const std::vector<double>& u) {
  return {u.data(), static_cast<Eigen::Index>(u.size())};
}

std::size_t different_of(const std::vector<Particle>& particles) {
  std::set<std::vector<double>> points;
  for (const Particle& p : particles) points.insert(p.u);
  return points.size();
}

// Of a step, L L' = (2.38^2/d) times the covariance of the particles [Roberts, Gelman & Gilks 1997].
Eigen::MatrixXd step_of(const std::vector<Particle>& particles) {
  const auto d = static_cast<Eigen::Index>(particles.front().u.size());
  const auto n = static_cast<double>(particles.size());
  Eigen::VectorXd mean = Eigen::VectorXd::Zero(d);
  for (const Particle& p : particles) mean += point(p.u) / n;
  Eigen::MatrixXd covariance = Eigen::MatrixXd::Zero(d, d);
  for (const Particle& p : particles) covariance += (point(p.u) - mean) * (point(p.u) - mean).transpose() / n;
  const Eigen::LLT<Eigen::MatrixXd> factor(2.38 * 2.38 / static_cast<double>(d) * covariance);
  if (static_cast<Eigen::Index>(different_of(particles)) <= d + 1 || factor.info() != Eigen::Success) {
    throw std::runtime_error("the particles that are left span no space: more particles, or wider scales");
  }
  return factor.matrixL();
}

}  // namespace

std::size_t AbcPopulation::different() const {
  return different_of(particles);
}

std::vector<AbcPopulation> abc_smc(std::size_t dimensions, const AbcAsk& ask, const LossesOf& losses_of) {
  const auto stream_of = [&](std::uint64_t tried) {
    return Stream({.seed = ask.seed, .replication = static_cast<std::uint32_t>(tried)}, "particle", Purpose::kDesign);
  };
  std::vector<AbcPopulation> all = ask.known;
  if (all.empty()) {
    all.emplace_back().effective = ask.particles;
    for (std::uint32_t i = 0; i < ask.particles; ++i) {
      Particle& particle = all.back().particles.emplace_back();
      particle.numbers.assign(ask.blocks, i);
      Stream stream = stream_of(i);
      for (std::size_t k = 0; k < dimensions; ++k) particle.u.push_back(uniform(stream));
    }
    losses_of(all.back().particles);
    ask.keep(all.back());
  }
  std::uint64_t tried = ask.particles * (1 + ask.steps * (all.size() - 1));
  constexpr double kRenewed = 0.15;  // of the blocks, and one at least
  const auto step = [&](AbcPopulation& population, const Eigen::MatrixXd* lower) {
    std::vector<Particle> next = population.particles;
    std::vector<double> luck;
    for (Particle& particle : next) {
      const std::uint64_t number = tried++;
      Stream stream = stream_of(number);
      if (lower != nullptr) {
        Eigen::VectorXd z(lower->rows());
        for (double& x : z) x = normal(stream, 0, 1);
        const Eigen::VectorXd u = point(particle.u) + *lower * z;
        for (std::size_t k = 0; k < dimensions; ++k) particle.u[k] = reflected(u[static_cast<Eigen::Index>(k)]);
      } else {
        const auto one = static_cast<std::size_t>(uniform(stream) * ask.blocks);
        for (std::size_t b = 0; b < particle.numbers.size(); ++b) {
          if (b == one || uniform(stream) < kRenewed) particle.numbers[b] = number;
        }
      }
      luck.push_back(uniform(stream));
    }
    losses_of(next);
    std::size_t accepted = 0;
    for (std::size_t i = 0; i < next.size(); ++i) {
      Particle& now = population.particles[i];
      if (det_log(luck[i]) >= population.lambda * (now.loss - next[i].loss) / 2) continue;
      now = std::move(next[i]);
      ++accepted;
    }
    return static_cast<double>(accepted) / static_cast<double>(next.size());
  };
  // Steps that leave the unit cube, where the prior ends, are reflected, which keeps their chances symmetric.
  const auto walk = [&](AbcPopulation& population) {
    const Eigen::MatrixXd lower = step_of(population.particles);
    std::uint32_t of_u = 0;
    for (std::uint32_t s = 0; s < ask.steps; ++s) {
      const double accepted = step(population, s % 2 == 0 ? &lower : nullptr);
      if (s % 2 != 0) continue;
      population.accepted += accepted;
      ++of_u;
    }
    population.accepted /= of_u;
  };
  const std::uint32_t last = ask.settle + 1;  // populations at lambda = 1
  const auto done = std::count_if(all.begin(), all.end(), [](const AbcPopulation& p) { return p.lambda >= 1; });
  for (auto left = last - std::min(last, static_cast<std::uint32_t>(done)); left > 0;) {
    const AbcPopulation& before = all.back();
    AbcPopulation next{.lambda = next_lambda(before), .particles = {}};
    if (next.lambda >= 1) --left;
    const std::vector<double> weights = weights_at(before, next.lambda);
    next.effective = effective_number(weights);
    for (const std::size_t i : resampled(weights, ask.particles)) next.particles.push_back(before.particles[i]);
    walk(next);
    all.push_back(std::move(next));
    ask.keep(all.back());
    const double first = std::min(det_log(all[1].lambda), -1e-9);
    ask.tell(0.7 * (1 - det_log(all.back().lambda) / first) + 0.3 * (last - left) / last);
  }
  return all;
}

std::vector<std::size_t> resampled(std::span<const double> weights, std::size_t count) {
  double total = 0;
  for (const double w : weights) total += w;
  std::vector<std::size_t> indices;
  double sum = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    sum += weights[i];
    const bool is_last = i + 1 == weights.size();
    while (indices.size() < count &&
           (is_last || (static_cast<double>(indices.size()) + 0.5) / static_cast<double>(count) * total < sum)) {
      indices.push_back(i);
    }
  }
  return indices;
}

}  // namespace fabshock
