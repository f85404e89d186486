// What moving one factor does, from many places: the measures of Morris (1991), with mu* of Campolongo, Cariboni &
// Saltelli (2007).
#pragma once
#include <span>

#include "stats/intervals.h"

namespace fabshock {

struct ElementaryEffects {
  std::uint64_t n = 0;
  double mu_star = 0;                     // mean of |effect|: how much the factor matters
  std::optional<Interval> star_interval;  // 95 %, by bootstrap; none of fewer than two
  std::optional<double> mu;               // mean effect: which way; of a factor that has a direction
  std::optional<double> sigma;            // its standard deviation: how far that depends on where the others stand
};

// effects: differences of the output over the step in the unit cube; NaN: not known. directed: do they have a sign?
ElementaryEffects elementary_effects(std::span<const double> effects, bool directed);

}  // namespace fabshock
