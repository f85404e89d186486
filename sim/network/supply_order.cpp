#include <algorithm>

#include "network/freeze.h"

namespace fabshock {

void find_supply_order(Network& net) {
  struct Visit {
    std::uint32_t node, next, end;  // lanes still to be looked at
  };
  std::vector<std::uint8_t> seen(net.size(), 0);
  std::vector<Visit> open;
  const auto visit = [&](std::uint32_t n) {
    if (std::exchange(seen[n], std::uint8_t{1}) != 0) return;
    const auto [begin, end] = net.in(n);
    open.push_back({n, begin, end});
  };
  for (std::uint32_t n = 0; n < net.facilities; ++n) {
    visit(n);
    while (!open.empty()) {
      if (open.back().next < open.back().end) {
        visit(net.lane_info[open.back().next++].from);
        continue;
      }
      net.supply_order.push_back(open.back().node);
      open.pop_back();
    }
  }
  for (const LaneInfo& lane : net.lane_info) {
    net.lane_from.push_back(lane.from);
    net.lane_to.push_back(lane.to);
  }
}

}  // namespace fabshock
