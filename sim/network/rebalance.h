// Balances the flows of a world anew whose model was moved to a later date (scenario/advance.h): who buys how much from
// whom, now that needs, recipes and capacities are others.
//
// Products of which a trend names a capacity: their makers fall into parts that share users, directly or by others. In
// each part they share what is asked for, T_i = min(0.98 K_i, theta u_i K_i), one theta, and flows are fitted to that
// from the tables' shares (share_out.h). u K: what was used in the tables and what is used of each addition (its
// trend's `use`, else the facility's, its group's, 0.9). Who has no capacity has no limit. A finite stock with a trend
// gives what that says; a stock holder keeps its share of what each of its users takes. A plant that is new has the
// pattern of its group, by capacity; an input that is new is bought of makers by their output.
//
// All other products keep pace: their makers' capacity grows with what is asked of them, and shares stay.
//
// Demand with a `supply_bound` is cut by one factor for all with the same list, at most 1, so that its products
// suffice. Finite reserves are less by what was used since the tables' date: of the trend's path, or at the mean of
// then and now.
#pragma once
#include "network/world_graph.h"

namespace fabshock {

// starts_then: a day in the tables, by vertex of the graph drawn from them.
// graph: drawn from the moved model. Fills shares, `starts` and `flow`; sets capacities, reserves and cut rates of the
// model. Errors: a product of which more is asked for than its makers can make; a reserve that is used up and still
// drawn on; flows that do not settle.
void rebalance(WorldGraph& graph, Model& model, const Model& tables, const std::vector<double>& starts_then,
               Diagnostics& diagnostics);

}  // namespace fabshock
