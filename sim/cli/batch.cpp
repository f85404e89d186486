#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <iostream>
#include <thread>

#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/options.h"
#include "cli/progress.h"
#include "experiment/batch.h"
#include "report/summary.h"
#include "results/folder.h"
#include "results/version.h"
#include "results/write_run.h"

namespace fabshock::cli {
namespace {

namespace po = boost::program_options;

std::optional<Experiment> experiment_of(const std::string& name, Diagnostics& diagnostics) {
  if (is_experiment(name)) return load_experiment(name, diagnostics);
  Experiment of_scenario;
  of_scenario.name = std::filesystem::path(name).stem().string();
  of_scenario.scenarios = {name};
  of_scenario.replications = 100;
  return of_scenario;
}

std::string amount(const ArmSummary& row, double value) {
  if (row.unit != "1") return short_number(value) + ' ' + row.unit;
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), "%.1f %%", 100 * value);
  return text.data();
}

void print(const BatchOutcome& outcome, const std::string& folder) {
  if (!outcome.headline.empty()) {
    std::printf("%-32s %-16s %-18s %8s %14s %14s %14s\n", "arm", "measure", "of", "n", "5 %", "median", "95 %");
  }
  for (const ArmSummary& row : outcome.headline) {
    std::printf("%-32s %-16s %-18s %8llu %14s %14s %14s\n", row.arm.c_str(), row.measure.c_str(), row.of.c_str(),
                static_cast<unsigned long long>(row.n), amount(row, row.q05).c_str(), amount(row, row.q50).c_str(),
                amount(row, row.q95).c_str());
  }
  if (!outcome.refused.empty()) {
    std::printf("\n%zu of %llu draws have no baseline and were refused; the first: %s, replication %u: %s\n",
                outcome.refused.size(), static_cast<unsigned long long>(outcome.runs),
                outcome.refused.front().arm.c_str(), outcome.refused.front().replication,
                outcome.refused.front().why.c_str());
  }
  std::printf("\nResults in %s/ (CSV; datapackage.json describes every column).\n", folder.c_str());
}

}  // namespace

int batch(const Arguments& arguments) {
  Options options("batch SCENARIO|EXPERIMENT [-n N] [-j THREADS] [-o DIR] [--seed N] [-q]",
                  "Runs an experiment, or one scenario many times, and writes what came out and how sure it is.");
  options.positional("SCENARIO|EXPERIMENT", 1, 1);
  options.add()("replications,n", po::value<std::uint32_t>(),
                "replications an arm [the experiment's; of a scenario 100]")(
      "threads,j", po::value<unsigned>(), "threads [all cores]")("output,o", po::value<std::string>(),
                                                                 "folder for the results [results/NAME]")(
      "seed", po::value<std::uint64_t>(), "seed of replication 0 [the experiment's, or 1]")("quiet,q",
                                                                                            "no progress, no summary");
  if (const auto exit = options.parse(arguments)) return *exit;
  Diagnostics diagnostics;
  auto experiment = experiment_of(options.positionals()[0], diagnostics);
  if (!experiment) return report(diagnostics);
  if (options.has("replications")) experiment->replications = options.values()["replications"].as<std::uint32_t>();
  if (options.has("seed")) experiment->seed = options.values()["seed"].as<std::uint64_t>();
  if (experiment->replications == 0) diagnostics.error({}, "-n 0: nothing to run", "at least 1");
  if (!diagnostics.ok()) return report(diagnostics);
  BatchOptions how;
  how.threads = options.has("threads") ? options.values()["threads"].as<unsigned>()
                                       : std::max(1U, std::thread::hardware_concurrency());
  const std::string folder =
      options.has("output") ? options.values()["output"].as<std::string>() : "results/" + experiment->name;
  catch_interrupts();
  ResultFolder out(folder, "batch");
  const double runs = static_cast<double>(arms_of(*experiment).all.size()) * experiment->replications;
  Progress progress(!options.has("quiet"), {.amount = runs, .unit = "runs"});
  how.progress = [&](double done) {
    check_interrupted();
    progress.show(done);
  };
  const auto begun = std::chrono::steady_clock::now();
  const auto outcome = run_batch(*experiment, out.path(), how, diagnostics);
  progress.end();
  if (report(diagnostics) != kDone || !outcome) return kBadInput;
  CsvWriter timing(out.path() / "timing.csv", "command,threads,compiler,phase,seconds");
  timing.text("batch").integer(how.threads).text(compiler()).text("run");
  timing.number(std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count());
  timing.end_row();
  timing.close();
  out.commit();
  if (!options.has("quiet")) print(*outcome, folder);
  return kDone;
}

}  // namespace fabshock::cli
