#include "structure/report.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <numeric>

#include "cli/command.h"
#include "cli/options.h"
#include "cli/overrides.h"
#include "report/summary.h"
#include "results/folder.h"
#include "scenario/load.h"

namespace fabshock::cli {
namespace {

namespace po = boost::program_options;
using structure::Structure;

constexpr std::size_t kMostRows = 12;

std::vector<std::uint32_t> worst(const std::vector<double>& values) {
  std::vector<std::uint32_t> order(values.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return values[a] > values[b]; });
  order.resize(std::min(order.size(), kMostRows));
  return order;
}

void print_facilities(const Network& net, const Structure& s) {
  std::printf("%-28s %-22s %9s %9s %10s %11s %9s %9s\n", "facility, by ESRI", "product", "ESRI", "replaced",
              "influence", "extraction", "between", "single");
  for (const std::uint32_t n : worst(s.risk)) {
    if (!s.trade.active[n]) continue;
    std::printf("%-28s %-22s %8.1f%% %8.1f%% %9.1f%% %10.1f%% %8.1f%% %8.1f%%\n", net.entity_of(n).c_str(),
                net.product_name(n).c_str(), 100 * s.risk[n], 100 * s.risk_taken_over[n],
                100 * s.influence.influence[n], 100 * s.influence.extraction[n], 100 * s.betweenness[n],
                100 * s.single[n]);
  }
}

std::string option_of(const Network& net, std::uint32_t n) {
  return net.entity_of(n) + " (" + net.product_name(n) + ")";
}

void print_points(const Network& net, const Structure& s) {
  std::printf("\n%-28s %9s %8s  %s\n", "single points of failure", "of needs", "options",
              "the largest of them, each failing with the one before");
  for (const std::uint32_t n : worst(s.single)) {
    if (s.single[n] <= 0) break;
    const structure::SinglePoint* largest = nullptr;
    std::size_t options = 0;
    for (const auto& point : s.points) {
      if (point.facility != n) continue;
      ++options;
      if (largest == nullptr || s.trade.size[point.need] > s.trade.size[largest->need]) largest = &point;
    }
    if (largest == nullptr) continue;
    std::string way;
    for (const std::uint32_t node : largest->way) {
      if (!way.empty()) way += " > ";
      way += node == largest->need ? option_of(net, node) : net.entity_of(node);
    }
    std::printf("%-28s %8.1f%% %8zu  %s\n", net.entity_of(n).c_str(), 100 * s.single[n], options, way.c_str());
  }
}

// Products that several make and that all go through one or two others, who do not sell to the need themselves.
void print_cuts(const Network& net, const Structure& s) {
  struct Narrow {
    double value = 0;  // of needs' options
    const structure::Cut* largest = nullptr;
  };
  std::map<std::pair<std::uint32_t, std::vector<std::uint32_t>>, Narrow> by_cut;
  for (const structure::Cut& cut : s.cuts) {
    const auto sells = [&](std::uint32_t n) { return s.trade.sells_to(n, cut.need); };
    const bool is_last = std::any_of(cut.facilities.begin(), cut.facilities.end(), sells);
    if (cut.facilities.size() > 2 || cut.makers <= cut.facilities.size() || is_last) continue;
    Narrow& of = by_cut[{cut.product, cut.facilities}];
    of.value += s.trade.size[cut.need];
    if (of.largest == nullptr || s.trade.size[cut.need] > s.trade.size[of.largest->need]) of.largest = &cut;
  }
  std::vector<Narrow> all;
  std::vector<double> values;
  for (const auto& [cut, of] : by_cut) {
    all.push_back(of);
    values.push_back(of.value);
  }
  std::printf("\n%-28s %9s %6s  %s\n", "made by several, through few", "of needs", "makers", "which; most towards");
  for (const std::uint32_t i : worst(values)) {
    const structure::Cut& cut = *all[i].largest;
    std::string few;
    for (const std::uint32_t node : cut.facilities) few += (few.empty() ? "" : " + ") + net.entity_of(node);
    std::printf("%-28s %8.1f%% %6u  %s; %s\n", net.product_name(cut.product).c_str(),
                100 * all[i].value / s.trade.of_needs(), cut.makers, few.c_str(), option_of(net, cut.need).c_str());
  }
}

void print_concentration(const Network& net, const Structure& s) {
  constexpr double kConcentrated = 0.5;
  std::vector<double> weight;
  for (const auto& of : s.concentration) weight.push_back(of.by_country > kConcentrated ? of.value : 0.0);
  const std::string made = net.model.currency + " a year";
  std::printf("\n%-28s %12s %9s %9s %9s\n", "HHI by country over 0.5", made.c_str(), "facility", "owner", "country");
  for (const std::uint32_t i : worst(weight)) {
    const auto& of = s.concentration[i];
    if (weight[i] <= 0) break;
    std::printf("%-28s %12s %9.2f %9.2f %9.2f\n", of.product.c_str(), short_number(of.value * 365).c_str(),
                of.by_facility, of.by_owner, of.by_country);
  }
}

}  // namespace

int structure_of(const Arguments& arguments) {
  Options options("structure MODEL [-o DIR] [-q]",
                  "Finds the chokepoints of a model's supply network by its structure alone: nothing is simulated.");
  options.positional("MODEL", 1, 1);
  options.add()("output,o", po::value<std::string>(), "folder for the results [results/MODEL-structure]")("quiet,q",
                                                                                                          "no summary");
  if (const auto exit = options.parse(arguments)) return *exit;
  const std::string& name = options.positionals()[0];
  Diagnostics diagnostics;
  const auto model = load_model(name, diagnostics);
  std::shared_ptr<const Network> network;
  if (model) network = build_network(*model, {}, {}, diagnostics);
  if (report(diagnostics) != kDone || !network) return kBadInput;
  std::vector<std::string> inputs;
  for (std::uint32_t f = 1; f < diagnostics.files(); ++f) inputs.push_back(diagnostics.file_name(f));
  const Structure all(*network);
  if (all.trade.of_needs() <= 0) {
    diagnostics.warning({}, "nobody buys anything that has a price: shares by value say nothing",
                        "'price:' of the products that needs buy");
    report(diagnostics);
  }
  const std::string folder =
      options.has("output") ? options.text("output") : "results/" + network->model.name + "-structure";
  ResultFolder out(folder, "structure");
  write_structure(out.path(), *network, all, network->model.name, inputs);
  out.commit();
  if (options.has("quiet")) return kDone;
  print_facilities(*network, all);
  print_points(*network, all);
  print_cuts(*network, all);
  print_concentration(*network, all);
  std::printf("\nResults in %s/ (CSV; datapackage.json describes every column).\n", folder.c_str());
  return std::fflush(stdout) == 0 ? kDone : kFailed;
}

}  // namespace fabshock::cli
