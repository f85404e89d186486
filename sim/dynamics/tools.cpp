#include "dynamics/tools.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "dynamics/disruption.h"
#include "dynamics/ordering.h"

namespace fabshock::tools {
namespace {

bool takes_tools(const Network& net, std::uint32_t n) {
  const NodeParams& node = net.nodes[n];
  return std::any_of(net.slot_info.begin() + node.slot_begin, net.slot_info.begin() + node.slot_end,
                     [](const SlotInfo& slot) { return slot.tools > 0; });
}

std::int64_t instalments(const Build& build) {
  return (build.orders_end - build.orders + kTicksPerWeek - 1) / kTicksPerWeek;
}

// What a project orders for an input, and of it over a lane: whole quanta that add up.
double tools_of(const Sim& sim, const Build& build, std::uint32_t s) {
  return std::floor((1.0 - build.equipped) * build.share * static_cast<double>(sim.net.slot_info[s].tools) + 0.5);
}

Quanta tools_over(const Sim& sim, const Build& build, std::uint32_t l) {
  const std::uint32_t s = sim.net.lane_info[l].slot;
  double before = 0;
  for (std::uint32_t k = sim.net.slots[s].in_begin; k < l; ++k) before += sim.net.lanes[k].share;
  const double all = tools_of(sim, build, s);
  return rounded(all * std::min(1.0, before + sim.net.lanes[l].share)) - rounded(all * std::min(1.0, before));
}

// Over a lane in the first k instalments.
Quanta tools_by(const Sim& sim, const Build& build, std::uint32_t l, std::int64_t k) {
  const double part = static_cast<double>(std::min(k, instalments(build))) / static_cast<double>(instalments(build));
  return rounded(static_cast<double>(tools_over(sim, build, l)) * part);
}

void install(const Sim& sim, std::uint32_t n) {
  const NodeParams& node = sim.net.nodes[n];
  for (std::uint32_t s = node.slot_begin; s < node.slot_end; ++s) {
    if (sim.net.slot_info[s].tools == 0) continue;
    const Quanta came = std::exchange(sim.state.slots[s].stock, 0);
    sim.state.slots[s].consumed += came;
    sim.state.installed[s] += came;
  }
}

// With the reviews of a step: its goods are in, and nothing has departed.
void push_order(const Sim& sim, std::int64_t at, std::uint32_t i) {
  const std::int64_t step = sim.net.step;
  sim.push((at + step - 1) / step * step, Phase::kReview, i, EventKind::kTools);
}

}  // namespace

// What was to be delivered before the start is there.
void set_orders(const Project& project, const Network& net, Build& build) {
  if (!takes_tools(net, build.node)) return;
  const std::int64_t in = (project.tool_in - net.start).ticks();
  const std::int64_t ordered = (subsidy::order_of(project) - net.start).ticks();
  if (in <= 0) return;
  build.orders = std::max<std::int64_t>(0, ordered);
  build.orders_end = std::max(build.orders + kTicksPerWeek, in);
  build.equipped = static_cast<double>(build.orders - ordered) / static_cast<double>(in - ordered);
}

// The share of a project's capacity that there are tools for, once those who ordered before it have theirs.
double equipped(const Sim& sim, const ShockPlan& plan, std::uint32_t i) {
  const Build& build = plan.builds[i];
  if (!has_tools(build)) return 1;
  install(sim, build.node);
  const NodeParams& node = sim.net.nodes[build.node];
  double share = 1;
  for (std::uint32_t s = node.slot_begin; s < node.slot_end; ++s) {
    const double need = tools_of(sim, build, s);
    if (sim.net.slot_info[s].tools == 0 || need == 0.0) continue;
    auto there = static_cast<double>(sim.state.installed[s]);
    for (std::uint32_t j = 0; j < plan.builds.size(); ++j) {
      const Build& other = plan.builds[j];
      const bool before = std::pair(other.orders, j) < std::pair(build.orders, i);
      if (before && other.node == build.node && has_tools(other)) there -= tools_of(sim, other, s);
    }
    share = std::min(share, std::max(0.0, there / need));
  }
  return build.equipped + (1.0 - build.equipped) * share;
}

void schedule(const Sim& sim, const Build& build, std::uint32_t i) {
  push_order(sim, build.orders, i);
}

void order(const Sim& sim, const ShockPlan& plan, std::uint32_t i, std::int64_t tick) {
  const Build& build = plan.builds[i];
  const std::int64_t k = sim.state.builds[i].ordered++;
  ordering::rouse(sim, build.node);  // somebody has to take them in
  const NodeParams& node = sim.net.nodes[build.node];
  for (std::uint32_t s = node.slot_begin; s < node.slot_end; ++s) {
    if (sim.net.slot_info[s].tools == 0) continue;
    for (std::uint32_t l = sim.net.slots[s].in_begin; l < sim.net.slots[s].in_end; ++l) {
      const Quanta quantity = tools_by(sim, build, l, k + 1) - tools_by(sim, build, l, k);
      if (quantity > 0) ordering::post(sim, l, quantity, tick, Phase::kReview);
    }
  }
  install(sim, build.node);
  const std::int64_t next = build.orders + (k + 1) * kTicksPerWeek;
  if (k + 1 < instalments(build) || next < build.starts) push_order(sim, next, i);
}

}  // namespace fabshock::tools
