#include <iostream>
#include <stdexcept>

#include "batch/folder.h"
#include "batch/ranks.h"
#include "batch/sensitivity.h"
#include "batch/worlds.h"
#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/overrides.h"
#include "cli/run_experiment.h"
#include "experiment/factors.h"
#include "results/folder.h"

namespace fabshock::cli {
namespace {

namespace po = boost::program_options;

constexpr double kMatters = 0.05;  // of the first factor's mu*

enum class Methods : std::uint8_t { kBoth, kMorris, kSobol };

struct SensitivityOptions {
  Methods methods = Methods::kBoth;
  FactorsBy by = FactorsBy::kFamily;
  std::uint32_t trajectories = 0, rows = 0, most = 0;
};

template <class T>
T one_of(const Options& options, const char* option, std::initializer_list<std::pair<const char*, T>> known) {
  const std::string text = options.text(option);
  std::string names;
  for (const auto& [name, value] : known) {
    if (text == name) return value;
    names.append(names.empty() ? "" : ", ").append(name);
  }
  throw std::invalid_argument(std::string("--") + option + " '" + text + "' is not one of " + names);
}

SensitivityOptions options_of(const Options& options) {
  SensitivityOptions what;
  what.methods = one_of<Methods>(options, "method",
                                 {{"both", Methods::kBoth}, {"morris", Methods::kMorris}, {"sobol", Methods::kSobol}});
  what.by = one_of<FactorsBy>(options, "by", {{"family", FactorsBy::kFamily}, {"number", FactorsBy::kNumber}});
  what.trajectories = options.whole<std::uint32_t>("trajectories", 2);
  what.rows = options.whole<std::uint32_t>("rows", 2);
  what.most = options.whole<std::uint32_t>("most", 1);
  return what;
}

// Of a scenario, with all its numbers and its model's.
std::optional<Experiment> sampled_experiment(const std::string& name, Diagnostics& diagnostics) {
  if (is_experiment(name)) return load_experiment(name, diagnostics);
  Experiment e;
  e.name = std::filesystem::path(name).stem().string();
  e.scenarios = {name};
  e.spread = Spread::kLatinHypercube;
  e.sample = {everything()};
  return e;
}

// What would be wrong with the second stage, before the first is run. Of its factors it has most + 1 at most.
void check_second(Experiment second, const SensitivityOptions& what, const BatchAsk& ask, const Ranks& ranks) {
  const std::uint64_t each = std::uint64_t{what.most} + 3;
  if (each * what.rows > kMostReplications) {
    throw std::invalid_argument("--rows " + std::to_string(what.rows) + " of up to " + std::to_string(each) +
                                " runs are more than 100,000,000 runs");
  }
  second.sensitivity->rows = 1;
  Diagnostics found;  // told of when the first is run
  Worlds(second).plan({}, found, check_interrupted);
  if (ranks.rank() == 0)
    check_place(folder_of(ask, second.name), "sensitivity", ask.resume ? Begin::kResume : Begin::kAnew);
}

int run_both(const Experiment& file, const SensitivityOptions& what, const BatchAsk& ask, Ranks& ranks,
             Diagnostics& diagnostics) {
  const Experiment first = sensitivity_of(file, {FactorMethod::kMorris, what.by, what.trajectories, {}}, diagnostics);
  Experiment second = sensitivity_of(file, {FactorMethod::kSobol, what.by, what.rows, {}}, diagnostics);
  second.name += "-sobol";
  BatchAsk then = ask;
  if (ask.folder) then.folder = place_of_results(*ask.folder).string() + "-sobol" + suffix_of(ask.shard);
  if (!diagnostics.ok()) return ranks.rank() == 0 ? report(diagnostics) : int{kBadInput};
  check_second(second, what, then, ranks);
  const FirstStage stage{"what matters is found by Morris' effects", "with --method morris"};
  if (const int exit = run_before(first, ask, ranks, diagnostics, stage); exit != kDone) return exit;
  const std::string folder = folder_of_whole(ask, first.name);
  second.sensitivity->keep = factors_that_matter(folder, what.most, kMatters);
  if (second.sensitivity->keep.empty()) {
    if (!ask.quiet) std::cout << "No factor moves anything: there is nothing to take apart.\n";
    return kDone;
  }
  if (!ask.quiet)
    std::cout << "\nMorris' effects are in " << folder << "/; now Sobol' indices of what matters.\n\n" << std::flush;
  Diagnostics again;  // what was found was told of
  return run_experiment(second, then, ranks, again);
}

}  // namespace

int sensitivity(const Arguments& arguments) {
  Options options(
      "sensitivity SCENARIO|EXPERIMENT [--method both|morris|sobol] [--by family|number] [--trajectories N] [--rows N] "
      "[--most N] [--set PATH=VALUE]... [-j THREADS] [-o DIR] [--resume] [--shard I/N] [--seed N] [-q]",
      "Finds out which uncertain numbers drive the results: first a look at all, then shares of the variance of those "
      "that matter.");
  options.positional("SCENARIO|EXPERIMENT", 1, 1);
  options.add()("method", po::value<std::string>()->default_value("both"),
                "morris: what matters at all; sobol: how much; both: Sobol of what matters, into DIR-sobol")(
      "by", po::value<std::string>()->default_value("family"),
      "what is moved as one where the experiment has no group: numbers of a kind (model.facilities.*.cover), or each")(
      "trajectories", po::value<std::string>()->default_value("10"),
      "rows of Morris' design, each of a run more than there are factors")(
      "rows", po::value<std::string>()->default_value("64"),
      "rows of Sobol's, each of two runs more than there are factors")(
      "most", po::value<std::string>()->default_value("12"),
      "factors that Sobol tells apart after Morris; others are 'rest'")(
      "set", po::value<std::vector<std::string>>(), "PATH=VALUE: change the scenario or model, as for run");
  add_batch_options(options, "results/NAME-sensitivity");
  options.add()("seed", po::value<std::string>(), "seed of the first row [the experiment's, or 1]");
  if (const auto exit = options.parse(arguments)) return *exit;
  const BatchAsk ask = batch_ask(options);
  const SensitivityOptions what = options_of(options);
  Diagnostics diagnostics;
  auto file = sampled_experiment(options.positionals()[0], diagnostics);
  if (file && options.has("seed")) file->seed = options.whole<std::uint64_t>("seed", 0);
  if (file && options.has("set")) {
    for (Override& set : parse_overrides(options.values()["set"].as<std::vector<std::string>>(), diagnostics)) {
      file->set.push_back(std::move(set));
    }
  }
  catch_interrupts();
  Ranks ranks;
  return guarded([&] {
    if (file && what.methods == Methods::kBoth) return run_both(*file, what, ask, ranks, diagnostics);
    const bool morris = what.methods == Methods::kMorris;
    const SensitivityAsk alone = {
        morris ? FactorMethod::kMorris : FactorMethod::kSobol, what.by, morris ? what.trajectories : what.rows, {}};
    if (!file) return run_experiment(file, ask, ranks, diagnostics);
    return run_experiment(sensitivity_of(*file, alone, diagnostics), ask, ranks, diagnostics);
  });
}

}  // namespace fabshock::cli
