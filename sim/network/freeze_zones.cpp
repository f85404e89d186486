#include <algorithm>
#include <array>

#include "network/freeze.h"
#include "network/zones.h"
#include "scenario/selector.h"

namespace fabshock {
namespace {

RegionIx region_of(const Network& net, std::uint32_t n) {
  if (n >= net.facilities) return net.model.needs[net.sinks[n - net.facilities].need.value].region;
  return net.model.sites[net.model.facilities[n].site.value].region;
}

// Of the markets of a product, that of a buyer's zone: every region lies in one (read_markets.cpp).
std::uint32_t market_at(const Network& net, std::uint32_t first, std::uint32_t buyer) {
  std::uint32_t m = first;
  while (!selects(net.model, net.model.zones[net.markets[m].zone.value].select, region_of(net, buyer))) ++m;
  return m;
}

double sold_into(const Network& net, std::uint32_t n, std::uint32_t market) {
  double sold = 0;
  for (const std::uint32_t l : net.out(n)) {
    if (net.lane_market[l] == market) sold += static_cast<double>(net.lanes[l].flow0);
  }
  return sold;
}

// What the zones of a product get of its makers' supply, as pricing finds it in a world at rest.
void share_group(Network& net, std::uint32_t first) {
  const MarketParams& any = net.markets[first];
  const std::size_t count = any.group_end - first;
  zones::Balance balance(count);
  double demand = 0;
  double supply = 0;
  for (std::size_t z = 0; z < count; ++z) {
    balance.want(z, net.markets[first + z].demand0);
    demand += net.markets[first + z].demand0;
    supply += net.markets[first + z].held0;
  }
  for (std::uint32_t i = any.makers_begin; i < any.makers_end; ++i) {
    const std::uint32_t n = net.market_makers[i].node;
    const double stock = net.market_makers[i].stock_counts ? static_cast<double>(net.nodes[n].finished0) : 0.0;
    zones::Maker maker{{static_cast<double>(net.nodes[n].good0), any.stock_rate * stock}, 0, {}};
    for (std::uint32_t z = 0; z < count; ++z) {
      if (sold_into(net, n, first + z) > 0) maker.free |= zones::Set{1} << z;
    }
    balance.add(maker);
    supply += maker.supply.total();
  }
  std::array<zones::Share, kMostZones> shares{};
  balance.share({shares.data(), count});
  for (std::size_t z = 0; z < count; ++z) {
    MarketParams& market = net.markets[first + z];
    market.supply0 = shares[z].got.total() + market.held0;
    const bool alone = market.demand0 > 0 && market.supply0 > 0;
    market.tightness0 = alone ? market.demand0 / market.supply0 : supply > 0 ? demand / supply : 0.0;
  }
}

}  // namespace

void freeze_zones(Network& net) {
  for (const LaneInfo& lane : net.lane_info) {
    const std::uint32_t first = net.market_of[lane.from];
    net.lane_market.push_back(net.markets[first].split() ? market_at(net, first, lane.to) : first);
  }
  for (std::uint32_t m = 0; m < net.markets.size(); ++m) {
    MarketParams& market = net.markets[m];
    const auto& sold = net.lane_market;
    market.used = !market.split() || std::find(sold.begin(), sold.end(), m) != sold.end();
    for (std::uint32_t i = market.makers_begin; market.split() && i < market.makers_end; ++i) {
      MarketMaker& maker = net.market_makers[i];
      const auto all = static_cast<double>(net.nodes[maker.node].good0);
      maker.into = all > 0 ? sold_into(net, maker.node, m) / all : 0.0;
      const auto out = net.out(maker.node);
      maker.may_open = std::any_of(out.begin(), out.end(), [&](std::uint32_t l) { return net.lanes[l].flow0 == 0; });
    }
  }
}

void share_zones(Network& net) {
  for (std::uint32_t m = 0; m < net.markets.size(); m = net.markets[m].group_end) {
    if (net.markets[m].split()) share_group(net, m);
  }
}

}  // namespace fabshock
