#include "network/rebalance.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <utility>

#include "network/share_out.h"
#include "scenario/advance.h"

namespace fabshock {
namespace {

using Edge = boost::graph_traits<WorldGraph>::edge_descriptor;

constexpr double kFull = 0.98;       // of capacity
constexpr double kSettled = 1e-10;   // of starts and cuts, from round to round
constexpr double kEnough = 1e-7;     // of what is asked for: by so much makers may be short, and make it all the same
constexpr double kUseUnknown = 0.9;  // of what is added to a plant whose group made nothing
constexpr int kMostRounds = 200;

struct Slot {
  std::uint32_t user = 0, input = 0;
  Edge any;  // of its lanes
};

struct Market {                      // of one product, whatever the variant
  std::vector<std::uint32_t> nodes;  // by maker
  std::vector<SharingMaker> makers;
  std::vector<Slot> slots;
  std::vector<SharedFlow> flows;
  std::vector<Edge> edges;    // by flow
  std::vector<double> taken;  // by slot
};

// Demand that is cut together.
struct Bound {
  std::vector<ProductRef> products;
  std::map<std::pair<std::uint32_t, std::uint32_t>, Number> uncut;  // rate by need and option
  std::vector<double> response;                                     // starts a day, by node, of this demand uncut
  double cut = 1, before = 1;
};

double yield_in(const Model& model, std::uint32_t f) {
  const RecipeIx recipe = model.facilities[f].recipe;
  return recipe.valid() ? model.recipes[recipe.value].yield.value : 1.0;
}

class Balancing {
 public:
  Balancing(WorldGraph& graph, Model& model, const Model& tables, const std::vector<double>& then,
            Diagnostics& diagnostics)
      : graph_(graph), model_(model), tables_(tables), then_(then), diagnostics_(diagnostics) {
    find_markets();
    find_bounds();
  }

  void run() {
    const std::size_t errors = diagnostics_.errors();
    for (int round = 0; round < kMostRounds; ++round) {
      const std::vector<double> before = starts_of(graph_);
      const BaselineSystem system = baseline_of(graph_, model_);
      set_baseline(graph_, model_, system, diagnostics_);
      if (diagnostics_.errors() != errors) return;
      respond(system);
      if (round > 1 && settled(before)) break;
      for (Bound& bound : bounds_) bound.before = std::exchange(bound.cut, 1.0);
      for (auto& [product, market] : markets_) share_out(market);
      for (const Bound& bound : bounds_) apply(bound);
    }
    for (auto& [product, market] : markets_) check(product, market);
    keep_pace();
    draw_on_reserves();
  }

 private:
  // ---- what there is
  void find_markets() {
    std::set<ProductIx> shared;
    for (const Trend& trend : model_.trends) {
      if (trend.type != TrendType::kCapacity && trend.type != TrendType::kDraw) continue;
      const ProductIx product = model_.facilities[trend.facility.value].makes.product;
      shared.insert(product);
      if (trend.type == TrendType::kDraw) continue;
      named_.insert(product);
      own_trend_.insert(trend.facility.value);
      if (trend.follow) follow_.insert(product);
    }
    std::map<std::uint32_t, std::uint32_t> maker;  // by facility: index in its market
    for (std::uint32_t f = 0; f < model_.facilities.size(); ++f) {
      const Facility& facility = model_.facilities[f];
      if (facility.planned || !shared.contains(facility.makes.product)) continue;
      Market& market = markets_[facility.makes.product];
      maker[f] = static_cast<std::uint32_t>(market.nodes.size());
      market.nodes.push_back(f);
      market.makers.push_back(maker_of(f));
    }
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<Edge>> lanes;  // by user and input
    for (const Edge e : boost::make_iterator_range(boost::edges(graph_))) {
      if (is_built(graph_[e].from)) lanes[{graph_[e].to, graph_[e].input}].push_back(e);
    }
    for (auto& [user, edges] : lanes) {
      set_prior(edges);
      const auto market = markets_.find(model_.facilities[graph_[edges.front()].from].makes.product);
      if (market != markets_.end() && is_built(user.first)) add_slot(market->second, user, edges, maker);
    }
  }

  bool is_built(std::uint32_t node) const {
    return node >= model_.facilities.size() || !model_.facilities[node].planned;
  }
  bool is_new(std::uint32_t f) const { return model_.facilities[f].joined; }

