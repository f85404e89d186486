#include "batch/collector.h"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "results/csv.h"
#include "stats/intervals.h"

namespace fabshock {
namespace {

// What is told of as it goes on, where no rule names a measure: the first that a run reports.
constexpr std::array<std::string_view, 4> kTold = {"unmet_value", "given_up_value", "dependence", "asymmetry"};

}  // namespace

Collector::Collector(const BatchPlan& plan, const BatchFolder& folder, const std::function<void()>& poll)
    : plan_(plan),
      folder_(folder.result()),
      poll_(poll),
      store_(plan, folder.journal(), poll),
      schedule_(store_.schedule()),
      files_(folder_, plan),
      ran_(plan.arms.size(), false),
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

void Collector::put(const Task& task, const Replication& replication, const KeyTable& keys, KeyMap& map) {
  store_.put(task.number, replication, keys, map);
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
      poll_();
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

// An arm in which it was always 0 says nothing of how narrow the others are: most often it is the calm that they are
// compared with.
bool Collector::narrow() const {
  const StoppingRule rule = rule_of(*plan_.stop, plan_.replications);
  const auto is_nothing = [](const Moments& moments) { return moments.mean() == 0 && moments.sd() == 0; };
  return !std::all_of(looked_at_.begin(), looked_at_.end(), is_nothing) &&
         std::all_of(looked_at_.begin(), looked_at_.end(),
                     [&](const Moments& moments) { return is_nothing(moments) || narrow_enough(rule, moments); });
}

void Collector::end_stage() {
  const bool last = stage_ + 1 == schedule_.stages();
  decided_ = last || (plan_.stop && narrow());
  if (!decided_) ++stage_;
}

void Collector::take(const Task& task, const Replication& replication) {
  files_.add(task, replication, store_.keys());
  ++written_;
  if (!replication.refused.empty()) {
    refused_.push_back({plan_.arms[task.arm].id, task.replication, replication.refused});
    return;
  }
  ran_[task.arm] = true;
  meet_keys();
  if (plan_.stop) add(looked_at_[task.arm], replication, plan_.stop->measure, decides_);
  // Of what is knocked out by turns, or moved, no mean comes to anything.
  if (plan_.is_contingency() || plan_.sensitivity) return;
  if (!followed_) choose(replication);
  if (!followed_) return;
  if (task.arm != followed_arm_) estimate_ = {};
  followed_arm_ = task.arm;
  add(estimate_, replication, store_.keys()[*followed_].measure, followed_);
}

// What the replication says of it: what it does not report is 0, or nothing. key: none: no replication has reported it.
void Collector::add(Moments& moments, const Replication& replication, std::string_view measure,
                    std::optional<std::uint32_t> key) const {
  const auto value = key ? replication.value_of(*key) : std::nullopt;
  const bool has_shock = first_shock_ && replication.value_of(*first_shock_);
  if (value || is_none(measure, has_shock)) moments.add(value.value_or(0.0));
}

void Collector::meet_keys() {
  for (; known_ < store_.keys().size(); ++known_) {
    const MeasureKey& key = store_.keys()[known_];
    headline_.learn(key);
    if (key.measure == kFirstShockDay) first_shock_ = known_;
    if (plan_.stop && key.measure == plan_.stop->measure && label_of(key) == plan_.stop->of) decides_ = known_;
  }
}

void Collector::choose(const Replication& replication) {
  if (plan_.stop) {
    followed_ = decides_;
    return;
  }
  const auto first = [&](const auto& is_wanted) {
    const auto found = std::find_if(replication.keys.begin(), replication.keys.end(),
                                    [&](std::uint32_t key) { return is_wanted(store_.keys()[key]); });
    if (found != replication.keys.end() && !followed_) followed_ = *found;
  };
  if (plan_.splitting) {
    return first([&](const MeasureKey& key) { return key.entity == shortest(plan_.splitting->levels.back()); });
  }
  for (const std::string_view told : kTold) {
    first([&](const MeasureKey& key) { return key.measure == told && headline_.shows(key); });
  }
}

BatchProgress Collector::progress() const {
  BatchProgress now;
  now.done = store_.size();
  now.all = schedule_.mine_before(schedule_.end_of(decided_ ? stage_ : schedule_.stages() - 1));
  if (followed_ && estimate_.n() > 0) {
    now.estimate = {plan_.arms[followed_arm_].id, &store_.keys()[*followed_], estimate_.mean(),
                    half_width(estimate_, kConfidence)};
  }
  return now;
}

// Tables beside those of every batch.
std::vector<package::Table> Collector::write_second_pass(const Finished& batch, BatchOutcome& outcome) const {
  if (plan_.sensitivity) {
    outcome.sensitivities = sensitivities(batch);
    return write_sensitivities(folder_, plan_, outcome.sensitivities);
  }
  outcome.headline = write_summary(folder_, batch);
  write_timebands(folder_, batch);
  if (plan_.hindcast) {
    outcome.hindcast = hindcast_of(batch);
    return write_hindcast(folder_, outcome.hindcast);
  }
  if (!plan_.is_contingency()) return {};
  outcome.contingency = contingency_rows(batch);
  for (std::uint32_t key = 0; key < store_.keys().size(); ++key) {
    if (store_.keys()[key].measure == "unmet_value") outcome.currency = store_.keys()[key].unit;
  }
  return {{"contingency.csv", write_contingency(folder_, outcome.contingency)}};
}

BatchOutcome Collector::finish() {
  files_.close();
  const std::uint32_t replications = schedule_.replications(stage_);
  BatchOutcome outcome{.runs = written_, .refused = std::move(refused_), .dropped = store_.dropped()};
  outcome.decided_by_nothing = plan_.stop && !decides_ && plan_.shard.is_whole();
  for (std::size_t a = 0; a < ran_.size(); ++a) {
    const auto first = std::find_if(outcome.refused.begin(), outcome.refused.end(),
                                    [&](const Refused& r) { return r.arm == plan_.arms[a].id; });
    if (!ran_[a] && first != outcome.refused.end()) outcome.no_baseline.push_back(*first);
  }
  write_design(folder_, plan_);
  std::vector<package::Table> more;
  if (plan_.shard.is_whole()) more = write_second_pass({plan_, store_, replications, poll_}, outcome);
  write_batch_package(folder_, plan_, more);
  write_batch_manifest(folder_, plan_, replications, outcome.refused);
  return outcome;
}

}  // namespace fabshock
