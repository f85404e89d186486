#include "dynamics/production.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace fabshock::production {
namespace {

constexpr double kLargestUse = 0.98;
constexpr double kUseMemory = 30.0 * 24.0;  // [h] over which utilisation is smoothed

std::int64_t rate_of(const NodeState& node) {
  return node.line == kPpm ? node.availability : static_cast<std::int64_t>(node.availability) * node.line / kPpm;
}

// Brings the clock and the bottleneck's queue up to the tick. The clock moves first, so a rate set now holds from now
// on.
void sync(const NodeParams& params, NodeState& node, std::int64_t tick) {
  const std::int64_t elapsed = tick - node.last_tick;
  if (elapsed == 0) return;
  const std::int64_t available = elapsed * rate_of(node);
  node.clock += available;
  node.availability_lost += elapsed * (kPpm - node.availability);
  node.last_tick = tick;
  if (node.server == 0 || params.capacity == kUnlimited || params.service) return;
  const Int128 served = static_cast<Int128>(available) * params.most;
  node.server = served >= node.server ? 0 : node.server - static_cast<std::int64_t>(served);
}

void append_lot(State& state, NodeState& node, Lot lot) {
  if (node.lot_count == node.lot_mask + 1 || node.lot_mask == 0) {
    const std::uint32_t size = std::max<std::uint32_t>(4, (node.lot_mask + 1) * 2);
    const auto base = static_cast<std::uint32_t>(state.lots.size());
    state.lots.resize(state.lots.size() + size);
    for (std::uint32_t i = 0; i < node.lot_count; ++i) {
      state.lots[base + i] = state.lots[node.lot_base + ((node.lot_head + i) & node.lot_mask)];
    }
    node.lot_base = base;
    node.lot_head = 0;
    node.lot_mask = size - 1;
  }
  // First in, first out: a lot that would be quicker waits for the one before it.
  if (node.lot_count > 0) {
    lot.due = std::max(lot.due, state.lots[node.lot_base + ((node.lot_head + node.lot_count - 1) & node.lot_mask)].due);
  }
  state.lots[node.lot_base + ((node.lot_head + node.lot_count) & node.lot_mask)] = lot;
  ++node.lot_count;
}

// Queueing beside that of the baseline, as time on the clock [ppm-ticks].
std::int64_t extra_queueing(const ControlLaw& law, const NodeState& node) {
  if (law.variability == 0.0) return 0;
  const double u = std::clamp(law.base_use + node.use_deviation, 0.0, kLargestUse);
  const double extra = u / (1.0 - u) - law.base_use / (1.0 - law.base_use);
  return static_cast<std::int64_t>(std::floor(static_cast<double>(law.raw_process_time) * law.variability * extra));
}

Quanta wanted_starts(const Sim& sim, std::uint32_t n) {
  const NodeParams& params = sim.net.nodes[n];
  const ControlLaw& law = sim.net.laws[n];
  const NodeState& node = sim.state.nodes[n];
  if (law.policy == Policy::kBaseStock) return law.base_stock - (node.finished + node.wip - node.backlog);
  if (params.start_offset > 0) {
    // A service follows its load: what has been ordered for this step.
    Quanta ordered = 0;
    for (const std::uint32_t l : sim.net.out(n)) ordered += sim.state.lanes[l].backlog;
    return params.start0 + static_cast<Quanta>(std::ceil(static_cast<double>(ordered - params.good0) * law.per_good));
  }
  const double scale = node.forecast * law.per_flow;
  const double finished_gap = static_cast<double>(params.finished_at_start0 - node.finished + node.backlog) +
                              scale * static_cast<double>(params.finished0);
  const double wip_gap = static_cast<double>(params.wip0 - node.wip) + scale * static_cast<double>(params.wip0);
  const double deviation = (node.forecast + law.finished_gain * finished_gap) * law.per_good + law.wip_gain * wip_gap;
  return params.start0 + nearest(deviation);
}

// What the capacity left this step allows to be started.
Quanta room(const NodeParams& params, const NodeState& node, std::int64_t step) {
  if (node.availability == 0) return 0;
  if (params.capacity == kUnlimited) return kUnlimited;
  if (params.service) return params.most;
  if (node.server == 0) return params.most;
  const std::int64_t free = params.most * step * kPpm - node.server;  // within 63 bits: the network was checked
  return free <= 0 ? 0 : free / (step * kPpm);
}

// Starts that the stock of one input allows; full: what capacity allows in a step.
Quanta within_input(const SlotParams& slot, const SlotState& stock, Quanta full) {
  const Quanta covered = largest_within(slot.per, std::max<Quanta>(stock.stock, 0), stock.carry);
  if (slot.criticality == Criticality::kCritical || covered >= full) return covered;
  const double limit = (1.0 - slot.weight) * static_cast<double>(full) + slot.weight * static_cast<double>(covered);
  return static_cast<Quanta>(limit);
}

// What a slot gives for the starts of a step, worked out before any limit is known.
struct Draw {
  Quanta need = 0;
  std::int64_t carry = 0;
};

Draw draw_of(const SlotParams& slot, const SlotState& stock, Quanta starts) {
  Draw draw{0, stock.carry};
  draw.need = apply(slot.per, starts, draw.carry);
  return draw;
}

void consume(const SlotParams& slot, SlotState& stock, const Draw& draw, bool may_be_negative) {
  const Quanta used = may_be_negative ? draw.need : std::min(draw.need, stock.stock);
  stock.carry = draw.carry;
  stock.stock -= used;
  stock.consumed += used;
  stock.deficit += draw.need - used;
  if (!slot.storable) {
    stock.lost += stock.stock;
    stock.stock = 0;
  }
}

std::int64_t service_window(const NodeParams& params) {
  return std::max<std::int64_t>(1, params.depart_offset - params.start_offset);
}

// A lot's good part becomes finished stock, the rest is scrap.
void deliver(const Sim& sim, std::uint32_t n, Quanta lot) {
  NodeState& node = sim.state.nodes[n];
  Quanta good = apply(sim.net.nodes[n].yield, lot, node.yield_carry);
  if (sim.state.yield_ppm[n] != kPpm) {
    good = apply({sim.state.yield_ppm[n], kPpm}, good, sim.state.yield_ppm_carry[n]);
  }
  node.wip -= lot;
  node.good += good;
  node.scrap += lot - good;
  node.finished += good;
}

// Every lot that is due by now.
void take_due(const Sim& sim, std::uint32_t n) {
  NodeState& node = sim.state.nodes[n];
  while (node.lot_count > 0) {
    const Lot& head = sim.state.lots[node.lot_base + (node.lot_head & node.lot_mask)];
    if (head.due > node.clock) return;
    ++node.lot_head;
    --node.lot_count;
    deliver(sim, n, head.quantity);
  }
}

void set_line(const Sim& sim, std::uint32_t n, std::int64_t tick, std::int32_t line) {
  NodeState& node = sim.state.nodes[n];
  if (node.line == line) return;
  sync(sim.net.nodes[n], node, tick);
  node.line = line;
  if (sim.net.nodes[n].continuous) schedule(sim, n, tick);
}

void begin_lot(const Sim& sim, std::uint32_t n, std::int64_t tick, Quanta started) {
  const NodeParams& params = sim.net.nodes[n];
  const ControlLaw& law = sim.net.laws[n];
  NodeState& node = sim.state.nodes[n];
  node.started += started;
  node.wip += started;
  if (params.service) {
    // Made and used within the step: one lot, ready just before it departs.
    node.service_begun = node.clock;
    sim.push(tick + service_window(params), Phase::kComplete, n, EventKind::kComplete);
    return;
  }
  std::int64_t due = node.clock;
  if (params.capacity == kUnlimited) {
    due += params.cycle;
  } else {
    std::int64_t work = started * sim.net.step * kPpm;
    if (params.exponential_service) {
      work = static_cast<std::int64_t>(static_cast<double>(work) * exponential(sim.state.streams[n], 1.0));
    }
    node.server += work;
    // A stepped line starts no more than a step can serve, and is seen once a step: what is started is through in it.
    if (params.continuous) due += (node.server + params.most - 1) / params.most;
    due += params.continuous ? params.cycle : params.cycle + extra_queueing(law, node);
  }
  const bool was_idle = node.lot_count == 0;
  append_lot(sim.state, node, {started, due});
  if (params.continuous && was_idle) schedule(sim, n, tick);
}

Quanta bind(NodeState& node, Quanta starts, Quanta limit, Bound by) {
  if (limit >= starts) return starts;
  node.bound = by;
  return limit;
}

Quanta within_capacity(const Sim& sim, std::uint32_t n, Quanta starts) {
  const NodeParams& params = sim.net.nodes[n];
  NodeState& node = sim.state.nodes[n];
  // A continuous line queues what is ordered before its bottleneck; a stepped one starts what the step can serve.
  if (!params.continuous) {
    const Bound by = node.availability < kPpm ? Bound::kAvailability : Bound::kCapacity;
    starts = bind(node, starts, room(params, node, sim.net.step), by);
  }
  if (params.finite) starts = bind(node, starts, sim.state.reserve[n], Bound::kReserve);
  return starts;
}

// Starts within the stocks of inputs, which it consumes; sets the share at which line inputs let the line run this
// step.
Quanta start_within_inputs(const Sim& sim, std::uint32_t n, Quanta target, std::int64_t tick) {
  const NodeParams& params = sim.net.nodes[n];
  NodeState& node = sim.state.nodes[n];
  const SlotParams* const slots = sim.net.slots.data() + params.slot_begin;
  SlotState* const stocks = sim.state.slots.data() + params.slot_begin;
  const std::size_t count = params.slot_end - params.slot_begin;
  const bool free = params.negative_orders;
  std::array<Draw, 24> draws;  // enough for most recipes; what lies beyond is worked out again
  Quanta starts = target;
  Quanta line_limit = target;
  for (std::size_t k = 0; k < count; ++k) {
    const SlotParams& slot = slots[k];
    const Draw draw = draw_of(slot, stocks[k], target);
    if (k < draws.size()) draws[k] = draw;
    if (free || draw.need <= stocks[k].stock || slot.criticality == Criticality::kNonCritical) continue;
    const Quanta full = params.capacity == kUnlimited
                            ? std::max(target, params.start0)
                            : static_cast<Quanta>(static_cast<Int128>(params.capacity) * node.availability / kPpm);
    const Quanta limit = within_input(slot, stocks[k], full);
    if (slot.line) line_limit = std::min(line_limit, limit);
    if (limit < starts) node.bound_slot = params.slot_begin + static_cast<std::uint32_t>(k);
    starts = bind(node, starts, limit, Bound::kInput);
  }
  for (std::size_t k = 0; k < count; ++k) {
    const bool known = starts == target && k < draws.size();
    consume(slots[k], stocks[k], known ? draws[k] : draw_of(slots[k], stocks[k], starts), free);
  }
  // What is in the line needs what a normal step uses; catching up beyond that is a matter of starts alone.
  const Quanta load = params.start0 > 0 ? std::min(target, params.start0) : target;
  const std::int64_t line =
      line_limit < load ? static_cast<std::int64_t>(static_cast<Int128>(line_limit) * kPpm / load) : kPpm;
  set_line(sim, n, tick, static_cast<std::int32_t>(line));
  return starts;
}

}  // namespace

