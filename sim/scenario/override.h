// `set:` and `--set`: values put into the tree before it is read.
#pragma once
#include <string_view>

#include "base/diagnostics.h"
#include "scenario/tree.h"

namespace fabshock::input {

// Puts `value` at `path` in `root` (a scenario, with its model under `model`): keys joined by dots, an id with a dot in
// brackets, `*` for every entry, items of a list by id or position; a last part `scale` multiplies the numbers there. A
// path may end in a new key; it does not invent entries. Reports what leads nowhere, at `place`.
// has_model: false if the model could not be read; what leads into it is then passed over.
void apply_override(Tree& tree, Node& root, std::string_view path, const Node& value, Place place, bool has_model,
                    Diagnostics& diagnostics);

}  // namespace fabshock::input
