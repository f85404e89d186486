#include "import/eto_write.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "import/countries.h"
#include "import/eto_names.h"
#include "import/words.h"

namespace fabshock::eto {
namespace {

constexpr double kUse = 0.9;                 // of capacity
constexpr int kDesignCover = 365;            // [d]
constexpr std::size_t kLongestProduct = 80;  // characters of its id, which are in its makers' ids too

constexpr const char* kHead =
    R"(# Written by `fabshock import eto`. What it assumes is explained in docs/guide/06-eto.md.
#
# The shares, market sizes and names come from the Advanced Semiconductor Supply Chain Dataset of the Emerging
# Technology Observatory (ETO) at Georgetown University's Center for Security and Emerging Technology (CSET),
# https://github.com/georgetown-cset/eto-chip-explorer. That data is licensed CC BY-NC 4.0
# (https://creativecommons.org/licenses/by-nc/4.0/), and so is this file as far as it is made of it: name ETO as the
# source, say that it was changed, and make no commercial use of it. Changed: turned into a flow model, as said below.
#
# A unit of each product is a `part`: a thousandth of what the world uses of it in a day. A price is the market of a
# year over 365,000 parts, or else what goes into one.
schema: fabshock/model/1
title: The chip supply chain of ETO's dataset
currency: USD
)";

// By type: the word for it, how long making one takes [d], and how much of it its users hold [d].
struct TypeTerms {
  const char* word;
  int cycle_days, cover_days;
};

TypeTerms terms_of(Type type) {
  switch (type) {
    case Type::kProcess:
      return {"process", 15, 14};
    case Type::kMaterial:
      return {"material", 30, 30};
    case Type::kTool:
      return {"tool", 180, 90};
    case Type::kDesign:
      return {"design", 180, kDesignCover};
    case Type::kOutput:
      return {"output", 1, 14};
  }
  return {"process", 15, 14};
}

std::string region_of(const std::string& code) {
  const Country* country = country_of(code);
  return country == nullptr ? code : std::string{country->region};
}

std::string site_of(const std::string& code) {
  return yaml_word(lower_case(region_of(code)));
}

class Writer {
 public:
  Writer(const Tables& tables, const Chain& chain, ImportedModel& out) : tables_(tables), chain_(chain), out_(out) {}

  void run() {
    for (const Product& product : chain_.products) {
      ids_.push_back(names_.fresh(input_of(product).name, kLongestProduct));
      written_.push_back(yaml_word(ids_.back()));
    }
    for (const Stage& stage : tables_.stages)
      layers_.push_back(yaml_word(stage_names_.fresh(kebab(stage.name).empty() ? "stage" : stage.name)));
    for (const Provider& provider : tables_.providers) {
      if (provider.is_country) countries_.emplace(provider.country, provider.name);
    }
    find_leavers();
    text() += kHead;
    if (tables_.last_year > 0) line("epoch: " + std::to_string(tables_.last_year + 1) + "-01-01");
    line("source: \"assumption: nothing in the dataset says it; chosen by fabshock import eto\"");
    places();
    products();
    recipes();
    facilities();
    covers();
    needs();
    lanes();
    out_.products = chain_.products.size();
    out_.needs = chain_.outputs.size();
  }

 private:
  std::string& text() { return out_.yaml; }
  void line(const std::string& what) {
    text() += what;
    text() += '\n';
  }
  const Input& input_of(const Product& product) const { return tables_.inputs[product.input]; }
  std::size_t product_of(const Line& use) const { return chain_.of_input[use.input]; }

  std::string country_name(const std::string& code) const {
    if (code == kElsewhere) return "Other countries";
    const auto named = countries_.find(code);
    if (named != countries_.end()) return named->second;
    const Country* country = country_of(code);
    return country == nullptr ? code : std::string{country->name};
  }

