#include "batch/draws.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <stdexcept>
#include <utility>

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
    : place_(places_of(axes, plan.axes())),
      points_(points_of(plan, plan.axes())),
      copulas_(copulas_of(plan, plan.axes())) {}

std::vector<Draws::Copula> Draws::copulas_of(const BatchPlan& plan, const std::vector<std::string>& all) {
  std::map<std::pair<std::size_t, std::size_t>, double> rank;  // of two; what comes later counts
  std::vector<std::size_t> head(all.size());                   // of those that hang together, one
  std::iota(head.begin(), head.end(), std::size_t{0});
  for (const Correlation& correlation : plan.correlations) {
    const std::vector<std::size_t> places = places_of(correlation.axes, all);
    for (const std::size_t a : places) {
      for (const std::size_t b : places) rank[{a, b}] = correlation.rank;
      std::replace(head.begin(), head.end(), std::size_t{head[a]}, std::size_t{head[places.front()]});
    }
  }
  std::map<std::size_t, std::vector<std::size_t>> together;
  for (std::size_t place = 0; place < all.size(); ++place) together[head[place]].push_back(place);
  std::vector<Copula> copulas;
  for (const auto& [one, places] : together) {
    const std::size_t k = places.size();
    if (k < 2) continue;
    constexpr std::size_t kMost = 1000;
    if (k > kMost) {
      throw std::invalid_argument(std::to_string(k) +
                                  " numbers are correlated with one another, and 1000 are the most: let some of them "
                                  "move together");
    }
    std::vector<double> matrix(k * k, 0.0);
    for (std::size_t i = 0; i < k; ++i) {
      for (std::size_t j = 0; j < k; ++j) {
        const auto given = rank.find({places[i], places[j]});
        if (given != rank.end()) matrix[i * k + j] = given->second;
      }
      matrix[i * k + i] = 1.0;
    }
    copulas.push_back({places, RankCorrelation(matrix, k)});
  }
  return copulas;
}

double Draws::alone(std::uint32_t replication, std::size_t place) const {
  return std::visit([&](const auto& points) { return points.at(replication, place); }, points_);
}

// By place of the copula.
std::vector<double> Draws::drawn(std::uint32_t replication, const Copula& copula) const {
  std::vector<double> u;
  for (const std::size_t place : copula.places) u.push_back(alone(replication, place));
  copula.correlation.apply(u);
  return u;
}

double Draws::at(std::uint32_t replication, std::size_t axis) const {
  for (const Copula& copula : copulas_) {
    const auto found = std::lower_bound(copula.places.begin(), copula.places.end(), place_[axis]);
    if (found == copula.places.end() || *found != place_[axis]) continue;
    return drawn(replication, copula)[static_cast<std::size_t>(found - copula.places.begin())];
  }
  return alone(replication, place_[axis]);
}

void Draws::point(std::uint32_t replication, std::span<double> u) const {
  for (std::size_t axis = 0; axis < u.size(); ++axis) u[axis] = alone(replication, place_[axis]);
  for (const Copula& copula : copulas_) {
    const std::vector<double> correlated = drawn(replication, copula);
    for (std::size_t i = 0; i < correlated.size(); ++i) {
      const auto found = std::lower_bound(place_.begin(), place_.end(), copula.places[i]);
      if (found != place_.end() && *found == copula.places[i]) {
        u[static_cast<std::size_t>(found - place_.begin())] = correlated[i];
      }
    }
  }
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
