// The files of a run: timeseries.csv, measures.csv, events.csv, runs.csv, datapackage.json, manifest.json, timing.csv.
// Every file but timing.csv is the same bytes for the same inputs and seed (with SOURCE_DATE_EPOCH set, or none: a run
// without it carries no date).
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "results/csv.h"
#include "results/measures.h"
#include "scenario/scenario.h"

namespace fabshock {

struct Timing {
  std::string phase;
  double seconds = 0;
};

struct RunReport {
  std::string command = "run";
  std::uint64_t seed = 1;
  std::vector<std::string> overrides;  // PATH=VALUE, as given
  std::vector<Timing> timing;
};

inline constexpr std::string_view kMeasureColumns = "arm,replication,measure,entity,product,value,unit";
void write_row(CsvWriter& csv, std::string_view arm, std::uint32_t replication, const MeasureRow& row);

// builds: of the plan that was run.
void write_run(const std::filesystem::path& folder, const Network& network, const Scenario& scenario,
               const RunRecord& undisturbed, const RunRecord& run, const std::vector<Build>& builds,
               const RunReport& report);

// Frictionless Data Package describing every file, column, type, unit and meaning.
void write_datapackage(const std::filesystem::path& folder, const std::string& name, const std::string& title);

std::string hex(std::uint64_t value);  // 16 digits

}  // namespace fabshock
