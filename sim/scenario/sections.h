// The sections of a model file, and which of them are maps from id to entry.
#pragma once
#include <array>
#include <string_view>

namespace fabshock::input {

inline constexpr std::array<std::string_view, 9> kMapSections = {"regions",    "sites", "products", "modes",  "recipes",
                                                                 "facilities", "needs", "zones",    "markets"};
inline constexpr std::array<std::string_view, 8> kListSections = {
    "recipe_inputs", "need_options", "lanes", "transit", "defaults", "market_defaults", "trends", "joint"};

constexpr bool is_map_section(std::string_view name) {
  for (const std::string_view section : kMapSections) {
    if (section == name) return true;
  }
  return false;
}

constexpr bool is_list_section(std::string_view name) {
  for (const std::string_view section : kListSections) {
    if (section == name) return true;
  }
  return false;
}

}  // namespace fabshock::input
