#include "results/recorder.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "results/watched.h"

namespace fabshock {

Recorder::Recorder(const Network& network, const Scenario& scenario, bool log)
    : net_(network),
      log_(log),
      reader_(network, series_of(network, scenario.record)),
      watched_(network, watched_series(network, scenario)),
      every_(record_steps(scenario.record, network.step)),
      last_delivered_(network.size(), 0),
      last_asked_(network.sinks.size(), 0),
      dry_(network.size(), false) {}

void Recorder::begin(RunRecord& to, const State& initial) {
  out_ = &to;
  to.columns = reader_.columns();
  to.series.clear();
  to.log.clear();
  to.delivered.clear();
  to.asked.clear();
  to.spot.clear();
  to.paid.clear();
  to.watched.clear();
  reader_.restart();
  watched_.restart();
  if (!watched_.columns().empty()) watched_.read(initial, 0, first_prices_);
  since_ = 0;
  first_disruption_ = first_policy_ = disruptions_end_ = -1;
  std::fill(last_delivered_.begin(), last_delivered_.end(), 0);
  std::fill(last_asked_.begin(), last_asked_.end(), 0);
  std::fill(dry_.begin(), dry_.end(), false);
}

void Recorder::end(const Engine& engine) {
  out_->first_shock = first_disruption_ >= 0 ? first_disruption_ : first_policy_;
  out_->shocks_end = disruptions_end_;
  out_->initial = engine.initial();
  out_->final = engine.state();
  out_->events = engine.events();
  out_->fingerprint = engine.fingerprint();
}

void Recorder::tell(std::int64_t tick, std::string event, std::string entity, std::string detail) {
  out_->log.push_back({tick, std::move(event), std::move(entity), std::move(detail)});
}

void Recorder::record(const State& state, std::int64_t tick) {
  const std::int64_t step = tick / net_.step;
  ++since_;
  const std::span<Quanta> delivered = out_->delivered.add_row(net_.size());
  for (std::uint32_t n = 0; n < net_.size(); ++n) {
    const NodeState& node = state.nodes[n];
    const Quanta total = net_.nodes[n].sink ? node.good : node.shipped;
    delivered[n] = total - std::exchange(last_delivered_[n], total);
    if (net_.nodes[n].finite && !dry_[n] && state.reserve[n] == 0) {
      dry_[n] = true;
      if (log_) tell(tick, "reserve-exhausted", net_.entity_of(n), "");
    }
  }
  const std::span<Quanta> asked = out_->asked.add_row(net_.sinks.size());
  for (std::size_t i = 0; i < asked.size(); ++i) {
    const Quanta total = state.nodes[net_.facilities + i].ordered;
    asked[i] = total - std::exchange(last_asked_[i], total);
  }
  if (!net_.markets.empty()) {
    const std::span<double> spot = out_->spot.add_row(net_.markets.size());
    const std::span<double> paid = out_->paid.add_row(net_.markets.size());
    for (std::size_t m = 0; m < net_.markets.size(); ++m) {
      spot[m] = state.markets.all[m].spot;
      paid[m] = state.markets.all[m].paid;
    }
  }
  if (!watched_.columns().empty()) watch(state, tick);
  if (!is_row(tick)) return;
  reader_.read(state, static_cast<double>(std::exchange(since_, 0)), values_);
  for (std::uint32_t c = 0; c < values_.size(); ++c) {
    if (!std::isnan(values_[c])) out_->series.push_back({static_cast<std::int32_t>(step), c, values_[c]});
  }
}

// A price of the first day is the one that the run began with: an observation on that day is of the state before.
void Recorder::watch(const State& state, std::int64_t tick) {
  watched_.read(state, 1, values_);
  if (tick == 0) {
    for (std::size_t c = 0; c < values_.size(); ++c) {
      if (watched_.columns()[c].kind == SeriesKind::kMarket) values_[c] = first_prices_[c];
    }
  }
  const std::span<double> row = out_->watched.add_row(values_.size());
  std::copy(values_.begin(), values_.end(), row.begin());
}

void Recorder::shock(const Shock& shock, std::int64_t tick, bool begins) {
  std::int64_t& first = shock.what->policy ? first_policy_ : first_disruption_;
  const bool counts = begins && !shock.what->rush && !shock.what->undisturbed;
  if (counts && first < 0) first = tick;
  if (counts && !shock.what->policy) {
    const Level& last = shock.course.back();
    disruptions_end_ = std::max(disruptions_end_, last.lost == 0 ? last.tick : RunRecord::kNever);
  }
  if (!log_) return;
  const std::size_t hits = shock.nodes.size() + shock.lanes.size();
  const std::string what = shock.what->policy ? "policy" : "disruption";
  tell(tick, what + (begins ? "-begins" : "-ends"), shock.id,
       std::to_string(hits) + (shock.what->type == DisruptionType::kDemandSurge ? " needs"
                               : shock.lanes.empty()                            ? " facilities"
                                                                                : " lanes"));
}

void Recorder::built(const Build& build, std::int64_t tick, bool begins) {
  if (!log_) return;
  std::string detail = net_.entity_of(build.node);
  if (begins) detail += ", " + build.detail;
  const std::int64_t days = (tick - build.starts) / 24;
  if (begins && days >= 7 && tick > build.starts && build.starts >= 0) {
    detail += "; tools " + std::to_string(days) + " d late";
  }
  tell(tick, begins ? "project-starts" : "project-complete", build.id, std::move(detail));
}

void Recorder::expanded(const ExpansionState::Decision& decision, std::int64_t tick) {
  if (!log_) return;
  const auto percent = static_cast<std::int64_t>(std::llround(decision.size / 1e4));
  tell(tick, "expansion", net_.entity_of(decision.node), std::to_string(percent) + " % of its capacity");
}

void Recorder::qualified(std::uint32_t lane, std::int64_t tick, bool accepted) {
  if (!log_) return;
  const LaneInfo& info = net_.lane_info[lane];
  tell(tick, accepted ? "qualified" : "qualification-failed", net_.entity_of(info.from),
       "by " + net_.entity_of(info.to));
}

namespace {

// News is no event of the queue: markets take it up with the day's prices.
void add_news(const Network& net, const ShockPlan& plan, std::int64_t horizon, std::vector<LogEntry>& log) {
  if (!net.belief.on) return;
  for (const News& told : plan.news) {
    const Shock& shock = plan.shocks[told.shock];
    if (told.told < horizon) log.push_back({told.told, "news", shock.id, shock.what->happens ? "" : "only feared"});
    if (told.until < horizon) log.push_back({told.until, "all-clear", shock.id, ""});
  }
  std::stable_sort(log.begin(), log.end(), [](const LogEntry& a, const LogEntry& b) { return a.tick < b.tick; });
}

}  // namespace

Runner::Runner(const Network& network, const Scenario& scenario, bool log)
    : net_(network), scenario_(scenario), log_(log), recorder_(network, scenario, log) {}

void Runner::run(const ShockPlan* plan, std::uint64_t seed, RunRecord& to,
                 const std::function<void(double)>& progress) {
  RunOptions options;
  options.key.seed = seed;
  options.horizon = scenario_.horizon.ticks();
  options.record_every = net_.step;
  if (engine_) {
    engine_->restart(plan, options);
  } else {
    engine_.emplace(net_, plan, options);
  }
  recorder_.begin(to, engine_->state());
  constexpr std::int64_t kSlices = 100;
  for (std::int64_t slice = 1; slice <= kSlices; ++slice) {
    engine_->run_until(options.horizon * slice / kSlices, &recorder_);
    if (progress) progress(static_cast<double>(slice) / kSlices);
  }
  recorder_.end(*engine_);
  if (plan == nullptr) return;
  if (log_) add_news(net_, *plan, options.horizon, to.log);
  if (to.first_shock < 0 && !plan->news.empty() && plan->news.front().told < options.horizon) {
    to.first_shock = plan->news.front().told;
  }
}

RunRecord run_recorded(const Network& network, const ShockPlan* plan, const Scenario& scenario, std::uint64_t seed,
                       const std::function<void(double)>& progress) {
  RunRecord record;
  Runner(network, scenario, true).run(plan, seed, record, progress);
  return record;
}

}  // namespace fabshock
