#include "dynamics/order_inflation.h"

#include <algorithm>

#include "base/math.h"
#include "dynamics/sourcing.h"

namespace fabshock::order_inflation {
namespace {

constexpr double kMost = 4;

}  // namespace

double factor(const Sim& sim, std::uint32_t slot) {
  const ControlLaw& law = sim.net.law(sim.net.slot_info[slot].node);
  if (law.order_inflation == 0.0) return 1;
  const double fill = sourcing::fill_rate(sim, slot);
  return fill >= 1.0 ? 1.0 : std::min(kMost, det_pow(std::max(1e-3, fill), -law.order_inflation));
}

}  // namespace fabshock::order_inflation
