#include "import/eto_tables.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <map>
#include <system_error>
#include <tuple>
#include <utility>

#include "import/eto_ids.h"
#include "import/eto_providers.h"
#include "import/rows.h"
#include "import/words.h"

namespace fabshock::eto {
namespace {

namespace fs = std::filesystem;
using input::Node;

constexpr std::pair<std::string_view, Type> kTypes[] = {{"process", Type::kProcess},
                                                        {"material_resource", Type::kMaterial},
                                                        {"tool_resource", Type::kTool},
                                                        {"design_resource", Type::kDesign},
                                                        {"ultimate_output", Type::kOutput}};

class TableReader {
 public:
  TableReader(const fs::path& folder, Counts& counts, Diagnostics& diagnostics)
      : folder_(folder), counts_(counts), diagnostics_(diagnostics), rows_(folder, diagnostics) {}

  std::optional<Tables> run() {
    const std::size_t before = diagnostics_.errors();
    std::error_code failed;
    if (!fs::is_directory(folder_, failed)) {
      const std::uint32_t file = diagnostics_.add_file(folder_.generic_string(), {});
      diagnostics_.error({file, 0, 0}, "is not a folder",
                         "name the folder with inputs.csv, stages.csv, sequence.csv, providers.csv and provision.csv");
      return std::nullopt;
    }
    const Node* stages = rows_.table("stages.csv", {"stage_id", "stage_name"});
    const Node* inputs =
        rows_.table("inputs.csv", {"input_id", "input_name", "type", "stage_id",
                                   "market_share_chart_global_market_size_info", "market_share_chart_source"});
    const Node* sequence = rows_.table("sequence.csv", {"input_id", "goes_into_id", "is_type_of_id"});
    const Node* providers =
        rows_.table("providers.csv", {"provider_id", "provider_name", "alias", "provider_type", "country"});
    const Node* provision =
        rows_.table("provision.csv", {"provider_id", "provided_id", "share_provided", "year", "source"});
    const bool all =
        stages != nullptr && inputs != nullptr && sequence != nullptr && providers != nullptr && provision != nullptr;
    if (!all || diagnostics_.errors() > before) return std::nullopt;
    for (const Node& row : *stages) read_stage(row);
    for (const Node& row : *inputs) read_input(row);
    for (const Node& row : *sequence) read_link(row);
    read_providers(*providers, rows_, tables_, provider_ids_, counts_, diagnostics_);
    tables_.stage_offers.resize(tables_.stages.size());
    for (const Node& row : *provision) read_offer(row);
    if (diagnostics_.errors() > before) return std::nullopt;
    return std::move(tables_);
  }

 private:
  void read_stage(const Node& row) {
    Stage stage;
    stage.id = rows_.needed(row, "stage_id");
    stage.name = rows_.needed(row, "stage_name");
    stage.row.place = row.place;
    const Place place = Rows::place_of(row, "stage_id");
    if (!stage_ids_.add(stage.id, tables_.stages.size())) {
      duplicate(stage.id, place, tables_.stages[stage_ids_.find(stage.id)].row.place);
      return;
    }
    tables_.stages.push_back(std::move(stage));
  }

  void duplicate(const std::string& id, Place place, Place first) {
    diagnostics_.error(place, "duplicate id '" + id + "'", given_in_line(first));
  }

  void read_input(const Node& row) {
    Input in;
    in.id = rows_.needed(row, "input_id");
    in.name = rows_.needed(row, "input_name");
    in.row.place = row.place;
    in.size_source = Rows::cell(row, "market_share_chart_source");
    const std::string type = rows_.needed(row, "type");
    const auto known =
        std::find_if(std::begin(kTypes), std::end(kTypes), [&](const auto& entry) { return entry.first == type; });
    if (known != std::end(kTypes)) {
      in.type = known->second;
    } else if (!type.empty()) {
      std::vector<std::string_view> names;
      for (const auto& entry : kTypes) names.push_back(entry.first);
      const std::string meant = did_you_mean(type, names);
      diagnostics_.error(
          Rows::place_of(row, "type"), "unknown type '" + type + "'",
          meant.empty() ? "process, material_resource, tool_resource, design_resource or ultimate_output" : meant);
    }
    const std::string stage = Rows::cell(row, "stage_id");
    if (!stage.empty()) {
      in.stage = stage_ids_.find(stage);
      if (in.stage == kNone) {
        diagnostics_.error(Rows::place_of(row, "stage_id"), "unknown stage '" + stage + "'",
                           stage_ids_.hint(stage, "stages.csv"));
      }
    }
    const std::string_view size_column = "market_share_chart_global_market_size_info";
    const std::string size = Rows::cell(row, size_column);
    in.size = dollars(size);
    if (in.size > kLargestMarket) {
      diagnostics_.error(Rows::place_of(row, size_column), "a market of more than a thousand trillion dollars a year",
                         "the whole world does not sell as much; write it as '$1.5 billion (2022)'");
    } else if (!size.empty() && !(in.size > 0)) {
      diagnostics_.warning(Rows::place_of(row, size_column), "a market size that is not understood: taken as not given",
                           "write it as '$1.5 billion (2022)'; million and trillion are known too");
    }
    if (!input_ids_.add(in.id, tables_.inputs.size())) {
      duplicate(in.id, Rows::place_of(row, "input_id"), tables_.inputs[input_ids_.find(in.id)].row.place);
      return;
    }
    tables_.inputs.push_back(std::move(in));
  }

