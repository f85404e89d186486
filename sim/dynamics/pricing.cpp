#include "dynamics/pricing.h"

#include <algorithm>
#include <cmath>
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

constexpr double kTrendMemory = 12;  // [d] over which a trend from before the start dies away

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

Supply measure_supply(const Sim& sim, const MarketParams& market) {
  const double steps = static_cast<double>(sim.net.price_every) / static_cast<double>(sim.net.step);
  Supply supply;
  for (std::uint32_t i = market.makers_begin; i < market.makers_end; ++i) {
    const std::uint32_t n = sim.net.market_makers[i].node;
    const NodeState& node = sim.state.nodes[n];
    const auto usual = static_cast<double>(sim.net.nodes[n].good0);
    const Quanta made = node.good - std::exchange(sim.state.markets.good[n], node.good);
    if (!sells(sim.net.nodes[n], node)) continue;
    const double reaches = reach(sim, n);
    supply.made += reaches * (static_cast<double>(made) / steps + idle(sim, n)) - usual;
    const double stock = sim.net.market_makers[i].stock_counts ? static_cast<double>(node.finished) : 0.0;
    supply.ready += usual + reaches * market.stock_rate * stock;
  }
  return supply;
}

// The same without tariffs.
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
        if (policies) share *= policy::permitted(sim.net, sim.state, s, m);
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
  for (std::size_t m = 0; m < next.size(); ++m) {
    const MarketParams& market = sim.net.markets[m];
    const Supply supply = measure_supply(sim, market);
    MarketState now = next[m];
    now.made += std::min(1.0, days / kOutputMemory) * (supply.made - now.made);
    const bool known = market.demand0 > 0 && market.supply0 > 0 && market.base_price > 0;
    const double tightness = std::max(0.0, demand[m].wanted / market.demand0) /
                             std::max(1.0 / kMostScarce, (supply.ready + now.made) / market.supply0);
    next[m] = moved(market, now, known ? tightness : 1.0, sim.net.costs_move ? cost_of(sim, market) : 1.0,
                    market.drift * fading, days);
  }
  std::swap(markets.all, next);
  answer(sim);
}

}  // namespace fabshock::pricing
