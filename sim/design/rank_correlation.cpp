#include "design/rank_correlation.h"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "base/math.h"

namespace fabshock {
namespace {

void check_matrix(std::span<const double> spearman, std::size_t k) {
  if (k == 0 || spearman.size() != k * k) throw std::invalid_argument("rank correlations must be a square matrix");
  for (std::size_t row = 0; row < k; ++row) {
    if (spearman[row * k + row] != 1) throw std::invalid_argument("rank correlations need 1 on the diagonal");
    for (std::size_t column = 0; column < row; ++column) {
      const double r = spearman[row * k + column];
      if (r != spearman[column * k + row]) throw std::invalid_argument("rank correlations must be symmetric");
      if (!(std::fabs(r) < 1)) throw std::invalid_argument("a rank correlation must be above -1 and below 1");
    }
  }
}

// A pivot so small would be rounding, not correlation.
constexpr double kLeastPivot = 1e-7;

}  // namespace

RankCorrelation::RankCorrelation(std::span<const double> spearman, std::size_t k) : k_(k) {
  constexpr double kSixthOfPi = 0.52359877559829887308;
  check_matrix(spearman, k);
  const auto n = static_cast<Eigen::Index>(k);
  Eigen::MatrixXd scores = Eigen::MatrixXd::Identity(n, n);
  for (Eigen::Index row = 0; row < n; ++row) {
    for (Eigen::Index column = 0; column < row; ++column) {
      scores(row, column) = 2 * det_sin(kSixthOfPi * spearman[static_cast<std::size_t>(row * n + column)]);
    }
  }
  const Eigen::LLT<Eigen::MatrixXd, Eigen::Lower> cholesky(scores);  // reads the lower triangle only
  const Eigen::MatrixXd factor = cholesky.matrixL();
  if (cholesky.info() != Eigen::Success || factor.diagonal().minCoeff() < kLeastPivot) {
    throw std::invalid_argument("the rank correlations contradict one another: their matrix is not positive definite");
  }
  factor_.reserve(k * (k + 1) / 2);
  for (Eigen::Index row = 0; row < n; ++row) {
    for (Eigen::Index column = 0; column <= row; ++column) factor_.push_back(factor(row, column));
  }
}

void RankCorrelation::apply(std::span<double> u) const {
  constexpr double kLeast = 0x1.0p-53;
  constexpr double kMost = 1 - kLeast;
  const double first = u[0];  // the first row of L is 1, which would leave it as it was but for rounding
  for (double& v : u.first(k_)) v = normal_quantile(v);
  // From the last row up, so that every row still finds the normal scores before it.
  for (std::size_t row = k_; row-- > 1;) {
    const double* l = &factor_[row * (row + 1) / 2];
    double y = 0;
    for (std::size_t column = 0; column <= row; ++column) y += l[column] * u[column];
    u[row] = std::clamp(normal_cdf(y), kLeast, kMost);
  }
  u[0] = first;
}

}  // namespace fabshock
