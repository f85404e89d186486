#include "structure/report.h"

#include <algorithm>
#include <cstdio>
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
    std::printf("%-28s %-22s %8.1f%% %8.1f%% %9.1f%% %10.1f%% %8.1f%% %8.1f%%\n", net.entity_of(n).c_str(),
                net.product_name(n).c_str(), 100 * s.risk[n], 100 * s.risk_taken_over[n],
                100 * s.influence.influence[n], 100 * s.influence.extraction[n], 100 * s.betweenness[n],
                100 * s.single[n]);
  }
}

void print_points(const Network& net, const Structure& s) {
  std::printf("\n%-28s %9s %6s  %s\n", "single points of failure", "of needs", "needs", "one way to one of them");
  for (const std::uint32_t n : worst(s.single)) {
    if (s.single[n] <= 0) break;
    const structure::SinglePoint* longest = nullptr;
    std::size_t needs = 0;
    for (const auto& point : s.points) {
      if (point.facility != n) continue;
      ++needs;
      if (longest == nullptr || s.trade.size[point.need] > s.trade.size[longest->need]) longest = &point;
    }
    std::string way;
    for (const std::uint32_t node : longest->way) way += (way.empty() ? "" : " > ") + net.entity_of(node);
    std::printf("%-28s %8.1f%% %6zu  %s\n", net.entity_of(n).c_str(), 100 * s.single[n], needs, way.c_str());
  }
}

// That all goes through who sells to the need is little news.
bool is_last(const structure::Trade& trade, const structure::Cut& cut) {
  return std::any_of(cut.facilities.begin(), cut.facilities.end(), [&](std::uint32_t n) {
    return std::any_of(trade.purchases.begin(), trade.purchases.end(),
                       [&](const structure::Purchase& p) { return p.from == n && p.to == cut.need; });
  });
}

// Of products that most of the needs' value hangs on by few facilities.
void print_cuts(const Network& net, const Structure& s) {
  struct Narrow {
    double value = 0;
    std::size_t most = 0;
    const structure::Cut* example = nullptr;
  };
  std::vector<Narrow> by_sector(s.trade.firms());
  double all = 0;
  for (std::uint32_t n = s.trade.makers; n < s.trade.firms(); ++n) all += s.trade.size[n];
  for (const structure::Cut& cut : s.cuts) {
    if (cut.facilities.size() > 2 || cut.makers <= cut.facilities.size() || is_last(s.trade, cut)) continue;
    Narrow& of = by_sector[cut.sector];
    of.value += all > 0 ? s.trade.size[cut.need] / all : 0.0;
    if (of.example == nullptr || s.trade.size[cut.need] > s.trade.size[of.example->need]) of.example = &cut;
  }
  std::vector<double> values;
  for (const Narrow& of : by_sector) values.push_back(of.value);
  std::printf("\n%-28s %9s %6s  %s\n", "made by many, through few", "of needs", "makers", "cut, towards a need");
  for (const std::uint32_t sector : worst(values)) {
    const Narrow& of = by_sector[sector];
    if (of.example == nullptr) break;
    std::string cut;
    for (const std::uint32_t node : of.example->facilities) cut += (cut.empty() ? "" : " + ") + net.entity_of(node);
    std::printf("%-28s %8.1f%% %6u  %s, towards %s\n", net.product_name(s.maker_of(sector)).c_str(), 100 * of.value,
                of.example->makers, cut.c_str(), net.entity_of(of.example->need).c_str());
  }
}

void print_concentration(const Structure& s) {
  std::vector<double> weight;
  constexpr double kConcentrated = 0.5;
  for (const auto& of : s.concentration) weight.push_back(of.by_country > kConcentrated ? of.value : 0.0);
  std::printf("\n%-28s %12s %9s %9s %9s\n", "HHI by country over 0.5", "made a year", "facility", "owner", "country");
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
  const std::string folder = options.has("output")
                                 ? options.text("output")
                                 : "results/" + std::filesystem::path(name).stem().string() + "-structure";
  ResultFolder out(folder, "structure");
  const Structure all(*network);
  write_structure(out.path(), *network, all, network->model.name, inputs);
  out.commit();
  if (options.has("quiet")) return kDone;
  print_facilities(*network, all);
  print_points(*network, all);
  print_cuts(*network, all);
  print_concentration(all);
  std::printf("\nResults in %s/ (CSV; datapackage.json describes every column).\n", folder.c_str());
  return kDone;
}

}  // namespace fabshock::cli
