#include "dynamics/rest.h"

#include <utility>

#include "dynamics/sourcing.h"

namespace fabshock::rest {
namespace {

// Of what is under way on a lane, each of the next `count` intakes finds a baseline step's flow.
void lay_pending(State& state, const LaneState& lane, Quanta flow, std::int64_t count) {
  for (std::uint32_t ahead = 0; ahead < lane.cells; ++ahead) {
    state.rings[lane.cell_ahead(ahead)] = ahead < count ? flow : 0;
  }
}

bool is_usual(const State& state, const LaneState& lane, const LaneParams& params) {
  if (lane.flags != 0 || lane.order != params.flow0 || lane.backlog != params.flow0) return false;
  if (lane.in_transit != params.on_order0 || lane.in_transit != (lane.lag - 1) * params.flow0) return false;
  if (state.outbound[lane.from].departed != state.step_index - 1) return false;
  for (std::uint32_t ahead = 0; ahead + 1 < lane.lag; ++ahead) {
    if (state.rings[lane.cell_ahead(ahead)] != params.flow0) return false;
  }
  return true;
}

// From a backlog that lies with the supplier to an order that stands, or back.
void set_standing(State& state, LaneState& lane, bool rests) {
  Quanta& due = state.due[lane.from];
  Quanta& standing = state.outbound[lane.from].standing;
  if (rests) {
    lane.flags |= LaneState::kResting;
    due -= lane.backlog;
    standing += lane.order;
  } else {
    lane.flags &= static_cast<std::uint8_t>(~LaneState::kResting);
    due += lane.backlog;
    standing -= lane.order;
  }
}

void settle_sink(const Sim& sim, std::uint32_t n, std::int64_t step) {
  State& state = sim.state;
  std::int64_t& settled = state.rest_settled[n - sim.net.facilities];
  const NodeParams& params = sim.net.nodes[n];
  const std::int64_t steps = step - settled;
  settled = step;
  const Quanta taken = steps * params.start0;
  NodeState& node = state.nodes[n];
  node.started += taken;
  node.good += taken;
  node.filled += taken;
  node.ordered += taken;
  SlotState& slot = state.slots[params.slot_begin];
  slot.received += taken;
  slot.consumed += taken;
  const auto [begin, end] = sim.net.in(n);
  for (std::uint32_t l = begin; l < end; ++l) {
    LaneState& lane = state.lanes[l];
    const Quanta flow = sim.net.lanes[l].flow0;
    // Each departure since was of the whole order, or would have woken the sink.
    const std::int32_t departed = state.outbound[lane.from].departed;
    const Quanta shipped = (departed - std::exchange(state.rest_departed[l], departed)) * flow;
    lane.shipped += shipped;
    lane.ordered += steps * flow;
    lane.arrived += steps * flow;
    lane.backlog += steps * flow - shipped;
    lane.in_transit += shipped - steps * flow;
    lay_pending(state, lane, flow, flow == 0 ? 0 : lane.in_transit / flow);
  }
}

}  // namespace

std::int64_t demand_step(const Network& net, std::int64_t tick, Phase phase) {
  return tick % net.step == 0 && phase < Phase::kDemand ? tick / net.step - 1 : tick / net.step;
}

bool begin(const Sim& sim, std::uint32_t n) {
  const NodeParams& params = sim.net.nodes[n];
  State& state = sim.state;
  const NodeState& node = state.nodes[n];
  if (!params.may_rest || !state.surges.empty() || node.backlog != 0 || node.forecast != 0.0) return false;
  const SlotParams& slot = sim.net.slots[params.slot_begin];
  if (state.slots[params.slot_begin].stock != slot.stock0 || sourcing::is_alert(state, params.slot_begin)) return false;
  for (std::uint32_t l = slot.in_begin; l < slot.in_end; ++l) {
    if (!is_usual(state, state.lanes[l], sim.net.lanes[l])) return false;
  }
  for (std::uint32_t l = slot.in_begin; l < slot.in_end; ++l) {
    LaneState& lane = state.lanes[l];
    set_standing(state, lane, true);
    state.rest_departed[l] = state.outbound[lane.from].departed;
  }
  state.rest_settled[n - sim.net.facilities] = state.step_index;
  return true;
}

void wake(const Sim& sim, std::uint32_t n, std::int64_t tick, Phase phase) {
  const std::int64_t step = demand_step(sim.net, tick, phase);
  settle_sink(sim, n, step);
  sim.state.rest_settled[n - sim.net.facilities] = State::kAwake;
  const auto [begin, end] = sim.net.in(n);
  for (std::uint32_t l = begin; l < end; ++l) {
    set_standing(sim.state, sim.state.lanes[l], false);
  }
  sim.state.outbound[n].took_in = static_cast<std::int32_t>(step);
  sim.push((step + 1) * sim.net.step, Phase::kDemand, n, EventKind::kDemand);
}

void settle(const Sim& sim, std::int64_t step) {
  for (std::uint32_t n = sim.net.facilities; n < sim.net.size(); ++n) {
    if (sim.state.rest_settled[n - sim.net.facilities] != State::kAwake) settle_sink(sim, n, step);
  }
}

}  // namespace fabshock::rest
