// The network on which the peers of this program were measured: 10 sectors x N/10 regions; every firm buys from 3 other
// sectors through 5 suppliers (2 + 2 + 1), 0.1 a unit from each, and sells 1 a day to its region's consumer; lanes take
// 1 to 14 days; the baseline is the Leontief fixed point. One firm is down for six months.
#pragma once
#include <cstdint>
#include <vector>

#include "scenario/scenario.h"

namespace fabshock::bench {

struct PeerLane {
  std::uint32_t from = 0, to = 0;
  int input = 0;  // 0..2
  int days = 1;
};

struct PeerNetwork {
  std::uint32_t firms = 0;
  std::vector<PeerLane> lanes;  // five a firm
};

PeerNetwork peer_network(std::uint32_t firms);
// The same as a scenario of this program: 1,826 days, firm 0 down from day 100 to day 283.
Scenario peer_scenario(const PeerNetwork& peers);
// Prices for all products, needs that answer to them; with these everything else that buyers and markets do is on.
void add_behaviour(Model& model);

}  // namespace fabshock::bench
