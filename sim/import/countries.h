// Countries by their ISO 3166 codes of three letters.
#pragma once
#include <string>
#include <string_view>

namespace fabshock {

struct Country {
  std::string_view code, region;  // ISO 3166-1 alpha-3, and the id of its region: alpha-2
  std::string_view name;
  double lat, lon;  // of the capital, rounded to a tenth of a degree
};

// nullptr: not one of those that make chips, or what chips are made with.
const Country* country_of(std::string_view code);

// Also by its code of two letters and by its English names, whatever their case: "us", "U.S.A.", "United States".
const Country* country_called(std::string_view name);

// What two spellings of a country's name have in common: letters and digits, in lower case, without "the".
std::string country_key(std::string_view name);

}  // namespace fabshock
