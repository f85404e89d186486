#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <iostream>
#include <set>
#include <sstream>

#include "base/diagnostics.h"
#include "cli/command.h"
#include "cli/options.h"
#include "compare/write_compare.h"
#include "report/summary.h"
#include "results/folder.h"
#include "results/headline.h"

namespace fabshock::cli {
namespace {

namespace po = boost::program_options;

std::string short_percent(double value, const char* form) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), form, 100 * value);
  return text.data();
}

std::string percent(double value, const char* form) {
  constexpr double kNothing = 5e-5;  // what is shown as 0 has no sign
  return short_percent(std::fabs(value) < kNothing ? 0.0 : value, form);
}

// A value of a measure, and a difference of two: shares as per cent and as points, and how likely the rare is in two
// digits, however small.
std::string amount(double value, const MeasureKey& key) {
  if (key.measure == kExceedance) return short_percent(value, "%.2g %%");
  return key.unit == "1" ? percent(value, "%.1f %%") : short_number(value) + ' ' + key.unit;
}
std::string change(double value, const MeasureKey& key) {
  if (key.measure == kExceedance) return short_percent(value, "%+.2g");
  if (key.unit == "1") return percent(value, "%+.1f");
  return (value > 0 ? "+" : "") + short_number(value);
}

std::string between(const std::optional<Interval>& interval, const MeasureKey& key) {
  if (!interval) return "";
  return "[" + change(interval->low, key) + ", " + change(interval->high, key) + "]";
}

// What is shown of what is compared: what was asked for, else what most ask first.
struct Shown {
  Headline headline;
  std::vector<std::string> measures, of;  // of: entities or products

  bool names(const MeasureKey& key) const {
    const auto is = [&](const std::string& name) { return name == key.entity || name == key.product; };
    return std::any_of(of.begin(), of.end(), is);
  }
  bool comparison(const MeasureKey& key) const {
    const bool measured = std::find(measures.begin(), measures.end(), key.measure) != measures.end();
    if (!of.empty()) return names(key) && (measured || (measures.empty() && key.measure == "dependence"));
    return measures.empty() ? headline.shows(key) : measured;
  }
  bool dependence(const MeasureKey& key) const {
    return key.measure == "dependence" && (of.empty() ? headline.shows_dependence(key) : names(key));
  }
};

void print(const std::vector<Comparison>& all, const Shown& shown) {
  const ArmPair* last = nullptr;
  for (const Comparison& c : all) {
    if (!shown.comparison(c.key)) continue;
    if (last == nullptr || last->arm != c.arms.arm || last->baseline != c.arms.baseline) {
      std::printf("%s%s against %s, %s\n", last == nullptr ? "" : "\n", c.arms.arm->id.c_str(),
                  c.arms.baseline->id.c_str(),
                  c.arms.paired ? "replication by replication" : "as samples of their own: they do not share draws");
      std::printf("  %-34s %6s %14s %14s %12s %-22s %s\n", "measure", "n", "baseline", "now", "difference", "95 %",
                  c.arms.paired ? "worse in" : "");
    }
    last = &c.arms;
    std::printf("  %-34s %6llu %14s %14s %12s %-22s %s\n", (c.key.measure + ' ' + label_of(c.key)).c_str(),
                static_cast<unsigned long long>(c.n), amount(c.baseline_mean, c.key).c_str(),
                amount(c.mean, c.key).c_str(), change(c.difference, c.key).c_str(), between(c.interval, c.key).c_str(),
                c.worse ? percent(c.worse->probability, "%.0f %%").c_str() : "");
  }
}

// Of a column, as wide as the longest of it and at least `least`.
template <class Row, class Length>
int width_of(const std::vector<Row>& rows, std::size_t least, const Length& length) {
  for (const Row& row : rows) least = std::max(least, length(row));
  return static_cast<int>(least);
}

