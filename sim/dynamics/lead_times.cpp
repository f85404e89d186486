#include "dynamics/lead_times.h"

#include <algorithm>

namespace fabshock::lead_times {
namespace {

constexpr double kMemory = 14;     // [d] of output
constexpr double kMostLead = 2.5;  // times the usual

std::int32_t steps_ahead(const Network& net, std::uint32_t l) {
  return net.lane_info[l].lag - (net.lane_info[l].late_order ? 0 : 1);
}

void look_at(const Sim& sim, std::uint32_t n) {
  SourcingState& state = sim.state.sourcing;
  const std::int64_t now = sim.state.step_index;
  if (state.looked[n] == now) return;
  const Quanta good = sim.state.nodes[n].good;
  if (state.looked[n] == now - 1) {
    const double gain = std::min(1.0, static_cast<double>(sim.net.step) / 24.0 / kMemory);
    state.output[n] += gain * (static_cast<double>(good - state.good[n]) - state.output[n]);
  } else {
    state.output[n] = static_cast<double>(sim.net.nodes[n].good0);
  }
  state.good[n] = good;
  state.looked[n] = now;
}

// Steps until a new order would be shipped, beyond the usual.
double quoted_delay(const Sim& sim, std::uint32_t n) {
  const NodeState& node = sim.state.nodes[n];
  const Quanta owed = node.backlog - (node.finished - sim.net.nodes[n].finished0);
  if (owed <= 0) return 0;
  const double output = std::max(1e-6 * static_cast<double>(sim.net.nodes[n].good0), sim.state.sourcing.output[n]);
  return output > 0 ? static_cast<double>(owed) / output : 0.0;
}

}  // namespace

void look_at_suppliers(const Sim& sim, std::uint32_t slot) {
  for (std::uint32_t l = sim.net.slots[slot].in_begin; l < sim.net.slots[slot].in_end; ++l) {
    look_at(sim, sim.net.lane_info[l].from);
  }
}

double steps_on_order(const Sim& sim, std::uint32_t l) {
  const LaneInfo& lane = sim.net.lane_info[l];
  const double usual = steps_ahead(sim.net, l);
  const double feedback = sim.net.law(lane.to).lead_time_feedback;
  if (feedback == 0.0) return usual;
  return usual + std::min(feedback * quoted_delay(sim, lane.from), (kMostLead - 1.0) * (usual + 1.0));
}

}  // namespace fabshock::lead_times