  // What was used in the tables, and of what is added.
  SharingMaker maker_of(std::uint32_t f) const {
    const Facility& facility = model_.facilities[f];
    const double yield = yield_in(model_, f);
    const Time epoch = time_of(*model_.epoch);
    SharingMaker maker;
    double used = then_[f];
    for (const Trend& trend : model_.trends) {
      if (trend.facility != FacilityIx{f}) continue;
      if (trend.type == TrendType::kCapacity) {
        used += ramped(trend, epoch) * trend.add.value * (trend.use ? trend.use->value : use_of(f));
      } else if (trend.type == TrendType::kDraw) {
        const bool lasts = drawn_by(f, trend) < facility.reserve->value;
        maker.fixed = lasts ? path_at(trend, time_of(*model_.tables), 1, epoch) * then_[f] : 0.0;
      }
    }
    const bool limited = facility.capacity && named_.contains(facility.makes.product) &&
                         (own_trend_.contains(f) || !follow_.contains(facility.makes.product));
    maker.passes = is_stock_holder(facility);
    maker.usual = std::max(0.0, used) * yield;
    maker.most = limited ? kFull * facility.capacity->value * yield : std::numeric_limits<double>::infinity();
    return maker;
  }

  // What its path takes of a finite stock until the epoch; as long as there is any.
  double drawn_by(std::uint32_t f, const Trend& trend) const {
    return then_[f] * integral_of(trend, time_of(*model_.tables), 1, time_of(*model_.epoch));
  }

  double use_of(std::uint32_t f) const {
    if (!is_new(f) && then_[f] > 0) return then_[f] / tables_.facilities[f].capacity->value;
    double starts = 0;
    double capacity = 0;
    for (std::uint32_t g = 0; g < tables_.facilities.size(); ++g) {
      const Facility& other = tables_.facilities[g];
      if (other.group != tables_.facilities[f].group || other.planned || !other.capacity || then_[g] <= 0) continue;
      starts += then_[g];
      capacity += other.capacity->value;
    }
    return capacity > 0 ? starts / capacity : kUseUnknown;
  }

  // Shares to begin with, of one input: the tables'; nothing was taken: by what makers make; of new plants: their
  // group's.
  void set_prior(const std::vector<Edge>& edges) {
    double known = 0;
    for (const Edge e : edges) known += is_new(graph_[e].from) ? 0 : graph_[e].share;
    double sum = 0;
    for (const Edge e : edges) {
      WorldEdge& edge = graph_[e];
      if (!is_new(edge.from) && known <= 0) edge.share = then_[edge.from] * yield_in(tables_, edge.from);
    }
    for (const Edge e : edges) {
      if (is_new(graph_[e].from)) graph_[e].share = share_of_new(graph_[e].from, edges);
      sum += graph_[e].share;
    }
    for (const Edge e : edges) {
      if (sum > 0) graph_[e].share /= sum;
      if (graph_[e].share > 0) graph_[e].untried = false;
    }
  }

  double share_of_new(std::uint32_t f, const std::vector<Edge>& edges) const {
    const Facility& facility = model_.facilities[f];
    if (!facility.capacity) return 1;
    double share = 0;
    double of_group = 0;
    for (const Edge e : edges) {
      const Facility& other = tables_.facilities[graph_[e].from];
      if (is_new(graph_[e].from) || other.group != facility.group || !other.capacity || graph_[e].share <= 0) continue;
      share += graph_[e].share;
      of_group += other.capacity->value;
    }
    if (of_group > 0) return share * facility.capacity->value / of_group;
    double of_all = 0;
    for (const Facility& other : tables_.facilities) {
      if (other.makes.product == facility.makes.product && other.capacity && !other.planned)
        of_all += other.capacity->value;
    }
    return of_all > 0 ? facility.capacity->value / of_all : 1;
  }

  void add_slot(Market& market, std::pair<std::uint32_t, std::uint32_t> user, const std::vector<Edge>& edges,
                const std::map<std::uint32_t, std::uint32_t>& maker) {
    for (const Edge e : edges) {
      const auto slot = static_cast<std::uint32_t>(market.slots.size());
      market.flows.push_back({maker.at(graph_[e].from), slot, graph_[e].share, 0});
      market.edges.push_back(e);
    }
    market.slots.push_back({user.first, user.second, edges.front()});
    market.taken.push_back(0);
  }

