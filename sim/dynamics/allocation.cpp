#include "dynamics/allocation.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>
#include <vector>

#include "base/math.h"
#include "dynamics/qualification.h"
#include "dynamics/rest.h"
#include "dynamics/sourcing.h"
#include "dynamics/transport.h"

namespace fabshock::allocation {
namespace {

// Places 0, 1, ... in the order of `before`.
template <typename Before>
std::span<std::size_t> sorted(std::size_t count, Scratch& scratch, Before before) {
  scratch.order.resize(count);
  std::iota(scratch.order.begin(), scratch.order.end(), std::size_t{0});
  std::sort(scratch.order.begin(), scratch.order.end(), before);
  return scratch.order;
}

// Shares out `available`, which does not suffice, in proportion to parts of the sum `total`.
template <typename Part>
void in_proportion(Quanta available, std::size_t count, Int128 total, Part part, std::span<Quanta> result,
                   Scratch& scratch) {
  auto& remainders = scratch.remainders;
  remainders.resize(count);
  Quanta left = available;
  for (std::size_t i = 0; i < count; ++i) {
    const Int128 product = static_cast<Int128>(available) * part(i);
    result[i] = static_cast<Quanta>(product / total);
    remainders[i] = {product - static_cast<Int128>(result[i]) * total, i};
    left -= result[i];
  }
  // Largest remainder first, ties to the lower lane.
  std::sort(remainders.begin(), remainders.end(),
            [](const auto& a, const auto& b) { return a.first != b.first ? a.first > b.first : a.second < b.second; });
  for (std::size_t i = 0; left > 0; ++i, --left) ++result[remainders[i].second];
}

void proportional(Quanta available, std::span<const Quanta> wants, std::span<Quanta> result, Scratch& scratch) {
  const Int128 total = std::accumulate(wants.begin(), wants.end(), Int128{0});
  if (total <= available) {
    std::copy(wants.begin(), wants.end(), result.begin());
    return;
  }
  in_proportion(
      available, wants.size(), total, [&](std::size_t i) { return Int128{wants[i]}; }, result, scratch);
}

// Who bids most is filled first; where lambda b^gamma falls below 1 the rest shares what is left by b^gamma B. Weights
// are whole numbers, so that no rounding decides.
void by_bid(Quanta available, std::span<const Quanta> wants, std::span<const double> bids, std::span<Quanta> result,
            Scratch& scratch) {
  constexpr double kResolution = 1e4;
  const auto order = sorted(wants.size(), scratch, [&](std::size_t a, std::size_t b) {
    return bids[a] != bids[b] ? bids[a] > bids[b] : a < b;
  });
  const double highest = order.empty() ? 0.0 : bids[order.front()];
  const auto weight = [&](std::size_t i) {
    if (highest <= 0.0) return Int128{1};  // too small to tell apart
    return static_cast<Int128>(std::floor(kResolution * (bids[i] / highest) + 0.5));
  };
  Int128 total = 0;  // of weight times want, of those not yet filled
  for (const std::size_t i : order) total += weight(i) * wants[i];
  std::size_t filled = 0;
  for (; filled < order.size(); ++filled) {
    const std::size_t i = order[filled];
    if (static_cast<Int128>(available) * weight(i) < total) break;
    result[i] = std::min(wants[i], available);
    available -= result[i];
    total -= weight(i) * wants[i];
  }
  if (filled == order.size()) return;
  const auto rest = order.subspan(filled);
  auto& part = scratch.part_gets;
  part.assign(rest.size(), 0);
  in_proportion(
      available, rest.size(), total, [&](std::size_t k) { return weight(rest[k]) * wants[rest[k]]; }, part, scratch);
  for (std::size_t k = 0; k < rest.size(); ++k) result[rest[k]] = part[k];
}

void by_tier(Quanta available, std::span<const Quanta> wants, std::span<const std::int32_t> tiers,
             std::span<Quanta> result, Scratch& scratch) {
  const auto order = sorted(wants.size(), scratch, [&](std::size_t a, std::size_t b) {
    return tiers[a] != tiers[b] ? tiers[a] < tiers[b] : a < b;
  });
  auto& part = scratch.part;
  auto& got = scratch.part_gets;
  for (std::size_t i = 0; i < order.size();) {
    std::size_t end = i;
    part.clear();
    while (end < order.size() && tiers[order[end]] == tiers[order[i]]) part.push_back(wants[order[end++]]);
    got.assign(part.size(), 0);
    proportional(available, part, got, scratch);
    for (std::size_t k = 0; k < got.size(); ++k) {
      result[order[i + k]] = got[k];
      available -= got[k];
    }
    i = end;
  }
}

// min(want, level), the level found by walking the wants in rising order; what whole quanta leave over goes to the
// first lanes that still want it.
void uniform(Quanta available, std::span<const Quanta> wants, std::span<Quanta> result, Scratch& scratch) {
  const auto order = sorted(wants.size(), scratch, [&](std::size_t a, std::size_t b) {
    return wants[a] != wants[b] ? wants[a] < wants[b] : a < b;
  });
  for (std::size_t i = 0; i < order.size(); ++i) {
    const auto sharers = static_cast<Quanta>(order.size() - i);
    const Quanta want = wants[order[i]];
    if (want <= available / sharers) {
      result[order[i]] = want;
      available -= want;
      continue;
    }
    std::sort(order.begin() + static_cast<std::ptrdiff_t>(i), order.end());
    const Quanta level = available / sharers;
    Quanta left = available - level * sharers;
    for (std::size_t k = i; k < order.size(); ++k) {
      const Quanta extra = left > 0 && wants[order[k]] > level ? 1 : 0;
      result[order[k]] = std::min(wants[order[k]], level + extra);
      left -= extra;
    }
    return;
  }
}

// Everyone gives up the same amount, those with less give up all: uniform rationing of the shortfall.
void linear(Quanta available, std::span<const Quanta> wants, std::span<Quanta> result, Scratch& scratch) {
  const Quanta total = std::accumulate(wants.begin(), wants.end(), Quanta{0});
  if (total <= available) {
    std::copy(wants.begin(), wants.end(), result.begin());
    return;
  }
  scratch.cuts.resize(wants.size());
  uniform(total - available, wants, scratch.cuts, scratch);
  for (std::size_t i = 0; i < wants.size(); ++i) result[i] = wants[i] - scratch.cuts[i];
}

// What a lane may still ship this time: all it wants, or its leak.
Quanta bounded(const Sim& sim, std::uint32_t l, Quanta want) {
  if ((sim.state.lanes[l].flags & LaneState::kRestricted) == 0) return want;
  LaneLimits& limits = sim.state.limits[l];
  if (limits.granted != sim.state.step_index) {
    limits.granted = sim.state.step_index;
    limits.left = apply({limits.open, kPpm}, qualification::usual_flow(sim, l), limits.carry);
  }
  return std::min(want, limits.left);
}

void depart_lane(const Sim& sim, std::uint32_t l, Quanta quantity, std::int64_t tick) {
  LaneState& lane = sim.state.lanes[l];
  NodeState& node = sim.state.nodes[lane.from];
  node.filled += std::max<Quanta>(0, quantity - sim.state.owed[l]);
  node.finished -= quantity;
  node.shipped += quantity;
  if ((lane.flags & LaneState::kResting) != 0) {
    sim.state.owed[l] = 0;
    if (quantity == lane.order) return;
    rest::wake(sim, sim.net.lane_info[l].to, tick, Phase::kDepart);
  }
  if ((lane.flags & LaneState::kRestricted) != 0) sim.state.limits[l].left -= quantity;
  lane.backlog -= quantity;
  sim.state.due[lane.from] -= quantity;
  sim.state.owed[l] = lane.backlog;
  if (quantity != 0) transport::ship(sim, l, quantity, tick);
}

// A turn in which each lane asks for what want(i) says; what it gets is added to its part. Returns what is left.
template <typename Want>
Quanta take_turn(const Sim& sim, std::uint32_t n, Quanta available, Want want) {
  Scratch& scratch = sim.scratch;
  auto& wants = scratch.turn_wants;
  auto& gets = scratch.turn_gets;
  wants.resize(scratch.wants.size());
  gets.assign(wants.size(), 0);
  for (std::size_t i = 0; i < wants.size(); ++i) wants[i] = want(i);
  split(sim.net.law(n).allocation, available, wants, {scratch.tiers, scratch.bids}, gets, scratch);
  for (std::size_t i = 0; i < wants.size(); ++i) {
    scratch.gets[i] += gets[i];
    available -= gets[i];
  }
  return available;
}

// Lanes that a policy puts first, then what is under contract, then the rest; in each turn the supplier's own rule
// holds.
void split_by_turns(const Sim& sim, std::uint32_t n, Quanta available) {
  const auto lanes = sim.net.out(n);
  Scratch& scratch = sim.scratch;
  std::fill(scratch.gets.begin(), scratch.gets.end(), 0);
  const auto left = [&](std::size_t i) { return scratch.wants[i] - scratch.gets[i]; };
  const auto is_first = [&](std::size_t i) { return sim.state.policy.any() && sim.state.policy.first[lanes[i]] != 0; };
  available = take_turn(sim, n, available, [&](std::size_t i) { return is_first(i) ? left(i) : 0; });
  available = take_turn(sim, n, available,
                        [&](std::size_t i) { return std::min(left(i), sim.net.lane_info[lanes[i]].contracted); });
  take_turn(sim, n, available, left);
}

bool has_turns(const Sim& sim, std::uint32_t n) {
  if (sim.net.nodes[n].contracts) return true;
  if (!sim.state.policy.any()) return false;
  const auto lanes = sim.net.out(n);
  return std::any_of(lanes.begin(), lanes.end(), [&](std::uint32_t l) { return sim.state.policy.first[l] != 0; });
}

// Departures where stock is short, or where a lane is not as usual.
void depart_with_care(const Sim& sim, std::uint32_t n, std::int64_t tick) {
  const NodeParams& params = sim.net.nodes[n];
  NodeState& node = sim.state.nodes[n];
  const auto lanes = sim.net.out(n);
  const std::size_t count = lanes.size();
  auto& wants = sim.scratch.wants;
  auto& gets = sim.scratch.gets;
  auto& tiers = sim.scratch.tiers;
  wants.resize(count);
  gets.resize(count);
  tiers.resize(count);
  auto& bids = sim.scratch.bids;
  bids.resize(count);
  const double weight = sim.net.law(n).bid_weight;  // whose zone pays more bids more
  const bool by_zones = sim.net.law(n).allocation == Allocation::kBid && !sim.net.markets.empty() &&
                        sim.net.markets[sim.net.market_of[n]].split();
  const Quanta backlog = sim.state.owed_by(n);
  Quanta left = 0;  // by the last departure
  for (std::size_t i = 0; i < count; ++i) {
    const Quanta due = sim.state.lanes[lanes[i]].due();
    if (params.continuous) left += sim.state.owed[lanes[i]];
    wants[i] = bounded(sim, lanes[i], params.unlimited ? due : std::max<Quanta>(0, due));
    tiers[i] = sim.net.lane_info[lanes[i]].priority;
    bids[i] = sim.net.lane_info[lanes[i]].bid;
    if (by_zones) bids[i] *= det_pow(sim.state.markets.all[sim.net.lane_market[lanes[i]]].paid, weight);
  }
  // The backlog of a continuous supplier follows its orders as they come.
  const Quanta orders = backlog - (params.continuous ? left : node.backlog);
  node.ordered += orders;
  node.orders_deviation += orders - (params.continuous ? 0 : params.good0);
  if (params.unlimited) {
    gets = wants;
  } else if (has_turns(sim, n)) {
    split_by_turns(sim, n, std::max<Quanta>(0, node.finished));
  } else {
    split(sim.net.law(n).allocation, std::max<Quanta>(0, node.finished), wants, {tiers, bids}, gets, sim.scratch);
  }
  const Quanta before = node.shipped;
  for (std::size_t i = 0; i < count; ++i) depart_lane(sim, lanes[i], gets[i], tick);
  if (sim.net.sourcing.on) {
    for (std::size_t i = 0; i < count; ++i) sourcing::note(sim, lanes[i], gets[i], sim.state.owed[lanes[i]], tick);
  }
  node.backlog = backlog - (node.shipped - before);
}

// A continuous supplier has no step of its own: where a leak kept orders waiting, it departs again with the next one's.
void depart_next_step(const Sim& sim, std::uint32_t n) {
  const auto waits = [&](std::uint32_t l) {
    const LaneState& lane = sim.state.lanes[l];
    return (lane.flags & LaneState::kRestricted) != 0 && lane.backlog > 0 && sim.state.limits[l].open > 0;
  };
  const auto lanes = sim.net.out(n);
  const std::int64_t next = sim.state.step_index + 1;
  if (sim.state.rare[n].departs_again == next || std::none_of(lanes.begin(), lanes.end(), waits)) return;
  sim.state.rare[n].departs_again = next;
  sim.push(next * sim.net.step, Phase::kDepart, n, EventKind::kDepart);
}

// What a service did not deliver in its step is neither kept nor owed.
void lapse(const Sim& sim, std::uint32_t n) {
  NodeState& node = sim.state.nodes[n];
  sim.state.rare[n].finished_lost += std::exchange(node.finished, 0);
  if (node.backlog == 0) return;
  for (const std::uint32_t l : sim.net.out(n)) {
    sim.state.cancelled[l] += std::exchange(sim.state.lanes[l].backlog, 0);
    sim.state.owed[l] = 0;
  }
  node.backlog = 0;
  sim.state.due[n] = 0;
}

}  // namespace

void split(Allocation rule, Quanta available, std::span<const Quanta> wants, const Ranks& ranks,
           std::span<Quanta> result, Scratch& scratch) {
  switch (rule) {
    case Allocation::kProportional:
      return proportional(available, wants, result, scratch);
    case Allocation::kPriority:
      return by_tier(available, wants, ranks.tiers, result, scratch);
    case Allocation::kLinear:
      return linear(available, wants, result, scratch);
    case Allocation::kUniform:
      return uniform(available, wants, result, scratch);
    case Allocation::kBid:
      return by_bid(available, wants, ranks.bids, result, scratch);
  }
}

void depart(const Sim& sim, std::uint32_t n, std::int64_t tick) {
  const NodeParams& params = sim.net.nodes[n];
  State& state = sim.state;
  NodeState& node = state.nodes[n];
  const Quanta backlog = state.owed_by(n);
  if (node.uneven == 0 && !params.continuous && (backlog <= node.finished || params.unlimited)) {
    const Quanta orders = backlog - node.backlog;
    node.ordered += orders;
    node.orders_deviation += orders - params.good0;
    node.filled += orders;
    node.finished -= backlog;
    node.shipped += backlog;
    if (node.backlog != 0) {
      for (const std::uint32_t l : sim.net.out(n)) state.owed[l] = 0;
      node.backlog = 0;
    }
    state.due[n] = 0;
    state.in_full[n] = static_cast<std::int32_t>(state.step_index);
  } else {
    depart_with_care(sim, n, tick);
  }
  state.outbound[n].departed = static_cast<std::int32_t>(state.step_index);
  if (params.service) lapse(sim, n);
  if (params.continuous && node.uneven > 0) depart_next_step(sim, n);
}

}  // namespace fabshock::allocation
