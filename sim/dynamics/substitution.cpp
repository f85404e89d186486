#include "dynamics/substitution.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/math.h"
#include "dynamics/demand.h"
#include "dynamics/policy.h"
#include "dynamics/pricing.h"

namespace fabshock::substitution {
namespace {

constexpr double kMemory = 14;    // [d] of fill rates
constexpr double kSame = 1e-9;    // this near its goal an option is there
constexpr double kTried = 0.001;  // what cannot be had is still asked for so much, or nobody would see it come back
constexpr double kUnbounded = std::numeric_limits<double>::infinity();
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

// The level at which as much is wanted of an option as may pass.
double full_at(const OptionWeight& o) {
  const double wanted = o.usual * o.pull;
  return wanted > 0 ? o.most / wanted : kUnbounded;
}

// The common level l, found by walking the options in the order in which they are full; none where all that may pass is
// less than what is wanted.
double level_of(const Sim& sim, double wanted) {
  const std::vector<OptionWeight>& options = sim.scratch.options;
  std::vector<std::uint32_t>& order = sim.scratch.by_bound;
  order.resize(options.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return full_at(options[a]) != full_at(options[b]) ? full_at(options[a]) < full_at(options[b]) : a < b;
  });
  double left = wanted;
  for (auto next = order.begin(); next != order.end(); ++next) {
    double slope = 0;
    for (auto i = next; i != order.end(); ++i) {
      const OptionWeight& o = options[*i];
      slope += o.gives * o.usual * o.pull * o.fills;
    }
    if (left <= slope * full_at(options[*next])) return left / slope;
    left -= options[*next].gives * options[*next].most * options[*next].fills;
  }
  return kUnbounded;
}

// a/l; of all options together only their proportions count.
double goal_of(const OptionWeight& o, double level) {
  if (o.most == kUnbounded || o.usual <= 0) return o.fills * o.pull;
  const double most = o.most / o.usual;
  return o.fills * (level == kUnbounded ? most : std::min(o.pull, most / level));
}

OptionWeight weigh(const Sim& sim, std::uint32_t i, const NeedParams& need, double usual) {
  const std::uint32_t slot = sim.net.nodes[sim.net.facilities + i].slot_begin;
  OptionWeight o;
  o.usual = usual;
  o.gives = sim.net.sinks[i].gives;
  o.fills = power(std::max(kTried, sim.state.substitution.fill[i]), need.fill_weight);
  const double price = cost(sim, i, slot);
  o.pull = price != 1.0 ? power(1.0 / std::max(1e-9, price), need.price_weight) : 1.0;
  const double least = sim.net.sinks[i].barred ? 0.0 : kUnbounded;
  o.most = sim.state.policy.any() ? policy::most_that_passes(sim, slot).value_or(kUnbounded) : least;
  return o;
}

bool any_bounded(const std::vector<OptionWeight>& options) {
  return std::any_of(options.begin(), options.end(), [](const OptionWeight& o) { return o.most != kUnbounded; });
}

void move(double& value, double goal, double gain) {
  value = std::fabs(goal - value) < kSame ? goal : value + gain * (goal - value);
}

}  // namespace

SubstitutionState initial(const Network& net) {
  SubstitutionState state;
  if (net.needs.empty()) return state;
  for (const SinkParams& sink : net.sinks) state.pull.push_back(sink.pull0());
  state.fill.assign(net.sinks.size(), 1.0);
  state.factor = state.pull;
  state.asked.resize(net.sinks.size());
  state.served.resize(net.sinks.size());
  return state;
}

void update(const Sim& sim, std::int64_t tick) {
  SubstitutionState& state = sim.state.substitution;
  std::vector<OptionWeight>& options = sim.scratch.options;
  const double memory = std::min(1.0, static_cast<double>(sim.net.step) / (24.0 * kMemory));
  for (const NeedParams& need : sim.net.needs) {
    double all = 0;  // Z
    options.clear();
    for (std::uint32_t i = need.sink_begin; i < need.sink_end; ++i) {
      const std::uint32_t n = sim.net.facilities + i;
      const SinkParams& sink = sim.net.sinks[i];
      move(state.fill[i], served_share(sim, i), memory);
      const double grown = demand::factor_of(sim, i, tick);
      const double usual = static_cast<double>(sim.net.nodes[n].start0) * grown;
      all += usual * sink.gives;
      options.push_back(weigh(sim, i, need, usual + sink.latent * grown));
    }
    const double level = any_bounded(options) ? level_of(sim, all) : 1.0;
    double pulled = 0;  // sum z r
    for (std::uint32_t i = need.sink_begin; i < need.sink_end; ++i) {
      const OptionWeight& o = options[i - need.sink_begin];
      move(state.pull[i], goal_of(o, level), need.gain);
      pulled += o.usual * o.gives * state.pull[i];
    }
    for (std::uint32_t i = need.sink_begin; i < need.sink_end; ++i) {
      state.factor[i] = pulled > 0 ? std::min(kMostWanted, state.pull[i] * (all / pulled)) : sim.net.sinks[i].pull0();
    }
  }
}

}  // namespace fabshock::substitution