  void find_bounds() {
    for (const Trend& trend : model_.trends) {
      if (trend.bound.empty()) continue;
      auto bound =
          std::find_if(bounds_.begin(), bounds_.end(), [&](const Bound& b) { return b.products == trend.bound; });
      if (bound == bounds_.end()) bound = bounds_.insert(bounds_.end(), Bound{trend.bound, {}, {}});
      for (const NeedIx need : trend.needs) {
        const auto& options = model_.needs[need.value].options;
        for (std::uint32_t o = 0; o < options.size(); ++o) {
          if (moves_option(trend, options[o])) bound->uncut.emplace(std::pair{need.value, o}, options[o].rate);
        }
      }
    }
  }

  // ---- a round
  bool settled(const std::vector<double>& before) const {
    for (std::uint32_t n = 0; n < before.size(); ++n) {
      if (std::fabs(graph_[n].starts - before[n]) > kSettled * std::max(before[n], graph_[n].starts)) return false;
    }
    return true;
  }

  void respond(const BaselineSystem& system) {
    for (Bound& bound : bounds_) {
      std::vector<double> demand(boost::num_vertices(graph_), 0.0);
      for (std::uint32_t n = 0; n < demand.size(); ++n) {
        const WorldVertex& node = graph_[n];
        if (node.kind != VertexKind::kSink || model_.needs[node.need.value].options[node.option].barred) continue;
        const auto found = bound.uncut.find({node.need.value, node.option});
        if (found != bound.uncut.end()) demand[n] = found->second.value;
      }
      bound.response = system.solve(demand);
    }
  }

  double taken_by(const Market& market, std::uint32_t slot, const std::vector<double>& starts) const {
    const Slot& s = market.slots[slot];
    return std::max(0.0, starts[s.user]) * per_of(graph_, graph_[s.any]);
  }

  // Of what slots of a part take, by slot, what is asked of makers: all but what stock holders bring.
  double asked_of(const Market& market, const Parts& parts, std::uint32_t part,
                  const std::vector<double>& taken) const {
    double asked = 0;
    for (std::size_t i = 0; i < market.flows.size(); ++i) {
      const SharedFlow& flow = market.flows[i];
      if (parts.of_slot[flow.slot] != part || market.makers[flow.maker].passes) continue;
      asked += taken[flow.slot] * graph_[market.edges[i]].share;
    }
    return asked;
  }

  void share_out(Market& market) {
    const std::vector<double> starts = starts_of(graph_);
    for (std::uint32_t s = 0; s < market.slots.size(); ++s) market.taken[s] = taken_by(market, s, starts);
    const Parts parts = parts_of(market.makers, market.taken, market.flows);
    for (std::uint32_t p = 0; p < parts.count; ++p) share_part(market, parts, p);
    fit_flows(market.makers, market.taken, market.flows);
    for (std::size_t i = 0; i < market.flows.size(); ++i) {
      const SharedFlow& flow = market.flows[i];
      const double taken = market.taken[flow.slot];
      if (taken <= 0) continue;
      WorldEdge& edge = graph_[market.edges[i]];
      edge.share = flow.flow / taken;
      edge.untried = edge.untried && edge.share <= 0;
    }
  }

  void share_part(Market& market, const Parts& parts, std::uint32_t part) {
    const auto makers = makers_of(parts, part);
    const double asked = asked_of(market, parts, part, market.taken);
    set_targets(market.makers, makers, asked);
    for (Bound& bound : bounds_) {
      const auto listed = [&](std::uint32_t i) {
        const ProductRef& makes = model_.facilities[market.nodes[i]].makes;
        return std::find(bound.products.begin(), bound.products.end(), makes) != bound.products.end();
      };
      if (std::none_of(makers.begin(), makers.end(), listed)) continue;
      std::vector<double> of_bound(market.slots.size());
      for (std::uint32_t s = 0; s < of_bound.size(); ++s) of_bound[s] = taken_by(market, s, bound.response);
      const double uncut = asked_of(market, parts, part, of_bound);
      if (uncut <= 0) continue;
      const double others = asked - bound.before * uncut;
      bound.cut = std::clamp((most_of(market.makers, makers) - others) / uncut, 0.0, bound.cut);
    }
  }

