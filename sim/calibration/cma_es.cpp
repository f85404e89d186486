#include "calibration/cma_es.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/math.h"

namespace fabshock {
namespace {

double square_root(double x) {
  return std::sqrt(x);  // exact everywhere, by IEEE 754
}

}  // namespace

struct CmaEs::Search {
  Search(std::span<const double> start, double step);
  Eigen::VectorXd point(Stream& stream) const;
  void move(const Eigen::MatrixXd& steps);  // of the best mu of a generation, best first, in units of sigma
  void decompose();

  Eigen::Index n;
  Eigen::Index lambda = 0, mu = 0;
  Eigen::VectorXd weights;
  double mu_eff = 0, c_c = 0, c_1 = 0, c_mu = 0, c_sigma = 0, d_sigma = 0, chi = 0;
  Eigen::VectorXd mean, path_c, path_sigma, scales;  // scales: square roots of the eigenvalues
  Eigen::MatrixXd covariance, axes;                  // axes: eigenvectors
  double sigma;
  std::uint64_t generation = 0;
};

CmaEs::Search::Search(std::span<const double> start, double step)
    : n(static_cast<Eigen::Index>(start.size())),
      mean(Eigen::Map<const Eigen::VectorXd>(start.data(), n)),
      path_c(Eigen::VectorXd::Zero(n)),
      path_sigma(Eigen::VectorXd::Zero(n)),
      scales(Eigen::VectorXd::Ones(n)),
      covariance(Eigen::MatrixXd::Identity(n, n)),
      axes(Eigen::MatrixXd::Identity(n, n)),
      sigma(step) {
  const auto size = static_cast<double>(n);
  lambda = static_cast<Eigen::Index>(4 + std::floor(3 * det_log(size)));
  mu = lambda / 2;
  weights.resize(mu);
  for (Eigen::Index i = 0; i < mu; ++i) {
    weights(i) = det_log((static_cast<double>(lambda) + 1) / 2) - det_log(static_cast<double>(i) + 1);
  }
  weights /= weights.sum();
  mu_eff = 1 / weights.squaredNorm();
  c_c = (4 + mu_eff / size) / (size + 4 + 2 * mu_eff / size);
  c_sigma = (mu_eff + 2) / (size + mu_eff + 5);
  c_1 = 2 / ((size + 1.3) * (size + 1.3) + mu_eff);
  c_mu = std::min(1 - c_1, 2 * (mu_eff - 2 + 1 / mu_eff) / ((size + 2) * (size + 2) + mu_eff));
  d_sigma = 1 + 2 * std::max(0.0, square_root((mu_eff - 1) / (size + 1)) - 1) + c_sigma;
  chi = square_root(size) * (1 - 1 / (4 * size) + 1 / (21 * size * size));  // E|N(0, I)|
}

Eigen::VectorXd CmaEs::Search::point(Stream& stream) const {
  Eigen::VectorXd z(n);
  for (Eigen::Index i = 0; i < n; ++i) z(i) = normal(stream, 0.0, 1.0);
  return mean + sigma * (axes * scales.cwiseProduct(z));
}

void CmaEs::Search::move(const Eigen::MatrixXd& steps) {
  const auto size = static_cast<double>(n);
  ++generation;
  const Eigen::VectorXd step = steps * weights;
  mean += sigma * step;
  const Eigen::VectorXd white = axes * (axes.transpose() * step).cwiseQuotient(scales);  // C^(-1/2) step
  path_sigma = (1 - c_sigma) * path_sigma + square_root(c_sigma * (2 - c_sigma) * mu_eff) * white;
  const double length = path_sigma.norm();
  const double decay = 1 - det_exp(2 * static_cast<double>(generation) * det_log(1 - c_sigma));
  const bool stalls = length / square_root(decay) >= (1.4 + 2 / (size + 1)) * chi;  // 1 - h_sigma
  path_c *= 1 - c_c;
  if (!stalls) path_c += square_root(c_c * (2 - c_c) * mu_eff) * step;
  const double missing = stalls ? c_1 * c_c * (2 - c_c) : 0;
  covariance = (1 - c_1 - c_mu + missing) * covariance + c_1 * path_c * path_c.transpose() +
               c_mu * steps * weights.asDiagonal() * steps.transpose();
  sigma *= det_exp(std::min(1.0, c_sigma / d_sigma * (length / chi - 1)));
  decompose();
}

void CmaEs::Search::decompose() {
  covariance = (covariance + covariance.transpose().eval()) / 2;
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(covariance);
  constexpr double kLeast = 1e-20;
  axes = solver.eigenvectors();
  scales = solver.eigenvalues().cwiseMax(kLeast).cwiseSqrt();
}

CmaEs::CmaEs(std::span<const double> start, double step, std::uint64_t seed)
    : search_(std::make_unique<Search>(start, step)),
      stream_({.seed = seed}, "cma-es", Purpose::kDesign),
      points_(static_cast<std::size_t>(search_->lambda), std::vector<double>(start.size())),
      best_(start.begin(), start.end()),
      best_value_(std::numeric_limits<double>::infinity()) {}

CmaEs::~CmaEs() = default;

const std::vector<std::vector<double>>& CmaEs::ask() {
  for (std::vector<double>& point : points_) {
    const Eigen::VectorXd x = search_->point(stream_);
    std::copy(x.begin(), x.end(), point.begin());
  }
  return points_;
}

void CmaEs::tell(std::span<const double> values) {
  evaluations_ += values.size();
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  history_.push_back(values[order.front()]);
  if (values[order.front()] < best_value_) {
    best_value_ = values[order.front()];
    best_ = points_[order.front()];
  }
  Eigen::MatrixXd steps(search_->n, search_->mu);
  for (Eigen::Index i = 0; i < search_->mu; ++i) {
    const std::vector<double>& point = points_[order[static_cast<std::size_t>(i)]];
    steps.col(i) = (Eigen::Map<const Eigen::VectorXd>(point.data(), search_->n) - search_->mean) / search_->sigma;
  }
  search_->move(steps);
}

bool CmaEs::is_done() const {
  constexpr double kAtRest = 1e-5;
  constexpr double kFlat = 1e-10;
  constexpr std::size_t kGenerations = 20;
  if (search_->sigma * search_->scales.maxCoeff() < kAtRest) return true;
  if (history_.size() < kGenerations) return false;
  const auto [low, high] = std::minmax_element(history_.end() - kGenerations, history_.end());
  return *high - *low < kFlat;
}

}  // namespace fabshock
