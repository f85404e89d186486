// What a value of measures.csv is a value of.
#pragma once
#include <compare>
#include <string>
#include <string_view>

namespace fabshock {

struct MeasureKey {
  std::string measure, entity, product, unit;
  auto operator<=>(const MeasureKey&) const = default;
};

// Is a measure that a run has no row for zero in it? A day or a price is not: it has no value there.
inline bool is_amount(std::string_view measure) {
  return !measure.ends_with("_day") && !measure.starts_with("price_") && !measure.starts_with("shortage_") &&
         !measure.starts_with("time_to_") && measure != "worst_week";
}

// "us ai-compute", "world".
inline std::string label_of(const MeasureKey& key) {
  return key.product.empty() ? key.entity : key.entity + ' ' + key.product;
}

}  // namespace fabshock
