// How long it takes until needs are served as before: time to recover [Simchi-Levi et al. 2014], as seen by those who
// buy.
//
// Of a need, days from the first shock to the first step from which on it is served at least 99 % of what the
// undisturbed run serves: for 30 days in a row, and at least until the disruptions are over; looked for from the first
// step after the shock in which it was served less. A need that never falls short of that has no row, nor one that is
// not back, with its 30 days, by the end of the run.
#pragma once
#include <vector>

#include "results/needs_served.h"

namespace fabshock {

class RecoveryMeasures {
 public:
  explicit RecoveryMeasures(const Network& network);  // must outlive it
  // `time_to_recover` of each need that fell, and of the world: of the last of them, 0 where none did, no row where one
  // is not back.
  void add(const RunRecord& undisturbed, const RunRecord& run, std::vector<MeasureRow>& rows);

 private:
  struct Course {
    std::int64_t fell = -1, back = -1;  // step; back: since when it has been
    bool whole = false;                 // it has been for long enough
  };
  const Network& net_;
  NeedsServed served_;
  std::vector<Course> needs_;  // of the model
};

}  // namespace fabshock
