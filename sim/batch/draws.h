// Where a replication stands: the quantiles of all that is drawn for it, and its seed.
#pragma once
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "batch/plan.h"
#include "design/rank_correlation.h"

namespace fabshock {

class Draws {
 public:
  // Of an arm with these axes. Throws std::invalid_argument where there can be no such points (design/unit_points.h),
  // or no such correlations (design/rank_correlation.h).
  Draws(const BatchPlan& plan, const std::vector<std::string>& axes);

  double at(std::uint32_t replication, std::size_t axis) const;
  void point(std::uint32_t replication, std::span<double> u) const;

 private:
  // Axes that are correlated, one with another or through others. Places are among the axes of all arms.
  struct Copula {
    std::vector<std::size_t> places;
    RankCorrelation correlation;
  };
  static std::vector<Copula> copulas_of(const BatchPlan& plan, const std::vector<std::string>& all);
  double alone(std::uint32_t replication, std::size_t place) const;
  std::vector<double> drawn(std::uint32_t replication, const Copula& copula) const;

  std::vector<std::size_t> place_;  // of the arm's axes among those of all arms, so that these share their draws
  std::variant<UnitPoints, FactorPoints> points_;
  std::vector<Copula> copulas_;
};

// Of an analysis of sensitivity: which factors are moved in which replication.
FactorLayout layout_of(const BatchPlan& plan);

// The same for all arms. Without hazards all replications have that of the first; of an analysis of sensitivity all of
// a row have the same, until chance is moved.
std::uint64_t seed_of(const BatchPlan& plan, std::uint32_t replication);

}  // namespace fabshock
