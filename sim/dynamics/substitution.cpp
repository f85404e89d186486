#include "dynamics/substitution.h"

#include <algorithm>
#include <cmath>

#include "base/math.h"
#include "dynamics/demand.h"
#include "dynamics/policy.h"
#include "dynamics/pricing.h"

namespace fabshock::substitution {
namespace {

constexpr double kMemory = 14;       // [d] of fill rates
constexpr double kSame = 1e-9;       // this near its goal an option is there
constexpr double kTried = 0.001;     // what cannot be had is still asked for so much, or nobody would see it come back
constexpr double kMostWanted = 1e4;  // times the usual

double power(double base, double exponent) {
  return exponent == 1.0 ? base : det_pow(base, exponent);
}

// Share of what was asked for since the last look that was served; what was not asked for tells nothing new.
double served_share(const Sim& sim, std::uint32_t i) {
  SubstitutionState& state = sim.state.substitution;
  const NodeState& node = sim.state.nodes[sim.net.facilities + i];
  const Quanta asked = node.started - state.asked[i];
  const Quanta served = node.good - state.served[i];
  state.asked[i] = node.started;
  state.served[i] = node.good;
  return asked <= 0 ? state.fill[i] : std::clamp(static_cast<double>(served) / static_cast<double>(asked), 0.0, 1.0);
}

// To buy and to run, over what it cost at the start.
double cost(const Sim& sim, std::uint32_t i, std::uint32_t slot) {
  double price = 1;
  if (!sim.state.markets.all.empty()) {
    price = pricing::paid_at(sim.net, sim.state, slot);
  } else if (sim.state.policy.any()) {
    price += policy::tariff_on(sim.net, sim.state, slot);
  }
  return price + sim.net.sinks[i].energy_share * (1.0 - price);
}

void move(double& value, double goal, double gain) {
  value = std::fabs(goal - value) < kSame ? goal : value + gain * (goal - value);
}

}  // namespace

SubstitutionState initial(const Network& net) {
  SubstitutionState state;
  if (net.needs.empty()) return state;
  for (const SinkParams& sink : net.sinks) state.pull.push_back(sink.barred() ? 0.0 : 1.0);
  state.fill.assign(net.sinks.size(), 1.0);
  state.factor = state.pull;
  state.asked.resize(net.sinks.size());
  state.served.resize(net.sinks.size());
  return state;
}

void update(const Sim& sim, std::int64_t tick) {
  SubstitutionState& state = sim.state.substitution;
  const double memory = std::min(1.0, static_cast<double>(sim.net.step) / (24.0 * kMemory));
  for (const NeedParams& need : sim.net.needs) {
    double all = 0;     // Z
    double pulled = 0;  // sum z r
    for (std::uint32_t i = need.sink_begin; i < need.sink_end; ++i) {
      const std::uint32_t n = sim.net.facilities + i;
      const std::uint32_t slot = sim.net.nodes[n].slot_begin;
      move(state.fill[i], served_share(sim, i), memory);
      const SinkParams& sink = sim.net.sinks[i];
      double goal = power(std::max(kTried, state.fill[i]), need.fill_weight);
      if (sim.state.policy.any()) {
        goal *= policy::permitted(sim.net, sim.state, slot);
      } else if (sink.barred()) {
        goal = 0;
      }
      const double price = cost(sim, i, slot);
      if (price != 1.0) goal *= power(1.0 / std::max(1e-9, price), need.price_weight);
      move(state.pull[i], goal, need.gain);
      const double gives = demand::undisturbed_factor(sim.net, sink, tick) * sink.gives;
      const auto usual = static_cast<double>(sim.net.nodes[n].start0);
      all += usual * gives;
      pulled += (usual + sink.latent) * gives * state.pull[i];
    }
    for (std::uint32_t i = need.sink_begin; i < need.sink_end; ++i) {
      state.factor[i] = pulled > 0 ? std::min(kMostWanted, state.pull[i] * (all / pulled)) : 1.0;
    }
  }
}

}  // namespace fabshock::substitution
