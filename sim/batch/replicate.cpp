#include "batch/replicate.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "batch/survival.h"
#include "batch/tail.h"
#include "dynamics/ledgers.h"
#include "results/csv.h"

namespace fabshock {

Replicator::Replicator(Worlds& worlds, const BatchPlan& plan)
    : worlds_(worlds), plan_(plan), wanted_(plan.measures.begin(), plan.measures.end()) {}

Replicator::At::At(const Network& network, const Scenario& what)
    : net(network), scenario(what), runner(network, what, false), measures(network, what) {}

void Replicator::At::knock_out(const KnockOut& what, Time when, std::optional<double> hours) {
  if (!hit) hit = scenario;
  fabshock::knock_out(*hit, what, when, hours);
  planned.reset();
}

void Replicator::take_up(std::uint32_t arm) {
  if (arm_ == arm) return;
  const Arm& what = worlds_.arm(arm);
  const bool same_world = arm_ && worlds_.first_in_world_of(*arm_) == worlds_.first_in_world_of(arm);
  if (!same_world) move_to_world_of(arm);
  arm_ = arm;
  if (at_ && what.knock_out) at_->knock_out(*what.knock_out, worlds_.experiment().knock_out_at, what.knock_out->hours);
}

void Replicator::move_to_world_of(std::uint32_t arm) {
  at_.reset();
  world_ = nullptr;
  sampled_.reset();
  const Experiment& e = worlds_.experiment();
  const std::vector<std::string>& axes = plan_.sampled[plan_.arms[arm].sampled];
  if (axes.empty()) {
    world_ = worlds_.world(arm);
    at_.emplace(*world_->network, world_->scenario);
  } else {
    sampled_.emplace(e, worlds_.arm(arm));
    points_.emplace(e.spread, e.seed, e.replications, axes);
  }
  check_inputs(plan_);
}

const Replication& Replicator::run(const Task& task, const std::function<void()>& poll) {
  take_up(task.arm);
  result_.seed = plan_.seed + (worlds_.experiment().hazards ? task.replication : 0);
  result_.events = result_.fingerprint = 0;
  result_.refused.clear();
  result_.drawn.clear();
  result_.keys.clear();
  result_.values.clear();
  result_.series.clear();
  if (world_ != nullptr) {
    measure(task, poll);
    return result_;
  }
  std::vector<double> u(sampled_->axes().size());
  points_->point(task.replication, u);
  SampledWorld::Draw draw = sampled_->draw(u);
  result_.drawn = std::move(draw.values);
  result_.refused = std::move(draw.refused);
  if (draw.network == nullptr) return result_;
  draw.scenario.record = worlds_.record();
  const std::optional<KnockOut>& out = worlds_.arm(task.arm).knock_out;
  if (out) take_for_granted(draw.scenario);
  at_.emplace(*draw.network, draw.scenario);
  if (out) at_->knock_out(*out, worlds_.experiment().knock_out_at, out->hours);
  measure(task, poll);
  at_.reset();
  return result_;
}

void Replicator::measure(const Task& task, const std::function<void()>& poll) {
  if (plan_.splitting) return measure_tail(poll);
  plan_runs();
  const auto check = [&](double) { poll(); };
  const std::optional<KnockOut>& out = worlds_.arm(task.arm).knock_out;
  if (out && !out->hours) return measure_survival(*out, check);
  const RunRecord* undisturbed = world_ != nullptr ? shared_undisturbed(false, check) : &own_undisturbed(check);
  run_checked(at_->plan, disturbed_, check);
  if (undisturbed == nullptr) undisturbed = shared_undisturbed(true, check);
  result_.events = disturbed_.events;
  result_.fingerprint = disturbed_.fingerprint;
  const std::vector<MeasureRow>& rows = at_->measures.of(*undisturbed, disturbed_, at_->plan.builds);
  if (out && worlds_.experiment().bound) {
    keep_rows(with_bound(*out, *undisturbed, rows));
  } else {
    keep_rows(rows);
  }
  keep_series(plan_.bands[plan_.arms[task.arm].bands]);
}

void Replicator::measure_tail(const std::function<void()>& poll) {
  const Splitting& what = *plan_.splitting;
  const Tail tail = tail_of(at_->net, at_->scenario, what, result_.seed, poll);
  result_.events = tail.events;
  result_.fingerprint = tail.fingerprint;
  std::vector<std::string> levels;
  for (const double level : what.levels) levels.push_back(shortest(level));
  std::vector<MeasureRow> rows;
  for (std::size_t i = 0; i < levels.size(); ++i)
    rows.push_back({kExceedance, levels[i], what.kind, tail.passed[i], "1"});
  keep_rows(rows);
}

void Replicator::measure_survival(const KnockOut& what, const std::function<void(double)>& check) {
  const RunRecord& undisturbed = world_ != nullptr ? *shared_undisturbed(true, check) : own_undisturbed(check);
  const Time when = worlds_.experiment().knock_out_at;
  const auto plan = [&](std::optional<double> hours) {
    at_->knock_out(what, when, hours);
    return plan_shocks(at_->net, *at_->hit, {.seed = result_.seed});
  };
  Survival survival({at_->net, undisturbed, result_.seed, (when - at_->net.start).ticks()}, at_->runner, disturbed_,
                    plan, check);
  std::vector<MeasureRow> rows;
  const auto add = [&](std::string_view measure, std::optional<std::int64_t> steps) {
    if (steps) rows.push_back({measure, "world", "", static_cast<double>(*steps * at_->net.step) / 24.0, "d"});
  };
  add(kTimeToSurvive, survival.longest());
  if (worlds_.experiment().bound) {
    auto longest = least_loss(undisturbed).longest(at_->nodes_of(what));
    if (longest && (when - at_->net.start).ticks() % at_->net.step != 0) ++*longest;  // the step that it begins in
    add(kTimeToSurviveLp, longest);
  }
  result_.events = survival.events();
  result_.fingerprint = survival.fingerprint();
  keep_rows(rows);
}

// What no plan could save, beside what was lost.
std::vector<MeasureRow> Replicator::with_bound(const KnockOut& what, const RunRecord& undisturbed,
                                               const std::vector<MeasureRow>& rows) {
  LeastLoss least = least_loss(undisturbed);
  least.count_capacity(disturbed_.final);
  // In whole steps, from the first that begins with the outage.
  const auto begins = static_cast<double>((worlds_.experiment().knock_out_at - at_->net.start).ticks());
  const auto step = static_cast<double>(at_->net.step);
  const auto steps = static_cast<std::int64_t>(std::floor((begins + *what.hours) / step) - std::ceil(begins / step));
  std::vector<MeasureRow> more = rows;
  more.push_back({kLossAtLeast, "world", "", least.loss(at_->nodes_of(what), std::max<std::int64_t>(0, steps)),
                  at_->net.model.currency});
  return more;
}

LeastLoss Replicator::least_loss(const RunRecord& undisturbed) {
  const std::int64_t step = at_->net.step;
  const std::int64_t begins = ((worlds_.experiment().knock_out_at - at_->net.start).ticks() + step - 1) / step;
  if (!at_->before || at_->before_of != result_.seed) {
    Engine engine(at_->net, &at_->calm, {.key = {.seed = result_.seed}, .horizon = at_->scenario.horizon.ticks()});
    engine.run_until(begins * step, nullptr);
    at_->before = engine.state();
    at_->before_of = result_.seed;
  }
  LeastLoss least(at_->net, undisturbed, *at_->before, begins);
  least.count_capacity(undisturbed.final);
  return least;
}

std::vector<std::uint32_t> Replicator::At::nodes_of(const KnockOut& what) const {
  std::vector<std::uint32_t> nodes;
  for (std::uint32_t n = 0; n < net.facilities; ++n) {
    if (std::find(what.facilities.begin(), what.facilities.end(), net.entity_of(n)) != what.facilities.end()) {
      nodes.push_back(n);
    }
  }
  return nodes;
}

void Replicator::plan_runs() {
  const Scenario& what = at_->hit ? *at_->hit : at_->scenario;
  const bool by_chance = is_planned_by_chance(what, false);
  const auto is_for = [&](std::optional<std::uint64_t>& planned) {
    const bool is = planned && (*planned == result_.seed || !by_chance);
    if (!is) planned = result_.seed;
    return is;
  };
  if (!is_for(at_->planned)) {
    at_->plan = plan_shocks(at_->net, what, {.seed = result_.seed});
    if (!at_->hit) at_->calm = without_shocks(at_->plan);
  }
  if (at_->hit && !is_for(at_->calm_planned)) at_->calm = plan_shocks(at_->net, at_->scenario, {.seed = result_.seed});
}

void Replicator::run_checked(const ShockPlan& plan, RunRecord& record, const std::function<void(double)>& check) {
  at_->runner.run(&plan, result_.seed, record, check);
  const auto broken = broken_ledgers(at_->net, record.initial, record.final);
  if (!broken.empty()) throw std::runtime_error("broken ledger: " + broken.front());
}

// Null where another thread is making it and this one will not wait.
const RunRecord* Replicator::shared_undisturbed(bool wait, const std::function<void(double)>& check) {
  std::unique_lock lock(world_->making, std::defer_lock);
  if (wait) {
    lock.lock();
  } else if (!lock.try_lock()) {
    return nullptr;
  }
  ArmWorld::Undisturbed& shared = world_->undisturbed;
  if (!shared.seed) {
    run_checked(at_->calm, shared.run, check);
    shared.seed = result_.seed;
    shared.by_chance = is_planned_by_chance(at_->scenario, true) || !drew_nothing(shared.run.final);
  }
  if (!shared.by_chance || *shared.seed == result_.seed) return &shared.run;
  lock.unlock();
  return &own_undisturbed(check);
}

const RunRecord& Replicator::own_undisturbed(const std::function<void(double)>& check) {
  if (at_->undisturbed_of != result_.seed) run_checked(at_->calm, undisturbed_, check);
  at_->undisturbed_of = result_.seed;
  return undisturbed_;
}

void Replicator::keep_rows(const std::vector<MeasureRow>& rows) {
  rows_.clear();
  for (const MeasureRow& row : rows) {
    const bool wanted = wanted_.empty() || wanted_.contains(row.measure) ||
                        row.measure == kFirstShockDay;  // what dependence counts from
    if (wanted) rows_.push_back({0, keys_.number_of(row), row.value});
  }
  const std::vector<std::uint32_t>& places = keys_.places();
  for (Row& row : rows_) row.place = places[row.key];
  std::sort(rows_.begin(), rows_.end(), [](const Row& a, const Row& b) { return a.place < b.place; });
  for (const Row& row : rows_) {
    result_.keys.push_back(row.key);
    result_.values.push_back(row.value);
  }
}

void Replicator::keep_series(const Bands& bands) {
  const std::size_t columns = bands.series.size();
  result_.series.assign(columns * bands.moments, std::numeric_limits<double>::quiet_NaN());
  if (result_.series.empty()) return;
  if (disturbed_.columns.size() != columns) throw std::logic_error("a draw has other series than its arm");
  const std::int64_t every = bands.every / at_->net.step;  // [steps]
  for (const SeriesPoint& p : disturbed_.series)
    result_.series[static_cast<std::size_t>(p.step / every) * columns + p.column] = p.value;
}

}  // namespace fabshock
