// The tables of ETO's Advanced Semiconductor Supply Chain Dataset (inputs, stages, sequence, providers, provision) -> a
// model as YAML text, with a count of what was assumed and of what was not used. What is assumed, and why:
// docs/guide/06-eto.md. The same tables give the same bytes.
#pragma once
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/diagnostics.h"

namespace fabshock {

struct Counted {
  std::string what;
  std::size_t count = 0;
};

struct TableUse {  // of a table's rows: rows = used + the sum of unused
  std::string name;
  std::size_t rows = 0, used = 0;
  std::vector<Counted> unused;  // by reason, in the order in which the reasons come up
};

struct ImportedModel {
  std::string yaml;
  std::size_t products = 0, facilities = 0, regions = 0, needs = 0, recipe_lines = 0;
  std::vector<Counted> assumptions;
  std::vector<TableUse> tables;
};

// Nothing if there was an error; warnings (a circle, a market size or a country that is not understood) stop nothing.
std::optional<ImportedModel> import_eto(const std::filesystem::path& folder, Diagnostics& diagnostics);

}  // namespace fabshock
