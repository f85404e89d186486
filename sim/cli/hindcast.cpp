#include <algorithm>
#include <fstream>
#include <stdexcept>

#include "batch/ranks.h"
#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/overrides.h"
#include "cli/run_experiment.h"
#include "results/measure_key.h"

namespace fabshock::cli {
namespace {

namespace fs = std::filesystem;
namespace po = boost::program_options;

constexpr const char* kShipped = "scenarios/hindcast";

std::vector<std::string> files_in(const fs::path& folder) {
  std::vector<std::string> files;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".yaml") files.push_back(entry.path().string());
  }
  if (files.empty()) throw std::invalid_argument(folder.string() + " holds no episode: no file ends in .yaml");
  std::sort(files.begin(), files.end());
  return files;
}

// Files as they are, folders as what is in them, bare names as those of scenarios/hindcast.
std::vector<std::string> episodes_of(const std::vector<std::string>& asked) {
  std::vector<std::string> all;
  for (const std::string& name : asked.empty() ? std::vector<std::string>{kShipped} : asked) {
    const fs::path shipped = fs::path(kShipped) / (name + ".yaml");
    if (fs::is_directory(name)) {
      const std::vector<std::string> files = files_in(name);
      all.insert(all.end(), files.begin(), files.end());
    } else {
      all.push_back(!fs::exists(name) && fs::exists(shipped) ? shipped.string() : name);
    }
  }
  std::vector<std::string> names;
  for (const std::string& file : all) {
    const std::string name = fs::path(file).stem().string();
    if (std::find(names.begin(), names.end(), name) != names.end()) {
      throw std::invalid_argument("two episodes with the name '" + name + "': results go by it");
    }
    names.push_back(name);
  }
  return all;
}

}  // namespace

int hindcast(const Arguments& arguments) {
  Options options(
      "hindcast [EPISODE...|DIR] [-n N] [--middle] [--set PATH=VALUE]... [-j THREADS] [-o DIR] [--resume] "
      "[--shard I/N] [--seed N] [-q]",
      "Runs past episodes many times, all their uncertain numbers drawn, and scores what comes out by what was "
      "observed. Exit 1 where nothing happened and the median says that something did.");
  options.positional("EPISODE", 0, -1);
  options.add()("replications,n", po::value<std::string>()->default_value("200"), "draws of each episode")(
      "middle", "one run of each, every number at its value")("set", po::value<std::vector<std::string>>(),
                                                              "PATH=VALUE: change all episodes, as for run");
  add_batch_options(options, "results/hindcast");
  options.add()("seed", po::value<std::string>()->default_value("1"), "seed of the first draw");
  if (const auto exit = options.parse(arguments)) return *exit;
  if (options.has("middle") && !options.values()["replications"].defaulted()) {
    throw std::invalid_argument("--middle is one run of each episode: -n has no place beside it");
  }
  const BatchAsk ask = batch_ask(options);
  Diagnostics diagnostics;
  Experiment e;
  e.name = "hindcast";
  e.title = "Past episodes: predicted beside observed";
  e.scenarios = episodes_of(options.positionals());
  e.hindcast = true;
  e.measures = {std::string(kOutcome)};
  e.bands.on = false;
  e.seed = options.whole<std::uint64_t>("seed", 0);
  if (!options.has("middle")) {
    e.replications = options.whole<std::uint32_t>("replications", 1);
    e.spread = Spread::kLatinHypercube;
    e.sample = {everything()};
  }
  if (options.has("set")) e.set = parse_overrides(options.values()["set"].as<std::vector<std::string>>(), diagnostics);
  catch_interrupts();
  Ranks ranks;
  return guarded([&] { return run_experiment(e, ask, ranks, diagnostics); });
}

}  // namespace fabshock::cli
