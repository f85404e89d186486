// Prices that follow what goes into a product: costs of inputs for a unit of good output, a_jk of a recipe over its
// yield, of makers that have inputs and were there in the tables.
#pragma once
#include <optional>
#include <span>

#include "network/world_graph.h"

namespace fabshock {

enum class Costs : std::uint8_t { kMean, kDearest };  // in the mean of its makers by output; of the one whose cost most

// Prices that a model gives: of its products, by index, and after them of `markets` that have their own.
std::size_t prices_in(const Model& model);
double price_at(const Model& model, std::size_t price);

// [currency/unit], by price; none where nothing is made, or nothing goes in.
std::vector<std::optional<double>> input_costs(const Model& model, const WorldGraph& graph, Costs which);

// Of a world that was moved to a later date. Where a trend has a chip take more of its inputs, it is a larger chip, and
// sold for more: every product's markup stays that of the tables [full-cost pricing: Hall and Hitch 1939; with all
// coefficients it is Leontief's price model with value added as a share].
//   p'_k = p_k c'_k / c_k, c the mean in the tables, c' that with the amounts and the prices of the epoch; by output
//   then. False where prices do not settle: goods that need one another, dearer with every turn.
bool reprice(Model& model, const Model& tables, const WorldGraph& graph);

// p_k = c_k + v_k with v_k given, where it is, c the dearest maker's: who sells above his costs goes on to.
bool reprice(Model& model, std::span<const std::optional<double>> value_added, const WorldGraph& graph);

}  // namespace fabshock
