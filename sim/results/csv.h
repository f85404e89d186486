// CSV as the interface fixes it: UTF-8, RFC 4180, '.' decimals, a header row. Numbers are the shortest decimals that
// read back as the same double, the same bytes from every compiler.
#pragma once
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>

namespace fabshock {

class CsvWriter {
 public:
  // Throws std::runtime_error with the cause where the file cannot be written.
  CsvWriter(const std::filesystem::path& path, std::string_view header);
  CsvWriter& text(std::string_view field);  // quoted where it must be
  CsvWriter& number(double value);
  CsvWriter& number(std::optional<double> value);  // none: an empty field
  CsvWriter& integer(std::int64_t value);
  void end_row();
  void flush();  // rows so far to the disk; throws if they did not reach it
  void close();  // throws if anything did not reach the disk

 private:
  void separate();
  std::filesystem::path path_;
  std::ofstream out_;
  std::string buffer_;
  bool fresh_row_ = true;
};

std::string shortest(double value);

}  // namespace fabshock
