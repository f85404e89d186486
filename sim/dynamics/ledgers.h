// The eight identities, checked with == against the state a run began with:
//   1 I = I0 + received - consumed - lost      5 B = B0 + ordered - shipped - cancelled
//   2 F = F0 + good - shipped - lost           6 demand = served + lost + change of waiting
//   3 W = W0 + started - good - scrap          7 payments out = payments in, tariffs among them
//   4 T = T0 + shipped - arrived - seized      8 tools delivered = installed + stock (no tools in this model yet)
// and besides them: what is under way is what the rings hold, what is in process is what the lots hold, what leaves one
// ledger enters the next, and a reserve falls by what was drawn.
#pragma once
#include <string>
#include <vector>

#include "dynamics/state.h"

namespace fabshock {

// Empty if all hold; otherwise one line for each that does not, naming entity and figures.
std::vector<std::string> broken_ledgers(const Network& network, const State& initial, const State& state);

}  // namespace fabshock
