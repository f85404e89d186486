#include "compare/arm_values.h"

namespace fabshock {

ArmValues::Values ArmValues::of(const MeasureKey& key) const {
  const auto found = values_.find(key);
  Values values = found == values_.end() ? Values{} : found->second;
  if (is_amount(key.measure)) {
    for (const std::uint32_t r : runs_) values.try_emplace(r, 0.0);
  }
  return values;
}

}  // namespace fabshock
