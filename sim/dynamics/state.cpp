#include "dynamics/state.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>

#include "dynamics/buffers.h"
#include "dynamics/demand.h"
#include "dynamics/expansion.h"
#include "dynamics/payments.h"
#include "dynamics/pricing.h"
#include "dynamics/production.h"
#include "dynamics/qualification.h"
#include "dynamics/queueing.h"
#include "dynamics/recycling.h"
#include "dynamics/sourcing.h"
#include "dynamics/substitution.h"
#include "kernel/fingerprint.h"

namespace fabshock {
namespace {

// Work in process and finished stock as an undisturbed past would have left them just before tick 0.
void fill_line(const Network& net, State& state, std::uint32_t n) {
  const NodeParams& params = net.nodes[n];
  NodeState& node = state.nodes[n];
  if (params.continuous) {
    node.finished = params.finished0 != 0 ? params.finished0 : params.base_stock;
    return;
  }
  node.finished = params.finished0;
  if (params.service || params.start0 == 0) return;
  // The lot of step -k is due at -k steps + cycle.
  const std::int64_t step = net.step * kPpm;
  const std::int64_t lots = (params.cycle + step - 1) / step;  // what is due is taken at the next step
  const std::int64_t through = params.cycle - queueing::usual_steps(params, net.laws[params.law], net.step) * step;
  std::uint32_t size = 4;
  while (size <= lots) size *= 2;
  node.lot_base = static_cast<std::uint32_t>(state.lots.size());
  node.lot_mask = size - 1;
  state.lots.resize(state.lots.size() + size);
  for (std::int64_t k = lots; k >= 1; --k) {
    state.lots[node.lot_base + node.lot_count++] = {params.start0, through - k * step};
    node.wip += params.start0;
  }
}

void fill_lane(const Network& net, State& state, std::uint32_t l) {
  const LaneInfo& params = net.lane_info[l];
  const Quanta flow0 = net.lanes[l].flow0;
  LaneState& lane = state.lanes[l];
  lane.order = flow0;
  lane.from = params.from;
  lane.lag = static_cast<std::uint16_t>(params.lag);
  lane.cells = static_cast<std::uint16_t>(params.lag + 2);
  lane.ring = static_cast<std::uint32_t>(state.rings.size());
  state.rings.resize(state.rings.size() + lane.cells, 0);
  const NodeParams& supplier = net.nodes[params.from];
  if (supplier.continuous || !supplier.active) {
    lane.flags |= LaneState::kAsleep;
    ++state.nodes[net.lane_info[l].to].sleepers;
  }
  if (net.nodes[net.lane_info[l].to].continuous) {
    lane.flags |= LaneState::kContinuous;
    ++state.nodes[params.from].uneven;
    return;
  }
  if (params.late_order) {
    lane.flags |= LaneState::kLate;
    lane.backlog = flow0;
    state.due[params.from] += flow0;
  }
  for (std::uint32_t ahead = 0; ahead < lane.lag; ++ahead) {
    state.rings[lane.cell_ahead(ahead)] = flow0;
    lane.in_transit += flow0;
  }
}

}  // namespace

State initial_state(const Network& net, const StreamKey& key) {
  State state;
  state.nodes.resize(net.size());
  state.rare.resize(net.size());
  state.outbound.resize(net.size());
  state.due.resize(net.size());
  state.in_full.assign(net.size(), State::kNever);
  state.slots.resize(net.slots.size());
  state.lost.resize(net.slots.size());
  state.deficit.resize(net.slots.size());
  state.installed.resize(net.slots.size());
  state.lanes.resize(net.lanes.size());
  state.limits.resize(net.lanes.size());
  state.cancelled.resize(net.lanes.size());
  state.seized.resize(net.lanes.size());
  state.owed.resize(net.lanes.size());
  state.order_carry.resize(net.lanes.size());
  state.held_at.resize(net.lanes.size());
  state.held_first.resize(net.lanes.size());
  state.held_carry.resize(net.lanes.size());
  for (const LaneInfo& lane : net.lane_info) state.transit.push_back(lane.transit);
  state.held.resize(net.lanes.size());
  state.reserve = net.reserve;
  state.end_demand.resize(net.size());
  if (!net.sweep.back.empty()) {
    state.last_exploded.assign(net.information_delays.size() + 1, std::vector<double>(net.size() + 1));
    state.exploded = state.last_exploded;
  }
  state.yield_ppm.assign(net.size(), kPpm);
  state.yield_ppm_carry.resize(net.size());
  state.demand_carry.resize(net.sinks.size());
  state.demand_memory.resize(net.sinks.size());
  state.patience_carry.resize(net.sinks.size());
  state.streams.resize(net.size());
  state.windows.resize(net.size());
  state.woken.resize(net.size());
  state.rest_settled.assign(net.sinks.size(), State::kAwake);
  state.rest_departed.resize(net.lanes.size());
  for (std::uint32_t l = 0; l < net.lanes.size(); ++l) fill_lane(net, state, l);
  for (std::uint32_t s = 0; s < net.slots.size(); ++s) state.slots[s].stock = net.slots[s].stock0;
  for (std::uint32_t n = 0; n < net.size(); ++n) {
    const NodeParams& params = net.nodes[n];
    if (!params.sink) fill_line(net, state, n);
    if (params.planned) {
      state.nodes[n].invested = true;
      state.rare[n].capacity = 0;
    }
  }
  state.markets = pricing::initial_markets(net);
  state.buffers = buffers::initial(net);
  state.recycled = recycling::initial(net);
  state.recycled_carry.resize(state.recycled.size());
  state.sourcing = sourcing::initial(net);
  state.substitution = substitution::initial(net);
  state.answers = demand::initial_answers(net);
  state.payments = payments::initial(net);
  state.qualification = qualification::initial(net);
  state.expansion = expansion::initial(net);
  rekey(net, state, key);
  return state;
}

bool drew_nothing(const State& state) {
  return std::all_of(state.streams.begin(), state.streams.end(), [](const Stream& s) { return s.draws() == 0; }) &&
         std::all_of(state.qualification.attempts.begin(), state.qualification.attempts.end(),
                     [](std::uint32_t attempts) { return attempts == 0; });
}

void rekey(const Network& net, State& state, const StreamKey& key) {
  for (std::uint32_t n = 0; n < net.size(); ++n) {
    const bool sink = net.nodes[n].sink;
    std::string_view name = net.entity_of(n);
    std::array<char, 256> with_option{};  // an id has at most 200 characters
    if (sink) {
      char* end = std::copy(name.begin(), name.end(), with_option.begin());
      *end++ = ':';
      end = std::to_chars(end, with_option.data() + with_option.size(), net.sinks[n - net.facilities].option).ptr;
      name = {with_option.data(), static_cast<std::size_t>(end - with_option.data())};
    }
    state.streams[n] = Stream(key, name, sink ? Purpose::kDemand : Purpose::kService);
  }
  state.qualification.key = key;
}

std::uint64_t state_hash(const Network& net, const State& state, std::int64_t tick) {
  Fingerprint hash;
  const auto add = [&hash](std::int64_t x) { hash.add(static_cast<std::uint64_t>(x)); };
  for (std::uint32_t n = 0; n < net.size(); ++n) {
    const NodeState& node = state.nodes[n];
    const std::int64_t now = production::clock_at(node, tick);
    for (const std::int64_t x :
         {node.finished, node.wip, node.backlog, node.orders_deviation, node.yield_carry,
          static_cast<std::int64_t>(node.availability), static_cast<std::int64_t>(node.line), state.reserve[n]}) {
      add(x);
    }
    for (std::uint32_t i = 0; i < node.lot_count; ++i) {
      const Lot& lot = state.lots[node.lot_base + ((node.lot_head + i) & node.lot_mask)];
      add(lot.quantity);
      add(lot.due - now);
    }
  }
  for (const SlotState& slot : state.slots) {
    add(slot.stock);
    add(slot.carry);
  }
  for (const Quanta deficit : state.deficit) add(deficit);
  for (const Quanta left : state.buffers.left) add(left);
  for (const double full : state.buffers.full) hash.add(std::bit_cast<std::uint64_t>(full));
  for (std::uint32_t l = 0; l < net.lanes.size(); ++l) {
    const LaneState& lane = state.lanes[l];
    add(lane.backlog);
    add(lane.in_transit);
    add(lane.order);
    const bool continuous = (lane.flags & LaneState::kContinuous) != 0;
    for (std::uint32_t ahead = 0; ahead < lane.cells; ++ahead) {
      add(state.rings[continuous ? lane.cell_at_tick(tick + ahead) : lane.cell_ahead(ahead)]);
    }
  }
  for (const MarketState& market : state.markets.all) {
    for (const double x : {market.spot, market.calm, market.contract, market.reference, market.shortage})
      hash.add(std::bit_cast<std::uint64_t>(x));
  }
  for (const auto& round : state.exploded) {
    for (const double x : round) hash.add(std::bit_cast<std::uint64_t>(x));
  }
  for (const double x : state.recycled) hash.add(std::bit_cast<std::uint64_t>(x));
  for (const double x : state.sourcing.share) hash.add(std::bit_cast<std::uint64_t>(x));
  return hash.value();
}

}  // namespace fabshock
