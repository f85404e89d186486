#include "scenario/csv_tree.h"

#include <algorithm>
#include <unordered_map>

namespace fabshock::input {
namespace {

struct Cell {
  std::string_view text;
  Place place;
};

class Csv {
 public:
  Csv(Tree& tree, std::uint32_t file, Diagnostics& diagnostics)
      : tree_(tree), file_(file), diagnostics_(diagnostics), text_(diagnostics.file_text(file)) {
    if (text_.starts_with("\xEF\xBB\xBF")) text_.remove_prefix(3);
    line_start_ = text_.data();
  }

  void read(Node& section, std::uint32_t source) {
    std::vector<Cell> row;
    if (!next_row(row)) {
      if (!cut_off_) diagnostics_.error({file_, 0, 0}, "the table is empty", "its first line names the columns");
      return;
    }
    if (!read_header(row, section.is_map())) return;
    std::unordered_map<std::string_view, Place> seen;
    if (section.is_map()) {
      for (const Node& entry : section) seen.emplace(entry.key, entry.key_place);
    }
    while (next_row(row)) {
      if (row.size() == 1 && row.front().text.empty()) continue;  // an empty line
      if (row.size() != columns_.size()) {
        diagnostics_.error(
            row.front().place,
            "this row has " + std::to_string(row.size()) + " cells, the header " + std::to_string(columns_.size()),
            "an empty cell still needs its comma, and a text with a comma in it stands in quotes");
        continue;
      }
      add_row(row, section, source, seen);
      if (tree_.size() > Tree::kMostNodes) {
        diagnostics_.error(row.front().place, "more than " + std::to_string(Tree::kMostNodes) + " values in all",
                           "split the model: nothing as large has been tried");
        return;
      }
    }
  }

 private:
  struct Column {
    std::vector<std::string_view> path;
    std::string_view name;
    Place place;
  };

  Place here(const char* at) const { return {file_, line_, static_cast<std::uint32_t>(at - line_start_ + 1)}; }

  bool next_row(std::vector<Cell>& row) {
    row.clear();
    if (at_ >= text_.size()) return false;
    while (true) {
      row.push_back(next_cell());
      if (at_ >= text_.size()) return !cut_off_;
      const char c = text_[at_++];
      if (c == ',') continue;  // also at the very end: then one more, empty cell
      if (c == '\r' && at_ < text_.size() && text_[at_] == '\n') ++at_;
      ++line_;
      line_start_ = text_.data() + at_;
      return true;
    }
  }

  Cell next_cell() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
    const Place place = here(text_.data() + at_);
    if (at_ < text_.size() && text_[at_] == '"') return quoted_cell(place);
    const std::size_t end = std::min(text_.find_first_of(",\r\n", at_), text_.size());
    std::string_view cell = text_.substr(at_, end - at_);
    at_ = end;
    while (cell.ends_with(' ') || cell.ends_with('\t')) cell.remove_suffix(1);
    return {cell, place};
  }

  Cell quoted_cell(Place place) {
    buffer_.clear();
    ++at_;
    while (true) {
      const std::size_t quote = text_.find('"', at_);
      if (quote == std::string_view::npos) {
        diagnostics_.error(place, "a quote that is not closed",
                           "a quote inside a quoted cell is written twice: \"12\"\" wafers\"");
        at_ = text_.size();
        cut_off_ = true;
        return {{}, place};
      }
      const std::string_view part = text_.substr(at_, quote - at_);
      for (std::size_t i = 0; i < part.size(); ++i) {
        if (part[i] != '\n') continue;
        ++line_;
        line_start_ = part.data() + i + 1;
      }
      buffer_ += part;
      at_ = quote + 1;
      if (at_ >= text_.size() || text_[at_] != '"') break;
      buffer_ += '"';
      ++at_;
    }
    const std::size_t end = std::min(text_.find_first_of(",\r\n", at_), text_.size());
    if (text_.substr(at_, end - at_).find_first_not_of(" \t") != std::string_view::npos) {
      diagnostics_.error(here(text_.data() + at_), "text after a closing quote",
                         "a quote inside quotes is written twice");
    }
    at_ = end;
    return {tree_.keep(buffer_), place};
  }

