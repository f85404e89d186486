#include "hold_model.h"

#include <cmath>

namespace fabshock::bench {

std::vector<std::uint32_t> exponential_delays(double mean) {
  std::vector<std::uint32_t> d(1U << 16U);
  std::uint64_t s = 88172645463325252ULL;
  for (auto& x : d) {
    s ^= s << 13U;
    s ^= s >> 7U;
    s ^= s << 17U;
    x = 1 + static_cast<std::uint32_t>(-mean * std::log((static_cast<double>(s >> 11U) + 0.5) * 0x1p-53));
  }
  return d;
}

HoldModel::HoldModel(std::size_t pending, double mean_delay) : delays_(exponential_delays(mean_delay)) {
  for (std::size_t i = 0; i < pending; ++i) {
    queue_.push(delays_[next_++ & 65535U], Phase::kStart, static_cast<std::uint32_t>(i), 1);
  }
}

std::int64_t HoldModel::run(std::int64_t at_least) {
  std::int64_t held = 0;
  while (held < at_least) {
    const auto batch = queue_.next_batch();
    for (const Event& e : batch) queue_.push(e.tick() + delays_[next_++ & 65535U], Phase::kStart, e.rank(), 1);
    held += static_cast<std::int64_t>(batch.size());
  }
  return held;
}

}  // namespace fabshock::bench
