#include "dynamics/sourcing.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/math.h"
#include "dynamics/cancellation.h"
#include "dynamics/lead_times.h"
#include "dynamics/production.h"
#include "dynamics/qualification.h"

namespace fabshock::sourcing {
namespace {

constexpr double kMemory = 14;     // [d] of fill rates
constexpr double kNoticed = 0.95;  // a supplier that ships less than this of what it is asked for wakes the slot
constexpr double kSame = 1e-6;     // shares and fill rates this near are the baseline's

double days_a_step(const Network& net) {
  return static_cast<double>(net.step) / 24.0;
}

const ControlLaw& law_of(const Sim& sim, std::uint32_t slot) {
  return sim.net.law(sim.net.slot_info[slot].node);
}

void wake(const Sim& sim, std::uint32_t slot, std::int64_t tick) {
  SourcingState& state = sim.state.sourcing;
  if (std::exchange(state.is_alert[slot], std::uint8_t{1}) == 0) state.alert.push_back(slot);
  if (std::exchange(state.scheduled, true)) return;
  sim.push(tick, Phase::kPrice, 0, EventKind::kSourcing);
}

double power(double base, double exponent) {
  if (exponent == 2.0) return base * base;
  return exponent == 1.0 ? base : det_pow(base, exponent);
}

// What a supplier is worth before it has delivered or asked for anything: its share at the baseline, as it has grown
// since; of one that had none, what it can make.
double standing_of(const Sim& sim, std::uint32_t l) {
  const LaneInfo& lane = sim.net.lane_info[l];
  if (lane.untried) return qualification::standing_of(sim, l);
  const double share = sim.net.lanes[l].share;
  if (!sim.state.nodes[lane.from].invested || !sim.net.nodes[lane.from].active) return share;
  const auto now = static_cast<double>(production::capacity_of(sim.net, sim.state, lane.from));
  const auto before = static_cast<double>(std::max<Quanta>(1, sim.net.nodes[lane.from].capacity));
  return share * now / before * sim.state.rare[lane.from].learned / static_cast<double>(kPpm);
}

// What of a slot's use each supplier should plan for: its share, as far as it may pass, and those who deliver nearly
// all also what the others leave, because a stock that is not filled is ordered for again. Who is late plans for its
// share: it is still asked for it.
void share_out(const Sim& sim, std::uint32_t slot) {
  SourcingState& state = sim.state.sourcing;
  const SlotParams& params = sim.net.slots[slot];
  const bool policies = sim.state.policy.any();
  double left = 1;
  double able = 0;
  const SlotInfo& info = sim.net.slot_info[slot];
  // A sink's buyers may want less by now, of which as much may pass as ever.
  const bool sink = sim.net.nodes[info.node].sink;
  const double wanted = sink ? static_cast<double>(std::max<Quanta>(1, sim.state.nodes[info.node].wanted)) : 0.0;
  const auto weight = [&](std::uint32_t l) {
    if (policies && sim.state.policy.bounded[l] != 0) return 0.0;
    const double square = state.fill[l] * state.fill[l];
    return state.share[l] * square * square * square * square;
  };
  for (std::uint32_t l = params.in_begin; l < params.in_end; ++l) {
    double passes = state.share[l];
    if (policies && sim.state.policy.bounded[l] != 0) {
      const double usual = sink ? static_cast<double>(qualification::usual_flow(sim, l)) / wanted
                           : sim.net.lanes[l].share > 0 ? sim.net.lanes[l].share
                                                        : state.share[l];
      passes = std::min(passes, usual * sim.state.policy.permitted[l]);
    }
    state.planned_share[l] = passes;
    left -= passes * state.fill[l];
    able += weight(l);
  }
  if (left <= 0 || able <= 0) return;
  for (std::uint32_t l = params.in_begin; l < params.in_end; ++l) {
    const double serves = state.planned_share[l] * state.fill[l] + left * weight(l) / able;
    state.planned_share[l] = std::max(state.planned_share[l], serves);
  }
}

// Who has less of a buyer than at the baseline is known to him, and needs no time to be tried.
bool returns(const Sim& sim, std::uint32_t l) {
  return sim.state.sourcing.share[l] < sim.net.lanes[l].share;
}

// The gain of those who lose share, so that they lose what the others gain.
template <class Goal>
double giving_gain(const Sim& sim, std::uint32_t slot, const Goal& goal_of) {
  const ControlLaw& law = law_of(sim, slot);
  double wanted = 0;  // by those who gain
  double fast = 0;    // of which by those who return
  for (std::uint32_t l = sim.net.slots[slot].in_begin; l < sim.net.slots[slot].in_end; ++l) {
    const double more = goal_of(l) - sim.state.sourcing.share[l];
    if (more <= 0) continue;
    wanted += more;
    if (returns(sim, l)) fast += more;
  }
  if (fast <= 0) return law.switching_gain;
  return law.switching_gain + (law.return_gain - law.switching_gain) * std::min(1.0, fast / wanted);
}

// Shares move towards those that deliver, and are cheap. Returns whether all is as at the baseline.
bool move_shares(const Sim& sim, std::uint32_t slot) {
  SourcingState& state = sim.state.sourcing;
  const SlotParams& params = sim.net.slots[slot];
  const ControlLaw& law = law_of(sim, slot);
  const double memory = std::min(1.0, days_a_step(sim.net) / kMemory);
  double total = 0;
  std::vector<double>& weights = sim.scratch.weights;
  weights.clear();
  bool usual = true;
  for (std::uint32_t l = params.in_begin; l < params.in_end; ++l) {
    const bool all = sim.state.in_full[sim.state.lanes[l].from] == sim.state.step_index;
    state.fill[l] += memory * ((all ? 1.0 : state.got[l]) - state.fill[l]);
    usual = usual && state.fill[l] > 1.0 - kSame;
    double weight = standing_of(sim, l);
    if (state.fill[l] < 1.0) weight *= power(std::max(1e-9, state.fill[l]), law.fill_weight);
    if (!sim.state.markets.all.empty()) {
      const double price = sim.state.markets.all[sim.net.lane_market[l]].paid;
      if (price != 1.0) weight *= power(1.0 / std::max(1e-9, price), law.price_weight);
    }
    const double premium = sim.state.rare[sim.net.lane_info[l].from].premium;
    if (premium != 0.0) weight *= power(1.0 / (1.0 + premium), law.price_weight);
    if (sim.state.policy.any()) {
      const double tariff = sim.state.policy.tariff[l];
      if (tariff != 0.0) weight *= power(1.0 / (1.0 + tariff), law.price_weight);
      weight *= sim.state.policy.permitted[l];
    }
    weights.push_back(weight);
    total += weight;
  }
  const auto goal_of = [&](std::uint32_t l) {
    return total > 0 && sim.net.sourcing.switches ? weights[l - params.in_begin] / total : sim.net.lanes[l].share;
  };
  const double giving = giving_gain(sim, slot, goal_of);
  for (std::uint32_t l = params.in_begin; l < params.in_end; ++l) {
    const double goal = goal_of(l);
    const double gain = goal <= state.share[l] ? giving : returns(sim, l) ? law.return_gain : law.switching_gain;
    state.share[l] += gain * (goal - state.share[l]);
    usual = usual && std::fabs(state.share[l] - sim.net.lanes[l].share) < kSame &&
            std::fabs(goal - sim.net.lanes[l].share) < kSame;
  }
  share_out(sim, slot);
  return usual;
}

void calm_down(const Sim& sim, std::uint32_t slot) {
  SourcingState& state = sim.state.sourcing;
  for (std::uint32_t l = sim.net.slots[slot].in_begin; l < sim.net.slots[slot].in_end; ++l) {
    state.share[l] = state.planned_share[l] = sim.net.lanes[l].share;
    state.fill[l] = 1;
  }
  state.is_alert[slot] = 0;
  state.wanted[slot] = 0;
}

}  // namespace

SourcingState initial(const Network& net) {
  SourcingState state;
  if (!net.sourcing.on) return state;
  for (const LaneParams& lane : net.lanes) state.share.push_back(lane.share);
  state.planned_share = state.share;
  state.fill.assign(net.lanes.size(), 1.0);
  state.got.assign(net.lanes.size(), 1.0);
  state.wanted.resize(net.slots.size());
  state.is_alert.resize(net.slots.size());
  state.output.resize(net.facilities);
  state.good.resize(net.facilities);
  state.looked.assign(net.facilities, -2);
  state.quoted.resize(net.facilities);
  return state;
}

void note(const Sim& sim, std::uint32_t l, Quanta shipped, Quanta owed, std::int64_t tick) {
  const std::uint32_t slot = sim.net.lane_info[l].slot;
  if (!sim.net.slot_info[slot].reacts) return;
  SourcingState& state = sim.state.sourcing;
  // Who waits for much orders little: what comes is held against what the buyer wants of this supplier, too.
  const double wanted = state.is_alert[slot] != 0 ? state.share[l] * state.wanted[slot] : 0.0;
  const double expected = std::max({1.0, static_cast<double>(sim.state.lanes[l].order), wanted});
  const bool seized = (sim.state.lanes[l].flags & LaneState::kSeized) != 0;
  state.got[l] = seized ? 0.0 : owed <= 0 ? 1.0 : std::clamp(static_cast<double>(shipped) / expected, 0.0, 1.0);
  if (state.got[l] < kNoticed) wake(sim, slot, tick);
}

void look_again(const Sim& sim, std::uint32_t slot, std::int64_t tick) {
  if (sim.net.slot_info[slot].reacts) wake(sim, slot, tick);
}

void note_prices(const Sim& sim, std::int64_t tick) {
  for (const std::uint32_t slot : sim.net.slots_with_choice) {
    const SlotInfo& info = sim.net.slot_info[slot];
    for (std::uint32_t i = info.market_begin; i < info.market_end; ++i) {
      if (sim.state.markets.all[sim.net.slot_markets[i].market].paid != 1.0) wake(sim, slot, tick);
    }
  }
}

bool update(const Sim& sim, std::int64_t tick) {
  SourcingState& state = sim.state.sourcing;
  state.scheduled = false;
  for (const std::uint32_t slot : state.alert) {
    lead_times::look_at_suppliers(sim, slot);
  }
  for (const std::uint32_t slot : state.alert) {
    const bool usual = move_shares(sim, slot);
    if (sim.net.sourcing.cancels) cancellation::look(sim, slot);
    if (sim.net.slot_info[slot].has_untried) qualification::seek(sim, slot, tick);
    if (usual) calm_down(sim, slot);
  }
  std::erase_if(state.alert, [&](std::uint32_t slot) { return state.is_alert[slot] == 0; });
  return !state.alert.empty();
}

double moved_share(const Network& net, const State& state, std::uint32_t slot, std::uint32_t i) {
  double share = 0;
  for (std::uint32_t l = net.slots[slot].in_begin; l < net.slots[slot].in_end; ++l) {
    if (net.lane_market[l] == net.slot_markets[i].market) share += state.sourcing.share[l];
  }
  return share;
}

double fill_rate(const Sim& sim, std::uint32_t slot) {
  const SourcingState& state = sim.state.sourcing;
  double fill = 0;
  for (std::uint32_t l = sim.net.slots[slot].in_begin; l < sim.net.slots[slot].in_end; ++l) {
    fill += state.share[l] * state.fill[l];
  }
  return fill;
}

}  // namespace fabshock::sourcing
