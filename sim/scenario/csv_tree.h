// A CSV table (RFC 4180) -> the same nodes that the YAML entries would have given, each with the place of its cell.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostics.h"
#include "scenario/tree.h"

namespace fabshock::input {

// Appends a map for each row to `section`: to a list, or to a map under the key in column `id`. A dot in a column's
// name leads into a map, brackets take a name whole (`cover[a.b]`); an empty cell is a key not given. `source` counts
// for the rows that give none.
void parse_csv(Tree& tree, std::uint32_t file, Node& section, std::uint32_t source, Diagnostics& diagnostics);

// a.b[c.d].e -> a, b, c.d, e; nothing if a part is empty or a bracket is not closed.
std::vector<std::string_view> split_path(std::string_view path);

}  // namespace fabshock::input
