#include "results/csv.h"

#include <array>
#include <cerrno>
#include <charconv>
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

void CsvWriter::separate() {
  if (!fresh_row_) buffer_.push_back(',');
  fresh_row_ = false;
}

CsvWriter& CsvWriter::text(std::string_view field) {
  separate();
  if (field.find_first_of(",\"\r\n") == std::string_view::npos) {
    buffer_.append(field);
    return *this;
  }
  buffer_.push_back('"');
  for (const char c : field) {
    if (c == '"') buffer_.push_back('"');
    buffer_.push_back(c);
  }
  buffer_.push_back('"');
  return *this;
}

CsvWriter& CsvWriter::number(double value) {
  separate();
  std::array<char, 32> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value == 0.0 ? 0.0 : value).ptr;
  buffer_.append(digits.data(), end);
  return *this;
}

CsvWriter& CsvWriter::number(std::optional<double> value) {
  return value ? number(*value) : text("");
}

CsvWriter& CsvWriter::integer(std::int64_t value) {
  separate();
  std::array<char, 24> digits{};
  buffer_.append(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr);
  return *this;
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

std::string shortest(double value) {
  std::array<char, 32> digits{};
  return {digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), value == 0.0 ? 0.0 : value).ptr};
}

}  // namespace fabshock
