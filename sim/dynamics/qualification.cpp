#include "dynamics/qualification.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "dynamics/demand.h"
#include "dynamics/ordering.h"
#include "dynamics/payments.h"
#include "dynamics/production.h"
#include "dynamics/sourcing.h"

namespace fabshock::qualification {
namespace {

const ControlLaw& law_of(const Sim& sim, std::uint32_t slot) {
  return sim.net.law(sim.net.slot_info[slot].node);
}

// By what an attempt's draws are told apart: the ids of who tries whom, for which input and for the how manieth time.
std::string name_of(const Network& net, std::uint32_t l, std::uint32_t attempt) {
  const LaneInfo& lane = net.lane_info[l];
  return net.entity_of(lane.from) + ">" + net.entity_of(lane.to) + ":" +
         std::to_string(lane.slot - net.nodes[lane.to].slot_begin) + "#" + std::to_string(attempt);
}

Stream draws_of(const Sim& sim, std::uint32_t l) {
  const QualificationState& state = sim.state.qualification;
  return {state.key, name_of(sim.net, l, state.attempts[l]), Purpose::kQualification};
}

bool can_deliver(const Sim& sim, std::uint32_t n) {
  return production::capacity_of(sim.net, sim.state, n) > 0;
}

// The supplier counts on the buyer.
void expect(const Sim& sim, std::uint32_t l) {
  std::vector<std::uint32_t>& courted = sim.state.qualification.courted;
  if (std::find(courted.begin(), courted.end(), l) == courted.end()) courted.push_back(l);
  ordering::rouse(sim, sim.net.lane_info[l].from);
}

void begin(const Sim& sim, std::uint32_t l, std::int64_t tick) {
  QualificationState& state = sim.state.qualification;
  if (state.accepted[l] != 0 || state.tried[l] != 0) return;
  if (sim.state.policy.any() && sim.state.policy.permitted[l] == 0.0) return;  // nobody tries what he may not buy
  const LaneInfo& lane = sim.net.lane_info[l];
  const ControlLaw& law = law_of(sim, lane.slot);
  state.tried[l] = 1;
  ++state.attempts[l];
  expect(sim, l);
  payments::pay_once(sim, lane.to, lane.from, law.qualification_cost);
  Stream stream = draws_of(sim, l);
  const double hours = lognormal(stream, law.qualification_time, law.qualification_spread);
  const auto wait = static_cast<std::int64_t>(std::clamp(std::floor(hours + 0.5), 1.0, 1e7));
  sim.push(tick + wait, Phase::kQualify, l, EventKind::kQualified);
}

bool is_short(const Sim& sim, std::uint32_t slot) {
  return sourcing::is_alert(sim.state, slot) && sim.state.qualification.short_since[slot] != QualificationState::kNot;
}

// Weight that a lane has, or will have once it is accepted.
double full_standing_of(const Sim& sim, std::uint32_t l) {
  const LaneInfo& lane = sim.net.lane_info[l];
  const NodeParams& supplier = sim.net.nodes[lane.from];
  const NodeState& node = sim.state.nodes[lane.from];
  double able = static_cast<double>(production::capacity_of(sim.net, sim.state, lane.from)) / supplier.per_good;
  if (node.invested) able *= sim.state.rare[lane.from].learned / static_cast<double>(kPpm);
  return std::max(0.0, able - static_cast<double>(supplier.good0)) * lane.reach;
}

// Of the input that a lane leads to [quanta a step]; of a user that is not built at the baseline, what it takes in when
// it is.
double usual_intake(const Sim& sim, std::uint32_t l) {
  const LaneInfo& lane = sim.net.lane_info[l];
  const NodeParams& user = sim.net.nodes[lane.to];
  if (!user.planned) return static_cast<double>(sim.net.slot_info[lane.slot].intake0);
  const auto capacity = static_cast<double>(production::capacity_of(sim.net, sim.state, lane.to));
  return capacity * sim.net.slots[lane.slot].per_value;
}

}  // namespace

QualificationState initial(const Network& net) {
  QualificationState state;
  if (!net.qualifies) return state;
  state.tried.resize(net.lanes.size());
  state.attempts.resize(net.lanes.size());
  for (const LaneInfo& lane : net.lane_info) state.accepted.push_back(!lane.untried || lane.accepted ? 1 : 0);
  state.short_since.assign(net.slots.size(), QualificationState::kNot);
  return state;
}

void court(const Sim& sim, std::uint32_t n) {
  if (!sim.net.qualifies) return;
  for (const std::uint32_t l : sim.net.out(n)) {
    if (sim.net.lane_info[l].untried) expect(sim, l);
  }
}

void offer(const Sim& sim, std::uint32_t n, std::int64_t tick) {
  if (std::exchange(sim.state.rare[n].offered, true)) return;
  if (!sim.net.qualifies) return;
  for (const std::uint32_t l : sim.net.out(n)) {
    if (sim.net.lane_info[l].untried) begin(sim, l, tick);
  }
}

void permit(const Sim& sim, std::uint32_t l, std::int64_t tick) {
  const LaneInfo& lane = sim.net.lane_info[l];
  if (lane.untried && sim.net.qualifies && sim.state.rare[lane.from].offered) begin(sim, l, tick);
}

void seek(const Sim& sim, std::uint32_t slot, std::int64_t tick) {
  const ControlLaw& law = law_of(sim, slot);
  std::int64_t& since = sim.state.qualification.short_since[slot];
  if (sourcing::fill_rate(sim, slot) >= law.qualification_below) {
    since = QualificationState::kNot;
    return;
  }
  if (since == QualificationState::kNot) since = tick;
  if (static_cast<double>(tick - since) < law.qualification_after) return;
  for (std::uint32_t l = sim.net.slots[slot].in_begin; l < sim.net.slots[slot].in_end; ++l) {
    if (sim.net.lane_info[l].untried && can_deliver(sim, sim.net.lane_info[l].from)) begin(sim, l, tick);
  }
}

bool conclude(const Sim& sim, std::uint32_t l, std::int64_t tick) {
  QualificationState& state = sim.state.qualification;
  const LaneInfo& lane = sim.net.lane_info[l];
  state.tried[l] = 0;
  Stream stream = draws_of(sim, l);
  stream.bits();  // how long it took
  if (bernoulli(stream, law_of(sim, lane.slot).qualification_success)) {
    state.accepted[l] = 1;
    sourcing::look_again(sim, lane.slot, tick);
    return true;
  }
  const bool is_new = sim.net.nodes[lane.from].planned && can_deliver(sim, lane.from);
  if (is_new || is_short(sim, lane.slot)) begin(sim, l, tick);
  return false;
}

void add_expected(const Sim& sim, std::vector<double>& demand) {
  const QualificationState& state = sim.state.qualification;
  for (const std::uint32_t l : state.courted) {
    const LaneInfo& lane = sim.net.lane_info[l];
    const bool may_come = state.accepted[l] != 0 || state.tried[l] != 0 ||
                          (sim.net.nodes[lane.from].planned && !sim.state.rare[lane.from].offered);
    if (!may_come) continue;
    const double standing = full_standing_of(sim, l);
    const double beyond = standing / (1.0 + standing) - sim.state.sourcing.share[l];
    if (beyond <= 0) continue;
    const double permitted = sim.state.policy.any() ? sim.state.policy.permitted[l] : 1.0;
    demand[lane.from] += beyond * permitted * usual_intake(sim, l);
  }
}

Quanta usual_flow(const Sim& sim, std::uint32_t l) {
  const LaneInfo& lane = sim.net.lane_info[l];
  const Quanta flow0 = sim.net.lanes[l].flow0;
  if (!lane.untried && flow0 > 0) return flow0;
  const SlotInfo& slot = sim.net.slot_info[lane.slot];
  if (slot.tools > 0) {
    // Of all that would come within a year.
    const double share = sim.net.lanes[l].share * static_cast<double>(sim.net.step) / kTicksPerYear;
    return static_cast<Quanta>(std::ceil(share * static_cast<double>(slot.tools)));
  }
  if (sim.net.barred(l)) {
    const SinkParams& sink = sim.net.sinks[lane.to - sim.net.facilities];
    const double grown = demand::factor_of(sim, lane.to - sim.net.facilities, sim.state.step_index * sim.net.step);
    return nearest(sim.net.lanes[l].share * sink.potential * grown);
  }
  if (!lane.untried) {
    return sim.net.nodes[lane.to].planned ? nearest(sim.net.lanes[l].share * usual_intake(sim, l)) : flow0;
  }
  if (lane.reach == 0.0) return 0;
  const double standing = full_standing_of(sim, l);
  return nearest(standing / (1.0 + standing) * usual_intake(sim, l));
}

double standing_of(const Sim& sim, std::uint32_t l) {
  return sim.state.qualification.accepted[l] == 0 ? 0.0 : full_standing_of(sim, l);
}

}  // namespace fabshock::qualification
