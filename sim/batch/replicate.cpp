#include "batch/replicate.h"

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <tuple>

#include "batch/tail.h"
#include "dynamics/ledgers.h"
#include "results/blocs.h"
#include "results/recorder.h"
#include "results/write_run.h"

namespace fabshock {
namespace {

std::vector<double> series_of(const RunRecord& run, const Bands& bands, std::int64_t step) {
  const std::size_t columns = bands.series.size();
  std::vector<double> values(columns * bands.moments, std::numeric_limits<double>::quiet_NaN());
  if (values.empty()) return values;
  if (run.columns.size() != columns) throw std::logic_error("a draw has other series than its arm");
  const std::int64_t every = bands.every / step;  // [steps]
  for (const SeriesPoint& p : run.series)
    values[static_cast<std::size_t>(p.step / every) * columns + p.column] = p.value;
  return values;
}

void measure_tail(const Network& net, const Scenario& scenario, const Splitting& what,
                  const std::function<void()>& poll, Replication& result) {
  const Tail tail = tail_of(net, scenario, what, result.seed, poll);
  result.events = tail.events;
  result.fingerprint = tail.fingerprint;
  for (std::size_t i = 0; i < what.levels.size(); ++i) {
    result.rows.push_back({std::string(kExceedance), level_text(what.levels[i]), what.kind, tail.passed[i], "1"});
  }
}

void check_ledgers(const Network& net, const RunRecord& record) {
  const auto broken = broken_ledgers(net, record.initial, record.final);
  if (!broken.empty()) throw std::runtime_error("broken ledger: " + broken.front());
}

// Does the plan of the undisturbed run not depend on the seed?
bool is_planned_without_chance(const Scenario& scenario) {
  return std::all_of(scenario.projects.begin(), scenario.projects.end(),
                     [](const Project& project) { return project.delays.empty(); }) &&
         std::none_of(scenario.disruptions.begin(), scenario.disruptions.end(),
                      [](const Disruption& d) { return d.type == DisruptionType::kHazard && d.undisturbed; });
}

}  // namespace

Replicator::Replicator(Worlds& worlds, const BatchPlan& plan)
    : worlds_(worlds), plan_(plan), wanted_(plan.measures.begin(), plan.measures.end()) {}

void Replicator::take_up(std::uint32_t arm) {
  if (arm_ == arm) return;
  take_world(nullptr, nullptr);
  world_ = nullptr;
  sampled_.reset();
  const Experiment& e = worlds_.experiment();
  const std::vector<std::string>& axes = plan_.sampled[plan_.arms[arm].sampled];
  if (axes.empty()) {
    world_ = worlds_.world(arm);
    take_world(world_->network.get(), &world_->scenario);
  } else {
    sampled_.emplace(e, worlds_.arm(arm));
    points_.emplace(e.spread, e.seed, e.replications, axes);
  }
  check_inputs(plan_);
  arm_ = arm;
}

Replication Replicator::run(const Task& task, const std::function<void()>& poll) {
  take_up(task.arm);
  const Bands& bands = plan_.bands[plan_.arms[task.arm].bands];
  Replication result;
  result.seed = plan_.seed + (worlds_.experiment().hazards ? task.replication : 0);
  if (world_ != nullptr) {
    measure(*world_->network, world_->scenario, bands, poll, result);
    return result;
  }
  std::vector<double> u(sampled_->axes().size());
  points_->point(task.replication, u);
  SampledWorld::Draw draw = sampled_->draw(u);
  result.drawn = std::move(draw.values);
  result.refused = std::move(draw.refused);
  if (draw.network == nullptr) return result;
  draw.scenario.record = worlds_.record();
  take_world(draw.network.get(), &draw.scenario);
  measure(*draw.network, draw.scenario, bands, poll, result);
  take_world(nullptr, nullptr);
  return result;
}

void Replicator::take_world(const Network* network, const Scenario* scenario) {
  undisturbed_of_.reset();
  undisturbed_is_any_ = false;
  runner_.reset();
  if (network != nullptr) runner_.emplace(*network, *scenario, false);
}

void Replicator::measure(const Network& net, const Scenario& scenario, const Bands& bands,
                         const std::function<void()>& poll, Replication& result) {
  if (plan_.splitting) return measure_tail(net, scenario, *plan_.splitting, poll, result);
  const ShockPlan plan = plan_shocks(net, scenario, {.seed = result.seed});
  const auto check = [&](double) { poll(); };
  if (!undisturbed_of_ || (*undisturbed_of_ != result.seed && !undisturbed_is_any_)) {
    const ShockPlan calm = without_shocks(plan);
    runner_->run(&calm, result.seed, undisturbed_, check);
    check_ledgers(net, undisturbed_);
    undisturbed_of_ = result.seed;
    undisturbed_is_any_ = is_planned_without_chance(scenario) && drew_nothing(undisturbed_.final);
  }
  runner_->run(&plan, result.seed, disturbed_, check);
  check_ledgers(net, disturbed_);
  result.events = disturbed_.events;
  result.fingerprint = disturbed_.fingerprint;
  result.rows =
      all_measures(net, scenario, undisturbed_, disturbed_, losses(net, undisturbed_, disturbed_), result.seed);
  if (!wanted_.empty()) {
    std::erase_if(result.rows, [&](const MeasureRow& row) {
      return !wanted_.contains(row.measure) && row.measure != kFirstShockDay;  // what dependence counts from
    });
  }
  std::sort(result.rows.begin(), result.rows.end(), [](const MeasureRow& a, const MeasureRow& b) {
    return std::tie(a.measure, a.entity, a.product, a.unit) < std::tie(b.measure, b.entity, b.product, b.unit);
  });
  result.series = series_of(disturbed_, bands, net.step);
}

}  // namespace fabshock
