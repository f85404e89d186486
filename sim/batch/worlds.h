// The worlds of a batch's arms: read once to see that they are sound and what there will be to write, and made again
// when their turn comes, so that memory holds those that are being run, not all there are.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <mutex>

#include "batch/plan.h"
#include "experiment/arms.h"
#include "experiment/sampled_world.h"
#include "results/recorder.h"

namespace fabshock {

struct ArmWorld {  // of which nothing is drawn; shared by all threads
  Scenario scenario;
  std::shared_ptr<const Network> network;
  // Its undisturbed run, made by the first who needs it, who holds `making` as long.
  struct Undisturbed {
    RunRecord run;
    std::optional<std::uint64_t> seed;  // that it was run with; none: it has not been made
    bool by_chance = false;             // with another it would be another run
  } undisturbed;
  std::mutex making;
};

class Worlds {
 public:
  // The experiment must outlive it.
  explicit Worlds(const Experiment& experiment);

  // What the batch will be; nothing where an input is wrong, and the diagnostics say why.
  // poll: called for each arm; may throw to stop.
  std::optional<BatchPlan> plan(Shard shard, Diagnostics& diagnostics, const std::function<void()>& poll);

  const Experiment& experiment() const { return e_; }
  const Arm& arm(std::uint32_t a) const { return arms_.all[a]; }
  // What is recorded over time.
  Record record() const;
  // The first arm that is in the same world, before anything is knocked out.
  std::uint32_t first_in_world_of(std::uint32_t a) const { return first_[a]; }
  // Any thread may ask. Of an arm of which nothing is drawn. Where something will be knocked out, without that, and all
  // else taken for granted.
  std::shared_ptr<ArmWorld> world(std::uint32_t a);

 private:
  Bands bands_of(const Network& network, const Scenario& scenario) const;
  // sampled: axes of any arm, with their groups.
  void plan_draws(BatchPlan& plan, const std::map<std::string, std::size_t>& sampled, Diagnostics& diagnostics) const;
  void plan_sensitivity(BatchPlan& plan, const std::map<std::string, std::size_t>& sampled) const;

  const Experiment& e_;
  const Arms arms_;
  std::vector<std::uint32_t> first_;  // by arm: the first in its world; those of one world follow one another
  std::mutex mutex_;
  std::vector<std::weak_ptr<ArmWorld>> made_;    // by arm
  std::vector<std::shared_ptr<ArmWorld>> kept_;  // the last of them
};

}  // namespace fabshock
