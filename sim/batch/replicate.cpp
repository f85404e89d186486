#include "batch/replicate.h"

#include <algorithm>
#include <limits>
#include <stdexcept>

#include "batch/tail.h"
#include "dynamics/ledgers.h"
#include "results/csv.h"

namespace fabshock {

Replicator::Replicator(Worlds& worlds, const BatchPlan& plan)
    : worlds_(worlds), plan_(plan), wanted_(plan.measures.begin(), plan.measures.end()) {}

Replicator::At::At(const Network& network, const Scenario& what)
    : net(network), scenario(what), runner(network, what, false), measures(network, what) {}

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
  const std::vector<std::string>& axes = plan_.sampled[plan_.arms[arm].sampled];
  if (axes.empty()) {
    world_ = worlds_.world(arm);
    at_.emplace(*world_->network, world_->scenario);
  } else {
    sampled_.emplace(worlds_.experiment(), worlds_.arm(arm));
    draws_.emplace(plan_, axes);
  }
  check_inputs(plan_);
}

const Replication& Replicator::run(const Task& task, const std::function<void()>& poll) {
  take_up(task.arm);
  result_.seed = seed_of(plan_, task.replication);
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
  draws_->point(task.replication, u);
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
