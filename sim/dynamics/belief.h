// What markets and buyers believe. Spot prices have risen by a fifth to double on news alone, and a shortage moves them
// before the last part is gone: so spot is ln p = calm + M (a_p + a_s), where pricing.h says what the calm price is.
//
//   panic     a_p = sum over news of A (e^(-t/tau_f) - e^(-t/tau_b))/peak, t [d] since it is out;
//             A = P_max (e^(-R/N0) - e^(-(R + N)/N0)), N the days of the market's supply that it is said to cost
//             (news.h), R the days told before, forgotten at tau_f: much news does not add up without end
//   alarm     a_x = sum over news of alpha x (e^(-t/tau_x) - e^(-t/1 d))/peak, x the share of the market's supply that
//             comes from where it struck: for some days nobody knows for how long. Not of policies
//   shortage  a_s -> S (1 - e^(-v/S)), behind by a delay,
//             v = beta/|eta| [L + g T_h - slack T_h]+/(T_h + C), L = [E + E_m + (C0 - C) - (C0 - W)+]+, or
//             E + E_m + (C0 - C) where that is below 0
//             E, E_m loss to come within T_h of makers and for want of materials (news.h); g demand over the
//             baseline's, and half of what its trend of 60 d adds over T_h; C days of cover: the pipeline, makers'
//             stock and buyers' in part, C0 as planned; slack the share that makers who are not hit can add; W
//             working stock: what is beyond it is there for a loss, and panic hears of N less that
//   shown     M (1 + omega [calm - ln p_c]+) of it: M = ((1 - c)/0.2)^(-1/2), the less is sold at spot, the more it
//             moves; and what is dearer at spot than under contracts is rationed already
//   hoarding  buyers plan for n min(4, 1 + h A) days, A = a_x + a_p + a_s of what they buy
//
// Defaults: P_max 1.2, N0 130 d, tau_b 4 d, tau_f 30 d; beta 2.1, S 1.5, T_h 180 d, delay 3 d; pipeline 4 d and
// 0.7 of buyers' stock; eta -0.3 (of a market); h 0.2; alpha 0, tau_x 5 d, omega 0, W all of C0. Units: a_x, a_p, a_s,
// v of ln p; N, R, E, C, W, T_h [d]. No evidence for h. The form is that of the one fit to past episodes that
// docs/theory/belief.md tells of, but for alpha, omega and W (docs/validation/hindcast.md). All that is measured is
// measured against the baseline, so that a world without news and shortage believes exactly 0.
#pragma once
#include <algorithm>
#include <vector>

#include "dynamics/disruption.h"

namespace fabshock::belief {

// What a market's shortage is made of [d of its supply]: v is their total in terms of horizon and cover.
struct Parts {
  double own = 0, material = 0;  // still to be lost: by its makers, for want of what they use
  double demand = 0;             // that growth and season add over the horizon
  double missing = 0;            // of the planned cover
  double slack = 0;              // that makers who are not hit can add over the horizon
  double cover = 0;
  double buffer = 0;  // of the planned cover, beyond working stock
  // What is lost, told and come to pass, beyond the stock that is there for it.
  double lost() const {
    const double all = own + material + missing;
    return all > 0 ? std::max(0.0, all - buffer) : all;
  }
  double total() const { return std::max(0.0, lost() + demand - slack); }
};
// As they stand at a tick.
std::vector<Parts> parts(const Sim& sim, const ShockPlan& plan, std::int64_t tick);

// A day's belief in every market, from what is measured, into `next`.
void update(const Sim& sim, const ShockPlan* plan, const std::vector<MarketMeasure>& measured, std::int64_t tick,
            std::vector<MarketState>& next);

}  // namespace fabshock::belief
