#include "dynamics/investment.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "base/math.h"
#include "dynamics/disruption.h"
#include "dynamics/production.h"
#include "dynamics/qualification.h"
#include "dynamics/recovery.h"
#include "dynamics/rest.h"
#include "dynamics/sample.h"
#include "dynamics/sourcing.h"
#include "dynamics/subsidy.h"
#include "dynamics/tools.h"

namespace fabshock::investment {
namespace {

constexpr double kQuarter = 91.25;  // [d]
constexpr double kComplete = 0.98;
constexpr double kPart = static_cast<double>(kPpm);

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

void set_course(const Project& project, double share, std::int64_t horizon, Build& build) {
  const Curve curve(project);
  double carry = 0;
  for (std::int64_t from = 0; build.starts + from < horizon; from += kTicksPerWeek) {
    const auto begin = static_cast<double>(from);
    const auto end = static_cast<double>(from + kTicksPerWeek);
    const double exact = share * kPart * curve.capacity(begin, end) + carry;
    BuildLevel level{build.starts + from, static_cast<std::int32_t>(std::floor(exact)),
                     static_cast<std::int32_t>(rounded(kPart * curve.yield(begin, end)))};
    carry = exact - level.capacity;
    const bool same = !build.course.empty() && build.course.back().capacity == level.capacity &&
                      build.course.back().yield == level.yield;
    // A premium falls for as long as goods are made; tools may come at any time.
    if (!same || build.learning < 0 || has_tools(build)) build.course.push_back(level);
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
      rest::wake(sim, sim.net.lane_info[l].to, tick, Phase::kBuild);
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
  for (const Project& planned : scenario.projects) {
    const subsidy::Support support = subsidy::support_of(scenario, planned);
    Project project = planned;
    project.tool_in = planned.tool_in - support.forward;
    if (project.ordered) *project.ordered = *planned.ordered - support.forward;
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
    tools::set_orders(project, net, build);
    build.detail += support.details;
    set_course(project, share, scenario.horizon.ticks(), build);
    build.cost = project.cost.value;
    build.aids = support.aids;
    build.spent_from = (subsidy::order_of(project) - net.start).ticks();
    builds.push_back(std::move(build));
  }
  return builds;
}

void schedule(const Sim& sim, const ShockPlan& plan) {
  sim.state.builds.resize(plan.builds.size());
  for (std::uint32_t i = 0; i < plan.builds.size(); ++i) {
    if (has_tools(plan.builds[i])) tools::schedule(sim, plan.builds[i], i);
    if (plan.builds[i].course.empty()) continue;
    const std::int64_t first = std::max<std::int64_t>(0, plan.builds[i].course.front().tick);
    sim.push(first, Phase::kBuild, i, EventKind::kCapacity);
  }
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
  const double equipped = tools::equipped(sim, plan, i);
  if (equipped < 1.0)
    state.capacity = std::min(state.capacity, static_cast<std::int32_t>(rounded(build.share * kPart * equipped)));
  if (state.next < build.course.size()) sim.push(build.course[state.next].tick, Phase::kBuild, i, EventKind::kCapacity);
  refresh(sim, &plan, build.node, tick);
  const auto full = static_cast<std::int32_t>(kComplete * build.share * kPart);
  return {before == 0 && state.capacity > 0, before < full && state.capacity >= full};
}

}  // namespace fabshock::investment
