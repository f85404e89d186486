// What no single entry of a model can be blamed for: lanes that do not fit, shares that do not add up, cycles that
// cannot start.
#pragma once
#include "scenario/reader.h"

namespace fabshock::input {

// clean: reading the model found no errors, so that what is missing is really missing. Shares are judged even so,
// unless some lane leads nowhere.
void check_lanes(Reader& reader, const Model& model, bool clean);
void check_cycles(Reader& reader, const Model& model);

}  // namespace fabshock::input
