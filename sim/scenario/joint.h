// Numbers of a model that are not known one by one but together, as a fit to data leaves them: weighted joint draws.
#pragma once
#include <algorithm>
#include <string>
#include <vector>

#include "base/diagnostics.h"

namespace fabshock {

struct JointDraws {
  std::string id;
  std::vector<std::string> columns;  // paths of numbers, as after --set
  std::vector<double> values;        // row by row, in canonical units (number.h)
  std::vector<double> up_to;         // by row: share of the weight of it and all above it, rising to 1
  Place place;                       // in the file whose numbers they are: what another file lays over one is its own

  // The row that u in (0, 1) falls on.
  std::size_t row_at(double u) const {
    const auto at = std::upper_bound(up_to.begin(), up_to.end() - 1, u);
    return static_cast<std::size_t>(at - up_to.begin());
  }
  double value(std::size_t row, std::size_t column) const { return values[row * columns.size() + column]; }
};

}  // namespace fabshock
