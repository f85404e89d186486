#include "scenario/tree_paths.h"

#include <utility>
#include <vector>

#include "scenario/csv_tree.h"

namespace fabshock::input {

std::string joined(const std::string& path, std::string_view part) {
  std::string text = path;
  if (part.find('.') != std::string_view::npos) {
    text.append("[").append(part).append("]");
  } else {
    if (!text.empty()) text += '.';
    text += part;
  }
  return text;
}

namespace {

void walk(const Node& node, const std::string& path, std::unordered_map<const Node*, std::string>& paths) {
  if (node.number) {
    paths.emplace(&node, path);
    return;
  }
  std::size_t position = 0;
  for (const Node& child : node) {
    std::string part = node.is_map() ? std::string{child.key} : item_name(child);
    if (part.empty()) part = std::to_string(position);
    ++position;
    walk(child, joined(path, part), paths);
  }
}

// One `*` in it stands for anything.
bool fits(std::string_view pattern, std::string_view part) {
  const std::size_t star = pattern.find('*');
  if (star == std::string_view::npos) return pattern == part;
  const std::string_view before = pattern.substr(0, star);
  const std::string_view after = pattern.substr(star + 1);
  return part.size() + 1 >= pattern.size() && part.starts_with(before) && part.ends_with(after);
}

}  // namespace

std::string item_name(const Node& item) {
  if (!item.is_map()) return {};
  if (const Node* id = item.find("id")) return std::string{id->text};
  for (const auto& [first, second] :
       {std::pair{"need", "option"}, std::pair{"recipe", "input"}, std::pair{"from", "to"}}) {
    const Node* a = item.find(first);
    const Node* b = item.find(second);
    if (a != nullptr && b != nullptr) return std::string{a->text} + '/' + std::string{b->text};
  }
  return {};
}

void find_numbers(const Node& root, std::unordered_map<const Node*, std::string>& paths) {
  walk(root, {}, paths);
}

std::string_view written(const Node& number) {
  if (!number.is_map()) return number.text;
  for (const std::string_view key : {"value", "dist"}) {
    if (const Node* node = number.find(key)) return node->text;
  }
  return {};
}

bool leads_to(std::string_view pattern, std::string_view path) {
  const std::vector<std::string_view> wanted = split_path(pattern);
  const std::vector<std::string_view> parts = split_path(path);
  if (wanted.size() > parts.size()) return false;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (!fits(wanted[i], parts[i])) return false;
  }
  return true;
}

}  // namespace fabshock::input
