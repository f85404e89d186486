// A tree as YAML text that reads back to the same tree.
#pragma once
#include <string>

#include "scenario/tree.h"

namespace fabshock::input {

// Block style for the scenario, its model and their sections, a line an entry. Entries of a model's map sections come
// in the order of their ids. A number whose source is not that of the map around it says so.
std::string emit(const Tree& tree, const Node& root);

}  // namespace fabshock::input
