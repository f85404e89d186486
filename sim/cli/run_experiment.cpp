#include "cli/run_experiment.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <stdexcept>
#include <thread>

#include "batch/ranks.h"
#include "batch/worlds.h"
#include "batch/write_batch.h"
#include "cli/batch_work.h"
#include "cli/command.h"
#include "cli/interrupt.h"

namespace fabshock::cli {
namespace {

namespace po = boost::program_options;

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

// Under mpirun each rank is a thread.
unsigned threads_of(const BatchAsk& ask, const Ranks& ranks) {
  if (ranks.size() > 1) return 1;
  if (ask.threads) return *ask.threads;
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

void add_batch_options(Options& options, const std::string& place) {
  const std::string folder = "folder for the results [" + place + "]";
  options.add()("threads,j", po::value<std::string>(), "threads [all cores]")("output,o", po::value<std::string>(),
                                                                              folder.c_str())(
      "resume", "go on with what was interrupted; from the start if there is nothing")(
      "shard", po::value<std::string>(), "do the I-th of N parts, for 'fabshock merge'")("quiet,q",
                                                                                         "no progress, no summary");
}

BatchAsk batch_ask(const Options& options) {
  BatchAsk ask;
  if (options.has("shard")) ask.shard = shard_of(options.text("shard"));
  if (options.has("threads")) ask.threads = options.whole<unsigned>("threads", 1);
  if (options.has("output")) ask.folder = options.text("output");
  ask.resume = options.has("resume");
  ask.quiet = options.has("quiet");
  return ask;
}

std::string suffix_of(Shard shard) {
  if (shard.is_whole()) return "";
  return ".shard-" + std::to_string(shard.index) + "-of-" + std::to_string(shard.of);
}

std::string folder_of(const BatchAsk& ask, const std::string& name) {
  return ask.folder ? *ask.folder : "results/" + name + suffix_of(ask.shard);
}

std::string folder_of_whole(BatchAsk ask, const std::string& name) {
  ask.shard = {};
  return folder_of(ask, name);
}

int run_experiment(const std::optional<Experiment>& experiment, const BatchAsk& ask, Ranks& ranks,
                   Diagnostics& diagnostics) {
  const Clock::Point begun = Clock::now();
  if (ranks.rank() > 0) return help_root(ranks, experiment, ask.shard, diagnostics);
  bool served = ranks.size() == 1;
  const int exit = guarded([&] {
    if (!experiment || !diagnostics.ok()) return report(diagnostics);
    Worlds worlds(*experiment);
    const auto plan = worlds.plan(ask.shard, diagnostics, check_interrupted);
    if (report(diagnostics) != kDone || !plan) return int{kBadInput};
    const std::string folder = folder_of(ask, plan->name);
    if (ask.resume && is_whole(folder, *plan)) {
      remove_leftover(folder);
      if (!ask.quiet) std::printf("%s/ holds all of this batch already.\n", folder.c_str());
      return int{kDone};
    }
    BatchFolder out(folder, *plan, ask.resume ? Begin::kResume : Begin::kAnew);
    BatchOptions how;
    how.threads = threads_of(ask, ranks);
    how.poll = check_interrupted;
    const unsigned workers = ranks.size() > 1 ? static_cast<unsigned>(ranks.size()) : how.threads;
    return carry_out(out, folder, *plan, {plan->command(), workers, begun}, ask.quiet, [&](auto&& progress) {
      how.progress = progress;
      served = true;
      return run_batch(worlds, *plan, out, how, ranks.size() > 1 ? &ranks : nullptr);
    });
  });
  if (!served) dismiss(ranks);
  return exit;
}

int run_before(const Experiment& experiment, const BatchAsk& then, Ranks& ranks, Diagnostics& diagnostics,
               const FirstStage& stage) {
  BatchAsk first = then;
  first.shard = {};
  const std::string folder = folder_of(first, experiment.name);
  {
    Diagnostics found;  // told of when it is run
    Worlds worlds(experiment);
    const auto plan = worlds.plan({}, found, check_interrupted);
    if (plan && is_whole(folder, *plan)) return kDone;
  }
  if (then.shard.is_whole() && ranks.size() == 1) return run_experiment(experiment, first, ranks, diagnostics);
  if (ranks.rank() > 0) return kBadInput;  // the root says why
  throw std::invalid_argument(std::string(stage.why) + ", and " + folder + " does not hold these: run the same " +
                              stage.how + " first, and merge its shards");
}

}  // namespace fabshock::cli
