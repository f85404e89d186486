// Lead times as buyers see them: how much they have on order with a supplier who is late (part of sourcing.h).
//
//   quoted     L = (backlog - (F - F*)) / output, output smoothed over 14 d and never shipments, which can be zero
//   on order   s_e D (L_e + xi L), L_e + xi L at most 2.5 times L_e and a step [partial feedback, Sterman 2000]
//
// Default: xi 0 (`lead_time_feedback`), 0.8 where buyers order by quoted lead times. Units: L, L_e [steps]; D [quanta a
// step]. Exact: with a backlog and Q output, D demand, the backlog feeds itself from xi = Q/D on. Switch `lead_times`.
#pragma once
#include "dynamics/sim.h"

namespace fabshock::lead_times {

// Follows what an input's suppliers make; from when somebody first looks, once a step.
void look_at_suppliers(const Sim& sim, std::uint32_t slot);
// Steps of use that are on order with a lane, or under way, at a review.
double steps_on_order(const Sim& sim, std::uint32_t lane);

}  // namespace fabshock::lead_times
