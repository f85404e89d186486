#include "dynamics/inputs.h"

#include <algorithm>
#include <array>

#include "dynamics/buffers.h"
#include "dynamics/production.h"
#include "dynamics/recycling.h"

namespace fabshock::inputs {
namespace {

// Starts that `usable` of one input allows; full: what capacity allows in a step.
Quanta within_input(const SlotParams& slot, const SlotInfo& info, std::int64_t carry, Quanta usable, Quanta full) {
  const Quanta covered = largest_within(slot.per.ratio, usable, carry);
  if (info.criticality == Criticality::kCritical || covered >= full) return covered;
  const double limit = (1.0 - info.weight) * static_cast<double>(full) + info.weight * static_cast<double>(covered);
  return static_cast<Quanta>(limit);
}

// What a slot gives for the starts of a step, worked out before any limit is known.
struct Draw {
  Quanta need;
  std::int64_t carry;
};

Draw draw_of(const SlotParams& slot, const SlotState& stock, Quanta starts) {
  Draw draw{0, stock.carry};
  draw.need = apply(slot.per, starts, draw.carry);
  return draw;
}

// The same, of what is bought where a part is recycled.
struct Bought {
  Draw draw;
  std::int64_t recycled_carry = 0;
};

Bought bought_of(const Sim& sim, std::uint32_t s, Quanta starts) {
  const State& state = sim.state;
  Bought bought{draw_of(sim.net.slots[s], state.slots[s], starts)};
  if (state.recycled.empty()) return bought;
  const Int128 share =
      static_cast<Int128>(bought.draw.need) * recycling::bought_ppm(state, s) + state.recycled_carry[s];
  bought.draw.need = static_cast<Quanta>(share / kPpm);
  bought.recycled_carry = static_cast<std::int64_t>(share % kPpm);
  return bought;
}

// What a quantity that is bought comes to with what is recycled.
Quanta with_recycled(const State& state, std::uint32_t s, Quanta bought) {
  if (state.recycled.empty()) return bought;
  const std::int64_t share = recycling::bought_ppm(state, s);
  const Int128 most = static_cast<Int128>(bought + 1) * kPpm - 1 - state.recycled_carry[s];
  return share > 0 ? static_cast<Quanta>(std::min<Int128>(most / share, kUnlimited)) : kUnlimited;
}

void take(SlotState& stock, const Draw& draw) {
  stock.carry = draw.carry;
  stock.stock -= draw.need;
  stock.consumed += draw.need;
}

// What is not there, or not with those who need it, is booked as a deficit.
void take_usable(State& state, std::uint32_t s, const Bought& bought, Quanta usable) {
  const Quanta used = std::min(bought.draw.need, usable);
  state.deficit[s] += bought.draw.need - used;
  take(state.slots[s], {used, bought.draw.carry});
  if (!state.recycled.empty()) state.recycled_carry[s] = bought.recycled_carry;
}

// The share of a normal step's use for which line inputs suffice. What is in the line needs what a normal step uses;
// catching up beyond that is a matter of starts alone.
std::int32_t line_share(const NodeParams& params, Quanta target, Quanta limit) {
  const Quanta load = params.start0 > 0 ? std::min(target, params.start0) : target;
  return limit < load ? static_cast<std::int32_t>(static_cast<Int128>(limit) * kPpm / load)
                      : static_cast<std::int32_t>(kPpm);
}

// Fewer starts than were wanted, because of inputs that do not suffice; consumes for these.
Started start_short(const Sim& sim, std::uint32_t n, Quanta target) {
  const NodeParams& params = sim.net.nodes[n];
  NodeState& node = sim.state.nodes[n];
  Quanta starts = target;
  Quanta line_limit = target;
  const Quanta full = params.capacity == kUnlimited
                          ? std::max(target, params.start0)
                          : static_cast<Quanta>(static_cast<Int128>(production::capacity_of(sim.net, sim.state, n)) *
                                                node.availability / kPpm);
  std::vector<Quanta>& usable_of = sim.scratch.usable;
  usable_of.clear();
  for (std::uint32_t s = params.slot_begin; s < params.slot_end; ++s) {
    const SlotInfo& info = sim.net.slot_info[s];
    const Quanta need = bought_of(sim, s, target).draw.need;
    const Quanta usable = usable_of.emplace_back(buffers::usable(sim.net, sim.state, s, need));
    if (need <= usable || info.criticality == Criticality::kNonCritical) continue;
    const Quanta covered = with_recycled(sim.state, s, usable);
    const Quanta limit = within_input(sim.net.slots[s], info, sim.state.slots[s].carry, covered, full);
    if (info.line) line_limit = std::min(line_limit, limit);
    if (limit >= starts) continue;
    starts = limit;
    node.bound = Bound::kInput;
    node.bound_slot = s;
  }
  for (std::uint32_t s = params.slot_begin; s < params.slot_end; ++s) {
    take_usable(sim.state, s, bought_of(sim, s, starts), usable_of[s - params.slot_begin]);
  }
  if (params.spread_buffers) buffers::settle(sim, n);
  return {starts, line_share(params, target, line_limit)};
}

}  // namespace

Started start(const Sim& sim, std::uint32_t n, Quanta target) {
  constexpr std::size_t kMany = 24;
  const NodeParams& params = sim.net.nodes[n];
  const SlotParams* const slots = sim.net.slots.data() + params.slot_begin;
  SlotState* const stocks = sim.state.slots.data() + params.slot_begin;
  const std::size_t count = params.slot_end - params.slot_begin;
  const bool bounded = !params.negative_orders;
  if (params.spread_buffers || params.recycles || (bounded && count > kMany)) return start_short(sim, n, target);
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-member-init): each is set before it is read
  std::array<Draw, kMany> before;  // what was taken, and the carry that there was
  for (std::size_t k = 0; k < count; ++k) {
    SlotState& stock = stocks[k];
    const Draw draw = draw_of(slots[k], stock, target);
    if (bounded && draw.need > stock.stock) {
      while (k-- > 0) take(stocks[k], {-before[k].need, before[k].carry});
      return start_short(sim, n, target);
    }
    if (bounded) before[k] = {draw.need, stock.carry};
    take(stock, draw);
  }
  return {target, static_cast<std::int32_t>(kPpm)};
}

void lapse(const Sim& sim, std::uint32_t n) {
  const NodeParams& params = sim.net.nodes[n];
  for (std::uint32_t s = params.slot_begin; s < params.slot_end; ++s) {
    if (sim.net.slot_info[s].storable) continue;
    SlotState& stock = sim.state.slots[s];
    sim.state.lost[s] += stock.stock;
    stock.stock = 0;
  }
}

}  // namespace fabshock::inputs
