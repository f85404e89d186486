// Past episodes as functions of what is fitted: what does each give where it was observed? Every other number is at its
// value or, if inputs are drawn, anywhere in its range. One for each thread.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "batch/seen.h"
#include "experiment/arms.h"
#include "experiment/sampled_world.h"

namespace fabshock {

struct FittedNumber {
  std::string path;
  double start = 0.5;  // the quantile at which it stands
};

class Episodes {
 public:
  // Throws std::invalid_argument where an input is wrong, which the diagnostics of `check` have told of before.
  explicit Episodes(const Experiment& experiment, bool draws_inputs = false);

  struct Episode {
    std::string name, together;  // together: those with the same word are one episode in several files
    std::vector<SeenOutcome> seen;
  };
  const std::vector<Episode>& all() const { return all_; }
  const std::vector<FittedNumber>& fitted() const { return fitted_; }  // of any episode, by path
  const std::set<std::string>& input_files() const { return input_files_; }
  // By outcome; NaN where it is not defined. Empty where the world has no baseline. u: by fitted number, in (0, 1).
  // number: of the draw of inputs and chance.
  std::vector<double> outcomes(std::size_t episode, std::span<const double> u, const std::function<void()>& poll,
                               std::uint64_t number = 0);
  // What the number is there, in its canonical unit.
  double value(std::size_t number, double u) const;

 private:
  struct World {
    SampledWorld sampled;
    std::vector<std::optional<std::size_t>> fitted;  // by axis: which of them; none: an input
  };
  std::uint64_t seed_;
  std::set<std::string> input_files_;  // of the experiment, its scenarios and their models
  std::vector<Episode> all_;
  std::vector<World> worlds_;
  std::vector<FittedNumber> fitted_;
  std::vector<Number> numbers_;  // by fitted number
};

// Tells of all that is wrong with them.
void check_episodes(const Experiment& experiment, Diagnostics& diagnostics);

}  // namespace fabshock
