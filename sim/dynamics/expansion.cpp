#include "dynamics/expansion.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "dynamics/investment.h"
#include "dynamics/pricing.h"
#include "dynamics/production.h"

namespace fabshock::expansion {
namespace {

constexpr double kMemory = 28 * 24.0;  // [h] of utilisation

std::int32_t ppm(double share) {
  return static_cast<std::int32_t>(std::floor(share * static_cast<double>(kPpm) + 0.5));
}

std::int64_t weeks_of(const ExpansionLaw& law) {
  return std::max<std::int64_t>(1, static_cast<std::int64_t>(std::ceil(law.ramp / static_cast<double>(kTicksPerWeek))));
}

// Of what is decided, not yet built [ppm of the network's capacity].
std::int64_t under_way(const ExpansionState& state, const ExpansionState::Maker& maker, std::uint32_t node) {
  return maker.decided - state.built[node];
}

double price_of(const Sim& sim, std::uint32_t n) {
  return sim.state.markets.all.empty() ? 1.0 : pricing::sold_at(sim.net, sim.state, n);
}

void decide(const Sim& sim, ExpansionState::Maker& maker, const Expands& who, std::int64_t tick) {
  ExpansionState& state = sim.state.expansion;
  const std::int32_t size = std::min(ppm(who.law.size), ppm(who.law.most) - maker.decided);
  maker.since = ExpansionState::kNot;
  if (size <= 0) return;
  maker.decided += size;
  const auto index = static_cast<std::uint32_t>(state.decisions.size());
  const std::int64_t begins = tick + static_cast<std::int64_t>(std::floor(who.law.lead_time + 0.5));
  state.decisions.push_back({who.node, size, 0, weeks_of(who.law)});
  sim.push(std::max(begins, tick + 1), Phase::kBuild, index, EventKind::kExpand);
}

void review(const Sim& sim, const ShockPlan* plan, const Expands& who, ExpansionState::Maker& maker,
            std::int64_t tick) {
  const NodeState& node = sim.state.nodes[who.node];
  const Quanta started = node.started - std::exchange(maker.started, node.started);
  const double reckoned = static_cast<double>(production::capacity_of(sim.net, sim.state, who.node)) +
                          who.law.seen * static_cast<double>(under_way(sim.state.expansion, maker, who.node)) /
                              static_cast<double>(kPpm) * static_cast<double>(sim.net.nodes[who.node].capacity);
  const double steps = static_cast<double>(kTicksPerWeek) / static_cast<double>(sim.net.step);
  // Who has lost a part of his line is full when the rest is.
  const double able = reckoned * static_cast<double>(node.availability) / static_cast<double>(kPpm);
  const double use = able > 0 ? static_cast<double>(started) / (able * steps) : 0.0;
  maker.use += std::min(1.0, static_cast<double>(kTicksPerWeek) / kMemory) * (use - maker.use);
  const double hurdle = plan != nullptr ? subsidy::lowered(who.law.hurdle, plan->aids, who.node, tick) : who.law.hurdle;
  const bool dear = sim.state.markets.all.empty() || price_of(sim, who.node) >= hurdle;
  if (maker.use < who.law.threshold || !dear) {
    maker.since = ExpansionState::kNot;
    return;
  }
  if (maker.since == ExpansionState::kNot) maker.since = tick;
  if (static_cast<double>(tick - maker.since) >= who.law.after) decide(sim, maker, who, tick);
}

}  // namespace

ExpansionState initial(const Network& net) {
  ExpansionState state;
  if (net.expands.empty()) return state;
  state.built.resize(net.facilities);
  for (const Expands& who : net.expands) {
    const NodeParams& node = net.nodes[who.node];
    state.makers.push_back({.use = static_cast<double>(node.start0) / static_cast<double>(node.capacity)});
  }
  return state;
}

void review(const Sim& sim, const ShockPlan* plan, std::int64_t tick) {
  for (std::size_t i = 0; i < sim.net.expands.size(); ++i) {
    review(sim, plan, sim.net.expands[i], sim.state.expansion.makers[i], tick);
  }
}

bool build(const Sim& sim, const ShockPlan* plan, std::uint32_t decision, std::int64_t tick) {
  ExpansionState::Decision& d = sim.state.expansion.decisions[decision];
  const bool first = d.week == 0;
  const auto by = [&d](std::int64_t week) { return static_cast<std::int32_t>(std::int64_t{d.size} * week / d.weeks); };
  sim.state.expansion.built[d.node] += by(d.week + 1) - by(d.week);
  ++d.week;
  if (d.week < d.weeks) sim.push(tick + kTicksPerWeek, Phase::kBuild, decision, EventKind::kExpand);
  investment::refresh(sim, plan, d.node, tick);
  return first;
}

}  // namespace fabshock::expansion
