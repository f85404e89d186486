// Rest: where nothing changes, nothing is scheduled. A sink whose demand is constant, whose state is the baseline's and
// to which only the baseline's flow is under way would do the same every step. It has no events until a supplier does
// not ship it all it orders, or a disruption touches a lane of it. Meanwhile its suppliers take its standing orders for
// posted and book what they ship in `shipped` alone; all else is brought up to date when somebody looks (settle). A run
// with rest passes through the same states as one without (tests/property).
#pragma once
#include "dynamics/sim.h"

namespace fabshock::rest {

// Called when a sink's step is done: lays it to rest if it can rest.
bool begin(const Sim& sim, std::uint32_t n);
// Puts a sink that rests back among the others. `phase`: the one that wakes it.
void wake(const Sim& sim, std::uint32_t n, std::int64_t tick, Phase phase);
// Brings all that rest up to date, as after the demand of `step`.
void settle(const Sim& sim, std::int64_t step);

// The last step of which the demand lies before or in this phase of this tick.
std::int64_t demand_step(const Network& net, std::int64_t tick, Phase phase);

}  // namespace fabshock::rest
