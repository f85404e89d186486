#include "dynamics/end_demand.h"

#include <algorithm>
#include <cmath>

#include "dynamics/demand.h"

namespace fabshock::end_demand {
namespace {

constexpr int kMostPasses = 200;
constexpr double kSettled = 1e-9;  // of what flows

// Adds what the inputs of a node are wanted for to what is wanted of its suppliers.
void pass_on(const Sim& sim, std::uint32_t n, double wanted, std::vector<double>& demand) {
  const Network& net = sim.net;
  const NodeParams& node = net.nodes[n];
  const std::vector<double>& shares = sim.state.sourcing.share;
  for (std::uint32_t s = node.slot_begin; s < node.slot_end; ++s) {
    const double input = wanted * net.slots[s].use_ratio;
    for (std::uint32_t l = net.slots[s].in_begin; l < net.slots[s].in_end; ++l) {
      demand[net.lane_info[l].from] += (shares.empty() ? net.lanes[l].share : shares[l]) * input;
    }
  }
}

// From what sinks want to what is wanted of everybody. Users come before suppliers, so that one pass does; what goes
// back along a circle is passed on in the next.
void sweep(const Sim& sim, std::vector<double>& demand) {
  const Network& net = sim.net;
  for (const std::uint32_t s : sim.state.sourcing.alert) {  // the usual intake, asked of others than usual
    for (std::uint32_t l = net.slots[s].in_begin; l < net.slots[s].in_end; ++l) {
      const double moved = sim.state.sourcing.share[l] - net.lanes[l].share;
      demand[net.lane_info[l].from] += moved * static_cast<double>(net.slot_info[s].intake0);
    }
  }
  for (std::uint32_t n = net.facilities; n < net.size(); ++n) pass_on(sim, n, demand[n], demand);
  if (!net.circular) {
    for (auto n = net.supply_order.rbegin(); n != net.supply_order.rend(); ++n) pass_on(sim, *n, demand[*n], demand);
    return;
  }
  std::vector<double>& still = sim.scratch.still;
  still.assign(demand.begin(), demand.end());
  for (std::uint32_t n = 0; n < net.facilities; ++n) demand[n] = 0;
  for (int pass = 0; pass < kMostPasses; ++pass) {
    double moved = 0;
    for (auto n = net.supply_order.rbegin(); n != net.supply_order.rend(); ++n) {
      const double wanted = std::exchange(still[*n], 0.0);
      if (wanted == 0.0) continue;
      demand[*n] += wanted;
      moved = std::max(moved, std::fabs(wanted) - kSettled * std::fabs(demand[*n]));
      pass_on(sim, *n, wanted, still);
    }
    if (moved <= 0) return;
  }
}

// What sinks want at a tick less the baseline; heard: with what prices left of it, as known `delay` steps later.
void seed(const Sim& sim, std::int64_t tick, std::int64_t delay, bool priced, std::vector<double>& demand) {
  const Network& net = sim.net;
  demand.assign(net.size(), 0.0);
  for (std::uint32_t n = net.facilities; n < net.size(); ++n) {
    const double factor = priced ? demand::price_factor_seen(net, sim.state, n, delay) : 1.0;
    demand[n] = demand::expected_deviation(net, n, tick - delay * net.step, factor);
  }
}

}  // namespace

void explode(const Sim& sim, std::int64_t tick) {
  const Network& net = sim.net;
  demand::remember(sim);
  std::vector<double>& demand = sim.scratch.demand;
  for (std::size_t d = 0; d < net.information_delays.size(); ++d) {
    seed(sim, tick, net.information_delays[d], true, demand);
    sweep(sim, demand);
    for (std::uint32_t n = 0; n < net.size(); ++n) {
      if (net.law(n).delay_index == static_cast<std::int32_t>(d)) sim.state.end_demand[n] = demand[n];
    }
  }
  if (sim.state.markets.unpriced.empty()) return;
  seed(sim, tick, 0, false, sim.state.markets.unpriced);
  sweep(sim, sim.state.markets.unpriced);
}

}  // namespace fabshock::end_demand
