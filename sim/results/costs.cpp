#include "results/costs.h"

#include <algorithm>
#include <map>

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

std::vector<MeasureRow> building_measures(const Network& net, const std::vector<Build>& builds, std::int64_t end) {
  std::map<std::uint32_t, std::pair<double, double>> spent;  // by facility, in all and by subsidies
  for (const Build& build : builds) {
    if (build.cost <= 0) continue;
    const auto span = static_cast<double>(std::max<std::int64_t>(1, build.starts - build.spent_from));
    const std::int64_t from = std::max<std::int64_t>(0, build.spent_from);
    const double part = static_cast<double>(std::max<std::int64_t>(0, std::min(end, build.starts) - from)) / span;
    auto& [all, subsidies] = spent[build.node];
    all += build.cost * part;
    subsidies += build.cost * subsidy::paid_share(build.aids, build.spent_from, build.starts, end);
  }
  std::vector<MeasureRow> rows;
  for (const auto& [n, sums] : spent) {
    rows.push_back({"building_cost", net.entity_of(n), net.product_name(n), sums.first, net.model.currency});
    rows.push_back({"subsidies", net.entity_of(n), net.product_name(n), sums.second, net.model.currency});
  }
  return rows;
}

std::vector<MeasureRow> cost_measures(const Network& net, const Scenario& scenario, const std::vector<Build>& builds,
                                      std::int64_t end) {
  const std::string& currency = net.model.currency;
  std::vector<MeasureRow> rows = building_measures(net, builds, end);
  double all_costs = scenario.cost.value;
  for (const MeasureRow& row : rows) all_costs += row.measure == "building_cost" ? row.value : 0.0;
  const std::vector<double> stocks = stockpile_values(net, scenario);
  for (std::size_t r = 0; r < stocks.size(); ++r) {
    if (stocks[r] > 0) rows.push_back({"stockpile_value", net.model.regions[r].id, "", stocks[r], currency});
    all_costs += stocks[r];
  }
  if (all_costs > 0) rows.push_back({"remedy_cost", "world", "", all_costs, currency});
  return rows;
}

}  // namespace fabshock
