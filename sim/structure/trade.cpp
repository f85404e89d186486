#include "structure/trade.h"

#include <algorithm>
#include <map>

namespace fabshock::structure {

Trade trade_of(const Network& net) {
  Trade trade;
  trade.makers = net.facilities;
  trade.size.assign(net.size(), 0.0);
  std::vector<double> sold(net.size(), 0.0);
  std::map<std::string_view, std::uint32_t> sectors;
  const double a_day = 24.0 / static_cast<double>(net.step);
  for (std::uint32_t n = 0; n < net.size(); ++n) {
    // A need makes nothing that another could make instead.
    const auto next = static_cast<std::uint32_t>(trade.sector.size());
    trade.sector.push_back(n < net.facilities ? sectors.emplace(net.product_name(n), next).first->second : next);
    const double made = static_cast<double>(net.nodes[n].good0) * net.quantum_of(n) * net.price_of(n) * a_day;
    trade.output.push_back(n < net.facilities ? made : 0.0);
    for (std::uint32_t s = net.nodes[n].slot_begin; s < net.nodes[n].slot_end; ++s) {
      const SlotInfo& slot = net.slot_info[s];
      if (slot.intake0 <= 0) continue;
      Required required{n, slot.criticality == Criticality::kImportant ? slot.weight : 1.0, {}};
      for (std::uint32_t l = net.slots[s].in_begin; l < net.slots[s].in_end; ++l) {
        if (net.lanes[l].flow0 <= 0) continue;
        const std::uint32_t from = net.lane_from[l];
        const auto flow = static_cast<double>(net.lanes[l].flow0);
        const double value = flow * net.quantum_of(from) * net.price_of(from) * a_day;
        required.purchases.push_back(static_cast<std::uint32_t>(trade.purchases.size()));
        trade.purchases.push_back({from, n, value, flow / static_cast<double>(slot.intake0)});
        sold[from] += value;
        trade.size[n] += value;
      }
      if (slot.criticality != Criticality::kNonCritical) trade.required.push_back(std::move(required));
    }
  }
  for (std::uint32_t n = 0; n < net.size(); ++n) trade.size[n] = std::max(trade.size[n], sold[n]);
  return trade;
}

}  // namespace fabshock::structure
