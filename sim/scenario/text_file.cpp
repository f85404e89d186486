#include "scenario/text_file.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>

namespace fabshock::input {
namespace {

namespace fs = std::filesystem;

// How many bytes the UTF-8 character at `at` has; 0 if it is none (overlong forms and surrogates are none).
std::size_t utf8_length(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  const auto within = [](unsigned value, unsigned low, unsigned high) { return value >= low && value <= high; };
  const unsigned lead = byte(at);
  if (lead < 0x80U) return 1;
  if (within(lead, 0xC2U, 0xDFU)) return within(byte(at + 1), 0x80U, 0xBFU) ? 2 : 0;
  const bool third = within(byte(at + 2), 0x80U, 0xBFU);
  if (within(lead, 0xE0U, 0xEFU)) {
    const unsigned low = lead == 0xE0U ? 0xA0U : 0x80U;
    const unsigned high = lead == 0xEDU ? 0x9FU : 0xBFU;
    return within(byte(at + 1), low, high) && third ? 3 : 0;
  }
  if (within(lead, 0xF0U, 0xF4U)) {
    const unsigned low = lead == 0xF0U ? 0x90U : 0x80U;
    const unsigned high = lead == 0xF4U ? 0x8FU : 0xBFU;
    return within(byte(at + 1), low, high) && third && within(byte(at + 3), 0x80U, 0xBFU) ? 4 : 0;
  }
  return 0;
}

std::string hex(char c) {
  std::array<char, 8> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "0x%02X", static_cast<unsigned>(static_cast<unsigned char>(c)));
  return buffer.data();
}

// Of the files of its kind beside one that is not there, the one that was meant; where its folder is not there either,
// of the folders beside that.
std::string neighbour_of(const fs::path& path) {
  std::vector<std::string> names;
  std::error_code failed;
  const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path{"."};
  if (path.has_parent_path() && !fs::exists(folder, failed)) return neighbour_of(folder);
  for (fs::directory_iterator entry(folder, failed), end; !failed && entry != end; entry.increment(failed)) {
    if (entry->path().extension() == path.extension()) names.push_back(entry->path().stem().string());
  }
  std::sort(names.begin(), names.end());
  const std::vector<std::string_view> views{names.begin(), names.end()};
  return did_you_mean(path.stem().string(), views);
}

}  // namespace

std::optional<std::uint32_t> Files::read(const fs::path& path, std::uintmax_t largest, Place asked) {
  const std::string name = path.generic_string();
  const bool elsewhere = asked.file != 0;
  const auto fail = [&](const std::string& what, const std::string& hint) -> std::optional<std::uint32_t> {
    diagnostics_.error(elsewhere ? asked : Place{diagnostics_.add_file(name, {}), 0, 0},
                       elsewhere ? "'" + name + "' " + what : what, hint);
    return std::nullopt;
  };
  std::error_code failed;
  const fs::file_status status = fs::status(path, failed);
  if (!fs::exists(status)) {
    if (fs::exists(path.parent_path() / "experiments" / path.filename(), failed)) {
      return fail("cannot be found", "an experiment has that name: fabshock batch " + path.stem().string());
    }
    const std::string meant = neighbour_of(path);
    if (!meant.empty()) return fail("cannot be found", meant);
    return fail("cannot be found", elsewhere ? "names of files are taken from the folder of the file that names them"
                                             : "look at the spelling, and at the folder from which you call");
  }
  if (!fs::is_regular_file(status)) return fail("is not a file", "name a file in it");
  const std::uintmax_t size = fs::file_size(path, failed);
  if (failed) return fail("cannot be read", "look at its permissions");
  if (size > largest) {
    return fail("has " + std::to_string(size) + " bytes; at most " + std::to_string(largest) + " are read",
                "a table of this size is better split by region or owner");
  }
  std::ifstream in(path, std::ios::binary);
  std::string text(static_cast<std::size_t>(size), '\0');
  if (!in || (size > 0 && !in.read(text.data(), static_cast<std::streamsize>(size))))
    return fail("cannot be read", "look at its permissions");
  return take(name, std::move(text));
}

std::optional<std::uint32_t> Files::take(std::string name, std::string text) {
  names_.push_back(name);
  const std::uint32_t file = diagnostics_.add_file(std::move(name), std::move(text));
  return check_text(file) ? std::optional{file} : std::nullopt;
}

bool Files::check_text(std::uint32_t file) {
  const std::string_view text = diagnostics_.file_text(file);
  std::uint32_t line = 1;
  std::size_t line_start = text.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    const Place place{file, line, static_cast<std::uint32_t>(at - std::min(at, line_start) + 1)};
    if (c == '\n') {
      ++line;
      line_start = at + 1;
    } else if ((static_cast<unsigned char>(c) < 32 && c != '\t' && c != '\r') || c == '\x7F') {
      diagnostics_.error(place, "not a text file: it holds the byte " + hex(c),
                         "files are plain text in UTF-8, as an editor saves them");
      return false;
    }
    const std::size_t length = utf8_length(text, at);
    if (length == 0) {
      diagnostics_.error(place, "not UTF-8: the byte " + hex(c), "save the file as UTF-8");
      return false;
    }
    at += length;
  }
  return true;
}

std::optional<fs::path> stay_within(const fs::path& root, const fs::path& folder, std::string_view name) {
  const fs::path given{name};
  if (given.empty() || given.is_absolute()) return std::nullopt;
  std::error_code failed;
  const fs::path here = fs::current_path(failed);
  const fs::path real_root = fs::weakly_canonical(here / root, failed);
  if (failed) return std::nullopt;
  const fs::path real = fs::weakly_canonical(here / folder / given, failed);
  if (failed) return std::nullopt;
  const fs::path relative = real.lexically_relative(real_root);
  if (relative.empty() || relative == "." || *relative.begin() == "..") return std::nullopt;
  return (folder / given).lexically_normal();
}

}  // namespace fabshock::input
