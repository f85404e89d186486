#include "base/math.h"
#include "network/controls.h"
#include "network/freeze.h"

namespace fabshock {
namespace {

// By what a supplier who is short tells its lanes apart.
void rank_lanes(Network& net, std::uint32_t n) {
  for (const std::uint32_t l : net.out(n)) {
    LaneInfo& lane = net.lane_info[l];
    lane.bid = det_pow(net.law(lane.to).bid, net.law(n).bid_weight);
    net.nodes[n].contracts = net.nodes[n].contracts || lane.contracted > 0;
  }
}

// Of the input that a lane leads to; of a user that is not built, when all of it is.
double usual_intake(const Network& net, const LaneInfo& lane) {
  const NodeParams& user = net.nodes[lane.to];
  if (!user.planned) return static_cast<double>(net.slot_info[lane.slot].intake0);
  return static_cast<double>(user.capacity) * net.slots[lane.slot].per_value;
}

// The lanes by which a supplier could serve whom it does not, and how much all of these take in.
void find_untried(const Blueprint& plan, Network& net, std::uint32_t n) {
  const NodeParams& node = net.nodes[n];
  const bool can = plan.switches.qualification && net.sourcing.switches && !node.continuous && !node.service &&
                   node.capacity != kUnlimited;
  double intake = 0;
  for (const std::uint32_t l : net.out(n)) {
    LaneInfo& lane = net.lane_info[l];
    SlotInfo& slot = net.slot_info[lane.slot];
    lane.untried = lane.untried && can && slot.reacts && usual_intake(net, lane) > 0;
    if (!lane.untried) continue;
    slot.has_untried = net.qualifies = true;
    net.nodes[lane.to].may_rest = false;
    intake += usual_intake(net, lane);
  }
  for (const std::uint32_t l : net.out(n)) {
    if (net.lane_info[l].untried && intake > 0) net.lane_info[l].reach = 1.0 / intake;
  }
}

void find_expansion(const Blueprint& plan, Network& net, std::uint32_t n) {
  const NodeParams& node = net.nodes[n];
  const ExpansionLaw law = expansion_of(plan.controls[n]);
  const bool can = plan.switches.expansion && node.active && !node.continuous && !node.service && !node.finite &&
                   node.capacity != kUnlimited;
  if (can && law.size > 0) net.expands.push_back({n, law});
}

}  // namespace

void freeze_choices(const Blueprint& plan, Network& net) {
  for (std::uint32_t n = 0; n < net.facilities; ++n) rank_lanes(net, n);
  for (std::uint32_t n = 0; n < net.facilities; ++n) find_untried(plan, net, n);
  for (std::uint32_t n = 0; n < net.facilities; ++n) find_expansion(plan, net, n);
}

}  // namespace fabshock
