#include "calibration/cma_es.h"

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

CmaEs::CmaEs(std::span<const double> start, double step, std::uint64_t seed)
    : n_(static_cast<Eigen::Index>(start.size())),
      mean_(Eigen::Map<const Eigen::VectorXd>(start.data(), n_)),
      path_c_(Eigen::VectorXd::Zero(n_)),
      path_sigma_(Eigen::VectorXd::Zero(n_)),
      scales_(Eigen::VectorXd::Ones(n_)),
      covariance_(Eigen::MatrixXd::Identity(n_, n_)),
      axes_(Eigen::MatrixXd::Identity(n_, n_)),
      sigma_(step),
      stream_({.seed = seed}, "cma-es", Purpose::kDesign),
      best_(start.begin(), start.end()),
      best_value_(std::numeric_limits<double>::infinity()) {
  const auto n = static_cast<double>(n_);
  const auto lambda = static_cast<Eigen::Index>(4 + std::floor(3 * det_log(n)));
  mu_ = lambda / 2;
  weights_.resize(mu_);
  for (Eigen::Index i = 0; i < mu_; ++i) {
    weights_(i) = det_log((static_cast<double>(lambda) + 1) / 2) - det_log(static_cast<double>(i) + 1);
  }
  weights_ /= weights_.sum();
  mu_eff_ = 1 / weights_.squaredNorm();
  c_c_ = (4 + mu_eff_ / n) / (n + 4 + 2 * mu_eff_ / n);
  c_sigma_ = (mu_eff_ + 2) / (n + mu_eff_ + 5);
  c_1_ = 2 / ((n + 1.3) * (n + 1.3) + mu_eff_);
  c_mu_ = std::min(1 - c_1_, 2 * (mu_eff_ - 2 + 1 / mu_eff_) / ((n + 2) * (n + 2) + mu_eff_));
  d_sigma_ = 1 + 2 * std::max(0.0, square_root((mu_eff_ - 1) / (n + 1)) - 1) + c_sigma_;
  chi_ = square_root(n) * (1 - 1 / (4 * n) + 1 / (21 * n * n));  // E|N(0, I)|
  points_.assign(static_cast<std::size_t>(lambda), std::vector<double>(start.size()));
}

const std::vector<std::vector<double>>& CmaEs::ask() {
  for (std::vector<double>& point : points_) {
    Eigen::VectorXd z(n_);
    for (Eigen::Index i = 0; i < n_; ++i) z(i) = normal(stream_, 0.0, 1.0);
    const Eigen::VectorXd x = mean_ + sigma_ * (axes_ * scales_.cwiseProduct(z));
    std::copy(x.begin(), x.end(), point.begin());
  }
  return points_;
}

void CmaEs::tell(std::span<const double> values) {
  const auto n = static_cast<double>(n_);
  ++generation_;
  evaluations_ += values.size();
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  history_.push_back(values[order.front()]);
  if (values[order.front()] < best_value_) {
    best_value_ = values[order.front()];
    best_ = points_[order.front()];
  }
  Eigen::MatrixXd steps(n_, mu_);
  for (Eigen::Index i = 0; i < mu_; ++i) {
    const std::vector<double>& point = points_[order[static_cast<std::size_t>(i)]];
    steps.col(i) = (Eigen::Map<const Eigen::VectorXd>(point.data(), n_) - mean_) / sigma_;
  }
  const Eigen::VectorXd step = steps * weights_;
  mean_ += sigma_ * step;
  const Eigen::VectorXd white = axes_ * (axes_.transpose() * step).cwiseQuotient(scales_);  // C^(-1/2) step
  path_sigma_ = (1 - c_sigma_) * path_sigma_ + square_root(c_sigma_ * (2 - c_sigma_) * mu_eff_) * white;
  const double length = path_sigma_.norm();
  const double decay = 1 - det_exp(2 * static_cast<double>(generation_) * det_log(1 - c_sigma_));
  const bool stalls = length / square_root(decay) >= (1.4 + 2 / (n + 1)) * chi_;  // 1 - h_sigma
  path_c_ *= 1 - c_c_;
  if (!stalls) path_c_ += square_root(c_c_ * (2 - c_c_) * mu_eff_) * step;
  const double missing = stalls ? c_1_ * c_c_ * (2 - c_c_) : 0;
  covariance_ = (1 - c_1_ - c_mu_ + missing) * covariance_ + c_1_ * path_c_ * path_c_.transpose() +
                c_mu_ * steps * weights_.asDiagonal() * steps.transpose();
  sigma_ *= det_exp(std::min(1.0, c_sigma_ / d_sigma_ * (length / chi_ - 1)));
  decompose();
}

void CmaEs::decompose() {
  covariance_ = (covariance_ + covariance_.transpose().eval()) / 2;
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(covariance_);
  constexpr double kLeast = 1e-20;
  axes_ = solver.eigenvectors();
  scales_ = solver.eigenvalues().cwiseMax(kLeast).cwiseSqrt();
}

bool CmaEs::is_done() const {
  constexpr double kRest = 1e-5;
  constexpr double kFlat = 1e-10;
  constexpr std::size_t kGenerations = 20;
  if (sigma_ * scales_.maxCoeff() < kRest) return true;
  if (history_.size() < kGenerations) return false;
  const auto [low, high] = std::minmax_element(history_.end() - kGenerations, history_.end());
  return *high - *low < kFlat;
}

}  // namespace fabshock
