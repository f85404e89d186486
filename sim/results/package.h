// A Frictionless Data Package: every file of a result, its columns, their types and what they mean.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

namespace fabshock::package {

struct Column {
  std::string name, type, meaning;
};
struct Table {
  std::string file;
  std::vector<Column> columns;
};

// Columns that tables share.
Column arm();
Column replication();
Column date();
Column entity();
Column product();
Column measure();
Column value();
Column unit();
std::vector<Column> runs();
std::vector<Column> measures();
std::vector<Column> timing();
std::string header_line(const std::vector<Column>& columns);  // their names, as a CSV file begins

void write(const std::filesystem::path& folder, const std::string& name, const std::string& title,
           const std::vector<Table>& tables);
// A text and a newline. Throws std::runtime_error where it cannot be written.
void write_json(const std::filesystem::path& path, const std::string& text);

}  // namespace fabshock::package
