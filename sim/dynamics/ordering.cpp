#include "dynamics/ordering.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "dynamics/demand.h"
#include "network/baseline.h"

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

// A service is ordered for the starts of the next step, which nobody can stock or catch up with. A line that stands
// still keeps its order, as clean rooms do, so that it can start again the day it is able to.
void review_service(const Sim& sim, std::uint32_t n, const SlotParams& slot) {
  const NodeParams& params = sim.net.nodes[n];
  const Quanta wanted = std::min(sim.state.nodes[n].wanted, params.most);
  const double extra = static_cast<double>(wanted - params.start0) * slot.per_value;
  for (std::uint32_t l = slot.in_begin; l < slot.in_end; ++l) {
    const LaneParams& lane = sim.net.lanes[l];
    sim.state.lanes[l].order = std::max<Quanta>(0, lane.flow0 + nearest(lane.share * extra));
  }
}

void review(const Sim& sim, std::uint32_t n, std::uint32_t s) {
  const NodeParams& params = sim.net.nodes[n];
  const ControlLaw& law = sim.net.laws[n];
  const NodeState& node = sim.state.nodes[n];
  const SlotParams& slot = sim.net.slots[s];
  const SlotState& stock = sim.state.slots[s];
  if (!slot.storable && !params.sink) return review_service(sim, n, slot);
  const double forecast = node.forecast * slot.use_ratio;
  const Quanta owed = params.sink ? node.backlog : 0;
  const double stock_gap = slot.cover * forecast - static_cast<double>(stock.stock - owed - slot.stock0);
  double common = forecast + law.inventory_gain * stock_gap;
  if (law.policy == Policy::kPipeline && !params.sink) {
    // What the line wants to start beyond the forecast, to fill its finished stock and its line, needs inputs too.
    const auto wanted = static_cast<double>(std::min(node.wanted, params.most) - params.start0);
    common += (wanted - node.forecast * law.per_good) * slot.per_value;
  }
  const double pipeline_gain = law.pipeline_gain;
  const bool bounded = !params.negative_orders;
  const LaneParams* const lanes = sim.net.lanes.data();
  LaneState* const states = sim.state.lanes.data();
  for (std::uint32_t l = slot.in_begin; l < slot.in_end; ++l) {
    const LaneParams& lane = lanes[l];
    LaneState& state = states[l];
    const Quanta on_order = state.backlog + state.in_transit - lane.on_order0;
    const double pipeline_gap = lane.pipeline_share * forecast - static_cast<double>(on_order);
    const Quanta order = lane.flow0 + nearest(lane.share * common + pipeline_gain * pipeline_gap);
    state.order = bounded ? std::max<Quanta>(0, order) : order;
  }
}

}  // namespace

void update_forecast(const Sim& sim, std::uint32_t n) {
  const ControlLaw& law = sim.net.laws[n];
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
  lane.backlog += quantity;
  lane.fresh += quantity;
  lane.ordered += quantity;
  const std::uint32_t supplier = sim.net.lanes[l].from;
  if ((lane.flags & LaneState::kAsleep) == 0) return;
  if (sim.net.nodes[supplier].continuous) {
    // Asleep between orders by nature: one wake-up a tick serves all the orders of that tick.
    if (sim.state.woken[supplier] != 0 || quantity == 0) return;
    sim.state.woken[supplier] = 1;
    sim.push(phase < Phase::kStart ? tick : tick + 1, Phase::kStart, supplier, EventKind::kWake);
    return;
  }
  if (quantity == 0) return;
  for (const std::uint32_t other : sim.net.out(supplier)) {
    sim.state.lanes[other].flags &= static_cast<std::uint8_t>(~LaneState::kAsleep);
  }
  const std::int64_t next = (sim.state.step_index + 1) * sim.net.step;
  sim.push(next + sim.net.nodes[supplier].start_offset, Phase::kStart, supplier, EventKind::kStart);
  sim.push(next + sim.net.nodes[supplier].depart_offset, Phase::kDepart, supplier, EventKind::kDepart);
}

void order(const Sim& sim, std::uint32_t n, std::int64_t tick) {
  const NodeParams& params = sim.net.nodes[n];
  const bool due = params.review_steps == 1 || sim.state.step_index % params.review_steps == 0;
  LaneState* const lanes = sim.state.lanes.data();
  for (std::uint32_t s = params.slot_begin; s < params.slot_end; ++s) {
    const SlotParams& slot = sim.net.slots[s];
    if (due || !slot.storable) review(sim, n, s);
    for (std::uint32_t l = slot.in_begin; l < slot.in_end; ++l) {
      LaneState& lane = lanes[l];
      if ((lane.flags & LaneState::kAsleep) == 0) {
        lane.backlog += lane.order;
        lane.fresh += lane.order;
        lane.ordered += lane.order;
      } else if (sim.net.nodes[sim.net.lanes[l].from].continuous && !params.sink) {
        sim.push(tick, Phase::kReview, l, EventKind::kPost);
      } else {
        post(sim, l, lane.order, tick, params.sink ? Phase::kDemand : Phase::kStart);
      }
    }
  }
}

void explode_end_demand(const Sim& sim, std::int64_t tick) {
  const Network& net = sim.net;
  std::vector<double> demand(net.size(), 0.0);
  for (std::size_t d = 0; d < net.information_delays.size(); ++d) {
    const std::int64_t seen = tick - net.information_delays[d] * net.step;
    for (std::uint32_t n = net.facilities; n < net.size(); ++n) {
      demand[n] = demand::expected_deviation(net, n, seen) * net.quantum_of(n);
    }
    const std::vector<double> starts = net.system->solve(demand);
    for (std::uint32_t n = 0; n < net.size(); ++n) {
      if (net.laws[n].delay_index != static_cast<std::int32_t>(d)) continue;
      sim.state.end_demand[n] = starts[n] * net.nodes[n].yield.value() / net.quantum_of(n);
    }
  }
}

}  // namespace fabshock::ordering