void schedule(const Sim& sim, std::uint32_t n, std::int64_t tick) {
  NodeState& node = sim.state.nodes[n];
  const std::int64_t rate = rate_of(node);
  if (node.lot_count == 0 || rate == 0) {
    node.completion.cancel();
    return;
  }
  const Lot& head = sim.state.lots[node.lot_base + (node.lot_head & node.lot_mask)];
  const std::int64_t left = head.due - node.clock;
  const std::int64_t wait = left <= 0 ? 0 : (left + rate - 1) / rate;
  const auto kind = static_cast<std::uint8_t>(EventKind::kComplete);
  node.completion.live = sim.queue.push(tick + wait, Phase::kComplete, n, kind);
}

std::int64_t clock_at(const NodeState& node, std::int64_t tick) {
  return node.clock + (tick - node.last_tick) * rate_of(node);
}

void start(const Sim& sim, std::uint32_t n, std::int64_t tick) {
  const NodeParams& params = sim.net.nodes[n];
  const ControlLaw& law = sim.net.laws[n];
  NodeState& node = sim.state.nodes[n];
  sync(params, node, tick);
  if (!params.continuous && !params.service) take_due(sim, n);
  node.wanted = wanted_starts(sim, n);
  Quanta starts = node.wanted;
  node.bound = Bound::kNothing;
  if (!params.negative_orders) {
    starts = std::max<Quanta>(0, starts);
    starts = within_capacity(sim, n, starts);
  }
  starts = start_within_inputs(sim, n, starts, tick);
  if (params.finite) sim.state.reserve[n] -= starts;
  if (law.variability > 0) {
    const double use = static_cast<double>(starts - params.start0) / static_cast<double>(params.capacity);
    node.use_deviation += std::min(1.0, static_cast<double>(sim.net.step) / kUseMemory) * (use - node.use_deviation);
  }
  node.begun = starts;
  if (starts != 0) begin_lot(sim, n, tick, starts);
}

