#include <algorithm>

#include "base/math.h"
#include "base/rational.h"
#include "network/freeze.h"

namespace fabshock {
namespace {

constexpr double kForEver = 1000.0 * kTicksPerYear;  // who would wait a thousand years waits for ever

bool answers_prices(const Blueprint& plan, const Network& net) {
  return net.model.has_prices() && plan.switches.prices && plan.switches.demand_response;
}

// Of an option that is barred: what would be asked for of it, P, and the weight that makes it so once all pulls are 1.
// P = w Z/(Z + sum w C) takes w = P Z/(Z - sum P C), Z what is asked for at the baseline, sums over what is barred.
void set_potential(const Need& need, double per_step, SinkParams& sink) {
  double taken = 0;
  double barred = 0;
  for (const NeedOption& option : need.options) {
    (option.barred ? barred : taken) += option.rate.value * option.compute.value * option.utilisation.value;
  }
  sink.potential = per_step;
  sink.latent = per_step * taken / (taken - barred);
}

void set_substitution(const Blueprint& plan, Network& net, const Need& need, const NeedOption& option,
                      const NodeParams& node, SinkParams& sink) {
  const Product& product = net.model.products[option.units.product.value];
  sink.gives = option.compute.value * option.utilisation.value * product.quantum;
  if (!need.substitution || need.options.size() < 2 || !plan.switches.substitution) return;
  const Substitution& rules = *need.substitution;
  if (node.continuous) {
    plan.diagnostics.error(need.place, "need '" + need.id + "' takes single orders: its options replace nothing",
                           "leave out 'substitution'");
  }
  sink.substitutes = true;
  if (option.barred) {
    const double days = static_cast<double>(net.step) / 24.0;
    set_potential(need, option.rate.value * days / product.quantum, sink);
  }
  const double price = product.price.value;
  const double energy = option.power.value * rules.energy_price.value * rules.energy_years.value;
  sink.energy_share = energy > 0 ? energy / (price + energy) : 0.0;
  const auto i = static_cast<std::uint32_t>(net.sinks.size());
  if (net.needs.empty() || net.sinks[net.needs.back().sink_begin].need != sink.need) {
    const double gain = std::min(1.0, static_cast<double>(net.step) / rules.time.value);
    net.needs.push_back({i, i, gain, rules.fill_weight.value, rules.price_weight.value});
  }
  net.needs.back().sink_end = i + 1;
}

}  // namespace

void freeze_sink(const Blueprint& plan, Network& net, std::uint32_t n) {
  NodeParams& node = net.nodes[n];
  const Need& need = net.model.needs[plan.graph[n].need.value];
  if (node.continuous != (need.process == DemandProcess::kPoisson)) {
    plan.diagnostics.error(
        need.place,
        "need '" + need.id + "' is " +
            (node.continuous ? "continuous and its demand is not" : "not continuous and its demand is") +
            " a poisson process",
        "single orders at random moments take both: `continuous: true` and `demand: {process: poisson}`");
  }
  const NeedOption& option = need.options[plan.graph[n].option];
  if (node.continuous && !net.model.products[option.units.product.value].storable) {
    plan.diagnostics.error(need.place, "need '" + need.id + "' takes single orders of what is not storable",
                           "what is made and used within the step cannot be ordered one by one");
  }
  const bool moves = option.growth.value != 0 || !need.season.empty() || need.dates ||
                     (answers_prices(plan, net) && need.elasticity.value != 0);
  if (node.continuous && (moves || need.patience.value < kForEver)) {
    plan.diagnostics.error(need.place,
                           "need '" + need.id +
                               "' takes single orders, which have no growth, no season, no dates and no end of "
                               "patience, and do not answer to prices",
                           "leave out growth, season, dates and elasticity, and write `patience: 1000 y`");
  }
  Quanta intake = 0;
  const SlotParams& slot = net.slots[node.slot_begin];
  for (std::uint32_t i = slot.in_begin; i < slot.in_end; ++i) intake += net.lanes[i].flow0;
  node.start0 = node.good0 = intake;
  node.active = intake > 0;
  SinkParams sink;
  sink.need = plan.graph[n].need;
  sink.option = plan.graph[n].option;
  sink.barred = option.barred;
  if (plan.switches.growth)
    sink.growth = det_log(1.0 + option.growth.value) * static_cast<double>(net.step) / kTicksPerYear;
  sink.patience_hazard = need.patience.value >= kForEver ? 0.0
                         : need.patience.value > static_cast<double>(net.step)
                             ? static_cast<double>(net.step) / need.patience.value
                             : 1.0;
  sink.process = need.process;
  sink.variation = need.variation.value;
  sink.correlation = need.correlation.value;
  sink.order_size = std::max<Quanta>(
      1, rounded(need.order_size.value / net.model.products[plan.graph[n].makes.product.value].quantum));
  if (sink.process == DemandProcess::kPoisson && intake > 0) {
    sink.order_interval =
        static_cast<double>(net.step) * static_cast<double>(sink.order_size) / static_cast<double>(intake);
  }
  if (plan.switches.season && !need.season.empty()) {
    sink.season = static_cast<std::int32_t>(net.seasons.size());
    std::copy_n(need.season.begin(), 12, net.seasons.emplace_back().begin());
  }
  if (need.dates) {
    sink.opens = (need.dates->from - net.start).ticks();
    sink.closes = (need.dates->until - net.start).ticks();
  }
  if (answers_prices(plan, net)) sink.elasticity = need.elasticity.value;
  set_substitution(plan, net, need, option, node, sink);
  node.steady =
      sink.elasticity == 0.0 && !sink.has_calendar() && !sink.substitutes && sink.process == DemandProcess::kConstant;
  net.sinks.push_back(sink);
}

}  // namespace fabshock
