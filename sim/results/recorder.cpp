#include "results/recorder.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <limits>
#include <span>
#include <utility>

#include "base/math.h"
#include "dynamics/production.h"
#include "network/lane_pick.h"
#include "scenario/measures.h"

namespace fabshock {
namespace {

enum Measure : std::uint16_t {
  kOutput,
  kStarted,
  kScrap,
  kUtilisation,
  kAvailability,
  kStockDays,
  kFinishedStock,
  kFillRate,
  kBacklog,
  kLeadTime,
  kUnmet,
  kDemanded,
  kServed,
  kLost,
  kOrdered,
  kShipped,
  kInTransit,
  kReserve,
  kCompute,
  kCapacity,
  kRevenue,
  kSpending,
  kInputDays,
  kPrice,
  kPriceMultiple,
  kContractPrice,
  kReferencePrice,
  kScarcity,
  kPanic,
  kShortage,
};

constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();  // not defined here: no row

bool for_markets(std::uint16_t m) {
  return m >= kPrice;
}
bool for_facilities(std::uint16_t m) {
  return !for_markets(m) && m != kInputDays && m != kUnmet && m != kDemanded && m != kServed && m != kLost &&
         m != kCompute;
}
bool for_sinks(std::uint16_t m) {
  if (m == kInputDays) return false;
  return (!for_facilities(m) && !for_markets(m)) || m == kSpending || m == kFillRate || m == kBacklog ||
         m == kStockDays || m == kInTransit;
}

bool for_lanes(std::uint16_t m) {
  return m == kOrdered || m == kShipped || m == kBacklog || m == kInTransit;
}

// Stock of an input in days of the baseline's use.
double input_days(const Network& net, const State& state, std::uint32_t s) {
  return static_cast<double>(state.slots[s].stock) / static_cast<double>(net.slot_info[s].intake0) *
         static_cast<double>(net.step) / 24.0;
}

// Of the scarcest stored input.
double least_input_days(const Network& net, const State& state, std::uint32_t n) {
  const NodeParams& params = net.nodes[n];
  double least = kUndefined;
  for (std::uint32_t s = params.slot_begin; s < params.slot_end; ++s) {
    const SlotInfo& slot = net.slot_info[s];
    if (!slot.storable || slot.intake0 == 0 || slot.criticality == Criticality::kNonCritical) continue;
    const double days = input_days(net, state, s);
    if (std::isnan(least) || days < least) least = days;
  }
  return least;
}

double arriving(const Network& net, const State& state, std::uint32_t n) {
  Quanta sum = 0;
  if (net.nodes[n].sink) {
    const SlotParams& slot = net.slots[net.nodes[n].slot_begin];
    for (std::uint32_t i = slot.in_begin; i < slot.in_end; ++i) sum += state.lanes[i].in_transit;
  } else {
    for (const std::uint32_t l : net.out(n)) sum += state.lanes[l].in_transit;
  }
  return static_cast<double>(sum);
}

constexpr std::array<std::string_view, 10> kDefault = {"output",         "utilisation",   "stock_days", "fill_rate",
                                                       "backlog",        "lead_time",     "unmet",      "price",
                                                       "price_multiple", "contract_price"};
constexpr std::array<std::string_view, 4> kDefaultOfLanes = {"ordered", "shipped", "backlog", "in_transit"};

// Into kMeasures, in its order: of what is asked for, or else of the defaults.
std::vector<std::uint16_t> indices_of(const std::vector<std::string>& asked,
                                      std::span<const std::string_view> defaults) {
  std::vector<std::uint16_t> indices;
  for (std::size_t m = 0; m < kMeasures.size(); ++m) {
    const bool wanted = asked.empty() ? std::find(defaults.begin(), defaults.end(), kMeasures[m]) != defaults.end()
                                      : std::find(asked.begin(), asked.end(), kMeasures[m]) != asked.end();
    if (wanted) indices.push_back(static_cast<std::uint16_t>(m));
  }
  return indices;
}

}  // namespace

std::string_view unit_of(std::string_view measure) {
  if (measure == "utilisation" || measure == "availability" || measure == "fill_rate") return "1";
  if (measure == "stock_days" || measure == "input_days" || measure == "lead_time") return "d";
  if (measure == "finished_stock" || measure == "backlog" || measure == "in_transit" || measure == "reserve") return "";
  if (measure == "price_multiple" || measure == "scarcity" || measure == "panic" || measure == "shortage") return "1";
  if (measure == "price" || measure == "contract_price" || measure == "reference_price") return "currency";
  return "/d";
}

Recorder::Recorder(const Network& network, const Record& what)
    : net_(network),
      measures_(indices_of(what.measures, kDefault)),
      every_(std::max<std::int64_t>(1, std::llround(what.every.value / static_cast<double>(network.step)))),
      last_delivered_(network.size(), 0),
      last_asked_(network.size(), 0),
      dry_(network.size(), false) {
  std::copy_if(measures_.begin(), measures_.end(), std::back_inserter(market_measures_), for_markets);
  inputs_ = std::find(measures_.begin(), measures_.end(), kInputDays) != measures_.end();
  if (!what.lanes) return;
  for (std::uint32_t l = 0; l < network.lanes.size(); ++l) {
    if (picks(network, *what.lanes, l)) lanes_.push_back(l);
  }
  lane_measures_ = indices_of(what.measures, kDefaultOfLanes);
  std::erase_if(lane_measures_, [](std::uint16_t m) { return !for_lanes(m); });
}

double Recorder::value(const State& state, std::uint32_t n, std::uint16_t measure, double steps) const {
  const NodeParams& params = net_.nodes[n];
  const NodeState& now = state.nodes[n];
  const NodeState& then = last_row_[n];
  const double quantum = net_.quantum_of(n);
  const double days = steps * static_cast<double>(net_.step) / 24.0;
  const auto units = [&](Quanta q) { return static_cast<double>(q) * quantum; };
  const auto per_day = [&](Quanta q) { return days > 0 ? units(q) / days : kUndefined; };
  switch (measure) {
    case kOutput:
      return per_day(now.good - then.good);
    case kStarted:
    case kDemanded:
      return per_day(now.started - then.started);
    case kScrap:
    case kLost:
      return per_day(now.scrap - then.scrap);
    case kServed:
      return per_day(now.good - then.good);
    case kCompute: {
      const SinkParams& sink = net_.sinks[n - net_.facilities];
      if (net_.model.needs[sink.need.value].unit.empty() || days <= 0) return kUndefined;
      return static_cast<double>(now.good - then.good) * sink.gives / days;
    }
    case kUnmet:
      return per_day((now.started - then.started) - (now.good - then.good));
    case kOrdered:
      return per_day(now.ordered - then.ordered);
    case kShipped:
      return per_day(now.shipped - then.shipped);
    case kUtilisation: {
      const Quanta capacity = production::capacity_of(net_, state, n);
      if (capacity == kUnlimited || capacity == 0 || steps <= 0) return kUndefined;
      return static_cast<double>(now.started - then.started) / (static_cast<double>(capacity) * steps);
    }
    case kCapacity: {
      const Quanta capacity = production::capacity_of(net_, state, n);
      return capacity == kUnlimited ? kUndefined : units(capacity) * 24.0 / static_cast<double>(net_.step);
    }
    case kAvailability:
      return static_cast<double>(now.availability) * now.line / 1e12;
    case kStockDays: {
      if (!params.sink) return least_input_days(net_, state, n);
      const std::uint32_t s = params.slot_begin;
      return net_.slot_info[s].intake0 == 0 ? kUndefined : input_days(net_, state, s);
    }
    case kFinishedStock:
      return units(now.finished);
    case kFillRate: {
      const Quanta ordered = now.ordered - then.ordered;
      return ordered > 0 ? static_cast<double>(now.filled - then.filled) / static_cast<double>(ordered) : kUndefined;
    }
    case kBacklog:
      return units(now.backlog);
    case kLeadTime: {
      const Quanta good = now.good - then.good;
      if (good <= 0 || params.good0 == 0) return kUndefined;
      const double owed = static_cast<double>(now.backlog - (now.finished - params.finished0));
      return std::max(0.0, owed) * days / static_cast<double>(good);
    }
    case kInTransit:
      return arriving(net_, state, n) * quantum;
    case kReserve:
      return params.finite ? units(state.reserve[n]) : kUndefined;
    case kRevenue:
    case kSpending: {
      if (days <= 0 || state.payments.earned.empty()) return kUndefined;
      const auto& now_all = measure == kRevenue ? state.payments.earned : state.payments.spent;
      const auto& then_all = measure == kRevenue ? last_payments_.earned : last_payments_.spent;
      const Cents before = then_all.empty() ? 0 : then_all[n];
      return static_cast<double>(now_all[n] - before) / 100.0 / days;
    }
    default:
      return kUndefined;
  }
}

double Recorder::lane_value(const State& state, std::uint32_t l, std::uint16_t measure, double steps) const {
  const LaneState& now = state.lanes[l];
  const LaneState& then = last_lanes_[l];
  const double quantum = net_.quantum_of(net_.lane_info[l].from);
  const double days = steps * static_cast<double>(net_.step) / 24.0;
  switch (measure) {
    case kOrdered:
      return days > 0 ? static_cast<double>(now.ordered - then.ordered) * quantum / days : kUndefined;
    case kShipped:
      return days > 0 ? static_cast<double>(now.shipped - then.shipped) * quantum / days : kUndefined;
    case kBacklog:
      return static_cast<double>(now.backlog) * quantum;
    case kInTransit:
      return static_cast<double>(now.in_transit) * quantum;
    default:
      return kUndefined;
  }
}

void Recorder::input_rows(const State& state, std::int64_t step) {
  for (std::uint32_t s = 0; s < net_.slot_info.size(); ++s) {
    const SlotInfo& slot = net_.slot_info[s];
    if (!slot.storable || slot.intake0 == 0 || net_.nodes[slot.node].sink) continue;
    out_.series.push_back(
        {static_cast<std::int32_t>(step), s, kInputDays, SeriesKind::kInput, input_days(net_, state, s)});
  }
}

void Recorder::lane_rows(const State& state, std::int64_t step) {
  if (last_lanes_.empty()) last_lanes_.resize(net_.lanes.size());
  for (const std::uint32_t l : lanes_) {
    for (const std::uint16_t m : lane_measures_) {
      const double v = lane_value(state, l, m, static_cast<double>(since_));
      if (!std::isnan(v)) out_.series.push_back({static_cast<std::int32_t>(step), l, m, SeriesKind::kLane, v});
    }
  }
  last_lanes_ = state.lanes;
}

double Recorder::market_value(const MarketParams& market, const MarketState& now, std::uint16_t measure) {
  switch (measure) {
    case kContractPrice:
      return market.base_price * det_exp(now.contract);
    case kReferencePrice:
      return market.base_price * det_exp(now.reference);
    case kScarcity:
      return det_exp(now.scarcity);
    case kPriceMultiple:
      return det_exp(now.spot);
    case kPanic:
      return market.thin_factor * now.panic;
    case kShortage:
      return market.thin_factor * now.shortage;
    default:
      return market.base_price * det_exp(now.spot);
  }
}

void Recorder::market_rows(const State& state, std::int64_t step) {
  for (std::uint32_t i = 0; i < net_.markets.size(); ++i) {
    const MarketParams& market = net_.markets[i];
    if (!market.used) continue;
    const MarketState& now = state.markets.all[i];
    for (const std::uint16_t m : market_measures_) {
      out_.series.push_back({static_cast<std::int32_t>(step), i, m, SeriesKind::kMarket, market_value(market, now, m)});
    }
  }
}

void Recorder::row(const State& state, std::int64_t step) {
  for (std::uint32_t n = 0; n < net_.size(); ++n) {
    const bool sink = net_.nodes[n].sink;
    const bool built = state.nodes[n].invested && state.rare[n].capacity > 0;
    const bool barred = sink && net_.sinks[n - net_.facilities].barred;
    if (!net_.nodes[n].active && state.nodes[n].started == 0 && !built && !barred) continue;
    for (const std::uint16_t m : measures_) {
      if (sink ? !for_sinks(m) : !for_facilities(m)) continue;
      const double v = value(state, n, m, static_cast<double>(since_));
      if (!std::isnan(v)) out_.series.push_back({static_cast<std::int32_t>(step), n, m, SeriesKind::kNode, v});
    }
  }
  if (inputs_) input_rows(state, step);
  if (!lanes_.empty()) lane_rows(state, step);
  if (!market_measures_.empty()) market_rows(state, step);
  last_row_ = state.nodes;
  last_payments_ = state.payments;
  since_ = 0;
}

void Recorder::record(const State& state, std::int64_t tick) {
  const std::int64_t step = tick / net_.step;
  if (last_row_.empty()) last_row_.resize(net_.size());
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
  if (step % every_ == 0) row(state, step);
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
