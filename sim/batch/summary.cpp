#include <algorithm>
#include <cmath>
#include <map>

#include "batch/blocks.h"
#include "batch/second_pass.h"
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

class Summary {
 public:
  Summary(const std::filesystem::path& folder, const Finished& batch)
      : b_(batch), csv_(folder / "summary.csv", kSummaryColumns) {
    headline_.tell(batch.plan.kind);
  }

  std::vector<ArmSummary> write() {
    for (std::uint32_t a = 0; a < b_.plan.arms.size(); ++a) {
      const std::vector<std::uint32_t> keys = keys_of(a);
      for (const std::uint32_t key : keys) headline_.learn(b_.store.keys()[key]);
      const std::size_t at_a_time = ColumnBlock::columns(b_.replications) / 2;
      for (std::size_t from = 0; from < keys.size(); from += at_a_time) {
        write_block(a, std::span{keys}.subspan(from, std::min(at_a_time, keys.size() - from)));
      }
    }
    csv_.close();
    return std::move(shown_);
  }

 private:
  // Of all that a replication of the arm reported, in the order of their names.
  std::vector<std::uint32_t> keys_of(std::uint32_t arm) {
    std::vector<bool> met(b_.store.keys().size(), false);
    each_replication(arm, [&](std::uint32_t) {
      for (const std::uint32_t key : rows_.keys) met[key] = true;
    });
    std::vector<std::uint32_t> keys;
    for (std::uint32_t key = 0; key < met.size(); ++key) {
      if (met[key]) keys.push_back(key);
    }
    std::sort(keys.begin(), keys.end(),
              [&](std::uint32_t x, std::uint32_t y) { return b_.store.keys()[x] < b_.store.keys()[y]; });
    return keys;
  }

  // Calls with rows_ read, for those that were run.
  template <class Call>
  void each_replication(std::uint32_t arm, const Call& call) {
    for (std::uint32_t r = 0; r < b_.replications; ++r) {
      const std::uint64_t task = b_.schedule.number_of(arm, r);
      if (b_.store.refused(task)) continue;
      b_.store.rows(task, rows_);
      call(r);
    }
  }

  // What a replication does not report is 0 of an amount, and nothing (NaN) of a day or a price, or where it was
  // refused.
  void fill(std::uint32_t arm, std::span<const std::uint32_t> keys, ColumnBlock& block) {
    constexpr std::uint32_t kNone = UINT32_MAX;
    std::vector<std::uint32_t> column(b_.store.keys().size(), kNone);
    for (std::uint32_t c = 0; c < keys.size(); ++c) column[keys[c]] = c;
    block.clear(keys.size(), b_.replications);
    each_replication(arm, [&](std::uint32_t r) {
      for (std::uint32_t c = 0; c < keys.size(); ++c) {
        if (is_amount(b_.store.keys()[keys[c]].measure)) block.at(c, r) = 0.0;
      }
      for (std::size_t i = 0; i < rows_.keys.size(); ++i) {
        if (const std::uint32_t c = column[rows_.keys[i]]; c != kNone) block.at(c, r) = rows_.values[i];
      }
    });
  }

  void write_block(std::uint32_t a, std::span<const std::uint32_t> keys) {
    const PlannedArm& arm = b_.plan.arms[a];
    fill(a, keys, values_);
    if (arm.baseline) fill(*arm.baseline, keys, others_);
    for (std::size_t c = 0; c < keys.size(); ++c) {
      write_row(arm, b_.store.keys()[keys[c]], values_.column(c),
                arm.baseline ? others_.column(c) : std::span<const double>{});
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
    std::sort(sorted_.begin(), sorted_.end());
    csv_.text(arm.id).text(key.measure).text(key.entity).text(key.product).text(key.unit);
    csv_.integer(static_cast<std::int64_t>(moments.n())).number(moments.mean()).number(moments.sd());
    ends_of(csv_, mean_interval(moments, kConfidence));
    for (const double p : {0.05, 0.25, 0.5, 0.75, 0.95}) csv_.number(sorted_quantile(sorted_, p));
    if (pairs.difference().n() == 0) {
      for (int i = 0; i < 4; ++i) csv_.text("");
    } else {
      csv_.number(pairs.b().mean()).number(pairs.difference().mean());
      ends_of(csv_, mean_interval(pairs.difference(), kConfidence));
    }
    csv_.end_row();
    if (!headline_.shows(key)) return;
    shown_.push_back({arm.id, key.measure, label_of(key), key.unit, moments.n(), moments.mean(),
                      sorted_quantile(sorted_, 0.05), sorted_quantile(sorted_, 0.5), sorted_quantile(sorted_, 0.95)});
  }

  const Finished& b_;
  CsvWriter csv_;
  Headline headline_;
  Store::Rows rows_;
  ColumnBlock values_, others_;
  std::vector<double> sorted_;
  std::vector<ArmSummary> shown_;
};

}  // namespace

std::vector<ArmSummary> write_summary(const std::filesystem::path& folder, const Finished& batch) {
  return Summary(folder, batch).write();
}

}  // namespace fabshock
