// Rows of a CSV file [RFC 4180], one at a time: what fabshock writes, and what spreadsheets make of it (CRLF, a byte
// order mark, quotes where none are needed).
#pragma once
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fabshock {

class CsvReader {
 public:
  // Reads the header. Throws std::invalid_argument where the file cannot be read or has no header.
  explicit CsvReader(std::filesystem::path path);

  const std::vector<std::string>& header() const { return header_; }
  std::size_t column(std::string_view name) const;  // throws std::invalid_argument where there is none

  // The next row; false at the end of the file. Throws std::invalid_argument, with file and line, where a row has not
  // as many fields as the header, or a quote is not closed.
  bool next();
  const std::string& field(std::size_t column) const { return row_[column]; }
  // As a number; what is none throws std::invalid_argument.
  double number(std::size_t column) const;
  std::uint64_t integer(std::size_t column) const;

 private:
  bool read_row();
  [[noreturn]] void fail(const std::string& why) const;

  std::filesystem::path path_;
  std::ifstream in_;
  std::vector<std::string> header_, row_;
  std::uint64_t line_ = 1, begins_ = 1;  // of the next row; of this one
};

}  // namespace fabshock
