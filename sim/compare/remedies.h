// What a point of dependence costs that a remedy takes off: mean cost over mean points, of pairs of arms of which one
// has costs (`remedy_cost`, results/costs.h) and both a dependence.
#pragma once
#include <optional>
#include <vector>

#include "compare/comparison.h"

namespace fabshock {

struct RemedyCost {
  ArmPair arms;
  MeasureKey key;  // of a dependence
  std::string currency;
  std::uint64_t n = 0;
  double cost = 0;  // mean, beyond the baseline's [currency]
  double cost_q05 = 0, cost_q95 = 0;
  double points = 0;  // mean, taken off [per cent of what is needed]; below 0: it makes things worse
  std::optional<Interval> points_interval;
  // [currency a point] by Fieller; none where the points may be none, or fewer than none.
  std::optional<double> a_point;
  std::optional<Interval> a_point_interval;
};

// By dependence; empty where neither arm has costs, or the arms are not paired.
std::vector<RemedyCost> remedy_costs(const ArmPair& arms);

}  // namespace fabshock
