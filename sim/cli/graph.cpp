#include <iostream>

#include "cli/command.h"
#include "cli/options.h"
#include "network/export_graph.h"
#include "network/network.h"
#include "scenario/load.h"

namespace fabshock::cli {

namespace po = boost::program_options;

int graph(const Arguments& arguments) {
  Options options("graph MODEL [--format dot|graphml|csv]",
                  "Writes the supply network of a model to standard output: a vertex for each facility and need, an "
                  "edge for each lane.");
  options.positional("MODEL", 1, 1);
  options.add()("format", po::value<std::string>()->default_value("dot"), "dot, graphml or csv");
  if (const auto exit = options.parse(arguments)) return *exit;
  const std::string& name = options.values()["format"].as<std::string>();
  Diagnostics diagnostics;
  if (name != "dot" && name != "graphml" && name != "csv") {
    diagnostics.error({}, "--format " + name + ": not one of dot, graphml, csv",
                      "dot is for Graphviz, graphml for yEd, Gephi and NetworkX, csv for a table");
    return report(diagnostics);
  }
  const auto model = load_model(options.positionals()[0], diagnostics);
  std::shared_ptr<const Network> network;
  if (model) network = build_network(*model, {}, {}, diagnostics);
  if (report(diagnostics) != kDone || !network) return kBadInput;
  const GraphFormat format = name == "dot"   ? GraphFormat::kDot
                             : name == "csv" ? GraphFormat::kCsv
                                             : GraphFormat::kGraphml;
  write_graph(std::cout, network->model, network->world->graph, format);
  std::cout.flush();
  return std::cout ? kDone : kFailed;
}

}  // namespace fabshock::cli
