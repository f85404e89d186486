// Runs an experiment on all cores and writes its results: design.csv, runs.csv, measures.csv, summary.csv,
// datapackage.json, manifest.json and timing.csv, the same bytes whatever the number of threads (but timing.csv).
//
// Replication r of every arm has the seed `seed + r` and the draws of point r: arms share their random numbers. What is
// measured in a replication is against the undisturbed run of the same draw.
#pragma once
#include <functional>

#include "experiment/arms.h"

namespace fabshock {

struct Refused {  // a draw that has no baseline
  std::string arm;
  std::uint32_t replication = 0;
  std::string why;
};

struct ArmSummary {  // for the terminal
  std::string arm, measure, of, unit;
  std::uint64_t n = 0;
  double mean = 0, q05 = 0, q50 = 0, q95 = 0;
};

struct BatchOutcome {
  std::uint64_t runs = 0;
  std::vector<Refused> refused;
  std::vector<ArmSummary> headline;  // of the measures most asked for
};

struct BatchOptions {
  unsigned threads = 1;
  std::function<void(double)> progress = [](double) {};  // 0..1; by one thread at a time; may throw to stop
};

// Errors that are the input's go to the diagnostics, and nothing is run. Throws what progress throws, and
// std::runtime_error where a run fails.
std::optional<BatchOutcome> run_batch(const Experiment& experiment, const std::filesystem::path& folder,
                                      const BatchOptions& options, Diagnostics& diagnostics);

}  // namespace fabshock
