#include "dynamics/disruption.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "dynamics/buffers.h"
#include "dynamics/ordering.h"
#include "dynamics/policy.h"
#include "dynamics/production.h"
#include "dynamics/rest.h"
#include "dynamics/transport.h"
#include "network/transit.h"

namespace fabshock::disruption {
namespace {

std::int64_t ppm(double share) {
  return static_cast<std::int64_t>(std::floor(share * static_cast<double>(kPpm) + 0.5));
}

// Availability and yield of a node: the product of what every shock leaves of it.
void refresh_node(const Sim& sim, const ShockPlan& plan, const ShockState& state, std::uint32_t n, std::int64_t tick) {
  std::int64_t availability = kPpm;
  std::int64_t yield = kPpm;
  double cost = 1;
  for (const auto& [i, severity] : plan.by_node[n]) {
    const Disruption& what = *plan.shocks[i].what;
    if (what.type == DisruptionType::kCostRise) {
      cost *= 1.0 + what.rise.value * static_cast<double>(severity) * static_cast<double>(state.lost[i]) /
                        (static_cast<double>(kPpm) * static_cast<double>(kPpm));
      continue;
    }
    const std::int64_t left = kPpm - static_cast<std::int64_t>(severity) * state.lost[i] / kPpm;
    auto& factor = what.type == DisruptionType::kYieldLoss ? yield : availability;
    factor = factor * left / kPpm;
  }
  const double before = std::exchange(sim.state.rare[n].cost, cost);
  sim.state.markets.dearer += (cost != 1.0 ? 1 : 0) - (before != 1.0 ? 1 : 0);
  sim.state.yield_ppm[n] = static_cast<std::int32_t>(yield);
  production::set_availability(sim, n, tick, static_cast<std::int32_t>(availability));
}

void destroy(const Sim& sim, const Disruption& what, const Hit& hit, std::int64_t tick) {
  const auto share = [&](const Number& number) { return ppm(number.value) * hit.severity / kPpm; };
  if (what.wip_scrap.value > 0) {
    production::scrap(sim, hit.target, tick, share(what.wip_scrap), ppm(what.rework.value));
  }
  std::int64_t carry = 0;
  NodeState& node = sim.state.nodes[hit.target];
  const NodeParams& params = sim.net.nodes[hit.target];
  const Quanta finished = apply({share(what.stock_finished), kPpm}, std::max<Quanta>(0, node.finished), carry);
  node.finished -= finished;
  sim.state.rare[hit.target].finished_lost += finished;
  for (std::uint32_t s = params.slot_begin; s < params.slot_end; ++s) {
    SlotState& slot = sim.state.slots[s];
    carry = 0;
    const Quanta lost = apply({share(what.stock_input), kPpm}, std::max<Quanta>(0, slot.stock), carry);
    buffers::lose(sim.state, s, lost);
    slot.stock -= lost;
    sim.state.lost[s] += lost;
  }
}

// Share of a lane's flow that a closure lets through: `leak`, and more as it is less severe or recedes.
std::int64_t open_share(const Disruption& what, std::int32_t lost) {
  const std::int64_t shut = (kPpm - ppm(std::min(1.0, what.leak.value))) * ppm(what.severity.value) / kPpm;
  return kPpm - shut * lost / kPpm;
}

void refresh_lane(const Sim& sim, const ShockPlan& plan, const ShockState& state, std::uint32_t l, std::int64_t tick) {
  LaneState& lane = sim.state.lanes[l];
  if ((lane.flags & LaneState::kResting) != 0) rest::wake(sim, sim.net.lane_info[l].to, tick, Phase::kShock);
  double transit = sim.net.lane_info[l].transit;
  double slower = 1;
  double extra = 0;
  std::int64_t open = kPpm;
  bool restricted = false;
  std::uint8_t flags = lane.flags & LaneState::kNature;
  for (const std::uint32_t i : plan.by_lane[l]) {
    if (state.lost[i] == 0) continue;
    const Disruption& what = *plan.shocks[i].what;
    switch (what.type) {
      case DisruptionType::kLaneClosure:
        restricted = true;
        open = open * open_share(what, state.lost[i]) / kPpm;
        extra += what.extra.value;
        break;
      case DisruptionType::kLaneSlowdown:
        slower *= what.slow_factor.value;
        extra += what.extra.value;
        break;
      case DisruptionType::kLaneSeizure:
        flags |= LaneState::kSeized;
        break;
      case DisruptionType::kLaneReroute:
        transit =
            static_cast<double>(transit_by(sim.net.model.modes[what.reroute_mode.value], sim.net.lane_info[l].km));
        extra += what.extra.value;
        restricted = restricted || what.leak.value < 1.0;
        open = open * open_share(what, state.lost[i]) / kPpm;
        break;
      default:
        break;
    }
    if (what.in_transit == InTransit::kHold) flags |= LaneState::kHeld;
  }
  transit = transit * slower + extra;
  const std::int64_t permitted = ppm(permit_on(sim.net, plan, state, l));
  restricted = restricted || permitted < kPpm;
  open = open * permitted / kPpm;
  if (restricted) flags |= LaneState::kRestricted;
  const std::int64_t had = std::exchange(sim.state.limits[l].open, open);
  const std::uint8_t before = lane.flags;
  lane.flags = flags;
  const std::uint8_t changed = before ^ flags;
  if ((changed & LaneState::kHeld) != 0) {
    (flags & LaneState::kHeld) != 0 ? transport::hold(sim, l, tick) : transport::release(sim, l, tick);
  }
  transport::set_transit(sim, l, std::max<std::int64_t>(1, static_cast<std::int64_t>(std::floor(transit + 0.5))));
  const bool was = (before & LaneState::kUneven) != 0;
  const bool is = (flags & LaneState::kUneven) != 0;
  std::uint32_t& uneven = sim.state.nodes[sim.net.lane_info[l].from].uneven;
  if (is && !was) ++uneven;
  if (!is && was) --uneven;
  const bool opens = (before & LaneState::kRestricted) != 0 && (!restricted || open > had);
  if (opens && sim.net.nodes[lane.from].continuous) ordering::wake_continuous(sim, lane.from, tick, Phase::kShock);
}

}  // namespace

double permit_on(const Network& net, const ShockPlan& plan, const ShockState& state, std::uint32_t l) {
  if (!net.barred(l)) return 1;
  double share = 0;
  for (const std::uint32_t i : plan.by_lane[l]) {
    const Disruption& what = *plan.shocks[i].what;
    if (what.type == DisruptionType::kPermit && state.lost[i] != 0) share = std::max(share, what.leak.value);
  }
  return share;
}

void schedule(const Sim& sim, const ShockPlan& plan, ShockState& state) {
  if (plan.has_policies) policy::begin(sim.net, sim.state.policy);
  state.next.assign(plan.shocks.size(), 0);
  state.lost.assign(plan.shocks.size(), 0);
  for (std::uint32_t i = 0; i < plan.shocks.size(); ++i) {
    if (plan.shocks[i].course.empty()) continue;
    sim.push(std::max<std::int64_t>(0, plan.shocks[i].course.front().tick), Phase::kShock, i, EventKind::kShock);
  }
}

bool advance(const Sim& sim, const ShockPlan& plan, ShockState& state, std::uint32_t i, std::int64_t tick) {
  const Shock& shock = plan.shocks[i];
  const bool first = state.next[i] == 0;
  // A course that began before the run is entered at the level it has now.
  while (state.next[i] < shock.course.size() && shock.course[state.next[i]].tick <= tick) {
    state.lost[i] = shock.course[state.next[i]++].lost;
  }
  const bool last = state.next[i] == shock.course.size();
  if (!last) sim.push(shock.course[state.next[i]].tick, Phase::kShock, i, EventKind::kShock);
  if (is_of_lanes(shock.what->type)) {
    for (const std::uint32_t l : shock.lanes) refresh_lane(sim, plan, state, l, tick);
    if (shock.what->policy) policy::refresh(sim, plan, state, shock);
    if (first && shock.what->in_transit == InTransit::kLose) {
      for (const std::uint32_t l : shock.lanes) transport::seize_in_transit(sim, l);
    }
  } else if (shock.what->type != DisruptionType::kDemandSurge) {  // which the demand of each step looks up
    for (const Hit& hit : shock.nodes) {
      if (first) destroy(sim, *shock.what, hit, tick);
      refresh_node(sim, plan, state, hit.target, tick);
    }
  }
  // One that was over before the run began is no event of it.
  const bool over = last && state.lost[i] == 0;
  if (first && over && shock.what->type != DisruptionType::kStockLoss) return false;
  return first || over;
}

}  // namespace fabshock::disruption
