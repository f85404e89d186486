#include "network/baseline.h"

#include <Eigen/SparseLU>

namespace fabshock {

struct BaselineSystem::Factors {
  Eigen::SparseLU<Eigen::SparseMatrix<double>, Eigen::COLAMDOrdering<int>> lu;
  bool solvable = false;
};

BaselineSystem::BaselineSystem(std::span<const double> yields, std::span<const BaselineLane> lanes)
    : factors_(std::make_unique<Factors>()) {
  const auto n = static_cast<int>(yields.size());
  std::vector<Eigen::Triplet<double>> entries;
  entries.reserve(yields.size() + lanes.size());
  for (int i = 0; i < n; ++i) entries.emplace_back(i, i, yields[static_cast<std::size_t>(i)]);
  for (const BaselineLane& lane : lanes) {
    entries.emplace_back(static_cast<int>(lane.from), static_cast<int>(lane.to), -lane.coefficient);
  }
  Eigen::SparseMatrix<double> matrix(n, n);
  matrix.setFromTriplets(entries.begin(), entries.end());
  matrix.makeCompressed();
  factors_->lu.compute(matrix);
  factors_->solvable = n > 0 && factors_->lu.info() == Eigen::Success;
}

BaselineSystem::~BaselineSystem() = default;
BaselineSystem::BaselineSystem(BaselineSystem&&) noexcept = default;
BaselineSystem& BaselineSystem::operator=(BaselineSystem&&) noexcept = default;

bool BaselineSystem::solvable() const {
  return factors_->solvable;
}

std::vector<double> BaselineSystem::solve(std::span<const double> demand) const {
  const Eigen::Map<const Eigen::VectorXd> y(demand.data(), static_cast<Eigen::Index>(demand.size()));
  const Eigen::VectorXd x = factors_->lu.solve(y);
  return {x.data(), x.data() + x.size()};
}

}  // namespace fabshock
