#include "import/eto_tables.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <map>
#include <system_error>
#include <utility>

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

bool is_country_code(std::string_view text) {
  return text.size() == 3 && std::all_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

// Places of ids, to find them and to say where one was given first.
class Ids {
 public:
  bool add(const std::string& id, std::size_t index) { return index_.emplace(id, index).second; }
  std::size_t find(const std::string& id) const {
    const auto at = index_.find(id);
    return at == index_.end() ? kNone : at->second;
  }
  std::string hint(std::string_view id, const std::string& file) const {
    std::vector<std::string_view> names;
    for (const auto& entry : index_) names.emplace_back(entry.first);
    const std::string meant = did_you_mean(id, names);
    return meant.empty() ? file + " has no row with this id" : meant;
  }

 private:
  std::map<std::string, std::size_t> index_;
};

class TableReader {
 public:
  TableReader(const fs::path& folder, Diagnostics& diagnostics)
      : folder_(folder), diagnostics_(diagnostics), rows_(folder, diagnostics) {}

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
    for (const Node& row : *providers) read_provider(row);
    tables_.stage_offers.resize(tables_.stages.size());
    for (const Node& row : *provision) read_offer(row);
    if (diagnostics_.errors() > before) return std::nullopt;
    return std::move(tables_);
  }

 private:
  static std::string line_of(Place place) { return "it is already given in line " + std::to_string(place.line); }

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
    diagnostics_.error(place, "duplicate id '" + id + "'", line_of(first));
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
    if (!size.empty() && !(in.size > 0)) {
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
    for (const std::size_t other : tables_.inputs[link.to].into) {
      const Link& before = tables_.links[other];
      if (before.from != link.from || before.kind != link.kind) continue;
      diagnostics_.error(row.place, "duplicate row", line_of(before.row.place));
      return;
    }
    tables_.inputs[link.to].into.push_back(tables_.links.size());
    tables_.links.push_back(link);
  }

  // A provider has a row for each alias.
  void read_provider(const Node& row) {
    Provider provider;
    provider.id = rows_.needed(row, "provider_id");
    provider.name = rows_.needed(row, "provider_name");
    const std::string type = rows_.needed(row, "provider_type");
    provider.is_country = type == "country";
    if (!provider.is_country && type != "organization" && !type.empty()) {
      diagnostics_.error(Rows::place_of(row, "provider_type"), "unknown type '" + type + "'",
                         "country or organization");
    }
    const std::string country = provider.is_country ? provider.name : Rows::cell(row, "country");
    provider.country = is_country_code(country) ? country : kElsewhere;
    const std::string alias = Rows::cell(row, "alias");
    if (provider.is_country && !alias.empty()) provider.name = alias;
    ProviderRow place{tables_.providers.size(), {row.place, nullptr}};
    if (!provider_ids_.add(provider.id, place.provider)) {
      place.provider = provider_ids_.find(provider.id);
      const Provider& before = tables_.providers[place.provider];
      if (provider.is_country != before.is_country || provider.country != before.country ||
          (!provider.is_country && provider.name != before.name)) {
        const auto first = std::find_if(tables_.provider_rows.begin(), tables_.provider_rows.end(),
                                        [&](const ProviderRow& r) { return r.provider == place.provider; });
        diagnostics_.error(Rows::place_of(row, "provider_id"), "duplicate id '" + provider.id + "'",
                           line_of(first->row.place) + " with another name, type or country");
        return;
      }
    } else {
      tables_.providers.push_back(std::move(provider));
    }
    tables_.provider_rows.push_back(place);
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
    std::vector<std::size_t>& rows =
        offer.stage == kNone ? tables_.inputs[offer.input].offers : tables_.stage_offers[offer.stage];
    for (const std::size_t other : rows) {
      if (tables_.offers[other].provider != offer.provider) continue;
      diagnostics_.error(row.place, "duplicate row: " + provider + " has a share of " + provided + " already",
                         line_of(tables_.offers[other].row.place));
      return;
    }
    rows.push_back(tables_.offers.size());
    tables_.offers.push_back(std::move(offer));
  }

  fs::path folder_;
  Diagnostics& diagnostics_;
  Rows rows_;
  Tables tables_;
  Ids stage_ids_, input_ids_, provider_ids_;
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

std::optional<Tables> read_tables(const fs::path& folder, Diagnostics& diagnostics) {
  return TableReader(folder, diagnostics).run();
}

}  // namespace fabshock::eto
