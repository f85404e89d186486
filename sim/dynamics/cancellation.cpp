#include "dynamics/cancellation.h"

#include <algorithm>

#include "dynamics/lead_times.h"
#include "dynamics/recycling.h"

namespace fabshock::cancellation {
namespace {

constexpr double kCancelTime = 7;  // [d]

// Of what a buyer uses in a step, as it forecasts.
double use_of(const Sim& sim, std::uint32_t slot) {
  const SlotInfo& info = sim.net.slot_info[slot];
  const double forecast = recycling::use_beyond(sim.net, sim.state, slot, sim.state.nodes[info.node].forecast);
  return std::max(0.0, static_cast<double>(info.intake0) + forecast);
}

}  // namespace

void look(const Sim& sim, std::uint32_t slot) {
  const SlotParams& params = sim.net.slots[slot];
  const SlotInfo& info = sim.net.slot_info[slot];
  const NodeState& node = sim.state.nodes[info.node];
  const double use = use_of(sim, slot);
  const double hoard = sim.state.more_planned(slot);
  const Quanta owed = sim.net.nodes[info.node].sink ? node.backlog : 0;
  double wanted = params.cover * use + hoard;
  auto held = static_cast<double>(sim.state.slots[slot].stock - owed);
  double waiting = 0;
  const auto may_cancel = [&](const LaneState& lane) {
    return !sim.net.nodes[lane.from].continuous && (lane.flags & LaneState::kResting) == 0;
  };
  for (std::uint32_t l = params.in_begin; l < params.in_end; ++l) {
    const LaneState& lane = sim.state.lanes[l];
    wanted += sim.state.sourcing.share[l] * use *
              (lead_times::steps_on_order(sim, l) + sim.net.nodes[info.node].review_steps);
    held += static_cast<double>(lane.backlog + lane.in_transit);  // together, whether booked yet or not
    if (may_cancel(lane)) waiting += static_cast<double>(sim.state.owed[l]);
  }
  const double kept = wanted * (1.0 + sim.net.law(info.node).cancel_margin);
  const double beyond = std::max(0.0, held - kept);
  if (waiting <= 0) return;
  const double gain = std::min(1.0, static_cast<double>(sim.net.step) / (24.0 * kCancelTime));
  for (std::uint32_t l = params.in_begin; l < params.in_end; ++l) {
    LaneState& lane = sim.state.lanes[l];
    if (!may_cancel(lane)) continue;
    // Of a supplier that is given up, nobody waits for more than his share of all that is wanted.
    const auto owed_here = static_cast<double>(sim.state.owed[l]);
    const double too_much =
        std::max(owed_here * std::min(1.0, beyond / waiting), owed_here - sim.state.sourcing.share[l] * kept);
    const auto quantity = static_cast<Quanta>(gain * std::max(0.0, too_much));
    lane.backlog -= quantity;
    sim.state.owed[l] -= quantity;
    sim.state.cancelled[l] += quantity;
    sim.state.due[lane.from] -= quantity;
    sim.state.nodes[lane.from].backlog -= quantity;
  }
}

}  // namespace fabshock::cancellation
