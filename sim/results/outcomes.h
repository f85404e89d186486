// What a run gives where a scenario holds an observation: `outcome`, in the unit of the observation.
//
// Of a series y over time, day t counted from the event. A stock or price of a day is that in which the day leaves it
// (of the run's first day a price is the one that it began with), a flow the mean over the day; "days a to b" are all
// of those, both included. Where a step is longer than a day, a day is the step that it lies in. With `over` it is
// y/base, base the mean over those days of the same run, or step by step that of the undisturbed run; with `as: lost` 1
// less that. A mean over the undisturbed run is a ratio of means. Days that the run does not reach have no value.
#pragma once
#include <optional>
#include <vector>

#include "results/measures.h"
#include "results/watched.h"

namespace fabshock {

class OutcomeMeasures {
 public:
  OutcomeMeasures(const Network& network, const Scenario& scenario);  // both must outlive it
  // A row for each observation, but where what it asks for is not defined or has not happened.
  void add(const RunRecord& undisturbed, const RunRecord& run, std::vector<MeasureRow>& rows) const;

 private:
  struct Steps {  // from the first to before the last
    std::size_t from = 0, to = 0;
  };
  Steps steps_of(const Days& days) const;
  double day_of(std::size_t step) const;  // after the event
  double sum(const RunRecord& run, std::size_t o, std::size_t step) const;
  double mean(const RunRecord& run, std::size_t o, const Days& days) const;
  std::optional<double> value(const RunRecord& undisturbed, const RunRecord& run, std::size_t o) const;

  const Network& net_;
  const Scenario& scenario_;
  std::vector<std::vector<std::uint32_t>> columns_;  // by observation
  std::vector<bool> is_stock_;                       // by observation: of a stock or price, not of a flow
};

}  // namespace fabshock
