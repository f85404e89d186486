// The measures of a run, each against the undisturbed run of the same world with the same draws.
#pragma once
#include <string>
#include <vector>

#include "results/recorder.h"

namespace fabshock {

struct MeasureRow {
  std::string measure, entity, product;
  double value = 0;
  std::string unit;
};

struct NodeLoss {
  std::uint32_t node = 0;
  // [units] delivered less than in the undisturbed run; of a sink, without what its buyers gave up.
  double lost = 0;
  double lost_days = 0;  // the same in days of the baseline's flow
  double value = 0;      // [currency] at the baseline price
  // [units] that buyers no longer asked for, because of the price or because they turned to another option; below 0
  // where they turned to this one.
  double given_up = 0;
  // First and last step short by over a thousandth of the baseline's flow; where there is none and the loss adds up to
  // over 1e-5 of what was delivered, by anything; -1 = never.
  std::int64_t first = -1, last = -1;
  double worst = 0;  // share missing of what the undisturbed run delivered in a week, in the worst
  bool short_ever() const { return first >= 0; }
};

// Losses of every node with any; sinks count unserved and given up demand, facilities shipments.
std::vector<NodeLoss> losses(const Network& network, const RunRecord& undisturbed, const RunRecord& run);
// What a quantum that a sink is served is worth at the baseline [currency]; of options that replace one another, at
// what the baseline pays for a unit of the need. By sink.
std::vector<double> worth_of_sinks(const Network& network);
// Of all needs together, at baseline prices; a need that was shorter in the undisturbed run counts as not short. Of
// options that replace one another only what the need as a whole lacks.
struct WorldLoss {
  double unmet = 0, given_up = 0;  // [currency]
};
WorldLoss world_loss(const Network& network, const std::vector<NodeLoss>& losses);
// What all options of a need gave together, in the need's unit; of needs that have one.
struct Delivered {
  std::uint32_t need = 0;  // of the model
  double amount = 0, undisturbed = 0;
};
std::vector<Delivered> delivered_to_needs(const Network& network, const RunRecord& undisturbed, const RunRecord& run);
std::vector<MeasureRow> measures_of(const Network& network, const RunRecord& undisturbed, const RunRecord& run,
                                    const std::vector<NodeLoss>& losses);
// First and last day of shortage of each need, as events.
std::vector<LogEntry> shortage_events(const Network& network, const std::vector<NodeLoss>& losses, std::int64_t steps);

}  // namespace fabshock
