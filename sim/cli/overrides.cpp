#include "cli/overrides.h"

namespace fabshock::cli {

std::vector<Override> parse_overrides(const std::vector<std::string>& given, Diagnostics& diagnostics) {
  std::vector<Override> overrides;
  for (const std::string& text : given) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0) {
      diagnostics.error({}, "--set " + text + ": not of the form PATH=VALUE",
                        "for example --set disruptions.quake.severity=0.5");
      continue;
    }
    overrides.push_back({text.substr(0, equals), text.substr(equals + 1)});
  }
  return overrides;
}

}  // namespace fabshock::cli
