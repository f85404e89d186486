// What drives a batch's results: of every measure that varies, what each factor does to it.
#pragma once
#include "batch/second_pass.h"
#include "results/package.h"
#include "stats/elementary_effects.h"
#include "stats/sobol_indices.h"

namespace fabshock {

struct FactorResult {
  std::string factor;
  std::uint32_t numbers = 0;    // that it moves
  ElementaryEffects effects{};  // of Morris' method, else
  SobolIndices indices{};
  // Mean of the measure where the factor is in the lower and in the upper half of its range; of a factor of one number,
  // or of several that move together.
  std::optional<double> low{}, high{};

  // What it is ranked by: mu*, or the total index.
  double weight() const { return indices.total ? *indices.total : effects.mu_star; }
};

struct Sensitivity {               // of one measure
  std::string arm, difference_to;  // difference_to: none: it is the measure; else what it is more than in that arm
  MeasureKey key;
  double mean = 0, sd = 0;            // over the design's points; of Sobol's over A and B
  std::vector<FactorResult> factors;  // by weight, then id
};

std::vector<Sensitivity> sensitivities(const Finished& batch);
// sensitivity.csv and factors.csv: what is in them.
std::vector<package::Table> write_sensitivities(const std::filesystem::path& folder, const BatchPlan& plan,
                                                const std::vector<Sensitivity>& all);
// Those that are told of (results/headline.h), in order; where there is none, those of the world, or else all.
std::vector<const Sensitivity*> told_of(const std::vector<Sensitivity>& all, const std::string& kind);

// Of a folder of Morris' effects: the factors that matter to what is told of, the first `most` of those that have at
// least `share` of the weight of the first, of any such measure; sorted.
std::vector<std::string> factors_that_matter(const std::filesystem::path& folder, std::size_t most, double share);

}  // namespace fabshock
