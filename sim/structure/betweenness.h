// Betweenness [Freeman 1977; Brandes 2001]: through how many of the shortest ways between two firms a facility is
// passed, over all pairs of other firms that trade, most of which have no way between them. A purchase is as long as
// -ln(share of the buyer's intake), so that a way is short where each buyer gets much of what he needs from the one
// before; ways alike are told apart by their steps.
#pragma once
#include <vector>

#include "structure/trade.h"

namespace fabshock::structure {

std::vector<double> betweenness(const Trade& trade);  // by facility, 0 to 1

}  // namespace fabshock::structure
