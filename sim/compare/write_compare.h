// The files of a comparison: comparison.csv, and where there is any independence.csv and remedies.csv;
// datapackage.json, manifest.json.
#pragma once
#include "compare/comparison.h"
#include "compare/independence.h"
#include "compare/remedies.h"

namespace fabshock {

struct Compared {
  std::vector<Comparison> comparisons;
  std::vector<Independence> independence;
  std::vector<RemedyCost> remedies;
};

// folders: those read, for the manifest.
void write_compared(const std::filesystem::path& out, const std::string& name, const Compared& compared,
                    const std::vector<std::filesystem::path>& folders);

}  // namespace fabshock
