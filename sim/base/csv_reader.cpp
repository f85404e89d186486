#include "base/csv_reader.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <stdexcept>

namespace fabshock {

CsvReader::CsvReader(std::filesystem::path path) : path_(std::move(path)), in_(path_, std::ios::binary) {
  if (!in_) throw std::invalid_argument("cannot read " + path_.string());
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  std::array<char, kMark.size()> begin{};
  in_.read(begin.data(), begin.size());
  const bool marked = in_ && std::string_view(begin.data(), begin.size()) == kMark;
  in_.clear();
  if (!marked) in_.seekg(0);
  if (!read_row()) throw std::invalid_argument(path_.string() + ": the file is empty");
  header_ = row_;
}

std::size_t CsvReader::column(std::string_view name) const {
  const auto found = std::find(header_.begin(), header_.end(), name);
  if (found == header_.end()) {
    throw std::invalid_argument(path_.string() + ": no column '" + std::string{name} + "'");
  }
  return static_cast<std::size_t>(found - header_.begin());
}

bool CsvReader::next() {
  do {
    if (!read_row()) return false;
  } while (header_.size() > 1 && row_.size() == 1 && row_.front().empty());  // a blank line
  if (row_.size() != header_.size()) {
    fail("this row has " + std::to_string(row_.size()) + " fields, the header " + std::to_string(header_.size()));
  }
  return true;
}

double CsvReader::number(std::size_t column) const {
  const std::string& text = row_[column];
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) {
    fail("'" + text + "' is not a number");
  }
  return value;
}

std::uint64_t CsvReader::integer(std::size_t column) const {
  const std::string& text = row_[column];
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) fail("'" + text + "' is not a whole number");
  return value;
}

bool CsvReader::read_row() {
  begins_ = line_;
  std::size_t fields = 0;
  const auto field = [&]() -> std::string& {  // strings are used again from row to row
    if (fields == row_.size()) row_.emplace_back();
    row_[fields].clear();
    return row_[fields++];
  };
  std::streambuf& in = *in_.rdbuf();
  constexpr int kEnd = std::char_traits<char>::eof();
  int c = in.sbumpc();
  if (c == kEnd) return false;
  std::string* text = &field();
  bool quoted = false;
  for (; c != kEnd; c = in.sbumpc()) {
    if (c == '\n') ++line_;
    if (quoted) {
      if (c != '"') {
        text->push_back(static_cast<char>(c));
      } else if (in.sgetc() == '"') {
        text->push_back(static_cast<char>(in.sbumpc()));
      } else {
        quoted = false;
      }
    } else if (c == ',') {
      text = &field();
    } else if (c == '"' && text->empty()) {
      quoted = true;
    } else if (c == '\n') {
      break;
    } else if (c != '\r') {
      text->push_back(static_cast<char>(c));
    }
  }
  if (quoted) fail("a quote that is not closed");
  row_.resize(fields);
  return true;
}

void CsvReader::fail(const std::string& why) const {
  throw std::invalid_argument(path_.string() + ':' + std::to_string(begins_) + ": " + why);
}

}  // namespace fabshock
