#include "network/reprice.h"

#include <algorithm>
#include <cmath>

#include "scenario/advance.h"

namespace fabshock {
namespace {

constexpr double kSteadyPrice = 1e-12;
constexpr int kMostPricings = 1000;

// The price at which goods of this kind are sold: the last market's that has one for them, or their product's.
std::size_t price_of(const Model& model, const ProductRef& what) {
  for (std::size_t m = model.markets.size(); m-- > 0;) {
    if (model.markets[m].terms.price && model.markets[m].what.accepts(what)) return model.products.size() + m;
  }
  return what.product.value;
}

const Number& number_at(const Model& model, std::size_t price) {
  const std::size_t products = model.products.size();
  return price < products ? model.products[price].price : *model.markets[price - products].terms.price;
}

void set_price(Model& model, std::size_t price, double value) {
  const std::size_t products = model.products.size();
  set_value(price < products ? model.products[price].price : *model.markets[price - products].terms.price, value);
}

// What f pays for one of an input: the mean over whom it buys from.
double paid_for(const Model& model, const WorldGraph& graph, std::uint32_t f, const Input& input) {
  double share = 0;
  double sum = 0;
  for (const auto e : boost::make_iterator_range(boost::in_edges(f, graph))) {
    const WorldEdge& edge = graph[e];
    if (!(graph[f].inputs[edge.input]->what == input.what)) continue;
    share += edge.share;
    sum += edge.share * price_at(model, price_of(model, model.facilities[edge.from].makes));
  }
  return share > 0 ? sum / share : price_at(model, price_of(model, input.what));
}

// Sets prices until none moves; `priced` says what a product's is at the costs there are, or nothing.
template <class Priced>
bool settle(Model& model, const WorldGraph& graph, Costs which, const Priced& priced) {
  for (int round = 0; round < kMostPricings; ++round) {
    const auto costs = input_costs(model, graph, which);
    double worst = 0;
    for (std::size_t k = 0; k < costs.size(); ++k) {
      if (!costs[k]) continue;
      const std::optional<double> next = priced(k, *costs[k]);
      if (!next) continue;
      const double price = price_at(model, k);
      worst = std::max(worst, std::fabs(*next - price) / std::max(std::fabs(price), 1e-300));
      set_price(model, k, *next);
    }
    if (worst < kSteadyPrice) return true;
  }
  return false;
}

}  // namespace

std::size_t prices_in(const Model& model) {
  return model.products.size() + model.markets.size();
}

double price_at(const Model& model, std::size_t price) {
  return number_at(model, price).value;
}

std::vector<std::optional<double>> input_costs(const Model& model, const WorldGraph& graph, Costs which) {
  std::vector<double> cost(prices_in(model), 0.0);
  std::vector<double> made(cost.size(), 0.0);
  for (std::uint32_t f = 0; f < model.facilities.size(); ++f) {
    const Facility& facility = model.facilities[f];
    if (graph[f].starts <= 0 || !facility.recipe.valid() || facility.joined) continue;
    const Recipe& recipe = model.recipes[facility.recipe.value];
    const RegionIx region = model.sites[facility.site.value].region;
    double unit = 0;
    for (const Input& input : recipe.inputs) {
      if (!holds_in(input, region) || input.what.product == facility.makes.product) continue;  // who passes on
      unit += input.per.value / recipe.yield.value * paid_for(model, graph, f, input);
    }
    if (unit <= 0) continue;
    const std::size_t k = price_of(model, facility.makes);
    const double output = which == Costs::kMean ? graph[f].starts * recipe.yield.value : 1.0;
    made[k] = which == Costs::kMean ? made[k] + output : 1.0;
    cost[k] = which == Costs::kMean ? cost[k] + output * unit : std::max(cost[k], unit);
  }
  std::vector<std::optional<double>> unit(cost.size());
  for (std::size_t k = 0; k < unit.size(); ++k) {
    if (made[k] > 0) unit[k] = cost[k] / made[k];
  }
  return unit;
}

bool reprice(Model& model, const Model& tables, const WorldGraph& graph) {
  const auto then = input_costs(tables, graph, Costs::kMean);
  return settle(model, graph, Costs::kMean, [&](std::size_t k, double cost) {
    return then[k] ? std::optional{price_at(tables, k) * (cost / *then[k])} : std::nullopt;
  });
}

bool reprice(Model& model, std::span<const std::optional<double>> value_added, const WorldGraph& graph) {
  return settle(model, graph, Costs::kDearest, [&](std::size_t k, double cost) {
    return value_added[k] ? std::optional{cost + *value_added[k]} : std::nullopt;
  });
}

}  // namespace fabshock
