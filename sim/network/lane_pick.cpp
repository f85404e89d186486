#include "network/lane_pick.h"

#include <algorithm>

#include "scenario/selector.h"

namespace fabshock {
namespace {

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
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
  const auto check = [&](const LanePick& pick, bool permits = false) {
    bool any = false;
    for (std::uint32_t l = 0; l < net.lanes.size(); ++l) {
      if (!picks(net, pick, l)) continue;
      if (!permits || net.barred(l)) return;
      any = true;
    }
    if (any) {
      return diagnostics.error(pick.place, "this permit opens nothing: none of these goods is barred at the start",
                               "it is for options of a need that the model calls 'barred'; other policies end by "
                               "themselves, with 'until'");
    }
    diagnostics.error(
        pick.place, "no lane matches all that is given here",
        "each key (from, to, product, route, mode; of policies exporter, importer, products) narrows it: drop one "
        "to see which is too narrow");
  };
  for (const Disruption& d : scenario.disruptions) {
    if (is_of_lanes(d.type)) check(d.lanes, d.type == DisruptionType::kPermit);
    for (const Disruption& event : d.event) {
      if (is_of_lanes(event.type)) check(event.lanes);
    }
  }
  if (scenario.record.lanes) check(*scenario.record.lanes);
}

}  // namespace fabshock
