#include <algorithm>
#include <cstdio>
#include <map>
#include <utility>

#include "base/math.h"
#include "network/freeze.h"
#include "scenario/selector.h"

namespace fabshock {
namespace {

// theta: contracts follow spot less than in proportion where little is sold at spot (docs/theory/pricing.md).
constexpr double kThinness = 1.4;
constexpr double kUsualSpotShare = 0.2;
constexpr double kRounding = 1e-3;  // of prices and of whole quanta
constexpr double kThinnest = 0.01;  // spot share below which belief moves spot no more than at it

Number number(double value) {
  return Number{.value = value};
}

MarketTerms built_in_terms() {
  MarketTerms t;
  t.contract_share = number(0.5);
  t.renewal = number(60 * 24);
  t.indexation = number(0.94);
  t.adjustment = number(0.035);
  t.reversion = number(0.025);
  t.anchoring = number(0.003);
  t.stock_time = number(80 * 24);
  t.users_stock = number(0);
  t.fear = number(1);
  t.pass_through = number(1);
  t.willingness_to_pay = number(6);
  t.variable_share = number(0.5);
  t.elasticity = number(-0.3);
  t.spot_at_start = number(1);
  t.trend = number(0);
  t.contract_trend = number(0);
  return t;
}

template <typename T>
void take_given(std::optional<T>& base, const std::optional<T>& top) {
  if (top) base = top;
}

void overlay(MarketTerms& base, const MarketTerms& top) {
  take_given(base.price, top.price);
  take_given(base.contract_share, top.contract_share);
  take_given(base.renewal, top.renewal);
  take_given(base.renews, top.renews);
  take_given(base.indexation, top.indexation);
  take_given(base.adjustment, top.adjustment);
  take_given(base.reversion, top.reversion);
  take_given(base.anchoring, top.anchoring);
  take_given(base.stock_time, top.stock_time);
  take_given(base.users_stock, top.users_stock);
  take_given(base.fear, top.fear);
  take_given(base.pass_through, top.pass_through);
  take_given(base.willingness_to_pay, top.willingness_to_pay);
  take_given(base.variable_share, top.variable_share);
  take_given(base.elasticity, top.elasticity);
  take_given(base.spot_at_start, top.spot_at_start);
  take_given(base.trend, top.trend);
  take_given(base.contract_trend, top.contract_trend);
  if (!top.zones.empty()) base.zones = top.zones;
  if (!top.below_cost.empty()) base.below_cost = top.below_cost;
}

class MarketFreezer {
 public:
  MarketFreezer(const Blueprint& plan, Network& net) : plan_(plan), net_(net) {}

  void run() {
    find_markets();
    freeze_zones(net_);
    for (std::uint32_t s = 0; s < net_.slots.size(); ++s) find_slot(s);
    for (std::uint32_t n = 0; n < net_.facilities; ++n) set_costs(n);
    for (std::size_t m = 0; m < net_.markets.size(); ++m) set_market(m);
    for (const SlotInfo& slot : net_.slot_info) {
      if (!net_.nodes[slot.node].active) continue;
      for (std::uint32_t i = slot.market_begin; i < slot.market_end; ++i) {
        const SlotMarket& bought = net_.slot_markets[i];
        net_.markets[bought.market].demand0 += bought.share * static_cast<double>(slot.intake0);
      }
    }
    add_users_stock();
    share_zones(net_);
  }

 private:
  const Model& model() const { return net_.model; }
  double price_of(std::uint32_t market) const {
    const auto& own = terms_[market].price;
    return own ? own->value : model().products[net_.markets[market].what.product.value].price.value;
  }
  double quantum(ProductIx product) const { return model().products[product.value].quantum; }

  // Markets in the order of product, variant and zone; their makers by node.
  void find_markets() {
    std::map<std::pair<std::uint32_t, std::string>, std::vector<std::uint32_t>> makers;
    for (std::uint32_t n = 0; n < net_.facilities; ++n) {
      const ProductRef& made = model().facilities[n].makes;
      makers[{made.product.value, made.variant}].push_back(n);
    }
    net_.market_of.resize(net_.facilities);
    maker_of_.resize(net_.facilities);
    for (const auto& [key, nodes] : makers) {
      MarketParams market;
      market.what = {ProductIx{key.first}, key.second};
      MarketTerms terms = terms_of(market.what);
      if (terms.zones.empty() || !plan_.switches.zones) terms.zones.assign(1, ZoneIx{});
      market.group_begin = static_cast<std::uint32_t>(net_.markets.size());
      market.group_end = market.group_begin + static_cast<std::uint32_t>(terms.zones.size());
      for (std::size_t i = 0; i < nodes.size(); ++i) {
        net_.market_of[nodes[i]] = market.group_begin;
        maker_of_[nodes[i]] = static_cast<std::uint32_t>(net_.market_makers.size() + i);
      }
      for (const ZoneIx zone : terms.zones) {
        market.zone = zone;
        market.makers_begin = static_cast<std::uint32_t>(net_.market_makers.size());
        for (const std::uint32_t n : nodes) net_.market_makers.push_back({n, 0, 0, has_level(n)});
        market.makers_end = static_cast<std::uint32_t>(net_.market_makers.size());
        terms_.push_back(terms);
        net_.markets.push_back(market);
      }
    }
  }

