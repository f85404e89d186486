#include "dynamics/demand.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

#include "base/math.h"
#include "dynamics/buffers.h"
#include "dynamics/ordering.h"

namespace fabshock::demand {
namespace {

constexpr double kMostDemand = 1e14;  // quanta a step: sums of ten years stay within 64 bits

const SinkParams& sink_of(const Network& net, std::uint32_t n) {
  return net.sinks[n - net.facilities];
}

// This step's demand in whole quanta; the fraction is carried to the next step.
Quanta draw(const Sim& sim, std::uint32_t n, std::int64_t tick) {
  const SinkParams& sink = sink_of(sim.net, n);
  const std::size_t i = n - sim.net.facilities;
  const double expected =
      static_cast<double>(sim.net.nodes[n].start0) + expected_deviation(sim, n, tick, answer(sim.net, sim.state, n));
  double demand = expected;
  if (sink.process == DemandProcess::kNormal) {
    demand = normal(sim.state.streams[n], expected, sink.variation * expected);
  } else if (sink.process == DemandProcess::kAr1) {
    // Stationary AR(1): variation is the spread of demand itself, not of its innovations.
    const double rho = sink.correlation;
    double& memory = sim.state.demand_memory[i];
    memory = rho * memory + std::sqrt(1.0 - rho * rho) * normal(sim.state.streams[n], 0.0, 1.0);
    demand = expected * (1.0 + sink.variation * memory);
  }
  if (!sim.net.nodes[n].negative_orders) demand = std::clamp(demand, 0.0, kMostDemand);
  double& carry = sim.state.demand_carry[i];
  const double exact = demand + carry;
  auto whole = static_cast<Quanta>(exact);
  if (static_cast<double>(whole) > exact) --whole;
  carry = exact - static_cast<double>(whole);
  return whole;
}

// Of what waits, what gives up in this step.
Quanta give_up(const Sim& sim, std::uint32_t n, Quanta waiting) {
  const double hazard = sink_of(sim.net, n).patience_hazard;
  if (hazard >= 1.0) return waiting;
  const auto share = static_cast<std::int64_t>(hazard * 1e9);
  return apply(Rational{share, 1'000'000'000}, waiting, sim.state.patience_carry[n - sim.net.facilities]);
}

}  // namespace

double answer(const Network& net, const State& state, std::uint32_t n) {
  const SinkParams& sink = sink_of(net, n);
  const std::uint32_t i = n - net.facilities;
  const double to_price = sink.elasticity == 0.0 ? 1.0 : state.markets.demand_factor[i];
  return sink.substitutes ? to_price * state.substitution.factor[i] : to_price;
}

const double* answers_seen(const Network& net, const State& state, std::int64_t delay) {
  const std::size_t sinks = net.sinks.size();
  if (state.answers.empty()) return nullptr;
  const auto rows = static_cast<std::int64_t>(state.answers.size() / sinks);
  const auto row = static_cast<std::size_t>((state.step_index + rows - delay) % rows);
  return state.answers.data() + row * sinks;
}

void remember(const Sim& sim) {
  std::vector<double>& answers = sim.state.answers;
  if (answers.empty()) return;
  const std::size_t sinks = sim.net.sinks.size();
  const std::size_t row = static_cast<std::size_t>(sim.state.step_index) % (answers.size() / sinks);
  double* const now = answers.data() + row * sinks;
  const std::vector<double>& to_prices = sim.state.markets.demand_factor;
  const std::vector<double>& to_others = sim.state.substitution.factor;
  for (std::size_t i = 0; i < sinks; ++i) {
    now[i] = (to_prices.empty() ? 1.0 : to_prices[i]) * (to_others.empty() ? 1.0 : to_others[i]);
  }
}

std::vector<double> initial_answers(const Network& net) {
  if (net.needs.empty() && net.markets.empty()) return {};
  const std::int64_t longest = *std::max_element(net.information_delays.begin(), net.information_delays.end());
  std::vector<double> answers;
  for (std::int64_t row = 0; row <= longest; ++row) {
    for (const SinkParams& sink : net.sinks) answers.push_back(sink.pull0());
  }
  return answers;
}

double undisturbed_factor(const Network& net, const SinkParams& sink, std::int64_t tick) {
  if (sink.is_dated() && (tick < sink.opens || tick >= sink.closes)) return 0;
  double factor = 1;
  if (sink.growth != 0.0) factor *= det_exp(sink.growth * static_cast<double>(tick) / static_cast<double>(net.step));
  if (sink.season >= 0) {
    const Date date = date_of(net.start + Duration::ticks(tick));
    factor *= net.seasons[static_cast<std::size_t>(sink.season)][static_cast<std::size_t>(date.month - 1)];
  }
  return factor;
}

double surge_of(const State& state, std::uint32_t sink, std::int64_t tick) {
  const auto after = std::upper_bound(state.surges.begin(), state.surges.end(), std::pair{sink, tick},
                                      [](const auto& at, const SurgeStep& step) {
                                        return at < std::pair{step.sink, step.tick};
                                      });
  if (after == state.surges.begin()) return 1.0;
  const SurgeStep& now = *std::prev(after);
  return now.sink == sink ? now.factor : 1.0;
}

void step(const Sim& sim, std::uint32_t n, std::int64_t tick) {
  const NodeParams& params = sim.net.nodes[n];
  NodeState& node = sim.state.nodes[n];
  SlotState& slot = sim.state.slots[params.slot_begin];
  const Quanta demand = params.steady && sim.state.surges.empty() ? params.start0 : draw(sim, n, tick);
  const Quanta asked = node.backlog + demand;
  const Quanta usable =
      params.spread_buffers ? buffers::usable(sim.net, sim.state, params.slot_begin, demand, node.backlog) : slot.stock;
  const Quanta served = params.negative_orders ? asked : std::min(usable, asked);
  slot.stock -= served;
  slot.consumed += served;
  if (params.spread_buffers) buffers::settle(sim, n);
  if (params.uses_services) {
    sim.state.lost[params.slot_begin] += slot.stock;
    slot.stock = 0;
  }
  const Quanta waiting = asked - served;
  const Quanta lost = waiting == 0 ? 0 : give_up(sim, n, waiting);
  node.started += demand;
  node.good += served;
  node.scrap += lost;
  node.filled += std::clamp<Quanta>(served - node.backlog, 0, std::max<Quanta>(0, demand));
  node.ordered += demand;
  node.backlog = waiting - lost;
  node.wanted = demand;
  node.orders_deviation = demand - params.start0;
}

// Orders come at exact times, kept as a tick and the fraction of an hour past it: those within the hour are one order
// at its tick, so that none is lost to the rounding of times. Returns how many more than one that is.
std::int64_t schedule_order(const Sim& sim, std::uint32_t n, std::int64_t tick) {
  const SinkParams& sink = sink_of(sim.net, n);
  if (sink.order_interval <= 0) return 0;
  double& past = sim.state.demand_carry[n - sim.net.facilities];
  past += exponential(sim.state.streams[n], sink.order_interval);
  std::int64_t more = 0;
  for (; past < 1.0; ++more) past += exponential(sim.state.streams[n], sink.order_interval);
  const double whole = std::floor(past);
  past -= whole;
  sim.push(tick + static_cast<std::int64_t>(whole), Phase::kDemand, n, EventKind::kOrder);
  return more;
}

void random_order(const Sim& sim, std::uint32_t n, std::int64_t tick) {
  const NodeParams& params = sim.net.nodes[n];
  NodeState& node = sim.state.nodes[n];
  const Quanta demand = sink_of(sim.net, n).order_size * (1 + schedule_order(sim, n, tick));
  node.started += demand;
  node.ordered += demand;
  node.backlog += demand;
  serve_waiting(sim, n);
  const SlotParams& slot = sim.net.slots[params.slot_begin];
  // Each lane is owed its share of all orders; whole quanta go first to those that are owed most.
  std::vector<double>& owed = sim.state.order_carry;
  for (std::uint32_t l = slot.in_begin; l < slot.in_end; ++l) {
    owed[l] += sim.net.lanes[l].share * static_cast<double>(demand);
  }
  Quanta left = demand;
  const std::uint32_t lanes = slot.in_end - slot.in_begin;
  for (std::uint32_t i = 0; i < lanes; ++i) {
    const auto first = owed.begin() + slot.in_begin;
    const auto l = static_cast<std::uint32_t>(std::max_element(first, first + lanes) - owed.begin());
    const Quanta part = std::clamp<Quanta>(static_cast<Quanta>(std::ceil(owed[l] - 0.5)), 0, left);
    if (part == 0) break;
    owed[l] -= static_cast<double>(part);
    left -= part;
    ordering::post(sim, l, part, tick, Phase::kDemand);
  }
  if (left == 0) return;
  const auto first = owed.begin() + slot.in_begin;
  const auto l = static_cast<std::uint32_t>(std::max_element(first, first + lanes) - owed.begin());
  owed[l] -= static_cast<double>(left);
  ordering::post(sim, l, left, tick, Phase::kDemand);
}

void serve_waiting(const Sim& sim, std::uint32_t n) {
  NodeState& node = sim.state.nodes[n];
  SlotState& slot = sim.state.slots[sim.net.nodes[n].slot_begin];
  const Quanta served = std::min(slot.stock, node.backlog);
  slot.stock -= served;
  slot.consumed += served;
  node.good += served;
  node.backlog -= served;
}

}  // namespace fabshock::demand
