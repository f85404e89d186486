// From an experiment to a folder of results: what `batch` and `contingency` do once they know what is to be run.
#pragma once
#include <optional>
#include <string>

#include "batch/plan.h"
#include "cli/options.h"

namespace fabshock {
class Ranks;
}

namespace fabshock::cli {

struct BatchAsk {
  Shard shard;
  std::optional<unsigned> threads{};    // none: all cores
  std::optional<std::string> folder{};  // none: results/NAME
  bool resume = false, quiet = false;
};

// -j, -o, --resume, --shard, -q. place: of the results, where -o says nothing.
void add_batch_options(Options& options, const std::string& place = "results/NAME");
BatchAsk batch_ask(const Options& options);
std::string suffix_of(Shard shard);  // of its folder; of the whole none
std::string folder_of(const BatchAsk& ask, const std::string& name);
std::string folder_of_whole(BatchAsk ask, const std::string& name);  // whatever the shard

// An exit code. experiment: none: it was wrong, and the diagnostics say why.
int run_experiment(const std::optional<Experiment>& experiment, const BatchAsk& ask, Ranks& ranks,
                   Diagnostics& diagnostics);

// What a command runs before the rest, and needs the results of.
struct FirstStage {
  const char* why = "";  // it is needed: "pairs are made of the worst singles"
  const char* how = "";  // it is had alone: "without --pairs"
};
// Runs it, where its results are not there; a shard, and ranks, need them there. then: how the rest is run. An exit
// code; throws std::invalid_argument where they are not there.
int run_before(const Experiment& experiment, const BatchAsk& then, Ranks& ranks, Diagnostics& diagnostics,
               const FirstStage& stage);

}  // namespace fabshock::cli
