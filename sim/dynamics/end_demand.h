// End demand as it is heard up the chain: the deviation of what sinks want, exploded through the recipes to the output
// of every facility, d = Y^-1-weighted sum over its lanes of what their users want, from the users to the suppliers in
// one pass (and again until it settles, where recipes form a circle). In whole baseline quanta's ratios, so that it
// agrees with what the lanes carry.
#pragma once
#include "dynamics/sim.h"

namespace fabshock::end_demand {

// Of this step, for every node, each as late as it hears of it; called when end demand moves.
void explode(const Sim& sim, std::int64_t tick);

}  // namespace fabshock::end_demand
