#include "dynamics/pricing.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <utility>

#include "base/math.h"
#include "dynamics/belief.h"
#include "dynamics/demand.h"
#include "dynamics/policy.h"
#include "dynamics/production.h"
#include "dynamics/sourcing.h"

namespace fabshock::pricing {
namespace {

constexpr double kMostScarce = 10.0;    // X beyond this tells nothing more
constexpr double kMostWanted = 100.0;   // times the usual demand, however low the price
constexpr double kOutputMemory = 30.0;  // [d] over which output is smoothed, as buyers' forecasts are

constexpr double kArbitrage = 1.0 / 30;  // [1/d] at which prices of linked zones draw together
constexpr double kTrendMemory = 12;      // [d] over which a trend from before the start dies away

// What a node wants of an input: its forecast of use, and a part of what its stock lacks.
MarketMeasure measured(const Sim& sim, const NodeParams& params, const NodeState& node, std::uint32_t s) {
  const SlotParams& slot = sim.net.slots[s];
  const SlotInfo& info = sim.net.slot_info[s];
  MarketMeasure m;
  const double use = node.forecast * slot.use_ratio;
  m.wanted = static_cast<double>(info.intake0) + use;
  if (!sim.state.markets.unpriced.empty()) m.use = sim.state.markets.unpriced[info.node] * slot.use_ratio;
  if (params.continuous) return m;  // its stock settles where it may
  m.held = static_cast<double>(sim.state.slots[s].stock - (params.sink ? node.backlog : 0) - slot.stock0);
  const double hoard = sim.state.more_planned(s);
  m.wanted += sim.net.laws[params.law].inventory_gain * (slot.cover * use + hoard - m.held);
  return m;
}

// A line that is built, and has not sold anything yet, is no supply.
bool sells(const NodeParams& params, const NodeState& node) {
  return params.active || !node.invested || node.shipped > 0;
}

// Of its usual output, as it has grown with its capacity, what a maker could make and does not, for want of orders:
// supply all the same. Of a line that was built, all it could make.
double idle(const Sim& sim, std::uint32_t n) {
  const NodeParams& params = sim.net.nodes[n];
  const NodeState& node = sim.state.nodes[n];
  if (node.bound != Bound::kNothing || params.continuous || params.service) return 0;
  auto able = static_cast<double>(params.start0);
  double yield = 1.0 / params.per_good;
  if (node.invested) {
    const auto capacity = static_cast<double>(production::capacity_of(sim.net, sim.state, n));
    able = params.active ? able * capacity / static_cast<double>(params.capacity) : capacity;
    yield *= sim.state.rare[n].learned / static_cast<double>(kPpm);
  }
  able *= static_cast<double>(node.availability) / static_cast<double>(kPpm);
  return std::max(0.0, able - static_cast<double>(node.begun)) * yield;
}

// Of what a maker sells at the baseline to those who still count as demand, the share that closures, bans and quotas
// let through: what cannot leave is no supply to anybody.
double reach(const Sim& sim, std::uint32_t n) {
  if (sim.state.nodes[n].uneven == 0) return 1;
  double open = 0;
  double all = 0;
  for (const std::uint32_t l : sim.net.out(n)) {
    const auto flow = static_cast<double>(sim.net.lanes[l].flow0);
    const bool seized = (sim.state.lanes[l].flags & LaneState::kSeized) != 0;
    const bool shut = (sim.state.lanes[l].flags & LaneState::kRestricted) != 0;
    const double passes = static_cast<double>(sim.state.limits[l].open) / static_cast<double>(kPpm);
    const std::uint32_t slot = sim.net.lane_info[l].slot;
    all += sim.state.policy.any() ? flow * policy::permitted(sim.net, sim.state, slot, sim.net.market_of[n]) : flow;
    open += seized ? 0.0 : shut ? flow * passes : flow;
  }
  return all > 0 ? std::min(1.0, open / all) : 1.0;
}

struct Supply {
  double made = 0;   // since the last look, less the baseline's
  double ready = 0;  // the baseline's output, and the stock that counts as a step's supply
};

// What a maker made since the last look, or could have made [quanta a step].
double made_by(const Sim& sim, std::uint32_t n) {
  const double steps = static_cast<double>(sim.net.price_every) / static_cast<double>(sim.net.step);
  const Quanta good = sim.state.nodes[n].good;
  return static_cast<double>(good - std::exchange(sim.state.markets.good[n], good)) / steps + idle(sim, n);
}

double stock_of(const Sim& sim, const MarketParams& market, const MarketMaker& maker) {
  return maker.stock_counts ? market.stock_rate * static_cast<double>(sim.state.nodes[maker.node].finished) : 0.0;
}

Supply measure_supply(const Sim& sim, const MarketParams& market) {
  Supply supply;
  for (std::uint32_t i = market.makers_begin; i < market.makers_end; ++i) {
    const MarketMaker& maker = sim.net.market_makers[i];
    const auto usual = static_cast<double>(sim.net.nodes[maker.node].good0);
    const double made = made_by(sim, maker.node);
    if (!sells(sim.net.nodes[maker.node], sim.state.nodes[maker.node])) continue;
    const double reaches = reach(sim, maker.node);
    supply.made += reaches * made - usual;
    supply.ready += usual + reaches * stock_of(sim, market, maker);
  }
  return supply;
}

// What a maker usually sells into each zone of a product, and what of it may pass. Of a lane that nothing flowed on at
// the baseline, and on which something was shipped since, a quantum: it opens the zone.
struct Access {
  std::array<double, kMostZones> usual{}, open{};
};

// i: of the makers in the first market of the product.
Access access_of(const Sim& sim, const MarketParams& any, std::uint32_t i) {
  const std::uint32_t n = sim.net.market_makers[i].node;
  const std::uint32_t first = any.group_begin;
  Access access;
  if (sim.state.nodes[n].uneven == 0 && !sim.net.market_makers[i].may_open) {
    access.open.fill(1);
    for (std::uint32_t m = first; m < any.group_end; ++m) {
      const MarketParams& zone = sim.net.markets[m];
      access.usual[m - first] = sim.net.market_makers[zone.makers_begin + (i - any.makers_begin)].into;
    }
    return access;
  }
  for (const std::uint32_t l : sim.net.out(n)) {
    const LaneState& lane = sim.state.lanes[l];
    const double flow = std::max(static_cast<double>(sim.net.lanes[l].flow0), lane.shipped > 0 ? 1.0 : 0.0);
    const std::uint32_t z = sim.net.lane_market[l] - first;
    access.usual[z] += flow;
    if ((lane.flags & LaneState::kSeized) != 0) continue;
    const bool shut = (lane.flags & LaneState::kRestricted) != 0;
    const double passes = static_cast<double>(sim.state.limits[l].open) / static_cast<double>(kPpm);
    access.open[z] += shut ? flow * std::min(1.0, passes) : flow;
  }
  for (std::size_t z = 0; z < access.usual.size(); ++z) {
    access.open[z] = access.usual[z] > 0 ? access.open[z] / access.usual[z] : 0.0;
  }
  return access;
}

// What all makers of a product supply, shared over its zones.
void share_supply(const Sim& sim, std::uint32_t first, std::span<const MarketMeasure> wanted) {
  const MarketParams& any = sim.net.markets[first];
  const std::size_t count = any.group_end - first;
  zones::Balance balance;
  for (std::size_t z = 0; z < count; ++z) balance.wanted[z] = std::max(0.0, wanted[first + z].wanted);
  for (std::uint32_t i = any.makers_begin; i < any.makers_end; ++i) {
    const MarketMaker& maker = sim.net.market_makers[i];
    const double made = made_by(sim, maker.node);
    if (!sells(sim.net.nodes[maker.node], sim.state.nodes[maker.node])) continue;
    const Access access = access_of(sim, any, i);
    const std::span<const double> usual(access.usual.data(), count);
    zones::add_maker(balance, {made, stock_of(sim, any, maker)}, usual, access.open);
  }
  zones::share(balance, std::span(sim.scratch.zone_shares).subspan(first, count));
}

Supply measure_zone(const Sim& sim, std::uint32_t m, std::span<const MarketMeasure> wanted) {
  const MarketParams& market = sim.net.markets[m];
  if (m == market.group_begin) share_supply(sim, m, wanted);
  const zones::Supply& got = sim.scratch.zone_shares[m].got;
  return {got.flow - market.flow0, market.flow0 + got.stock};
}

// Who sells in several zones sells where prices are higher, until they no longer are [1/d].
double arbitrage(const Sim& sim, std::uint32_t m) {
  const MarketParams& market = sim.net.markets[m];
  const zones::Set linked = sim.scratch.zone_shares[m].linked;
  double sum = 0;
  double all = 0;
  for (std::uint32_t z = market.group_begin; z < market.group_end; ++z) {
    if ((linked >> (z - market.group_begin) & 1U) == 0) continue;
    sum += sim.net.markets[z].demand0 * sim.state.markets.all[z].calm;
    all += sim.net.markets[z].demand0;
  }
  return all > 0 ? kArbitrage * (sum / all - sim.state.markets.all[m].calm) : 0.0;
}

// What the goods that an input buys cost, without tariffs.
double market_price_at(const Network& net, const State& state, std::uint32_t slot) {
  const SlotInfo& info = net.slot_info[slot];
  if (info.market_end - info.market_begin == 1)
    return state.markets.all[net.slot_markets[info.market_begin].market].paid;
  const bool moved = sourcing::is_alert(state, slot);
  double spent = 0;
  double usual = 0;  // the same goods at the prices of the start
  for (std::uint32_t i = info.market_begin; i < info.market_end; ++i) {
    const SlotMarket& bought = net.slot_markets[i];
    if (bought.share == 0.0) continue;
    double value = bought.value_share;
    if (moved) value *= sourcing::market_share(net, state, slot, i) / bought.share;
    spent += value * (state.markets.all[bought.market].paid - 1.0);
    usual += value;
  }
  if (!moved) usual = 1;
  return usual > 0 ? 1.0 + spent / usual : 1.0;
}

// Of a market's makers on average, their variable cost over the baseline's.
double cost_of(const Sim& sim, const MarketParams& market) {
  double cost = 1;
  for (std::uint32_t i = market.makers_begin; i < market.makers_end; ++i) {
    const MarketMaker& maker = sim.net.market_makers[i];
    if (maker.weight == 0.0) continue;
    const NodeParams& params = sim.net.nodes[maker.node];
    double rise = maker.own_cost * (sim.state.rare[maker.node].cost - 1.0);
    for (std::uint32_t s = params.slot_begin; s < params.slot_end; ++s) {
      rise += sim.net.slot_info[s].cost_share * (paid_at(sim.net, sim.state, s) - 1.0);
    }
    cost += maker.weight * rise;
  }
  return cost;
}

// A day or less at a time: at the largest rates that a model may give, longer steps would swing without end.
MarketState moved(const MarketParams& market, const MarketState& now, double scarcity, double cost, double drift,
                  double days) {
  MarketState next = now;
  next.scarcity = det_log(std::clamp(scarcity, 1.0 / kMostScarce, kMostScarce));
  next.cost = cost;
  const double log_cost = det_log(cost);
  next.reference = market.pass_through * log_cost;
  next.calm += next.reference - now.reference;
  const double believed = market.thin_factor * (now.panic + now.shortage);
  const auto pieces = static_cast<int>(std::ceil(days));
  const double dt = days / pieces;
  for (int piece = 0; piece < pieces; ++piece) {
    const double calm = next.calm;
    const double spot = next.spot;
    const double pull = -market.reversion * (calm - next.contract) - market.anchoring * (calm - next.reference);
    const auto bounded = [&](double price) {
      return std::max(std::min(price, market.log_cap), market.log_floor + log_cost);
    };
    next.calm = bounded(calm + dt * (pull + market.adjustment * next.scarcity + drift));
    next.spot = bounded(next.calm + believed);
    next.contract +=
        dt * (market.contract_rate * (spot - next.contract) - market.anchoring * (next.contract - next.reference));
  }
  next.paid = paid(market, next);
  return next;
}

// What prices leave of every need's demand. Needs of the same market and elasticity, which are many, share an answer.
void answer(const Sim& sim) {
  State::Markets& markets = sim.state.markets;
  auto& known = sim.scratch.answers;  // by market: the last elasticity that was asked for, and the answer
  known.assign(markets.all.size(), {0.0, 1.0});
  for (std::uint32_t i = 0; i < sim.net.sinks.size(); ++i) {
    const double elasticity = sim.net.sinks[i].elasticity;
    if (elasticity == 0.0) continue;
    const std::uint32_t slot = sim.net.nodes[sim.net.facilities + i].slot_begin;
    const SlotInfo& info = sim.net.slot_info[slot];
    const bool one = info.market_end - info.market_begin == 1;
    auto* const last =
        one && !sim.state.policy.any() ? &known[sim.net.slot_markets[info.market_begin].market] : nullptr;
    double& factor = markets.demand_factor[i];
    if (last != nullptr && last->first == elasticity) {
      factor = last->second;
      continue;
    }
    const double price = std::max(1e-9, paid_at(sim.net, sim.state, slot));
    factor = std::min(kMostWanted, det_exp(elasticity * det_log(price)));
    if (last != nullptr) *last = {elasticity, factor};
  }
}

}  // namespace

void measure_demand(const Sim& sim, std::vector<MarketMeasure>& markets) {
  markets.assign(sim.net.markets.size(), {});
  const bool policies = sim.state.policy.any();
  for (std::uint32_t n = 0; n < sim.net.size(); ++n) {
    const NodeParams& params = sim.net.nodes[n];
    const NodeState& node = sim.state.nodes[n];
    if (!params.active && !node.invested) continue;
    for (std::uint32_t s = params.slot_begin; s < params.slot_end; ++s) {
      const SlotInfo& info = sim.net.slot_info[s];
      if (info.tools > 0) continue;  // ordered by projects, as it comes
      const MarketMeasure of = measured(sim, params, node, s);
      for (std::uint32_t i = info.market_begin; i < info.market_end; ++i) {
        const std::uint32_t m = sim.net.slot_markets[i].market;
        double share = sourcing::market_share(sim.net, sim.state, s, i);
        const bool counts =
            !policies || sim.net.markets[m].split();  // a zone wants what it wants, whoever may sell there
        if (!counts) share *= policy::permitted(sim.net, sim.state, s, m);
        MarketMeasure& market = markets[m];
        market.wanted += share * of.wanted;
        market.use += share * of.use;
        market.held += share * of.held;
      }
    }
  }
}

State::Markets initial_markets(const Network& net) {
  State::Markets markets;
  if (net.markets.empty()) return markets;
  markets.all.resize(net.markets.size());
  for (std::size_t m = 0; m < net.markets.size(); ++m) {
    markets.all[m].calm = markets.all[m].spot = net.markets[m].spot0;
    markets.all[m].paid = paid(net.markets[m], markets.all[m]);
  }
  if (net.belief.on) markets.belief.resize(net.markets.size());
  if (net.belief.on && demand::grows(net)) markets.unpriced.resize(net.size() + 1);
  if (net.belief.hoards) markets.hoard.resize(net.slots.size());
  markets.good.resize(net.facilities);
  const std::int64_t steps = net.price_every / net.step;
  for (std::uint32_t n = 0; n < net.facilities; ++n) {
    // The first update finds the output of a whole day: of the steps before the first, and of this one where it is in.
    const NodeParams& node = net.nodes[n];
    markets.good[n] = -(node.service ? steps : steps - 1) * node.good0;
  }
  markets.demand_factor.assign(net.sinks.size(), 1.0);
  return markets;
}

double paid(const MarketParams& market, const MarketState& state) {
  const double c = market.contract_share;
  return (c * det_exp(state.contract) + (1.0 - c) * det_exp(state.spot)) / market.paid0;
}

double sold_at(const Network& net, const State& state, std::uint32_t n) {
  const std::uint32_t first = net.market_of[n];
  const MarketParams& market = net.markets[first];
  if (!market.split()) return state.markets.all[first].paid;
  double sum = 0;
  double all = 0;
  for (const std::uint32_t l : net.out(n)) {
    const auto flow = static_cast<double>(std::max<Quanta>(net.lanes[l].flow0, state.lanes[l].shipped > 0 ? 1 : 0));
    sum += flow * state.markets.all[net.lane_market[l]].paid;
    all += flow;
  }
  return all > 0 ? sum / all : 1.0;
}

double open_share(const Sim& sim, std::uint32_t m) {
  const MarketParams& market = sim.net.markets[m];
  double usual = 0;
  double open = 0;
  const MarketParams& any = sim.net.markets[market.group_begin];
  for (std::uint32_t i = any.makers_begin; i < any.makers_end; ++i) {
    const Access access = access_of(sim, any, i);
    const MarketMaker& maker = sim.net.market_makers[market.makers_begin + (i - any.makers_begin)];
    const double sold = maker.into * static_cast<double>(sim.net.nodes[maker.node].good0);
    usual += sold;
    open += sold * access.open[m - market.group_begin];
  }
  return usual > 0 ? open / usual : 1.0;
}

double paid_at(const Network& net, const State& state, std::uint32_t slot) {
  const double price = market_price_at(net, state, slot);
  return state.policy.any() ? price * (1.0 + policy::tariff_on(net, state, slot)) : price;
}

void update(const Sim& sim, const ShockPlan* plan, std::int64_t tick) {
  State::Markets& markets = sim.state.markets;
  const double days = static_cast<double>(sim.net.price_every) / 24.0;
  const double fading = det_exp(-static_cast<double>(tick) / 24.0 / kTrendMemory);
  std::vector<MarketMeasure>& demand = sim.scratch.measured;
  measure_demand(sim, demand);
  std::vector<MarketState>& next = sim.scratch.markets;
  next = markets.all;
  if (sim.net.belief.on) belief::update(sim, plan, demand, tick, next);
  sim.scratch.zone_shares.resize(next.size());
  for (std::uint32_t m = 0; m < next.size(); ++m) {
    const MarketParams& market = sim.net.markets[m];
    const Supply supply = market.split() ? measure_zone(sim, m, demand) : measure_supply(sim, market);
    MarketState now = next[m];
    now.made += std::min(1.0, days / kOutputMemory) * (supply.made - now.made);
    const bool known = market.demand0 > 0 && market.supply0 > 0 && market.base_price > 0;
    const double tightness = std::max(0.0, demand[m].wanted / market.demand0) /
                             std::max(1.0 / kMostScarce, (supply.ready + now.made) / market.supply0);
    next[m] = moved(market, now, known ? tightness : 1.0, sim.net.costs_move ? cost_of(sim, market) : 1.0,
                    market.drift * fading + (market.split() ? arbitrage(sim, m) : 0.0), days);
  }
  std::swap(markets.all, next);
  answer(sim);
}

}  // namespace fabshock::pricing
