// From when on a bloc loses less than so much: the first date t from which on, in every later world of an experiment
// too, dependence D(b, t) stays below a threshold (docs/theory/blocs.md).
//
// A series is what differs in nothing but its dates: the arms of one scenario in one structure, whose shocks begin at
// different dates. In a replication all of them have the same draw, so that each has a date of its own, or none.
#pragma once
#include <optional>
#include <vector>

#include "compare/results_in.h"

namespace fabshock {

struct Independence {
  std::string series;
  MeasureKey key;  // of a dependence
  double threshold = 0;
  std::uint64_t n = 0;                // replications that all arms have
  std::uint64_t there = 0;            // of which by the last date
  Time first, last;                   // dates of the series: who is there at the first may have been before
  std::optional<Time> q05, q50, q95;  // none: not by the last date. The least date by which that share is there
};

// Arms with other axes than dates are series of their own; of what is not dated, or at one date alone, there is none.
std::vector<Independence> independence(const ResultsRead& results, const std::vector<double>& thresholds);

// The first place from which on all are below; values.size(): none.
std::size_t stays_below(const std::vector<double>& values, double threshold);

}  // namespace fabshock
