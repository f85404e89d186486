// Who makes what: shares of capacity, output and sales of each product by country, by owner and by the bloc where the
// owner is at home, and how concentrated output is (Herfindahl-Hirschman index, the sum of squared shares, 0..1).
// A class of products that are counted in one unit is a product here too. Who only holds stocks makes nothing.
#pragma once
#include <vector>

#include "results/measures.h"

namespace fabshock {

// Output and sales over the run, capacity (of good output) at its end. Shares under a thousandth have no row.
std::vector<MeasureRow> concentration_measures(const Network& network, const RunRecord& run);

}  // namespace fabshock
