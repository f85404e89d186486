#include "experiment/arm_summary.h"

#include <algorithm>

#include "stats/intervals.h"
#include "stats/paired.h"
#include "stats/quantiles.h"

namespace fabshock {
namespace {

void write_pair(CsvWriter& csv, const ArmValues::Values& values, const ArmValues::Values& others) {
  Paired pairs;
  for (const auto& [replication, value] : values) {
    const auto other = others.find(replication);
    if (other != others.end()) pairs.add(value, other->second);
  }
  if (pairs.difference().n() == 0) {
    for (int i = 0; i < 4; ++i) csv.text("");
    return;
  }
  const auto interval = mean_interval(pairs.difference(), kConfidence);
  csv.number(pairs.b().mean()).number(pairs.difference().mean());
  csv.number(interval ? std::optional{interval->low} : std::nullopt);
  csv.number(interval ? std::optional{interval->high} : std::nullopt);
}

}  // namespace

bool is_amount(std::string_view measure) {
  return !measure.ends_with("_day") && !measure.starts_with("price_") && !measure.starts_with("shortage_") &&
         !measure.starts_with("time_to_") && measure != "worst_week";
}

void ArmValues::add(std::uint32_t replication, std::span<const MeasureRow> rows) {
  runs_.push_back(replication);
  for (const MeasureRow& row : rows) values_[{row.measure, row.entity, row.product, row.unit}][replication] = row.value;
}

ArmValues::Values ArmValues::of(const MeasureKey& key) const {
  const auto found = values_.find(key);
  Values values = found == values_.end() ? Values{} : found->second;
  if (is_amount(key.measure)) {
    for (const std::uint32_t r : runs_) values.try_emplace(r, 0.0);
  }
  return values;
}

void write_summary(CsvWriter& csv, const std::string& arm, const ArmValues& values, const ArmValues* baseline) {
  for (const auto& [key, reported] : values.all()) {
    const ArmValues::Values all = values.of(key);
    Moments moments;
    std::vector<double> sorted;
    for (const auto& [replication, value] : all) {
      moments.add(value);
      sorted.push_back(value);
    }
    std::sort(sorted.begin(), sorted.end());
    const auto interval = mean_interval(moments, kConfidence);
    csv.text(arm).text(key.measure).text(key.entity).text(key.product).text(key.unit);
    csv.integer(static_cast<std::int64_t>(moments.n())).number(moments.mean()).number(moments.sd());
    csv.number(interval ? std::optional{interval->low} : std::nullopt);
    csv.number(interval ? std::optional{interval->high} : std::nullopt);
    for (const double p : {0.05, 0.25, 0.5, 0.75, 0.95}) csv.number(sorted_quantile(sorted, p));
    write_pair(csv, all, baseline != nullptr ? baseline->of(key) : ArmValues::Values{});
    csv.end_row();
  }
}

}  // namespace fabshock
