// When a batch has run enough replications: when the t interval of a mean is narrow enough, relative to the mean.
//
// Looked at only after set numbers of replications, at_least and then half as many again each time, so that what is
// decided depends on the replications alone, not on threads or on who finished first. Whoever looks after every
// replication stops at the moments when the variance happens to look small, and the interval then covers less than it
// says [Chow & Robbins 1965; Glynn & Whitt 1992, Annals of Applied Probability 2, 180-198]. Few looks, and none before
// 100 replications, keep that small: docs/theory/experiments.md has the figures.
#pragma once
#include <cstdint>
#include <optional>

#include "stats/moments.h"

namespace fabshock {

struct StoppingRule {
  double relative_half_width = 0.02;  // > 0
  std::uint64_t at_least = 100;       // >= 2
  std::uint64_t at_most = 0;          // the replications that there are; looked at too
  double confidence = 0.95;
};

// The first look at or after n replications; nothing beyond at_most.
std::optional<std::uint64_t> next_look(const StoppingRule& rule, std::uint64_t n);

// Whether to stop: half width <= relative_half_width * |mean|. False of fewer than two, and of a mean of 0: a rare
// event that did not happen yet is not one that never does.
bool narrow_enough(const StoppingRule& rule, const Moments& moments);

}  // namespace fabshock