  bool read_header(const std::vector<Cell>& row, bool needs_id) {
    bool good = true;
    const auto fail = [&](Place place, std::string message, std::string hint) {
      diagnostics_.error(place, std::move(message), std::move(hint));
      good = false;
    };
    for (const Cell& cell : row) {
      Column column{split_path(cell.text), tree_.keep(cell.text), cell.place};
      if (cell.text.empty()) {
        fail(cell.place, "a column without a name", "name it, or delete it from every row");
      } else if (column.path.empty()) {
        fail(cell.place, "'" + std::string{cell.text} + "' names no column", "keys joined by dots, as in capacity.low");
      } else if (column.path.size() > 8) {
        fail(cell.place, "a column's name has at most 8 parts", "keys joined by dots, as in capacity.low");
      }
      for (std::string_view& part : column.path) part = tree_.keep(part);
      columns_.push_back(std::move(column));
    }
    for (Column& column : columns_) {
      // `capacity` beside `capacity.low` is the number's value.
      const bool leads_on = std::any_of(columns_.begin(), columns_.end(), [&](const Column& other) {
        return other.path.size() > column.path.size() &&
               std::equal(column.path.begin(), column.path.end(), other.path.begin());
      });
      if (leads_on) column.path.emplace_back("value");
      for (const Column* other = columns_.data(); other != &column; ++other) {
        if (other->path != column.path || column.path.empty()) continue;
        fail(column.place, "duplicate column '" + std::string{column.name} + "'", "keep one of them");
      }
    }
    const auto id = std::find_if(columns_.begin(), columns_.end(), [](const Column& c) { return c.name == "id"; });
    if (needs_id && good && id == columns_.end()) {
      fail({file_, 1, 1}, "the table needs a column 'id'", "each row is an entry, and this column names it");
    } else if (needs_id && good) {
      id_column_ = static_cast<std::size_t>(id - columns_.begin());
    }
    return good;
  }

  void add_row(const std::vector<Cell>& row, Node& section, std::uint32_t source,
               std::unordered_map<std::string_view, Place>& seen) {
    Node& entry = tree_.make(NodeKind::kMap, {file_, row.front().place.line, 1});
    entry.table = true;
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i != id_column_ && !row[i].text.empty()) add_cell(entry, columns_[i], row[i]);
    }
    spread_sources(tree_, entry, source);
    if (section.is_list()) {
      Tree::append(section, entry);
      return;
    }
    const Cell& id = row[id_column_];
    if (id.text.empty()) {
      diagnostics_.error(id.place, "this row has no id", "each row is an entry, and its first column its id");
      return;
    }
    const std::string_view key = tree_.keep(id.text);
    const auto [first, fresh] = seen.emplace(key, id.place);
    if (!fresh) {
      const Place place = first->second;
      const bool same_file = place.file == file_;
      diagnostics_.error(id.place, "duplicate id '" + std::string{key} + "'",
                         "it is already given in " + (same_file ? "" : diagnostics_.file_name(place.file) + " ") +
                             "line " + std::to_string(place.line));
      return;
    }
    Tree::append(section, key, id.place, entry);
  }

  void add_cell(Node& entry, const Column& column, const Cell& cell) {
    Node* at = &entry;
    for (std::size_t i = 0; i + 1 < column.path.size(); ++i) {
      Node* next = at->find(column.path[i]);
      if (next == nullptr) {
        next = &tree_.make(NodeKind::kMap, cell.place);
        next->table = true;
        Tree::append(*at, column.path[i], column.place, *next);
      }
      at = next;
    }
    Node& value = tree_.scalar(cell.text, cell.place);
    value.table = true;
    Tree::append(*at, column.path.back(), column.place, value);
  }

  static constexpr std::size_t kNoColumn = static_cast<std::size_t>(-1);

  Tree& tree_;
  std::uint32_t file_;
  Diagnostics& diagnostics_;
  std::string_view text_;
  const char* line_start_ = nullptr;
  std::size_t at_ = 0;
  std::uint32_t line_ = 1;
  std::string buffer_;
  bool cut_off_ = false;  // by an open quote: what the last row says cannot be told
  std::vector<Column> columns_;
  std::size_t id_column_ = kNoColumn;
};

}  // namespace

void parse_csv(Tree& tree, std::uint32_t file, Node& section, std::uint32_t source, Diagnostics& diagnostics) {
  Csv(tree, file, diagnostics).read(section, source);
}

std::vector<std::string_view> split_path(std::string_view path) {
  std::vector<std::string_view> parts;
  bool wants_part = true;
  for (std::size_t at = 0; at < path.size();) {
    if (path[at] == '[') {
      const std::size_t close = path.find(']', at);
      if (close == std::string_view::npos || close == at + 1) return {};
      parts.push_back(path.substr(at + 1, close - at - 1));
      at = close + 1;
      wants_part = false;
      if (at < path.size() && path[at] != '.' && path[at] != '[') return {};
    } else if (path[at] == '.') {
      if (wants_part) return {};
      wants_part = true;
      ++at;
    } else {
      const std::size_t end = std::min(path.find_first_of(".[", at), path.size());
      parts.push_back(path.substr(at, end - at));
      at = end;
      wants_part = false;
    }
  }
  if (wants_part) return {};
  return parts;
}

}  // namespace fabshock::input
