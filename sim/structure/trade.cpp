#include "structure/trade.h"

#include <algorithm>
#include <map>
#include <numeric>

namespace fabshock::structure {

double Trade::of_needs() const {
  return std::accumulate(size.begin() + makers, size.end(), 0.0);
}

bool Trade::sells_to(std::uint32_t from, std::uint32_t to) const {
  return std::any_of(purchases.begin(), purchases.end(),
                     [&](const Purchase& p) { return p.from == from && p.to == to; });
}

Trade trade_of(const Network& net) {
  Trade trade;
  trade.makers = net.facilities;
  trade.sold.assign(net.size(), 0.0);
  trade.bought.assign(net.size(), 0.0);
  std::map<std::string_view, std::uint32_t> products;
  const double a_day = 24.0 / static_cast<double>(net.step);
  for (std::uint32_t n = 0; n < net.size(); ++n) {
    const bool makes = n < net.facilities && is_maker(net.model.facilities[n]);
    const std::uint32_t product = makes ? products.emplace(net.product_name(n), n).first->second : Trade::kNone;
    trade.product.push_back(product);
    trade.sector.push_back(product != Trade::kNone && !net.nodes[n].service ? product : n);
    trade.active.push_back(net.nodes[n].good0 > 0);
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
        trade.sold[from] += value;
        trade.bought[n] += value;
      }
      if (slot.criticality != Criticality::kNonCritical) trade.required.push_back(std::move(required));
    }
  }
  for (std::uint32_t n = 0; n < net.size(); ++n) trade.size.push_back(std::max(trade.bought[n], trade.sold[n]));
  return trade;
}

}  // namespace fabshock::structure
