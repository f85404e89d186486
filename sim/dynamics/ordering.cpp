#include "dynamics/ordering.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "dynamics/lead_times.h"
#include "dynamics/order_inflation.h"
#include "dynamics/production.h"
#include "dynamics/qualification.h"
#include "dynamics/recycling.h"
#include "dynamics/sourcing.h"

namespace fabshock::ordering {
namespace {

double moving_average(const Sim& sim, std::uint32_t n, const ControlLaw& law) {
  auto& window = sim.state.windows[n];
  const auto size = static_cast<std::size_t>(law.window_steps);
  window.push_back(sim.state.nodes[n].orders_deviation);
  if (window.size() > size) window.erase(window.begin());
  // Orders before the run began are taken to have been the baseline's.
  return static_cast<double>(std::accumulate(window.begin(), window.end(), Quanta{0})) / static_cast<double>(size);
}

// What a review of a node works with, the same for all its inputs.
struct Review {
  double forecast = 0;  // of its output, less the baseline [quanta a step]
  double starting = 0;  // starts wanted, less the baseline's
  double beyond = 0;    // starts wanted, less the forecast's
  double inventory_gain = 0, pipeline_gain = 0;
  Quanta owed = 0;   // waiting demand, where the node is a sink
  Quanta least = 0;  // that may be ordered
  bool sink = false, recycles = false;
  bool settles = false;                                // its stocks settle where they may
  const double *hoard = nullptr, *reserved = nullptr;  // by slot: stock planned beyond the usual; none: nowhere
  SlotWants* wants = nullptr;                          // by slot; none: goods have no prices
};

inline Review review_of(const Sim& sim, const NodeParams& params, const NodeState& node, std::uint32_t n) {
  const ControlLaw& law = sim.net.laws[params.law];
  const State& state = sim.state;
  Review r;
  r.forecast = node.forecast;
  r.inventory_gain = law.inventory_gain;
  r.pipeline_gain = law.pipeline_gain;
  r.sink = params.sink;
  r.recycles = params.recycles;
  r.settles = params.continuous;
  r.least = params.negative_orders ? std::numeric_limits<Quanta>::min() : 0;
  if (!state.markets.hoard.empty()) r.hoard = state.markets.hoard.data();
  if (state.policy.any()) r.reserved = state.policy.planned.data();
  if (!state.markets.wants.empty()) r.wants = sim.state.markets.wants.data();
  if (params.sink) {
    r.owed = node.backlog;
    return r;
  }
  r.starting = static_cast<double>(std::min(node.wanted, production::most_of(params, node, state, n)) - params.start0);
  // Who stands still keeps his order, and does not order for catching up.
  if (node.availability == 0) r.starting = std::min(r.starting, std::max(0.0, node.forecast * params.per_good));
  // What the line wants to start beyond the forecast, to fill its finished stock and its line, needs inputs too.
  if (law.policy == Policy::kPipeline) r.beyond = r.starting - node.forecast * params.per_good;
  return r;
}

// A service is ordered for the starts of the next step, which nobody can stock or catch up with. A line that stands
// still keeps its order, as clean rooms do, so that it can start again the day it is able to.
void review_service(const Sim& sim, const SlotParams& slot, double starting) {
  for (std::uint32_t l = slot.in_begin; l < slot.in_end; ++l) {
    const LaneParams& lane = sim.net.lanes[l];
    const Quanta extra = nearest(lane.share * (starting * slot.per_value));
    sim.state.lanes[l].order = std::max<Quanta>(0, lane.flow0 + extra);
  }
}

void book(State& state, LaneState& lane, Quanta quantity) {
  lane.backlog += quantity;
  lane.ordered += quantity;
  state.due[lane.from] += quantity;
}

// What it wants of one input [quanta a step].
struct Wanted {
  double use = 0;     // as forecast, less the baseline's
  double beyond = 0;  // for the starts beyond the forecast
  double gap = 0;     // of its stock to the planned one [quanta]
};

// Looks at an input, and tells its markets.
inline Wanted look_at(const Sim& sim, const Review& r, std::uint32_t s) {
  const SlotParams& slot = sim.net.slots[s];
  Wanted w{r.forecast * slot.use_ratio, r.beyond * slot.per_value};
  if (r.recycles) {
    w.use = recycling::use_beyond(sim.net, sim.state, s, r.forecast);
    w.beyond *= recycling::bought(sim.state, s);
  }
  const auto held = static_cast<double>(sim.state.slots[s].stock - r.owed - slot.stock0);
  w.gap = slot.cover * w.use - held;
  if (r.hoard != nullptr) w.gap += r.hoard[s];
  if (r.reserved != nullptr) w.gap += r.reserved[s];
  if (r.wants == nullptr) return w;
  r.wants[s] = r.settles ? SlotWants{w.use, 0, w.use} : SlotWants{w.use, held, w.use + r.inventory_gain * w.gap};
  return w;
}

// Sets the orders of one input's lanes; books them at once where no supplier has to be woken.
template <bool kBook>
void review_slot(const Sim& sim, const Review& r, const SlotParams& slot, const Wanted& w) {
  const LaneParams* lane = sim.net.lanes.data() + slot.in_begin;
  const LaneParams* const end = sim.net.lanes.data() + slot.in_end;
  LaneState* state = sim.state.lanes.data() + slot.in_begin;
  const double common = w.use + r.inventory_gain * w.gap + w.beyond;
  for (; lane < end; ++lane, ++state) {
    const Quanta on_order = state->backlog + state->in_transit - lane->on_order0;
    const double pipeline_gap = lane->pipeline_share * w.use - static_cast<double>(on_order);
    const Quanta wanted = lane->flow0 + nearest(lane->share * common + r.pipeline_gain * pipeline_gap);
    state->order = std::max(r.least, wanted);
    if constexpr (kBook) book(sim.state, *state, state->order);
  }
}

// The same of an input whose suppliers have not all delivered, with the shares that they have now (sourcing.h).
void review_alert(const Sim& sim, Review r, std::uint32_t s, Wanted w) {
  const SlotParams& slot = sim.net.slots[s];
  const auto usual = static_cast<double>(sim.net.slot_info[s].intake0);
  const double all = usual + w.use + r.inventory_gain * w.gap + w.beyond;
  sim.state.sourcing.wanted[s] = all;
  const double inflate = order_inflation::factor(sim, s);
  for (std::uint32_t l = slot.in_begin; l < slot.in_end; ++l) {
    LaneState& lane = sim.state.lanes[l];
    const double share = sim.state.sourcing.share[l];
    const double planned = share * std::max(0.0, usual + w.use) * lead_times::steps_on_order(sim, l);
    const double pipeline_gap = planned - static_cast<double>(lane.backlog + lane.in_transit);
    lane.order = std::max(r.least, nearest(inflate * (share * all + r.pipeline_gain * pipeline_gap)));
  }
}

// Nobody orders more than a policy lets pass.
void bound_orders(const Sim& sim, const SlotParams& slot) {
  for (std::uint32_t l = slot.in_begin; l < slot.in_end; ++l) {
    if (sim.state.policy.bounded[l] == 0) continue;
    const auto usual = static_cast<double>(qualification::usual_flow(sim, l));
    const auto most = static_cast<Quanta>(std::ceil(sim.state.policy.permitted[l] * usual));
    sim.state.lanes[l].order = std::min(sim.state.lanes[l].order, most);
  }
}

// Wakes a supplier that sleeps until it is ordered from.
void wake(const Sim& sim, std::uint32_t supplier, std::int64_t tick, Phase phase) {
  if (sim.net.nodes[supplier].continuous) return wake_continuous(sim, supplier, tick, phase);  // asleep by nature
  rouse(sim, supplier);
}

void post_order(const Sim& sim, const NodeParams& buyer, std::uint32_t l, std::int64_t tick) {
  LaneState& lane = sim.state.lanes[l];
  if ((lane.flags & LaneState::kAsleep) == 0) return book(sim.state, lane, lane.order);
  if (sim.net.nodes[sim.net.lane_info[l].from].continuous && !buyer.sink) {
    sim.push(tick, Phase::kReview, l, EventKind::kPost);
  } else {
    post(sim, l, lane.order, tick, buyer.sink ? Phase::kDemand : Phase::kStart);
  }
}

// Where suppliers may have to be woken, some input cannot be stored, or policies bind.
void order_with_care(const Sim& sim, std::uint32_t n, bool due, std::int64_t tick) {
  const NodeParams& params = sim.net.nodes[n];
  const Review r = review_of(sim, params, sim.state.nodes[n], n);
  for (std::uint32_t s = params.slot_begin; s < params.slot_end; ++s) {
    const SlotParams& slot = sim.net.slots[s];
    const bool storable = sim.net.slot_info[s].storable;
    const Wanted wanted = look_at(sim, r, s);
    if (!storable && !r.sink) {
      review_service(sim, slot, r.starting);
    } else if ((due || !storable) && sourcing::is_alert(sim.state, s)) {
      review_alert(sim, r, s, wanted);
    } else if (due || !storable) {
      review_slot<false>(sim, r, slot, wanted);
    }
    if (!sim.state.policy.restricted.empty()) bound_orders(sim, slot);
    for (std::uint32_t l = slot.in_begin; l < slot.in_end; ++l) post_order(sim, params, l, tick);
  }
}

}  // namespace

void update_forecast(const Sim& sim, std::uint32_t n) {
  const ControlLaw& law = sim.net.law(n);
  NodeState& node = sim.state.nodes[n];
  if (law.forecast == Forecast::kExponential) {
    const auto orders = static_cast<double>(node.orders_deviation);
    const double signal = orders + law.demand_signal * (sim.state.end_demand[n] - orders);
    node.forecast += law.smoothing * (signal - node.forecast);
  } else if (law.forecast == Forecast::kMovingAverage) {
    node.forecast = moving_average(sim, n, law);
  }
  node.orders_deviation = 0;
}

void post(const Sim& sim, std::uint32_t l, Quanta quantity, std::int64_t tick, Phase phase) {
  LaneState& lane = sim.state.lanes[l];
  book(sim.state, lane, quantity);
  if ((lane.flags & LaneState::kAsleep) != 0 && quantity != 0) wake(sim, sim.net.lane_info[l].from, tick, phase);
}

void rouse(const Sim& sim, std::uint32_t n) {
  const auto out = sim.net.out(n);
  if (out.empty() || (sim.state.lanes[out.front()].flags & LaneState::kAsleep) == 0) return;
  sim.state.outbound[n].took_in = static_cast<std::int32_t>(sim.state.step_index);
  for (const std::uint32_t l : out) {
    sim.state.lanes[l].flags &= static_cast<std::uint8_t>(~LaneState::kAsleep);
    --sim.state.nodes[sim.net.lane_info[l].to].sleepers;
  }
  const NodeParams& params = sim.net.nodes[n];
  const std::int64_t next = (sim.state.step_index + 1) * sim.net.step;
  sim.push(next + params.start_offset, Phase::kStart, n, EventKind::kStart);
  sim.push(next + params.depart_offset, Phase::kDepart, n, EventKind::kDepart);
}

void wake_continuous(const Sim& sim, std::uint32_t n, std::int64_t tick, Phase phase) {
  if (sim.state.woken[n] != 0) return;
  sim.state.woken[n] = 1;
  sim.push(phase < Phase::kStart ? tick : tick + 1, Phase::kStart, n, EventKind::kWake);
}

void order(const Sim& sim, std::uint32_t n, std::int64_t tick) {
  const NodeParams& params = sim.net.nodes[n];
  const NodeState& node = sim.state.nodes[n];
  const bool due = params.review_steps == 1 || sim.state.step_index % params.review_steps == 0;
  if (!due || node.sleepers != 0 || params.uses_services || !sim.state.policy.restricted.empty()) {
    return order_with_care(sim, n, due, tick);
  }
  const std::uint8_t* const alert = sim.state.sourcing.alert.empty() ? nullptr : sim.state.sourcing.is_alert.data();
  const Review r = review_of(sim, params, node, n);
  for (std::uint32_t s = params.slot_begin; s < params.slot_end; ++s) {
    const Wanted wanted = look_at(sim, r, s);
    if (alert == nullptr || alert[s] == 0) {
      review_slot<true>(sim, r, sim.net.slots[s], wanted);
      continue;
    }
    review_alert(sim, r, s, wanted);
    for (std::uint32_t l = sim.net.slots[s].in_begin; l < sim.net.slots[s].in_end; ++l) {
      book(sim.state, sim.state.lanes[l], sim.state.lanes[l].order);
    }
  }
}

}  // namespace fabshock::ordering
