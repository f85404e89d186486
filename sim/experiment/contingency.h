// The experiment of a contingency analysis: what is knocked out of a scenario's world, for how long.
#pragma once
#include <span>

#include "experiment/experiment.h"

namespace fabshock {

struct ContingencyAsk {
  std::string scenario;  // a name or a path, as for `run`
  KnockOutBy by = KnockOutBy::kFacility;
  std::vector<double> outages;  // [h], at least one
  std::optional<Time> at;       // when they begin [the scenario's start]
  bool bound = false;           // what no plan could save, too (rerouting/least_loss.h)
  std::vector<Override> set;
  std::uint64_t seed = 1;
  std::uint32_t replications = 1;  // several: each with all uncertain numbers drawn
};

// What an arm of it has rows of: the time to survive, or an outage's losses.
std::vector<std::string> measures_of(const KnockOut& what, bool bound);

// Each target alone: how long it takes until somebody goes short, and each outage. nullopt if there was an error.
std::optional<Experiment> contingency_of(const ContingencyAsk& ask, Diagnostics& diagnostics);

struct PairedLoss {
  double outage = 0;  // [h]
  double alone = 0;   // what the two lose, each alone [currency]
};
struct TargetPair {
  std::string a, b;  // targets of the singles
  std::vector<PairedLoss> losses;
};
// The same world with two knocked out together.
Experiment contingency_of_pairs(const Experiment& singles, std::span<const TargetPair> pairs);

}  // namespace fabshock
