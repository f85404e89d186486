// What happened to every node, input and lane in every step of a run: what an explanation may ask about.
#pragma once
#include <cstdint>
#include <vector>

#include "engine/engine.h"

namespace fabshock {

struct NodeDay {  // of one step [quanta]
  Quanta wanted = 0, begun = 0, good = 0, delivered = 0, asked = 0, scrap = 0, finished_lost = 0;
  Quanta wip = 0, waiting = 0;  // at its end; of demand
  std::int32_t availability = 0, line = 0;
  std::uint32_t bound_slot = 0;
  Bound bound = Bound::kNothing;
};

struct SlotDay {
  Quanta stock = 0;  // at the end of the step
  Quanta received = 0, lost = 0;
};

class History : public Observer {
 public:
  explicit History(const Network& network);
  void record(const State& state, std::int64_t tick) override;

  std::int64_t steps() const { return static_cast<std::int64_t>(nodes_.size()); }
  const NodeDay& node(std::int64_t t, std::uint32_t n) const { return nodes_[static_cast<std::size_t>(t)][n]; }
  const SlotDay& slot(std::int64_t t, std::uint32_t s) const { return slots_[static_cast<std::size_t>(t)][s]; }
  // What left over a lane in a step, and what came.
  Quanta shipped(std::int64_t t, std::uint32_t lane) const { return of_step(shipped_, t, lane); }
  bool ever_shipped(std::uint32_t lane) const { return !shipped_.empty() && shipped_.back()[lane] > 0; }
  Quanta arrived(std::int64_t t, std::uint32_t lane) const { return of_step(arrived_, t, lane); }

 private:
  using Sums = std::vector<std::vector<Quanta>>;
  static Quanta of_step(const Sums& sums, std::int64_t t, std::uint32_t lane) {
    const auto i = static_cast<std::size_t>(t);
    return sums[i][lane] - (i > 0 ? sums[i - 1][lane] : 0);
  }

  const Network& net_;
  std::vector<NodeState> totals_;
  std::vector<Quanta> received_, lost_, finished_lost_;
  std::vector<std::vector<NodeDay>> nodes_;
  std::vector<std::vector<SlotDay>> slots_;
  Sums shipped_, arrived_;  // since the beginning, by step and lane
};

}  // namespace fabshock
