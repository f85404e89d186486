#include "results/costs.h"

#include <algorithm>

#include "dynamics/policy.h"
#include "dynamics/subsidy.h"
#include "network/lane_pick.h"

namespace fabshock {

std::vector<double> stockpile_values(const Network& net, const Scenario& scenario) {
  std::vector<double> values(net.model.regions.size());
  for (const Disruption& what : scenario.disruptions) {
    if (what.type != DisruptionType::kPlannedStock || what.rush || !scenario.switches.policies) continue;
    const auto from = static_cast<double>((what.at - net.start).ticks());
    const bool over = has_end(what) && from + acts_for(what) <= 0;
    if (over || from >= static_cast<double>(scenario.horizon.ticks())) continue;  // nobody holds it in this run
    for (std::uint32_t l = 0; l < net.lanes.size(); ++l) {
      if (!picks(net, what.lanes, l)) continue;
      const std::uint32_t s = net.lane_info[l].slot;
      const double steps = net.lanes[l].share * what.extra.value / static_cast<double>(net.step);
      const double quanta = steps * policy::stockable_use(net, s);
      const std::uint32_t maker = net.lane_from[l];
      values[net.region_of(net.slot_info[s].node).value] += quanta * net.quantum_of(maker) * net.price_of(maker);
    }
  }
  return values;
}

CostMeasures::CostMeasures(const Network& network, const Scenario& scenario)
    : net_(network), scenario_(scenario), stocks_(stockpile_values(network, scenario)) {}

double CostMeasures::add_building(const std::vector<Build>& builds, std::int64_t end, std::vector<MeasureRow>& rows) {
  spent_.clear();
  for (const Build& build : builds) {
    if (build.cost <= 0) continue;
    const auto span = static_cast<double>(std::max<std::int64_t>(1, build.starts - build.spent_from));
    const std::int64_t from = std::max<std::int64_t>(0, build.spent_from);
    const double part = static_cast<double>(std::max<std::int64_t>(0, std::min(end, build.starts) - from)) / span;
    const auto found =
        std::find_if(spent_.begin(), spent_.end(), [&](const Spent& sum) { return sum.node == build.node; });
    Spent& sum = found != spent_.end() ? *found : spent_.emplace_back(Spent{build.node});
    sum.all += build.cost * part;
    sum.subsidies += build.cost * subsidy::paid_share(build.aids, build.spent_from, build.starts, end);
  }
  std::sort(spent_.begin(), spent_.end(), [](const Spent& a, const Spent& b) { return a.node < b.node; });
  double sum = 0;
  for (const auto& [n, all, subsidies] : spent_) {
    rows.push_back({"building_cost", net_.entity_of(n), net_.product_name(n), all, net_.model.currency});
    rows.push_back({"subsidies", net_.entity_of(n), net_.product_name(n), subsidies, net_.model.currency});
    sum += all;
  }
  return sum;
}

void CostMeasures::add(const std::vector<Build>& builds, std::vector<MeasureRow>& rows) {
  const std::string_view currency = net_.model.currency;
  double all_costs = scenario_.cost.value + add_building(builds, scenario_.horizon.ticks(), rows);
  for (std::size_t r = 0; r < stocks_.size(); ++r) {
    if (stocks_[r] > 0) rows.push_back({"stockpile_value", net_.model.regions[r].id, "", stocks_[r], currency});
    all_costs += stocks_[r];
  }
  if (all_costs > 0) rows.push_back({"remedy_cost", "world", "", all_costs, currency});
}

}  // namespace fabshock
