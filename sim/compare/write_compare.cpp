#include "compare/write_compare.h"

#include <nlohmann/json.hpp>

#include "results/csv.h"
#include "results/package.h"
#include "results/sha256.h"
#include "results/version.h"

namespace fabshock {
namespace {

using package::Column;

CsvWriter& ends(CsvWriter& csv, const std::optional<Interval>& interval) {
  csv.number(interval ? std::optional{interval->low} : std::nullopt);
  return csv.number(interval ? std::optional{interval->high} : std::nullopt);
}
CsvWriter& day(CsvWriter& csv, const std::optional<Time>& time) {
  return csv.text(time ? to_string(date_of(*time)) : "");
}
CsvWriter& name(CsvWriter& csv, const MeasureKey& key) {
  return csv.text(key.measure).text(key.entity).text(key.product);
}
CsvWriter& count(CsvWriter& csv, std::uint64_t n) {
  return csv.integer(static_cast<std::int64_t>(n));
}

std::string header_of(const std::vector<Column>& columns) {
  std::string header;
  for (const Column& column : columns) header.append(header.empty() ? "" : ",").append(column.name);
  return header;
}

Column baseline() {
  return {"baseline", "string", "the arm that it is compared with"};
}

std::vector<Column> comparison_columns() {
  return {package::arm(),
          baseline(),
          package::measure(),
          package::entity(),
          package::product(),
          package::unit(),
          {"paired", "boolean", "true: replications share random numbers and draws, and are compared one by one"},
          {"n", "integer", "replications of the arm with a value; of pairs, pairs"},
          {"n_baseline", "integer", "replications of the baseline with a value"},
          {"mean", "number", "mean of the arm"},
          {"baseline_mean", "number", "mean of the baseline, of pairs over the same replications"},
          {"diff_mean", "number", "the first less the second"},
          {"diff_ci_low", "number", "95 % interval of that difference, lower end: t of pairs, Welch's else"},
          {"diff_ci_high", "number", "95 % interval of that difference, upper end"},
          {"p_worse", "number", "share of pairs in which the arm is worse; empty where neither way is worse"},
          {"p_worse_ci_low", "number", "95 % Wilson interval of the probability that it is worse, lower end"},
          {"p_worse_ci_high", "number", "95 % Wilson interval of the probability that it is worse, upper end"},
          {"variance_reduction", "number", "how many times as many replications unpaired arms would have needed"}};
}

std::vector<Column> independence_columns() {
  return {{"series", "string", "scenario, and levels but for dates"},
          package::measure(),
          package::entity(),
          package::product(),
          {"threshold", "number", "what is lost stays below this share"},
          {"n", "integer", "replications that all dates have"},
          {"there", "number", "share of them that stay below by the last date"},
          {"there_ci_low", "number", "95 % Wilson interval of that probability, lower end"},
          {"there_ci_high", "number", "95 % Wilson interval of that probability, upper end"},
          {"first", "date", "first date looked at: who is there then may have been before"},
          {"last", "date", "last date looked at"},
          {"q05", "date", "date by which one in twenty stay below; empty: not by the last"},
          {"q50", "date", "date by which half do"},
          {"q95", "date", "date by which nineteen of twenty do"}};
}

std::vector<Column> remedy_columns() {
  return {package::arm(),
          baseline(),
          package::measure(),
          package::entity(),
          package::product(),
          {"n", "integer", "pairs"},
          {"cost_mean", "number", "remedy_cost beyond the baseline's, mean"},
          {"cost_q05", "number", "its 5 % quantile"},
          {"cost_q95", "number", "its 95 % quantile"},
          package::unit(),
          {"points_mean", "number", "points of per cent that it takes off the dependence, mean"},
          {"points_ci_low", "number", "95 % t interval of that mean, lower end"},
          {"points_ci_high", "number", "95 % t interval of that mean, upper end"},
          {"cost_a_point", "number", "mean cost over mean points; empty where the points may be none"},
          {"cost_a_point_ci_low", "number", "95 % interval of it [Fieller 1954], lower end"},
          {"cost_a_point_ci_high", "number", "95 % interval of it, upper end"}};
}

void write_comparisons(const std::filesystem::path& file, const std::vector<Comparison>& all) {
  CsvWriter csv(file, header_of(comparison_columns()));
  for (const Comparison& c : all) {
    name(csv.text(c.arms.arm->id).text(c.arms.baseline->id), c.key).text(c.key.unit);
    csv.text(c.arms.paired ? "true" : "false");
    count(count(csv, c.n), c.n_baseline).number(c.mean).number(c.baseline_mean).number(c.difference);
    ends(csv, c.interval);
    csv.number(c.worse ? std::optional{c.worse->probability} : std::nullopt);
    ends(csv, c.worse ? std::optional{c.worse->interval} : std::nullopt);
    csv.number(c.variance_reduction).end_row();
  }
  csv.close();
}

void write_independence(const std::filesystem::path& file, const std::vector<Independence>& all) {
  CsvWriter csv(file, header_of(independence_columns()));
  for (const Independence& i : all) {
    name(csv.text(i.series), i.key).number(i.threshold);
    count(csv, i.n).number(static_cast<double>(i.there) / static_cast<double>(i.n));
    ends(csv, wilson_interval(i.there, i.n, kConfidence));
    for (const std::optional<Time>& time : {std::optional{i.first}, std::optional{i.last}, i.q05, i.q50, i.q95}) {
      day(csv, time);
    }
    csv.end_row();
  }
  csv.close();
}

void write_remedies(const std::filesystem::path& file, const std::vector<RemedyCost>& all) {
  CsvWriter csv(file, header_of(remedy_columns()));
  for (const RemedyCost& r : all) {
    count(name(csv.text(r.arms.arm->id).text(r.arms.baseline->id), r.key), r.n);
    csv.number(r.cost).number(r.cost_q05).number(r.cost_q95).text(r.currency).number(r.points);
    ends(ends(csv, r.points_interval).number(r.a_point), r.a_point_interval).end_row();
  }
  csv.close();
}

}  // namespace

void write_compared(const std::filesystem::path& out, const std::string& name, const Compared& compared,
                    const std::vector<std::filesystem::path>& folders) {
  std::vector<package::Table> tables;
  if (!compared.comparisons.empty()) {
    write_comparisons(out / "comparison.csv", compared.comparisons);
    tables.push_back({"comparison.csv", comparison_columns()});
  }
  if (!compared.independence.empty()) {
    write_independence(out / "independence.csv", compared.independence);
    tables.push_back({"independence.csv", independence_columns()});
  }
  if (!compared.remedies.empty()) {
    write_remedies(out / "remedies.csv", compared.remedies);
    tables.push_back({"remedies.csv", remedy_columns()});
  }
  package::write(out, name, "Arms compared", tables);
  nlohmann::ordered_json manifest;
  manifest["tool"] = "fabshock";
  manifest["command"] = "compare";
  manifest["version"] = version();
  manifest["commit"] = git_commit();
  auto& inputs = manifest["inputs"] = nlohmann::ordered_json::array();
  for (const std::filesystem::path& folder : folders) {
    for (const char* file : {"manifest.json", "design.csv", "runs.csv", "measures.csv"}) {
      if (!std::filesystem::exists(folder / file)) continue;
      inputs.push_back({{"path", (folder / file).string()}, {"sha256", sha256_of_file((folder / file).string())}});
    }
  }
  package::write_json(out / "manifest.json", manifest.dump(2));
}

}  // namespace fabshock
