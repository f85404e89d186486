// CSV as the interface fixes it: UTF-8, RFC 4180, '.' decimals, a header row. Numbers are the shortest decimals that
// read back as the same double, the same bytes from every compiler.
#pragma once
#include <array>
#include <charconv>
#include <concepts>
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
  CsvWriter& integer(std::integral auto value) {
    std::array<char, 24> digits{};
    return plain({digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr});
  }
  CsvWriter& hex(std::uint64_t value);  // 16 digits
  void end_row();
  void flush();  // rows so far to the disk; throws if they did not reach it
  void close();  // throws if anything did not reach the disk

 private:
  CsvWriter& plain(std::string_view field);  // that nothing has to be quoted in
  std::filesystem::path path_;
  std::ofstream out_;
  std::string buffer_;
  bool fresh_row_ = true;
};

std::string shortest(double value);
std::array<char, 16> hex_digits(std::uint64_t value);

}  // namespace fabshock
