#include "dynamics/transport.h"

#include <algorithm>
#include <utility>

namespace fabshock::transport {
namespace {

constexpr std::int64_t kLongest = 60'000;  // steps under way, within 16 bits

// Did the supplier ship all since the buyer last took in? Then the lane is still to be booked; to book it again, with
// nothing on order, changes nothing.
bool is_pending(const LaneState& lane, std::int32_t in_full, std::int32_t took_in) {
  return in_full == took_in + ((lane.flags & LaneState::kLate) != 0 ? 1 : 0);
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

// The step of the buyer's next intake: what lies at the head of the ring.
std::int64_t next_intake(const Sim& sim, std::uint32_t l) {
  return sim.state.outbound[sim.net.lane_info[l].to].took_in + std::int64_t{1};
}

// By how many ticks goods are early for the intake that takes them.
std::int64_t spare_of(const Sim& sim, std::uint32_t l) {
  const LaneState& lane = sim.state.lanes[l];
  return lane.lag * sim.net.step - sim.net.nodes[lane.from].depart_offset - sim.state.transit[l];
}

// Are the goods of the next intake at its door, and no longer under way?
bool is_there(const Sim& sim, std::uint32_t l, std::int64_t tick) {
  return next_intake(sim, l) * sim.net.step - tick < spare_of(sim, l) - sim.state.held_carry[l];
}

// Moves a lane's ring to where there is room for a longer lag.
void fit(const Sim& sim, std::uint32_t l, std::int64_t tick, std::int64_t lag) {
  LaneState& lane = sim.state.lanes[l];
  if (lag + 1 < lane.cells) return;
  std::vector<Quanta>& rings = sim.state.rings;
  LaneState wider = lane;
  wider.ring = static_cast<std::uint32_t>(rings.size());
  wider.cells = static_cast<std::uint16_t>(lag + 2);
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
  const std::int32_t* const in_full = state.in_full.data();
  Quanta* const rings = state.rings.data();
  LaneState* const lanes = state.lanes.data();
  for (std::uint32_t s = params.slot_begin; s < params.slot_end; ++s) {
    const SlotParams& slot = sim.net.slots[s];
    Quanta received = 0;
    for (LaneState* lane = lanes + slot.in_begin; lane < lanes + slot.in_end; ++lane) {
      const Quanta departed = is_pending(*lane, in_full[lane->from], before) ? ship_all(state, *lane) : 0;
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
      if ((lane.flags & LaneState::kResting) != 0) continue;
      if (!is_pending(lane, state.in_full[lane.from], state.outbound[n].took_in)) continue;
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
  if (sim.net.nodes[lane.from].continuous) {  // at any hour, so not always in time for the intake that `lag` means
    const std::int64_t arrival = (tick + sim.state.transit[l] + sim.net.step - 1) / sim.net.step;
    sim.state.rings[lane.cell_ahead(static_cast<std::uint32_t>(arrival - next_intake(sim, l)))] += quantity;
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
  sim.state.transit[l] = static_cast<std::int32_t>(std::min<std::int64_t>(transit, kLongest * step));
}

void hold(const Sim& sim, std::uint32_t l, std::int64_t tick) {
  LaneState& lane = sim.state.lanes[l];
  auto& held = sim.state.held[l];
  sim.state.held_at[l] = tick;
  sim.state.held_first[l] = next_intake(sim, l);
  held.clear();
  if (lane.in_transit == 0) return;  // so too where the buyer has never taken anything in
  for (std::uint32_t ahead = 0; ahead < lane.cells; ++ahead) {
    const bool there = ahead == 0 && !is_continuous(lane) && is_there(sim, l, tick);
    const std::size_t cell = is_continuous(lane) ? lane.cell_at_tick(tick + ahead) : lane.cell_ahead(ahead);
    held.push_back(there ? 0 : std::exchange(sim.state.rings[cell], 0));
  }
  while (!held.empty() && held.back() == 0) held.pop_back();
}

void release(const Sim& sim, std::uint32_t l, std::int64_t tick) {
  std::vector<Quanta>& held = sim.scratch.held;
  held = sim.state.held[l];
  sim.state.held[l].clear();
  const LaneState& lane = sim.state.lanes[l];
  const auto longest = static_cast<std::int64_t>(held.size());
  if (longest == 0) return;
  if (is_continuous(lane)) {
    fit(sim, l, tick, longest);
    for (std::int64_t ahead = 0; ahead < longest; ++ahead) {
      const Quanta quantity = held[static_cast<std::size_t>(ahead)];
      if (quantity == 0) continue;
      sim.state.rings[lane.cell_at_tick(tick + ahead)] += quantity;
      sim.push(tick + ahead, Phase::kArrive, l, EventKind::kArrive);
    }
    return;
  }
  // Goods lose the time that they stood still, less what they had to spare before their intake. They are seen once a
  // step, so what a whole step takes too much is taken off the next time; and none comes to an intake that is over.
  const std::int64_t step = sim.net.step;
  const std::int64_t spare = spare_of(sim, l);
  std::int64_t& stood = sim.state.held_carry[l];
  stood += tick - sim.state.held_at[l];
  const std::int64_t shift = stood > spare ? (stood - spare + step - 1) / step : 0;
  stood -= shift * step;
  const std::int64_t first = sim.state.held_first[l] + shift;
  const std::int64_t next = next_intake(sim, l);
  fit(sim, l, tick, std::max<std::int64_t>(0, first - next) + longest);
  for (std::int64_t ahead = 0; ahead < longest; ++ahead) {
    const std::int64_t place = std::max<std::int64_t>(0, first + ahead - next);
    sim.state.rings[lane.cell_ahead(static_cast<std::uint32_t>(place))] += held[static_cast<std::size_t>(ahead)];
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
