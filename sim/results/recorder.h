// What a run leaves behind: a time series every `every` ticks, a log of what happened, and for every step what each
// node delivered, from which the measures of a run against its undisturbed twin are made.
#pragma once
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/engine.h"
#include "results/series.h"
#include "results/step_table.h"

namespace fabshock {

struct SeriesPoint {
  std::int32_t step = 0;
  std::uint32_t column = 0;
  double value = 0;
};

struct LogEntry {
  std::int64_t tick = 0;
  std::string event, entity, detail;
};

struct RunRecord {
  std::vector<Series> columns;
  std::vector<SeriesPoint> series;  // by step, then column
  std::vector<LogEntry> log;
  StepTable<Quanta> delivered;  // by step, by node: shipped a step (a sink: served)
  StepTable<Quanta> asked;      // by step, by sink: demanded a step
  StepTable<double> spot;       // by step, by market: ln of the multiple of the baseline price
  StepTable<double> paid;       // by step, by market: what buyers pay on average, over the baseline
  StepTable<double> watched;    // by step, by series of what was observed (results/watched.h); NaN: not defined
  State initial, final;
  std::int64_t first_shock =
      -1;  // [ticks] when the first disruption begins that is not undisturbed, or else policy, or news; -1: nothing
  std::int64_t shocks_end = -1;  // [ticks] when the last of such disruptions is over; -1: there was none; kNever: one
                                 // is not
  static constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();
  std::uint64_t events = 0, fingerprint = 0;
};

class Recorder : public Observer {
 public:
  // log: else what happens is recorded, but not told.
  Recorder(const Network& network, const Scenario& scenario, bool log);
  // Of a run that begins, until end(). Uses again the room that a run recorded there before took.
  void begin(RunRecord& to, const State& initial);
  void end(const Engine& engine);
  void record(const State& state, std::int64_t tick) override;
  bool reads_lanes(std::int64_t tick) const override { return is_row(tick) || !watched_.columns().empty(); }
  void shock(const Shock& shock, std::int64_t tick, bool begins) override;
  void built(const Build& build, std::int64_t tick, bool begins) override;
  void expanded(const ExpansionState::Decision& decision, std::int64_t tick) override;
  void qualified(std::uint32_t lane, std::int64_t tick, bool accepted) override;

 private:
  bool is_row(std::int64_t tick) const { return tick / net_.step % every_ == 0; }  // of the series
  void watch(const State& state, std::int64_t tick);
  void tell(std::int64_t tick, std::string event, std::string entity, std::string detail);
  const Network& net_;
  const bool log_;
  SeriesReader reader_, watched_;
  std::int64_t every_;                         // [steps] between rows of the series
  std::int64_t since_ = 0;                     // steps since the last row
  std::vector<double> values_, first_prices_;  // of the watched, as they stand when the run begins
  std::vector<Quanta> last_delivered_, last_asked_;
  std::vector<bool> dry_;                                   // reserve used up
  std::int64_t first_disruption_ = -1, first_policy_ = -1;  // [ticks]
  std::int64_t disruptions_end_ = -1;
  RunRecord* out_ = nullptr;
};

// Runs one world again and again. After the first run neither the engine nor the recorder allocates, but for what a run
// has more of than any before.
class Runner {
 public:
  // Both must outlive it. log: see Recorder.
  Runner(const Network& network, const Scenario& scenario, bool log);
  // plan: null: undisturbed. progress: told the share done, a hundred times; may throw to stop.
  void run(const ShockPlan* plan, std::uint64_t seed, RunRecord& to, const std::function<void(double)>& progress);

 private:
  const Network& net_;
  const Scenario& scenario_;
  const bool log_;
  Recorder recorder_;
  std::optional<Engine> engine_;
};

// Runs a plan (null: undisturbed) and records it.
RunRecord run_recorded(const Network& network, const ShockPlan* plan, const Scenario& scenario, std::uint64_t seed,
                       const std::function<void(double)>& progress = {});

}  // namespace fabshock
