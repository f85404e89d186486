// Countries by their ISO 3166 codes of three letters.
#pragma once
#include <string_view>

namespace fabshock {

struct Country {
  std::string_view code, region;  // ISO 3166-1 alpha-3, and the id of its region: alpha-2
  double lat, lon;                // of the capital, rounded to a tenth of a degree
};

// nullptr: not one of those that make chips, or what chips are made with.
const Country* country_of(std::string_view code);

}  // namespace fabshock
