#include "dynamics/end_demand.h"

#include <algorithm>
#include <utility>

#include "dynamics/demand.h"
#include "dynamics/qualification.h"
#include "dynamics/recycling.h"
#include "dynamics/sourcing.h"

namespace fabshock::end_demand {
namespace {

// What a lane's share is now: that of its buyer's choice, and what policies leave of it, which the planned shares of
// alert slots know of. What may not pass is asked of nobody.
double share_now(const Sim& sim, std::uint32_t l) {
  const bool alert = sourcing::is_alert(sim.state, sim.net.lane_info[l].slot);
  if (alert) return sim.state.sourcing.planned_share[l];
  const double share = sim.net.lanes[l].share;
  return sim.state.policy.any() ? share * sim.state.policy.permitted[l] : share;
}

double usual_intake(const Network& net, std::uint32_t s) {
  return static_cast<double>(net.slot_info[s].intake0);
}

template <typename Call>
void each_lane(const Network& net, std::uint32_t s, const Call& call) {
  for (std::uint32_t l = net.slots[s].in_begin; l < net.slots[s].in_end; ++l) call(l);
}

// What is asked of each lane's supplier for one that is wanted of its buyer; the baseline's where nothing has moved.
const std::vector<double>& asked_per(const Sim& sim, bool usual_shares) {
  const Network& net = sim.net;
  const State& state = sim.state;
  const bool moved = !usual_shares && (!state.sourcing.alert.empty() || !state.policy.restricted.empty());
  if (!moved && state.recycled.empty()) return net.sweep.per;
  std::vector<double>& per = sim.scratch.asked_per;
  per = net.sweep.per;
  const auto set = [&](std::uint32_t l) {
    const std::uint32_t s = net.lane_info[l].slot;
    const double share = usual_shares ? net.lanes[l].share : share_now(sim, l);
    per[net.sweep.place[l]] = share * net.slots[s].use_ratio * recycling::bought(state, s);
  };
  if (moved) {
    for (const std::uint32_t s : state.sourcing.alert) each_lane(net, s, set);
    for (const std::uint32_t l : state.policy.restricted) set(l);
  }
  for (const Recycler& recycler : net.recyclers) each_lane(net, recycler.slot, set);
  return per;
}

// The usual intake, of which not all is bought, or not of those it usually is.
void add_moved(const Sim& sim, std::vector<double>& demand) {
  const Network& net = sim.net;
  const auto add = [&](std::uint32_t l) {
    const std::uint32_t s = net.lane_info[l].slot;
    demand[net.lane_from[l]] += (share_now(sim, l) - net.lanes[l].share) * usual_intake(net, s);
  };
  for (const std::uint32_t s : sim.state.sourcing.alert) each_lane(net, s, add);
  for (const std::uint32_t l : sim.state.policy.restricted) {
    if (!sourcing::is_alert(sim.state, net.lane_info[l].slot) && !net.nodes[net.lane_to[l]].sink) add(l);
  }
}

// Of what a sink's buyers want, who may have turned from what is scarce already, what may pass; once it is seeded.
void bound_sinks(const Sim& sim, std::vector<double>& demand) {
  const Network& net = sim.net;
  for (const std::uint32_t l : sim.state.policy.restricted) {
    const std::uint32_t s = net.lane_info[l].slot;
    if (!net.nodes[net.lane_to[l]].sink || sourcing::is_alert(sim.state, s)) continue;
    const double wanted = std::max(0.0, usual_intake(net, s) + demand[net.lane_to[l]]);
    const double usual = net.lanes[l].share * usual_intake(net, s);
    const double may_pass = sim.state.policy.permitted[l] * static_cast<double>(qualification::usual_flow(sim, l));
    // Exactly what passes, whatever it is of what is wanted.
    sim.scratch.asked_per[net.sweep.place[l]] = 0;
    demand[net.lane_from[l]] += std::min(net.lanes[l].share * wanted, may_pass) - usual;
  }
}

void take_recycled(const Sim& sim, bool usual_shares, std::vector<double>& demand) {
  const Network& net = sim.net;
  if (sim.state.recycled.empty()) return;
  for (const Recycler& recycler : net.recyclers) {
    const double saved = (1.0 - recycling::bought(sim.state, recycler.slot)) * usual_intake(net, recycler.slot);
    each_lane(net, recycler.slot, [&](std::uint32_t l) {
      demand[net.lane_from[l]] -= (usual_shares ? net.lanes[l].share : share_now(sim, l)) * saved;
    });
  }
}

// From what sinks want to what is wanted of everybody, users before suppliers. Round a circle goes what was wanted the
// step before, `last`; it falls into the last place, which nobody reads.
void sweep(const Network& net, const std::vector<double>& per, const std::vector<double>* last,
           std::vector<double>& demand) {
  for (const DemandSweep::Back& lane : net.sweep.back) demand[lane.from] += per[lane.ask] * (*last)[lane.to];
  const std::uint32_t* const asks = net.sweep.asks.data();
  std::uint32_t i = 0;
  for (const DemandSweep::Node& node : net.sweep.nodes) {
    double& wanted = demand[node.node];
    if (wanted == 0.0) {
      i = node.end;
      continue;
    }
    wanted = std::clamp(wanted, node.least, node.most);
    for (; i < node.end; ++i) demand[asks[i]] += per[i] * wanted;
  }
  demand[net.size()] = 0;
}

// What sinks want at a tick less the baseline; priced: with what prices left of it.
void seed(const Sim& sim, std::int64_t tick, std::int64_t delay, bool priced, std::vector<double>& demand) {
  const Network& net = sim.net;
  demand.assign(net.size() + 1, 0.0);
  const double* const answers = priced ? demand::answers_seen(net, sim.state, delay) : nullptr;
  for (std::uint32_t i = 0; i < net.sinks.size(); ++i) {
    const double answer = answers != nullptr ? answers[i] : 1.0;
    demand[net.facilities + i] = demand::expected_deviation(sim, net.facilities + i, tick - delay * net.step, answer);
  }
}

}  // namespace

void explode(const Sim& sim, std::int64_t tick) {
  const Network& net = sim.net;
  demand::remember(sim);
  const bool circles = !net.sweep.back.empty();
  std::vector<std::vector<double>>& last = sim.state.last_exploded;
  if (circles && std::exchange(sim.state.exploded_step, tick / net.step) != tick / net.step) {
    std::swap(last, sim.state.exploded);
  }
  std::vector<double>& demand = sim.scratch.demand;
  const std::vector<double>& per = asked_per(sim, false);
  for (std::size_t d = 0; d < net.information_delays.size(); ++d) {
    seed(sim, tick, net.information_delays[d], true, demand);
    qualification::add_expected(sim, demand);
    add_moved(sim, demand);
    bound_sinks(sim, demand);
    take_recycled(sim, false, demand);
    sweep(net, per, circles ? &last[d] : nullptr, demand);
    for (std::uint32_t n = 0; n < net.size(); ++n) {
      if (net.hears_at[n] == d) sim.state.end_demand[n] = demand[n];
    }
    if (circles) std::swap(sim.state.exploded[d], demand);
  }
  std::vector<double>& unpriced = sim.state.markets.unpriced;
  if (unpriced.empty()) return;
  seed(sim, tick, 0, false, unpriced);
  take_recycled(sim, true, unpriced);
  sweep(net, asked_per(sim, true), circles ? &last.back() : nullptr, unpriced);
  if (circles) sim.state.exploded.back() = unpriced;
}

}  // namespace fabshock::end_demand
