#include "results/write_run.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "results/csv.h"
#include "results/package.h"
#include "results/run_measures.h"
#include "results/sha256.h"
#include "results/version.h"
#include "scenario/measures.h"

namespace fabshock {
namespace {

namespace fs = std::filesystem;

std::string date_at(const Scenario& scenario, std::int64_t tick) {
  return to_string(date_of(scenario.start + Duration::ticks(tick)));
}

void write_timeseries(const fs::path& folder, const Network& net, const Scenario& scenario, const RunRecord& run) {
  CsvWriter csv(folder / "timeseries.csv", "arm,replication,date,day,kind,entity,product,measure,value,unit");
  std::vector<SeriesLabel> labels;
  for (const Series& column : run.columns) labels.push_back(label_of(net, column));
  std::int32_t step = -1;
  std::string date;
  for (const SeriesPoint& p : run.series) {
    const std::int64_t tick = p.step * net.step;
    if (p.step != step) date = date_at(scenario, tick);
    step = p.step;
    const Series& column = run.columns[p.column];
    const SeriesLabel& label = labels[p.column];
    csv.text("base").integer(0).text(date).number(static_cast<double>(tick) / 24.0);
    csv.text(label.kind).text(label.entity).text(label.product).text(kMeasures[column.measure]);
    csv.number(p.value).text(label.unit);
    csv.end_row();
  }
  csv.close();
}

void write_measures(const fs::path& folder, std::vector<MeasureRow> rows) {
  std::stable_sort(rows.begin(), rows.end(),
                   [](const MeasureRow& a, const MeasureRow& b) { return a.measure < b.measure; });
  CsvWriter csv(folder / "measures.csv", kMeasureColumns);
  for (const MeasureRow& row : rows) write_row(csv, "base", 0, row);
  csv.close();
}

void write_events(const fs::path& folder, const Network& net, const Scenario& scenario, const RunRecord& run,
                  const std::vector<NodeLoss>& losses) {
  std::vector<LogEntry> log = run.log;
  for (LogEntry& entry : shortage_events(net, losses, static_cast<std::int64_t>(run.delivered.size())))
    log.push_back(std::move(entry));
  std::stable_sort(log.begin(), log.end(), [](const LogEntry& a, const LogEntry& b) { return a.tick < b.tick; });
  CsvWriter csv(folder / "events.csv", "arm,replication,date,tick,event,entity,detail");
  for (const LogEntry& e : log) {
    csv.text("base")
        .integer(0)
        .text(date_at(scenario, e.tick))
        .integer(e.tick)
        .text(e.event)
        .text(e.entity)
        .text(e.detail);
    csv.end_row();
  }
  csv.close();
}

void write_runs(const fs::path& folder, const RunRecord& run, std::uint64_t seed) {
  CsvWriter csv(folder / "runs.csv", "arm,replication,seed,events,fingerprint");
  csv.text("base").integer(0).text(std::to_string(seed)).integer(static_cast<std::int64_t>(run.events));
  csv.text(hex(run.fingerprint));
  csv.end_row();
  csv.close();
}

void write_timing(const fs::path& folder, const RunReport& report) {
  CsvWriter csv(folder / "timing.csv", "command,threads,compiler,phase,seconds");
  for (const Timing& t : report.timing) {
    csv.text(report.command).integer(1).text(compiler()).text(t.phase).number(t.seconds);
    csv.end_row();
  }
  csv.close();
}

void write_manifest(const fs::path& folder, const Network& net, const Scenario& scenario, const RunRecord& undisturbed,
                    const RunRecord& run, const RunReport& report) {
  nlohmann::ordered_json manifest;
  manifest["tool"] = "fabshock";
  manifest["command"] = report.command;
  manifest["version"] = version();
  manifest["commit"] = git_commit();
  if (const char* epoch = std::getenv("SOURCE_DATE_EPOCH"); epoch != nullptr) {
    manifest["created"] = to_string(date_of(Time::since_epoch(Duration::ticks(std::atoll(epoch) / 3600))));
  }
  manifest["scenario"] = scenario.name;
  manifest["model"] = scenario.model_name;
  manifest["seed"] = report.seed;
  manifest["set"] = report.overrides;
  manifest["start"] = to_string(date_of(scenario.start));
  manifest["kind"] = told_kind(net.model);
  manifest["horizon_days"] = scenario.horizon.in_days();
  manifest["numbers"] = scenario.model.numbers;
  manifest["assumptions"] = scenario.model.assumptions;
  manifest["facilities"] = net.facilities;
  manifest["sinks"] = net.sinks.size();
  manifest["lanes"] = net.lanes.size();
  manifest["events"] = run.events;
  manifest["fingerprint"] = hex(run.fingerprint);
  manifest["undisturbed_fingerprint"] = hex(undisturbed.fingerprint);
  auto& inputs = manifest["inputs"] = nlohmann::ordered_json::array();
  for (const std::string& file : scenario.input_files)
    inputs.push_back({{"path", file}, {"sha256", sha256_of_file(file)}});
  manifest["resolved"] = scenario.resolved;
  package::write_json(folder / "manifest.json", manifest.dump(2));
}

}  // namespace

void write_row(CsvWriter& csv, std::string_view arm, std::uint32_t replication, const MeasureRow& row) {
  csv.text(arm).integer(replication).text(row.measure).text(row.entity).text(row.product).number(row.value);
  csv.text(row.unit);
  csv.end_row();
}

std::string hex(std::uint64_t value) {
  const auto digits = hex_digits(value);
  return {digits.data(), digits.size()};
}

void write_run(const fs::path& folder, const Network& net, const Scenario& scenario, const RunRecord& undisturbed,
               const RunRecord& run, const std::vector<Build>& builds, const RunReport& report) {
  write_timeseries(folder, net, scenario, run);
  write_measures(folder, RunMeasures(net, scenario).of(undisturbed, run, builds));
  write_events(folder, net, scenario, run, LossMeasures(net).losses(undisturbed, run));
  write_runs(folder, run, report.seed);
  write_datapackage(folder, scenario.name, scenario.title);
  write_manifest(folder, net, scenario, undisturbed, run, report);
  write_timing(folder, report);
}

}  // namespace fabshock
