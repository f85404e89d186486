// Numbers and names out of a table's text, and into a model's.
#pragma once
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
// As YAML's double quotes want it.
std::string in_quotes(std::string_view text);
std::string lower_case(std::string_view text);
// "Long saws (cut. & grind.)" -> "long-saws-cut-grind"
std::string kebab(std::string_view text);

}  // namespace fabshock
