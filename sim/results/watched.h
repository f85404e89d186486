// The series over time that a scenario's observations are of: recorded in every step, whatever else is recorded.
#pragma once
#include <vector>

#include "results/series.h"

namespace fabshock {

// Sorted, each once; none where the scenario has no observations.
std::vector<Series> watched_series(const Network& network, const Scenario& scenario);
// By observation: those of them that it is the sum of; none where nothing is so called or has such a measure.
std::vector<std::vector<std::uint32_t>> watched_columns(const Network& network, const Scenario& scenario);
// Tells of observations of nothing, and of sums of what cannot be summed.
void check_observed(const Network& network, const Scenario& scenario, Diagnostics& diagnostics);

}  // namespace fabshock
