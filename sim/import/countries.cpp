#include "import/countries.h"

#include <algorithm>
#include <iterator>

namespace fabshock {
namespace {

constexpr Country kCountries[] = {
    {"ARE", "AE", 24.5, 54.4},  {"AUS", "AU", -35.3, 149.1}, {"AUT", "AT", 48.2, 16.4},  {"BEL", "BE", 50.9, 4.4},
    {"BLR", "BY", 53.9, 27.6},  {"BRA", "BR", -15.8, -47.9}, {"CAN", "CA", 45.4, -75.7}, {"CHE", "CH", 46.9, 7.4},
    {"CHN", "CN", 39.9, 116.4}, {"CZE", "CZ", 50.1, 14.4},   {"DEU", "DE", 52.5, 13.4},  {"DNK", "DK", 55.7, 12.6},
    {"ESP", "ES", 40.4, -3.7},  {"EUR", "EU", 50.9, 4.4},    {"FIN", "FI", 60.2, 24.9},  {"FRA", "FR", 48.9, 2.4},
    {"GBR", "GB", 51.5, -0.1},  {"HKG", "HK", 22.3, 114.2},  {"HUN", "HU", 47.5, 19.0},  {"IDN", "ID", -6.2, 106.8},
    {"IND", "IN", 28.6, 77.2},  {"IRL", "IE", 53.3, -6.3},   {"ISR", "IL", 31.8, 35.2},  {"ITA", "IT", 41.9, 12.5},
    {"JPN", "JP", 35.7, 139.7}, {"KOR", "KR", 37.6, 127.0},  {"LUX", "LU", 49.6, 6.1},   {"MEX", "MX", 19.4, -99.1},
    {"MYS", "MY", 3.1, 101.7},  {"NLD", "NL", 52.4, 4.9},    {"NOR", "NO", 59.9, 10.8},  {"PHL", "PH", 14.6, 121.0},
    {"POL", "PL", 52.2, 21.0},  {"PRT", "PT", 38.7, -9.1},   {"ROU", "RO", 44.4, 26.1},  {"RUS", "RU", 55.8, 37.6},
    {"SGP", "SG", 1.4, 103.8},  {"SVK", "SK", 48.1, 17.1},   {"SWE", "SE", 59.3, 18.1},  {"THA", "TH", 13.8, 100.5},
    {"TWN", "TW", 25.0, 121.6}, {"UKR", "UA", 50.5, 30.5},   {"USA", "US", 38.9, -77.0}, {"VNM", "VN", 21.0, 105.8},
};

}  // namespace

const Country* country_of(std::string_view code) {
  const auto* const found =
      std::find_if(std::begin(kCountries), std::end(kCountries), [&](const Country& c) { return c.code == code; });
  return found == std::end(kCountries) ? nullptr : found;
}

}  // namespace fabshock
