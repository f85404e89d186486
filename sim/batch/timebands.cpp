#include <algorithm>
#include <cmath>

#include "batch/blocks.h"
#include "batch/second_pass.h"
#include "results/csv.h"
#include "stats/moments.h"
#include "stats/quantiles.h"

namespace fabshock {
namespace {

constexpr std::string_view kBandColumns = "arm,date,day,kind,entity,product,measure,n,mean,q05,q25,q50,q75,q95,unit";

class TimeBands {
 public:
  TimeBands(const std::filesystem::path& folder, const Finished& batch)
      : b_(batch), csv_(folder / "timebands.csv", kBandColumns) {}

  void write() {
    for (std::uint32_t a = 0; a < b_.plan.arms.size(); ++a) {
      const Bands& bands = b_.plan.bands[b_.plan.arms[a].bands];
      const std::size_t numbers = bands.series.size() * bands.moments;
      const std::size_t at_a_time = ColumnBlock::columns(b_.replications, numbers);
      for (std::size_t from = 0; from < numbers; from += at_a_time) {
        write_block(a, bands, from, std::min(at_a_time, numbers - from));
      }
    }
    csv_.close();
  }

 private:
  void write_block(std::uint32_t a, const Bands& bands, std::size_t from, std::size_t count) {
    block_.clear(count, b_.replications);
    read_.resize(count);
    for (std::uint32_t r = 0; r < b_.replications; ++r) {
      b_.poll();
      const std::uint64_t task = b_.store.schedule().number_of(a, r);
      if (b_.store.refused(task)) continue;
      b_.store.series(task, from, read_);
      for (std::size_t c = 0; c < count; ++c) block_.at(c, r) = read_[c];
    }
    for (std::size_t c = 0; c < count; ++c) {
      const std::size_t moment = (from + c) / bands.series.size();
      write_row(b_.plan.arms[a], bands, moment, bands.series[(from + c) % bands.series.size()], block_.column(c));
    }
  }

  void write_row(const PlannedArm& arm, const Bands& bands, std::size_t moment, const BandSeries& series,
                 std::span<const double> values) {
    Moments moments;
    sorted_.clear();
    for (const double value : values) {
      if (std::isnan(value)) continue;
      moments.add(value);
      sorted_.push_back(value);
    }
    if (sorted_.empty()) return;
    std::sort(sorted_.begin(), sorted_.end());
    const Duration since = Duration::ticks(bands.every * static_cast<std::int64_t>(moment));
    csv_.text(arm.id).text(to_string(date_of(arm.start + since))).number(since.in_days());
    csv_.text(series.kind).text(series.entity).text(series.product).text(series.measure);
    csv_.integer(static_cast<std::int64_t>(moments.n())).number(moments.mean());
    for (const double p : {0.05, 0.25, 0.5, 0.75, 0.95}) csv_.number(sorted_quantile(sorted_, p));
    csv_.text(series.unit);
    csv_.end_row();
  }

  const Finished& b_;
  CsvWriter csv_;
  ColumnBlock block_;
  std::vector<double> read_, sorted_;
};

}  // namespace

void write_timebands(const std::filesystem::path& folder, const Finished& batch) {
  TimeBands(folder, batch).write();
}

}  // namespace fabshock
