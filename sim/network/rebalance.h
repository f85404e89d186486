// Balances the flows of a world anew whose model was moved to a later date (scenario/advance.h): who buys how much from
// whom, now that needs, recipes and capacities are others.
//
// Products of which a trend names a capacity: their makers share what is asked for, T_i = min(0.98 K_i, theta u_i K_i),
// u_i the use in the tables (of who is new the mean of all makers), one theta for a product, so that they add up. Flows
// are fitted to these rows, and to what users take as columns, by iterative proportional fitting of the tables' flows:
// the RAS method by which input-output tables are brought up to date [Stone 1961; Bacharach 1970]. A lane that carried
// nothing because its maker is new begins with its maker's part of the product. What a user takes of each variant stays
// in proportion. Where lanes do not allow a row its total, what users take is kept and the row is not.
//
// All other products keep pace: their makers' capacity grows with what is asked of them, and shares stay.
// Finite reserves are less by what was used since the tables' date, at the mean of the use then and now.
#pragma once
#include "network/world_graph.h"

namespace fabshock {

// What makers start a day in the tables, by vertex of the graph drawn from them.
std::vector<double> starts_of(const WorldGraph& graph);

// graph: drawn from the moved model. Fills shares, `starts` and `flow`; sets capacities and reserves of the model.
// Errors: a product of which more is asked for than its makers can make; a reserve that is used up and still drawn on.
void rebalance(WorldGraph& graph, Model& model, const Model& tables, const std::vector<double>& starts_then,
               Diagnostics& diagnostics);

}  // namespace fabshock
