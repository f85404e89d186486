#include "batch/draws.h"

#include <algorithm>

namespace fabshock {
namespace {

using Points = std::variant<UnitPoints, FactorPoints>;

// Over the axes of all arms.
Points points_of(const BatchPlan& plan, const std::vector<std::string>& axes) {
  if (!plan.sensitivity) return UnitPoints(plan.spread, plan.seed, plan.replications, axes);
  const std::vector<Factor>& factors = plan.sensitivity->factors;
  std::vector<std::uint32_t> factor_of;
  for (const std::string& axis : axes) {
    const auto has_it = [&](const Factor& factor) {
      return std::binary_search(factor.axes.begin(), factor.axes.end(), axis);
    };
    factor_of.push_back(
        static_cast<std::uint32_t>(std::find_if(factors.begin(), factors.end(), has_it) - factors.begin()));
  }
  return FactorPoints(layout_of(plan), plan.spread, plan.seed, axes, std::move(factor_of));
}

std::vector<std::size_t> places_of(const std::vector<std::string>& some, const std::vector<std::string>& all) {
  std::vector<std::size_t> places;
  for (const std::string& axis : some) {
    places.push_back(static_cast<std::size_t>(std::lower_bound(all.begin(), all.end(), axis) - all.begin()));
  }
  return places;
}

}  // namespace

Draws::Draws(const BatchPlan& plan, const std::vector<std::string>& axes)
    : place_(places_of(axes, plan.axes())), points_(points_of(plan, plan.axes())) {}

double Draws::at(std::uint32_t replication, std::size_t axis) const {
  return std::visit([&](const auto& points) { return points.at(replication, place_[axis]); }, points_);
}

void Draws::point(std::uint32_t replication, std::span<double> u) const {
  for (std::size_t axis = 0; axis < u.size(); ++axis) u[axis] = at(replication, axis);
}

FactorLayout layout_of(const BatchPlan& plan) {
  const SensitivityPlan& what = *plan.sensitivity;
  return {what.method, plan.seed, what.rows, static_cast<std::uint32_t>(what.factors.size())};
}

std::uint64_t seed_of(const BatchPlan& plan, std::uint32_t replication) {
  if (!plan.hazards) return plan.seed;
  if (!plan.sensitivity) return plan.seed + replication;
  const FactorLayout layout = layout_of(plan);
  const std::vector<Factor>& factors = plan.sensitivity->factors;
  const auto chance = std::find_if(factors.begin(), factors.end(), [](const Factor& f) { return f.chance; });
  const bool moved =
      chance != factors.end() && layout.moved(replication, static_cast<std::uint32_t>(chance - factors.begin()));
  return plan.seed + 2 * std::uint64_t{layout.row_of(replication)} + (moved ? 1 : 0);
}

}  // namespace fabshock
