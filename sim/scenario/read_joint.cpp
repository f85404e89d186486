#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <unordered_map>

#include "scenario/read_model.h"
#include "scenario/tree_paths.h"

namespace fabshock::input {
namespace {

constexpr std::string_view kWeightColumn = "weight";

}  // namespace

// root: of the model, all of whose numbers have been read.
void ModelReader::read_joint(Node* section, const Node& root) {
  if (section == nullptr || reader_.is_asked()) return;  // what draws numbers has it from the first reading
  std::unordered_map<const Node*, std::string> nodes;
  find_numbers(root, nodes);
  std::map<std::string, const Node*> numbers;
  for (const auto& [node, path] : nodes) numbers.emplace("model." + path, node);
  std::vector<const Node*> empty;
  for (Node& node : *section) {
    if (!reader_.is_entry(node, "joint")) continue;
    JointDraws joint;
    joint.place = node.place;
    Entry entry(reader_, node, "joint");
    if (Node* id = entry.required("id")) {
      joint.id = reader_.text(*id, "id");
      reader_.check_id(joint.id, id->place);
      for (const JointDraws& other : model_.joint) {
        if (other.id == joint.id) reader_.error(id->place, "duplicate id '" + joint.id + "'", "each has its own");
      }
    }
    Node* columns = entry.required("columns");
    Node* rows = entry.required("rows");
    entry.expect("table");  // in place of both, and read in by now
    entry.finish();
    if (columns == nullptr || rows == nullptr) continue;
    const std::vector<std::size_t> of_others = read_joint_columns(*columns, numbers, joint);
    leave_to_others(joint, of_others, *columns, *rows);
    read_joint_rows(*rows, joint);
    if (joint.columns.empty()) {
      empty.push_back(&node);
    } else {
      model_.joint.push_back(std::move(joint));
    }
  }
  for (const Node* node : empty) Tree::remove(*section, *node);
}

// Returns which of them are numbers that another file, or an option, has laid over this file's.
std::vector<std::size_t> ModelReader::read_joint_columns(Node& columns,
                                                         const std::map<std::string, const Node*>& numbers,
                                                         JointDraws& joint) {
  std::vector<std::size_t> of_others;
  std::set<std::string_view> taken;
  for (const Item& item : reader_.items(columns, "columns")) {
    joint.columns.emplace_back(item.text);
    if (!taken.insert(item.text).second) {
      reader_.error(item.place, "duplicate column " + shown(item.text), "one of each");
    }
    if (item.text == kWeightColumn) continue;
    for (const JointDraws& other : model_.joint) {
      if (std::find(other.columns.begin(), other.columns.end(), item.text) == other.columns.end()) continue;
      reader_.error(item.place, shown(item.text) + " is drawn by '" + other.id + "' already", "in one table each");
    }
    const auto at = numbers.find(std::string(item.text));
    if (at == numbers.end()) {
      std::vector<std::string_view> paths;
      for (const auto& [path, number] : numbers) paths.push_back(path);
      reader_.unknown(item.place, "number", item.text, paths);
    } else if (reader_.diagnostics().file_name(at->second->place.file).ends_with(".csv")) {
      reader_.error(item.place, "'" + at->first + "' stands in a table of its own, where joint draws do not reach",
                    "numbers of the file that names the draws");
    } else if (at->second->place.file != joint.place.file) {
      of_others.push_back(joint.columns.size() - 1);
    }
  }
  if (taken.empty() || (taken.size() == 1 && taken.contains(kWeightColumn))) {
    reader_.error(columns.place, "the draws are of no number", "columns: [model.belief.panic_scale]");
  }
  return of_others;
}

// What others have set is theirs; taken out of the tree, it is so where all is written to one file, too.
void ModelReader::leave_to_others(JointDraws& joint, const std::vector<std::size_t>& which, Node& columns, Node& rows) {
  const auto remove = [](Node& list, std::size_t at) {
    const Node* item = list.first;
    for (; item != nullptr && at > 0; --at) item = item->next;
    if (item != nullptr) Tree::remove(list, *item);
  };
  for (auto at = which.rbegin(); at != which.rend(); ++at) {
    joint.columns.erase(joint.columns.begin() + static_cast<std::ptrdiff_t>(*at));
    remove(columns, *at);
    for (Node& row : rows) remove(row, *at);
  }
}

void ModelReader::read_joint_rows(const Node& rows, JointDraws& joint) {
  if (!rows.is_list() || rows.size == 0) {
    reader_.error(rows.place, "'rows' must be a list of draws, each a list", "rows: [[1, 3120, 0.2], [1, 2890, 0.3]]");
    return;
  }
  const auto weight = std::find(joint.columns.begin(), joint.columns.end(), kWeightColumn);
  const auto weight_at = static_cast<std::uint32_t>(weight - joint.columns.begin());
  const auto wide = static_cast<std::uint32_t>(joint.columns.size());
  double sum = 0;
  for (const Node& row : rows) {
    if (!row.is_list() || row.size != wide) {
      reader_.error(row.place,
                    "this draw has " + std::to_string(row.size) + " values, 'columns' has " + std::to_string(wide),
                    "one for each column, in its canonical unit: durations in hours");
      return;
    }
    std::uint32_t column = 0;
    double own = 1;
    for (const Node& cell : row) {
      const auto read = cell.is_scalar() ? split_unit(cell.text) : std::nullopt;
      const bool is_weight = column++ == weight_at;
      if (!read || !read->unit.empty() || (is_weight && read->value < 0)) {
        reader_.error(cell.place, shown(cell.text) + (is_weight ? " is no weight" : " is no number"),
                      is_weight ? "0 or more" : "without a unit: durations in hours, shares as fractions");
        return;
      }
      if (is_weight) {
        own = read->value;
      } else {
        joint.values.push_back(read->value);
      }
    }
    sum += own;
    joint.up_to.push_back(sum);
  }
  if (weight != joint.columns.end()) joint.columns.erase(weight);
  if (!(sum > 0) || !std::isfinite(sum)) {
    reader_.error(rows.place, "no draw has any weight", "a column 'weight' with a number above 0, or none at all");
    return;
  }
  for (double& share : joint.up_to) share /= sum;
}

// How far the equations themselves are off, by kind of outcome.
void ModelReader::read_discrepancy(Node* node) {
  if (node == nullptr || !reader_.is_map(*node, "discrepancy")) return;
  for (Node& kind : *node) {
    if (kind.key == "source") continue;
    const Number number = reader_.number(kind, kind.key, {.dimension = Dimension::kShare, .most = 10});
    if (number.low || number.high || number.dist.kind != DistKind::kNone) {
      reader_.error(kind.place, "a discrepancy has no range: it is one itself", "a number alone, with its source");
    }
    model_.discrepancy[std::string(kind.key)] = number;
  }
}

}  // namespace fabshock::input
