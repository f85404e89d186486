#include "results/recorder.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace fabshock {

Recorder::Recorder(const Network& network, const Record& what)
    : net_(network),
      reader_(network, what),
      every_(record_steps(what, network.step)),
      last_delivered_(network.size(), 0),
      last_asked_(network.size(), 0),
      dry_(network.size(), false) {}

void Recorder::record(const State& state, std::int64_t tick) {
  const std::int64_t step = tick / net_.step;
  ++since_;
  std::vector<Quanta> delivered(net_.size());
  std::vector<Quanta> asked(net_.size());
  for (std::uint32_t n = 0; n < net_.size(); ++n) {
    const NodeState& node = state.nodes[n];
    const Quanta total = net_.nodes[n].sink ? node.good : node.shipped;
    delivered[n] = total - std::exchange(last_delivered_[n], total);
    asked[n] = node.ordered - std::exchange(last_asked_[n], node.ordered);
    if (net_.nodes[n].finite && !dry_[n] && state.reserve[n] == 0) {
      dry_[n] = true;
      out_.log.push_back({tick, "reserve-exhausted", net_.entity_of(n), ""});
    }
  }
  out_.delivered.push_back(std::move(delivered));
  out_.asked.push_back(std::move(asked));
  if (!net_.markets.empty()) {
    std::vector<double>& spot = out_.spot.emplace_back();
    std::vector<double>& paid = out_.paid.emplace_back();
    for (const MarketState& market : state.markets.all) {
      spot.push_back(market.spot);
      paid.push_back(market.paid);
    }
  }
  if (step % every_ != 0) return;
  reader_.read(state, static_cast<double>(std::exchange(since_, 0)), values_);
  for (std::uint32_t c = 0; c < values_.size(); ++c) {
    if (!std::isnan(values_[c])) out_.series.push_back({static_cast<std::int32_t>(step), c, values_[c]});
  }
}

void Recorder::shock(const Shock& shock, std::int64_t tick, bool begins) {
  const std::size_t hits = shock.nodes.size() + shock.lanes.size();
  std::string detail = std::to_string(hits) + (shock.lanes.empty() ? " facilities" : " lanes");
  const std::string what = shock.what->policy ? "policy" : "disruption";
  out_.log.push_back({tick, what + (begins ? "-begins" : "-ends"), shock.id, std::move(detail)});
  std::int64_t& first = shock.what->policy ? first_policy_ : first_disruption_;
  const bool counts = begins && !shock.what->rush && !shock.what->undisturbed;
  if (counts && first < 0) first = tick;
}

void Recorder::built(const Build& build, std::int64_t tick, bool begins) {
  std::string detail = net_.entity_of(build.node);
  if (begins) detail += ", " + build.detail;
  const std::int64_t days = (tick - build.starts) / 24;
  if (begins && days >= 7 && tick > build.starts && build.starts >= 0) {
    detail += "; tools " + std::to_string(days) + " d late";
  }
  out_.log.push_back({tick, begins ? "project-starts" : "project-complete", build.id, std::move(detail)});
}

void Recorder::expanded(const ExpansionState::Decision& decision, std::int64_t tick) {
  const auto percent = static_cast<std::int64_t>(std::llround(decision.size / 1e4));
  out_.log.push_back(
      {tick, "expansion", net_.entity_of(decision.node), std::to_string(percent) + " % of its capacity"});
}

void Recorder::qualified(std::uint32_t lane, std::int64_t tick, bool accepted) {
  const LaneInfo& info = net_.lane_info[lane];
  out_.log.push_back({tick, accepted ? "qualified" : "qualification-failed", net_.entity_of(info.from),
                      "by " + net_.entity_of(info.to)});
}

RunRecord Recorder::take(const Engine& engine) {
  out_.columns = reader_.columns();
  out_.first_shock = first_disruption_ >= 0 ? first_disruption_ : first_policy_;
  out_.initial = engine.initial();
  out_.final = engine.state();
  out_.events = engine.events();
  out_.fingerprint = engine.fingerprint();
  return std::move(out_);
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

RunRecord run_recorded(const Network& network, const ShockPlan* plan, const Scenario& scenario, std::uint64_t seed,
                       const std::function<void(double)>& progress) {
  Recorder recorder(network, scenario.record);
  RunOptions options;
  options.key.seed = seed;
  options.horizon = scenario.horizon.ticks();
  options.record_every = network.step;
  Engine engine(network, plan, options);
  constexpr std::int64_t kSlices = 100;
  for (std::int64_t slice = 1; slice <= kSlices; ++slice) {
    engine.run_until(options.horizon * slice / kSlices, &recorder);
    if (progress) progress(static_cast<double>(slice) / kSlices);
  }
  RunRecord record = recorder.take(engine);
  if (plan == nullptr) return record;
  add_news(network, *plan, options.horizon, record.log);
  if (record.first_shock < 0 && !plan->news.empty() && plan->news.front().told < options.horizon) {
    record.first_shock = plan->news.front().told;
  }
  return record;
}

}  // namespace fabshock
