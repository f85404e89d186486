#include "dynamics/end_demand.h"

#include <algorithm>

#include "dynamics/demand.h"
#include "dynamics/qualification.h"
#include "dynamics/recycling.h"

namespace fabshock::end_demand {
namespace {

constexpr double kMostWanted = 100;  // times the usual: moved shares can make a circle that feeds itself

// Of what a slot takes in, a lane's share: of all lanes, those that they have now or the baseline's; and what policies
// leave of it, which planned shares of alert slots know of.
struct Shares {
  const double* of = nullptr;
  const SourcingState* now = nullptr;
  const PolicyState* policy = nullptr;
  const State* state = nullptr;  // where inputs are recycled
  double bought(std::uint32_t s) const { return state == nullptr ? 1.0 : recycling::bought(*state, s); }
  double operator()(const Network& net, std::uint32_t l) const {
    if (policy == nullptr) return of[l];
    const bool alert = now != nullptr && now->is_alert[net.lane_info[l].slot] != 0;
    return alert ? of[l] : of[l] * policy->permitted[l];  // what may not pass is asked of nobody
  }
};

// Adds what the inputs of a node are wanted for to what is wanted of its suppliers. What goes round a circle falls into
// the last place, which nobody reads.
void pass_on(const Network& net, std::uint32_t n, double wanted, const Shares& shares, double* demand) {
  const NodeParams& node = net.nodes[n];
  const std::uint32_t* const asks = net.asks.data();
  for (std::uint32_t s = node.slot_begin; s < node.slot_end; ++s) {
    const SlotParams& slot = net.slots[s];
    const double input = wanted * slot.use_ratio * shares.bought(s);
    if (shares.policy == nullptr) {
      for (std::uint32_t l = slot.in_begin; l < slot.in_end; ++l) demand[asks[l]] += shares.of[l] * input;
    } else {
      for (std::uint32_t l = slot.in_begin; l < slot.in_end; ++l) demand[asks[l]] += shares(net, l) * input;
    }
  }
}

// What a node makes at the baseline; one that makes nothing yet, when it is built.
double largest(const NodeParams& node) {
  const Quanta most = node.active || node.capacity == kUnlimited ? node.good0 : node.capacity;
  return static_cast<double>(std::max<Quanta>(1, most));
}

// From what sinks want to what is wanted of everybody, users before suppliers. Round a circle goes what was wanted the
// step before, `last`, which is then replaced.
void sweep(const Network& net, const Shares& shares, std::vector<double>& demand, std::vector<double>& last) {
  if (shares.now != nullptr) {
    for (const std::uint32_t s : shares.now->alert) {  // the usual intake, asked of others than usual
      for (std::uint32_t l = net.slots[s].in_begin; l < net.slots[s].in_end; ++l) {
        demand[net.lane_from[l]] +=
            (shares(net, l) - net.lane_share[l]) * static_cast<double>(net.slot_info[s].intake0);
      }
    }
  }
  if (shares.policy != nullptr) {
    for (const std::uint32_t l : shares.policy->restricted) {
      const std::uint32_t s = net.lane_info[l].slot;
      if (shares.now != nullptr && shares.now->is_alert[s] != 0) continue;  // is in the above
      demand[net.lane_from[l]] += (shares(net, l) - net.lane_share[l]) * static_cast<double>(net.slot_info[s].intake0);
    }
  }
  if (shares.state != nullptr) {
    for (const Recycler& r : net.recyclers) {  // the usual intake, of which not all is bought
      const double saved = (1.0 - shares.bought(r.slot)) * static_cast<double>(net.slot_info[r.slot].intake0);
      for (std::uint32_t l = net.slots[r.slot].in_begin; l < net.slots[r.slot].in_end; ++l) {
        demand[net.lane_from[l]] -= shares(net, l) * saved;
      }
    }
  }
  for (const std::uint32_t l : net.back_lanes) {
    const LaneInfo& lane = net.lane_info[l];
    const double input = last[lane.to] * net.slots[lane.slot].use_ratio * shares.bought(lane.slot);
    demand[lane.from] += shares(net, l) * input;
  }
  for (std::uint32_t n = net.facilities; n < net.size(); ++n) {
    if (demand[n] != 0.0) pass_on(net, n, demand[n], shares, demand.data());
  }
  for (auto n = net.supply_order.rbegin(); n != net.supply_order.rend(); ++n) {
    double& wanted = demand[*n];
    if (wanted == 0.0) continue;
    const auto usual = static_cast<double>(net.nodes[*n].good0);
    wanted = std::clamp(wanted, -usual, kMostWanted * largest(net.nodes[*n]));  // nobody wants less than nothing
    pass_on(net, *n, wanted, shares, demand.data());
  }
  demand[net.size()] = 0;
  if (!net.back_lanes.empty()) last = demand;
}

// What sinks want at a tick less the baseline; priced: with what prices left of it.
void seed(const Sim& sim, std::int64_t tick, std::int64_t delay, bool priced, std::vector<double>& demand) {
  const Network& net = sim.net;
  demand.assign(net.size() + 1, 0.0);
  for (std::uint32_t n = net.facilities; n < net.size(); ++n) {
    const double factor = priced ? demand::answer_seen(net, sim.state, n, delay) : 1.0;
    demand[n] = demand::expected_deviation(net, n, tick - delay * net.step, factor);
  }
}

}  // namespace

void explode(const Sim& sim, std::int64_t tick) {
  const Network& net = sim.net;
  demand::remember(sim);
  std::vector<double>& demand = sim.scratch.demand;
  const SourcingState* const now = net.sourcing.on() ? &sim.state.sourcing : nullptr;
  const Shares shares{now != nullptr ? now->planned_share.data() : net.lane_share.data(), now,
                      sim.state.policy.any() ? &sim.state.policy : nullptr,
                      sim.state.recycled.empty() ? nullptr : &sim.state};
  for (std::size_t d = 0; d < net.information_delays.size(); ++d) {
    seed(sim, tick, net.information_delays[d], true, demand);
    qualification::add_expected(sim, demand);
    sweep(net, shares, demand, sim.state.last_exploded[d]);
    for (std::uint32_t n = 0; n < net.size(); ++n) {
      if (net.law(n).delay_index == static_cast<std::int32_t>(d)) sim.state.end_demand[n] = demand[n];
    }
  }
  if (sim.state.markets.unpriced.empty()) return;
  seed(sim, tick, 0, false, sim.state.markets.unpriced);
  const Shares usual{net.lane_share.data(), nullptr, nullptr, shares.state};
  sweep(net, usual, sim.state.markets.unpriced, sim.state.last_exploded.back());
}

}  // namespace fabshock::end_demand