void print(const std::vector<RemedyCost>& all, const Shown& shown) {
  if (all.empty()) return;
  std::printf("\nWhat a point of dependence costs that a remedy takes off\n");
  const int width = width_of(all, 28, [](const RemedyCost& r) { return r.arms.arm->id.size(); });
  std::printf("  %-*s %-18s %8s %-14s %14s %14s %s\n", width, "remedy", "dependence of", "points", "95 %", "cost",
              "a point", "95 %");
  for (const RemedyCost& r : all) {
    if (!shown.dependence(r.key)) continue;
    const std::string unit = ' ' + r.currency;
    std::printf("  %-*s %-18s %8s %-14s %14s %14s %s\n", width, r.arms.arm->id.c_str(), label_of(r.key).c_str(),
                percent(r.points / 100, "%.1f").c_str(),
                r.points_interval ? ("[" + percent(r.points_interval->low / 100, "%.1f") + ", " +
                                     percent(r.points_interval->high / 100, "%.1f") + "]")
                                        .c_str()
                                  : "",
                (short_number(r.cost) + unit).c_str(), r.a_point ? (short_number(*r.a_point) + unit).c_str() : "-",
                r.a_point_interval ? ("[" + short_number(r.a_point_interval->low) + ", " +
                                      short_number(r.a_point_interval->high) + "]")
                                         .c_str()
                : r.a_point                                        ? ""
                : r.points_interval && r.points_interval->high < 0 ? "it takes off nothing, and adds"
                                                                   : "it may take off nothing");
  }
}

void print(const std::vector<Independence>& all, const Shown& shown) {
  if (all.empty()) return;
  const auto date = [](const std::optional<Time>& time) { return time ? to_string(date_of(*time)) : "not by then"; };
  const auto since = [&](const Independence& of, const std::optional<Time>& time) {  // or longer than was looked at
    return (time == of.first ? "<= " : "") + date(time);
  };
  std::printf("\nIndependence: from when on less than so much is lost, in all worlds up to %s\n",
              date(all.front().last).c_str());
  const int width = width_of(all, 26, [](const Independence& i) { return i.series.size(); });
  std::printf("  %-*s %-20s %6s %6s %14s %14s %14s %s\n", width, "series", "of", "below", "n", "5 %", "median", "95 %",
              "there by the last");
  for (const Independence& i : all) {
    if (!shown.dependence(i.key)) continue;
    std::printf("  %-*s %-20s %6s %6llu %14s %14s %14s %s\n", width, i.series.c_str(), label_of(i.key).c_str(),
                percent(i.threshold, "%g %%").c_str(), static_cast<unsigned long long>(i.n), since(i, i.q05).c_str(),
                since(i, i.q50).c_str(), since(i, i.q95).c_str(),
                percent(static_cast<double>(i.there) / static_cast<double>(i.n), "%.0f %%").c_str());
  }
}

std::vector<std::string> parts_of(const std::string& list) {
  std::vector<std::string> parts;
  std::istringstream in(list);
  for (std::string part; std::getline(in, part, ',');) parts.push_back(part);
  return parts;
}

std::vector<double> thresholds_of(const std::string& list) {
  std::vector<double> all;
  for (const std::string& part : parts_of(list)) {
    std::size_t end = 0;
    double value = 0;
    try {
      value = std::stod(part, &end);
    } catch (const std::exception&) {
      end = 0;
    }
    if (end == 0 || end != part.size() || !(value > 0 && value < 1)) {
      throw std::invalid_argument("--threshold: '" + part + "' is no share between 0 and 1, such as 0.1");
    }
    all.push_back(value);
  }
  if (all.empty()) throw std::invalid_argument("--threshold: no share between 0 and 1 is given, such as 0.1");
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

std::string name_of(const std::string& folder) {
  const std::filesystem::path path(folder);
  return (path.has_filename() ? path : path.parent_path()).filename().string();
}

// What adds up over a run adds up to more in a longer one.
void warn_of_horizons(const std::vector<ArmPair>& pairs) {
  const auto other = std::find_if(pairs.begin(), pairs.end(), [](const ArmPair& pair) {
    const double a = pair.arm->horizon_days;
    const double b = pair.baseline->horizon_days;
    return a > 0 && b > 0 && a != b;
  });
  if (other == pairs.end()) return;
  std::cerr << "fabshock: warning: '" << other->arm->id << "' runs for " << other->arm->horizon_days << " days, and '"
            << other->baseline->id << "', which it is compared with, for " << other->baseline->horizon_days
            << ": sums over a run are of different spans\n";
}

// What is asked for by a name that nothing has would be shown as if nothing had changed.
void check_names(const Shown& shown, const std::vector<const ResultsRead*>& results) {
  std::set<std::string_view> measures(kRunMeasures.begin(), kRunMeasures.end());
  std::set<std::string_view> others;
  for (const ResultsRead* one : results) {
    for (const ArmRead& arm : one->arms) {
      for (const auto& [key, values] : arm.values.all()) {
        measures.insert(key.measure);
        others.insert(key.entity);
        others.insert(key.product);
      }
    }
  }
  const auto check = [](const std::vector<std::string>& given, const std::set<std::string_view>& known,
                        const std::string& option) {
    for (const std::string& name : given) {
      if (known.contains(name)) continue;
      const std::vector<std::string_view> names(known.begin(), known.end());
      std::string message = option;
      message.append(": nothing in these results is called '").append(name).append("'");
      if (const std::string hint = did_you_mean(name, names); !hint.empty()) message.append("; ").append(hint);
      throw std::invalid_argument(message);
    }
  };
  check(shown.measures, measures, "--measure");
  check(shown.of, others, "--of");
}

void learn(Headline& headline, const ArmRead& arm) {
  for (const auto& [key, values] : arm.values.all()) headline.learn(key);
}

}  // namespace

