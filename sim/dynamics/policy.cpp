#include "dynamics/policy.h"

#include <algorithm>
#include <utility>

#include "dynamics/buffers.h"
#include "dynamics/end_demand.h"
#include "dynamics/payments.h"
#include "dynamics/qualification.h"
#include "dynamics/sourcing.h"

namespace fabshock::policy {
namespace {

double usual_flow(const Sim& sim, std::uint32_t l) {
  return static_cast<double>(qualification::usual_flow(sim, l));
}

// What every policy that is in force does to a lane.
void refresh_lane(const Sim& sim, const ShockPlan& plan, const ShockState& levels, std::uint32_t l) {
  PolicyState& policy = sim.state.policy;
  double permitted = disruption::permit_on(sim.net, plan, levels, l);
  bool bounded = permitted < 1.0;
  double tariff = 0;
  bool first = false;
  for (const std::uint32_t i : plan.by_lane[l]) {
    const Disruption& what = *plan.shocks[i].what;
    if (!what.policy || levels.lost[i] == 0) continue;
    if (what.type == DisruptionType::kLaneClosure) {
      permitted *= std::min(1.0, what.leak.value);
      bounded = true;
    }
    if (what.type == DisruptionType::kTariff) tariff += what.rise.value;
    if (what.type == DisruptionType::kPriority) first = true;
  }
  policy.permitted[l] = permitted;
  policy.bounded[l] = bounded ? 1 : 0;
  policy.tariff[l] = tariff;
  policy.first[l] = first ? 1 : 0;
}

// Of a slot's usual use, what its policies make it hold; where it is `filled` that is there at once.
void refresh_stock(const Sim& sim, const ShockPlan& plan, const ShockState& levels, std::uint32_t s, bool filled) {
  double steps = 0;
  for (std::uint32_t l = sim.net.slots[s].in_begin; l < sim.net.slots[s].in_end; ++l) {
    for (const std::uint32_t i : plan.by_lane[l]) {
      const Disruption& what = *plan.shocks[i].what;
      if (what.type != DisruptionType::kPlannedStock || levels.lost[i] == 0) continue;
      if (disruption::permit_on(sim.net, plan, levels, l) == 0) continue;  // nobody lays in what he may not have
      steps += sim.net.lanes[l].share * what.extra.value / static_cast<double>(sim.net.step);
    }
  }
  const double planned = steps * stockable_use(sim.net, s);
  const double before = std::exchange(sim.state.policy.planned[s], planned);
  if (!filled || planned <= before) return;
  SlotState& slot = sim.state.slots[s];
  const Quanta lacking = sim.net.slots[s].stock0 + nearest(planned) - slot.stock;
  const Quanta brought = std::clamp<Quanta>(lacking, 0, nearest(planned - before));
  slot.stock += brought;
  sim.state.lost[s] -= brought;
  buffers::gain(sim.state, s, brought);
}

}  // namespace

double stockable_use(const Network& net, std::uint32_t s) {
  const SlotInfo& info = net.slot_info[s];
  const NodeParams& buyer = net.nodes[info.node];
  if (!info.storable || buyer.continuous) return 0;
  const bool barred = buyer.sink && net.sinks[info.node - net.facilities].barred;
  return barred ? net.sinks[info.node - net.facilities].potential : static_cast<double>(info.intake0);
}

void begin(const Network& net, PolicyState& policy) {
  policy.permitted.clear();
  policy.bounded.clear();
  policy.restricted.clear();
  for (std::uint32_t l = 0; l < net.lanes.size(); ++l) policy.permitted.push_back(net.barred(l) ? 0.0 : 1.0);
  for (std::uint32_t l = 0; l < net.lanes.size(); ++l) policy.bounded.push_back(net.barred(l) ? 1 : 0);
  policy.tariff.assign(net.lanes.size(), 0.0);
  policy.first.assign(net.lanes.size(), 0);
  policy.planned.assign(net.slots.size(), 0.0);
}

void refresh(const Sim& sim, const ShockPlan& plan, const ShockState& levels, const Shock& shock) {
  const DisruptionType type = shock.what->type;
  // What was shipped so far is paid for at the tariff that it was shipped under.
  if (type == DisruptionType::kTariff) payments::pay(sim, shock.lanes);
  for (const std::uint32_t l : shock.lanes) {
    if (type == DisruptionType::kPlannedStock || type == DisruptionType::kPermit) {
      refresh_stock(sim, plan, levels, sim.net.lane_info[l].slot, shock.what->filled);
    }
    if (type != DisruptionType::kPlannedStock) {
      refresh_lane(sim, plan, levels, l);
      sim.scratch.ruled.push_back(l);
    }
  }
}

void respond(const Sim& sim, std::int64_t tick) {
  std::vector<std::uint32_t>& lanes = sim.scratch.ruled;
  if (lanes.empty()) return;
  std::sort(lanes.begin(), lanes.end());
  lanes.erase(std::unique(lanes.begin(), lanes.end()), lanes.end());
  for (const std::uint32_t l : lanes) {
    sourcing::look_again(sim, sim.net.lane_info[l].slot, tick);
    if (sim.state.policy.permitted[l] > 0) qualification::permit(sim, l, tick);
  }
  lanes.clear();
  std::vector<std::uint32_t>& restricted = sim.state.policy.restricted;
  restricted.clear();
  for (std::uint32_t l = 0; l < sim.net.lanes.size(); ++l) {
    if (sim.state.policy.bounded[l] != 0) restricted.push_back(l);
  }
  end_demand::explode(sim, tick);
}

double permitted(const Sim& sim, std::uint32_t slot, std::uint32_t market) {
  const bool moved = sourcing::is_alert(sim.state, slot);
  const double wanted =
      std::max(0.0, sim.net.slot_demand[slot].intake0 + sim.state.markets.wants[slot].wanted);  // in all markets
  double passes = 0;
  double all = 0;
  double most = 0;
  bool any = false;
  for (std::uint32_t l = sim.net.slots[slot].in_begin; l < sim.net.slots[slot].in_end; ++l) {
    if (sim.net.lane_market[l] != market) continue;
    const double share = moved ? sim.state.sourcing.share[l] : sim.net.lanes[l].share;
    const double permitted = sim.state.policy.permitted[l];
    all += share * wanted;
    const bool bounded = sim.state.policy.bounded[l] != 0;
    passes += bounded ? std::min(share * wanted, permitted * usual_flow(sim, l)) : share * wanted;
    most = std::max(most, permitted);
    any = true;
  }
  if (all <= 0) return any ? most : 1.0;  // of whom nobody buys yet
  return passes < all ? passes / all : 1.0;
}

std::optional<double> most_that_passes(const Sim& sim, std::uint32_t slot) {
  double most = 0;
  for (std::uint32_t l = sim.net.slots[slot].in_begin; l < sim.net.slots[slot].in_end; ++l) {
    if (sim.state.policy.bounded[l] == 0) return std::nullopt;
    most += sim.state.policy.permitted[l] * usual_flow(sim, l);
  }
  return most;
}

double tariff_on(const Network& net, const State& state, std::uint32_t slot) {
  double tariff = 0;
  for (std::uint32_t l = net.slots[slot].in_begin; l < net.slots[slot].in_end; ++l) {
    const double share = sourcing::is_alert(state, slot) ? state.sourcing.share[l] : net.lanes[l].share;
    tariff += share * state.policy.tariff[l];
  }
  return tariff;
}

}  // namespace fabshock::policy
