#include "dynamics/market_supply.h"

#include <algorithm>
#include <array>
#include <utility>

#include "dynamics/policy.h"
#include "dynamics/production.h"
#include "dynamics/qualification.h"
#include "dynamics/sourcing.h"

namespace fabshock::market_supply {
namespace {

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

// What a maker made since the last look, or could have made [quanta a step].
double made_by(const Sim& sim, std::uint32_t n) {
  const double steps = static_cast<double>(sim.net.price_every) / static_cast<double>(sim.net.step);
  const Quanta good = sim.state.nodes[n].good;
  return static_cast<double>(good - std::exchange(sim.state.markets.good[n], good)) / steps + idle(sim, n);
}

double stock_of(const Sim& sim, const MarketParams& market, const MarketMaker& maker) {
  return maker.stock_counts ? market.stock_rate * static_cast<double>(sim.state.nodes[maker.node].finished) : 0.0;
}

// What a lane's buyer wants of all that is sold in its market.
double wanted_at(const Sim& sim, std::uint32_t l) {
  const SlotInfo& slot = sim.net.slot_info[sim.net.lane_info[l].slot];
  for (std::uint32_t i = slot.market_begin; i < slot.market_end; ++i) {
    if (sim.net.slot_markets[i].market == sim.net.lane_market[l]) return std::max(0.0, sim.scratch.slot_wanted[i]);
  }
  return 0;
}

// Into which zones of its product a maker may sell, and how much. i: of the makers of the first zone.
void set_bounds(const Sim& sim, const MarketParams& first, std::uint32_t i, double plenty, zones::Maker& maker) {
  const MarketMaker& of = sim.net.market_makers[i];
  const std::uint32_t zones = first.group_end - first.group_begin;
  if (sim.state.nodes[of.node].uneven == 0 && !of.may_open) {
    for (std::uint32_t z = 0; z < zones; ++z) {
      const MarketParams& market = sim.net.markets[first.group_begin + z];
      const bool sold = sim.net.market_makers[market.makers_begin + (i - first.makers_begin)].into > 0;
      maker.free |= sold ? zones::Set{1} << z : 0;
    }
    return;
  }
  const NodeParams& params = sim.net.nodes[of.node];
  const auto usual = static_cast<double>(params.good0);
  const double stock0 = of.stock_counts ? first.stock_rate * static_cast<double>(params.finished0) : 0.0;
  const double scale = usual > 0 ? (usual + stock0) / usual : 1.0;  // of a flow, with the stock that counts as one
  zones::Set shut = 0;
  for (const std::uint32_t l : sim.net.out(of.node)) {
    const bool barred = sim.net.barred(l);
    const Quanta flow = barred ? qualification::usual_flow(sim, l) : sim.net.lanes[l].flow0;
    if (flow == 0 && sim.state.lanes[l].shipped == 0) continue;
    const std::uint32_t z = sim.net.lane_market[l] - first.group_begin;
    const double passes = passes_on(sim.state, l);
    if (flow > 0) maker.free |= zones::Set{1} << z;
    if (flow > 0 && passes < 1) shut |= zones::Set{1} << z;
    maker.most[z] += passes < 1 ? passes * static_cast<double>(flow) * scale : plenty * wanted_at(sim, l);
  }
  maker.free &= ~shut;
  for (std::uint32_t z = 0; z < zones; ++z) {
    if ((maker.free >> z & 1U) != 0) maker.most[z] = 0;
  }
}

void share_product(const Sim& sim, std::uint32_t group, std::span<const MarketMeasure> wanted) {
  const MarketParams& first = sim.net.markets[group];
  const std::size_t zones = first.group_end - group;
  zones::Balance& balance = sim.scratch.balance;
  balance.clear(zones);
  double demand = 0;
  for (std::size_t z = 0; z < zones; ++z) {
    balance.want(z, wanted[group + z].wanted);
    demand += std::max(0.0, wanted[group + z].wanted);
  }
  const double gain = std::min(1.0, static_cast<double>(sim.net.price_every) / 24.0 / kOutputMemory);
  std::vector<zones::Maker>& makers = sim.scratch.makers;
  makers.assign(first.makers_end - first.makers_begin, {});
  double supply = 0;
  for (std::uint32_t i = first.makers_begin; i < first.makers_end; ++i) {
    const MarketMaker& of = sim.net.market_makers[i];
    const auto usual = static_cast<double>(sim.net.nodes[of.node].good0);
    const double made = made_by(sim, of.node);
    if (!sells(sim.net.nodes[of.node], sim.state.nodes[of.node])) continue;
    double& smoothed = sim.state.markets.made[of.node];
    smoothed += gain * (made - usual - smoothed);
    zones::Maker& maker = makers[i - first.makers_begin];
    maker.supply = {std::max(0.0, usual + smoothed), stock_of(sim, first, of)};
    supply += maker.supply.total();
  }
  const double plenty = demand > 0 ? std::max(1.0, supply / demand) : 1.0;
  for (std::uint32_t i = first.makers_begin; i < first.makers_end; ++i) {
    zones::Maker& maker = makers[i - first.makers_begin];
    if (maker.supply.total() <= 0) continue;
    set_bounds(sim, first, i, plenty, maker);
    balance.add(maker);
  }
  balance.share(std::span(sim.scratch.zone_shares).subspan(group, zones));
}

// The zones some of whose makers may not send all that they usually do.
bool find_parted(const Sim& sim, std::vector<std::uint8_t>& parted) {
  bool any = false;
  parted.assign(sim.net.markets.size(), 0);
  for (std::uint32_t m = 0; m < sim.net.markets.size(); ++m) {
    const MarketParams& market = sim.net.markets[m];
    for (std::uint32_t i = market.makers_begin; market.split() && i < market.makers_end; ++i) {
      if (sim.state.nodes[sim.net.market_makers[i].node].uneven == 0) continue;
      parted[m] = 1;
      any = true;
    }
  }
  return any;
}

// Of what a slot wants in a market, the share that may pass; 1 where some supplier may send all he is asked for.
double may_pass(const Sim& sim, std::uint32_t s, std::uint32_t m) {
  const bool moved = sourcing::is_alert(sim.state, s);
  const double wanted = std::max(0.0, sim.net.slot_demand[s].intake0 + sim.state.markets.wants[s].wanted);
  double passes = 0;
  double all = 0;
  for (std::uint32_t l = sim.net.slots[s].in_begin; l < sim.net.slots[s].in_end; ++l) {
    const double share = moved ? sim.state.sourcing.share[l] : sim.net.lanes[l].share;
    if (sim.net.lane_market[l] != m || share <= 0) continue;
    const double open = passes_on(sim.state, l);
    if (open >= 1) return 1;
    passes += std::min(share * wanted, open * static_cast<double>(qualification::usual_flow(sim, l)));
    all += share * wanted;
  }
  return all > 0 ? passes / all : 1.0;
}

}  // namespace

double passes_on(const State& state, std::uint32_t l) {
  const std::uint8_t flags = state.lanes[l].flags;
  if ((flags & LaneState::kSeized) != 0) return 0;
  if ((flags & LaneState::kRestricted) == 0) return 1;
  return std::min(1.0, static_cast<double>(state.limits[l].open) / static_cast<double>(kPpm));
}

bool find_counted(const Sim& sim) {
  const Network& net = sim.net;
  const bool policies = sim.state.policy.any();
  std::vector<std::uint8_t>& parted = sim.scratch.parted;
  if (!find_parted(sim, parted) && !policies) return false;
  std::vector<double>& counted = sim.scratch.counted;
  std::vector<std::uint8_t>& any_free = sim.scratch.any_free;
  counted.assign(net.slot_markets.size(), 1.0);
  any_free.assign(net.markets.size(), 0);
  for (std::uint32_t s = 0; s < net.slots.size(); ++s) {
    const SlotInfo& info = net.slot_info[s];
    for (std::uint32_t i = info.market_begin; i < info.market_end; ++i) {
      const std::uint32_t m = net.slot_markets[i].market;
      if (parted[m] != 0) {
        counted[i] = may_pass(sim, s, m);
        if (counted[i] >= 1 && net.slot_markets[i].share > 0) any_free[m] = 1;
      } else if (policies && !net.markets[m].split()) {
        counted[i] = policy::permitted(sim, s, m);
      }
    }
  }
  for (std::uint32_t s = 0; s < net.slots.size(); ++s) {
    if (net.barred(net.slots[s].in_begin)) continue;  // who never had it is not short of it
    for (std::uint32_t i = net.slot_info[s].market_begin; i < net.slot_info[s].market_end; ++i) {
      const std::uint32_t m = net.slot_markets[i].market;
      if (parted[m] != 0 && any_free[m] == 0) counted[i] = 1;
    }
  }
  return true;
}

Supply of_market(const Sim& sim, const MarketParams& market) {
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

void share_zones(const Sim& sim, std::span<const MarketMeasure> wanted) {
  sim.scratch.zone_shares.resize(sim.net.markets.size());
  for (std::uint32_t m = 0; m < sim.net.markets.size(); m = sim.net.markets[m].group_end) {
    if (sim.net.markets[m].split()) share_product(sim, m, wanted);
  }
}

Supply of_zone(const Sim& sim, std::uint32_t m) {
  return {0, sim.scratch.zone_shares[m].got.total()};
}

double reach(const Sim& sim, std::uint32_t n) {
  if (sim.state.nodes[n].uneven == 0) return 1;
  double open = 0;
  double all = 0;
  for (const std::uint32_t l : sim.net.out(n)) {
    const auto flow = static_cast<double>(sim.net.lanes[l].flow0);
    const std::uint32_t slot = sim.net.lane_info[l].slot;
    all += sim.state.policy.any() ? flow * policy::permitted(sim, slot, sim.net.market_of[n]) : flow;
    open += flow * passes_on(sim.state, l);
  }
  return all > 0 ? std::min(1.0, open / all) : 1.0;
}

double open_into(const Sim& sim, std::uint32_t n, std::uint32_t market) {
  if (!sim.net.markets[market].split() || sim.state.nodes[n].uneven == 0) return 1;
  double usual = 0;
  double open = 0;
  for (const std::uint32_t l : sim.net.out(n)) {
    if (sim.net.lane_market[l] != market) continue;
    const auto flow = static_cast<double>(sim.net.lanes[l].flow0);
    usual += flow;
    open += flow * passes_on(sim.state, l);
  }
  return usual > 0 ? open / usual : 1.0;
}

double gate(const Sim& sim, std::uint32_t n, std::uint32_t market) {
  return sim.net.markets[market].split() ? open_into(sim, n, market) : reach(sim, n);
}

double open_share(const Sim& sim, std::uint32_t m) {
  const MarketParams& market = sim.net.markets[m];
  double usual = 0;
  double open = 0;
  for (std::uint32_t i = market.makers_begin; i < market.makers_end; ++i) {
    const MarketMaker& maker = sim.net.market_makers[i];
    const double sold = maker.into * static_cast<double>(sim.net.nodes[maker.node].good0);
    usual += sold;
    open += sold * open_into(sim, maker.node, m);
  }
  return usual > 0 ? open / usual : 1.0;
}

}  // namespace fabshock::market_supply
