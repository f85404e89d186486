#include <filesystem>
#include <fstream>
#include <iostream>

#include "batch/worlds.h"
#include "cli/command.h"
#include "cli/options.h"
#include "experiment/arms.h"
#include "network/network.h"
#include "results/watched.h"
#include "scenario/load.h"

namespace fabshock::cli {
namespace {

// A folder, a file whose schema line says so, or a name that models/ has and scenarios/ has not, is a model; everything
// else is read as a scenario.
bool is_model(const std::string& path) {
  if (std::filesystem::is_directory(path)) return true;
  if (is_shipped_model(path)) return !std::filesystem::exists("scenarios/" + path + ".yaml");
  std::ifstream in(path);
  std::string line;
  while (std::getline(in, line)) {
    if (line.rfind("schema:", 0) == 0) return line.find("fabshock/model/") != std::string::npos;
  }
  return false;
}

void print_counts(const std::string& path, const Model& model, const Network& network) {
  std::cout << path << ": ok: " << model.facilities.size() << " facilities, " << network.lanes.size() << " lanes, "
            << model.needs.size() << " needs, " << model.numbers << " numbers, " << model.assumptions
            << " of them assumptions" << (model.assumptions > 0 ? " (--assumptions lists them)" : "");
  if (!model.unsourced.empty()) std::cout << ", " << model.unsourced.size() << " without a source";
  std::cout << '\n';
}

void print_assumptions(const Model& model, const Diagnostics& diagnostics) {
  for (const Assumption& assumed : model.assumed) {
    const Place& place = assumed.place;
    std::cout << "  " << diagnostics.file_name(place.file) << ':' << place.line << ':' << place.column << ": "
              << assumed.path << " = " << assumed.value << "; " << model.sources[assumed.source] << '\n';
  }
}

// An experiment, and every arm of it as a scenario.
std::optional<Experiment> check_experiment(const std::string& path, Diagnostics& diagnostics) {
  auto experiment = load_experiment(path, diagnostics);
  if (!experiment) return std::nullopt;
  Worlds(*experiment).plan({}, diagnostics, [] {});
  return experiment;
}

}  // namespace

int validate(const Arguments& arguments) {
  Options options(
      "validate FILE... [--assumptions] [-q]",
      "Prints all the errors of all the files (scenarios, experiments, or models by file or folder); runs none.");
  options.positional("FILE", 1, -1);
  options.add()("quiet,q", "print nothing where all is well")("assumptions",
                                                              "list every number whose source is an assumption");
  if (const auto exit = options.parse(arguments)) return *exit;
  int worst = kDone;
  for (const std::string& path : options.positionals()) {
    Diagnostics diagnostics;
    std::shared_ptr<const Network> network;
    std::optional<Scenario> scenario;
    std::optional<Model> model;
    std::optional<Experiment> experiment;
    if (is_experiment(path)) {
      experiment = check_experiment(path, diagnostics);
    } else if (is_model(path)) {
      model = load_model(path, diagnostics);
      if (model) network = build_network(*model, {}, {}, diagnostics);
    } else {
      scenario = load_scenario(path, {}, diagnostics);
      if (scenario) network = build_network(*scenario, diagnostics);
      if (network) check_observed(*network, *scenario, diagnostics);
    }
    if (report(diagnostics) != kDone || !(network || experiment)) {
      worst = kBadInput;
    } else if (!options.has("quiet") && experiment) {
      std::cout << path << ": ok: " << arms_of(*experiment).all.size() << " arms, " << experiment->replications
                << " replications of each\n";
    } else if (!options.has("quiet")) {
      print_counts(path, network->model, *network);
      if (options.has("assumptions")) print_assumptions(network->model, diagnostics);
    }
  }
  return worst;
}

}  // namespace fabshock::cli
