// Covariance matrix adaptation evolution strategy [Hansen 2016, The CMA Evolution Strategy: A Tutorial,
// arXiv:1604.00772]: finds a minimum of a function of which only values are known. Default parameters of the tutorial's
// table 1, positive weights alone. Each generation asks for the values of `population` points, in any order.
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "random/stream.h"

namespace fabshock {

class CmaEs {
 public:
  // start: of the mean; step: the standard deviation of the first generation in each direction, above 0.
  CmaEs(std::span<const double> start, double step, std::uint64_t seed);
  ~CmaEs();

  std::size_t population() const { return points_.size(); }
  const std::vector<std::vector<double>>& ask();  // the points of the next generation
  void tell(std::span<const double> values);      // theirs, in the same order; the less the better

  const std::vector<double>& best() const { return best_; }  // of all points so far
  double best_value() const { return best_value_; }
  std::uint64_t evaluations() const { return evaluations_; }
  // Has it come to rest: are steps below 1e-5 in every direction, or the values of 20 generations within 1e-10?
  bool is_done() const;

 private:
  struct Search;  // mean, covariance, paths
  std::unique_ptr<Search> search_;
  Stream stream_;
  std::vector<std::vector<double>> points_;
  std::vector<double> best_;
  double best_value_;
  std::vector<double> history_;  // best of each generation
  std::uint64_t evaluations_ = 0;
};

}  // namespace fabshock
