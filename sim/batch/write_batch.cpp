#include "batch/write_batch.h"

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

#include "batch/folder.h"
#include "results/package.h"
#include "results/write_run.h"

namespace fabshock {
namespace {

std::string header_of(std::string columns, const std::vector<std::string>& axes) {
  for (const std::string& axis : axes) columns.append(",").append(axis);  // a path has nothing to quote
  return columns;
}

nlohmann::ordered_json manifest_of(const BatchPlan& plan, std::uint32_t replications,
                                   const std::vector<Refused>& refused) {
  nlohmann::ordered_json manifest;
  manifest["tool"] = "fabshock";
  manifest["command"] = plan.command();
  manifest["version"] = plan.version;
  manifest["commit"] = plan.commit;
  manifest["experiment"] = plan.name;
  manifest["seed"] = plan.seed;
  manifest["replications"] = replications;
  if (plan.stop) {
    manifest["stop"] = {{"measure", plan.stop->measure},
                        {"of", plan.stop->of},
                        {"relative_half_width", plan.stop->relative_half_width},
                        {"at_least", plan.stop->at_least},
                        {"at_most", plan.replications}};
  }
  if (plan.splitting) {
    manifest["splitting"] = {
        {"levels", plan.splitting->levels}, {"kind", plan.splitting->kind}, {"effort", plan.splitting->effort}};
  }
  if (plan.sensitivity) {
    auto& what = manifest["sensitivity"];
    what = {{"method", plan.sensitivity->method == FactorMethod::kMorris ? "morris" : "sobol"},
            {"rows", plan.sensitivity->rows}};
    for (const Factor& factor : plan.sensitivity->factors) what["factors"].push_back(factor.id);
  }
  if (!plan.shard.is_whole()) manifest["shard"] = {{"index", plan.shard.index}, {"of", plan.shard.of}};
  manifest["kind"] = plan.kind;
  if (!plan.measures.empty()) manifest["measures"] = plan.measures;
  auto& all = manifest["arms"] = nlohmann::ordered_json::array();
  for (const PlannedArm& arm : plan.arms) {
    auto& one = all.emplace_back();
    one["arm"] = arm.id;
    one["scenario"] = arm.scenario;
    one["model"] = arm.model;
    one["start"] = to_string(date_of(arm.start));
    one["horizon_days"] = arm.horizon.in_days();
    for (const std::string& set : arm.set) one["set"].push_back(set);
    if (arm.baseline) one["baseline"] = plan.arms[*arm.baseline].id;
    if (arm.knocked_out.empty()) continue;
    one["knocked_out"] = arm.knocked_out;
    for (std::size_t i = 0; i < plan.design.size(); ++i) one[plan.design[i]] = arm.levels[i];
    one["measures"] = arm.measures;
  }
  auto& none = manifest["refused"] = nlohmann::ordered_json::array();
  for (const Refused& r : refused) {
    none.push_back({{"arm", r.arm}, {"replication", r.replication}, {"why", r.why}});
  }
  auto& inputs = manifest["inputs"] = nlohmann::ordered_json::array();
  for (const InputFile& file : plan.inputs) inputs.push_back({{"path", file.path}, {"sha256", file.sha256}});
  return manifest;
}

}  // namespace

BatchFiles::BatchFiles(const std::filesystem::path& folder, const BatchPlan& plan)
    : plan_(plan),
      axes_(plan.axes()),
      runs_(folder / "runs.csv", header_of("arm,replication,seed,events,fingerprint", axes_)),
      measures_(folder / "measures.csv", kMeasureColumns) {}

void BatchFiles::add(const Task& task, const Replication& r, const KeyTable& keys) {
  const PlannedArm& arm = plan_.arms[task.arm];
  const std::vector<std::string>& drawn = plan_.sampled[arm.sampled];
  runs_.text(arm.id).integer(task.replication);
  runs_.integer(r.seed).integer(r.events);
  r.refused.empty() ? runs_.hex(r.fingerprint) : runs_.text("");
  for (const std::string& axis : axes_) {
    const auto at = std::lower_bound(drawn.begin(), drawn.end(), axis);
    if (at != drawn.end() && *at == axis && r.refused.empty()) {  // which was read to the first error only
      runs_.number(r.drawn[static_cast<std::size_t>(at - drawn.begin())]);
    } else {
      runs_.text("");
    }
  }
  runs_.end_row();
  for (std::size_t i = 0; i < r.keys.size(); ++i) {
    const MeasureKey& key = keys[r.keys[i]];
    write_row(measures_, arm.id, task.replication, {key.measure, key.entity, key.product, r.values[i], key.unit});
  }
}

void BatchFiles::flush() {
  runs_.flush();
  measures_.flush();
}

void BatchFiles::close() {
  runs_.close();
  measures_.close();
}

void write_design(const std::filesystem::path& folder, const BatchPlan& plan) {
  CsvWriter csv(folder / "design.csv", header_of("arm", plan.design));
  for (const PlannedArm& arm : plan.arms) {
    csv.text(arm.id);
    for (const std::string& level : arm.levels) csv.text(level);
    csv.end_row();
  }
  csv.close();
}

void write_batch_package(const std::filesystem::path& folder, const BatchPlan& plan,
                         const std::vector<package::Table>& more) {
  using package::Column;
  std::vector<Column> design = {package::arm()};
  for (const std::string& axis : plan.design) design.push_back({axis, "string", "value of this axis in the arm"});
  std::vector<Column> runs = package::runs();
  for (const std::string& axis : plan.axes()) {
    runs.push_back(
        {axis, "number",
         "what was drawn of this number, in its canonical unit (of a capacity, for its use; of a price, for the value "
         "added); of a group that moves together its quantile"});
  }
  const std::vector<Column> summary = {
      package::arm(),
      package::measure(),
      package::entity(),
      package::product(),
      package::unit(),
      {"n", "integer", "replications with a value; what a replication does not report is 0 of an amount"},
      {"mean", "number", "mean over replications"},
      {"sd", "number", "standard deviation over replications; empty of one"},
      {"ci_low", "number", "95 % t interval of the mean, lower end; empty of one replication"},
      {"ci_high", "number", "95 % t interval of the mean, upper end"},
      {"q05", "number", "5 % quantile (definition 7 of Hyndman and Fan)"},
      {"q25", "number", "25 % quantile"},
      {"q50", "number", "median"},
      {"q75", "number", "75 % quantile"},
      {"q95", "number", "95 % quantile"},
      {"baseline_mean", "number", "mean of the baseline's arm over the same replications; empty without a baseline"},
      {"diff_mean", "number", "mean difference to the baseline's arm, replication by replication"},
      {"diff_ci_low", "number", "95 % t interval of that difference, lower end"},
      {"diff_ci_high", "number", "95 % t interval of that difference, upper end"}};
  const std::vector<Column> quantiles = {
      package::arm(),
      package::measure(),
      package::entity(),
      package::product(),
      package::unit(),
      {"n", "integer", "as in summary.csv"},
      {"p", "number", "which quantile"},
      {"value", "number", "the quantile, as in summary.csv"},
      {"ci_low", "number",
       "lower end of a 95 % interval between order statistics, for any distribution; empty where n is too small"},
      {"ci_high", "number", "its upper end"}};
  const std::vector<Column> bands = {package::arm(),
                                     package::date(),
                                     {"day", "number", "days since the start"},
                                     {"kind", "string", "facility, market or need"},
                                     package::entity(),
                                     package::product(),
                                     package::measure(),
                                     {"n", "integer", "replications in which it is defined then"},
                                     {"mean", "number", "mean over these"},
                                     {"q05", "number", "5 % quantile (definition 7 of Hyndman and Fan)"},
                                     {"q25", "number", "25 % quantile"},
                                     {"q50", "number", "median"},
                                     {"q75", "number", "75 % quantile"},
                                     {"q95", "number", "95 % quantile"},
                                     package::unit()};
  std::vector<package::Table> tables = {
      {"design.csv", design}, {"runs.csv", runs}, {"measures.csv", package::measures()}};
  if (plan.shard.is_whole() && !plan.sensitivity) {
    tables.push_back({"summary.csv", summary});
    tables.push_back({"quantiles.csv", quantiles});
    tables.push_back({"timebands.csv", bands});
  }
  tables.insert(tables.end(), more.begin(), more.end());
  tables.push_back({"timing.csv", package::timing()});
  package::write(folder, plan.name, plan.title, tables);
}

void write_batch_manifest(const std::filesystem::path& folder, const BatchPlan& plan, std::uint32_t replications,
                          const std::vector<Refused>& refused) {
  package::write_json(folder / "manifest.json", manifest_of(plan, replications, refused).dump(2));
}

bool is_whole(const std::filesystem::path& folder, const BatchPlan& plan) {
  std::vector<std::filesystem::path> files = {"design.csv", "runs.csv", "measures.csv", "datapackage.json"};
  if (!plan.shard.is_whole()) {
    files.push_back(shard_journal({}));
  } else if (plan.sensitivity) {
    files.insert(files.end(), {"sensitivity.csv", "factors.csv"});
  } else {
    files.insert(files.end(), {"summary.csv", "quantiles.csv", "timebands.csv"});
    if (plan.is_contingency()) files.emplace_back("contingency.csv");
    if (plan.hindcast) files.insert(files.end(), {"outcomes.csv", "scores.csv"});
  }
  const auto is_there = [&](const std::filesystem::path& file) { return std::filesystem::exists(folder / file); };
  if (!std::all_of(files.begin(), files.end(), is_there)) return false;
  std::ifstream in(folder / "manifest.json");
  auto there = nlohmann::ordered_json::parse(in, nullptr, false);
  auto wanted = manifest_of(plan, plan.replications, {});
  if (!there.is_object()) return false;
  for (auto* manifest : {&there, &wanted}) {
    manifest->erase("refused");
    if (plan.stop) manifest->erase("replications");
  }
  return there == wanted;
}

}  // namespace fabshock
