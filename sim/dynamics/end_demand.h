// End demand as it is heard up the chain: the deviation of what sinks want, exploded through the recipes to the output
// of every facility: d = sum over its lanes of s_e (intake/output of the user) d_user, from users to suppliers in one
// pass a step. Where recipes form a circle, what goes round it is that of the step before: it settles in a few steps.
// With the shares that users have now (sourcing.h), and in ratios of whole baseline quanta, as the lanes carry.
// Units: d [quanta a step]; at most 100 times the usual, a choice. Default: heard without delay, with the weight chi
// 0.8 (ordering.h). Source: Leontief's explosion, in deviations [Miller & Blair 2009]; that firms hear it: assumption.
#pragma once
#include "dynamics/sim.h"

namespace fabshock::end_demand {

// Of this step, for every node, each as late as it hears of it; called when end demand moves.
void explode(const Sim& sim, std::int64_t tick);

}  // namespace fabshock::end_demand
