#include "dynamics/transport.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace fabshock::transport {
namespace {

constexpr std::int64_t kLongest = 60'000;  // steps under way, within 16 bits

Quanta& cell(State& state, const LaneState& lane, std::int64_t position) {
  return state.rings[lane.cell + static_cast<std::size_t>(position & lane.mask) * lane.stride];
}

// Moves the rows of a buyer to where there is room for a longer lag.
void grow(const Sim& sim, std::uint32_t buyer, std::int64_t now, std::int64_t lag) {
  const auto [begin, end] = sim.net.in(buyer);
  std::vector<Quanta>& rings = sim.state.rings;
  const std::size_t rows = std::bit_ceil(static_cast<std::size_t>(lag) + 2);
  const auto base = static_cast<std::uint32_t>(rings.size());
  rings.resize(rings.size() + rows * (end - begin), 0);
  for (std::uint32_t l = begin; l < end; ++l) {
    LaneState& lane = sim.state.lanes[l];
    LaneState wider = lane;
    wider.cell = base + (l - begin);
    wider.mask = static_cast<std::uint16_t>(rows - 1);
    for (std::int64_t ahead = 0; ahead <= lane.mask; ++ahead) {
      cell(sim.state, wider, now + ahead) = cell(sim.state, lane, now + ahead);
    }
    lane = wider;
  }
}

void fit(const Sim& sim, std::uint32_t l, std::int64_t now, std::int64_t lag) {
  if (lag > sim.state.lanes[l].mask) grow(sim, sim.net.lane_info[l].to, now, lag);
}

}  // namespace

void intake(const Sim& sim, std::uint32_t n) {
  const auto [begin, end] = sim.net.in(n);
  if (begin == end) return;
  State& state = sim.state;
  SlotState* const stocks = state.slots.data();
  LaneState* lane = state.lanes.data() + begin;
  const LaneState* const last = state.lanes.data() + end;
  Quanta* arriving = &cell(state, *lane, state.step_index);
  for (; lane < last; ++lane, ++arriving) {
    const Quanta quantity = *arriving;
    SlotState& slot = stocks[lane->slot];
    slot.stock += quantity;
    slot.received += quantity;
    lane->in_transit -= quantity;
    lane->arrived += quantity;
    *arriving = 0;
  }
}

void arrive(const Sim& sim, std::uint32_t l, std::int64_t tick) {
  LaneState& lane = sim.state.lanes[l];
  Quanta& arriving = cell(sim.state, lane, tick);
  SlotState& slot = sim.state.slots[lane.slot];
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

void ship_all(State& state, std::span<const std::uint32_t> lanes) {
  LaneState* const all = state.lanes.data();
  Quanta* const rings = state.rings.data();
  const auto now = static_cast<std::uint32_t>(state.step_index);
  for (const std::uint32_t l : lanes) {
    LaneState& lane = all[l];
    if ((lane.flags & LaneState::kResting) != 0) {
      lane.shipped += lane.order;
      continue;
    }
    const Quanta quantity = std::exchange(lane.backlog, 0);
    lane.shipped += quantity;
    lane.in_transit += quantity;
    rings[lane.cell + std::size_t{(now + lane.lag) & lane.mask} * lane.stride] += quantity;
  }
}

void set_transit(const Sim& sim, std::uint32_t l, std::int64_t transit) {
  LaneState& lane = sim.state.lanes[l];
  const bool continuous = (lane.flags & LaneState::kContinuous) != 0;
  const std::int64_t offset = sim.net.nodes[sim.net.lane_info[l].from].depart_offset;
  const std::int64_t step = sim.net.step;
  const std::int64_t lag =
      std::clamp<std::int64_t>(continuous ? transit : (offset + transit + step - 1) / step, 1, kLongest);
  fit(sim, l, continuous ? sim.queue.now() : sim.state.step_index, lag);
  lane.lag = static_cast<std::uint16_t>(lag);
}

void hold(const Sim& sim, std::uint32_t l, std::int64_t tick) {
  LaneState& lane = sim.state.lanes[l];
  auto& held = sim.state.held[l];
  sim.state.held_at[l] = tick % sim.net.step;
  const std::int64_t now = (lane.flags & LaneState::kContinuous) != 0 ? tick : sim.state.step_index;
  held.assign(std::size_t{lane.mask} + 1, 0);
  for (std::size_t ahead = 0; ahead < held.size(); ++ahead) {
    held[ahead] = std::exchange(cell(sim.state, lane, now + static_cast<std::int64_t>(ahead)), 0);
  }
}

void release(const Sim& sim, std::uint32_t l, std::int64_t tick) {
  LaneState& lane = sim.state.lanes[l];
  const auto held = std::exchange(sim.state.held[l], {});
  const bool continuous = (lane.flags & LaneState::kContinuous) != 0;
  // Later in a step than they were stopped in theirs, goods miss the intake that they would have come with.
  const bool late = !continuous && tick % sim.net.step > sim.state.held_at[l];
  const std::int64_t now = (continuous ? tick : sim.state.step_index) + (late ? 1 : 0);
  const auto longest = static_cast<std::int64_t>(held.size());
  fit(sim, l, now, longest);
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
  for (std::int64_t i = 0; i <= lane.mask; ++i) cell(sim.state, lane, i) = 0;
  lane.in_transit = 0;
  sim.state.seized[l] += lost;
  return lost;
}

}  // namespace fabshock::transport
