#include "network/shared_markets.h"

#include <algorithm>
#include <limits>

#include "scenario/advance.h"

namespace fabshock {
namespace {

constexpr double kFull = 0.98;       // of capacity
constexpr double kUseUnknown = 0.9;  // of what is added to a plant whose group made nothing

double yield_in(const Model& model, std::uint32_t f) {
  const RecipeIx recipe = model.facilities[f].recipe;
  return recipe.valid() ? model.recipes[recipe.value].yield.value : 1.0;
}

std::vector<std::uint32_t> makers_of(const Parts& parts, std::uint32_t part) {
  std::vector<std::uint32_t> makers;
  for (std::uint32_t i = 0; i < parts.of_maker.size(); ++i) {
    if (parts.of_maker[i] == part) makers.push_back(i);
  }
  return makers;
}

}  // namespace

SharedMarkets::SharedMarkets(WorldGraph& graph, const Model& model, const Model& tables,
                             const std::vector<double>& starts_then)
    : graph_(graph), model_(model), tables_(tables), then_(starts_then) {
  find_makers();
  find_users();
}

void SharedMarkets::find_makers() {
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
  for (std::uint32_t f = 0; f < model_.facilities.size(); ++f) {
    const Facility& facility = model_.facilities[f];
    if (facility.planned || !shared.contains(facility.makes.product)) continue;
    Market& market = markets_[facility.makes.product];
    seat_[f] = static_cast<std::uint32_t>(market.nodes.size());
    market.nodes.push_back(f);
    market.makers.push_back(maker_of(f));
  }
}

void SharedMarkets::find_users() {
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<Edge>> lanes;  // by user and input
  for (const Edge e : boost::make_iterator_range(boost::edges(graph_))) {
    if (is_built(graph_[e].from)) lanes[{graph_[e].to, graph_[e].input}].push_back(e);
  }
  for (auto& [user, edges] : lanes) {
    set_prior(edges);
    const auto market = markets_.find(model_.facilities[graph_[edges.front()].from].makes.product);
    if (market != markets_.end() && is_built(user.first)) add_slot(market->second, user, edges);
  }
}

bool SharedMarkets::is_built(std::uint32_t node) const {
  return node >= model_.facilities.size() || !model_.facilities[node].planned;
}

bool SharedMarkets::keeps_pace(std::uint32_t f) const {
  const ProductIx product = model_.facilities[f].makes.product;
  return !named_.contains(product) || (follow_.contains(product) && !own_trend_.contains(f));
}

// What was used in the tables, and of what is added.
SharingMaker SharedMarkets::maker_of(std::uint32_t f) const {
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

double SharedMarkets::drawn_by(std::uint32_t f, const Trend& trend) const {
  return then_[f] * integral_of(trend, time_of(*model_.tables), 1, time_of(*model_.epoch));
}

double SharedMarkets::use_of(std::uint32_t f) const {
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
void SharedMarkets::set_prior(const std::vector<Edge>& edges) {
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

double SharedMarkets::share_of_new(std::uint32_t f, const std::vector<Edge>& edges) const {
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

void SharedMarkets::add_slot(Market& market, std::pair<std::uint32_t, std::uint32_t> user,
                             const std::vector<Edge>& edges) {
  for (const Edge e : edges) {
    const auto slot = static_cast<std::uint32_t>(market.slots.size());
    market.flows.push_back({seat_.at(graph_[e].from), slot, graph_[e].share, 0});
    market.edges.push_back(e);
  }
  market.slots.push_back({user.first, user.second, edges.front()});
  market.taken.push_back(0);
}

double SharedMarkets::taken_by(const Market& market, std::uint32_t slot, const std::vector<double>& starts) const {
  const Slot& s = market.slots[slot];
  return std::max(0.0, starts[s.user]) * per_of(graph_, graph_[s.any]);
}

// Of what slots of a part take, by slot, what is asked of makers: all but what stock holders bring.
double SharedMarkets::asked_of(const Market& market, const Parts& parts, std::uint32_t part,
                               const std::vector<double>& taken) const {
  double asked = 0;
  for (std::size_t i = 0; i < market.flows.size(); ++i) {
    const SharedFlow& flow = market.flows[i];
    if (parts.of_slot[flow.slot] != part || market.makers[flow.maker].passes) continue;
    asked += taken[flow.slot] * graph_[market.edges[i]].share;
  }
  return asked;
}

void SharedMarkets::share_out() {
  for (auto& [product, market] : markets_) share_out(market);
}

void SharedMarkets::share_out(Market& market) {
  const std::vector<double> starts = starts_of(graph_);
  for (std::uint32_t s = 0; s < market.slots.size(); ++s) market.taken[s] = taken_by(market, s, starts);
  const Parts parts = parts_of(market.makers, market.taken, market.flows);
  for (std::uint32_t p = 0; p < parts.count; ++p) {
    set_targets(market.makers, makers_of(parts, p), asked_of(market, parts, p, market.taken));
  }
  for (SharingMaker& maker : market.makers) {
    if (maker.passes) maker.target = 0;
  }
  for (const SharedFlow& flow : market.flows) {  // what goes by way of a stock stays the share that it was
    SharingMaker& maker = market.makers[flow.maker];
    if (maker.passes) maker.target += flow.prior * market.taken[flow.slot];
  }
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

std::vector<SharedPart> SharedMarkets::parts(const std::vector<double>& response) const {
  std::vector<SharedPart> all;
  for (const auto& [product, market] : markets_) {
    std::vector<double> given(market.slots.size(), 0.0);
    for (std::uint32_t s = 0; s < given.size() && !response.empty(); ++s) given[s] = taken_by(market, s, response);
    std::vector<double> made(market.makers.size(), 0.0);
    for (std::size_t i = 0; i < market.flows.size(); ++i) {
      made[market.flows[i].maker] += market.taken[market.flows[i].slot] * graph_[market.edges[i]].share;
    }
    const Parts parts = parts_of(market.makers, market.taken, market.flows);
    for (std::uint32_t p = 0; p < parts.count; ++p) {
      const auto makers = makers_of(parts, p);
      SharedPart part;
      part.product = product;
      part.asked = asked_of(market, parts, p, market.taken);
      part.most = most_of(market.makers, makers);
      part.of_response = asked_of(market, parts, p, given);
      for (const std::uint32_t i : makers) {
        part.makers.push_back(market.nodes[i]);
        const SharingMaker& maker = market.makers[i];
        if (maker.most > 0) part.beyond = std::max(part.beyond, kFull * made[i] / maker.most - 1);
      }
      all.push_back(std::move(part));
    }
  }
  return all;
}

}  // namespace fabshock
