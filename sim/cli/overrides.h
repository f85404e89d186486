#pragma once
#include <string>
#include <vector>

#include "scenario/load.h"

namespace fabshock::cli {

// What --set gives: PATH=VALUE, or a diagnostic.
std::vector<Override> parse_overrides(const std::vector<std::string>& given, Diagnostics& diagnostics);

}  // namespace fabshock::cli
