// What a run did to needs and makers, each against the undisturbed run of the same world with the same draws.
//
// What is measured after every replication of a batch is made by an object of its world, which keeps its room from one
// to the next: after the first it takes nothing from the heap.
#pragma once
#include <string_view>
#include <vector>

#include "results/recorder.h"

namespace fabshock {

// A row of measures.csv. The texts are constants, or of the world that was measured and of what measured it.
struct MeasureRow {
  std::string_view measure, entity, product;
  double value = 0;
  std::string_view unit;
};

struct NodeLoss {
  std::uint32_t node = 0;
  // [units] delivered less than in the undisturbed run; of a sink, without what its buyers gave up.
  double lost = 0;
  double lost_days = 0;  // the same in days of the baseline's flow
  double value = 0;      // [currency] at the baseline price
  // [units] that buyers no longer asked for, of what they would have in this run's surges, because of the price or
  // because they turned to another option; below 0
  // where they turned to this one.
  double given_up = 0;
  // First and last step short by over a thousandth of the baseline's flow; where there is none and the loss adds up to
  // over 1e-5 of what was delivered, by anything; -1 = never.
  std::int64_t first = -1, last = -1;
  double worst = 0;  // share missing of what the undisturbed run delivered in a week, in the worst
  bool short_ever() const { return first >= 0; }
};

// What a quantum that a sink is served is worth at the baseline [currency]; of options that replace one another, at
// what the baseline pays for a unit of the need. By sink.
std::vector<double> worth_of_sinks(const Network& network);
// Of all needs together, at baseline prices; a need that was shorter in the undisturbed run counts as not short. Of
// options that replace one another only what the need as a whole lacks.
struct WorldLoss {
  double unmet = 0, given_up = 0;  // [currency]
};
// What all options of a need gave together, in the need's unit; of needs that have one.
struct Delivered {
  std::uint32_t need = 0;  // of the model
  double amount = 0, undisturbed = 0;
};

class LossMeasures {
 public:
  explicit LossMeasures(const Network& network);  // must outlive it
  // Losses of every node with any; sinks count unserved and given up demand, facilities shipments.
  const std::vector<NodeLoss>& losses(const RunRecord& undisturbed, const RunRecord& run);
  WorldLoss of_world(const std::vector<NodeLoss>& losses);
  const std::vector<Delivered>& delivered(const RunRecord& undisturbed, const RunRecord& run);
  void add(const RunRecord& undisturbed, const RunRecord& run, std::vector<MeasureRow>& rows);

 private:
  struct Step {                           // of a node
    Quanta before = 0, run = 0;           // delivered
    Quanta less_asked = 0, expected = 0;  // what is not asked for is not missed; what there should have been
    Quanta missing() const { return before - run - less_asked; }
  };
  struct Tally {  // what a node's steps add up to
    struct Steps {
      std::int64_t first = -1, last = -1;
      void add(std::size_t t) {
        if (first < 0) first = static_cast<std::int64_t>(t);
        last = static_cast<std::int64_t>(t);
      }
    };
    Quanta total = 0, given_up = 0, delivered = 0;
    Quanta window = 0, usual = 0;  // of the last week: missing, and what there should have been
    Steps marked, any;
    double worst = 0;
    void add(std::size_t t, const Step& step, Quanta usual_flow);
    void take_off(const Step& step);  // of a week before
    void end_week();
  };
  static Step step_of(const Network& network, const RunRecord& undisturbed, const RunRecord& run, std::size_t step,
                      std::uint32_t node);
  void tally(const RunRecord& undisturbed, const RunRecord& run);
  NodeLoss loss_of(std::uint32_t node, const RunRecord& run) const;
  void add_loss(const NodeLoss& loss, std::vector<MeasureRow>& rows) const;
  void add_served(const RunRecord& undisturbed, const RunRecord& run, std::vector<MeasureRow>& rows) const;
  void add_payments(const RunRecord& undisturbed, const RunRecord& run, std::vector<MeasureRow>& rows) const;

  const Network& net_;
  const std::vector<double> worth_;  // by sink
  const std::vector<Quanta> usual_;  // by node: what it delivers at the baseline, a step
  std::vector<Tally> tallies_;       // by node
  std::vector<NodeLoss> losses_;
  std::vector<WorldLoss> needs_;      // by need of the model
  std::vector<Delivered> delivered_;  // by need that is counted in a unit
  std::vector<std::uint32_t> place_;  // there, by need of the model
};
// First and last day of shortage of each need, as events.
std::vector<LogEntry> shortage_events(const Network& network, const std::vector<NodeLoss>& losses, std::int64_t steps);

}  // namespace fabshock
