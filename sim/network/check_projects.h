// Whether the projects of a scenario can be built in its network, and for whom.
#pragma once
#include "network/network.h"

namespace fabshock {

// Errors: a facility that makes a service, or acts order by order. A warning: one that nobody can come to buy from.
void check_projects(const Network& network, const Scenario& scenario, Diagnostics& diagnostics);

}  // namespace fabshock
