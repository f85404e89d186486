#include "results/series.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <limits>
#include <span>

#include "base/math.h"
#include "dynamics/lead_times.h"
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

double market_value(const MarketParams& market, const MarketState& now, std::uint16_t measure) {
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
      return now.shown * now.panic;
    case kShortage:
      return now.shown * now.shortage;
    default:
      return market.base_price * det_exp(now.spot);
  }
}

std::string market_unit(const Network& net, const MarketParams& market, std::string_view measure) {
  if (unit_of(measure) == "1") return "1";
  return net.model.currency + '/' + net.model.products[market.what.product.value].unit;
}

std::string node_unit(const Network& net, std::uint32_t node, std::string_view measure) {
  const std::string_view unit = unit_of(measure);
  if (unit == "1" || unit == "d") return std::string(unit);
  if (measure == "revenue" || measure == "spending") return net.model.currency + std::string(unit);
  if (measure == "compute_delivered") {
    return net.model.needs[net.sinks[node - net.facilities].need.value].unit + std::string(unit);
  }
  return net.model.products[net.product_of(node).value].unit + std::string(unit);
}

}  // namespace

std::string_view unit_of(std::string_view measure) {
  if (measure == "utilisation" || measure == "availability" || measure == "fill_rate") return "1";
  if (is_in_days(measure)) return "d";
  if (measure == "finished_stock" || measure == "backlog" || measure == "in_transit" || measure == "reserve") return "";
  if (measure == "price_multiple" || measure == "scarcity" || measure == "panic" || measure == "shortage") return "1";
  if (measure == "price" || measure == "contract_price" || measure == "reference_price") return "currency";
  return "/d";
}

bool is_a_stock(std::string_view measure) {
  const std::string_view unit = unit_of(measure);
  if (unit == "/d" || measure == "lead_time" || measure == "utilisation" || measure == "fill_rate")
    return measure == "capacity";
  return true;
}

SeriesLabel label_of(const Network& net, const Series& series) {
  const std::string_view measure = kMeasures[series.measure];
  switch (series.kind) {
    case SeriesKind::kMarket: {
      const MarketParams& market = net.markets[series.who];
      return {"market", net.market_name(series.who), net.name_of(market.what), market_unit(net, market, measure)};
    }
    case SeriesKind::kInput: {
      const SlotInfo& slot = net.slot_info[series.who];
      return {"facility", net.entity_of(slot.node), net.model.products[slot.product.value].id, "d"};
    }
    case SeriesKind::kLane: {
      const LaneInfo& lane = net.lane_info[series.who];
      return {"lane", net.entity_of(lane.from) + '>' + net.entity_of(lane.to), net.product_name(lane.from),
              node_unit(net, lane.from, measure)};
    }
    case SeriesKind::kNode:
      break;
  }
  return {net.nodes[series.who].sink ? "need" : "facility", net.entity_of(series.who), net.product_name(series.who),
          node_unit(net, series.who, measure)};
}

std::int64_t record_steps(const Record& what, std::int64_t step) {
  return std::max<std::int64_t>(1, std::llround(what.every.value / static_cast<double>(step)));
}

std::vector<Series> series_of(const Network& network, const Record& what) {
  std::vector<Series> columns;
  const std::vector<std::uint16_t> measures = indices_of(what.measures, kDefault);
  for (std::uint32_t n = 0; n < network.size(); ++n) {
    for (const std::uint16_t m : measures) {
      if (network.nodes[n].sink ? for_sinks(m) : for_facilities(m)) columns.push_back({n, m, SeriesKind::kNode});
    }
  }
  if (std::find(measures.begin(), measures.end(), kInputDays) != measures.end()) {
    for (std::uint32_t s = 0; s < network.slot_info.size(); ++s) {
      const SlotInfo& slot = network.slot_info[s];
      if (!slot.storable || slot.intake0 == 0 || network.nodes[slot.node].sink) continue;
      columns.push_back({s, kInputDays, SeriesKind::kInput});
    }
  }
  if (what.lanes) {
    const std::vector<std::uint16_t> of_lanes = indices_of(what.measures, kDefaultOfLanes);
    for (std::uint32_t l = 0; l < network.lanes.size(); ++l) {
      if (!picks(network, *what.lanes, l)) continue;
      for (const std::uint16_t m : of_lanes) {
        if (for_lanes(m)) columns.push_back({l, m, SeriesKind::kLane});
      }
    }
  }
  for (std::uint32_t i = 0; i < network.markets.size(); ++i) {
    if (!network.markets[i].used) continue;
    for (const std::uint16_t m : measures) {
      if (for_markets(m)) columns.push_back({i, m, SeriesKind::kMarket});
    }
  }
  return columns;
}

SeriesReader::SeriesReader(const Network& network, std::vector<Series> columns)
    : net_(network), columns_(std::move(columns)), last_nodes_(network.size()) {
  const auto is_of_lane = [](const Series& series) { return series.kind == SeriesKind::kLane; };
  if (std::any_of(columns_.begin(), columns_.end(), is_of_lane)) last_lanes_.resize(network.lanes.size());
}

void SeriesReader::restart() {
  std::fill(last_nodes_.begin(), last_nodes_.end(), NodeState{});
  std::fill(last_lanes_.begin(), last_lanes_.end(), LaneState{});
  PaymentState& then = last_payments_;
  std::fill(then.earned.begin(), then.earned.end(), 0);
  std::fill(then.spent.begin(), then.spent.end(), 0);
  std::fill(then.paid_for.begin(), then.paid_for.end(), 0);
  std::fill(then.carry.begin(), then.carry.end(), 0.0);
  then.tariffs = 0;
}

void SeriesReader::read(const State& state, double steps, std::vector<double>& values) {
  values.clear();
  for (const Series& series : columns_) values.push_back(value(state, series, steps));
  last_nodes_ = state.nodes;
  if (!last_lanes_.empty()) last_lanes_ = state.lanes;
  last_payments_ = state.payments;
}

double SeriesReader::value(const State& state, const Series& series, double steps) const {
  switch (series.kind) {
    case SeriesKind::kMarket:
      return market_value(net_.markets[series.who], state.markets.all[series.who], series.measure);
    case SeriesKind::kInput:
      return input_days(net_, state, series.who);
    case SeriesKind::kLane:
      return lane_value(state, series.who, series.measure, steps);
    case SeriesKind::kNode:
      break;
  }
  const std::uint32_t n = series.who;
  const bool built = state.nodes[n].invested && state.rare[n].capacity > 0;
  const bool barred = net_.nodes[n].sink && net_.sinks[n - net_.facilities].barred;
  if (!net_.nodes[n].active && state.nodes[n].started == 0 && !built && !barred) return kUndefined;
  return node_value(state, n, series.measure, steps);
}

double SeriesReader::node_value(const State& state, std::uint32_t n, std::uint16_t measure, double steps) const {
  const NodeParams& params = net_.nodes[n];
  const NodeState& now = state.nodes[n];
  const NodeState& then = last_nodes_[n];
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
      if (params.good0 == 0) return kUndefined;
      if (net_.law(n).quote_gain < 1.0 && lead_times::quotes(state, n))
        return lead_times::quoted(net_, state, n) * static_cast<double>(net_.step) / 24.0;
      const Quanta good = now.good - then.good;
      if (good <= 0) return kUndefined;
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

double SeriesReader::lane_value(const State& state, std::uint32_t l, std::uint16_t measure, double steps) const {
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

}  // namespace fabshock
