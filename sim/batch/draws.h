// Where a replication stands: the quantiles of all that is drawn for it, and its seed.
#pragma once
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "batch/plan.h"

namespace fabshock {

class Draws {
 public:
  // Of an arm with these axes. Throws std::invalid_argument where there can be no such points (design/unit_points.h).
  Draws(const BatchPlan& plan, const std::vector<std::string>& axes);

  double at(std::uint32_t replication, std::size_t axis) const;
  void point(std::uint32_t replication, std::span<double> u) const;

 private:
  std::vector<std::size_t> place_;  // of the arm's axes among those of all arms, so that these share their draws
  std::variant<UnitPoints, FactorPoints> points_;
};

// Of an analysis of sensitivity: which factors are moved in which replication.
FactorLayout layout_of(const BatchPlan& plan);

// The same for all arms. Without hazards all replications have that of the first; of an analysis of sensitivity all of
// a row have the same, until chance is moved.
std::uint64_t seed_of(const BatchPlan& plan, std::uint32_t replication);

}  // namespace fabshock
