// A table that the program wrote, row by row, each by the names of its columns.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "base/csv_reader.h"

namespace fabshock::test {

using Fields = std::map<std::string, std::string>;

inline std::vector<Fields> rows_of(const std::string& file) {
  CsvReader csv(file);
  std::vector<Fields> rows;
  while (csv.next()) {
    Fields& row = rows.emplace_back();
    for (std::size_t c = 0; c < csv.header().size(); ++c) row[csv.header()[c]] = csv.field(c);
  }
  return rows;
}

}  // namespace fabshock::test
