#include "network/reprice.h"

#include <algorithm>
#include <cmath>

#include "scenario/advance.h"

namespace fabshock {
namespace {

constexpr double kSteadyPrice = 1e-12;
constexpr int kMostPricings = 1000;

// Sets prices until none moves; `priced` says what a product's is at the costs there are, or nothing.
template <class Priced>
void settle(Model& model, const WorldGraph& graph, Costs which, const Priced& priced) {
  for (int round = 0; round < kMostPricings; ++round) {
    const auto costs = input_costs(model, graph, which);
    double worst = 0;
    for (std::uint32_t k = 0; k < model.products.size(); ++k) {
      if (!costs[k]) continue;
      const std::optional<double> next = priced(k, *costs[k]);
      if (!next) continue;
      Number& price = model.products[k].price;
      worst = std::max(worst, std::fabs(*next - price.value) / std::max(std::fabs(price.value), 1e-300));
      set_value(price, *next);
    }
    if (worst < kSteadyPrice) return;
  }
}

}  // namespace

std::vector<std::optional<double>> input_costs(const Model& model, const WorldGraph& graph, Costs which) {
  std::vector<double> cost(model.products.size(), 0.0);
  std::vector<double> made(model.products.size(), 0.0);
  for (std::uint32_t f = 0; f < model.facilities.size(); ++f) {
    const Facility& facility = model.facilities[f];
    if (graph[f].starts <= 0 || !facility.recipe.valid() || facility.joined) continue;
    const Recipe& recipe = model.recipes[facility.recipe.value];
    const RegionIx region = model.sites[facility.site.value].region;
    double unit = 0;
    for (const Input& input : recipe.inputs) {
      if (!holds_in(input, region) || input.what.product == facility.makes.product) continue;  // who passes on
      unit += input.per.value / recipe.yield.value * model.products[input.what.product.value].price.value;
    }
    if (unit <= 0) continue;
    const std::uint32_t k = facility.makes.product.value;
    const double output = which == Costs::kMean ? graph[f].starts * recipe.yield.value : 1.0;
    made[k] = which == Costs::kMean ? made[k] + output : 1.0;
    cost[k] = which == Costs::kMean ? cost[k] + output * unit : std::max(cost[k], unit);
  }
  std::vector<std::optional<double>> unit(model.products.size());
  for (std::size_t k = 0; k < unit.size(); ++k) {
    if (made[k] > 0) unit[k] = cost[k] / made[k];
  }
  return unit;
}

void reprice(Model& model, const Model& tables, const WorldGraph& graph) {
  const auto then = input_costs(tables, graph, Costs::kMean);
  settle(model, graph, Costs::kMean, [&](std::uint32_t k, double cost) {
    return then[k] ? std::optional{tables.products[k].price.value * (cost / *then[k])} : std::nullopt;
  });
}

void reprice(Model& model, std::span<const std::optional<double>> value_added, const WorldGraph& graph) {
  settle(model, graph, Costs::kDearest, [&](std::uint32_t k, double cost) {
    return value_added[k] ? std::optional{cost + *value_added[k]} : std::nullopt;
  });
}

}  // namespace fabshock
