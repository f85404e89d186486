#include "import/rows.h"

#include <algorithm>
#include <utility>

#include "scenario/csv_tree.h"

namespace fabshock {
namespace {

std::vector<std::string> column_names(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  text = text.substr(0, text.find_first_of("\r\n"));
  std::vector<std::string> names;
  for (bool more = true; more;) {
    const std::size_t end = std::min(text.find(','), text.size());
    std::string_view name = text.substr(0, end);
    while (name.starts_with(' ') || name.starts_with('"')) name.remove_prefix(1);
    while (name.ends_with(' ') || name.ends_with('"')) name.remove_suffix(1);
    names.emplace_back(name);
    more = end < text.size();
    text.remove_prefix(more ? end + 1 : end);
  }
  return names;
}

}  // namespace

Rows::Rows(std::filesystem::path folder, Diagnostics& diagnostics)
    : folder_(std::move(folder)), diagnostics_(diagnostics), files_(diagnostics) {}

const input::Node* Rows::table(const std::string& name, const std::vector<std::string>& columns) {
  const auto file = files_.read(folder_ / name, input::kLargestTable, {});
  if (!file.has_value()) return nullptr;
  const std::uint32_t number = file.value();
  const std::string& text = diagnostics_.file_text(number);
  const std::vector<std::string> header = column_names(text);
  for (const std::string& column : columns) {
    if (text.empty() || std::find(header.begin(), header.end(), column) != header.end()) continue;
    diagnostics_.error({number, 1, 1}, "the table needs a column '" + column + "'",
                       "the columns have the names of the dataset's tables");
  }
  input::Node& list = tree_.make(input::NodeKind::kList, {number, 1, 1});
  input::parse_csv(tree_, number, list, 0, diagnostics_);
  return &list;
}

std::string Rows::cell(const input::Node& row, std::string_view column) {
  const input::Node* node = row.find(column);
  return node == nullptr ? std::string{} : std::string{node->text};
}

Place Rows::place_of(const input::Node& row, std::string_view column) {
  const input::Node* node = row.find(column);
  return node == nullptr ? row.place : node->place;
}

std::string Rows::needed(const input::Node& row, std::string_view column) {
  std::string text = cell(row, column);
  if (text.empty()) {
    diagnostics_.error(row.place, "this row has no " + std::string{column}, "every row of this table has one");
  }
  return text;
}

}  // namespace fabshock
