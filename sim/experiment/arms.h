// The arms of an experiment: every scenario at every point of the design in every structure, in that order. Each is a
// scenario with values set.
#pragma once
#include "experiment/experiment.h"

namespace fabshock {

struct Arm {
  std::string id, scenario;
  std::vector<Override> set;
  std::vector<std::string> levels;          // by axis of the design, as in design.csv
  std::optional<std::uint32_t> baseline{};  // the arm it is paired with; none: it is one, or there is none
  std::optional<KnockOut> knock_out{};
};

struct Arms {
  std::vector<std::string> axes;  // columns of design.csv behind `arm`
  std::vector<Arm> all;
};

// Throws std::invalid_argument where a design cannot be (design/design.h).
Arms arms_of(const Experiment& experiment);

}  // namespace fabshock
