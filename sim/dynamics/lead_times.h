// Lead times as buyers see them: how much they have on order with a supplier who is late (part of sourcing.h).
//
//   owed       L* = (backlog - (F - F*)) / output, output smoothed over 14 d, at least half of the usual, and never
//              shipments, which can be zero
//   quoted     L <- L + (dt/tau_q)(L* - L): a supplier says what it has come to know [perceived delivery delay, Sterman
//              2000, ch. 17]; L* is 0 while no buyer is alert
//   on order   s_e D (L_e + xi L), xi L at most 1.5 times the usual lead time, L_e and a step and the time to make it
//              [partial feedback, Sterman 2000]
//
// Defaults: xi 0 (`lead_time_feedback`), above 0 where buyers order by quoted lead times; tau_q 0 (`quote_time`): at
// once. Units: L, L_e [steps]; D [quanta a step]. Exact: with tau_q = 0, a backlog and Q output, D demand, the backlog
// feeds itself from xi = Q/D on. Switch `lead_times`.
#pragma once
#include "dynamics/sim.h"

namespace fabshock::lead_times {

// Follows what an input's suppliers make; from when somebody first looks, once a step.
void look_at_suppliers(const Sim& sim, std::uint32_t slot);
// Has somebody asked it for a quote? Else nothing is known of its past.
inline bool quotes(const State& state, std::uint32_t node) {
  return !state.sourcing.looked.empty() && state.sourcing.looked[node] >= 0;
}
// What a facility quotes beyond the usual [steps].
double quoted(const Network& network, const State& state, std::uint32_t node);
// Steps of use that are on order with a lane, or under way, at a review.
double steps_on_order(const Sim& sim, std::uint32_t lane);

}  // namespace fabshock::lead_times
