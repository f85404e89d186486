// Transport: what departs on a lane waits in a ring, one cell a step, until the buyer's intake of the step it arrives
// in. A continuous buyer has a cell a tick and an event for each arrival. Goods that are held stand still; what is
// seized is booked as such. In-transit ledger: T = T0 + shipped - arrived - seized.
// Units: T [quanta], transit [h, in whole steps of the buyer, rounded up]. Defaults: by mode, handling 0, detour 1.
// Source: all in the model; door-to-door times of forwarders for air and sea, else assumptions
// (docs/theory/transport.md).
//
// A supplier that ships all it owes touches none of its lanes: it stamps the step, and each buyer books its own lanes
// at its next intake, where they lie side by side. Whoever looks in between settles first.
#pragma once
#include "dynamics/sim.h"

namespace fabshock::transport {

// Books what has departed to node n, and takes in what arrives there in the current step, on all its lanes.
void intake(const Sim& sim, std::uint32_t n);
// Takes in what arrives on one lane of a continuous buyer at this tick.
void arrive(const Sim& sim, std::uint32_t lane, std::int64_t tick);
// Puts a quantity on the lane. Stock and backlog are the caller's to book.
void ship(const Sim& sim, std::uint32_t lane, Quanta quantity, std::int64_t tick);
// Books all departures in full that buyers have not yet booked.
void settle(const Sim& sim);
// From now on, departures take `transit` ticks.
void set_transit(const Sim& sim, std::uint32_t lane, std::int64_t transit);
// All that is under way stands still until it is released; what departs meanwhile (a leak) does not.
void hold(const Sim& sim, std::uint32_t lane, std::int64_t tick);
void release(const Sim& sim, std::uint32_t lane, std::int64_t tick);
// All that is under way is lost.
Quanta seize_in_transit(const Sim& sim, std::uint32_t lane);

}  // namespace fabshock::transport
