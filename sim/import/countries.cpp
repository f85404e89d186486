#include "import/countries.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "import/words.h"

namespace fabshock {
namespace {

constexpr Country kCountries[] = {
    {"ARE", "AE", "United Arab Emirates", 24.5, 54.4},
    {"AUS", "AU", "Australia", -35.3, 149.1},
    {"AUT", "AT", "Austria", 48.2, 16.4},
    {"BEL", "BE", "Belgium", 50.9, 4.4},
    {"BLR", "BY", "Belarus", 53.9, 27.6},
    {"BRA", "BR", "Brazil", -15.8, -47.9},
    {"CAN", "CA", "Canada", 45.4, -75.7},
    {"CHE", "CH", "Switzerland", 46.9, 7.4},
    {"CHN", "CN", "China", 39.9, 116.4},
    {"CZE", "CZ", "Czech Republic", 50.1, 14.4},
    {"DEU", "DE", "Germany", 52.5, 13.4},
    {"DNK", "DK", "Denmark", 55.7, 12.6},
    {"ESP", "ES", "Spain", 40.4, -3.7},
    {"EUR", "EU", "Europe", 50.9, 4.4},
    {"FIN", "FI", "Finland", 60.2, 24.9},
    {"FRA", "FR", "France", 48.9, 2.4},
    {"GBR", "GB", "United Kingdom", 51.5, -0.1},
    {"HKG", "HK", "Hong Kong", 22.3, 114.2},
    {"HUN", "HU", "Hungary", 47.5, 19.0},
    {"IDN", "ID", "Indonesia", -6.2, 106.8},
    {"IND", "IN", "India", 28.6, 77.2},
    {"IRL", "IE", "Ireland", 53.3, -6.3},
    {"ISR", "IL", "Israel", 31.8, 35.2},
    {"ITA", "IT", "Italy", 41.9, 12.5},
    {"JPN", "JP", "Japan", 35.7, 139.7},
    {"KOR", "KR", "South Korea", 37.6, 127.0},
    {"LUX", "LU", "Luxembourg", 49.6, 6.1},
    {"MEX", "MX", "Mexico", 19.4, -99.1},
    {"MYS", "MY", "Malaysia", 3.1, 101.7},
    {"NLD", "NL", "Netherlands", 52.4, 4.9},
    {"NOR", "NO", "Norway", 59.9, 10.8},
    {"PHL", "PH", "Philippines", 14.6, 121.0},
    {"POL", "PL", "Poland", 52.2, 21.0},
    {"PRT", "PT", "Portugal", 38.7, -9.1},
    {"ROU", "RO", "Romania", 44.4, 26.1},
    {"RUS", "RU", "Russia", 55.8, 37.6},
    {"SGP", "SG", "Singapore", 1.4, 103.8},
    {"SVK", "SK", "Slovakia", 48.1, 17.1},
    {"SWE", "SE", "Sweden", 59.3, 18.1},
    {"THA", "TH", "Thailand", 13.8, 100.5},
    {"TWN", "TW", "Taiwan", 25.0, 121.6},
    {"UKR", "UA", "Ukraine", 50.5, 30.5},
    {"USA", "US", "United States", 38.9, -77.0},
    {"VNM", "VN", "Vietnam", 21.0, 105.8},
};

// Other names, as country_key() spells them, and the codes of those who have them.
constexpr std::pair<std::string_view, std::string_view> kOtherNames[] = {
    {"america", "USA"},
    {"britain", "GBR"},
    {"chinesetaipei", "TWN"},
    {"czechia", "CZE"},
    {"england", "GBR"},
    {"europeanunion", "EUR"},
    {"greatbritain", "GBR"},
    {"holland", "NLD"},
    {"hongkongsar", "HKG"},
    {"korea", "KOR"},
    {"korearepublicof", "KOR"},
    {"mainlandchina", "CHN"},
    {"peoplesrepublicofchina", "CHN"},
    {"prc", "CHN"},
    {"republicofireland", "IRL"},
    {"republicofkorea", "KOR"},
    {"russianfederation", "RUS"},
    {"slovakrepublic", "SVK"},
    {"taiwanprovinceofchina", "TWN"},
    {"uae", "ARE"},
    {"uk", "GBR"},
    {"unitedstatesofamerica", "USA"},
};

}  // namespace

const Country* country_of(std::string_view code) {
  const auto* const found =
      std::find_if(std::begin(kCountries), std::end(kCountries), [&](const Country& c) { return c.code == code; });
  return found == std::end(kCountries) ? nullptr : found;
}

const Country* country_called(std::string_view name) {
  const std::string key = country_key(name);
  const auto* const found = std::find_if(std::begin(kCountries), std::end(kCountries), [&](const Country& c) {
    return key == lower_case(c.code) || key == lower_case(c.region) || key == country_key(c.name);
  });
  if (found != std::end(kCountries)) return found;
  const auto* const other = std::find_if(std::begin(kOtherNames), std::end(kOtherNames),
                                         [&](const auto& entry) { return entry.first == key; });
  return other == std::end(kOtherNames) ? nullptr : country_of(other->second);
}

std::string country_key(std::string_view name) {
  std::string lower = lower_case(name);
  if (lower.starts_with("the ")) lower.erase(0, 4);
  std::string key;
  for (const char c : lower) {
    const bool mark = static_cast<unsigned char>(c) < 128 && !(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9');
    if (!mark) key += c;
  }
  return key;
}

}  // namespace fabshock
