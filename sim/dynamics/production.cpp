#include "dynamics/production.h"

#include <algorithm>
#include <cmath>

#include "dynamics/inputs.h"
#include "dynamics/queueing.h"

namespace fabshock::production {
namespace {

constexpr std::int64_t kNever = std::int64_t{1} << 26;  // [ticks] 7,600 years: beyond every horizon

// One node with all that belongs to it.
struct Line {
  const Sim& sim;
  const NodeParams& params;
  const ControlLaw& law;
  NodeState& node;
  std::uint32_t n;

  Line(const Sim& s, std::uint32_t index)
      : sim(s), params(s.net.nodes[index]), law(s.net.law(index)), node(s.state.nodes[index]), n(index) {}
};

std::int64_t rate_of(const NodeState& node) {
  return node.line == kPpm ? node.availability : static_cast<std::int64_t>(node.availability) * node.line / kPpm;
}

// Of a capacity that is not the network's (investment.h). What a step serves less than a whole quantum too little is
// kept for the next: the server is ahead by less than one.
void serve_invested(const Sim& sim, std::uint32_t n, std::int64_t available) {
  NodeState& node = sim.state.nodes[n];
  const Int128 served = static_cast<Int128>(available) * sim.net.nodes[n].most * sim.state.rare[n].capacity / kPpm;
  const std::int64_t quantum = sim.net.step * kPpm;
  node.server = static_cast<std::int64_t>(std::max<Int128>(node.server - served, 1 - quantum));
}

// Brings the clock and the bottleneck's queue up to the tick. The clock moves first, so a rate set now holds from now
// on.
inline void sync(const Sim& sim, std::uint32_t n, std::int64_t tick) {
  const NodeParams& params = sim.net.nodes[n];
  NodeState& node = sim.state.nodes[n];
  const std::int64_t elapsed = tick - node.last_tick;
  if (elapsed == 0) return;
  const std::int64_t available = elapsed * rate_of(node);
  node.clock += available;
  node.availability_lost += elapsed * (kPpm - node.availability);
  node.last_tick = tick;
  if (node.invested) return serve_invested(sim, n, available);
  if (node.server == 0 || params.capacity == kUnlimited || params.service) return;
  const Int128 served = static_cast<Int128>(available) * params.most;
  node.server = served >= node.server ? 0 : node.server - static_cast<std::int64_t>(served);
}

void enlarge_lots(State& state, NodeState& node) {
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

void append_lot(State& state, NodeState& node, Lot lot) {
  if (node.lot_count == node.lot_mask + 1 || node.lot_mask == 0) enlarge_lots(state, node);
  state.lots[node.lot_base + ((node.lot_head + node.lot_count) & node.lot_mask)] = lot;
  ++node.lot_count;
}

double share_of_capacity(const Line& line) {
  return line.node.invested ? line.sim.state.rare[line.n].capacity / static_cast<double>(kPpm) : 1.0;
}

// Work in process that waits beside that of the baseline, at the flow that is forecast and the flow at which the
// finished stock is filled, e/(1 + b t): that of e more a step, once lots t steps long are corrected by b. A plan that
// did not know it would start less the longer the queue; of all of e it would swing.
double queued(const Line& line, double finished_gap) {
  const auto& [sim, params, law, node, n] = line;
  const double length = params.wip_per_flow / params.per_good;
  const double more = law.finished_gain * finished_gap / (1.0 + law.wip_gain * length);
  const double lasting = static_cast<double>(params.start0) + node.forecast * params.per_good;
  const double ran = static_cast<double>(node.availability) / static_cast<double>(kPpm);
  return queueing::planned(params, law, sim.net.step, lasting, more * params.per_good, ran, share_of_capacity(line));
}

// A service follows its load: what has been ordered for this step.
Quanta load_of(const Line& line) {
  const Quanta ordered = line.sim.state.owed_by(line.n);
  const NodeParams& params = line.params;
  return params.start0 + static_cast<Quanta>(std::ceil(static_cast<double>(ordered - params.good0) * params.per_good));
}

Quanta wanted_starts(const Line& line) {
  const auto& [sim, params, law, node, n] = line;
  if (law.policy == Policy::kBaseStock) return params.base_stock - (node.finished + node.wip - node.backlog);
  if (params.follows_load) return load_of(line);
  const double finished_gap = static_cast<double>(params.finished0 + params.good0 - node.finished + node.backlog) +
                              node.forecast * params.finished_per_flow;
  double planned = static_cast<double>(params.wip0) + node.forecast * params.wip_per_flow;
  if (node.availability != kPpm && node.availability != 0) planned *= static_cast<double>(kPpm) / node.availability;
  if (queueing::changes(params, law)) planned += queued(line, finished_gap);
  const double wip_gap = std::max(0.0, planned) - static_cast<double>(node.wip);
  // Who learns knows its yield.
  const double per_good =
      node.invested ? params.per_good * static_cast<double>(kPpm) / sim.state.rare[n].learned : params.per_good;
  const double deviation = (node.forecast + law.finished_gain * finished_gap) * per_good + law.wip_gain * wip_gap;
  return params.start0 + nearest(deviation);
}

// What the capacity left this step allows to be started.
Quanta room(const Sim& sim, std::uint32_t n) {
  const NodeParams& params = sim.net.nodes[n];
  const NodeState& node = sim.state.nodes[n];
  const std::int64_t step = sim.net.step;
  if (node.availability == 0) return 0;
  if (node.invested) {
    const std::int64_t capacity = sim.state.rare[n].capacity;
    const Int128 free = static_cast<Int128>(params.most) * step * capacity - node.server;
    return capacity == 0 || free <= 0 ? 0 : static_cast<Quanta>(free / (static_cast<Int128>(step) * kPpm));
  }
  if (params.capacity == kUnlimited) return kUnlimited;
  if (params.service) return params.most;
  if (node.server == 0) return params.most;
  const std::int64_t free = params.most * step * kPpm - node.server;  // within 63 bits: the network was checked
  return free <= 0 ? 0 : free / (step * kPpm);
}

std::int64_t service_window(const NodeParams& params) {
  return std::max<std::int64_t>(1, params.depart_offset - params.start_offset);
}

// A lot's good part becomes finished stock, the rest is scrap.
void deliver(const Line& line, Quanta lot) {
  const auto& [sim, params, law, node, n] = line;
  Quanta good = params.all_good ? lot : apply(params.yield, lot, node.yield_carry);
  if (sim.state.yield_ppm[n] != kPpm) {
    good = apply({sim.state.yield_ppm[n], kPpm}, good, sim.state.yield_ppm_carry[n]);
  }
  if (node.invested) good = apply({sim.state.rare[n].learned, kPpm}, good, sim.state.rare[n].learned_carry);
  node.wip -= lot;
  node.good += good;
  node.scrap += lot - good;
  node.finished += good;
}

// What the bottleneck serves on a tick at full availability [quanta a step].
std::int64_t served_by(const Line& line) {
  const auto& [sim, params, law, node, n] = line;
  const std::int64_t share = node.invested ? sim.state.rare[n].capacity : kPpm;
  return std::max<std::int64_t>(1, static_cast<std::int64_t>(static_cast<Int128>(params.most) * share / kPpm));
}

// Of a line whose cycle time changes with use: first what was first through, as much as leaves in this step.
void take_queued(const Line& line) {
  const auto& [sim, params, law, node, n] = line;
  const std::int64_t passed = node.clock - std::exchange(sim.state.rare[n].looked, node.clock);
  const double ran = std::min(1.0, static_cast<double>(passed) / static_cast<double>(sim.net.step * kPpm));
  Lot* const lots = sim.state.lots.data() + node.lot_base;
  Quanta through = 0;
  for (std::uint32_t i = 0; i < node.lot_count; ++i) {
    const Lot& lot = lots[(node.lot_head + i) & node.lot_mask];
    if (lot.due > node.clock) break;
    through += lot.quantity;
  }
  Quanta left = queueing::leaving(params, law, sim.net.step, through, ran, share_of_capacity(line));
  while (left > 0) {
    Lot& head = lots[node.lot_head & node.lot_mask];
    const Quanta part = std::min(left, head.quantity);
    left -= part;
    head.quantity -= part;
    deliver(line, part);
    if (head.quantity > 0) return;
    ++node.lot_head;
    --node.lot_count;
  }
}

// Every lot that is due by now.
inline void take_due(const Line& line) {
  NodeState& node = line.node;
  if (queueing::changes(line.params, line.law)) return take_queued(line);
  const Lot* const lots = line.sim.state.lots.data() + node.lot_base;
  while (node.lot_count > 0) {
    const Lot& head = lots[node.lot_head & node.lot_mask];
    if (head.due > node.clock) return;
    ++node.lot_head;
    --node.lot_count;
    deliver(line, head.quantity);
  }
}

void set_line(const Line& line, std::int64_t tick, std::int32_t share) {
  if (line.node.line == share) return;
  sync(line.sim, line.n, tick);
  line.node.line = share;
  if (line.params.continuous) schedule(line.sim, line.n, tick);
}

// First in, first out.
std::int64_t behind_others(const Line& line, std::int64_t due) {
  const auto& [sim, params, law, node, n] = line;
  if (node.lot_count == 0) return due;
  return std::max(due, sim.state.lots[node.lot_base + ((node.lot_head + node.lot_count - 1) & node.lot_mask)].due);
}

// Puts a lot at the line's entrance: through the bottleneck, then the cycle time.
inline void enter(const Line& line, std::int64_t tick, Quanta quantity) {
  const auto& [sim, params, law, node, n] = line;
  std::int64_t due = node.clock;
  if (params.capacity == kUnlimited) {
    due += params.cycle;
  } else {
    std::int64_t work = quantity * sim.net.step * kPpm;
    if (params.exponential_service) {
      work = static_cast<std::int64_t>(static_cast<double>(work) * exponential(sim.state.streams[n], 1.0));
    }
    node.server += work;
    // A stepped line starts no more than a step can serve, and is seen once a step: what is started is through in it.
    // What is reworked may be more than that, and waits.
    if (params.continuous) {
      due += (node.server + params.most - 1) / params.most;
    } else {
      const std::int64_t served = served_by(line);
      due += std::max<std::int64_t>(0, node.server / served - sim.net.step * kPpm);
    }
    due += params.cycle - queueing::usual_steps(params, law, sim.net.step) * sim.net.step * kPpm;
  }
  const bool was_idle = node.lot_count == 0;
  append_lot(sim.state, node, {quantity, behind_others(line, due)});
  if (params.continuous && was_idle) schedule(sim, n, tick);
}

void begin_lot(const Line& line, std::int64_t tick, Quanta started) {
  const auto& [sim, params, law, node, n] = line;
  node.started += started;
  node.wip += started;
  if (!params.service) return enter(line, tick, started);
  // Made and used within the step: one lot, ready just before it departs.
  sim.state.rare[n].service_begun = node.clock;
  sim.push(tick + service_window(params), Phase::kComplete, n, EventKind::kComplete);
}

Quanta bind(NodeState& node, Quanta starts, Quanta limit, Bound by) {
  if (limit >= starts) return starts;
  node.bound = by;
  return limit;
}

Quanta within_capacity(const Line& line, Quanta starts) {
  const auto& [sim, params, law, node, n] = line;
  // A continuous line queues what is ordered before its bottleneck; a stepped one starts what the step can serve.
  if (!params.continuous) {
    const Bound by = node.availability < kPpm ? Bound::kAvailability : Bound::kCapacity;
    starts = bind(node, starts, room(sim, n), by);
  }
  if (params.finite) starts = bind(node, starts, sim.state.reserve[n], Bound::kReserve);
  return starts;
}

}  // namespace

void set_capacity(const Sim& sim, std::uint32_t n, std::int64_t tick, std::int32_t capacity) {
  sync(sim, n, tick);
  sim.state.nodes[n].invested = true;
  sim.state.rare[n].capacity = capacity;
}

Quanta capacity_of(const Network& net, const State& state, std::uint32_t n) {
  const Quanta usual = net.nodes[n].capacity;
  if (!state.nodes[n].invested || usual == kUnlimited) return usual;
  return static_cast<Quanta>(static_cast<Int128>(usual) * state.rare[n].capacity / kPpm);
}

void schedule(const Sim& sim, std::uint32_t n, std::int64_t tick) {
  NodeState& node = sim.state.nodes[n];
  const std::int64_t rate = rate_of(node);
  if (node.lot_count == 0 || rate == 0) {
    sim.state.rare[n].completion.cancel();
    return;
  }
  const Lot& head = sim.state.lots[node.lot_base + (node.lot_head & node.lot_mask)];
  const std::int64_t left = head.due - node.clock;
  const std::int64_t wait = left <= 0 ? 0 : (left + rate - 1) / rate;
  if (wait > kNever) return sim.state.rare[n].completion.cancel();  // at this rate
  const auto kind = static_cast<std::uint8_t>(EventKind::kComplete);
  sim.state.rare[n].completion.live = sim.queue.push(tick + wait, Phase::kComplete, n, kind);
}

std::int64_t clock_at(const NodeState& node, std::int64_t tick) {
  return node.clock + (tick - node.last_tick) * rate_of(node);
}

void start(const Sim& sim, std::uint32_t n, std::int64_t tick) {
  const Line line(sim, n);
  const NodeParams& params = line.params;
  NodeState& node = line.node;
  sync(sim, n, tick);
  if (!params.continuous && !params.service) take_due(line);
  node.wanted = wanted_starts(line);
  Quanta starts = node.wanted;
  node.bound = Bound::kNothing;
  if (!params.negative_orders) starts = within_capacity(line, std::max<Quanta>(0, starts));
  const inputs::Started started = inputs::start(sim, n, starts);
  starts = started.starts;
  set_line(line, tick, started.line);
  if (params.uses_services) inputs::lapse(sim, n);
  if (params.finite) sim.state.reserve[n] -= starts;
  node.begun = starts;
  if (starts != 0) begin_lot(line, tick, starts);
}

void complete(const Sim& sim, std::uint32_t n, std::int64_t tick) {
  const Line line(sim, n);
  const NodeParams& params = line.params;
  NodeState& node = line.node;
  sync(sim, n, tick);
  if (!params.service) {
    take_due(line);
    schedule(sim, n, tick);
    return;
  }
  // A service that was not available cannot be caught up with: what the window's availability did not allow is dropped.
  const std::int64_t window = service_window(params) * kPpm;
  const std::int64_t available = std::min(node.clock - sim.state.rare[n].service_begun, window);
  Quanta done = node.wip;
  if (available < window) {
    const Quanta most = params.capacity == kUnlimited ? done : std::max(done, most_of(params, node, sim.state, n));
    done = std::min(done, static_cast<Quanta>(static_cast<Int128>(most) * available / window));
  }
  node.scrap += node.wip - done;
  node.wip = done;
  deliver(line, done);
}

void set_availability(const Sim& sim, std::uint32_t n, std::int64_t tick, std::int32_t availability) {
  NodeState& node = sim.state.nodes[n];
  if (node.availability == availability) return;
  const NodeParams& params = sim.net.nodes[n];
  sync(sim, n, tick);
  node.availability = availability;
  if (params.continuous) schedule(sim, n, tick);
}

Quanta scrap(const Sim& sim, std::uint32_t n, std::int64_t tick, std::int64_t share, std::int64_t rework) {
  NodeState& node = sim.state.nodes[n];
  const Line line(sim, n);
  sync(sim, n, tick);
  take_due(line);
  std::int64_t carry = 0;
  Quanta lost = 0;
  for (std::uint32_t i = 0; i < node.lot_count; ++i) {
    Lot& lot = sim.state.lots[node.lot_base + ((node.lot_head + i) & node.lot_mask)];
    const Quanta part = apply({share, kPpm}, lot.quantity, carry);
    lot.quantity -= part;
    lost += part;
  }
  carry = 0;
  const Quanta again = apply({rework, kPpm}, lost, carry);
  lost -= again;
  node.wip -= lost;
  node.scrap += lost;
  sim.state.rare[n].wip_scrapped += lost;
  // At the entrance again, in lots of what a step can serve.
  const bool whole = line.params.continuous || line.params.capacity == kUnlimited;
  for (Quanta left = again; left > 0;) {
    const Quanta lot = whole ? left : std::min<Quanta>(left, served_by(line));
    enter(line, tick, lot);
    left -= lot;
  }
  return lost;
}

}  // namespace fabshock::production
