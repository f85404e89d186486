#include "results/exposure.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace fabshock {
namespace {

const std::string& bloc_of_node(const Network& net, std::uint32_t n) {
  return name_of_bloc(net.model.regions[net.region_of(n).value]);
}

// Of what a node with these suppliers would make.
double left_of(const Network& net, const std::vector<double>& left, std::uint32_t n) {
  double least = 1;
  for (std::uint32_t s = net.nodes[n].slot_begin; s < net.nodes[n].slot_end; ++s) {
    const SlotInfo& slot = net.slot_info[s];
    if (slot.intake0 == 0 || slot.criticality == Criticality::kNonCritical) continue;
    double supplied = 0;
    for (std::uint32_t l = net.slots[s].in_begin; l < net.slots[s].in_end; ++l) {
      supplied += static_cast<double>(net.lanes[l].flow0) * left[net.lane_from[l]];
    }
    supplied /= static_cast<double>(slot.intake0);
    const double weight = slot.criticality == Criticality::kCritical ? 1.0 : slot.weight;
    least = std::min(least, 1 - weight + weight * std::min(supplied, 1.0));
  }
  return least;
}

}  // namespace

std::vector<double> left_without(const Network& net, std::string_view bloc) {
  std::vector<double> left(net.size(), 1.0);
  for (std::uint32_t n = 0; n < net.facilities; ++n) {
    if (bloc_of_node(net, n) == bloc) left[n] = 0;
  }
  // Once through the suppliers in order is enough but for circles, which fall towards their limit.
  constexpr double kSettled = 1e-9;
  constexpr int kMostRounds = 1000;
  double change = 1;
  for (int round = 0; round < kMostRounds && change > kSettled; ++round) {
    change = 0;
    for (const std::uint32_t n : net.supply_order) {
      if (left[n] == 0) continue;
      const double now = std::min(left[n], left_of(net, left, n));
      change = std::max(change, left[n] - now);
      left[n] = now;
    }
  }
  for (std::uint32_t n = net.facilities; n < net.size(); ++n) left[n] = left_of(net, left, n);
  return left;
}

ExposureMeasures::ExposureMeasures(const Network& net) {
  const std::vector<double> worth = worth_of_sinks(net);
  std::set<std::string_view> blocs;
  for (const Region& region : net.model.regions) blocs.insert(name_of_bloc(region));
  struct Sum {
    double all = 0, left = 0;
  };
  using Text = std::string_view;
  std::map<std::tuple<Text, Text, Text>, Sum> sums;  // whose needs, on whose plants, kind
  for (const Text on : blocs) {
    const std::vector<double> left = left_without(net, on);
    for (std::uint32_t i = 0; i < net.sinks.size(); ++i) {
      const std::uint32_t n = net.facilities + i;
      if (bloc_of_node(net, n) == on) continue;
      const double value = static_cast<double>(net.nodes[n].good0) * worth[i];
      for (const Text kind : {Text{}, Text{net.model.needs[net.sinks[i].need.value].kind}}) {
        Sum& sum = sums[{bloc_of_node(net, n), on, kind}];
        sum.all += value;
        sum.left += value * left[n];
      }
    }
  }
  const auto add = [&](Text measure, Text first, Text second, Text kind, double value) {
    rows_.push_back({measure, std::string(first).append("-").append(second), kind, value});
  };
  constexpr double kWorthARow = 5e-4;
  for (const auto& [who, sum] : sums) {
    const auto& [of, on, kind] = who;
    const double exposed = sum.all > 0 ? 1 - sum.left / sum.all : 0.0;
    if (exposed > kWorthARow) add("exposure", of, on, kind, exposed);
    const auto back = sums.find({on, of, kind});
    const bool needs_nothing = back == sums.end() || back->second.all <= 0;
    const double leverage = exposed - (needs_nothing ? 0.0 : 1 - back->second.left / back->second.all);
    // Who are exposed to one another alike have no leverage, which is said; of others the one that has it has the row.
    if (exposed > kWorthARow && leverage > -kWorthARow) {
      add("leverage", on, of, kind, std::max(0.0, leverage));
    }
  }
}

void ExposureMeasures::add(std::vector<MeasureRow>& rows) const {
  for (const Row& row : rows_) rows.push_back({row.measure, row.pair, row.kind, row.value, "1"});
}

}  // namespace fabshock
