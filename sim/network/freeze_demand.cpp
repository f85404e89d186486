#include <algorithm>
#include <limits>

#include "network/freeze.h"

namespace fabshock {
namespace {

constexpr double kMostWanted = 100;  // times the usual: moved shares can make a circle that feeds itself

// What a node makes at the baseline; one that makes nothing yet, when it is built.
double largest(const NodeParams& node) {
  const Quanta most = node.active || node.capacity == kUnlimited ? node.good0 : node.capacity;
  return static_cast<double>(std::max<Quanta>(1, most));
}

DemandSweep::Node bounds_of(const Network& net, std::uint32_t n) {
  constexpr double kAny = std::numeric_limits<double>::infinity();
  const NodeParams& node = net.nodes[n];
  if (node.sink) return {n, 0, -kAny, kAny};
  return {n, 0, -static_cast<double>(node.good0), kMostWanted * largest(node)};  // nobody wants less than nothing
}

void add_node(Network& net, std::uint32_t n, const std::vector<std::uint32_t>& place_of) {
  DemandSweep& sweep = net.sweep;
  sweep.nodes.push_back(bounds_of(net, n));
  const NodeParams& node = net.nodes[n];
  for (std::uint32_t s = node.slot_begin; s < node.slot_end; ++s) {
    const SlotParams& slot = net.slots[s];
    for (std::uint32_t l = slot.in_begin; l < slot.in_end; ++l) {
      const std::uint32_t from = net.lane_from[l];
      const auto at = static_cast<std::uint32_t>(sweep.asks.size());
      const bool back = !node.sink && place_of[from] >= place_of[n];
      if (back) sweep.back.push_back({at, from, n});
      sweep.place[l] = at;
      sweep.asks.push_back(back ? static_cast<std::uint32_t>(net.size()) : from);
      sweep.per.push_back(net.lanes[l].share * slot.use_ratio);
    }
  }
  sweep.nodes.back().end = static_cast<std::uint32_t>(sweep.asks.size());
}

}  // namespace

void freeze_demand(Network& net) {
  std::vector<std::uint32_t> place_of(net.facilities);
  for (std::uint32_t i = 0; i < net.supply_order.size(); ++i) place_of[net.supply_order[i]] = i;
  net.sweep.place.resize(net.lanes.size());
  for (std::uint32_t n = net.facilities; n < net.size(); ++n) add_node(net, n, place_of);
  for (auto n = net.supply_order.rbegin(); n != net.supply_order.rend(); ++n) add_node(net, *n, place_of);
  for (std::uint32_t n = 0; n < net.size(); ++n) {
    net.hears_at.push_back(static_cast<std::uint32_t>(net.law(n).delay_index));
  }
  const auto grows = [](const SinkParams& s) { return s.has_calendar(); };
  const auto answers = [](const SinkParams& s) { return s.elasticity != 0.0; };
  net.demand_grows = std::any_of(net.sinks.begin(), net.sinks.end(), grows);
  // What goes round a circle takes a step for each round.
  net.demand_moves = net.demand_grows || !net.sweep.back.empty() || !net.needs.empty() || !net.recyclers.empty() ||
                     std::any_of(net.sinks.begin(), net.sinks.end(), answers);
}

}  // namespace fabshock
