// What the replications of an arm say of a measure: rows of summary.csv.
#pragma once
#include <map>
#include <span>
#include <tuple>

#include "results/csv.h"
#include "results/measures.h"

namespace fabshock {

struct MeasureKey {
  std::string measure, entity, product, unit;
  auto operator<=>(const MeasureKey&) const = default;
};

// Values by replication of every measure of an arm. What a replication does not report is 0 of an amount, and nothing
// of a day or a price (is_amount).
class ArmValues {
 public:
  void add(std::uint32_t replication, std::span<const MeasureRow> rows);
  void put(const MeasureKey& key, std::uint32_t replication, double value) { values_[key][replication] = value; }

  using Values = std::map<std::uint32_t, double>;  // by replication
  // With what is absent filled in.
  Values of(const MeasureKey& key) const;
  const std::map<MeasureKey, Values>& all() const { return values_; }
  const std::vector<std::uint32_t>& runs() const { return runs_; }

 private:
  std::map<MeasureKey, Values> values_;
  std::vector<std::uint32_t> runs_;
};

inline constexpr double kConfidence = 0.95;  // of all intervals that are written

// Is a measure that a run has no row for zero in it?
bool is_amount(std::string_view measure);

inline constexpr std::string_view kSummaryColumns =
    "arm,measure,entity,product,unit,n,mean,sd,ci_low,ci_high,q05,q25,q50,q75,q95,baseline_mean,diff_mean,diff_ci_low,"
    "diff_ci_high";
// baseline: the arm it is paired with, or null. Pairs are of replications that both have.
void write_summary(CsvWriter& csv, const std::string& arm, const ArmValues& values, const ArmValues* baseline);

}  // namespace fabshock
