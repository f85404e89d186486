// Cancelling what is no longer needed: phantom orders vanish when supply comes back [Armony & Plambeck 2005]. Of an
// input that is alert (sourcing.h) and what it waits for:
//
//   W = (n D + sum s_e D (L_e + xi L + R)) (1 + kappa_c) and what is hoarded
//   a seventh a day of min(unshipped orders, stock + orders + goods under way - W), and with each supplier of what is
//   more than s_e W
//
// Default: kappa_c 0.25 (`cancel_margin`), 7 d. Units: D [quanta a step]; n, L_e, L, R (the review period) [steps].
// Evidence: none for kappa_c and the 7 d. Switch `cancellation`.
#pragma once
#include "dynamics/sim.h"

namespace fabshock::cancellation {

// A step's look at an input.
void look(const Sim& sim, std::uint32_t slot);

}  // namespace fabshock::cancellation
