#include "results/run_measures.h"

namespace fabshock {

RunMeasures::RunMeasures(const Network& network, const Scenario& scenario)
    : losses_(network),
      prices_(network),
      recovery_(network),
      costs_(network, scenario),
      blocs_(network),
      concentration_(network),
      exposure_(network),
      outcomes_(network, scenario) {}

const std::vector<MeasureRow>& RunMeasures::of(const RunRecord& undisturbed, const RunRecord& run,
                                               const std::vector<Build>& builds) {
  rows_.clear();
  losses_.add(undisturbed, run, rows_);
  prices_.add(undisturbed, run, rows_);
  recovery_.add(undisturbed, run, rows_);
  costs_.add(builds, rows_);
  blocs_.add(undisturbed, run, rows_);
  concentration_.add(run, rows_);
  exposure_.add(rows_);
  outcomes_.add(undisturbed, run, rows_);
  return rows_;
}

}  // namespace fabshock
