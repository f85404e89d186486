#include "cli/text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "report/summary.h"

namespace fabshock::cli {

std::size_t characters(std::string_view text) {
  const auto begins = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; };
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins));
}

std::string padded(std::string text, std::size_t width, bool right) {
  const std::size_t length = characters(text);
  if (length >= width) return text;
  return right ? std::string(width - length, ' ') + text : text.append(width - length, ' ');
}

std::string amount_of(const std::string& unit, double value) {
  if (unit.empty()) return short_number(value);
  if (unit != "1") return short_number(value) + ' ' + unit;
  std::array<char, 24> text{};
  constexpr double kSmall = 5e-4;
  const bool small = value != 0 && std::fabs(value) < kSmall;
  std::snprintf(text.data(), text.size(), small ? "%.1e" : "%.1f %%", small ? value : 100 * value);
  return text.data();
}

void print_lines(const std::vector<TextLine>& lines, const std::vector<bool>& right) {
  std::vector<std::size_t> widths(right.size(), 0);
  for (const TextLine& line : lines) {
    for (std::size_t c = 0; c < line.size(); ++c) widths[c] = std::max(widths[c], characters(line[c]));
  }
  for (const TextLine& line : lines) {
    std::string text;
    for (std::size_t c = 0; c < line.size(); ++c) {
      if (widths[c] > 0) text.append("  ").append(padded(line[c], widths[c], right[c]));
    }
    text.erase(text.find_last_not_of(' ') + 1);
    std::printf("%s\n", text.c_str());
  }
}

}  // namespace fabshock::cli
