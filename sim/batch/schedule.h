// Which replication of which arm is which task, and in which order they count. Without a stopping rule: arm by arm.
// With one: up to its first look all arms, then all arms up to the next look, and so on, so that whether to go on is
// decided by the replications alone.
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "batch/plan.h"
#include "stats/stopping.h"

namespace fabshock {

struct Task {
  std::uint64_t number = 0;
  std::uint32_t arm = 0, replication = 0;
};

class Schedule {
 public:
  explicit Schedule(const BatchPlan& plan);

  Task at(std::uint64_t number) const;
  std::uint64_t number_of(std::uint32_t arm, std::uint32_t replication) const;
  // Tasks up to the end of a stage; without a rule there is one stage.
  std::uint64_t end_of(std::size_t stage) const { return arms_ * looks_[stage]; }
  std::size_t stages() const { return looks_.size(); }
  std::uint32_t replications(std::size_t stage) const { return looks_[stage]; }
  // Does this shard do it?
  bool is_mine(std::uint64_t number) const { return shard_.is_whole() || number % shard_.of == shard_.index - 1; }
  // Of the tasks before it, how many are this shard's.
  std::uint64_t mine_before(std::uint64_t number) const {
    return shard_.is_whole() ? number : (number + shard_.of - shard_.index) / shard_.of;
  }

 private:
  struct Stage {
    std::uint32_t before = 0, each = 0;  // replications before it, and in it
  };
  Stage stage_of(std::uint64_t replication) const;

  std::uint64_t arms_;
  Shard shard_;
  std::vector<std::uint32_t> looks_;  // replications after which it is decided; the last is all there are
};

StoppingRule rule_of(const StopRule& stop, std::uint32_t replications);

}  // namespace fabshock
