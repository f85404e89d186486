// One replication of one arm: draws its numbers, runs it and its undisturbed twin, checks the ledgers, and measures.
//
// Replication r of every arm has the seed `seed` + r and the draws of point r: arms share their random numbers. What is
// measured is against the undisturbed run of the same draw.
#pragma once
#include <functional>
#include <set>

#include "batch/record.h"
#include "batch/schedule.h"
#include "batch/worlds.h"
#include "results/recorder.h"

namespace fabshock {

class Replicator {  // one for each thread
 public:
  // Both must outlive it.
  Replicator(Worlds& worlds, const BatchPlan& plan);

  // poll: called now and then; may throw to stop. Throws std::runtime_error where a ledger does not balance.
  Replication run(const Task& task, const std::function<void()>& poll);
  // Is the undisturbed run of this arm the same in every replication? Known after the first.
  bool shares_undisturbed() const { return undisturbed_of_.has_value() && undisturbed_is_any_; }

 private:
  void take_up(std::uint32_t arm);
  void take_world(const Network* network, const Scenario* scenario);  // null: none
  void measure(const Network& network, const Scenario& scenario, const Bands& bands, const std::function<void()>& poll,
               Replication& result);

  Worlds& worlds_;
  const BatchPlan& plan_;
  const std::set<std::string> wanted_;     // measures; empty: all
  std::optional<std::uint32_t> arm_;       // that it is at
  std::shared_ptr<const ArmWorld> world_;  // of the arm, where nothing is drawn; else
  std::optional<Runner> runner_;           // of that world
  RunRecord undisturbed_, disturbed_;
  std::optional<std::uint64_t> undisturbed_of_;  // the seed that undisturbed_ is of, in the world of runner_
  bool undisturbed_is_any_ = false;              // and of any other
  std::optional<SampledWorld> sampled_;
  std::optional<UnitPoints> points_;
};

}  // namespace fabshock
