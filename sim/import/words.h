// Numbers and names out of a table's text, and into a model's.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace fabshock {

// Reads a number of at least 0 that the text begins with, and takes it off.
std::optional<double> leading_number(std::string_view& text);
// "$1.5 billion (2022)" -> 1.5e9; 0 where the text does not begin like this.
double dollars(std::string_view text);

// At most so many decimals, and no more than it takes; never an exponent.
std::string decimal(double value, int decimals = 6);
// As YAML's double quotes want it; a character that is not to be seen becomes a space.
std::string in_quotes(std::string_view text);
// An id, in quotes if YAML could take it for something other than text: "null", "no", "1e5", "2020-01-01".
std::string yaml_word(std::string_view text);
std::string lower_case(std::string_view text);
// "Long saws (cut. & grind.)" -> "long-saws-cut-grind", cut off after `most` characters.
std::string kebab(std::string_view text, std::size_t most = std::string::npos);

}  // namespace fabshock
