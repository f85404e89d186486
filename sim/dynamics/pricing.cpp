#include "dynamics/pricing.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>

#include "base/math.h"
#include "dynamics/belief.h"
#include "dynamics/market_supply.h"
#include "dynamics/policy.h"
#include "dynamics/recycling.h"
#include "dynamics/sourcing.h"

namespace fabshock::pricing {
namespace {

constexpr double kMostScarce = 10.0;     // X beyond this tells nothing more
constexpr double kMostWanted = 100.0;    // times the usual demand, however low the price
constexpr double kArbitrage = 1.0 / 30;  // [1/d] at which prices of linked zones draw together
constexpr double kTrendMemory = 12;      // [d] over which a trend from before the start dies away

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

// Buy the makers of a market what they usually buy, at no other cost than that of the goods, and may all sell there?
bool as_usual(const Sim& sim, std::uint32_t m) {
  const MarketParams& market = sim.net.markets[m];
  if (sim.state.policy.any() || sim.state.markets.dearer > 0) return false;
  if (market.recycles && !sim.state.recycled.empty()) return false;
  return sim.scratch.moved[market.group_begin] == 0 && (!market.split() || sim.scratch.parted[m] == 0);
}

// By product (the first of its markets): has a maker that buys elsewhere than usual?
void find_moved(const Sim& sim) {
  std::vector<std::uint8_t>& moved = sim.scratch.moved;
  moved.assign(sim.net.markets.size(), 0);
  for (const std::uint32_t s : sim.state.sourcing.alert) {
    const SlotInfo& info = sim.net.slot_info[s];
    if (info.market_end - info.market_begin > 1 && info.node < sim.net.facilities)
      moved[sim.net.market_of[info.node]] = 1;
  }
}

// Of a market's makers on average, their variable cost over the baseline's.
double cost_of(const Sim& sim, std::uint32_t m) {
  const MarketParams& market = sim.net.markets[m];
  if (as_usual(sim, m)) {
    double rise = 0;
    for (std::uint32_t i = market.cost_begin; i < market.cost_end; ++i) {
      const MarketCost& bought = sim.net.market_costs[i];
      rise += bought.share * (sim.state.markets.all[bought.market].paid - 1.0);
    }
    return 1.0 + rise;
  }
  double cost = 0;
  double all = market.split() ? 0.0 : 1.0;
  for (std::uint32_t i = market.makers_begin; i < market.makers_end; ++i) {
    const MarketMaker& maker = sim.net.market_makers[i];
    if (maker.weight == 0.0) continue;
    const NodeParams& params = sim.net.nodes[maker.node];
    double rise = maker.own_cost * (sim.state.rare[maker.node].cost - 1.0);
    for (std::uint32_t s = params.slot_begin; s < params.slot_end; ++s) {
      const double bought = 0.5 + 0.5 * recycling::bought(sim.state, s);  // on the way to this price
      rise += sim.net.slot_info[s].cost_share * bought * (paid_at(sim.net, sim.state, s) - 1.0);
    }
    // Who may not sell in a zone does not set its price.
    const double weight = maker.weight * market_supply::open_into(sim, maker.node, m);
    cost += weight * rise;
    if (market.split()) all += weight;
  }
  return all > 0 ? 1.0 + cost / all : 1.0;
}

// Of what buyers hold, what counts as a step's supply.
double held_by_users(const MarketParams& market, const MarketMeasure& demand) {
  if (market.held_rate == 0.0) return 0.0;
  return std::max(0.0, market.held0 + market.held_rate * (demand.held - demand.kept));
}

// X of a market that is the only one of its product. Its makers' output is smoothed in `now`.
double tightness_of(const Sim& sim, const MarketParams& market, const MarketMeasure& demand, MarketState& now) {
  const double days = static_cast<double>(sim.net.price_every) / 24.0;
  const market_supply::Supply supply = market_supply::of_market(sim, market);
  now.made += std::min(1.0, days / market_supply::kOutputMemory) * (supply.made - now.made);
  if (market.demand0 <= 0 || market.supply0 <= 0 || market.base_price <= 0) return 1;
  return std::max(0.0, demand.wanted / market.demand0) /
         std::max(1.0 / kMostScarce, (supply.ready + now.made + held_by_users(market, demand)) / market.supply0);
}

// The same of a zone; of one that bought nothing at the start, over that of all zones.
double tightness_of_zone(const Sim& sim, std::uint32_t m, const MarketMeasure& demand) {
  const MarketParams& market = sim.net.markets[m];
  if (demand.wanted <= 0 || market.tightness0 <= 0 || market.base_price <= 0) return 1;
  const double supply = market_supply::of_zone(sim, m).ready + held_by_users(market, demand);
  return supply > 0 ? demand.wanted / supply / market.tightness0 : kMostScarce;
}

// Between variable cost and the willingness to pay.
double between_limits(const MarketParams& market, double log_cost, double price) {
  return std::max(std::min(price, market.log_cap), market.log_floor + log_cost);
}

struct Drift {  // [1/d] of logarithms
  double calm = 0, contract = 0;
};

// A day or less at a time: at the largest rates that a model may give, longer steps would swing without end.
MarketState moved(const MarketParams& market, const MarketState& now, double scarcity, double cost, const Drift& drift,
                  double omega, double days) {
  MarketState next = now;
  next.scarcity = det_log(std::clamp(scarcity, 1.0 / kMostScarce, kMostScarce));
  next.cost = cost;
  const double log_cost = det_log(cost);
  next.reference = market.pass_through * log_cost;
  next.calm += next.reference - now.reference;
  const auto pieces = static_cast<int>(std::ceil(days));
  const double dt = days / pieces;
  for (int piece = 0; piece < pieces; ++piece) {
    const double calm = next.calm;
    const double spot = next.spot;
    const double pull = -market.reversion * (calm - next.contract) - market.anchoring * (calm - next.reference);
    const auto bounded = [&](double price) { return between_limits(market, log_cost, price); };
    next.calm = bounded(calm + dt * (pull + market.adjustment * next.scarcity + drift.calm));
    next.shown = market.thin_factor * (1.0 + omega * std::max(0.0, next.calm - next.contract));
    next.spot = bounded(next.calm + next.shown * (now.panic + now.shortage));
    if (market.renewal.every > 0) {
      next.owed += dt * drift.contract;
      continue;
    }
    next.contract += dt * (market.contract_rate * (spot - next.contract) -
                           market.anchoring * (next.contract - next.reference) + drift.contract);
    if (drift.contract != 0.0) next.contract = bounded(next.contract);
  }
  next.paid = paid(market, next);
  return next;
}

// Is there a day of renewal among those since the last update?
bool renews(const Renewal& renewal, std::int64_t tick, std::int64_t since) {
  if (renewal.every == 0) return false;
  const std::int64_t into = (tick - renewal.at) % renewal.every;
  return (into < 0 ? into + renewal.every : into) < std::min(since, tick + 1);  // not on a day before the start
}

// All contracts at once; what pulled at their price since the last time does so now.
void renew(const MarketParams& market, MarketState& now) {
  now.contract += market.renewal.gain * (now.spot - now.contract);
  if (now.owed != 0.0) {
    now.contract = between_limits(market, det_log(now.cost), now.contract + std::exchange(now.owed, 0.0));
  }
  now.contract = now.reference + market.renewal.kept * (now.contract - now.reference);
  now.paid = pricing::paid(market, now);
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

void measure_demand(const Sim& sim, std::vector<MarketMeasure>& measured) {
  const Network& net = sim.net;
  const State::Markets& state = sim.state.markets;
  measured.assign(net.markets.size(), {});
  sim.scratch.slot_wanted.resize(net.slot_markets.size());
  const double* const counted = market_supply::find_counted(sim) ? sim.scratch.counted.data() : nullptr;
  const double* const unpriced = state.unpriced.empty() ? nullptr : state.unpriced.data();
  MarketMeasure* const markets = measured.data();
  double* const slot_wanted = sim.scratch.slot_wanted.data();
  const double* const reserved = sim.state.policy.any() ? sim.state.policy.planned.data() : nullptr;
  const SlotWants* wants = state.wants.data();
  std::uint32_t s = 0;
  for (const SlotDemand& slot : net.slot_demand) {
    const double kept = reserved != nullptr ? std::clamp(wants->held, 0.0, reserved[s]) : 0.0;
    const double wanted = slot.intake0 + wants->wanted;
    const double use = unpriced != nullptr ? recycling::use_beyond(net, sim.state, s, unpriced[slot.node]) : 0.0;
    const auto add = [&](std::uint32_t i, std::uint32_t market, double share) {
      if (counted != nullptr) share *= counted[i];
      markets[market].wanted += share * wanted;
      if (unpriced != nullptr) markets[market].use += share * use;
      markets[market].held += share * wants->held;
      markets[market].kept += share * kept;
      slot_wanted[i] = share * wanted;
    };
    if (slot.only != SlotDemand::kMany) {
      add(slot.market_begin, slot.only, 1.0);
    } else {
      for (std::uint32_t i = slot.market_begin; i < slot.market_end; ++i) {
        add(i, net.slot_markets[i].market, sourcing::market_share(net, sim.state, s, i));
      }
    }
    ++wants;
    ++s;
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
  if (net.belief.on && net.demand_grows) markets.unpriced.resize(net.size() + 1);
  if (net.belief.hoards) markets.hoard.resize(net.slots.size());
  markets.wants.resize(net.slots.size());
  markets.good.resize(net.facilities);
  markets.made.resize(net.facilities);
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
    const auto order = static_cast<double>(std::max<Quanta>(0, state.lanes[l].order));
    const double asked = market_supply::passes_on(state, l) * order;
    sum += asked * state.markets.all[net.lane_market[l]].paid;
    all += asked;
  }
  return all > 0 ? sum / all : 1.0;
}

double paid_at(const Network& net, const State& state, std::uint32_t slot) {
  const double price = market_price_at(net, state, slot);
  return state.policy.any() ? price * (1.0 + policy::tariff_on(net, state, slot)) : price;
}

void update(const Sim& sim, const ShockPlan* plan, std::int64_t tick) {
  State::Markets& markets = sim.state.markets;
  const double days = static_cast<double>(sim.net.price_every) / 24.0;
  const double day = static_cast<double>(tick) / 24.0;
  const double fading = det_exp(-day / kTrendMemory);
  std::vector<MarketMeasure>& demand = sim.scratch.measured;
  measure_demand(sim, demand);
  std::vector<MarketState>& next = sim.scratch.markets;
  next = markets.all;
  if (sim.net.belief.on) belief::update(sim, plan, demand, tick, next);
  market_supply::share_zones(sim, demand);
  find_moved(sim);
  for (std::uint32_t m = 0; m < next.size(); ++m) {
    const MarketParams& market = sim.net.markets[m];
    MarketState now = next[m];
    const double tightness =
        market.split() ? tightness_of_zone(sim, m, demand[m]) : tightness_of(sim, market, demand[m], now);
    const Drift drift{
        market.drift * fading + (market.split() ? arbitrage(sim, m) : 0.0),
        market.contract_drift == 0.0 ? 0.0 : market.contract_drift * det_pow(market.contract_memory, day)};
    next[m] = moved(market, now, tightness, sim.net.costs_move ? cost_of(sim, m) : 1.0, drift, sim.net.belief.tightness,
                    days);
    if (renews(market.renewal, tick, sim.net.price_every)) renew(market, next[m]);
  }
  std::swap(markets.all, next);
  answer(sim);
  recycling::update(sim);
}

}  // namespace fabshock::pricing