  static std::vector<std::uint32_t> makers_of(const Parts& parts, std::uint32_t part) {
    std::vector<std::uint32_t> makers;
    for (std::uint32_t i = 0; i < parts.of_maker.size(); ++i) {
      if (parts.of_maker[i] == part) makers.push_back(i);
    }
    return makers;
  }

  void apply(const Bound& bound) {
    for (const auto& [of, uncut] : bound.uncut) {
      Number& rate = model_.needs[of.first].options[of.second].rate;
      rate = uncut;
      set_value(rate, uncut.value * bound.cut);
    }
  }

  // ---- the end
  void check(ProductIx product, Market& market) {
    if (!named_.contains(product)) return;
    const Parts parts = parts_of(market.makers, market.taken, market.flows);
    for (std::uint32_t p = 0; p < parts.count; ++p) {
      const auto makers = makers_of(parts, p);
      const double asked = asked_of(market, parts, p, market.taken);
      const double most = most_of(market.makers, makers);
      if (asked > most * (1 + kEnough)) report(market.nodes[makers.front()], asked, most);
    }
  }

  void report(std::uint32_t maker, double asked, double most) {
    const ProductRef& makes = model_.facilities[maker].makes;
    const Product& product = model_.products[makes.product.value];
    const auto first = std::find_if(model_.trends.begin(), model_.trends.end(), [&](const Trend& t) {
      return t.type == TrendType::kCapacity && model_.facilities[t.facility.value].makes.product == makes.product;
    });
    std::string name = product.id;
    if (!makes.variant.empty()) name.append("/").append(makes.variant);
    diagnostics_.error(
        first->place,
        "at the epoch " + to_string(*model_.epoch) + " " + std::to_string(asked) + ' ' + product.unit + " of '" + name +
            "' a day are asked for of '" + model_.facilities[maker].id +
            "' and who sells to its buyers, and they can make " + std::to_string(most) + " at 98 % use",
        "more capacity, slower growth of what needs ask for, or 'supply_bound' where they take what there "
        "is");
  }

  void keep_pace() {
    for (std::uint32_t f = 0; f < model_.facilities.size(); ++f) {
      Facility& facility = model_.facilities[f];
      if (!facility.capacity || facility.planned || facility.joined || then_[f] <= 0) continue;
      double growth = graph_[f].starts / then_[f];
      if (named_.contains(facility.makes.product)) {
        if (!follow_.contains(facility.makes.product) || own_trend_.contains(f)) continue;
        growth = std::max(1.0, growth);
      }
      if (growth <= 0) continue;
      set_value(*facility.capacity, facility.capacity->value * growth);
    }
  }

  void draw_on_reserves() {
    const double days = hours_moved(model_) / 24;
    for (std::uint32_t f = 0; f < model_.facilities.size(); ++f) {
      Facility& facility = model_.facilities[f];
      if (!facility.reserve) continue;
      double used = days * (then_[f] + graph_[f].starts) / 2;
      for (const Trend& trend : model_.trends) {
        if (trend.type != TrendType::kDraw || trend.facility != FacilityIx{f}) continue;
        used = drawn_by(f, trend);
      }
      facility.reserve->value = std::max(0.0, facility.reserve->value - used);
      if (facility.reserve->value > 0 || graph_[f].starts <= 0) continue;
      diagnostics_.error(facility.place,
                         "the reserve of '" + facility.id + "' is used up before the epoch " +
                             to_string(*model_.epoch) + ", and would still be drawn on",
                         "trends that take what it gives from others by then, or an earlier epoch");
    }
  }

  WorldGraph& graph_;
  Model& model_;
  const Model& tables_;
  const std::vector<double>& then_;
  Diagnostics& diagnostics_;
  std::set<ProductIx> named_, follow_;  // with a capacity trend; whose other makers grow
  std::set<std::uint32_t> own_trend_;   // facilities of which a trend names a capacity
  std::map<ProductIx, Market> markets_;
  std::vector<Bound> bounds_;
};

}  // namespace

std::vector<double> starts_of(const WorldGraph& graph) {
  std::vector<double> starts;
  for (const auto v : boost::make_iterator_range(boost::vertices(graph))) starts.push_back(graph[v].starts);
  return starts;
}

void rebalance(WorldGraph& graph, Model& model, const Model& tables, const std::vector<double>& starts_then,
               Diagnostics& diagnostics) {
  Balancing(graph, model, tables, starts_then, diagnostics).run();
}

}  // namespace fabshock
