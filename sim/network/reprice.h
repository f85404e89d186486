// Prices of a world that was moved to a later date. Where a trend has a chip take more of its inputs, it is a larger
// chip, and sold for more: every product's markup over what its inputs cost stays that of the tables [full-cost
// pricing: Hall and Hitch 1939; with all technical coefficients it is Leontief's price model with value added as a
// share].
//   p'_k = p_k (sum of a'_jk p'_j) / (sum of a_jk p_j)
// a of the tables and a' of the epoch: inputs for a unit of good output, in the mean of its makers by output at the
// epoch. What has no inputs keeps its price.
#pragma once
#include "network/world_graph.h"

namespace fabshock {

void reprice(Model& model, const Model& tables, const WorldGraph& graph);

}  // namespace fabshock
