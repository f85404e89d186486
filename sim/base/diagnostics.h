// What is wrong with an input, and where: FILE:LINE:COL: error: message, the source line, a caret, a hint.
// Every message has a hint: what to do about it.
// Errors are collected, never thrown one at a time, so that a user sees all of a file's errors in one go.
#pragma once
#include <cstdint>
#include <iosfwd>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fabshock {

struct Place {
  std::uint32_t file = 0;    // as returned by Diagnostics::add_file; 0 = no file (the command line)
  std::uint32_t line = 0;    // 1-based; 0 = the file as a whole
  std::uint32_t column = 0;  // 1-based, in bytes
  constexpr auto operator<=>(const Place&) const = default;
};

enum class Severity : std::uint8_t { kWarning, kError };

struct Diagnostic {
  Severity severity = Severity::kError;
  Place place;
  std::string message;
  std::string hint;  // printed as "  hint: ..."
};

class Diagnostics {
 public:
  // Remembers the text so that excerpts can be shown. name: as the user wrote the path. Returns the file's number.
  std::uint32_t add_file(std::string name, std::string text);
  const std::string& file_name(std::uint32_t file) const;
  const std::string& file_text(std::uint32_t file) const;
  std::uint32_t files() const { return static_cast<std::uint32_t>(files_.size()); }  // with file 0

  void error(Place place, std::string message, std::string hint);
  void warning(Place place, std::string message, std::string hint);

  void take(const Diagnostics& other);  // all that it says, with the files

  void forget() {  // what was said, not the files
    list_.clear();
    errors_ = 0;
  }

  bool ok() const { return errors_ == 0; }
  std::size_t errors() const { return errors_; }
  std::span<const Diagnostic> all() const { return list_; }

  // Sorted by place, duplicates dropped; after 100 errors a line says how many more there are.
  void print(std::ostream& out) const;

 private:
  struct File {
    std::string name;
    std::string text;
    std::vector<std::size_t> line_starts;
  };
  std::string_view line_text(Place place) const;

  std::vector<File> files_{File{}};  // file 0 is the command line
  std::vector<Diagnostic> list_;
  std::size_t errors_ = 0;
};

// The candidate nearest to word by edit distance (Damerau-Levenshtein, case folded), as "did you mean 'x'?";
// empty if none is near enough (a third of the word's length, at least 1).
std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace fabshock
