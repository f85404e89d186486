// What remedies cost: building, stocks, and what a scenario says of its own.
#pragma once
#include <vector>

#include "results/measures.h"

namespace fabshock {

// What stockpile policies have their buyers hold, beyond what they hold else, is worth at baseline prices [currency];
// by region. Of a policy whose severity moves, at its full one. Not what buyers lay in of their own accord.
std::vector<double> stockpile_values(const Network& network, const Scenario& scenario);

class CostMeasures {
 public:
  CostMeasures(const Network& network, const Scenario& scenario);  // both must outlive it
  // building_cost and subsidies by facility, up to `end` [ticks] (dynamics/subsidy.h). The sum of what was built.
  double add_building(const std::vector<Build>& builds, std::int64_t end, std::vector<MeasureRow>& rows);
  // The same to the end of the run; stockpile_value by region; remedy_cost, the sum of what was built, what stocks are
  // worth and the scenario's own `cost`. Rows only where there is any.
  void add(const std::vector<Build>& builds, std::vector<MeasureRow>& rows);

 private:
  struct Spent {
    std::uint32_t node = 0;
    double all = 0, subsidies = 0;
  };
  const Network& net_;
  const Scenario& scenario_;
  const std::vector<double> stocks_;  // by region
  std::vector<Spent> spent_;
};

}  // namespace fabshock
