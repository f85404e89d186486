#include <algorithm>
#include <cmath>
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
  std::vector<std::pair<std::string, const Node*>> numbers;
  for (const auto& [node, path] : nodes) numbers.emplace_back("model." + path, node);
  std::sort(numbers.begin(), numbers.end());
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
    for (const Item& item : reader_.items(*columns, "columns")) {
      joint.columns.emplace_back(item.text);
      if (item.text == kWeightColumn) continue;
      const auto at = std::lower_bound(numbers.begin(), numbers.end(),
                                       std::pair{std::string(item.text), static_cast<const Node*>(nullptr)});
      if (at == numbers.end() || at->first != item.text) {
        std::vector<std::string_view> paths;
        for (const auto& [path, number] : numbers) paths.push_back(path);
        reader_.unknown(item.place, "number", item.text, paths);
      } else if (reader_.diagnostics().file_name(at->second->place.file).ends_with(".csv")) {
        reader_.error(item.place, "'" + at->first + "' stands in a table of its own, where joint draws do not reach",
                      "numbers of the file that names the draws");
      }
    }
    read_joint_rows(*rows, joint);
    model_.joint.push_back(std::move(joint));
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
    model_.discrepancy[std::string(kind.key)] =
        reader_.number(kind, kind.key, {.dimension = Dimension::kShare, .most = 10});
  }
}

}  // namespace fabshock::input
