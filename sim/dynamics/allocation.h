// Allocation: finished stock F over the backlogs B_e of the lanes, when it does not suffice for all of them
// [Cachon & Lariviere 1999]:
//   proportional  a_e = F B_e / sum B, the remainder of whole quanta to the largest fractions, ties by lane
//   priority      lower tier first, proportional within a tier
//   linear        a_e = B_e - (sum B - F)/n over those who get anything
//   uniform       a_e = min(B_e, lambda), sum a_e = F
// Closed lanes take no part beyond what their leak allows.
#pragma once
#include <span>

#include "dynamics/sim.h"

namespace fabshock::allocation {

// Allocates and departs. Called once a step, or when a continuous facility has something to ship.
void depart(const Sim& sim, std::uint32_t n, std::int64_t tick);

// Splits `available` over `wants` by the rule; sum(result) == min(available, sum(wants)), 0 <= result <= wants.
// scratch: room to work in, of which wants and result may lie in `wants` and `gets`.
void split(Allocation rule, Quanta available, std::span<const Quanta> wants, std::span<const std::int32_t> tiers,
           std::span<Quanta> result, Scratch& scratch);

}  // namespace fabshock::allocation
