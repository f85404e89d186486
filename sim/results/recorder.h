// What a run leaves behind: a time series every `every` ticks, a log of what happened, and for every step what each
// node delivered, from which the measures of a run against its undisturbed twin are made.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "engine/engine.h"

namespace fabshock {

enum class SeriesKind : std::uint8_t { kNode, kInput, kLane, kMarket };

struct SeriesPoint {
  std::int32_t step = 0;
  std::uint32_t who = 0;      // node, slot (of an input), lane or market
  std::uint16_t measure = 0;  // into kMeasures
  SeriesKind kind = SeriesKind::kNode;
  double value = 0;
};

struct LogEntry {
  std::int64_t tick = 0;
  std::string event, entity, detail;
};

struct RunRecord {
  std::vector<SeriesPoint> series;
  std::vector<LogEntry> log;
  std::vector<std::vector<Quanta>> delivered;  // by step, by node: shipped a step (a sink: served)
  std::vector<std::vector<Quanta>> asked;      // by step, by node: ordered a step (a sink: demanded)
  std::vector<std::vector<double>> spot;       // by step, by market: ln of the multiple of the baseline price
  std::vector<std::vector<double>> paid;       // by step, by market: what buyers pay on average, over the baseline
  State initial, final;
  std::int64_t first_shock =
      -1;  // [ticks] when the first disruption begins that is not undisturbed, or else policy, or news; -1: nothing
  std::uint64_t events = 0, fingerprint = 0;
};

std::string_view unit_of(
    std::string_view measure);  // "" where it is the product's own unit a day, "/d"; see measures.md

class Recorder : public Observer {
 public:
  Recorder(const Network& network, const Record& what);
  void record(const State& state, std::int64_t tick) override;
  void shock(const Shock& shock, std::int64_t tick, bool begins) override;
  void built(const Build& build, std::int64_t tick, bool begins) override;
  void expanded(const ExpansionState::Decision& decision, std::int64_t tick) override;
  void qualified(std::uint32_t lane, std::int64_t tick, bool accepted) override;
  RunRecord take(const Engine& engine);

 private:
  double value(const State& state, std::uint32_t n, std::uint16_t measure, double steps) const;
  double lane_value(const State& state, std::uint32_t lane, std::uint16_t measure, double steps) const;
  void row(const State& state, std::int64_t step);
  void input_rows(const State& state, std::int64_t step);
  void lane_rows(const State& state, std::int64_t step);
  static double market_value(const MarketParams& market, const MarketState& now, std::uint16_t measure);
  void market_rows(const State& state, std::int64_t step);

  const Network& net_;
  std::vector<std::uint16_t> measures_;
  std::int64_t every_;                // [steps] between rows of the series
  std::vector<std::uint32_t> lanes_;  // those that are recorded
  std::vector<std::uint16_t> lane_measures_, market_measures_;
  bool inputs_ = false;              // input_days is recorded
  std::int64_t since_ = 0;           // steps since the last row
  std::vector<NodeState> last_row_;  // cumulative ledgers at the last row
  std::vector<LaneState> last_lanes_;
  std::vector<Quanta> last_delivered_, last_asked_;
  PaymentState last_payments_;                              // as of the last row
  std::vector<bool> dry_;                                   // reserve used up
  std::int64_t first_disruption_ = -1, first_policy_ = -1;  // [ticks]
  RunRecord out_;
};

// Runs a plan (null: undisturbed) and records it.
RunRecord run_recorded(const Network& network, const ShockPlan* plan, const Scenario& scenario, std::uint64_t seed,
                       const std::function<void(double)>& progress = {});

}  // namespace fabshock
