#pragma once
#include <string>
#include <vector>

#include "batch/contingency.h"

namespace fabshock::cli {

// The worst of each length of outage, on standard output.
void print_contingency(const std::vector<ContingencyRow>& rows, const std::string& currency);

}  // namespace fabshock::cli
