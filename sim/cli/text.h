// Amounts and columns of text, for tables on the terminal.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace fabshock::cli {

// Of UTF-8, as far as each is one column wide.
std::size_t characters(std::string_view text);
std::string padded(std::string text, std::size_t width, bool right);

// "12.3 %" of a share (unit 1), "1.23 bn USD" of others.
std::string amount_of(const std::string& unit, double value);

// On standard output, indented, columns as wide as they have to be, those that are empty in all lines left out. right:
// by column, whether it ends in line.
using TextLine = std::vector<std::string>;
void print_lines(const std::vector<TextLine>& lines, const std::vector<bool>& right);

}  // namespace fabshock::cli
