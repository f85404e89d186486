#include "batch/schedule.h"

#include <algorithm>

#include "stats/intervals.h"

namespace fabshock {

StoppingRule rule_of(const StopRule& stop, std::uint32_t replications) {
  return {.relative_half_width = stop.relative_half_width,
          .at_least = stop.at_least,
          .at_most = replications,
          .confidence = kConfidence};
}

Schedule::Schedule(const BatchPlan& plan) : arms_(plan.arms.size()), shard_(plan.shard) {
  if (plan.stop) {
    const StoppingRule rule = rule_of(*plan.stop, plan.replications);
    std::uint64_t n = 1;
    while (const auto look = next_look(rule, n)) {
      looks_.push_back(static_cast<std::uint32_t>(*look));
      n = *look + 1;
    }
  }
  if (looks_.empty() || looks_.back() < plan.replications) looks_.push_back(plan.replications);
}

Schedule::Stage Schedule::stage_of(std::uint64_t replication) const {
  const auto next = std::upper_bound(looks_.begin(), looks_.end(), replication);
  const std::uint32_t before = next == looks_.begin() ? 0 : *(next - 1);
  return {before, *next - before};
}

Task Schedule::at(std::uint64_t number) const {
  const auto [before, each] = stage_of(number / arms_);
  const std::uint64_t within = number - arms_ * before;
  return {number, static_cast<std::uint32_t>(within / each), before + static_cast<std::uint32_t>(within % each)};
}

std::uint64_t Schedule::number_of(std::uint32_t arm, std::uint32_t replication) const {
  const auto [before, each] = stage_of(replication);
  return arms_ * before + std::uint64_t{arm} * each + (replication - before);
}

}  // namespace fabshock
