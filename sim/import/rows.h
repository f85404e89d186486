// The rows of a folder's CSV tables, by the names of their columns.
#pragma once
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostics.h"
#include "scenario/text_file.h"
#include "scenario/tree.h"

namespace fabshock {

class Rows {
 public:
  Rows(std::filesystem::path folder, Diagnostics& diagnostics);

  // A list of maps, which lives as long as this; nullptr if the file cannot be read. A column of `columns` that the
  // table has not is an error; it may have others.
  const input::Node* table(const std::string& name, const std::vector<std::string>& columns);

  static std::string cell(const input::Node& row, std::string_view column);  // empty where nothing is given
  static Place place_of(const input::Node& row, std::string_view column);    // of the row where the cell is empty
  std::string needed(const input::Node& row, std::string_view column);       // an empty cell is an error

 private:
  std::filesystem::path folder_;
  Diagnostics& diagnostics_;
  input::Files files_;
  input::Tree tree_;
};

}  // namespace fabshock
