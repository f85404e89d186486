#include "dynamics/transport.h"

#include <algorithm>
#include <utility>

namespace fabshock::transport {
namespace {

std::int64_t mask_of(const LaneState& lane) {
  return (std::int64_t{1} << lane.log2_size) - 1;
}

constexpr std::int64_t kLongest = 60'000;  // steps under way, within 16 bits

Quanta& cell(State& state, const LaneState& lane, std::int64_t position) {
  return state.rings[lane.ring + static_cast<std::size_t>(position & mask_of(lane))];
}

void grow(State& state, LaneState& lane, std::int64_t now, std::int64_t lag) {
  LaneState wider = lane;
  while ((std::int64_t{1} << wider.log2_size) <= lag + 1) ++wider.log2_size;
  wider.ring = static_cast<std::uint32_t>(state.rings.size());
  state.rings.resize(state.rings.size() + (std::size_t{1} << wider.log2_size), 0);
  for (std::int64_t ahead = 0; ahead <= mask_of(lane); ++ahead) {
    cell(state, wider, now + ahead) = cell(state, lane, now + ahead);
  }
  lane = wider;
}

}  // namespace

void intake(const Sim& sim, std::uint32_t n) {
  const NodeParams& params = sim.net.nodes[n];
  State& state = sim.state;
  const std::int64_t now = state.step_index;
  // Plain pointers: the compiler cannot know that what is written does not move the arrays.
  LaneState* const lanes = state.lanes.data();
  Quanta* const rings = state.rings.data();
  for (std::uint32_t s = params.slot_begin; s < params.slot_end; ++s) {
    const SlotParams& slot = sim.net.slots[s];
    Quanta received = 0;
    for (std::uint32_t i = slot.in_begin; i < slot.in_end; ++i) {
      LaneState& lane = lanes[i];
      Quanta& arriving = rings[lane.ring + static_cast<std::size_t>(now & mask_of(lane))];
      received += arriving;
      lane.in_transit -= arriving;
      lane.arrived += arriving;
      arriving = 0;
    }
    state.slots[s].stock += received;
    state.slots[s].received += received;
  }
}

void arrive(const Sim& sim, std::uint32_t l, std::int64_t tick) {
  LaneState& lane = sim.state.lanes[l];
  Quanta& arriving = cell(sim.state, lane, tick);
  if (arriving == 0) return;
  SlotState& slot = sim.state.slots[sim.net.lanes[l].slot];
  slot.stock += arriving;
  slot.received += arriving;
  lane.in_transit -= arriving;
  lane.arrived += arriving;
  arriving = 0;
}

void ship(const Sim& sim, std::uint32_t l, Quanta quantity, std::int64_t tick) {
  LaneState& lane = sim.state.lanes[l];
  lane.shipped += quantity;
  if ((lane.flags & LaneState::kSeized) != 0) {
    sim.state.seized[l] += quantity;
    return;
  }
  lane.in_transit += quantity;
  if ((lane.flags & LaneState::kContinuous) != 0) {
    cell(sim.state, lane, tick + lane.lag) += quantity;
    sim.push(tick + lane.lag, Phase::kArrive, l, EventKind::kArrive);
    return;
  }
  cell(sim.state, lane, sim.state.step_index + lane.lag) += quantity;
}

void set_transit(const Sim& sim, std::uint32_t l, std::int64_t transit) {
  LaneState& lane = sim.state.lanes[l];
  const bool continuous = (lane.flags & LaneState::kContinuous) != 0;
  const std::int64_t offset = sim.net.nodes[sim.net.lanes[l].from].depart_offset;
  const std::int64_t step = sim.net.step;
  const std::int64_t lag =
      std::clamp<std::int64_t>(continuous ? transit : (offset + transit + step - 1) / step, 1, kLongest);
  if (lag > mask_of(lane)) grow(sim.state, lane, continuous ? sim.queue.now() : sim.state.step_index, lag);
  lane.lag = static_cast<std::uint16_t>(lag);
}

void hold(const Sim& sim, std::uint32_t l, std::int64_t tick) {
  LaneState& lane = sim.state.lanes[l];
  auto& held = sim.state.held[l];
  const std::int64_t now = (lane.flags & LaneState::kContinuous) != 0 ? tick : sim.state.step_index;
  held.assign(static_cast<std::size_t>(mask_of(lane)) + 1, 0);
  for (std::size_t ahead = 0; ahead < held.size(); ++ahead) {
    held[ahead] = std::exchange(cell(sim.state, lane, now + static_cast<std::int64_t>(ahead)), 0);
  }
}

void release(const Sim& sim, std::uint32_t l, std::int64_t tick) {
  LaneState& lane = sim.state.lanes[l];
  const auto held = std::exchange(sim.state.held[l], {});
  const bool continuous = (lane.flags & LaneState::kContinuous) != 0;
  // In the middle of a step its intake is over: what would have come with it comes with the next.
  const bool late = !continuous && tick % sim.net.step != 0;
  const std::int64_t now = (continuous ? tick : sim.state.step_index) + (late ? 1 : 0);
  const auto longest = static_cast<std::int64_t>(held.size());
  if (longest > mask_of(lane)) grow(sim.state, lane, now, longest);
  for (std::int64_t ahead = 0; ahead < longest; ++ahead) {
    const Quanta quantity = held[static_cast<std::size_t>(ahead)];
    if (quantity == 0) continue;
    cell(sim.state, lane, now + ahead) += quantity;
    if (continuous) sim.push(now + ahead, Phase::kArrive, l, EventKind::kArrive);
  }
}

Quanta seize_in_transit(const Sim& sim, std::uint32_t l) {
  LaneState& lane = sim.state.lanes[l];
  sim.state.held[l].clear();
  const Quanta lost = lane.in_transit;
  for (std::int64_t i = 0; i <= mask_of(lane); ++i) cell(sim.state, lane, i) = 0;
  lane.in_transit = 0;
  sim.state.seized[l] += lost;
  return lost;
}

}  // namespace fabshock::transport
