#include "structure/report.h"

#include <algorithm>
#include <array>
#include <map>
#include <nlohmann/json.hpp>

#include "results/csv.h"
#include "results/package.h"
#include "results/sha256.h"
#include "results/version.h"
#include "structure/betweenness.h"
#include "structure/systemic_risk.h"

namespace fabshock::structure {
namespace {

// By product, whatever the variant.
std::vector<Structure::Concentration> concentration_of(const Network& net, const Trade& trade) {
  struct Shares {
    std::map<std::string_view, double> facility, owner, country;
    double units = 0, value = 0;
  };
  std::map<std::string_view, Shares> products;
  for (std::uint32_t n = 0; n < net.facilities; ++n) {
    const Facility& facility = net.model.facilities[n];
    if (!trade.active[n] || !is_maker(facility)) continue;
    const double made = static_cast<double>(net.nodes[n].good0) * net.quantum_of(n);
    Shares& of = products[net.model.products[net.product_of(n).value].id];
    of.facility[facility.id] += made;
    of.owner[facility.owner.empty() ? facility.id : facility.owner] += made;
    of.country[net.model.country_of(net.model.sites[facility.site.value])] += made;
    of.units += made;
    of.value += trade.output[n];
  }
  std::vector<Structure::Concentration> all;
  for (const auto& each : products) {
    const Shares& of = each.second;
    const auto squares = [&](const std::map<std::string_view, double>& shares) {
      double sum = 0;
      for (const auto& [who, made] : shares) sum += made / of.units * (made / of.units);
      return sum;
    };
    all.push_back({std::string(each.first), of.value, squares(of.facility), squares(of.owner), squares(of.country)});
  }
  return all;
}

// What all needs buy of options that fail with it.
std::vector<double> share_of_needs(const Trade& trade, const std::vector<SinglePoint>& points) {
  std::vector<double> share(trade.makers, 0.0);
  const double all = trade.of_needs();
  for (const SinglePoint& point : points) share[point.facility] += all > 0 ? trade.size[point.need] / all : 0.0;
  return share;
}

std::string joined(const Network& net, const std::vector<std::uint32_t>& nodes, const char* between) {
  std::string text;
  for (const std::uint32_t n : nodes) {
    if (!text.empty()) text += between;
    text += net.entity_of(n);
  }
  return text;
}

void write_measures(const std::filesystem::path& folder, const Network& net, const Structure& s) {
  CsvWriter csv(folder / "structure.csv", "measure,entity,product,value,unit");
  const auto row = [&](std::string_view measure, std::string_view entity, std::string_view product, double value) {
    csv.text(measure).text(entity).text(product).number(value).text("1");
    csv.end_row();
  };
  const std::array<std::pair<const char*, const std::vector<double>*>, 6> measures = {
      {{"betweenness", &s.betweenness},
       {"esri", &s.risk},
       {"esri_taken_over", &s.risk_taken_over},
       {"extraction", &s.influence.extraction},
       {"influence", &s.influence.influence},
       {"single_point", &s.single}}};
  for (const auto& [measure, values] : measures) {
    for (std::uint32_t n = 0; n < net.facilities; ++n) {
      if (s.trade.active[n]) row(measure, net.entity_of(n), net.product_name(n), (*values)[n]);
    }
  }
  for (const auto& made : s.concentration) {
    row("hhi", "country", made.product, made.by_country);
    row("hhi", "facility", made.product, made.by_facility);
    row("hhi", "owner", made.product, made.by_owner);
  }
  csv.close();
}

void write_points(const std::filesystem::path& folder, const Network& net, const Structure& s) {
  CsvWriter csv(folder / "single_points.csv", "facility,product,need,option,share_of_needs,steps,way");
  const double all = s.trade.of_needs();
  for (const SinglePoint& point : s.points) {
    csv.text(net.entity_of(point.facility)).text(net.product_name(point.facility)).text(net.entity_of(point.need));
    csv.text(net.product_name(point.need)).number(all > 0 ? s.trade.size[point.need] / all : 0.0);
    csv.integer(point.way.size() - 1).text(joined(net, point.way, " > "));
    csv.end_row();
  }
  csv.close();
}

void write_cuts(const std::filesystem::path& folder, const Network& net, const Structure& s) {
  CsvWriter csv(folder / "cuts.csv", "need,option,product,makers,facilities,cut");
  for (const Cut& cut : s.cuts) {
    csv.text(net.entity_of(cut.need)).text(net.product_name(cut.need)).text(net.product_name(cut.product));
    csv.integer(cut.makers).integer(cut.facilities.size()).text(joined(net, cut.facilities, " + "));
    csv.end_row();
  }
  csv.close();
}

void write_package(const std::filesystem::path& folder, const std::string& model) {
  using package::Column;
  const Column need{"need", "string", "id of the need"};
  const Column option{"option", "string", "id of the product that the need buys"};
  package::write(folder, "structure", "Structure of " + model,
                 {{"structure.csv",
                   {{"measure", "string", "what is measured; docs/theory/structure.md defines each"},
                    {"entity", "string", "id of a facility; of hhi what shares are taken by"},
                    {"product", "string", "id of what it makes, with its variant; of hhi without"},
                    package::value(),
                    package::unit()}},
                  {"single_points.csv",
                   {{"facility", "string", "id of the facility without which the need gets nothing of the option"},
                    {"product", "string", "id of what it makes"},
                    need,
                    option,
                    {"share_of_needs", "number", "value of what that need buys of the option, over that of all needs"},
                    {"steps", "integer", "firms on the way behind it"},
                    {"way", "string",
                     "from the facility to the need: single points too, each of which fails if the one before does"}}},
                  {"cuts.csv",
                   {need,
                    option,
                    {"product", "string", "id of a product that is in it"},
                    {"makers", "integer", "facilities that make the product for that need"},
                    {"facilities", "integer", "the fewest through which all of it goes"},
                    {"cut", "string", "which these are"}}}});
}

}  // namespace

Structure::Structure(const Network& net)
    : trade(trade_of(net)),
      betweenness(structure::betweenness(trade)),
      risk(systemic_risk(trade, InputsAre::kRequired, Others::kStand)),
      risk_taken_over(systemic_risk(trade, InputsAre::kRequired, Others::kTakeOver)),
      influence(influence_of(trade)),
      points(single_points(trade)),
      cuts(structure::cuts(trade)),
      concentration(concentration_of(net, trade)) {
  single = share_of_needs(trade, points);
}

void write_structure(const std::filesystem::path& folder, const Network& net, const Structure& structure,
                     const std::string& model, const std::vector<std::string>& inputs) {
  write_measures(folder, net, structure);
  write_points(folder, net, structure);
  write_cuts(folder, net, structure);
  write_package(folder, model);
  nlohmann::ordered_json manifest;
  manifest["tool"] = "fabshock";
  manifest["command"] = "structure";
  manifest["version"] = version();
  manifest["commit"] = git_commit();
  manifest["model"] = model;
  auto& files = manifest["inputs"] = nlohmann::ordered_json::array();
  for (const std::string& file : inputs) files.push_back({{"path", file}, {"sha256", sha256_of_file(file)}});
  package::write_json(folder / "manifest.json", manifest.dump(2));
}

}  // namespace fabshock::structure
