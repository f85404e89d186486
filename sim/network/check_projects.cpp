#include "network/check_projects.h"

#include <algorithm>

namespace fabshock {

namespace {

// A subsidy for nobody is a slip.
void check_subsidies(const Network& net, const Scenario& scenario, Diagnostics& diagnostics) {
  if (!scenario.switches.policies) return;
  for (const Subsidy& s : scenario.subsidies) {
    const auto aims_at = [&](std::uint32_t n) { return selects(net.model, s.select, FacilityIx{n}); };
    const bool expands =
        s.share.value > 0 && !net.markets.empty() &&
        std::any_of(net.expands.begin(), net.expands.end(), [&](const Expands& e) { return aims_at(e.node); });
    const bool builds = std::any_of(scenario.projects.begin(), scenario.projects.end(), [&](const Project& p) {
      const bool helps = s.forward.value > 0 || (s.share.value > 0 && p.cost.value > 0);
      return helps && covers(net.model, s, p);
    });
    if (expands || builds) continue;
    diagnostics.warning(s.place, "policy '" + s.id + "' pays for nothing that is built in its time",
                        "a 'share' is of the 'cost' of projects whose 'tool_in' lies between its 'at' and its 'until', "
                        "and for who expands; "
                        "'forward' is for such projects");
  }
}

}  // namespace

void check_projects(const Network& net, const Scenario& scenario, Diagnostics& diagnostics) {
  check_subsidies(net, scenario, diagnostics);
  if (!scenario.switches.investment) return;
  for (const Project& project : scenario.projects) {
    const std::uint32_t n = project.facility.value;
    const NodeParams& node = net.nodes[n];
    for (std::uint32_t s = node.slot_begin; s < node.slot_end; ++s) {
      double share = 0;
      for (std::uint32_t l = net.slots[s].in_begin; l < net.slots[s].in_end; ++l) share += net.lanes[l].share;
      if (net.slot_info[s].tools == 0 || share > 0) continue;
      diagnostics.error(project.place,
                        "all who would bring '" + net.model.products[net.slot_info[s].product.value].id + "' to '" +
                            net.entity_of(n) + "' are only planned",
                        "tools come from who is built");
    }
    const std::string who = "'" + net.entity_of(n) + "'";
    if (node.service) {
      diagnostics.error(project.place, who + " makes what cannot be stored, and projects build only for what can",
                        "give it its capacity in the model");
    } else if (node.continuous) {
      diagnostics.error(project.place, who + " acts order by order (continuous): nothing can be added to it",
                        "'continuous: off' for it");
    } else if (node.planned) {
      const auto out = net.out(n);
      const bool wooed = std::any_of(out.begin(), out.end(), [&](auto l) { return net.lane_info[l].untried; });
      if (wooed) continue;
      const bool off = !scenario.switches.qualification || !scenario.switches.switching;
      diagnostics.warning(
          project.place, "nobody will buy from " + who + " when it is built",
          off ? "'qualification' or 'switching' is off"
              : "no lane leads from it to a user who stocks what it makes and orders by the pipeline policy");
    }
  }
}

}  // namespace fabshock
