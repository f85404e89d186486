#include "results/outcomes.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "results/measure_key.h"

namespace fabshock {
namespace {

// The first or last that is highest, by what is asked for; nothing where none is defined.
struct Extreme {
  bool highest = true;
  std::optional<double> value{};
  std::size_t step = 0;
  void add(double y, std::size_t at) {
    if (std::isnan(y) || (value && (highest ? y <= *value : y >= *value))) return;
    value = y;
    step = at;
  }
};

}  // namespace

OutcomeMeasures::OutcomeMeasures(const Network& network, const Scenario& scenario)
    : net_(network), scenario_(scenario), columns_(watched_columns(network, scenario)) {
  for (const Observation& seen : scenario.observed) is_stock_.push_back(is_a_stock(seen.measure));
}

OutcomeMeasures::Steps OutcomeMeasures::steps_of(const Days& days) const {
  const double step = static_cast<double>(net_.step) / 24;
  const double before = (scenario_.event - scenario_.start).in_days();
  constexpr double kRounding = 1e-9;  // of fractional days
  const auto at = [&](double day) {
    return static_cast<std::size_t>(std::max(0.0, std::floor((before + day) / step + kRounding)));
  };
  const auto behind = [&](double day) {
    return static_cast<std::size_t>(std::max(0.0, std::ceil((before + day + 1) / step - kRounding)));
  };
  return {at(days.from), std::max(behind(days.to), at(days.from) + 1)};
}

double OutcomeMeasures::day_of(std::size_t step) const {
  return static_cast<double>(step) * static_cast<double>(net_.step) / 24 -
         (scenario_.event - scenario_.start).in_days();
}

double OutcomeMeasures::sum(const RunRecord& run, std::size_t o, std::size_t step) const {
  const auto row = run.watched[step];
  double total = scenario_.observed[o].plus;
  for (const std::uint32_t column : columns_[o]) total += row[column];
  return total;
}

// Of stocks on one day, as it leaves them.
double OutcomeMeasures::mean(const RunRecord& run, std::size_t o, const Days& days) const {
  Steps steps = steps_of(days);
  if (steps.to > run.watched.size()) return std::numeric_limits<double>::quiet_NaN();
  if (days.from == days.to && is_stock_[o]) steps.from = steps.from == 0 ? 0 : steps.to - 1;
  if (days.from == days.to && is_stock_[o] && steps.from == 0) steps.to = 1;  // what the run began with
  double total = 0;
  for (std::size_t t = steps.from; t < steps.to; ++t) total += sum(run, o, t);
  return total / static_cast<double>(steps.to - steps.from);
}

std::optional<double> OutcomeMeasures::value(const RunRecord& undisturbed, const RunRecord& run, std::size_t o) const {
  const Observation& seen = scenario_.observed[o];
  if (columns_[o].empty()) return std::nullopt;
  const double base = seen.over == Over::kDays ? mean(run, o, seen.over_days) : 1;
  if (seen.take == Take::kMean || seen.take == Take::kValue) {
    return mean(run, o, seen.days) / (seen.over == Over::kUndisturbed ? mean(undisturbed, o, seen.days) : base);
  }
  const auto y = [&](std::size_t t) {
    return sum(run, o, t) / (seen.over == Over::kUndisturbed ? sum(undisturbed, o, t) : base);
  };
  const Steps steps = steps_of(seen.days);
  const std::size_t all = std::min(run.watched.size(), undisturbed.watched.size());
  if (seen.days_given && steps.to > all) return std::nullopt;
  const std::size_t end = std::min(steps.to, all);
  const bool above = seen.take == Take::kFirstAbove || seen.take == Take::kBackAbove;
  const bool back = seen.take == Take::kBackAbove || seen.take == Take::kBackBelow;
  Extreme extreme{seen.take == Take::kHighest || seen.take == Take::kDayOfHighest || seen.take == Take::kBackBelow};
  for (std::size_t t = steps.from; t < end; ++t) extreme.add(y(t), t);
  const auto day = [&](std::size_t t) { return std::max(day_of(t), seen.days.from); };  // of a long step its part
  if (!has_level(seen.take)) {
    return is_a_day(seen.take) && extreme.value ? std::optional{day(extreme.step)} : extreme.value;
  }
  for (std::size_t t = back ? extreme.step : steps.from; t < end; ++t) {
    if (above ? y(t) >= seen.level : y(t) <= seen.level) return day(t);
  }
  return std::nullopt;
}

void OutcomeMeasures::add(const RunRecord& undisturbed, const RunRecord& run, std::vector<MeasureRow>& rows) const {
  for (std::size_t o = 0; o < columns_.size(); ++o) {
    const Observation& seen = scenario_.observed[o];
    const std::optional<double> found = value(undisturbed, run, o);
    if (!found || !std::isfinite(*found)) continue;
    const bool in_days = is_a_day(seen.take) || (seen.over == Over::kNothing && unit_of(seen.measure) == "d");
    const bool relative = seen.over != Over::kNothing && !is_a_day(seen.take);
    const std::string_view unit = in_days ? "d" : relative ? "1" : unit_of(seen.measure);
    rows.push_back({kOutcome, seen.id, "", seen.lost ? 1 - *found : *found, unit});
  }
}

}  // namespace fabshock
