#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <stdexcept>
#include <thread>

#include "batch/batch.h"
#include "batch/ranks.h"
#include "batch/worlds.h"
#include "batch/write_batch.h"
#include "cli/batch_work.h"
#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/options.h"

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

// "2/3"
Shard shard_of(const std::string& text) {
  Shard shard;
  const std::size_t slash = text.find('/');
  const char* const end = text.data() + text.size();
  const auto index = std::from_chars(text.data(), end, shard.index);
  const bool split = slash != std::string::npos && index.ec == std::errc{} && index.ptr == text.data() + slash;
  const auto of = split ? std::from_chars(index.ptr + 1, end, shard.of) : index;
  if (!split || of.ec != std::errc{} || of.ptr != end || shard.index < 1 || shard.index > shard.of) {
    throw std::invalid_argument("--shard '" + text + "' is not I/N, with I from 1 to N");
  }
  return shard;
}

std::string default_folder(const BatchPlan& plan) {
  std::string folder = "results/" + plan.name;
  if (plan.shard.is_whole()) return folder;
  return folder + ".shard-" + std::to_string(plan.shard.index) + "-of-" + std::to_string(plan.shard.of);
}

void adjust(Experiment& experiment, const Options& options, Shard shard, Diagnostics& diagnostics) {
  if (options.has("replications")) experiment.replications = options.whole<std::uint32_t>("replications", 1);
  if (options.has("seed")) experiment.seed = options.whole<std::uint64_t>("seed", 0);
  if (experiment.stop && !shard.is_whole()) {
    diagnostics.error({}, "an experiment with 'stop' cannot be run in shards",
                      "no shard sees the replications of the others; take 'stop' out, or run it under mpirun");
  }
}

// Under mpirun each rank is a thread.
unsigned threads_of(const Options& options, const Ranks& ranks) {
  if (ranks.size() > 1) return 1;
  if (options.has("threads")) return options.whole<unsigned>("threads", 1);
  return std::max(1U, std::thread::hardware_concurrency());
}

// What is wrong with the input the root says; if it is wrong here alone, the root is told.
int help_root(Ranks& ranks, const std::optional<Experiment>& experiment, Shard shard, Diagnostics& diagnostics) {
  if (experiment && diagnostics.ok()) {
    Worlds worlds(*experiment);
    if (const auto plan = worlds.plan(shard, diagnostics, check_interrupted)) {
      try {
        work_for_root(ranks, worlds, *plan, check_interrupted);
        return kDone;
      } catch (const Interrupted&) {
        return kInterrupted;
      } catch (const std::exception&) {
        return kFailed;
      }
    }
  }
  const auto& all = diagnostics.all();
  const auto error =
      std::find_if(all.begin(), all.end(), [](const Diagnostic& d) { return d.severity == Severity::kError; });
  ranks.say(RankSays::kFailed, error == all.end() ? "wrong input" : error->message);
  return kBadInput;
}

}  // namespace

int batch(const Arguments& arguments) {
  Options options("batch SCENARIO|EXPERIMENT [-n N] [-j THREADS] [-o DIR] [--resume] [--shard I/N] [--seed N] [-q]",
                  "Runs an experiment, or one scenario many times, and writes what came out and how sure it is.");
  options.positional("SCENARIO|EXPERIMENT", 1, 1);
  options.add()("replications,n", po::value<std::string>(),
                "replications an arm [the experiment's; of a scenario 100]")(
      "threads,j", po::value<std::string>(), "threads [all cores]")("output,o", po::value<std::string>(),
                                                                    "folder for the results [results/NAME]")(
      "resume", "go on with what was interrupted; from the start if there is nothing")(
      "shard", po::value<std::string>(), "do the I-th of N parts, for 'fabshock merge'")(
      "seed", po::value<std::string>(), "seed of replication 0 [the experiment's, or 1]")("quiet,q",
                                                                                          "no progress, no summary");
  if (const auto exit = options.parse(arguments)) return *exit;
  const Shard shard = options.has("shard") ? shard_of(options.text("shard")) : Shard{};
  Diagnostics diagnostics;
  auto experiment = experiment_of(options.positionals()[0], diagnostics);
  if (experiment) adjust(*experiment, options, shard, diagnostics);
  catch_interrupts();
  const Clock::Point begun = Clock::now();
  Ranks ranks;
  if (ranks.rank() > 0) return help_root(ranks, experiment, shard, diagnostics);
  bool served = ranks.size() == 1;
  const int exit = guarded([&] {
    if (!experiment || !diagnostics.ok()) return report(diagnostics);
    Worlds worlds(*experiment);
    const auto plan = worlds.plan(shard, diagnostics, check_interrupted);
    if (report(diagnostics) != kDone || !plan) return int{kBadInput};
    const std::string folder = options.has("output") ? options.text("output") : default_folder(*plan);
    const bool resume = options.has("resume");
    const bool quiet = options.has("quiet");
    if (resume && is_whole(folder, *plan)) {
      remove_leftover(folder);
      if (!quiet) std::printf("%s/ holds all of this batch already.\n", folder.c_str());
      return int{kDone};
    }
    BatchFolder out(folder, *plan, resume ? Begin::kResume : Begin::kAnew);
    BatchOptions how;
    how.threads = threads_of(options, ranks);
    how.poll = check_interrupted;
    const unsigned workers = ranks.size() > 1 ? static_cast<unsigned>(ranks.size()) : how.threads;
    return carry_out(out, folder, *plan, {"batch", workers, begun}, quiet, [&](auto&& progress) {
      how.progress = progress;
      served = true;
      return run_batch(worlds, *plan, out, how, ranks.size() > 1 ? &ranks : nullptr);
    });
  });
  if (!served) dismiss(ranks);
  return exit;
}

}  // namespace fabshock::cli