  // Stocks of who acts when ordered from, or holds a base stock, settle where they may; who is unlimited owes stock.
  bool has_level(std::uint32_t n) const {
    const NodeParams& node = net_.nodes[n];
    return !node.continuous && !node.unlimited && net_.law(n).policy != Policy::kBaseStock;
  }

  MarketTerms terms_of(const ProductRef& what) const {
    MarketTerms terms = built_in_terms();
    for (const MarketRule& rule : model().market_defaults) {
      if (selects(model(), rule.select, what)) overlay(terms, rule.terms);
    }
    for (const MarketRule& rule : model().markets) {
      if (rule.what.accepts(what)) overlay(terms, rule.terms);
    }
    return terms;
  }

  // The markets of an input, each once, in the order of its lanes.
  void find_slot(std::uint32_t s) {
    SlotInfo& info = net_.slot_info[s];
    info.market_begin = static_cast<std::uint32_t>(net_.slot_markets.size());
    for (std::uint32_t l = net_.slots[s].in_begin; l < net_.slots[s].in_end; ++l) {
      const std::uint32_t market = net_.lane_market[l];
      const auto first = net_.slot_markets.begin() + info.market_begin;
      const auto found =
          std::find_if(first, net_.slot_markets.end(), [&](const SlotMarket& m) { return m.market == market; });
      if (found == net_.slot_markets.end()) {
        net_.slot_markets.push_back({market, net_.lanes[l].share, 0});
      } else {
        found->share += net_.lanes[l].share;
      }
    }
    info.market_end = static_cast<std::uint32_t>(net_.slot_markets.size());
    if (info.market_end - info.market_begin == 1) net_.slot_markets.back().share = 1;  // but for rounding
    double price = 0;
    for (std::uint32_t i = info.market_begin; i < info.market_end; ++i) {
      price += net_.slot_markets[i].share * price_of(net_.slot_markets[i].market);
    }
    for (std::uint32_t i = info.market_begin; i < info.market_end; ++i) {
      SlotMarket& bought = net_.slot_markets[i];
      bought.value_share = price > 0 ? bought.share * price_of(bought.market) / price : bought.share;
    }
  }

  // What a maker spends on inputs for one of its product, and what it saves of its own value by not making it.
  void set_costs(std::uint32_t n) {
    const NodeParams& node = net_.nodes[n];
    const ProductIx product = model().facilities[n].makes.product;
    const MarketTerms& terms = terms_[net_.market_of[n]];
    const double price = price_of(net_.market_of[n]);
    const double made = static_cast<double>(node.good0) * quantum(product);
    if (made <= 0) return;
    double inputs = 0;
    for (std::uint32_t s = node.slot_begin; s < node.slot_end; ++s) inputs += spent(s) / made;
    if (inputs > price * (1.0 + kRounding) && terms.below_cost.empty()) refuse(n, inputs, price);
    if (resells(n)) return;  // what it pays is the price itself, not what makes it
    const double own = terms.variable_share->value * std::max(0.0, price - inputs);
    const double cost = inputs + own;
    costs_[n] = cost;
    if (cost <= 0) return;
    const MarketParams& market = net_.markets[net_.market_of[n]];
    for (std::uint32_t z = 0; z < market.group_end - market.group_begin; ++z) {
      net_.market_makers[maker_of_[n] + z * (market.makers_end - market.makers_begin)].own_cost = own / cost;
    }
    for (std::uint32_t s = node.slot_begin; s < node.slot_end; ++s) {
      net_.slot_info[s].cost_share = spent(s) / made / cost;
    }
  }

  // Does it buy in the market that it sells in? Holders of stock do.
  bool resells(std::uint32_t n) const {
    for (std::uint32_t s = net_.nodes[n].slot_begin; s < net_.nodes[n].slot_end; ++s) {
      for (std::uint32_t i = net_.slot_info[s].market_begin; i < net_.slot_info[s].market_end; ++i) {
        if (net_.markets[net_.slot_markets[i].market].group_begin == net_.market_of[n]) return true;
      }
    }
    return false;
  }

