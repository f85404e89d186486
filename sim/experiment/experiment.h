// An experiment: scenarios, in variants, each many times with its uncertain numbers drawn
// (docs/guide/08-experiments.md).
#pragma once
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "design/factor_points.h"
#include "experiment/knock_out.h"
#include "scenario/load.h"

namespace fabshock {

enum class DesignType : std::uint8_t { kReplications, kList, kGrid, kLatinHypercube, kSobol, kKnockOuts };

struct DesignAxis {
  std::string path;                 // as after --set
  std::vector<std::string> values;  // of a grid; of a Latin hypercube or Sobol points the two ends
};

struct DesignPoint {  // of a list
  std::string id;
  std::vector<Override> set;
  std::vector<std::string> scenarios{};  // names of those that have it; empty: all
};

// Numbers that are drawn: those below the paths that have a range or a distribution.
struct SampledGroup {
  std::string id;
  std::vector<std::string> paths;       // as after --set, with `*`; a path above numbers stands for all below it
  bool together = false;                // one draw for all of them: the same quantile of each
  std::optional<double> correlation{};  // else: between the draws of every two
  std::vector<std::string> opposite{};  // paths too, of what falls where the others rise: quantile 1 - u
  bool may_be_none = false;             // it is no error if none of them has a range
  bool is_all = false;                  // all of the model or scenario: nobody put them together
};

// All numbers of the model and the scenario that have a range.
inline SampledGroup everything() {
  return {.id = "all",
          .paths = {"model", "cost", "disruptions", "policies", "projects"},
          .may_be_none = true,
          .is_all = true};
}

// Of every two of them, Spearman's rank correlation (design/rank_correlation.h).
struct Correlation {
  std::vector<std::string> axes;  // paths of single numbers, ids of groups that move together
  double rank = 0;
};

struct Structure {  // an arm of another form: switches, or anything that can be set
  std::string id;
  std::vector<Override> set;
};

// When there are enough replications: stats/stopping.h.
struct StopRule {
  std::string measure, of = "world";  // of: the entity, or entity and product, "us ai-compute"
  double relative_half_width = 0.02;
  std::uint32_t at_least = 100;
};

// What is recorded over time, for timebands.csv.
struct BandRecord {
  bool on = true;
  double every = 168;  // [h]
  std::vector<std::string> measures = {"unmet", "compute_delivered", "price_multiple"};
};

// The probability that the need that goes unmet adds up to a level, by splitting (batch/splitting.h).
struct Splitting {
  std::vector<double> levels;  // [currency at baseline prices], rising
  std::string kind;            // of need; empty: all
  std::uint32_t effort = 100;  // tries for each level
};

// What drives the results, and how far (experiment/factors.h): of an analysis of sensitivity.
enum class FactorsBy : std::uint8_t { kFamily, kNumber };
struct SensitivityAsk {
  FactorMethod method = FactorMethod::kMorris;
  FactorsBy by = FactorsBy::kFamily;
  std::uint32_t rows = 1;           // of its design
  std::vector<std::string> keep{};  // factors that are told apart; empty: all
};

// How what is sampled is fitted to past episodes (calibration/fit.h).
struct CalibrationAsk {
  std::map<std::string, double> scale;  // by kind of outcome: the error that counts as one; others are not fitted
  double hold = 0.25;                   // standard deviation of the quantiles about where they stand
  std::uint32_t starts = 4;             // of each search
  std::uint32_t evaluations = 1500;     // of each start, at most
  double together = 0;                  // correlation of errors of one episode: the more, the less another one says
  std::uint32_t particles = 0;          // of the posterior; 0: none
  std::uint32_t draws = 500;            // of it that are written
  Place place;
};

struct Experiment {
  std::string name, title, question;
  std::vector<std::string> scenarios;   // names or paths, as for `run`
  std::optional<std::string> baseline;  // a scenario beside them, or the id of an arm of theirs
  std::uint32_t replications = 1;
  std::uint64_t seed = 1;
  std::vector<Override> set;  // in every arm
  DesignType design = DesignType::kReplications;
  std::uint32_t points = 0;  // of a Latin hypercube or Sobol points
  std::vector<DesignAxis> axes;
  std::vector<DesignPoint> list;
  std::vector<KnockOut> knock_outs;  // of kKnockOuts, which no file has ...
  Time knock_out_at;                 // ... when each begins ...
  bool bound = false;                // ... and whether what no plan could save is worked out beside
  Spread spread = Spread::kRandom;   // of what is drawn, over the replications
  std::vector<SampledGroup> sample;
  std::vector<Correlation> correlations;  // between groups and numbers
  bool hazards = true;                    // false: every replication has the disruptions of the first
  std::vector<Structure> structure;
  std::vector<std::string> measures;  // that are written; none: all
  BandRecord bands;
  std::optional<StopRule> stop;
  std::optional<Splitting> splitting;
  std::optional<CalibrationAsk> calibration;
  std::optional<SensitivityAsk> sensitivity;  // which no file has
  bool joint = true;                          // numbers that the model has joint draws of are drawn together
  bool hindcast = false;                      // its scenarios are past episodes, scored by what was observed
  std::vector<std::string> input_files;
};

inline constexpr std::uint32_t kMostReplications = 100'000'000;

// name: a file, or the name of one in scenarios/experiments/. nullopt if there was an error.
std::optional<Experiment> load_experiment(const std::filesystem::path& name, Diagnostics& diagnostics);
// Is this the file of an experiment, by its schema? Also false if it cannot be read.
bool is_experiment(const std::filesystem::path& name);

}  // namespace fabshock
