#include "network/baseline.h"

#include <Eigen/IterativeLinearSolvers>
#include <Eigen/SparseLU>

namespace fabshock {

namespace {

using Matrix = Eigen::SparseMatrix<double>;

// The factors of a large random network fill in almost wholly. There the system is solved by iteration, to the last
// bits, which a productive network (one that makes more than it uses) always allows.
constexpr int kLargestFactored = 4000;
constexpr double kResidual = 1e-14;

}  // namespace

struct BaselineSystem::Factors {
  Matrix matrix;
  Eigen::SparseLU<Matrix, Eigen::COLAMDOrdering<int>> lu;
  bool factored = false;
  bool solvable = false;

  void factorise() {
    lu.compute(matrix);
    factored = true;
    solvable = lu.info() == Eigen::Success;
  }

  // A solver of its own each time: it keeps notes, and networks are shared by threads.
  Eigen::VectorXd iterate(const Eigen::VectorXd& y, bool* converged = nullptr) const {
    Eigen::BiCGSTAB<Matrix> iteration;
    iteration.setTolerance(kResidual);
    iteration.setMaxIterations(500);
    iteration.compute(matrix);
    Eigen::VectorXd x = iteration.solve(y);
    if (converged != nullptr) *converged = x.allFinite() && iteration.error() <= 10 * kResidual;
    return x;
  }
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
  factors_->matrix.resize(n, n);
  factors_->matrix.setFromTriplets(entries.begin(), entries.end());
  factors_->matrix.makeCompressed();
  if (n > kLargestFactored) factors_->iterate(Eigen::VectorXd::Ones(n), &factors_->solvable);
  if (n > 0 && !factors_->solvable) factors_->factorise();
}

BaselineSystem::~BaselineSystem() = default;
BaselineSystem::BaselineSystem(BaselineSystem&&) noexcept = default;
BaselineSystem& BaselineSystem::operator=(BaselineSystem&&) noexcept = default;

bool BaselineSystem::solvable() const {
  return factors_->solvable;
}

std::vector<double> BaselineSystem::solve(std::span<const double> demand) const {
  const Eigen::Map<const Eigen::VectorXd> y(demand.data(), static_cast<Eigen::Index>(demand.size()));
  const Eigen::VectorXd x = factors_->factored ? Eigen::VectorXd(factors_->lu.solve(y)) : factors_->iterate(y);
  return {x.data(), x.data() + x.size()};
}

}  // namespace fabshock
