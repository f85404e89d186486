#include "results/csv.h"

#include <cerrno>
#include <cstring>
#include <stdexcept>

namespace fabshock {
namespace {

constexpr std::size_t kBuffer = 1U << 16U;

std::runtime_error failure(const std::filesystem::path& path) {
  return std::runtime_error("cannot write " + path.string() + ": " + std::strerror(errno));
}

}  // namespace

CsvWriter::CsvWriter(const std::filesystem::path& path, std::string_view header)
    : path_(path), out_(path, std::ios::binary) {
  if (!out_) throw failure(path_);
  buffer_.reserve(kBuffer + 4096);
  buffer_.append(header).append("\r\n");
}

CsvWriter& CsvWriter::plain(std::string_view field) {
  if (!fresh_row_) buffer_.push_back(',');
  fresh_row_ = false;
  buffer_.append(field);
  return *this;
}

CsvWriter& CsvWriter::text(std::string_view field) {
  if (field.find_first_of(",\"\r\n") == std::string_view::npos) return plain(field);
  plain("\"");
  for (const char c : field) {
    if (c == '"') buffer_.push_back('"');
    buffer_.push_back(c);
  }
  buffer_.push_back('"');
  return *this;
}

CsvWriter& CsvWriter::number(double value) {
  std::array<char, 32> digits{};
  const double plain_zero = value == 0.0 ? 0.0 : value;
  return plain({digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), plain_zero).ptr});
}

CsvWriter& CsvWriter::number(std::optional<double> value) {
  return value ? number(*value) : text("");
}

CsvWriter& CsvWriter::hex(std::uint64_t value) {
  const auto digits = hex_digits(value);
  return plain({digits.data(), digits.size()});
}

void CsvWriter::end_row() {
  buffer_.append("\r\n");
  fresh_row_ = true;
  if (buffer_.size() >= kBuffer) flush();
}

void CsvWriter::flush() {
  out_.write(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
  out_.flush();
  if (!out_) throw failure(path_);
  buffer_.clear();
}

void CsvWriter::close() {
  flush();
  out_.close();
  if (!out_) throw failure(path_);
}

std::array<char, 16> hex_digits(std::uint64_t value) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::array<char, 16> digits{};
  for (std::size_t i = digits.size(); i-- > 0; value >>= 4U) digits[i] = kHex[value & 15U];
  return digits;
}

std::string shortest(double value) {
  std::array<char, 32> digits{};
  return {digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), value == 0.0 ? 0.0 : value).ptr};
}

}  // namespace fabshock
