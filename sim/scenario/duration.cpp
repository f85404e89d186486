#include <algorithm>

#include "scenario/scenario.h"

namespace fabshock {

double acts_for(const Disruption& d) {
  double hours = (d.duration ? d.duration->value : 0) + d.dead_time.value;
  if (d.recovery.shape == RecoveryShape::kPoints && !d.recovery.points.empty()) {
    hours = std::max(hours, d.recovery.points.back().first);
  } else if (d.recovery.shape != RecoveryShape::kStep) {
    hours += 10 * d.recovery.over.value;  // exponential and logistic tails are nothing beyond this
  }
  return hours;
}

bool has_end(const Disruption& d) {
  if (d.recovery.shape == RecoveryShape::kPoints)
    return d.recovery.points.empty() || d.recovery.points.back().second == 0;
  return d.duration.has_value() || d.recovery.shape != RecoveryShape::kStep || d.type == DisruptionType::kStockLoss;
}

}  // namespace fabshock
