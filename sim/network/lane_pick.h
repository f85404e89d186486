// Which lanes a scenario's pick of them means.
#pragma once
#include "network/network.h"

namespace fabshock {

bool selects(const Network& network, const Selector& selector, std::uint32_t node);
bool picks(const Network& network, const LanePick& pick, std::uint32_t lane);

// Every pick of a scenario must pick some lane.
void check_lane_picks(const Network& network, const Scenario& scenario, Diagnostics& diagnostics);

}  // namespace fabshock
