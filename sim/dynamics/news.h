// What is told of disruptions: how many days of output each is said to cost, from when it is known until it is over or
// called off. Goods move by what happens; markets and buyers by what is told (belief.h).
//
//   days lost   integral of the told share lost, times `bias`; work in process that was scrapped counts with its
//               facility's cycle time, and comes due evenly over it
//   other       t days after it is told, other sources are expected to fill s (1 - e^(-t/tau)) of it, sooner where it
//               is a material than where it is the market's own product
//   supply      a market loses the mean over its lanes, by flow, of what their suppliers lose or the lanes are closed,
//               whichever is more
//   materials   an input costs its user w v [S - A - I - r T]+ days; the worst counts. S is the sum over lanes, by
//               share of the intake, of U, what the supplier does not make, of itself or for want of its own inputs,
//               beyond its finished stock, or of what the lane is closed; T over how many days
//   its own     U = [P - u (T - P)]+, of P days of capacity: u what it can make beyond the usual, over that. Who runs
//   slack       at two thirds and loses a third loses nothing
//   others      A = sum over the lanes that lose nothing of share (F + u T): F days in stock at the supplier; u T
//               counts in the shortage, not in the panic, which hears of the loss only
//   lines       v = [1 - (1 - w_k)(1 + u)]+: what stops of a line with slack u for want of an input of weight w_k
//               (production.h); I days in stock, r what can be saved meanwhile (recycling.h).
//               What others who are not known are expected to fill (below) is a share of what is left
//
// Defaults: told when it begins and out after 1 d, bias 1, without an end 400 d long; s 0.58, tau 75 d (materials 30
// d), w 1. Units: days of output or supply. Source: s and tau the form of one fit to past episodes; that panic hears
// nothing of the others is the resin fire of 1993 alone (docs/theory/belief.md); delay and bias: none.
#pragma once
#include "dynamics/disruption.h"

namespace fabshock {

namespace news {

// All that the scenario tells, by when it is told, then by shock.
std::vector<News> of_shocks(const Network& network, const std::vector<Shock>& shocks);
// Days that it still costs between two ticks, of whoever it hits in full.
double days_lost(const News& told, std::int64_t from, std::int64_t to);

void clear(const Network& network, LossToCome& loss);
// Adds what one piece of news costs from a tick on, within `horizon` days.
void add(const Network& network, const ShockPlan& plan, const News& told, std::int64_t from, double horizon,
         LossToCome& loss);
// By market, the share of its usual supply that comes from where it strikes, times how much of it is told to stand
// still at the worst; whatever the length.
void exposures(const Network& network, const ShockPlan& plan, const News& told, std::vector<double>& exposed);
// Whether it counts what suppliers who are not hit can add.
enum class Others : std::uint8_t { kUnheard, kAdd };
// From suppliers to users, in one pass.
void sweep(const Sim& sim, LossToCome& loss, Others others);

}  // namespace news
}  // namespace fabshock
