#include "results/watched.h"

#include <algorithm>
#include <tuple>

namespace fabshock {
namespace {

auto order_of(const Series& s) {
  return std::tuple{s.kind, s.who, s.measure};
}

bool comes_before(const Series& a, const Series& b) {
  return order_of(a) < order_of(b);
}

// Of one of those that the observation names.
std::vector<Series> series_named(const Network& network, const std::string& measure, const std::string& name) {
  Record what;
  what.measures = {measure};
  std::vector<Series> all = series_of(network, what);
  std::erase_if(all, [&](const Series& series) { return label_of(network, series).entity != name; });
  return all;
}

bool adds_up(std::string_view measure) {
  const std::string_view unit = unit_of(measure);
  return unit != "1" && unit != "d" && unit != "currency";
}

}  // namespace

std::vector<Series> watched_series(const Network& network, const Scenario& scenario) {
  std::vector<Series> all;
  for (const Observation& seen : scenario.observed) {
    for (const std::string& name : seen.of) {
      const std::vector<Series> named = series_named(network, seen.measure, name);
      all.insert(all.end(), named.begin(), named.end());
    }
  }
  std::sort(all.begin(), all.end(), comes_before);
  const auto same = [](const Series& a, const Series& b) { return order_of(a) == order_of(b); };
  all.erase(std::unique(all.begin(), all.end(), same), all.end());
  return all;
}

std::vector<std::vector<std::uint32_t>> watched_columns(const Network& network, const Scenario& scenario) {
  const std::vector<Series> all = watched_series(network, scenario);
  std::vector<std::vector<std::uint32_t>> columns;
  for (const Observation& seen : scenario.observed) {
    std::vector<std::uint32_t>& of = columns.emplace_back();
    for (const std::string& name : seen.of) {
      for (const Series& series : series_named(network, seen.measure, name)) {
        const auto at = std::lower_bound(all.begin(), all.end(), series, comes_before);
        of.push_back(static_cast<std::uint32_t>(at - all.begin()));
      }
    }
  }
  return columns;
}

void check_observed(const Network& network, const Scenario& scenario, Diagnostics& diagnostics) {
  for (const Observation& seen : scenario.observed) {
    Record what;
    what.measures = {seen.measure};
    std::vector<std::string> known;
    for (const Series& series : series_of(network, what)) known.push_back(label_of(network, series).entity);
    const std::vector<std::string_view> names(known.begin(), known.end());
    std::size_t found = 0;
    for (const std::string& name : seen.of) {
      const auto named = std::count(known.begin(), known.end(), name);
      found += static_cast<std::size_t>(named);
      if (named > 0) continue;
      diagnostics.error(seen.place,
                        "observation '" + seen.id + "': there is no '" + seen.measure + "' of '" + name + "'",
                        did_you_mean(name, names));
    }
    if (found <= 1 || adds_up(seen.measure)) continue;
    diagnostics.error(seen.place,
                      "observation '" + seen.id + "' is of several, and a '" + seen.measure + "' does not add up",
                      "one of them, or a measure that does: output, shipped, served, …");
  }
}

}  // namespace fabshock
