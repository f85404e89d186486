#include "network/reprice.h"

#include <cmath>
#include <vector>

#include "scenario/advance.h"

namespace fabshock {
namespace {

constexpr double kSettled = 1e-12;
constexpr int kMostRounds = 1000;

double price_in(const Model& model, ProductIx product) {
  return model.products[product.value].price.value;
}

// What the inputs of all that is made of each product cost a day.
std::vector<double> costs(const Model& model, const Model& prices, const WorldGraph& graph) {
  std::vector<double> cost(model.products.size(), 0.0);
  for (std::uint32_t f = 0; f < model.facilities.size(); ++f) {
    const Facility& facility = model.facilities[f];
    if (!facility.recipe.valid() || graph[f].starts <= 0) continue;
    const Recipe& recipe = model.recipes[facility.recipe.value];
    const RegionIx region = model.sites[facility.site.value].region;
    double unit = 0;
    for (const Input& input : recipe.inputs) {
      if (holds_in(input, region)) unit += input.per.value / recipe.yield.value * price_in(prices, input.what.product);
    }
    cost[facility.makes.product.value] += unit * graph[f].starts;
  }
  return cost;
}

}  // namespace

void reprice(Model& model, const Model& tables, const WorldGraph& graph) {
  const std::vector<double> then = costs(tables, tables, graph);
  for (int round = 0; round < kMostRounds; ++round) {
    const std::vector<double> now = costs(model, model, graph);
    double worst = 0;
    for (std::uint32_t k = 0; k < model.products.size(); ++k) {
      if (then[k] <= 0 || now[k] <= 0) continue;
      Number& price = model.products[k].price;
      const double next = tables.products[k].price.value * (now[k] / then[k]);
      worst = std::max(worst, std::fabs(next / price.value - 1));
      set_value(price, next);
    }
    if (worst < kSettled) return;
  }
}

}  // namespace fabshock
