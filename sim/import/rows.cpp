#include "import/rows.h"

#include <algorithm>
#include <utility>

#include "scenario/csv_tree.h"

namespace fabshock {
namespace {

// The first row's cells; a quoted one may hold commas, breaks between lines, and quotes, which are written twice there.
std::vector<std::string> column_names(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  std::vector<std::string> names(1);
  bool quoted = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    std::string& name = names.back();
    if (quoted && c == '"') {
      quoted = at + 1 < text.size() && text[at + 1] == '"';
      if (quoted) name += text[++at];
    } else if (quoted || (c != '\r' && c != '\n' && c != ',' && (!name.empty() || (c != '"' && c != ' ')))) {
      name += c;
    } else if (c == '\r' || c == '\n') {
      break;
    } else if (c == ',') {
      names.emplace_back();
    } else if (c == '"' && name.empty()) {
      quoted = true;
    }
  }
  for (std::string& name : names) {
    while (name.ends_with(' ') || name.ends_with('\t')) name.pop_back();
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
