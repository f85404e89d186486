// Sourcing: how much a buyer asks of whom, once a supplier does not deliver what was ordered. Until then a slot costs
// nothing; from then on it is *alert* until all is as it was.
//
//   fill       f_e <- f_e + (1/tau_f)(min(1, shipped/max(ordered, s_e w)) - f_e), tau_f = 14 d, w what the buyer
//              wants a step to use and to fill his stock: who waits for much orders little. 1 where all owed came
//   switching  s_e <- s_e + (1/tau_s)(w_e/sum w - s_e), w_e = s0_e x_e f_e^nu g_e^-mu, g_e the price of its market over
//              the baseline's, with a tariff; x_e what policies permit. History: half to two thirds of a lost volume
//              replaced in three to six months (cars: a year). Of who has less than at the baseline, and delivers
//              again, tau_r in the place of tau_s: he is known; the others lose what he gains, by how far they are off
//   planning   end demand tells a supplier of s_e, as far as it may pass, and those who deliver nearly all of what the
//              others leave, sum s (1 - f), by s_e f_e^8
//
// Defaults: tau_s 120 d, tau_r 14 d, nu 2, mu 1. Units: tau_f, tau_s [d]; f, s [1]; orders [quanta a step]. Source:
// tau_s and nu the history above; tau_r assumed: makers hit in 2011 sold what they could make as soon as they could;
// mu, the eighth power and 14 d: none. Orders are those of ordering.h with s_e in the place of the baseline's share,
// and with what buyers who wait do besides: order_inflation.h, lead_times.h, cancellation.h. Of buyers of stored inputs
// under the pipeline policy. Switch `switching` (off: shares stay, fill rates are still followed).
#pragma once
#include "dynamics/sim.h"

namespace fabshock::sourcing {

SourcingState initial(const Network& network);
// What a lane got of what it was owed at a departure at which not all was shipped. Wakes its slot.
void note(const Sim& sim, std::uint32_t lane, Quanta shipped, Quanta owed, std::int64_t tick);
// Something that a choice of suppliers depends on has changed: a policy.
void look_again(const Sim& sim, std::uint32_t slot, std::int64_t tick);
// Prices of an input's markets have moved.
void note_prices(const Sim& sim, std::int64_t tick);
// A step of all that is alert. Returns whether there is any.
bool update(const Sim& sim, std::int64_t tick);

inline bool is_alert(const State& state, std::uint32_t slot) {
  return !state.sourcing.is_alert.empty() && state.sourcing.is_alert[slot] != 0;
}
// Of what a slot takes in, the share that it buys in its i-th market, with the shares that its lanes have now.
double moved_share(const Network& network, const State& state, std::uint32_t slot, std::uint32_t i);
inline double market_share(const Network& network, const State& state, std::uint32_t slot, std::uint32_t i) {
  const bool one = network.slot_demand[slot].only != SlotDemand::kMany;
  return one || !is_alert(state, slot) ? network.slot_markets[i].share : moved_share(network, state, slot, i);
}
// Of what an input was to be sent, the share that came: of all its suppliers, smoothed.
double fill_rate(const Sim& sim, std::uint32_t slot);

}  // namespace fabshock::sourcing
