#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "batch/rows_in_order.h"
#include "results/csv.h"
#include "stats/intervals.h"
#include "stats/paired.h"
#include "stats/quantiles.h"

namespace fabshock {
namespace {

constexpr std::string_view kSummaryColumns =
    "arm,measure,entity,product,unit,n,mean,sd,ci_low,ci_high,q05,q25,q50,q75,q95,baseline_mean,diff_mean,diff_ci_low,"
    "diff_ci_high";

CsvWriter& ends_of(CsvWriter& csv, const std::optional<Interval>& interval) {
  csv.number(interval ? std::optional{interval->low} : std::nullopt);
  return csv.number(interval ? std::optional{interval->high} : std::nullopt);
}

constexpr std::string_view kQuantileColumns = "arm,measure,entity,product,unit,n,p,value,ci_low,ci_high";
constexpr std::array<double, 5> kQuantiles = {0.05, 0.25, 0.5, 0.75, 0.95};

class Summary {
 public:
  Summary(const std::filesystem::path& folder, const Finished& batch)
      : b_(batch),
        csv_(folder / "summary.csv", kSummaryColumns),
        quantiles_(folder / "quantiles.csv", kQuantileColumns) {
    headline_.tell(batch.plan.kind);
  }

  std::vector<ArmSummary> write() {
    for (std::uint32_t a = 0; a < b_.plan.arms.size(); ++a) write_arm(a);
    csv_.close();
    quantiles_.close();
    return std::move(shown_);
  }

 private:
  void write_arm(std::uint32_t a) {
    const PlannedArm& arm = b_.plan.arms[a];
    RowsInOrder rows(b_, a);
    std::optional<RowsInOrder> other_rows;
    if (arm.baseline) other_rows.emplace(b_, *arm.baseline);
    const std::vector<std::uint32_t> all = other_rows ? rows.keys_with(*other_rows) : rows.keys();
    for (const std::uint32_t key : all) headline_.learn(b_.store.keys()[key]);
    const std::size_t at_a_time = ColumnBlock::columns(b_.replications, all.size());
    for (std::size_t from = 0; from < all.size(); from += at_a_time) {
      const auto keys = std::span{all}.subspan(from, std::min(at_a_time, all.size() - from));
      rows.fill(keys, values_);
      if (other_rows) other_rows->fill(keys, others_);
      for (std::size_t c = 0; c < keys.size(); ++c) {
        write_row(arm, b_.store.keys()[keys[c]], values_.column(c),
                  other_rows ? others_.column(c) : std::span<const double>{});
      }
    }
  }

  void write_row(const PlannedArm& arm, const MeasureKey& key, std::span<const double> values,
                 std::span<const double> others) {
    Moments moments;
    Paired pairs;
    sorted_.clear();
    for (std::size_t r = 0; r < values.size(); ++r) {
      if (std::isnan(values[r])) continue;
      moments.add(values[r]);
      sorted_.push_back(values[r]);
      if (!others.empty() && !std::isnan(others[r])) pairs.add(values[r], others[r]);
    }
    if (sorted_.empty()) return;  // a day or a price that its baseline alone has
    std::sort(sorted_.begin(), sorted_.end());
    csv_.text(arm.id).text(key.measure).text(key.entity).text(key.product).text(key.unit);
    csv_.integer(static_cast<std::int64_t>(moments.n())).number(moments.mean());
    csv_.number(moments.n() > 1 ? std::optional{moments.sd()} : std::nullopt);
    ends_of(csv_, mean_interval(moments, kConfidence));
    if (std::exchange(ranks_of_, sorted_.size()) != sorted_.size()) {
      for (std::size_t i = 0; i < kQuantiles.size(); ++i) {
        quantile_ranks_[i] = quantile_ranks(sorted_.size(), kQuantiles[i], kConfidence);
      }
    }
    for (std::size_t i = 0; i < kQuantiles.size(); ++i) {
      csv_.number(sorted_quantile(sorted_, kQuantiles[i]));
      write_quantile(arm, key, i);
    }
    if (pairs.difference().n() == 0) {
      for (int i = 0; i < 4; ++i) csv_.text("");
    } else {
      csv_.number(pairs.b().mean()).number(pairs.difference().mean());
      ends_of(csv_, mean_interval(pairs.difference(), kConfidence));
    }
    csv_.end_row();
    if (!headline_.shows(key)) return;
    shown_.push_back({arm.id, key.measure, label_of(key), key.unit, moments.n(), moments.mean(),
                      sorted_quantile(sorted_, 0.05), sorted_quantile(sorted_, 0.5), sorted_quantile(sorted_, 0.95),
                      mean_interval(moments, kConfidence)});
  }

  void write_quantile(const PlannedArm& arm, const MeasureKey& key, std::size_t i) {
    const QuantileBounds ends = bounds(sorted_, quantile_ranks_[i]);
    quantiles_.text(arm.id).text(key.measure).text(key.entity).text(key.product).text(key.unit);
    quantiles_.integer(static_cast<std::int64_t>(sorted_.size())).number(kQuantiles[i]);
    quantiles_.number(sorted_quantile(sorted_, kQuantiles[i])).number(ends.low).number(ends.high);
    quantiles_.end_row();
  }

  const Finished& b_;
  CsvWriter csv_, quantiles_;
  Headline headline_;
  ColumnBlock values_, others_;
  std::vector<double> sorted_;
  std::array<QuantileRanks, kQuantiles.size()> quantile_ranks_{};
  std::size_t ranks_of_ = 0;  // how many values these are of
  std::vector<ArmSummary> shown_;
};

}  // namespace

std::vector<ArmSummary> write_summary(const std::filesystem::path& folder, const Finished& batch) {
  return Summary(folder, batch).write();
}

}  // namespace fabshock