void complete(const Sim& sim, std::uint32_t n, std::int64_t tick) {
  const NodeParams& params = sim.net.nodes[n];
  NodeState& node = sim.state.nodes[n];
  sync(params, node, tick);
  if (!params.service) {
    take_due(sim, n);
    schedule(sim, n, tick);
    return;
  }
  // A service that was not available cannot be caught up with: what the window's availability did not allow is dropped.
  const std::int64_t window = service_window(params) * kPpm;
  const std::int64_t available = std::min(node.clock - node.service_begun, window);
  Quanta done = node.wip;
  if (available < window) {
    const Quanta most = params.capacity == kUnlimited ? done : std::max(done, params.most);
    done = std::min(done, static_cast<Quanta>(static_cast<Int128>(most) * available / window));
  }
  node.scrap += node.wip - done;
  node.wip = done;
  deliver(sim, n, done);
}

void set_availability(const Sim& sim, std::uint32_t n, std::int64_t tick, std::int32_t availability) {
  NodeState& node = sim.state.nodes[n];
  if (node.availability == availability) return;
  const NodeParams& params = sim.net.nodes[n];
  sync(params, node, tick);
  node.availability = availability;
  if (params.continuous) schedule(sim, n, tick);
}

Quanta scrap(const Sim& sim, std::uint32_t n, std::int64_t tick, std::int64_t share) {
  NodeState& node = sim.state.nodes[n];
  sync(sim.net.nodes[n], node, tick);
  take_due(sim, n);
  std::int64_t carry = 0;
  Quanta lost = 0;
  for (std::uint32_t i = 0; i < node.lot_count; ++i) {
    Lot& lot = sim.state.lots[node.lot_base + ((node.lot_head + i) & node.lot_mask)];
    const Quanta part = apply({share, kPpm}, lot.quantity, carry);
    lot.quantity -= part;
    lost += part;
  }
  node.wip -= lost;
  node.scrap += lost;
  return lost;
}

}  // namespace fabshock::production
