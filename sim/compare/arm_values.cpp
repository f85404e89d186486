#include "compare/arm_values.h"

#include <algorithm>

namespace fabshock {

ArmValues::Values ArmValues::of(const MeasureKey& key) const {
  const auto found = values_.find(key);
  Values values = found == values_.end() ? Values{} : found->second;
  const auto shocks =
      std::find_if(values_.begin(), values_.end(), [](const auto& one) { return one.first.measure == kFirstShockDay; });
  for (const std::uint32_t r : runs_) {
    const bool has_shock = shocks != values_.end() && shocks->second.contains(r);
    if (is_none(key.measure, has_shock)) values.try_emplace(r, 0.0);
  }
  return values;
}

}  // namespace fabshock
