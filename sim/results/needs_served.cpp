#include "results/needs_served.h"

#include <algorithm>

namespace fabshock {

NeedsServed::NeedsServed(const Network& net)
    : net_(net),
      worth_(worth_of_sinks(net)),
      now_(net.model.needs.size()),
      before_(net.model.needs.size()),
      less_asked_(net.model.needs.size()) {}

void NeedsServed::look_at(const RunRecord& undisturbed, const RunRecord& run, std::size_t step) {
  for (auto* sums : {&now_, &before_, &less_asked_}) std::fill(sums->begin(), sums->end(), 0.0);
  for (std::uint32_t i = 0; i < net_.sinks.size(); ++i) {
    const std::uint32_t need = net_.sinks[i].need.value;
    const std::uint32_t n = net_.facilities + i;
    now_[need] += static_cast<double>(run.delivered[step][n]) * worth_[i];
    before_[need] += static_cast<double>(undisturbed.delivered[step][n]) * worth_[i];
    less_asked_[need] += static_cast<double>(undisturbed.asked[step][i] - run.asked[step][i]) * worth_[i];
  }
}

}  // namespace fabshock
