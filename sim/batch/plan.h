// All that is known of a batch before its first replication: enough to write every file but the results, and to tell
// whether two processes, or two shards, work at the same batch.
#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "batch/seen.h"
#include "experiment/factors.h"

namespace fabshock {

struct BandSeries {  // a column of timebands.csv, over time
  std::string kind, entity, product, measure, unit;
};
// What an arm records over time.
struct Bands {
  std::vector<BandSeries> series;
  std::int64_t every = 0;     // [ticks] between moments
  std::uint32_t moments = 0;  // the first is the arm's start
};

struct PlannedArm {
  std::string id, scenario;
  std::vector<std::string> set;             // PATH=VALUE
  std::vector<std::string> levels;          // by axis of the design
  std::optional<std::uint32_t> baseline{};  // the arm it is paired with
  std::vector<std::string> knocked_out{};   // facilities
  std::vector<std::string> measures{};      // that it alone has; none: those of the plan
  std::string model;
  Time start;
  Duration horizon;
  std::uint32_t sampled = 0, bands = 0;  // which of the plan's
  std::vector<SeenOutcome> seen{};       // of a hindcast
};

struct Shard {  // index of `of`, from 1; 0 of 0: the whole
  std::uint32_t index = 0, of = 0;
  bool is_whole() const { return of == 0; }
};

struct InputFile {
  std::string path, sha256;
};

struct SensitivityPlan {
  FactorMethod method = FactorMethod::kMorris;
  std::uint32_t rows = 1;
  std::vector<Factor> factors;
};

struct BatchPlan {
  std::string version{}, commit{};
  std::string name{}, title{};
  std::string kind{};  // of need, that is told of beside all (results/blocs.h)
  std::uint64_t seed = 1;
  std::uint32_t replications = 1;
  Shard shard{};
  std::vector<std::string> measures{};  // that are written; none: all
  std::optional<StopRule> stop{};
  std::optional<Splitting> splitting{};
  std::optional<SensitivityPlan> sensitivity{};
  Spread spread = Spread::kRandom;  // of what is drawn
  bool hazards = true;              // does chance differ between replications?
  bool hindcast = false;
  std::vector<Correlation> correlations{};
  std::vector<std::string> design{};                // its axes
  std::vector<std::vector<std::string>> sampled{};  // axes, sorted: the distinct lists of the arms
  std::vector<Bands> bands{};                       // the distinct ones of the arms
  std::vector<PlannedArm> arms{};
  std::vector<InputFile> inputs{};

  std::vector<std::string> axes() const;  // sampled by any arm, sorted
  bool is_contingency() const { return !arms.empty() && !arms.front().knocked_out.empty(); }
  const char* command() const {
    return sensitivity ? "sensitivity" : is_contingency() ? "contingency" : hindcast ? "hindcast" : "batch";
  }
};

std::string to_text(const BatchPlan& plan);
BatchPlan plan_of_text(const std::string& text);  // that to_text() gave

// Throws std::runtime_error where an input is no longer what it was: a batch reads them again and again.
void check_inputs(const BatchPlan& plan);

// What makes two plans different batches, such as "models/x/lanes.csv has changed"; nothing where they are the same.
// Shards of one batch are the same but for their index.
std::optional<std::string> difference(const BatchPlan& kept, const BatchPlan& now);

}  // namespace fabshock
