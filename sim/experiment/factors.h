// The factors of a sensitivity analysis: what is moved as one, of all that an experiment samples.
#pragma once
#include <span>
#include <string>
#include <vector>

#include "experiment/experiment.h"

namespace fabshock {

struct Factor {
  std::string id;
  std::vector<std::string> axes;  // that it moves (SampledWorld::axes), sorted
  bool chance = false;            // does it move the seed?
};

struct SampledAxis {
  std::string name;       // a path, or the id of a group that moves together
  std::size_t group = 0;  // of the experiment's sample
};

// Each number of the model by its kind: `model.facilities.*.cover` for all facilities'. Of what has no id before it,
// and of scenarios, the path itself.
std::string family_of(const std::string& path);

// Sorted by id. A group that the experiment names is one factor; of `model: all` and `scenario: all` each number or
// each family is, as is asked. `chance` is the seed, where that varies. If something is to be kept, all others are one
// factor, `rest`. Throws std::invalid_argument where nothing is sampled, or `keep` names no factor.
std::vector<Factor> factors_of(const SensitivityAsk& ask, const Experiment& experiment,
                               std::span<const SampledAxis> axes);

inline constexpr std::string_view kChance = "chance";
inline constexpr std::string_view kRest = "rest";

// The experiment with its sensitivities asked for; diagnostics where it has what has no place there.
Experiment sensitivity_of(Experiment experiment, SensitivityAsk ask, Diagnostics& diagnostics);

}  // namespace fabshock
