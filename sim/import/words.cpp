#include "import/words.h"

#include <array>
#include <charconv>
#include <cstdio>
#include <system_error>

namespace fabshock {

std::optional<double> leading_number(std::string_view& text) {
  double value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, failed] = std::from_chars(text.data(), end, value, std::chars_format::fixed);
  if (failed != std::errc{} || !(value >= 0)) return std::nullopt;  // nan is no number either
  text.remove_prefix(static_cast<std::size_t>(stop - text.data()));
  return value;
}

double dollars(std::string_view text) {
  if (!text.starts_with('$')) return 0;
  text.remove_prefix(1);
  std::string digits;
  while (!text.empty() &&
         (text.front() == '.' || text.front() == ',' || (text.front() >= '0' && text.front() <= '9'))) {
    if (text.front() != ',') digits += text.front();
    text.remove_prefix(1);
  }
  std::string_view rest = digits;
  const std::optional<double> value = leading_number(rest);
  if (!value.has_value() || !rest.empty()) return 0;
  if (text.starts_with(" million")) return value.value() * 1e6;
  if (text.starts_with(" billion")) return value.value() * 1e9;
  if (text.starts_with(" trillion")) return value.value() * 1e12;
  return 0;
}

std::string decimal(double value, int decimals) {
  std::array<char, 400> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%.*f", decimals, value);
  std::string text = buffer.data();
  if (text.find('.') == std::string::npos) return text;
  while (text.ends_with('0')) text.pop_back();
  if (text.ends_with('.')) text.pop_back();
  return text;
}

std::string in_quotes(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += static_cast<unsigned char>(c) < 32 ? ' ' : c;
  }
  out += '"';
  return out;
}

std::string lower_case(std::string_view text) {
  std::string out;
  for (const char c : text) out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

std::string kebab(std::string_view text) {
  std::string out;
  for (const char c : lower_case(text)) {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
      out += c;
    } else if (!out.empty() && !out.ends_with('-')) {
      out += '-';
    }
  }
  while (out.ends_with('-')) out.pop_back();
  return out;
}

}  // namespace fabshock
