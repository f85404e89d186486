#include "compare/independence.h"

#include <algorithm>
#include <cmath>

#include "results/blocs.h"

namespace fabshock {
namespace {

// When its shock begins, if that is the same in all replications.
std::optional<Time> date_of_shock(const ArmRead& arm) {
  if (!arm.start) return std::nullopt;
  const auto& all = arm.values.all();
  const auto day =
      std::find_if(all.begin(), all.end(), [](const auto& m) { return m.first.measure == kFirstShockDay; });
  if (day == all.end() || day->second.empty()) return std::nullopt;
  const double first = day->second.begin()->second;
  if (std::any_of(day->second.begin(), day->second.end(), [&](const auto& v) { return v.second != first; })) {
    return std::nullopt;
  }
  return *arm.start + Duration::days(static_cast<std::int64_t>(first));
}

// What an arm has in common with others of its series: its scenario, and what its point and structure set but dates.
std::string series_of(const ResultsRead& results, const ArmRead& arm) {
  std::string series = arm.scenario;
  for (std::size_t c = 0; c < arm.levels.size(); ++c) {
    const std::string& column = results.design[c];
    if (column == "scenario" || column == "point" || arm.levels[c].empty() || parse_date(arm.levels[c])) continue;
    series.append("/").append(arm.levels[c]);
  }
  if (std::find(results.design.begin(), results.design.end(), "point") == results.design.end()) return series;
  for (const auto& [path, value] : arm.set) {
    const std::pair<std::string, std::string> entry{path, value};
    const bool in_all = std::all_of(results.arms.begin(), results.arms.end(), [&](const ArmRead& other) {
      return std::find(other.set.begin(), other.set.end(), entry) != other.set.end();
    });
    if (!in_all && !parse_date(value)) series.append("/").append(path).append("=").append(value);
  }
  return series;
}

struct Dated {
  Time date;
  const ArmRead* arm = nullptr;
};

// Replications that all arms have a value in, each with its values in the order of dates.
std::vector<std::vector<double>> courses(const std::vector<Dated>& arms, const MeasureKey& key) {
  std::vector<std::vector<double>> all;
  std::map<std::uint32_t, std::vector<double>> by_replication;
  for (const Dated& dated : arms) {
    for (const auto& [replication, value] : dated.arm->values.all().at(key))
      by_replication[replication].push_back(value);
  }
  for (auto& [replication, values] : by_replication) {
    if (values.size() == arms.size()) all.push_back(std::move(values));
  }
  return all;
}

// Those whose runs are long enough for it.
std::vector<Dated> with_key(const std::vector<Dated>& arms, const MeasureKey& key) {
  std::vector<Dated> some;
  for (const Dated& dated : arms) {
    if (dated.arm->values.all().contains(key)) some.push_back(dated);
  }
  return some;
}

Independence of_courses(const std::vector<std::vector<double>>& all, const std::vector<Dated>& arms, double threshold) {
  Independence found;
  found.threshold = threshold;
  found.n = all.size();
  found.first = arms.front().date;
  found.last = arms.back().date;
  std::vector<std::size_t> places;
  for (const std::vector<double>& course : all) places.push_back(stays_below(course, threshold));
  std::sort(places.begin(), places.end());
  found.there =
      static_cast<std::uint64_t>(std::lower_bound(places.begin(), places.end(), arms.size()) - places.begin());
  const auto quantile = [&](double p) -> std::optional<Time> {
    const auto rank = static_cast<std::size_t>(std::ceil(p * static_cast<double>(places.size()) - 1e-9));
    const std::size_t place = places[std::max<std::size_t>(rank, 1) - 1];
    return place < arms.size() ? std::optional{arms[place].date} : std::nullopt;
  };
  found.q05 = quantile(0.05);
  found.q50 = quantile(0.5);
  found.q95 = quantile(0.95);
  return found;
}

}  // namespace

std::size_t stays_below(const std::vector<double>& values, double threshold) {
  std::size_t from = values.size();
  while (from > 0 && values[from - 1] < threshold) --from;
  return from;
}

std::vector<Independence> independence(const ResultsRead& results, const std::vector<double>& thresholds) {
  std::map<std::string, std::vector<Dated>> series;
  for (const ArmRead& arm : results.arms) {
    if (const auto date = date_of_shock(arm)) series[series_of(results, arm)].push_back({*date, &arm});
  }
  std::vector<Independence> all;
  for (auto& [name, arms] : series) {
    std::sort(arms.begin(), arms.end(), [](const Dated& a, const Dated& b) { return a.date < b.date; });
    const bool twice = std::adjacent_find(arms.begin(), arms.end(), [](const Dated& a, const Dated& b) {
                         return a.date == b.date;
                       }) != arms.end();
    if (arms.size() < 2 || twice) continue;
    for (const auto& [key, values] : arms.front().arm->values.all()) {
      if (!key.measure.starts_with("dependence")) continue;
      const std::vector<Dated> dated = with_key(arms, key);
      const auto of_draws = courses(dated, key);
      if (of_draws.empty() || dated.size() < 2) continue;
      for (const double threshold : thresholds) {
        Independence& found = all.emplace_back(of_courses(of_draws, dated, threshold));
        found.series = name;
        found.key = key;
      }
    }
  }
  return all;
}

}  // namespace fabshock
