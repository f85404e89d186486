// What was observed of a batch's episodes, as its plan keeps it, and what anybody could have forecast.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "scenario/scenario.h"

namespace fabshock {

// What an observation counts as: what its file says, or spot, contract, lead-time, volume, day; null where nothing
// happened.
std::string kind_of(const Observation& seen);

struct SeenOutcome {
  std::string id{}, kind{};  // kind_of
  std::string measure{}, of{}, when{}, unit{};
  double value = 0, low = 0, high = 0;
  std::string confidence{}, source{};
  bool is_price = false;   // spot or contract
  bool on_log = false;     // errors are of its logarithm
  bool lost = false;       // a share that is gone
  bool is_day = false;     // what does not happen is later than any day
  bool input = false;      // it is no prediction
  double discrepancy = 0;  // of its kind, as the model says: standard deviation of ln(observed/predicted)
  std::optional<double> no_effect_within{};
  // Of multiples: that it stays as it is; and of prices: a fifth up in the second week, fading over a quarter.
  std::optional<double> no_change{}, fading{};
};

std::vector<SeenOutcome> seen_outcomes(const Scenario& scenario);

}  // namespace fabshock
