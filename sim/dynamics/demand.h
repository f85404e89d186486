// End demand: a sink takes d(t) = d0 (1 + g)^t season(month) a step, or random demand around it, and nothing outside
// its dates, if it has any; surges multiply it; serves it from the stock at the point of sale, and what it cannot serve
// waits or is lost: a share step/patience of what waits gives up each step.
//   demand = served + lost + change of waiting     (exactly)
// Defaults: g 0/year, no season, patience 0 (nobody waits), constant. Units: d [quanta a step], patience [h]. Evidence:
// of growth and patience estimates by end market (models/world-2025/needs.csv); of random demand none. Random demand:
// normal, AR(1) (of one step's demand), or single orders at exponential intervals (Poisson).
#pragma once
#include "dynamics/sim.h"

namespace fabshock::demand {

// One step of a sink: demand, serving, waiting. Arrivals must be in; orders are the ordering mechanism's.
void step(const Sim& sim, std::uint32_t n, std::int64_t tick);
// One random order at a continuous sink, passed straight to its suppliers; schedules the next.
void random_order(const Sim& sim, std::uint32_t n, std::int64_t tick);
std::int64_t schedule_order(const Sim& sim, std::uint32_t n, std::int64_t tick);
// Serves waiting demand of a continuous sink from stock.
void serve_waiting(const Sim& sim, std::uint32_t n);
// What growth, season and dates make of demand (a factor).
double undisturbed_factor(const Network& net, const SinkParams& sink, std::int64_t tick);
// What surges do.
double surge_of(const State& state, std::uint32_t sink, std::int64_t tick);
// Both.
inline double factor_of(const Sim& sim, std::uint32_t sink, std::int64_t tick) {
  const SinkParams& params = sim.net.sinks[sink];
  const double usual = params.has_calendar() ? undisturbed_factor(sim.net, params, tick) : 1.0;
  return sim.state.surges.empty() ? usual : usual * surge_of(sim.state, sink, tick);
}
// Demand at a tick with its growth, season, surges and answer (a factor), less the baseline [quanta a step]; before
// tick 0 demand was the baseline's.
inline double expected_deviation(const Sim& sim, std::uint32_t n, std::int64_t tick, double answer) {
  if (tick < 0) return 0.0;
  const std::uint32_t sink = n - sim.net.facilities;
  const double factor = answer * factor_of(sim, sink, tick);
  return static_cast<double>(sim.net.nodes[n].start0) * (factor - 1.0) + sim.net.sinks[sink].latent * factor;
}
// What prices, and what the other options of its need offer, make of a sink's demand.
double answer(const Network& net, const State& state, std::uint32_t n);
// What they made of it `delay` steps ago, by sink; nullptr: nothing. remember() is called once a step before.
const double* answers_seen(const Network& net, const State& state, std::int64_t delay);
void remember(const Sim& sim);
std::vector<double> initial_answers(const Network& net);

}  // namespace fabshock::demand
