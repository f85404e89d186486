// Allocation: finished stock F over the backlogs B_e of the lanes, when it does not suffice for all of them
// [Cachon & Lariviere 1999]:
//   proportional  a_e = F B_e / sum B, the remainder of whole quanta to the largest fractions, ties by lane
//   priority      lower tier first, proportional within a tier
//   linear        a_e = B_e - (sum B - F)/n over those who get anything
//   uniform       a_e = min(B_e, lambda), sum a_e = F
//   bid           a_e = min(B_e, lambda b_e^gamma B_e), sum a_e = F: gamma = 0 is proportional, without end the highest
//                 bidder's; b what a buyer offers over the market's price. Weights to a ten-thousandth of the highest
// By turns: lanes that a policy puts first (policy.h), then what is under contract, c_e q0_e a step, then the rest,
// each turn by the rule. Defaults: proportional, b 1, gamma 1, c 0, tier 0. Units: F, B, a [quanta]. Source: `bid` is
// this program's; no evidence for any rule, b or gamma. Closed lanes take no part beyond what their leak allows.
#pragma once
#include <span>

#include "dynamics/sim.h"

namespace fabshock::allocation {

// Allocates and departs. Called once a step, or when a continuous facility has something to ship.
void depart(const Sim& sim, std::uint32_t n, std::int64_t tick);

// By what lanes are told apart, where the rule asks for it.
struct Ranks {
  std::span<const std::int32_t> tiers;
  std::span<const double> bids;  // b^gamma
};

// Splits `available` over `wants` by the rule; sum(result) == min(available, sum(wants)), 0 <= result <= wants.
// scratch: room to work in, of which wants and result may lie in `wants` and `gets`.
void split(Allocation rule, Quanta available, std::span<const Quanta> wants, const Ranks& ranks,
           std::span<Quanta> result, Scratch& scratch);

}  // namespace fabshock::allocation
