// Recycling and thrift: a dear input is used again, or less of it is used, after a time.
//
//   r* = min(most, 1 - p^(-epsilon)), at least 0: what is worth saving of the use, p the price paid over the start's
//   dr/dt = (r* - r)/tau: a change of use takes time to install, and is given up as slowly  [partial adjustment of
//   derived demand with elasticity epsilon, Nerlove 1958]
//
// A start then needs the share 1 - r of its recipe's amount; forecasts, orders and markets know it. What recycling
// costs is between nothing and what it saves: by Shephard's lemma the input's cost rises by the area under what is
// bought, (1 - r/2)(p - 1) for a straight line from 1 to 1 - r. Defaults: epsilon 0.5 (no evidence), tau 180 d; `most`
// is given.
#pragma once
#include "dynamics/sim.h"

namespace fabshock::recycling {

// By slot, 0 of all; empty where nothing is recycled.
std::vector<double> initial(const Network& network);
// A day of all inputs, after prices have moved.
void update(const Sim& sim);
// What of its use an input's buyer expects to save, on average over the days to come, if it is as dear at spot as it
// can be:  r* - (r* - r) (1 - e^(-d/tau)) tau/d, r* at that price.
double saved_at_need(const Sim& sim, std::uint32_t slot, double days);

// What a start buys of what its recipe says [ppm].
inline std::int64_t bought_ppm(const State& state, std::uint32_t slot) {
  return state.recycled.empty() ? kPpm : kPpm - nearest(state.recycled[slot] * kPpm);
}
inline double bought(const State& state, std::uint32_t slot) {
  return static_cast<double>(bought_ppm(state, slot)) / kPpm;
}
// What a node buys of an input beyond the baseline's, for a forecast of its output beyond it [quanta a step].
inline double use_beyond(const Network& net, const State& state, std::uint32_t s, double forecast) {
  const double use = forecast * net.slots[s].use_ratio;
  if (state.recycled.empty()) return use;
  const double share = bought(state, s);
  return share * use - (1.0 - share) * static_cast<double>(net.slot_info[s].intake0);
}

}  // namespace fabshock::recycling
