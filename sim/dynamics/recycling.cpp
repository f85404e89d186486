#include "dynamics/recycling.h"

#include <algorithm>

#include "base/math.h"
#include "dynamics/pricing.h"

namespace fabshock::recycling {

std::vector<double> initial(const Network& net) {
  return std::vector<double>(net.recyclers.empty() ? 0 : net.slots.size());
}

void update(const Sim& sim) {
  for (const Recycler& recycler : sim.net.recyclers) {
    const double price = pricing::paid_at(sim.net, sim.state, recycler.slot);
    const double worth = price > 1.0 ? 1.0 - det_pow(price, -recycler.elasticity) : 0.0;
    double& recycled = sim.state.recycled[recycler.slot];
    recycled += recycler.gain * (std::min(recycler.most, worth) - recycled);
  }
}

double saved_at_need(const Sim& sim, std::uint32_t slot, double days) {
  if (sim.state.recycled.empty() || days <= 0) return 0;
  const std::vector<Recycler>& all = sim.net.recyclers;
  const auto at = std::lower_bound(all.begin(), all.end(), slot, [](const Recycler& r, auto s) { return r.slot < s; });
  if (at == all.end() || at->slot != slot) return 0;
  const MarketParams& market = sim.net.markets[sim.net.slot_markets[sim.net.slot_info[slot].market_begin].market];
  const double dearest = market.contract_share + (1.0 - market.contract_share) * det_exp(market.log_cap);
  const double worth = std::min(at->most, 1.0 - det_pow(std::max(1.0, dearest), -at->elasticity));
  const double kept = (1.0 - det_exp(-days / at->time)) * at->time / days;
  return worth - (worth - std::min(worth, sim.state.recycled[slot])) * kept;
}

}  // namespace fabshock::recycling
