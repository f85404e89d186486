#pragma once
#include <string_view>

#include "scenario/reader.h"
#include "scenario/selector.h"

namespace fabshock::input {

// What stands at `node` as a selector; whether its names exist is for check_selector, once the model is whole.
Selector read_selector(Reader& reader, const Node& node, std::string_view what);

enum class Picks : std::uint8_t {
  kFacilities,
  kEnds,
  kProducts,
  kRegions
};  // kEnds: facilities and needs, the ends of lanes

// Names that the model does not hold, and selectors that pick nothing, are reported; of an optional one, that may pick
// nothing, names other than tags.
void check_selector(Reader& reader, const Model& model, const Selector& selector, Picks picks, bool optional = false);

}  // namespace fabshock::input
