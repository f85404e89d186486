#include "dynamics/end_demand.h"

#include <utility>

#include "dynamics/demand.h"

namespace fabshock::end_demand {
namespace {

// Adds what the inputs of a node are wanted for to what is wanted of its suppliers, but for lanes that go round a
// circle.
void pass_on(const Sim& sim, std::uint32_t n, double wanted, std::vector<double>& demand) {
  const Network& net = sim.net;
  const NodeParams& node = net.nodes[n];
  const std::vector<double>& shares = sim.state.sourcing.share;
  for (std::uint32_t s = node.slot_begin; s < node.slot_end; ++s) {
    const double input = wanted * net.slots[s].use_ratio;
    for (std::uint32_t l = net.slots[s].in_begin; l < net.slots[s].in_end; ++l) {
      if (!net.goes_back.empty() && net.goes_back[l] != 0) continue;
      demand[net.lane_from[l]] += (shares.empty() ? net.lanes[l].share : shares[l]) * input;
    }
  }
}

// From what sinks want to what is wanted of everybody, users before suppliers. Round a circle goes what was wanted the
// step before, `last`, which is then replaced.
void sweep(const Sim& sim, std::vector<double>& demand, std::vector<double>& last) {
  const Network& net = sim.net;
  const SourcingState& sourcing = sim.state.sourcing;
  for (const std::uint32_t s : sourcing.alert) {  // the usual intake, asked of others than usual
    for (std::uint32_t l = net.slots[s].in_begin; l < net.slots[s].in_end; ++l) {
      const double moved = sourcing.share[l] - net.lanes[l].share;
      demand[net.lane_info[l].from] += moved * static_cast<double>(net.slot_info[s].intake0);
    }
  }
  for (const std::uint32_t l : net.back_lanes) {
    const LaneInfo& lane = net.lane_info[l];
    const double input = last[lane.to] * net.slots[lane.slot].use_ratio;
    demand[lane.from] += (sourcing.share.empty() ? net.lanes[l].share : sourcing.share[l]) * input;
  }
  for (std::uint32_t n = net.facilities; n < net.size(); ++n) {
    if (demand[n] != 0.0) pass_on(sim, n, demand[n], demand);
  }
  for (auto n = net.supply_order.rbegin(); n != net.supply_order.rend(); ++n) {
    if (demand[*n] != 0.0) pass_on(sim, *n, demand[*n], demand);
  }
  if (!net.back_lanes.empty()) last = demand;
}

// What sinks want at a tick less the baseline; priced: with what prices left of it.
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
    sweep(sim, demand, sim.state.last_exploded[d]);
    for (std::uint32_t n = 0; n < net.size(); ++n) {
      if (net.law(n).delay_index == static_cast<std::int32_t>(d)) sim.state.end_demand[n] = demand[n];
    }
  }
  if (sim.state.markets.unpriced.empty()) return;
  seed(sim, tick, 0, false, sim.state.markets.unpriced);
  sweep(sim, sim.state.markets.unpriced, sim.state.last_exploded.back());
}

}  // namespace fabshock::end_demand
