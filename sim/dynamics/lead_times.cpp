#include "dynamics/lead_times.h"

#include <algorithm>

#include "base/math.h"

namespace fabshock::lead_times {
namespace {

constexpr double kMemory = 14;     // [d] of output
constexpr double kMostLead = 2.5;  // times the usual
constexpr double kLeast = 0.5;     // of its usual output: who stands still reckons with coming back

std::int32_t steps_ahead(const Network& net, std::uint32_t l) {
  return net.lane_info[l].lag - (net.lane_info[l].late_order ? 0 : 1);
}

// Steps until a new order would be shipped, beyond the usual.
double owed(const Network& net, const State& state, std::uint32_t n) {
  const NodeState& node = state.nodes[n];
  const Quanta waits = node.backlog - (node.finished - net.nodes[n].finished0);
  if (waits <= 0) return 0;
  const double output = std::max(kLeast * static_cast<double>(net.nodes[n].good0), state.sourcing.output[n]);
  return output > 0 ? static_cast<double>(waits) / output : 0.0;
}

void look_at(const Sim& sim, std::uint32_t n) {
  SourcingState& state = sim.state.sourcing;
  const std::int64_t now = sim.state.step_index;
  if (state.looked[n] == now) return;
  const double before = quoted(sim.net, sim.state, n);
  const Quanta good = sim.state.nodes[n].good;
  if (state.looked[n] == now - 1) {
    const double gain = std::min(1.0, static_cast<double>(sim.net.step) / 24.0 / kMemory);
    state.output[n] += gain * (static_cast<double>(good - state.good[n]) - state.output[n]);
  } else {
    state.output[n] = static_cast<double>(sim.net.nodes[n].good0);
  }
  state.good[n] = good;
  state.looked[n] = now;
  const double gain = sim.net.law(n).quote_gain;
  if (gain < 1.0) state.quoted[n] = before + gain * (owed(sim.net, sim.state, n) - before);
}

}  // namespace

void look_at_suppliers(const Sim& sim, std::uint32_t slot) {
  for (std::uint32_t l = sim.net.slots[slot].in_begin; l < sim.net.slots[slot].in_end; ++l) {
    look_at(sim, sim.net.lane_info[l].from);
  }
}

double quoted(const Network& net, const State& state, std::uint32_t n) {
  const double gain = net.law(n).quote_gain;
  if (gain == 1.0) return owed(net, state, n);
  const std::int64_t since = state.step_index - state.sourcing.looked[n];
  const double last = state.sourcing.quoted[n];
  return last == 0.0 || since <= 1 ? last : last * det_pow(1.0 - gain, static_cast<double>(since - 1));
}

double steps_on_order(const Sim& sim, std::uint32_t l) {
  const LaneInfo& lane = sim.net.lane_info[l];
  const double usual = steps_ahead(sim.net, l);
  const double feedback = sim.net.law(lane.to).lead_time_feedback;
  if (feedback == 0.0) return usual;
  const double making = static_cast<double>(sim.net.nodes[lane.from].cycle) / kPpm / static_cast<double>(sim.net.step);
  return usual + std::min(feedback * quoted(sim.net, sim.state, lane.from), (kMostLead - 1.0) * (usual + 1.0 + making));
}

}  // namespace fabshock::lead_times
