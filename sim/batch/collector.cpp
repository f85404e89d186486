#include "batch/collector.h"

#include <algorithm>
#include <array>

#include "stats/intervals.h"

namespace fabshock {
namespace {

// What is told of as it goes on, where no rule names a measure: the first that a run reports.
constexpr std::array<std::string_view, 4> kTold = {"unmet_value", "given_up_value", "dependence", "asymmetry"};

bool is_of(const MeasureRow& row, const StopRule& stop) {
  return row.measure == stop.measure && label_of({row.measure, row.entity, row.product, row.unit}) == stop.of;
}

}  // namespace

Collector::Collector(const BatchPlan& plan, const BatchFolder& folder)
    : plan_(plan),
      folder_(folder.result()),
      schedule_(plan),
      store_(folder.journal()),
      files_(folder_, plan),
      looked_at_(plan.arms.size()),
      flushed_(std::chrono::steady_clock::now()) {
  headline_.tell(plan.kind);
  advance();
}

Collector::State Collector::next(Task& task) {
  for (; given_ < schedule_.end_of(stage_); ++given_) {
    if (!schedule_.is_mine(given_) || store_.has(given_)) continue;
    task = schedule_.at(given_++);
    return State::kTask;
  }
  return decided_ ? State::kDone : State::kWait;
}

void Collector::put(const Task& task, const Replication& replication) {
  store_.put(task.number, replication);
  advance();
}

bool Collector::put_record(std::string_view bytes, KeyMap& keys) {
  if (!store_.put_record(bytes, keys)) return false;
  advance();
  return true;
}

// Takes those whose turn it is.
void Collector::advance() {
  while (!decided_) {
    if (turn_ == schedule_.end_of(stage_)) {
      end_stage();
      continue;
    }
    if (schedule_.is_mine(turn_)) {
      if (!store_.has(turn_)) break;
      take(schedule_.at(turn_), store_.get(turn_));
    }
    ++turn_;
  }
  constexpr auto kOften = std::chrono::seconds(1);
  if (const auto now = std::chrono::steady_clock::now(); now - flushed_ > kOften) {
    files_.flush();
    flushed_ = now;
  }
}

void Collector::end_stage() {
  const bool last = stage_ + 1 == schedule_.stages();
  const bool enough = plan_.stop && std::all_of(looked_at_.begin(), looked_at_.end(), [&](const Moments& moments) {
                        return narrow_enough(rule_of(*plan_.stop, plan_.replications), moments);
                      });
  decided_ = last || enough;
  if (!decided_) ++stage_;
}

void Collector::take(const Task& task, const Replication& replication) {
  files_.add(task, replication);
  ++written_;
  if (!replication.refused.empty()) {
    refused_.push_back({plan_.arms[task.arm].id, task.replication, replication.refused});
    return;
  }
  if (plan_.stop) {
    const auto row = std::find_if(replication.rows.begin(), replication.rows.end(),
                                  [&](const MeasureRow& r) { return is_of(r, *plan_.stop); });
    if (row != replication.rows.end()) {
      looked_at_[task.arm].add(row->value);
    } else if (is_amount(plan_.stop->measure)) {
      looked_at_[task.arm].add(0.0);
    }
  }
  follow(task, replication);
}

void Collector::follow(const Task& task, const Replication& replication) {
  if (!followed_) {
    for (const MeasureRow& row : replication.rows) headline_.learn({row.measure, row.entity, row.product, row.unit});
    for (const std::string_view told : kTold) {
      for (const MeasureRow& row : replication.rows) {
        MeasureKey key{row.measure, row.entity, row.product, row.unit};
        const bool wanted = plan_.stop ? is_of(row, *plan_.stop) : row.measure == told && headline_.shows(key);
        if (wanted && !followed_) followed_ = std::move(key);
      }
    }
    if (!followed_) return;
  }
  if (task.arm != followed_arm_) estimate_ = {};
  followed_arm_ = task.arm;
  const auto row = std::find_if(replication.rows.begin(), replication.rows.end(), [&](const MeasureRow& r) {
    return r.measure == followed_->measure && r.entity == followed_->entity && r.product == followed_->product;
  });
  if (row != replication.rows.end()) {
    estimate_.add(row->value);
  } else if (is_amount(followed_->measure)) {
    estimate_.add(0.0);
  }
}

BatchProgress Collector::progress() const {
  BatchProgress now;
  now.done = store_.size();
  const std::uint64_t all = schedule_.end_of(decided_ ? stage_ : schedule_.stages() - 1);
  now.all = all / plan_.shard.of + (plan_.shard.index <= all % plan_.shard.of ? 1 : 0);
  if (followed_ && estimate_.n() > 0) {
    now.estimate = {plan_.arms[followed_arm_].id, *followed_, estimate_.mean(), half_width(estimate_, kConfidence)};
  }
  return now;
}

BatchOutcome Collector::finish() {
  files_.close();
  const std::uint32_t replications = schedule_.replications(stage_);
  BatchOutcome outcome{.runs = written_, .refused = std::move(refused_)};
  write_design(folder_, plan_);
  write_batch_package(folder_, plan_);
  if (plan_.shard.of == 1) {
    const Finished batch{plan_, schedule_, store_, replications};
    outcome.headline = write_summary(folder_, batch);
    write_timebands(folder_, batch);
  }
  write_batch_manifest(folder_, plan_, replications, outcome.refused);
  return outcome;
}

}  // namespace fabshock
