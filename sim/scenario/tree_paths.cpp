#include "scenario/tree_paths.h"

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
    const Node* id = node.is_list() && child.is_map() ? child.find("id") : nullptr;
    const std::string place = std::to_string(position++);
    const std::string_view part = node.is_map() ? child.key : id != nullptr ? id->text : std::string_view{place};
    walk(child, joined(path, part), paths);
  }
}

}  // namespace

void find_numbers(const Node& root, std::unordered_map<const Node*, std::string>& paths) {
  walk(root, {}, paths);
}

bool leads_to(std::string_view pattern, std::string_view path) {
  const std::vector<std::string_view> wanted = split_path(pattern);
  const std::vector<std::string_view> parts = split_path(path);
  if (wanted.size() > parts.size()) return false;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (wanted[i] != "*" && wanted[i] != parts[i]) return false;
  }
  return true;
}

}  // namespace fabshock::input
