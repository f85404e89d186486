#include "dynamics/investment.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "base/math.h"
#include "dynamics/disruption.h"
#include "dynamics/ordering.h"
#include "dynamics/production.h"
#include "dynamics/qualification.h"
#include "dynamics/recovery.h"
#include "dynamics/rest.h"
#include "dynamics/sample.h"
#include "dynamics/sourcing.h"

namespace fabshock::investment {
namespace {

constexpr std::int64_t kWeek = 168;
constexpr std::int64_t kYear = std::int64_t{365} * 24;
constexpr double kQuarter = 91.25;  // [d]
constexpr double kComplete = 0.98;
constexpr double kPart = static_cast<double>(kPpm);

std::int64_t rounded(double x) {
  return static_cast<std::int64_t>(std::floor(x + 0.5));
}

// Shares of what a project adds, over [from, to) hours since its start.
class Curve {
 public:
  explicit Curve(const Project& project) : project_(project) {
    ramp_.shape = project.ramp.value > 0 ? RecoveryShape::kLogistic : RecoveryShape::kStep;
    ramp_.over.value = project.ramp.value / 2;
    learning_.shape = RecoveryShape::kExponential;
    learning_.over = project.learning;
  }

  // rho p: the product of the two averages; they differ from 1 together for weeks, each by little within one.
  double capacity(double from, double to) const {
    const double idle = ramp_.shape == RecoveryShape::kStep ? 0.0 : mean(ramp_, from, to);
    return (1.0 - idle) * (1.0 - (1.0 - project_.productivity.value) * mean(learning_, from, to));
  }

  double yield(double from, double to) const {
    const double gap = det_exp(-0.5 * (from + to) / project_.learning.value);
    if (!project_.defects) return 1.0 - (1.0 - project_.early_yield.value) * gap;
    const double mature = project_.mature_defects->value;
    const double now = mature + (project_.defects->value - mature) * gap;
    const double best = murphy_yield(project_.die->value * mature);
    return best > 0 ? murphy_yield(project_.die->value * now) / best : 0.0;
  }

 private:
  static double mean(const Recovery& curve, double from, double to) {
    return (hours_lost(curve, to) - hours_lost(curve, from)) / (to - from);
  }

  const Project& project_;
  Recovery ramp_, learning_;
};

std::string days(double hours) {
  return std::to_string(rounded(hours / 24.0)) + " d";
}

void set_start(const Project& project, const Network& net, const StreamKey& key, Build& build) {
  double late = 0;
  std::string causes;
  for (const Project::Delay& delay : project.delays) {
    Stream stream(key, project.id + ":" + delay.cause, Purpose::kProject);
    const double hours = std::max(0.0, sample(delay.hours, stream));
    late += hours;
    causes += (causes.empty() ? ": " : ", ") + delay.cause + " " + days(hours);
  }
  build.detail = late > 0 ? days(late) + " late" + causes : "in time";
  constexpr double kNever = 1e9;
  build.starts = (project.tool_in - net.start).ticks() + rounded(std::min(kNever, late + project.install.value));
}

bool has_tools(const Network& net, std::uint32_t n) {
  const NodeParams& node = net.nodes[n];
  return std::any_of(net.slot_info.begin() + node.slot_begin, net.slot_info.begin() + node.slot_end,
                     [](const SlotInfo& slot) { return slot.tools > 0; });
}

// What was to be delivered before the start is there.
void set_orders(const Project& project, const Network& net, Build& build) {
  if (!has_tools(net, build.node)) return;
  const std::int64_t in = (project.tool_in - net.start).ticks();
  const std::int64_t ordered = project.ordered ? (*project.ordered - net.start).ticks() : in - kYear;
  if (in <= 0) return;
  build.orders = std::max<std::int64_t>(0, ordered);
  build.orders_end = std::max(build.orders + kWeek, in);
  build.equipped = static_cast<double>(build.orders - ordered) / static_cast<double>(in - ordered);
}

std::int64_t instalments(const Build& build) {
  return (build.orders_end - build.orders + kWeek - 1) / kWeek;
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

// The share of a project's capacity that there are tools for, once those who ordered before it have theirs.
double equipped(const Sim& sim, const ShockPlan& plan, std::uint32_t i) {
  const Build& build = plan.builds[i];
  if (build.orders_end <= build.orders) return 1;
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
      if (before && other.node == build.node && other.orders_end > other.orders) there -= tools_of(sim, other, s);
    }
    share = std::min(share, std::max(0.0, there / need));
  }
  return build.equipped + (1.0 - build.equipped) * share;
}

// With the reviews of a step: its goods are in, and nothing has departed.
void push_order(const Sim& sim, std::int64_t at, std::uint32_t i) {
  const std::int64_t step = sim.net.step;
  sim.push((at + step - 1) / step * step, Phase::kReview, i, EventKind::kTools);
}

void set_course(const Project& project, double share, std::int64_t horizon, Build& build) {
  const Curve curve(project);
  double carry = 0;
  for (std::int64_t from = 0; build.starts + from < horizon; from += kWeek) {
    const auto begin = static_cast<double>(from);
    const auto end = static_cast<double>(from + kWeek);
    const double exact = share * kPart * curve.capacity(begin, end) + carry;
    BuildLevel level{build.starts + from, static_cast<std::int32_t>(std::floor(exact)),
                     static_cast<std::int32_t>(rounded(kPart * curve.yield(begin, end)))};
    carry = exact - level.capacity;
    const bool same = !build.course.empty() && build.course.back().capacity == level.capacity &&
                      build.course.back().yield == level.yield;
    // A premium falls for as long as goods are made; tools may come at any time.
    if (!same || build.learning < 0 || build.orders_end > build.orders) build.course.push_back(level);
  }
}

double premium_of(const Build& build, double made) {
  if (build.learning == 0.0) return build.premium;
  return std::max(0.0, (1.0 + build.premium) * det_pow(std::max(1.0, made / build.first), build.learning) - 1.0);
}

// What was made since the last look, by whose capacity it was made with.
void note_output(const Sim& sim, const ShockPlan& plan, std::uint32_t n) {
  const double capacity = sim.state.rare[n].capacity;
  for (std::size_t i = 0; i < plan.builds.size(); ++i) {
    if (plan.builds[i].node != n) continue;
    BuildState& build = sim.state.builds[i];
    const Quanta good = sim.state.nodes[n].good;
    const auto made = static_cast<double>(good - std::exchange(build.good, good));
    if (capacity > 0) build.made += made * build.capacity / capacity;
  }
}

}  // namespace

