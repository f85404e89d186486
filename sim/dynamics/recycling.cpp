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

}  // namespace fabshock::recycling