  // [currency a step] at the baseline, in one market and in all.
  double spent_at(std::uint32_t s, const SlotMarket& bought) const {
    const SlotInfo& slot = net_.slot_info[s];
    return static_cast<double>(slot.intake0) * quantum(slot.product) * bought.share * price_of(bought.market);
  }
  double spent(std::uint32_t s) const {
    double sum = 0;
    const SlotInfo& slot = net_.slot_info[s];
    for (std::uint32_t i = slot.market_begin; i < slot.market_end; ++i) sum += spent_at(s, net_.slot_markets[i]);
    return sum;
  }

  void refuse(std::uint32_t n, double inputs, double price) {
    char text[96];
    std::snprintf(text, sizeof text, "%.4g %s a unit and sells for %.4g", inputs, model().currency.c_str(), price);
    plan_.diagnostics.error(plan_.graph[n].place, "'" + name_of(model(), plan_.graph[n]) + "' buys inputs for " + text,
                            "put its price, its recipe or its inputs' prices right, or say why in the market's "
                            "'below_cost'");
  }

  void set_market(std::size_t m) {
    MarketParams& market = net_.markets[m];
    const MarketTerms& terms = terms_[m];
    market.base_price = price_of(static_cast<std::uint32_t>(m));
    market.contract_share = terms.contract_share->value;
    const double spot_share = 1.0 - market.contract_share;
    const double thin = spot_share >= kUsualSpotShare ? 1.0 : det_pow(spot_share / kUsualSpotShare, kThinness);
    if (terms.renews) {
      market.renewal = {rounded(terms.renewal->value), (*terms.renews - net_.start).ticks(),
                        terms.indexation->value * thin, det_exp(-terms.anchoring->value * terms.renewal->value / 24.0)};
    } else {
      market.contract_rate = terms.indexation->value / (terms.renewal->value / 24.0) * thin;
    }
    market.adjustment = spot_share > 0 ? terms.adjustment->value : 0.0;  // nothing is sold at spot
    market.reversion = terms.reversion->value;
    market.anchoring = terms.anchoring->value;
    market.stock_rate = static_cast<double>(net_.step) / terms.stock_time->value;
    market.pass_through = terms.pass_through->value;
    market.log_cap = det_log(terms.willingness_to_pay->value);
    market.elasticity = terms.elasticity->value;
    market.thin_factor =
        spot_share > 0 ? terms.fear->value * det_pow(std::max(spot_share, kThinnest) / kUsualSpotShare, -0.5) : 0.0;
    market.held_rate = market.stock_rate * terms.users_stock->value;
    market.contract_drift = terms.contract_trend->value;
    market.contract_memory = det_exp(-1.0 / (terms.renewal->value / 24.0));
    market.spot0 = det_log(terms.spot_at_start->value);
    market.paid0 = market.contract_share * 1.0 + spot_share * det_exp(market.spot0);
    market.drift = terms.trend->value + market.reversion * market.spot0;
    double made = 0;
    double sold = 0;
    for (std::uint32_t i = market.makers_begin; i < market.makers_end; ++i) {
      const MarketMaker& maker = net_.market_makers[i];
      made += static_cast<double>(net_.nodes[maker.node].good0);
      sold += static_cast<double>(net_.nodes[maker.node].good0) * maker.into;
    }
    const bool bought = sold > 0;  // a zone that buys nothing has the costs of all
    if (bought) made = sold;
    // Summed in the order in which pricing does, so that a market at rest finds exactly these.
    for (std::uint32_t i = market.makers_begin; i < market.makers_end; ++i) {
      const NodeParams& node = net_.nodes[net_.market_makers[i].node];
      const double stock = net_.market_makers[i].stock_counts ? static_cast<double>(node.finished0) : 0.0;
      market.supply0 += static_cast<double>(node.good0) + market.stock_rate * stock;
    }
    double cost = 0;
    for (std::uint32_t i = market.makers_begin; made > 0 && i < market.makers_end; ++i) {
      MarketMaker& maker = net_.market_makers[i];
      maker.weight =
          static_cast<double>(net_.nodes[maker.node].good0) * (bought ? maker.into : 1.0) / made * costs_[maker.node];
      cost += maker.weight;
    }
    for (std::uint32_t i = market.makers_begin; cost > 0 && i < market.makers_end; ++i) {
      net_.market_makers[i].weight /= cost;
    }
    constexpr double kNoFloor = -20;  // what costs nothing may sell for next to nothing
    market.log_floor = cost > 0 && market.base_price > 0 ? std::min(0.0, det_log(cost / market.base_price)) : kNoFloor;
  }

