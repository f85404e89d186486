// Two arms, measure by measure: replication by replication where they share their random numbers and what was drawn,
// else as two samples that share nothing.
#pragma once
#include <optional>
#include <vector>

#include "compare/results_in.h"
#include "stats/intervals.h"
#include "stats/paired.h"

namespace fabshock {

struct ArmPair {
  const ArmRead* arm = nullptr;
  const ArmRead* baseline = nullptr;
  bool paired = true;
};

// Those that an experiment pairs; or, where `baseline` names an arm, all others with it. Throws std::invalid_argument
// where there is no such arm, or nothing to compare.
std::vector<ArmPair> pairs_within(const ResultsRead& results, const std::optional<std::string>& baseline);
// Arms of the same id; where there are none, the one arm of each folder, or all of `a` with the one of `b`. Are paired
// where every replication that both have has the same seed, and the same draw of every parameter that both sampled.
std::vector<ArmPair> pairs_between(const ResultsRead& a, const ResultsRead& b);

// What a replication measured; of an amount 0 where it reported none. Of dependence, which has no row where a run is
// too short for it, only in arms in which nothing happens.
ArmValues::Values values_of(const ArmRead& arm, const MeasureKey& key);

struct Comparison {
  ArmPair arms;
  MeasureKey key;
  std::uint64_t n = 0, n_baseline = 0;  // of pairs both the same
  double mean = 0, baseline_mean = 0, difference = 0;
  std::optional<Interval> interval{};          // of the difference, 95 %
  std::optional<Worse> worse{};                // than the baseline, of pairs, where one way is worse
  std::optional<double> variance_reduction{};  // of pairs
};

// Of every measure that either arm has, by key.
std::vector<Comparison> compare(const ArmPair& arms);

}  // namespace fabshock
