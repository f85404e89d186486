// What `batch` and `merge` share: progress on the terminal, what is said when the work ends or is interrupted, and the
// folder of results put in its place.
#pragma once
#include <chrono>
#include <functional>

#include "batch/batch.h"

namespace fabshock::cli {

struct Clock {  // for timing.csv
  using Point = std::chrono::steady_clock::time_point;
  static Point now() { return std::chrono::steady_clock::now(); }
  const char* command = "";
  unsigned threads = 1;  // or ranks
  Point begun{};
};

using BatchWork = std::function<BatchOutcome(const std::function<void(const BatchProgress&)>& progress)>;

// An exit code. folder: as it is named to the user.
int carry_out(BatchFolder& out, const std::string& folder, const BatchPlan& plan, const Clock& clock, bool quiet,
              const BatchWork& work);

}  // namespace fabshock::cli
