#include "compare/remedies.h"

#include <algorithm>

#include "stats/quantiles.h"
#include "stats/ratio.h"

namespace fabshock {
namespace {

constexpr double kPoint = 0.01;

// By replication that both arms have.
std::map<std::uint32_t, double> differences(const ArmValues::Values& a, const ArmValues::Values& b) {
  std::map<std::uint32_t, double> all;
  for (const auto& [replication, value] : a) {
    const auto other = b.find(replication);
    if (other != b.end()) all[replication] = value - other->second;
  }
  return all;
}

std::optional<MeasureKey> cost_key(const ArmPair& arms) {
  for (const ArmRead* arm : {arms.arm, arms.baseline}) {
    for (const auto& [key, values] : arm->values.all()) {
      if (key.measure == "remedy_cost") return key;
    }
  }
  return std::nullopt;
}

}  // namespace

std::vector<RemedyCost> remedy_costs(const ArmPair& arms) {
  const auto of_cost = cost_key(arms);
  if (!of_cost || !arms.paired) return {};
  const auto costs = differences(values_of(*arms.arm, *of_cost), values_of(*arms.baseline, *of_cost));
  std::vector<RemedyCost> all;
  for (const auto& [key, values] : arms.arm->values.all()) {
    if (!key.measure.starts_with("dependence")) continue;
    const auto lost = differences(values_of(*arms.arm, key), values_of(*arms.baseline, key));
    Ratio ratio;
    Moments points;
    std::vector<double> sorted;
    for (const auto& [replication, more] : lost) {
      const double cost = costs.at(replication);
      ratio.add(cost, -more / kPoint);
      points.add(-more / kPoint);
      sorted.push_back(cost);
    }
    if (sorted.empty()) continue;
    std::sort(sorted.begin(), sorted.end());
    RemedyCost& found = all.emplace_back();
    found.arms = arms;
    found.key = key;
    found.currency = of_cost->unit;
    found.n = ratio.n();
    found.cost = ratio.over();
    found.cost_q05 = sorted_quantile(sorted, 0.05);
    found.cost_q95 = sorted_quantile(sorted, 0.95);
    found.points = points.mean();
    found.points_interval = mean_interval(points, kConfidence);
    if (points.mean() <= 0) continue;
    found.a_point_interval = ratio.interval(kConfidence);
    if (found.a_point_interval || points.n() == 1) found.a_point = ratio.value();
  }
  return all;
}

}  // namespace fabshock
