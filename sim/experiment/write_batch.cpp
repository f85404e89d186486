#include "experiment/write_batch.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "experiment/arm_summary.h"
#include "results/package.h"
#include "results/sha256.h"
#include "results/version.h"
#include "results/write_run.h"

namespace fabshock {
namespace {

std::string runs_header(const std::vector<std::string>& axes) {
  std::string header = "arm,replication,seed,events,fingerprint";
  for (const std::string& axis : axes) header.append(",").append(axis);  // a path has nothing to quote
  return header;
}

std::string design_header(const Arms& arms) {
  std::string header = "arm";
  for (const std::string& axis : arms.axes) header.append(",").append(axis);
  return header;
}

}  // namespace

BatchFiles::BatchFiles(const std::filesystem::path& folder, std::vector<std::string> axes)
    : axes_(std::move(axes)),
      runs_(folder / "runs.csv", runs_header(axes_)),
      measures_(folder / "measures.csv", kMeasureColumns),
      summary_(folder / "summary.csv", kSummaryColumns) {}

void BatchFiles::run(const std::string& arm, std::uint32_t replication, std::uint64_t seed, std::uint64_t events,
                     std::uint64_t fingerprint, const std::vector<std::string>& axes,
                     const std::vector<double>& values) {
  runs_.text(arm).integer(replication).text(std::to_string(seed)).integer(static_cast<std::int64_t>(events));
  runs_.text(events > 0 ? hex(fingerprint) : "");
  for (const std::string& axis : axes_) {
    const auto at = std::lower_bound(axes.begin(), axes.end(), axis);
    if (at != axes.end() && *at == axis) {
      runs_.number(values[static_cast<std::size_t>(at - axes.begin())]);
    } else {
      runs_.text("");
    }
  }
  runs_.end_row();
}

void BatchFiles::close() {
  runs_.close();
  measures_.close();
  summary_.close();
}

void write_design(const std::filesystem::path& folder, const Arms& arms) {
  CsvWriter csv(folder / "design.csv", design_header(arms));
  for (const Arm& arm : arms.all) {
    csv.text(arm.id);
    for (const std::string& level : arm.levels) csv.text(level);
    csv.end_row();
  }
  csv.close();
}

void write_batch_package(const std::filesystem::path& folder, const Experiment& experiment, const Arms& arms,
                         const std::vector<std::string>& axes) {
  using package::Column;
  std::vector<Column> design = {package::arm()};
  for (const std::string& axis : arms.axes) design.push_back({axis, "string", "value of this axis in the arm"});
  std::vector<Column> runs = package::runs();
  for (const std::string& axis : axes) {
    runs.push_back(
        {axis, "number",
         "what was drawn of this number, in its canonical unit (of a capacity, for its use); of a group that "
         "moves together its quantile"});
  }
  const std::vector<Column> summary = {
      package::arm(),
      package::measure(),
      package::entity(),
      package::product(),
      package::unit(),
      {"n", "integer", "replications with a value; what a replication does not report is 0 of an amount"},
      {"mean", "number", "mean over replications"},
      {"sd", "number", "standard deviation over replications"},
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
  package::write(folder, experiment.name, experiment.title,
                 {{"design.csv", design},
                  {"runs.csv", runs},
                  {"measures.csv", package::measures()},
                  {"summary.csv", summary},
                  {"timing.csv", package::timing()}});
}

void write_batch_manifest(const std::filesystem::path& folder, const Experiment& experiment, const Arms& arms,
                          const std::vector<Time>& starts, const std::string& kind, const std::vector<Refused>& refused,
                          const std::vector<std::string>& files) {
  nlohmann::ordered_json manifest;
  manifest["tool"] = "fabshock";
  manifest["command"] = "batch";
  manifest["version"] = version();
  manifest["commit"] = git_commit();
  manifest["experiment"] = experiment.name;
  manifest["seed"] = experiment.seed;
  manifest["replications"] = experiment.replications;
  manifest["kind"] = kind;
  if (!experiment.measures.empty()) manifest["measures"] = experiment.measures;
  auto& all = manifest["arms"] = nlohmann::ordered_json::array();
  for (std::size_t a = 0; a < arms.all.size(); ++a) {
    const Arm& arm = arms.all[a];
    auto& one = all.emplace_back();
    one["arm"] = arm.id;
    one["scenario"] = arm.scenario;
    one["start"] = to_string(date_of(starts[a]));
    for (const Override& set : arm.set) one["set"].push_back(set.path + "=" + set.value);
    if (arm.baseline) one["baseline"] = arms.all[*arm.baseline].id;
  }
  auto& none = manifest["refused"] = nlohmann::ordered_json::array();
  for (const Refused& r : refused) {
    none.push_back({{"arm", r.arm}, {"replication", r.replication}, {"why", r.why}});
  }
  auto& inputs = manifest["inputs"] = nlohmann::ordered_json::array();
  std::vector<std::string> read = experiment.input_files;
  read.insert(read.end(), files.begin(), files.end());
  for (const std::string& file : read) inputs.push_back({{"path", file}, {"sha256", sha256_of_file(file)}});
  package::write_json(folder / "manifest.json", manifest.dump(2));
}

}  // namespace fabshock
