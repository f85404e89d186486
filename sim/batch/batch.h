// Runs an experiment on all cores and writes its results: design.csv, runs.csv, measures.csv, summary.csv,
// timebands.csv, datapackage.json and manifest.json: the same bytes whatever the number of threads, ranks or shards,
// and however often it was interrupted.
#pragma once
#include <functional>

#include "batch/contingency.h"
#include "batch/folder.h"
#include "batch/hindcast.h"
#include "batch/sensitivity.h"

namespace fabshock {

class Ranks;
class Worlds;

struct Refused {  // a draw that has no baseline
  std::string arm;
  std::uint32_t replication = 0;
  std::string why;
};

// Of the measure that is most asked for, so far. Its names are those of the batch, while that goes on.
struct Estimate {
  std::string_view arm;
  const MeasureKey* key = nullptr;
  double mean = 0;
  std::optional<double> half_width{};  // of its 95 % interval
};

struct BatchProgress {
  std::uint64_t done = 0, all = 0;  // replications; all: at most
  std::optional<Estimate> estimate;
};

struct BatchOutcome {
  std::uint64_t runs = 0;
  std::vector<Refused> refused{};
  std::vector<Refused> no_baseline{};  // the first of each arm of which every draw was refused
  std::uint64_t dropped = 0;           // bytes of the journal that were not whole
  bool decided_by_nothing = false;     // no replication has a row of what `stop` looks at
  std::vector<ArmSummary> headline{};  // of the measures most asked for; none of a shard
  std::vector<ContingencyRow> contingency{};
  std::vector<Sensitivity> sensitivities{};
  Hindcast hindcast{};
  std::string currency{};  // of its amounts
};

struct BatchOptions {
  unsigned threads = 1;
  // By one thread at a time.
  std::function<void(const BatchProgress&)> progress = [](const BatchProgress&) {};
  // By any thread, many times in a replication; may throw to stop.
  std::function<void()> poll = [] {};
};

// Goes on with what the folder holds, and leaves it ready to be committed. Throws what poll throws and, where a run or
// a file fails, std::runtime_error; the folder then holds all that was done. ranks: of which this is the first, and the
// others are in work_for_root(), which have left when this returns or throws; null: this process alone.
BatchOutcome run_batch(Worlds& worlds, const BatchPlan& plan, const BatchFolder& folder, const BatchOptions& options,
                       Ranks* ranks = nullptr);

}  // namespace fabshock