int compare(const Arguments& arguments) {
  Options options(
      "compare DIR [DIR_B] [-o DIR] [--baseline ARM] [--measure M,...] [--of X,...] [--threshold X,...] [-q]",
      "The arms of an experiment against its baseline arm, or two results against each other: differences "
      "with intervals, the probability that it is worse, what a point of dependence costs, and from when "
      "on a bloc is independent. DIR is a result of `fabshock batch` or `fabshock run`.");
  options.positional("DIR [DIR_B]", 1, 2);
  options.add()("output,o", po::value<std::string>(), "folder for the tables [results/DIR-compared]")(
      "baseline", po::value<std::string>(), "the arm that all others are compared with [the experiment's]")(
      "measure", po::value<std::string>(), "measures to show; the files have all")(
      "of", po::value<std::string>(), "blocs, facilities, needs, products or kinds to show")(
      "threshold", po::value<std::string>()->default_value("0.05,0.1,0.2"),
      "shares lost below which a bloc counts "
      "as independent")("quiet,q", "no tables");
  if (const auto exit = options.parse(arguments)) return *exit;
  const auto& given = options.positionals();
  const std::vector<double> thresholds = thresholds_of(options.values()["threshold"].as<std::string>());
  std::optional<std::string> baseline;
  if (options.has("baseline")) baseline = options.values()["baseline"].as<std::string>();
  if (baseline && given.size() == 2) {
    throw std::invalid_argument("--baseline is for the arms of one folder; of two the second is the baseline");
  }
  const ResultsRead a = read_results(given[0]);
  std::optional<ResultsRead> b;
  if (given.size() == 2) b = read_results(given[1]);
  Shown shown;
  if (options.has("measure")) shown.measures = parts_of(options.values()["measure"].as<std::string>());
  if (options.has("of")) shown.of = parts_of(options.values()["of"].as<std::string>());
  std::vector<const ResultsRead*> read = {&a};
  if (b) read.push_back(&*b);
  check_names(shown, read);
  const std::vector<ArmPair> pairs = b ? pairs_between(a, *b) : pairs_within(a, baseline);
  warn_of_horizons(pairs);
  Compared compared;
  for (const ArmPair& pair : pairs) {
    for (Comparison& c : fabshock::compare(pair)) compared.comparisons.push_back(std::move(c));
    for (RemedyCost& r : remedy_costs(pair)) compared.remedies.push_back(std::move(r));
  }
  if (!b) compared.independence = independence(a, thresholds);
  if (compared.comparisons.empty() && compared.independence.empty()) {
    throw std::invalid_argument(given[0] +
                                ": nothing to compare: its experiment names no `baseline`, and its arms do " +
                                "not differ in their dates; name an arm with --baseline, or a second folder");
  }
  std::string name = name_of(given[0]) + (b ? "-against-" + name_of(given[1]) : "-compared");
  const std::string folder = options.has("output") ? options.values()["output"].as<std::string>() : "results/" + name;
  ResultFolder out(folder, "compare");
  write_compared(out.path(), name, compared, {given.begin(), given.end()});
  out.commit();
  if (options.has("quiet")) return kDone;
  shown.headline.tell(a.kind);
  for (const ResultsRead* one : read) {
    for (const ArmRead& arm : one->arms) learn(shown.headline, arm);
  }
  print(compared.comparisons, shown);
  print(compared.remedies, shown);
  print(compared.independence, shown);
  std::printf("\nResults in %s/ (CSV; datapackage.json describes every column).\n", folder.c_str());
  return kDone;
}

}  // namespace fabshock::cli
