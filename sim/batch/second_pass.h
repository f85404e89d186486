// What is said of all replications together, from the disk: exact quantiles, in memory that does not grow with the
// number of replications. Columns are read in blocks, as many at a time as a fixed room holds.
#pragma once
#include <functional>

#include "batch/store.h"
#include "results/headline.h"
#include "stats/intervals.h"

namespace fabshock {

struct ArmSummary {  // for the terminal
  std::string arm, measure, of, unit;
  std::uint64_t n = 0;
  double mean = 0, q05 = 0, q50 = 0, q95 = 0;
  std::optional<Interval> interval;  // of the mean, 95 %
};

struct Finished {  // a batch whose replications are all done
  const BatchPlan& plan;
  const Store& store;
  std::uint32_t replications = 0;     // of each arm
  const std::function<void()>& poll;  // called at each replication that is read
};

// summary.csv and quantiles.csv. Gives the rows that are most asked for.
std::vector<ArmSummary> write_summary(const std::filesystem::path& folder, const Finished& batch);
// timebands.csv.
void write_timebands(const std::filesystem::path& folder, const Finished& batch);

}  // namespace fabshock
