// Why is this entity short on that day? The run is repeated with a history of every step; from the entity and the day,
// the constraint that bound is walked back through stocks, lanes and lines, each at the time its effect was caused,
// until something is found that no other node caused: a disruption, a capacity, a reserve that ran out.
#pragma once
#include <iosfwd>
#include <string>

#include "base/diagnostics.h"
#include "network/network.h"
#include "scenario/scenario.h"

namespace fabshock {

// An error, with a hint, if no facility, need or market has this name.
void check_entity(const Network& network, const std::string& entity, Diagnostics& diagnostics);

// tick: of the day. Prints one line a link of the chain.
void explain_shortage(std::ostream& out, const Network& network, const Scenario& scenario, std::uint64_t seed,
                      const std::string& entity, std::int64_t tick);

// The same of a market: what its price is made of, then the chain of the maker that is furthest below normal.
void explain_market(std::ostream& out, const Network& network, const Scenario& scenario, std::uint64_t seed,
                    std::uint32_t market, std::int64_t tick);

}  // namespace fabshock
