// YAML text -> Tree. Strict where yaml-cpp is not: duplicate keys, merge keys, tags, second documents, deep nesting and
// exploding aliases are errors; every scalar stays the text it was.
#pragma once
#include <cstdint>

#include "base/diagnostics.h"
#include "scenario/tree.h"

namespace fabshock::input {

inline constexpr std::size_t kDeepest = 64;
inline constexpr std::size_t kMostAliased = 1'000'000;  // values that aliases may add
inline constexpr std::size_t kMostValues = 4'000'000;   // of one YAML file

// The root of the file's only document, or nullptr after errors.
Node* parse_yaml(Tree& tree, std::uint32_t file, Diagnostics& diagnostics);

// The value of a --set option: as parse_yaml, but all places are the option's as a whole. Empty text is a null.
Node* parse_option(Tree& tree, std::uint32_t file, Diagnostics& diagnostics);

}  // namespace fabshock::input
