#include <algorithm>

#include "network/freeze.h"

namespace fabshock {

void find_supply_order(Network& net) {
  struct Visit {
    std::uint32_t node, next, end;  // lanes still to be looked at
  };
  constexpr std::uint32_t kUnplaced = std::numeric_limits<std::uint32_t>::max();
  std::vector<std::uint32_t> place(net.size(), kUnplaced);
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
      const std::uint32_t done = open.back().node;
      open.pop_back();
      place[done] = static_cast<std::uint32_t>(net.supply_order.size());
      net.supply_order.push_back(done);
    }
  }
  for (std::uint32_t l = 0; l < net.lanes.size(); ++l) {
    const LaneInfo& lane = net.lane_info[l];
    net.lane_from.push_back(lane.from);
    net.lane_share.push_back(net.lanes[l].share);
    const bool back = lane.to < net.facilities && place[lane.from] >= place[lane.to];
    if (back) net.back_lanes.push_back(l);
    net.asks.push_back(back ? static_cast<std::uint32_t>(net.size()) : lane.from);
  }
}

}  // namespace fabshock
