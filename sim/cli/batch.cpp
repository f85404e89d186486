#include "batch/ranks.h"
#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/run_experiment.h"

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

void adjust(Experiment& experiment, const Options& options, Shard shard, Diagnostics& diagnostics) {
  if (options.has("replications")) experiment.replications = options.whole<std::uint32_t>("replications", 1);
  if (options.has("seed")) experiment.seed = options.whole<std::uint64_t>("seed", 0);
  if (experiment.stop && !shard.is_whole()) {
    diagnostics.error({}, "an experiment with 'stop' cannot be run in shards",
                      "no shard sees the replications of the others; take 'stop' out, or run it under mpirun");
  }
}

}  // namespace

int batch(const Arguments& arguments) {
  Options options("batch SCENARIO|EXPERIMENT [-n N] [-j THREADS] [-o DIR] [--resume] [--shard I/N] [--seed N] [-q]",
                  "Runs an experiment, or one scenario many times, and writes what came out and how sure it is.");
  options.positional("SCENARIO|EXPERIMENT", 1, 1);
  options.add()("replications,n", po::value<std::string>(),
                "replications an arm [the experiment's; of a scenario 100]");
  add_batch_options(options);
  options.add()("seed", po::value<std::string>(), "seed of replication 0 [the experiment's, or 1]");
  if (const auto exit = options.parse(arguments)) return *exit;
  const BatchAsk ask = batch_ask(options);
  Diagnostics diagnostics;
  auto experiment = experiment_of(options.positionals()[0], diagnostics);
  if (experiment) adjust(*experiment, options, ask.shard, diagnostics);
  catch_interrupts();
  Ranks ranks;
  return run_experiment(experiment, ask, ranks, diagnostics);
}

}  // namespace fabshock::cli
