#include <charconv>
#include <chrono>
#include <filesystem>
#include <iostream>

#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/options.h"
#include "cli/overrides.h"
#include "cli/progress.h"
#include "dynamics/ledgers.h"
#include "report/summary.h"
#include "results/folder.h"
#include "results/watched.h"
#include "results/write_run.h"
#include "scenario/load.h"

namespace fabshock::cli {
namespace {

namespace po = boost::program_options;

class Stopwatch {
 public:
  void lap(std::vector<Timing>& timing, std::string phase) {
    const auto now = std::chrono::steady_clock::now();
    timing.push_back({std::move(phase), std::chrono::duration<double>(now - last_).count()});
    last_ = now;
  }

 private:
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

bool shorten(Scenario& scenario, const std::string& until, Diagnostics& diagnostics) {
  const auto date = parse_date(until);
  if (!date) {
    diagnostics.error({}, "--until " + until + ": not a date", "write it as YYYY-MM-DD");
    return false;
  }
  const Duration horizon = time_of(*date) - scenario.start;
  if (horizon.ticks() <= 0 || horizon > scenario.horizon) {
    diagnostics.error({},
                      "--until " + until + ": outside the scenario, which runs from " +
                          to_string(date_of(scenario.start)) + " to " +
                          to_string(date_of(scenario.start + scenario.horizon)),
                      "a date in between, as YYYY-MM-DD");
    return false;
  }
  scenario.horizon = horizon;
  return true;
}

bool read_seed(const std::string& text, std::uint64_t& seed) {
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, seed);
  return error == std::errc{} && rest == end;
}

}  // namespace

int run(const Arguments& arguments) {
  Options options("run SCENARIO [-o DIR] [--seed N] [--set PATH=VALUE]... [--until DATE] [-q]",
                  "Runs a scenario beside its undisturbed twin, writes the results as CSV and prints what was lost.");
  options.positional("SCENARIO", 1, 1);
  options.add()("output,o", po::value<std::string>(), "folder for the results [results/NAME]")(
      "seed", po::value<std::string>()->default_value("1"), "seed of the random streams")(
      "set", po::value<std::vector<std::string>>()->composing(),
      "PATH=VALUE: change one value of the scenario or the model")(
      "until", po::value<std::string>(), "end the run on this date")("quiet,q", "no progress, no summary");
  if (const auto exit = options.parse(arguments)) return *exit;
  RunReport report_data;
  const auto& seed = options.values()["seed"].as<std::string>();
  if (!read_seed(seed, report_data.seed)) {
    std::cerr << "fabshock: error: --seed must be a whole number from 0 to 18446744073709551615, not '" << seed
              << "'\n";
    return kBadInput;
  }
  if (options.has("set")) report_data.overrides = options.values()["set"].as<std::vector<std::string>>();

  Stopwatch watch;
  Diagnostics diagnostics;
  const std::vector<Override> overrides = parse_overrides(report_data.overrides, diagnostics);
  auto scenario = load_scenario(options.positionals()[0], overrides, diagnostics);
  if (scenario && options.has("until")) shorten(*scenario, options.values()["until"].as<std::string>(), diagnostics);
  watch.lap(report_data.timing, "load");
  std::shared_ptr<const Network> network;
  if (scenario && diagnostics.ok()) {
    network = build_network(*scenario, diagnostics);
    if (network) check_observed(*network, *scenario, diagnostics);
  }
  watch.lap(report_data.timing, "baseline");
  if (report(diagnostics) != kDone || !network) return kBadInput;

  const std::string folder =
      options.has("output") ? options.values()["output"].as<std::string>() : "results/" + scenario->name;
  catch_interrupts();  // before there is a folder that an interrupt could leave behind
  ResultFolder out(folder, "run");
  const ShockPlan plan = plan_shocks(*network, *scenario, {.seed = report_data.seed});
  const double simulated = 2 * static_cast<double>(scenario->horizon.ticks()) / 24;
  Progress progress(!options.has("quiet"), {.amount = simulated, .unit = "days"});
  const auto show = [&progress](double done) {
    check_interrupted();
    progress.show(done);
  };
  const ShockPlan calm = without_shocks(plan);
  const RunRecord undisturbed =
      run_recorded(*network, &calm, *scenario, report_data.seed, [&](double done) { show(done / 2); });
  watch.lap(report_data.timing, "undisturbed run");
  const RunRecord disturbed =
      run_recorded(*network, &plan, *scenario, report_data.seed, [&](double done) { show(0.5 + done / 2); });
  progress.end();
  watch.lap(report_data.timing, "run");
  for (const RunRecord* record : {&undisturbed, &disturbed}) {
    const auto broken = broken_ledgers(*network, record->initial, record->final);
    if (broken.empty()) continue;
    for (const std::string& line : broken) std::cerr << "fabshock: broken ledger: " << line << '\n';
    return kFailed;
  }
  write_run(out.path(), *network, *scenario, undisturbed, disturbed, plan.builds, report_data);
  out.commit();
  if (!options.has("quiet")) {
    const Story story = story_of(*network, undisturbed, disturbed);
    print_summary(std::cout, *network, *scenario, disturbed, story, report_data.seed, folder);
  }
  return kDone;
}

int report(const Diagnostics& diagnostics) {
  if (!diagnostics.all().empty()) diagnostics.print(std::cerr);
  return diagnostics.ok() ? kDone : kBadInput;
}

}  // namespace fabshock::cli
