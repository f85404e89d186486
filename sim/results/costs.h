// What remedies cost: building, stocks, and what a scenario says of its own.
#pragma once
#include <vector>

#include "results/measures.h"

namespace fabshock {

// What stockpile policies have their buyers hold, beyond what they hold else, is worth at baseline prices [currency];
// by region. Of a policy whose severity moves, at its full one. Not what buyers lay in of their own accord.
std::vector<double> stockpile_values(const Network& network, const Scenario& scenario);

// building_cost and subsidies by facility, up to the end of a run [ticks] (dynamics/subsidy.h).
std::vector<MeasureRow> building_measures(const Network& network, const std::vector<Build>& builds, std::int64_t end);

// The same; stockpile_value by region; remedy_cost, the sum of what was built, what stocks are worth and the scenario's
// own `cost`. Rows only where there is any.
std::vector<MeasureRow> cost_measures(const Network& network, const Scenario& scenario,
                                      const std::vector<Build>& builds, std::int64_t end);

}  // namespace fabshock
