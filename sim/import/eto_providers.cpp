#include "import/eto_providers.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "import/countries.h"

namespace fabshock::eto {
namespace {

using input::Node;

// What tables call countries that they do not tell apart, as country_key() spells it.
constexpr std::array<std::string_view, 8> kVarious = {
    "other", "others", "othercountries", "oth", "various", "variouscountries", "restofworld", "restoftheworld"};

class ProviderReading {
 public:
  ProviderReading(Rows& rows, Tables& tables, Ids& ids, Counts& counts, Diagnostics& diagnostics)
      : rows_(rows), tables_(tables), ids_(ids), counts_(counts), diagnostics_(diagnostics) {}

  void run(const Node& list) {
    learn_names(list);
    for (const Node& row : list) read(row);
    counts_.add("providers whose country is not known: OTHER", unknown_);
    counts_.add("organisations whose country is not given: OTHER", not_given_);
  }

 private:
  static bool is_country(const Node& row) { return Rows::cell(row, "provider_type") == "country"; }

  static std::string code_called(const std::string& name) {
    const Country* country = country_called(name);
    return country == nullptr ? std::string{} : std::string{country->code};
  }

  // What the table itself calls the countries: names first, for an alias stands back behind them.
  void learn_names(const Node& list) {
    for (const Node& row : list) {
      if (!is_country(row)) continue;
      const std::string name = Rows::cell(row, "provider_name");
      const std::string key = country_key(name);
      std::string code = code_called(name);
      if (code.empty()) code = code_called(Rows::cell(row, "alias"));
      if (!key.empty() && !code.empty()) codes_.emplace(key, code);
    }
    for (const Node& row : list) {
      if (!is_country(row)) continue;
      const auto named = codes_.find(country_key(Rows::cell(row, "provider_name")));
      if (named == codes_.end()) continue;
      const std::string key = country_key(Rows::cell(row, "alias"));
      if (!key.empty()) codes_.emplace(key, named->second);
    }
  }

  // A code, or kElsewhere.
  std::string code_of(const std::string& name) const {
    const std::string key = country_key(name);
    const auto own = codes_.find(key);
    if (own != codes_.end()) return own->second;
    const std::string code = code_called(name);
    return code.empty() ? std::string{kElsewhere} : code;
  }

  static bool is_various(const std::string& name) {
    return std::find(kVarious.begin(), kVarious.end(), country_key(name)) != kVarious.end();
  }

  // A provider has a row for each alias.
  void read(const Node& row) {
    Provider provider;
    provider.id = rows_.needed(row, "provider_id");
    provider.name = rows_.needed(row, "provider_name");
    provider.place = row.place;
    const std::string type = rows_.needed(row, "provider_type");
    provider.is_country = is_country(row);
    if (!provider.is_country && type != "organization" && !type.empty()) {
      diagnostics_.error(Rows::place_of(row, "provider_type"), "unknown type '" + type + "'",
                         "country or organization");
    }
    const std::string country = provider.is_country ? provider.name : Rows::cell(row, "country");
    provider.country = code_of(country);
    provider.is_known = provider.country != kElsewhere || is_various(country);
    const std::string alias = Rows::cell(row, "alias");
    if (provider.is_country && !alias.empty()) provider.name = alias;
    ProviderRow place{tables_.providers.size(), {row.place, nullptr}};
    if (ids_.add(provider.id, place.provider)) {
      if (!provider.is_known) tell_unknown(row, provider.is_country ? "provider_name" : "country", country);
      tables_.providers.push_back(std::move(provider));
    } else {
      place.provider = ids_.find(provider.id);
      const Provider& before = tables_.providers[place.provider];
      if (provider.is_country != before.is_country || provider.country != before.country ||
          (!provider.is_country && provider.name != before.name)) {
        diagnostics_.error(Rows::place_of(row, "provider_id"), "duplicate id '" + provider.id + "'",
                           given_in_line(before.place) + " with another name, type or country");
        return;
      }
    }
    tables_.provider_rows.push_back(place);
  }

  void tell_unknown(const Node& row, std::string_view column, const std::string& country) {
    if (country.empty()) {
      ++not_given_;
      return;
    }
    ++unknown_;
    if (!told_.insert(country_key(country)).second) return;
    diagnostics_.warning(
        Rows::place_of(row, column), "unknown country '" + country + "': taken for " + kElsewhere,
        "known are ISO codes (NLD, NL), English names, and what providers.csv has as a known country's alias");
  }

  Rows& rows_;
  Tables& tables_;
  Ids& ids_;
  Counts& counts_;
  Diagnostics& diagnostics_;
  std::map<std::string, std::string> codes_;  // by the table's own names and aliases
  std::set<std::string> told_;                // unknown countries that there was a warning of
  std::size_t unknown_ = 0, not_given_ = 0;
};

}  // namespace

void read_providers(const input::Node& list, Rows& rows, Tables& tables, Ids& ids, Counts& counts,
                    Diagnostics& diagnostics) {
  ProviderReading(rows, tables, ids, counts, diagnostics).run(list);
}

}  // namespace fabshock::eto
