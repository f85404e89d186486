// The control keys of a facility or a need, with defaults rules and built-in values filled in, and turned into gains.
#pragma once
#include "network/expand.h"
#include "network/network.h"

namespace fabshock {

// Built-in values, then the defaults rules that pick the node in file order, then the node's own keys.
Control resolve_control(const Model& model, const NodeDraft& node);

// Planned stock [h of use] of one input: the node's own cover for the product, else its `cover` for any, else the last
// defaults rule that has one, else 0. Before `cover_scale`.
double resolve_cover(const Model& model, const NodeDraft& node, const ProductRef& what);

// step: [ticks]. The baseline's use and process time are set later, when the baseline is known.
ExpansionLaw expansion_of(const Control& control);
ControlLaw law_of(const Control& control, std::int64_t step);

}  // namespace fabshock
