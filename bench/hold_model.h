// The hold model: pop an event, push one after an exponential delay in whole hours, with the same number always
// pending.
#pragma once
#include <cstdint>
#include <vector>

#include "kernel/queue.h"

namespace fabshock::bench {

std::vector<std::uint32_t> exponential_delays(double mean);  // 65,536 of them

class HoldModel {  // on the engine's queue
 public:
  HoldModel(std::size_t pending, double mean_delay);
  std::int64_t run(std::int64_t at_least);  // whole batches; returns how many were held

 private:
  EventQueue queue_;
  std::vector<std::uint32_t> delays_;
  std::size_t next_ = 0;
};

}  // namespace fabshock::bench
