// The rows of sequence.csv made fit to be followed: what is a kind of what, and no circles.
//
// - A tool that goes into a tool is taken for a kind of it.
// - A kind that has rows of its own on what it goes into is not passed on through what it is a kind of.
// - A row that closes a circle is left out, with a warning.
#pragma once
#include <cstddef>
#include <vector>

#include "import/eto_tables.h"

namespace fabshock::eto {

// What is left out is taken off Input::into, and its row says why. Returns all inputs, what goes into something (or is
// a kind of it) before that.
std::vector<std::size_t> tidy_links(Tables& tables, Counts& counts, Diagnostics& diagnostics);

}  // namespace fabshock::eto
