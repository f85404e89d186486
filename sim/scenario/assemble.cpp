#include "scenario/assemble.h"

#include <algorithm>
#include <unordered_map>

#include "scenario/csv_tree.h"
#include "scenario/hints.h"
#include "scenario/sections.h"
#include "scenario/tree_paths.h"
#include "scenario/yaml_tree.h"

namespace fabshock::input {
namespace fs = std::filesystem;
namespace {

void overlay(Node& base, Node& over, bool top) {
  constexpr std::uint32_t kSmall = 16;
  const bool large = base.size > kSmall;
  KeyIndex index{large ? base : Node{}};
  for (Node* next = over.first; next != nullptr;) {
    Node& child = *next;
    next = child.next;  // appending takes the child out of its list
    Node* old = large ? index.find(child.key) : base.find(child.key);
    if (old == nullptr) {
      Tree::append(base, child);
      if (large) index.add(child);
    } else if (child.is_null() && !child.text.empty()) {  // `key: null`, not `key:` with nothing after it
      Tree::remove(base, *old);
      index.erase(child.key);
    } else if (old->is_map() && child.is_map() && !is_number_map(child)) {
      overlay(*old, child, false);
      if (child.find("source") != nullptr) old->source = child.source;
    } else if (top && old->is_list() && child.is_list()) {
      for (Node* item = child.first; item != nullptr;) {
        Node& moved = *item;
        item = item->next;
        Tree::append(*old, moved);
      }
    } else {
      Tree::assign(*old, child);
      old->key_place = child.key_place;
    }
  }
}

// Its own folder, or the folder `models` that this lies in: what models share may lie there.
fs::path root_of(const fs::path& model) {
  for (fs::path folder = model.parent_path(); folder.has_relative_path(); folder = folder.parent_path()) {
    if (folder.filename() == "models") return folder;
  }
  return model.parent_path();
}

// The cells of a table's row, and by which paths they stand in it.
void flatten(Tree& tree, const Node& map, const std::string& path, Node& columns, Node& row) {
  for (Node* next = map.first; next != nullptr;) {
    Node& child = *next;
    next = child.next;  // appending takes the child out of its list
    const std::string name = joined(path, child.key);
    if (child.is_map()) {
      flatten(tree, child, name, columns, row);
      continue;
    }
    Tree::append(columns, tree.scalar(name, child.key_place));
    Tree::append(row, child);
  }
}

bool same_texts(const Node& a, const Node& b) {
  const Node* y = b.first;
  for (const Node& x : a) {
    if (y == nullptr || x.text != y->text) return false;
    y = y->next;
  }
  return y == nullptr;
}

std::string expects(std::string_view section, bool map) {
  return "'" + std::string{section} + "' must be " + (map ? "a map from id to entry" : "a list of entries");
}

}  // namespace

void overlay(Node& base, Node& over) {
  overlay(base, over, true);
}

Node* Assembly::read_file(const fs::path& path, Place asked) {
  const auto file = files_.read(path, kLargestYaml, asked);
  if (!file) return nullptr;
  Node* root = parse_yaml(tree_, *file, diagnostics_);
  if (root != nullptr && !root->is_map()) {
    diagnostics_.error(root->place, "a model is a map of sections", "its first line is 'schema: fabshock/model/1'");
    return nullptr;
  }
  return root;
}

Node* Assembly::model_file(const fs::path& path, Place asked) {
  root_ = root_of(path);
  std::error_code failed;
  open_ = {fs::weakly_canonical(path, failed)};
  Node* root = read_file(path, asked);
  if (root == nullptr) return nullptr;
  const fs::path folder = path.parent_path();
  return assemble(*root, {&folder, 0});
}

Node* Assembly::model_inline(Node& model, const fs::path* folder, std::uint32_t inherited_source) {
  if (folder != nullptr) root_ = *folder;
  return assemble(model, {folder, inherited_source});
}

Node* Assembly::included(const fs::path& path, Place asked) {
  std::error_code failed;
  const fs::path real = fs::weakly_canonical(path, failed);
  const auto open = std::find(open_.begin(), open_.end(), real);
  if (open != open_.end()) {
    std::string cycle;
    for (auto at = open; at != open_.end(); ++at) cycle += at->filename().generic_string() + " -> ";
    diagnostics_.error(asked, "includes in a circle: " + cycle + open->filename().generic_string(),
                       "one of them has to do without another");
    return nullptr;
  }
  if (open_.size() > kDeepest) {
    diagnostics_.error(asked, "includes nested deeper than " + std::to_string(kDeepest) + " levels",
                       "let the model's own file include all of them");
    return nullptr;
  }
  if (!done_.insert(real).second) return nullptr;
  Node* root = read_file(path, asked);
  if (root == nullptr) return nullptr;
  open_.push_back(real);
  const fs::path folder = path.parent_path();
  Node* result = assemble(*root, {&folder, 0});
  open_.pop_back();
  return result;
}

Node* Assembly::include_into(Node* base, const Node& name, const fs::path* folder) {
  if (!name.is_scalar()) {
    diagnostics_.error(name.place, "an include is the name of a file", "include: [fabs.yaml, lanes.yaml]");
    return base;
  }
  const auto path = folder != nullptr ? stay_within(root_, *folder, name.text) : std::nullopt;
  if (!path) {
    diagnostics_.error(name.place, "'" + std::string{name.text} + "' is not a file inside the model's folder",
                       "includes and tables are named relative to the file that names them, and cannot lead out");
    return base;
  }
  Node* more = included(*path, name.place);
  if (base == nullptr || more == nullptr) return base != nullptr ? base : more;
  overlay(*base, *more);
  return base;
}

Node* Assembly::assemble(Node& root, Where where) {
  if (const Node* schema = root.find("schema"); schema != nullptr && schema->text != "fabshock/model/1") {
    const bool scenario = schema->text.starts_with("fabshock/scenario/");
    diagnostics_.error(schema->place, "this is not a model of schema fabshock/model/1",
                       scenario ? "it is a scenario" : "this version reads fabshock/model/1");
    return nullptr;
  }
  spread_sources(tree_, root, where.source);
  for (Node& section : root) {
    if (is_map_section(section.key) || is_list_section(section.key)) read_section(section, where);
  }
  Node* include = root.find("include");
  if (include == nullptr) return &root;
  Tree::remove(root, *include);
  Node* base = nullptr;
  if (include->is_list()) {
    for (const Node& name : *include) base = include_into(base, name, where.folder);
  } else {
    base = include_into(base, *include, where.folder);
  }
  if (base == nullptr) return &root;
  const Place place = root.place;
  overlay(*base, root);
  Tree::assign(root, *base);  // the root stays the node that its parent knows
  root.place = place;
  return &root;
}

void Assembly::read_section(Node& section, Where where) {
  const bool map = is_map_section(section.key);
  if (section.is_list()) {
    if (section.key == "joint") {
      std::vector<const Node*> unread;
      for (Node& item : section) {
        if (!read_draws(item, where.folder)) unread.push_back(&item);
      }
      for (const Node* item : unread) Tree::remove(section, *item);
    }
    list_with_tables(section, where);
    if (map) list_to_map(section);
  } else if (section.is_map()) {
    const Node* tables = section.find("csv");
    if (!map && tables == nullptr) {
      diagnostics_.error(section.place, expects(section.key, false), section_example(section.key));
      section.first = section.last = nullptr;
    } else if (tables != nullptr) {
      Tree::remove(section, *tables);
      map_with_tables(section, *tables, where);
    }
  } else if (section.is_scalar()) {
    diagnostics_.error(
        section.place, expects(section.key, map),
        section.text.ends_with(".csv") ? "{csv: " + std::string{section.text} + "}" : section_example(section.key));
    section.kind = map ? NodeKind::kMap : NodeKind::kList;
  } else {  // `lanes:` with nothing after it
    section.kind = map ? NodeKind::kMap : NodeKind::kList;
  }
  if (map) {
    section.kind = NodeKind::kMap;
    if (const Node* source = section.find("source"); source != nullptr && source->is_scalar()) {
      Tree::remove(section, *source);  // handed down already, and no entry
    }
  } else {
    section.kind = NodeKind::kList;
  }
}

// `facilities: {csv: f.csv, source: …, my-fab: {…}}`, and of a list section `{csv: flows.csv, source: …}`.
void Assembly::map_with_tables(Node& section, const Node& tables, Where where) {
  if (is_map_section(section.key)) {
    const Node* source = section.find("source");
    if (source != nullptr && source->is_scalar()) Tree::remove(section, *source);
    read_tables(section, tables, section.source, where.folder);
    return;
  }
  for (const Node& child : section) {
    if (child.key != "source")
      diagnostics_.error(child.key_place, "only 'source' may stand beside 'csv' here",
                         "a list may mix: [{csv: …}, {…}]");
  }
  section.kind = NodeKind::kList;
  section.first = section.last = nullptr;
  section.size = 0;
  read_tables(section, tables, section.source, where.folder);
}

void Assembly::list_with_tables(Node& section, Where where) {
  Node* items = section.first;
  section.first = section.last = nullptr;
  section.size = 0;
  while (items != nullptr) {
    Node& item = *items;
    items = items->next;
    const Node* tables = item.is_map() ? item.find("csv") : nullptr;
    if (tables == nullptr) {
      Tree::append(section, item);
      continue;
    }
    for (const Node& child : item) {
      if (child.key != "source" && &child != tables) {
        diagnostics_.error(child.key_place, "only 'source' may stand beside 'csv' here",
                           "what is the same for all rows is a column of the table, or a rule of 'defaults'");
      }
    }
    read_tables(section, *tables, item.source, where.folder);
  }
}

void Assembly::read_tables(Node& into, const Node& names, std::uint32_t source, const fs::path* folder) {
  if (names.is_list()) {
    for (const Node& name : names) read_tables(into, name, source, folder);
    return;
  }
  const auto path = names.is_scalar() && folder != nullptr ? stay_within(root_, *folder, names.text) : std::nullopt;
  if (!path) {
    diagnostics_.error(names.place, "'" + std::string{names.text} + "' is not a file inside the model's folder",
                       "includes and tables are named relative to the file that names them, and cannot lead out");
    return;
  }
  if (const auto file = files_.read(*path, kLargestTable, names.place)) {
    parse_csv(tree_, *file, into, source, diagnostics_);
  }
}

// `- {id: behaviour, table: draws.csv}` becomes {id, columns, rows}. A column's name is a path, whatever dots it has.
// Returns false where the table cannot be read, which has been reported.
bool Assembly::read_draws(Node& joint, const fs::path* folder) {
  Node* table = joint.is_map() ? joint.find("table") : nullptr;
  if (table == nullptr) return true;
  Tree::remove(joint, *table);
  for (const char* key : {"columns", "rows"}) {
    const Node* given = joint.find(key);
    if (given == nullptr) continue;
    diagnostics_.error(given->key_place, std::string{"'"} + key + "' has no place beside 'table'", "one or the other");
    return false;
  }
  Node& parsed = tree_.make(NodeKind::kList, table->place);
  const std::size_t errors = diagnostics_.errors();
  read_tables(parsed, *table, joint.source, folder);
  if (parsed.size == 0 && diagnostics_.errors() == errors) {
    diagnostics_.error(table->place, "'" + std::string{table->text} + "' holds no draw",
                       "a row for each draw, below the names of the numbers");
  }
  if (parsed.size == 0) return false;
  Node& columns = tree_.make(NodeKind::kList, table->place);
  Node& rows = tree_.make(NodeKind::kList, table->place);
  for (const Node& draw : parsed) {
    Node& row = tree_.make(NodeKind::kList, draw.place);
    Node& names = tree_.make(NodeKind::kList, draw.place);
    flatten(tree_, draw, {}, names, row);
    if (rows.size == 0) Tree::assign(columns, names);
    if (!same_texts(columns, names)) {
      diagnostics_.error(draw.place, "this draw has other columns than the first",
                         "a value in every cell; several tables have the same columns in the same order");
      return false;
    }
    Tree::append(rows, row);
  }
  Tree::append(joint, "columns", table->key_place, columns);
  Tree::append(joint, "rows", table->key_place, rows);
  return true;
}

// A section of entries that name themselves: `- {id: tainan, region: TW}`.
void Assembly::list_to_map(Node& section) {
  Node* items = section.first;
  section.kind = NodeKind::kMap;
  section.first = section.last = nullptr;
  section.size = 0;
  std::unordered_map<std::string_view, Place> seen;
  while (items != nullptr) {
    Node& item = *items;
    items = items->next;
    Node* id = item.is_map() ? item.find("id") : nullptr;
    if (id == nullptr || !id->is_scalar()) {
      diagnostics_.error(item.place, "an entry of '" + std::string{section.key} + "' without an id",
                         "in a list every entry has its own 'id'");
      continue;
    }
    const auto [first, fresh] = seen.emplace(id->text, id->place);
    if (!fresh) {
      diagnostics_.error(id->place, "duplicate id '" + std::string{id->text} + "'",
                         "it is already given in line " + std::to_string(first->second.line));
      continue;
    }
    Tree::remove(item, *id);
    Tree::append(section, id->text, id->place, item);
  }
}

}  // namespace fabshock::input
