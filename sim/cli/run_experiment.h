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

void add_batch_options(Options& options);  // -j, -o, --resume, --shard, -q
BatchAsk batch_ask(const Options& options);
std::string suffix_of(Shard shard);  // of its folder; of the whole none
std::string folder_of(const BatchAsk& ask, const std::string& name);

// An exit code. experiment: none: it was wrong, and the diagnostics say why.
int run_experiment(const std::optional<Experiment>& experiment, const BatchAsk& ask, Ranks& ranks,
                   Diagnostics& diagnostics);

}  // namespace fabshock::cli