  std::size_t input_of(const Node& row, std::string_view column) {
    const std::string id = rows_.needed(row, column);
    const std::size_t index = input_ids_.find(id);
    if (index == kNone && !id.empty()) {
      diagnostics_.error(Rows::place_of(row, column), "unknown input '" + id + "'", input_ids_.hint(id, "inputs.csv"));
    }
    return index;
  }

  void read_link(const Node& row) {
    Link link;
    link.row.place = row.place;
    link.from = input_of(row, "input_id");
    const bool goes = !Rows::cell(row, "goes_into_id").empty();
    link.kind = !Rows::cell(row, "is_type_of_id").empty();
    if (goes == link.kind) {
      diagnostics_.error(
          row.place,
          goes ? "both goes_into_id and is_type_of_id are given" : "neither goes_into_id nor is_type_of_id is given",
          "a row has one of them");
      return;
    }
    link.to = input_of(row, link.kind ? "is_type_of_id" : "goes_into_id");
    if (link.from == kNone || link.to == kNone) return;
    const auto [before, is_new] = link_rows_.emplace(std::tuple(link.from, link.to, link.kind), row.place);
    if (!is_new) {
      diagnostics_.error(row.place, "duplicate row", given_in_line(before->second));
      return;
    }
    tables_.inputs[link.to].into.push_back(tables_.links.size());
    tables_.links.push_back(link);
  }

  void read_offer(const Node& row) {
    Offer offer;
    offer.row.place = row.place;
    offer.source = Rows::cell(row, "source");
    const std::string provider = rows_.needed(row, "provider_id");
    offer.provider = provider_ids_.find(provider);
    if (offer.provider == kNone && !provider.empty()) {
      diagnostics_.error(Rows::place_of(row, "provider_id"), "unknown provider '" + provider + "'",
                         provider_ids_.hint(provider, "providers.csv"));
    }
    const std::string provided = rows_.needed(row, "provided_id");
    offer.input = input_ids_.find(provided);
    if (offer.input == kNone) offer.stage = stage_ids_.find(provided);
    if (offer.input == kNone && offer.stage == kNone && !provided.empty()) {
      diagnostics_.error(Rows::place_of(row, "provided_id"), "unknown input or stage '" + provided + "'",
                         input_ids_.hint(provided, "inputs.csv"));
    }
    const std::string share = Rows::cell(row, "share_provided");
    if (!share.empty()) {
      std::string_view rest = share;
      offer.share = leading_number(rest);
      if (!offer.share.has_value() || offer.share.value() > 100 || !rest.empty()) {
        diagnostics_.error(Rows::place_of(row, "share_provided"), "'" + share + "' is not a share",
                           "a number from 0 to 100, in per cent; an empty cell where it is not known");
      }
    }
    const std::string year = Rows::cell(row, "year");
    int parsed = 0;
    const auto [stop, failed] = std::from_chars(year.data(), year.data() + year.size(), parsed);
    const bool is_year = failed == std::errc{} && stop == year.data() + year.size() && parsed >= 1900 && parsed < 2200;
    if (is_year) tables_.last_year = std::max(tables_.last_year, parsed);
    if (!year.empty() && !is_year) {
      diagnostics_.error(Rows::place_of(row, "year"), "'" + year + "' is not a year", "four digits, or an empty cell");
    }
    if (offer.provider == kNone || (offer.input == kNone && offer.stage == kNone)) return;
    if (!is_first_share(offer, row)) return;
    (offer.stage == kNone ? tables_.inputs[offer.input].offers : tables_.stage_offers[offer.stage])
        .push_back(tables_.offers.size());
    tables_.offers.push_back(std::move(offer));
  }

  // A provider has one share of a thing, and so has a country, whichever of its names it goes by.
  bool is_first_share(const Offer& offer, const Node& row) {
    const std::vector<Provider>& all = tables_.providers;
    const Provider& who = all[offer.provider];
    const bool by_code = who.is_country && who.country != kElsewhere;
    const std::size_t owner =
        by_code ? country_providers_.emplace(who.country, offer.provider).first->second : offer.provider;
    const auto [before, is_new] =
        share_rows_.emplace(std::tuple(offer.input, offer.stage, owner), std::pair(offer.provider, row.place));
    if (is_new) return true;
    const auto [first, place] = before->second;
    const std::string same = first == offer.provider ? "" : ", the same country as " + all[first].id + ",";
    diagnostics_.error(
        row.place, "duplicate row: " + who.id + same + " has a share of " + Rows::cell(row, "provided_id") + " already",
        given_in_line(place));
    return false;
  }

  fs::path folder_;
  Counts& counts_;
  Diagnostics& diagnostics_;
  Rows rows_;
  Tables tables_;
  Ids stage_ids_, input_ids_, provider_ids_;
  std::map<std::tuple<std::size_t, std::size_t, bool>, Place> link_rows_;  // where what goes into what is given first
  std::map<std::tuple<std::size_t, std::size_t, std::size_t>, std::pair<std::size_t, Place>> share_rows_;  // and whose
  std::map<std::string, std::size_t> country_providers_;  // by code, the first that has a share
};

}  // namespace

void Counts::add(std::string_view what, std::size_t count) {
  if (count == 0) return;
  const auto found = std::find_if(all_.begin(), all_.end(), [&](const Counted& c) { return c.what == what; });
  if (found == all_.end()) {
    all_.push_back({std::string{what}, count});
  } else {
    found->count += count;
  }
}

std::optional<Tables> read_tables(const fs::path& folder, Counts& counts, Diagnostics& diagnostics) {
  return TableReader(folder, counts, diagnostics).run();
}

}  // namespace fabshock::eto