  void places() {
    std::set<std::string> codes;
    for (const Product& product : chain_.products) {
      for (const Maker& maker : product.makers.list) codes.insert(maker.country);
    }
    out_.regions = codes.size();
    line(
        "\n# A country is a region, with one site in it: its capital. An organisation's country is that of its\n"
        "# headquarters, which is not always where its works are.\nregions:");
    for (const std::string& code : codes)
      line("  " + yaml_word(region_of(code)) + ": {name: " + in_quotes(country_name(code)) + "}");
    line("  WORLD: {name: \"End users everywhere\"}");
    line("\nsites:");
    for (const std::string& code : codes) {
      const Country* country = country_of(code);
      line("  " + site_of(code) + ": {region: " + yaml_word(region_of(code)) +
           ", lat: " + decimal(country == nullptr ? 0 : country->lat, 1) +
           ", lon: " + decimal(country == nullptr ? 0 : country->lon, 1) + "}");
    }
  }

  void products() {
    line("\nproducts:");
    for (std::size_t p = 0; p < chain_.products.size(); ++p) {
      const Product& product = chain_.products[p];
      const Input& input = input_of(product);
      std::string entry = "  " + written_[p] + ": {unit: part, quantum: 0.000001";
      if (product.priced) {
        entry +=
            ", price: {value: " + decimal(product.price, 2) + ", source: " + sources_.text(input.size_source) + "}";
      } else if (product.price > 0) {
        entry += ", price: " + decimal(product.price, 2);
      }
      const char* word = terms_of(input.type).word;
      entry += std::string(", class: ") + word + ", layer: ";
      entry += input.stage == kNone ? std::string(word) : layers_[input.stage];
      line(entry + "}");
    }
  }

  void recipes() {
    line(
        "\n# Of an input that is used in several products each takes an equal part. Tools: without any new ones a "
        "user\n"
        "# loses a tenth of its capacity (wear, spare parts). Kinds of one thing, and designs: as large a part of the\n"
        "# user's capacity hangs on each as it has of their market. Of several that are short, the scarcest binds.\n"
        "recipes:");
    for (std::size_t p = 0; p < chain_.products.size(); ++p) {
      const Product& product = chain_.products[p];
      line("  " + written_[p] + ":");
      line("    cycle_time: " + std::to_string(terms_of(input_of(product).type).cycle_days) + " d");
      if (product.lines.empty()) continue;
      line("    inputs:");
      for (const Line& use : product.lines) {
        const std::size_t part = product_of(use);
        std::string entry = "      " + written_[part] + ": {per: ";
        entry += decimal(1 / static_cast<double>(chain_.products[part].users), 9);
        entry += use.weight > 1 - 1e-9 ? ", criticality: critical}"
                                       : ", criticality: important, weight: " + decimal(use.weight) + "}";
        line(entry);
        ++out_.recipe_lines;
      }
    }
  }

  void facilities() {
    line(
        "\n# One for each maker of each product: its share of the 1,000 parts a day, at 90 % of capacity.\n"
        "facilities:");
    for (std::size_t p = 0; p < chain_.products.size(); ++p) {
      const Product& product = chain_.products[p];
      std::vector<std::string>& ids = facilities_.emplace_back();
      for (const Maker& maker : product.makers.list) {
        const std::string region = region_of(maker.country);
        const bool rest = maker.others && maker.country != kElsewhere;
        std::string owner = country_name(maker.country);
        std::string name = ids_[p] + "-" + (rest ? "others-" : "") + region;
        if (maker.provider != kNone) {
          owner = tables_.providers[maker.provider].name;
          name = ids_[p];
          name.append("-").append(owner);
        } else if (rest) {
          owner.insert(0, "Others in ");
        }
        ids.push_back(yaml_word(names_.fresh(name)));
        const double output = maker.share * kPartsPerDay;
        line("  " + ids.back() + ":");
        line("    {name: " + in_quotes(owner + ": " + input_of(product).name) + ", owner: " + in_quotes(owner) +
             ", site: " + site_of(maker.country) + ", kind: " + terms_of(input_of(product).type).word +
             ", group: " + written_[p] + ", makes: " + written_[p] + ",");
        line("     capacity: " + decimal(output / kUse, 9) + "/day, output: {value: " + decimal(output, 9) +
             "/day, source: " + sources_.text(maker.source) + "}}");
      }
      out_.facilities += ids.size();
    }
  }