  // What buyers hold at the baseline, as far as it counts as supply.
  void add_users_stock() {
    for (std::uint32_t s = 0; s < net_.slots.size(); ++s) {
      const SlotInfo& slot = net_.slot_info[s];
      if (!net_.nodes[slot.node].active || slot.tools > 0 || net_.nodes[slot.node].continuous) continue;
      for (std::uint32_t i = slot.market_begin; i < slot.market_end; ++i) {
        MarketParams& market = net_.markets[net_.slot_markets[i].market];
        market.held0 += market.held_rate * net_.slot_markets[i].share * static_cast<double>(net_.slots[s].stock0);
      }
    }
    for (MarketParams& market : net_.markets) market.supply0 += market.held0;
  }

  const Blueprint& plan_;
  Network& net_;
  std::vector<std::uint32_t> maker_of_;    // by facility: in the first of its markets
  std::vector<MarketTerms> terms_;         // by market
  std::map<std::uint32_t, double> costs_;  // by facility: variable cost of one [currency]
};

// What each market's makers buy, of their cost: summed over makers, inputs and where these are bought.
void find_costs(Network& net) {
  std::vector<double> share(net.markets.size());
  for (MarketParams& market : net.markets) {
    std::fill(share.begin(), share.end(), 0.0);
    for (std::uint32_t i = market.makers_begin; i < market.makers_end; ++i) {
      const MarketMaker& maker = net.market_makers[i];
      const NodeParams& node = net.nodes[maker.node];
      market.recycles = market.recycles || node.recycles;
      for (std::uint32_t s = node.slot_begin; s < node.slot_end; ++s) {
        const SlotInfo& slot = net.slot_info[s];
        for (std::uint32_t k = slot.market_begin; k < slot.market_end; ++k) {
          const SlotMarket& bought = net.slot_markets[k];
          share[bought.market] += maker.weight * slot.cost_share * bought.value_share;
        }
      }
    }
    market.cost_begin = static_cast<std::uint32_t>(net.market_costs.size());
    for (std::uint32_t m = 0; m < share.size(); ++m) {
      if (share[m] > 0) net.market_costs.push_back({m, share[m]});
    }
    market.cost_end = static_cast<std::uint32_t>(net.market_costs.size());
  }
}

void pack_demand(Network& net) {
  for (std::size_t s = 0; s < net.slots.size(); ++s) {
    const SlotParams& slot = net.slots[s];
    const SlotInfo& info = net.slot_info[s];
    const std::uint32_t end = info.tools > 0 ? info.market_begin : info.market_end;
    const std::uint32_t only =
        end - info.market_begin == 1 ? net.slot_markets[info.market_begin].market : SlotDemand::kMany;
    const auto intake = static_cast<double>(info.intake0);
    net.slot_demand.push_back({info.market_begin, end, only, info.node, intake, slot.cover});
  }
}

// Inputs that are used again when they are dear (dynamics/recycling.h).
void find_recyclers(const Blueprint& plan, Network& net) {
  const double dt = static_cast<double>(net.price_every);
  for (std::uint32_t n = 0; n < net.facilities; ++n) {
    NodeParams& node = net.nodes[n];
    for (std::uint32_t s = node.slot_begin; s < node.slot_end; ++s) {
      const auto& terms = plan.graph[n].inputs[s - node.slot_begin]->recycling;
      const SlotInfo& info = net.slot_info[s];
      if (!terms || terms->most.value == 0 || info.market_begin == info.market_end) continue;
      if (node.continuous || node.negative_orders) continue;
      const double time = terms->time.value;
      net.recyclers.push_back({s, terms->most.value, terms->elasticity.value, 1.0 - det_exp(-dt / time), time / 24.0});
      node.recycles = true;
    }
  }
}

}  // namespace

void freeze_markets(const Blueprint& plan, Network& net) {
  if (!net.model.has_prices() || !plan.switches.prices) return;
  MarketFreezer(plan, net).run();
  net.costs_move = plan.switches.pass_through;
  for (std::uint32_t s = 0; s < net.slots.size() && net.sourcing.switches; ++s) {
    const SlotInfo& info = net.slot_info[s];
    if (!info.reacts || info.market_end - info.market_begin < 2 || net.law(info.node).price_weight == 0.0) continue;
    net.slots_with_choice.push_back(s);
    net.nodes[info.node].may_rest = false;
  }
  net.price_every = net.step * std::max<std::int64_t>(1, 24 / net.step);
  if (plan.switches.recycling) find_recyclers(plan, net);
  find_costs(net);
  pack_demand(net);
  if (plan.switches.belief) freeze_belief(net, plan.switches.hoarding);
}

}  // namespace fabshock
