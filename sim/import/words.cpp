#include "import/words.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <system_error>
#include <utility>

namespace fabshock {
namespace {

constexpr std::array<std::pair<std::string_view, double>, 3> kPowers = {
    {{" million", 1e6}, {" billion", 1e9}, {" trillion", 1e12}}};

// What a YAML reader, of version 1.1 or 1.2, takes for something other than text.
constexpr std::array<std::string_view, 10> kYamlWords = {"null", "true", "false", "yes", "no",
                                                         "on",   "off",  "y",     "n",   "nan"};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool goes_on_with(std::string_view text) {
  if (text.empty()) return false;
  const char c = lower_case(text.substr(0, 1)).front();
  return is_digit(c) || (c >= 'a' && c <= 'z') || c == '-' || static_cast<unsigned char>(c) > 127;
}

// How many bytes at the start are a character that is not to be seen: a control, a break between lines, a mark.
std::size_t unseen_at_start(std::string_view text) {
  const auto byte = static_cast<unsigned char>(text.front());
  if (byte < 32 || byte == 127) return 1;
  if (byte == 0xC2 && text.size() > 1 && static_cast<unsigned char>(text[1]) < 0xA0) return 2;  // U+0080 to U+009F
  for (const std::string_view mark : {"\xE2\x80\xA8", "\xE2\x80\xA9", "\xEF\xBB\xBF", "\xEF\xBF\xBE", "\xEF\xBF\xBF"}) {
    if (text.starts_with(mark)) return mark.size();
  }
  return 0;
}

}  // namespace

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
  while (!text.empty() && (text.front() == '.' || text.front() == ',' || is_digit(text.front()))) {
    if (text.front() != ',') digits += text.front();
    text.remove_prefix(1);
  }
  std::string_view rest = digits;
  const std::optional<double> value = leading_number(rest);
  if (!value.has_value() || !rest.empty()) return 0;
  for (const auto& [word, power] : kPowers) {
    if (text.starts_with(word) && !goes_on_with(text.substr(word.size()))) return value.value() * power;
  }
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
  while (!text.empty()) {
    const std::size_t unseen = unseen_at_start(text);
    if (text.front() == '"' || text.front() == '\\') out += '\\';
    out += unseen > 0 ? ' ' : text.front();
    text.remove_prefix(std::max<std::size_t>(unseen, 1));
  }
  out += '"';
  return out;
}

std::string yaml_word(std::string_view text) {
  const auto all_in = [&](std::string_view set) { return text.find_first_not_of(set) == std::string_view::npos; };
  const std::string lower = lower_case(text);
  const bool plain = !lower.empty() && lower.front() != '-' &&
                     lower.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos;
  const bool number = plain && is_digit(text.front()) && all_in("0123456789abcdefABCDEFoOxX-");  // or a date
  const bool word = std::find(kYamlWords.begin(), kYamlWords.end(), lower) != kYamlWords.end();
  return plain && !number && !word ? std::string{text} : in_quotes(text);
}

std::string lower_case(std::string_view text) {
  std::string out;
  for (const char c : text) out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

std::string kebab(std::string_view text, std::size_t most) {
  std::string out;
  for (const char c : lower_case(text)) {
    if ((c >= 'a' && c <= 'z') || is_digit(c)) {
      out += c;
    } else if (!out.empty() && !out.ends_with('-')) {
      out += '-';
    }
  }
  out.resize(std::min(out.size(), most));
  while (out.ends_with('-')) out.pop_back();
  return out;
}

}  // namespace fabshock
