// Covariance matrix adaptation evolution strategy [Hansen 2016, The CMA Evolution Strategy: A Tutorial,
// arXiv:1604.00772]: finds a minimum of a function of which only values are known. Default parameters of the tutorial's
// table 1, positive weights alone. Each generation asks for the values of `population` points, in any order.
#pragma once
#include <Eigen/Dense>
#include <cstdint>
#include <span>
#include <vector>

#include "random/stream.h"

namespace fabshock {

class CmaEs {
 public:
  // start: of the mean; step: the standard deviation of the first generation in each direction, above 0.
  CmaEs(std::span<const double> start, double step, std::uint64_t seed);

  std::size_t population() const { return points_.size(); }
  const std::vector<std::vector<double>>& ask();  // the points of the next generation
  void tell(std::span<const double> values);      // theirs, in the same order; the less the better

  const std::vector<double>& best() const { return best_; }  // of all points so far
  double best_value() const { return best_value_; }
  std::uint64_t evaluations() const { return evaluations_; }
  // Has it come to rest: are steps below 1e-5 in every direction, or the values of 20 generations within 1e-10?
  bool is_done() const;

 private:
  void decompose();

  Eigen::Index n_;
  Eigen::Index mu_;
  Eigen::VectorXd weights_;
  double mu_eff_ = 0, c_c_ = 0, c_1_ = 0, c_mu_ = 0, c_sigma_ = 0, d_sigma_ = 0, chi_ = 0;
  Eigen::VectorXd mean_, path_c_, path_sigma_, scales_;  // scales: square roots of the eigenvalues
  Eigen::MatrixXd covariance_, axes_;                    // axes: eigenvectors
  double sigma_;
  Stream stream_;
  std::vector<std::vector<double>> points_;
  std::vector<double> best_;
  double best_value_;
  std::vector<double> history_;  // best of each generation
  std::uint64_t evaluations_ = 0, generation_ = 0;
};

}  // namespace fabshock
