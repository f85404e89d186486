#include "batch/tail.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "batch/splitting.h"
#include "engine/engine.h"
#include "results/measures.h"

namespace fabshock {
namespace {

class Tries {
 public:
  struct Entry {
    std::vector<Branch> branches;  // the first from the start
    std::int64_t tick = 0;
    double unmet = 0;  // by then
  };

  Tries(const Network& network, const Scenario& scenario, const Splitting& what, std::uint64_t seed,
        const std::function<void()>& poll)
      : net_(network), scenario_(scenario), what_(what), seed_(seed), poll_(poll), worth_(worth_of_sinks(network)) {
    for (std::uint32_t n = net_.facilities; n < net_.size(); ++n) {
      const std::uint32_t need = net_.sinks[n - net_.facilities].need.value;
      if (what.kind.empty() || net_.model.needs[need].kind == what.kind) sinks_.emplace_back(need, n);
    }
    std::sort(sinks_.begin(), sinks_.end());
  }

  std::optional<Entry> go(std::size_t level, std::uint64_t i, const Entry* from) {
    poll_();
    Entry entry = from != nullptr ? *from : Entry{};
    const auto branch = static_cast<std::uint32_t>(level * what_.effort + i + 1);  // 0 is that of a plain run
    entry.branches.push_back({branch, entry.tick});
    if (entry.unmet >= what_.levels[level]) return entry;  // it leapt over this one too
    StreamKey key{.seed = seed_, .branch = entry.branches.front().branch};
    const auto later = std::span<const Branch>{entry.branches}.subspan(1);
    const ShockPlan plan = plan_shocks(net_, scenario_, key, later);
    const std::int64_t horizon = scenario_.horizon.ticks();
    if (engine_) {
      engine_->restart(&plan, {.key = key, .horizon = horizon});
    } else {
      engine_.emplace(net_, &plan, RunOptions{.key = key, .horizon = horizon});
    }
    for (const Branch& next : later) {
      engine_->run_until(next.from, nullptr);
      key.branch = next.branch;
      engine_->rekey(key);
    }
    do {
      entry.tick = std::min(entry.tick + net_.step, horizon);
      engine_->run_until(entry.tick, nullptr);
      entry.unmet = unmet(engine_->state());
    } while (entry.unmet < what_.levels[level] && entry.tick < horizon);
    events_ += engine_->events();
    fingerprint_ = fingerprint_ * 1099511628211U + engine_->fingerprint();  // in the order of tries
    return entry.unmet >= what_.levels[level] ? std::optional{std::move(entry)} : std::nullopt;
  }

  std::uint64_t events() const { return events_; }
  std::uint64_t fingerprint() const { return fingerprint_; }

 private:
  double unmet(const State& state) const {
    double all = 0;
    double of_need = 0;
    for (std::size_t i = 0; i < sinks_.size(); ++i) {
      const auto& [need, n] = sinks_[i];
      const NodeState& sink = state.nodes[n];
      of_need += static_cast<double>(sink.started - sink.good) * worth_[n - net_.facilities];
      if (i + 1 < sinks_.size() && sinks_[i + 1].first == need) continue;
      all += std::max(0.0, std::exchange(of_need, 0.0));
    }
    return all;
  }

  const Network& net_;
  const Scenario& scenario_;
  const Splitting& what_;
  const std::uint64_t seed_;
  const std::function<void()>& poll_;
  const std::vector<double> worth_;                             // by sink, of a quantum
  std::vector<std::pair<std::uint32_t, std::uint32_t>> sinks_;  // need, node
  std::optional<Engine> engine_;
  std::uint64_t events_ = 0, fingerprint_ = 0;
};

}  // namespace

Tail tail_of(const Network& network, const Scenario& scenario, const Splitting& what, std::uint64_t seed,
             const std::function<void()>& poll) {
  Tries tries(network, scenario, what, seed, poll);
  Stream order(StreamKey{.seed = seed}, "splitting", Purpose::kDesign);
  Tail tail;
  tail.passed = split<Tries::Entry>(
      what.levels.size(), what.effort, order,
      [&](std::size_t level, std::uint64_t i, const Tries::Entry* from) { return tries.go(level, i, from); });
  tail.events = tries.events();
  tail.fingerprint = tries.fingerprint();
  return tail;
}

}  // namespace fabshock
