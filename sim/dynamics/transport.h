// Transport: what departs on a lane waits in a ring, one cell a step, until the buyer's intake of the step it arrives
// in. A continuous buyer has a cell a tick and an event for each arrival. Goods that are held stand still; what is
// seized is booked as such. In-transit ledger: T = T0 + shipped - arrived - seized.
#pragma once
#include <span>

#include "dynamics/sim.h"

namespace fabshock::transport {

// Takes in what arrives at node n in the current step, on all its lanes.
void intake(const Sim& sim, std::uint32_t n);
// Takes in what arrives on one lane of a continuous buyer at this tick.
void arrive(const Sim& sim, std::uint32_t lane, std::int64_t tick);
// Puts a quantity on the lane. Stock and backlog are the caller's to book.
void ship(const Sim& sim, std::uint32_t lane, Quanta quantity, std::int64_t tick);
// Ships the whole backlogs of lanes of which none has a flag of kUneven.
void ship_all(State& state, std::span<const std::uint32_t> lanes);
// From now on, departures take `transit` ticks.
void set_transit(const Sim& sim, std::uint32_t lane, std::int64_t transit);
// All that is under way stands still until it is released; what departs meanwhile (a leak) does not.
void hold(const Sim& sim, std::uint32_t lane, std::int64_t tick);
void release(const Sim& sim, std::uint32_t lane, std::int64_t tick);
// All that is under way is lost.
Quanta seize_in_transit(const Sim& sim, std::uint32_t lane);

}  // namespace fabshock::transport
