#include "dynamics/rest.h"

namespace fabshock::rest {
namespace {

// Of what is under way on a lane, each of the next `count` intakes finds a baseline step's flow.
void lay_pending(State& state, const LaneState& lane, std::int64_t step, Quanta flow, std::int64_t count) {
  for (std::int64_t ahead = 1; ahead <= std::int64_t{lane.mask} + 1; ++ahead) {
    const auto row = static_cast<std::size_t>((step + ahead) & lane.mask);
    state.rings[lane.cell + row * lane.stride] = ahead <= count ? flow : 0;
  }
}

bool is_usual(const State& state, const LaneState& lane, const LaneParams& params) {
  if (lane.flags != 0 || lane.order != params.flow0 || lane.backlog != params.flow0) return false;
  if (lane.in_transit != params.on_order0 || lane.in_transit != (lane.lag - 1) * params.flow0) return false;
  for (std::int64_t ahead = 1; ahead < lane.lag; ++ahead) {
    const auto row = static_cast<std::size_t>((state.step_index + ahead) & lane.mask);
    if (state.rings[lane.cell + row * lane.stride] != params.flow0) return false;
  }
  return true;
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
    const Quanta shipped = lane.shipped - state.rest_shipped[l];
    state.rest_shipped[l] = lane.shipped;
    lane.ordered += steps * flow;
    lane.arrived += steps * flow;
    lane.backlog += steps * flow - shipped;
    lane.in_transit += shipped - steps * flow;
    lay_pending(state, lane, step, flow, flow == 0 ? 0 : lane.in_transit / flow);
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
  if (!params.may_rest || node.backlog != 0 || node.forecast != 0.0) return false;
  const SlotParams& slot = sim.net.slots[params.slot_begin];
  if (state.slots[params.slot_begin].stock != slot.stock0) return false;
  for (std::uint32_t l = slot.in_begin; l < slot.in_end; ++l) {
    if (!is_usual(state, state.lanes[l], sim.net.lanes[l])) return false;
  }
  for (std::uint32_t l = slot.in_begin; l < slot.in_end; ++l) {
    state.lanes[l].flags |= LaneState::kResting;
    state.rest_shipped[l] = state.lanes[l].shipped;
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
    sim.state.lanes[l].flags &= static_cast<std::uint8_t>(~LaneState::kResting);
  }
  sim.push((step + 1) * sim.net.step, Phase::kDemand, n, EventKind::kDemand);
}

void settle(const Sim& sim, std::int64_t step) {
  for (std::uint32_t n = sim.net.facilities; n < sim.net.size(); ++n) {
    if (sim.state.rest_settled[n - sim.net.facilities] != State::kAwake) settle_sink(sim, n, step);
  }
}

}  // namespace fabshock::rest