  // Which products are used elsewhere than where they are made.
  void find_leavers() {
    leaves_.assign(chain_.products.size(), false);
    for (const Product& user : chain_.products) {
      for (const Line& use : user.lines) {
        const std::size_t p = product_of(use);
        if (user.pool == kNone || user.pool != chain_.products[p].pool) leaves_[p] = true;
      }
    }
  }

  void covers() {
    line(
        "\n# How much of each product its users hold: a day of what the step before, in the same place, has made, two\n"
        "# weeks of what comes from another stage. Designs that are at hand are good for a year.\ndefaults:\n"
        "  - {select: any, finished_stock: 7 d}");
    const auto begin = chain_.products.begin();
    const auto end = chain_.products.end();
    // A selector that picks nothing is an error.
    if (std::any_of(begin, end, [&](const Product& p) { return input_of(p).type == Type::kProcess; }))
      line("  - {select: {kind: process}, finished_stock: 0 d}");
    if (std::all_of(begin, end, [](const Product& p) { return p.users == 0; })) return;
    line("  - select: any\n    cover:");
    for (std::size_t p = 0; p < chain_.products.size(); ++p) {
      const Product& product = chain_.products[p];
      if (product.users == 0) continue;
      const Input& input = input_of(product);
      int days = terms_of(input.type).cover_days;
      if (input.type == Type::kProcess && !leaves_[p]) {
        days = 1;
      } else if (input.stage != kNone &&
                 lower_case(tables_.stages[input.stage].name).find("design") != std::string::npos) {
        days = kDesignCover;
      }
      line("      " + written_[p] + ": " + std::to_string(days) + " d");
    }
  }

  void needs() {
    line("\nneeds:");
    for (const std::size_t p : chain_.outputs) {
      const Input& input = input_of(chain_.products[p]);
      need_ids_.push_back(names_.fresh(ids_[p] + "-world"));
      line("  " + need_ids_.back() + ": {name: " + in_quotes(input.name + ", the world over") +
           ", region: WORLD, units: " + written_[p] + ", rate: " + decimal(kPartsPerDay) +
           "/day, patience: 0, cover: " + std::to_string(terms_of(input.type).cover_days) + " d}");
    }
    line(
        "\nmodes:\n  air: {speed: 750 km/h, handling: 4 d, detour: 1.1}\n\ntransit:\n"
        "  - {from: any, to: any, mode: air, transit: 7 d}\n  - {within: same-region, mode: air, transit: 1 d}");
  }

  void lanes() {
    line(
        "\n# Everybody buys of all makers, by their shares; but the steps of one stage stand in the same "
        "place.\nlanes:");
    for (std::size_t p = 0; p < chain_.products.size(); ++p) {
      const Product& product = chain_.products[p];
      for (const Line& use : product.lines) {
        const std::size_t part = product_of(use);
        if (product.pool == kNone || chain_.products[part].pool != product.pool) {
          line("  - {from: " + written_[part] + ", to: " + written_[p] + "}");
          continue;
        }
        for (std::size_t m = 0; m < facilities_[p].size(); ++m)
          line("  - {from: " + facilities_[part][m] + ", to: " + facilities_[p][m] + ", mode: air, transit: 1 h}");
      }
    }
    for (std::size_t o = 0; o < chain_.outputs.size(); ++o)
      line("  - {from: " + written_[chain_.outputs[o]] + ", to: " + need_ids_[o] + "}");
  }

  const Tables& tables_;
  const Chain& chain_;
  ImportedModel& out_;
  // Ids are unique over products (which are groups of facilities too), facilities and needs.
  Names names_{std::set<std::string>{"csv", "null", "source"}};  // which mean something else in a section
  Names stage_names_;
  Sources sources_;
  std::vector<std::string> ids_;                      // by product
  std::vector<std::string> written_;                  // the same as YAML wants them
  std::vector<std::string> layers_;                   // by stage, as YAML wants them
  std::map<std::string, std::string> countries_;      // names by code, as the table has them
  std::vector<bool> leaves_;                          // by product
  std::vector<std::vector<std::string>> facilities_;  // by product and maker, as YAML wants them
  std::vector<std::string> need_ids_;                 // by output
};

}  // namespace

void write_model(const Tables& tables, const Chain& chain, ImportedModel& out) {
  Writer(tables, chain, out).run();
}

}  // namespace fabshock::eto
