// Expansion: makers who build because they are full and their goods are dear, and are late.
//
//   decide   use u = starts/(K + s K_p), smoothed over 28 d, at least u_h [0.95], and the price of what it sells at
//            least p_h [1.1] times that of the start, for T [180 d] without a break: a step of size k [of the capacity
//            at the baseline] is decided; to decide another, all must hold for T again
//            K_p what is decided and not yet there, s [0.5] how much of it a maker reckons with: at 0 everybody builds
//            for the same shortage as if nobody else did [capacity cycles: Sterman 2000, ch. 20]
//   build    from a lead time L [2 y] after the decision on, over a ramp [1 y], by equal steps a week
//   most     all steps together at most m [1] times the capacity at the baseline
//
// A subsidy lowers p_h (subsidy.h). Off unless a facility, or a rule of defaults, gives `expansion: {size: ...}`.
// Makers look once a week. What is built stays, so that a shortage that is over leaves more capacity than there was.
// Evidence: lead times from industry; u_h, p_h, T, s: assumptions.
#pragma once
#include "dynamics/disruption.h"

namespace fabshock::expansion {

ExpansionState initial(const Network& network);
// A week of all makers that may expand. Decisions put their first step on the queue.
void review(const Sim& sim, const ShockPlan* plan, std::int64_t tick);
// A week of a decision that is being built. Returns whether it is the first.
bool build(const Sim& sim, const ShockPlan* plan, std::uint32_t decision, std::int64_t tick);

}  // namespace fabshock::expansion
