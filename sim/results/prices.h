// What a disruption did to spot prices, against the undisturbed run.
#pragma once
#include <optional>
#include <vector>

#include "results/measures.h"

namespace fabshock {

struct PriceRise {
  std::uint32_t market = 0;
  double peak = 1;             // highest spot price over the undisturbed run's of the same day
  double multiple = 1;         // spot on that day over the baseline price
  std::int64_t peak_step = 0;  // the first day of the peak
  std::int64_t back_step =
      -1;  // from when on, after the peak, spot stays within 2 % of the undisturbed run's; -1: never
  std::optional<double> paid;  // in the year from the first shock, over the undisturbed run's; none if it ends before
};

class PriceMeasures {
 public:
  explicit PriceMeasures(const Network& network) : net_(network) {}  // must outlive it
  // Of all markets whose spot price was ever over 0.1 % above the undisturbed run's, the most risen first.
  const std::vector<PriceRise>& rises(const RunRecord& undisturbed, const RunRecord& run);
  void add(const RunRecord& undisturbed, const RunRecord& run, std::vector<MeasureRow>& rows);

 private:
  const Network& net_;
  std::vector<PriceRise> rises_;
};

}  // namespace fabshock
