// One replication of one arm: draws its numbers, runs it and its undisturbed twin, checks the ledgers, and measures.
//
// Replication r has the same seed and the draws of the same point in every arm: arms share their random numbers. What
// is measured is against the undisturbed run of the same draw.
#pragma once
#include <functional>
#include <set>

#include "batch/draws.h"
#include "batch/key_table.h"
#include "batch/record.h"
#include "batch/schedule.h"
#include "batch/worlds.h"
#include "rerouting/least_loss.h"
#include "results/recorder.h"
#include "results/run_measures.h"

namespace fabshock {

class Replicator {  // one for each thread
 public:
  // Both must outlive it.
  Replicator(Worlds& worlds, const BatchPlan& plan);

  // Until the next call. After the first of a world of which nothing is drawn it takes nothing from the heap, but for
  // what a run has more of than any before, and for the plan of what chance decides.
  // poll: called now and then; may throw to stop. Throws std::runtime_error where a ledger does not balance.
  const Replication& run(const Task& task, const std::function<void()>& poll);
  // Those that its results are numbers of.
  const KeyTable& keys() const { return keys_; }

 private:
  struct At {  // a world that is run
    At(const Network& network, const Scenario& scenario);
    // The outage is put into a scenario of its own, and the undisturbed run is of the other.
    void knock_out(const KnockOut& what, Time when, std::optional<double> hours);
    std::vector<std::uint32_t> nodes_of(const KnockOut& what) const;
    const Network& net;
    const Scenario& scenario;
    Runner runner;
    RunMeasures measures;
    std::optional<Scenario> hit;  // with what is knocked out
    std::optional<State> before;  // the undisturbed world, when that begins ...
    std::uint64_t before_of = 0;  // ... and the seed that it is of
    ShockPlan plan, calm;
    std::optional<std::uint64_t> planned, calm_planned;  // the seeds that these are of
    std::optional<std::uint64_t> undisturbed_of;         // that undisturbed_ is of
  };
  struct Row {
    std::uint32_t place = 0, key = 0;
    double value = 0;
  };

  void take_up(std::uint32_t arm);
  void move_to_world_of(std::uint32_t arm);
  void measure(const Task& task, const std::function<void()>& poll);
  void measure_tail(const std::function<void()>& poll);
  void measure_survival(const KnockOut& what, const std::function<void(double)>& check);
  LeastLoss least_loss(const RunRecord& undisturbed);
  std::vector<MeasureRow> with_bound(const KnockOut& what, const RunRecord& undisturbed,
                                     const std::vector<MeasureRow>& rows);
  void plan_runs();
  void run_checked(const ShockPlan& plan, RunRecord& record, const std::function<void(double)>& check);
  const RunRecord* shared_undisturbed(bool wait, const std::function<void(double)>& check);
  const RunRecord& own_undisturbed(const std::function<void(double)>& check);
  void keep_rows(const std::vector<MeasureRow>& rows);
  void keep_series(const Bands& bands);

  Worlds& worlds_;
  const BatchPlan& plan_;
  const std::set<std::string, std::less<>> wanted_;  // measures; empty: all
  KeyTable keys_;
  Replication result_;
  RunRecord undisturbed_, disturbed_;
  std::vector<Row> rows_;
  std::optional<std::uint32_t> arm_;  // that it is at ...
  std::shared_ptr<ArmWorld> world_;   // ... and its world, where nothing is drawn; else
  std::optional<SampledWorld> sampled_;
  std::optional<Draws> draws_;
  std::optional<At> at_;
};

}  // namespace fabshock
