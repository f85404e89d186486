#include "network/lane_pick.h"

#include <algorithm>
#include <map>

#include "scenario/selector.h"

namespace fabshock {
namespace {

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// What is opened must be barred, and of each option be enough to be counted.
void check_permit(const Network& net, const Disruption& permit, Diagnostics& diagnostics) {
  bool any = false;
  bool opens = false;
  std::map<std::uint32_t, double> passes;  // by sink [quanta a step]
  for (std::uint32_t l = 0; l < net.lanes.size(); ++l) {
    if (!picks(net, permit.lanes, l)) continue;
    any = true;
    if (!net.barred(l)) continue;
    opens = true;
    const std::uint32_t to = net.lane_to[l];
    passes[to] += permit.leak.value * net.lanes[l].share * net.sinks[to - net.facilities].potential;
  }
  for (const auto& [to, amount] : passes) {
    if (amount <= 0 || amount >= 1) continue;  // without substitution there is no potential
    diagnostics.error(permit.place,
                      "of '" + net.product_name(to) + "' for '" + net.entity_of(to) +
                          "' this permit lets less pass in a step than the smallest amount that is counted",
                      "a smaller 'quantum' of the product, or a longer 'step'");
  }
  if (!any || opens) return;
  diagnostics.error(permit.lanes.place, "this permit opens nothing: none of these goods is barred at the start",
                    "it is for options of a need that the model calls 'barred'; other policies end by "
                    "themselves, with 'until'");
}

}  // namespace

bool selects(const Network& net, const Selector& selector, std::uint32_t node) {
  return node < net.facilities ? selects(net.model, selector, FacilityIx{node})
                               : selects(net.model, selector, net.sinks[node - net.facilities].need);
}

bool picks(const Network& net, const LanePick& pick, std::uint32_t l) {
  const LaneInfo& lane = net.lane_info[l];
  const auto inside = [&](const Selector& selector, std::uint32_t node) { return selects(net, selector, node); };
  if (pick.from.given() && !inside(pick.from, lane.from)) return false;
  if (pick.to.given() && !inside(pick.to, lane.to)) return false;
  if (pick.crossing.given() && inside(pick.crossing, lane.from) == inside(pick.crossing, lane.to)) return false;
  if (pick.product.given() && !inside(pick.product, lane.from)) return false;
  if (!pick.modes.empty() && !(lane.mode.valid() && contains(pick.modes, net.model.modes[lane.mode.value].id))) {
    return false;
  }
  return pick.routes.empty() || std::any_of(lane.routes.begin(), lane.routes.end(),
                                            [&](const std::string& r) { return contains(pick.routes, r); });
}

void check_lane_picks(const Network& net, const Scenario& scenario, Diagnostics& diagnostics) {
  const auto check = [&](const LanePick& pick) {
    for (std::uint32_t l = 0; l < net.lanes.size(); ++l) {
      if (picks(net, pick, l)) return;
    }
    diagnostics.error(
        pick.place, "no lane matches all that is given here",
        "each key (from, to, product, route, mode; of policies exporter, importer, products) narrows it: drop one "
        "to see which is too narrow");
  };
  for (const Disruption& d : scenario.disruptions) {
    if (is_of_lanes(d.type)) check(d.lanes);
    if (d.type == DisruptionType::kPermit) check_permit(net, d, diagnostics);
    for (const Disruption& event : d.event) {
      if (is_of_lanes(event.type)) check(event.lanes);
    }
  }
  if (scenario.record.lanes) check(*scenario.record.lanes);
}

}  // namespace fabshock
