#include "dynamics/transport.h"

#include <algorithm>
#include <utility>

namespace fabshock::transport {
namespace {

constexpr std::int64_t kLongest = 60'000;  // steps under way, within 16 bits

// Did the supplier ship all since the buyer last took in? Then the lane is still to be booked; to book it again, with
// nothing on order, changes nothing.
bool is_pending(const LaneState& lane, const Outbound& from, std::int32_t took_in) {
  return from.in_full == took_in + ((lane.flags & LaneState::kLate) != 0 ? 1 : 0);
}

// All that is ordered on a lane departs. Returns it.
Quanta ship_all(State& state, LaneState& lane) {
  const Quanta quantity = std::exchange(lane.backlog, 0);
  lane.shipped += quantity;
  state.rings[lane.departing_cell()] += quantity;
  return quantity;
}

bool is_continuous(const LaneState& lane) {
  return (lane.flags & LaneState::kContinuous) != 0;
}

// Of what arrives `ahead` steps after the current one (to a continuous buyer, ticks after this tick); null where the
// intake of that step is over.
Quanta* cell_after(const Sim& sim, std::uint32_t l, std::int64_t tick, std::int64_t ahead) {
  const LaneState& lane = sim.state.lanes[l];
  if (is_continuous(lane)) return &sim.state.rings[lane.cell_at_tick(tick + ahead)];
  const std::int64_t next = sim.state.outbound[sim.net.lane_info[l].to].took_in + std::int64_t{1};
  const std::int64_t place = sim.state.step_index + ahead - next;
  return place < 0 ? nullptr : &sim.state.rings[lane.cell_ahead(static_cast<std::uint32_t>(place))];
}

// Moves a lane's ring to where there is room for a longer lag.
void fit(const Sim& sim, std::uint32_t l, std::int64_t tick, std::int64_t lag) {
  LaneState& lane = sim.state.lanes[l];
  if (lag < lane.cells) return;
  std::vector<Quanta>& rings = sim.state.rings;
  LaneState wider = lane;
  wider.ring = static_cast<std::uint32_t>(rings.size());
  wider.cells = static_cast<std::uint16_t>(lag + 1);
  wider.head = 0;
  rings.resize(rings.size() + wider.cells, 0);
  for (std::uint32_t ahead = 0; ahead < lane.cells; ++ahead) {
    if (is_continuous(lane)) {
      rings[wider.cell_at_tick(tick + ahead)] = rings[lane.cell_at_tick(tick + ahead)];
    } else {
      rings[wider.cell_ahead(ahead)] = rings[lane.cell_ahead(ahead)];
    }
  }
  lane = wider;
}

}  // namespace

void intake(const Sim& sim, std::uint32_t n) {
  State& state = sim.state;
  const NodeParams& params = sim.net.nodes[n];
  const std::int32_t before = std::exchange(state.outbound[n].took_in, static_cast<std::int32_t>(state.step_index));
  const Outbound* const outbound = state.outbound.data();
  Quanta* const rings = state.rings.data();
  LaneState* const lanes = state.lanes.data();
  for (std::uint32_t s = params.slot_begin; s < params.slot_end; ++s) {
    const SlotParams& slot = sim.net.slots[s];
    Quanta received = 0;
    for (LaneState* lane = lanes + slot.in_begin; lane < lanes + slot.in_end; ++lane) {
      const Quanta departed = is_pending(*lane, outbound[lane->from], before) ? ship_all(state, *lane) : 0;
      const Quanta arriving = std::exchange(rings[lane->ring + lane->head], 0);
      lane->head = static_cast<std::uint16_t>(lane->wrapped(lane->head + 1U));
      lane->in_transit += departed - arriving;
      lane->arrived += arriving;
      received += arriving;
    }
    state.slots[s].stock += received;
    state.slots[s].received += received;
  }
}

void settle(const Sim& sim) {
  State& state = sim.state;
  for (std::uint32_t n = 0; n < sim.net.size(); ++n) {
    const auto [begin, end] = sim.net.in(n);
    for (std::uint32_t l = begin; l < end; ++l) {
      LaneState& lane = state.lanes[l];
      const Outbound& from = state.outbound[lane.from];
      if ((lane.flags & LaneState::kResting) != 0 || !is_pending(lane, from, state.outbound[n].took_in)) continue;
      lane.in_transit += ship_all(state, lane);
    }
  }
}

void arrive(const Sim& sim, std::uint32_t l, std::int64_t tick) {
  LaneState& lane = sim.state.lanes[l];
  const Quanta arriving = std::exchange(sim.state.rings[lane.cell_at_tick(tick)], 0);
  SlotState& slot = sim.state.slots[sim.net.lane_info[l].slot];
  slot.stock += arriving;
  slot.received += arriving;
  lane.in_transit -= arriving;
  lane.arrived += arriving;
}

void ship(const Sim& sim, std::uint32_t l, Quanta quantity, std::int64_t tick) {
  LaneState& lane = sim.state.lanes[l];
  lane.shipped += quantity;
  if ((lane.flags & LaneState::kSeized) != 0) {
    sim.state.seized[l] += quantity;
    return;
  }
  lane.in_transit += quantity;
  if (is_continuous(lane)) {
    sim.state.rings[lane.cell_at_tick(tick + lane.lag)] += quantity;
    sim.push(tick + lane.lag, Phase::kArrive, l, EventKind::kArrive);
    return;
  }
  sim.state.rings[lane.departing_cell()] += quantity;
}

void set_transit(const Sim& sim, std::uint32_t l, std::int64_t transit) {
  LaneState& lane = sim.state.lanes[l];
  const std::int64_t offset = sim.net.nodes[lane.from].depart_offset;
  const std::int64_t step = sim.net.step;
  const std::int64_t steps = is_continuous(lane) ? transit : (offset + transit + step - 1) / step;
  const std::int64_t lag = std::clamp<std::int64_t>(steps, 1, kLongest);
  fit(sim, l, sim.queue.now(), lag);
  lane.lag = static_cast<std::uint16_t>(lag);
}

void hold(const Sim& sim, std::uint32_t l, std::int64_t tick) {
  auto& held = sim.state.held[l];
  sim.state.held_at[l] = tick % sim.net.step;
  held.assign(sim.state.lanes[l].cells, 0);
  for (std::size_t ahead = 0; ahead < held.size(); ++ahead) {
    Quanta* const cell = cell_after(sim, l, tick, static_cast<std::int64_t>(ahead));
    if (cell != nullptr) held[ahead] = std::exchange(*cell, 0);
  }
}

void release(const Sim& sim, std::uint32_t l, std::int64_t tick) {
  const auto held = std::exchange(sim.state.held[l], {});
  const bool continuous = is_continuous(sim.state.lanes[l]);
  // Later in a step than they were stopped in theirs, goods miss the intake that they would have come with.
  const bool late = !continuous && tick % sim.net.step > sim.state.held_at[l];
  const auto longest = static_cast<std::int64_t>(held.size());
  fit(sim, l, tick, longest + 1);
  for (std::int64_t ahead = 0; ahead < longest; ++ahead) {
    const Quanta quantity = held[static_cast<std::size_t>(ahead)];
    if (quantity == 0) continue;
    *cell_after(sim, l, tick, ahead + (late ? 1 : 0)) += quantity;
    if (continuous) sim.push(tick + ahead, Phase::kArrive, l, EventKind::kArrive);
  }
}

Quanta seize_in_transit(const Sim& sim, std::uint32_t l) {
  LaneState& lane = sim.state.lanes[l];
  sim.state.held[l].clear();
  std::fill_n(sim.state.rings.begin() + lane.ring, lane.cells, Quanta{0});
  const Quanta lost = std::exchange(lane.in_transit, 0);
  sim.state.seized[l] += lost;
  return lost;
}

}  // namespace fabshock::transport
