// Where a number stands in a tree, as it is named after --set: keys joined by dots, a key with a dot in brackets, items
// of a list by their name or else their position.
#pragma once
#include <string>
#include <unordered_map>

#include "scenario/tree.h"

namespace fabshock::input {

// Of every node that was read as a number that counts.
void find_numbers(const Node& root, std::unordered_map<const Node*, std::string>& paths);
// The value of such a node, or else its distribution, as it is written.
std::string_view written(const Node& number);
// A path and one part more.
std::string joined(const std::string& path, std::string_view part);
// The name of an item of a list: its id; of lines of tables, need/option, recipe/input or (of lanes) from/to, which
// several may have; nothing where there is none.
std::string item_name(const Node& item);
// Does the pattern lead to the path, or to what it is below? `*` stands for any one part, or for any part of one.
bool leads_to(std::string_view pattern, std::string_view path);

}  // namespace fabshock::input