void refresh(const Sim& sim, const ShockPlan* plan, std::uint32_t n, std::int64_t tick) {
  const std::int32_t own = sim.state.expansion.built.empty() ? 0 : sim.state.expansion.built[n];
  const double before = (sim.net.nodes[n].planned ? 0.0 : kPart) + own;
  double capacity = before;
  double good = before;
  double premium = 0;
  for (std::size_t i = 0; plan != nullptr && i < plan->builds.size(); ++i) {
    if (plan->builds[i].node != n) continue;
    const BuildState& build = sim.state.builds[i];
    capacity += build.capacity;
    good += static_cast<double>(build.capacity) * build.yield / kPart;
    premium += build.capacity * premium_of(plan->builds[i], build.made);
  }
  RareNodeState& rare = sim.state.rare[n];
  const bool is_new = rare.capacity == 0 && capacity > 0;
  production::set_capacity(sim, n, tick, static_cast<std::int32_t>(capacity));
  if (capacity > 0) {
    rare.learned = std::max(1, static_cast<std::int32_t>(rounded(good / capacity * kPart)));
    rare.premium = premium / capacity;
  }
  if (is_new) qualification::court(sim, n);
  for (const std::uint32_t l : sim.net.out(n)) {
    const bool buys = !sim.net.lane_info[l].untried || sim.state.qualification.accepted[l] != 0;
    if (!buys) continue;
    if ((sim.state.lanes[l].flags & LaneState::kResting) != 0) {
      rest::wake(sim, sim.net.lane_info[l].to, tick, Phase::kShock);
    }
    sourcing::look_again(sim, sim.net.lane_info[l].slot, tick);
  }
}

double murphy_yield(double x) {
  if (x < 1e-9) return 1.0 - x;
  const double part = (1.0 - det_exp(-x)) / x;
  return part * part;
}

std::vector<Build> plan(const Network& net, const Scenario& scenario, const StreamKey& key) {
  std::vector<Build> builds;
  if (!scenario.switches.investment) return builds;
  for (const Project& project : scenario.projects) {
    Build build;
    build.id = project.id;
    build.node = project.facility.value;
    build.premium = project.premium.value;
    build.learning = project.progress ? det_log(project.progress->value) / det_log(2.0) : 0.0;
    const NodeParams& node = net.nodes[build.node];
    const double full = net.model.facilities[build.node].capacity->value;
    const double share = project.capacity ? project.capacity->value / full : 1.0;
    const double days_a_step = static_cast<double>(net.step) / 24.0;
    build.first = std::max(1.0, share * static_cast<double>(node.capacity) / node.per_good * kQuarter / days_a_step);
    build.share = share;
    set_start(project, net, key, build);
    set_orders(project, net, build);
    set_course(project, share, scenario.horizon.ticks(), build);
    builds.push_back(std::move(build));
  }
  return builds;
}

void schedule(const Sim& sim, const ShockPlan& plan) {
  sim.state.builds.resize(plan.builds.size());
  for (std::uint32_t i = 0; i < plan.builds.size(); ++i) {
    if (plan.builds[i].orders_end > plan.builds[i].orders) {
      push_order(sim, plan.builds[i].orders, i);
    }
    if (plan.builds[i].course.empty()) continue;
    const std::int64_t first = std::max<std::int64_t>(0, plan.builds[i].course.front().tick);
    sim.push(first, Phase::kShock, i, EventKind::kCapacity);
  }
}

void order_tools(const Sim& sim, const ShockPlan& plan, std::uint32_t i, std::int64_t tick) {
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
  const std::int64_t next = build.orders + (k + 1) * kWeek;
  if (k + 1 < instalments(build) || next < build.starts) push_order(sim, next, i);
}

Progress advance(const Sim& sim, const ShockPlan& plan, std::uint32_t i, std::int64_t tick) {
  const Build& build = plan.builds[i];
  BuildState& state = sim.state.builds[i];
  note_output(sim, plan, build.node);
  const std::int32_t before = state.capacity;
  while (state.next < build.course.size() && build.course[state.next].tick <= tick) {
    state.capacity = build.course[state.next].capacity;
    state.yield = build.course[state.next++].yield;
  }
  const double tools = equipped(sim, plan, i);
  if (tools < 1.0)
    state.capacity = std::min(state.capacity, static_cast<std::int32_t>(rounded(build.share * kPart * tools)));
  if (state.next < build.course.size()) sim.push(build.course[state.next].tick, Phase::kShock, i, EventKind::kCapacity);
  refresh(sim, &plan, build.node, tick);
  const auto full = static_cast<std::int32_t>(kComplete * build.share * kPart);
  return {before == 0 && state.capacity > 0, before < full && state.capacity >= full};
}

}  // namespace fabshock::investment
