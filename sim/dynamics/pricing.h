// Prices. Every product, and every variant of one, has a market; its prices are kept as logarithms of multiples of the
// baseline price p0 and move once a day [the log form of the price-setting of Sterman 2000, ch. 20]:
//
//   scarcity   X = [D + (n d - I)/tau_I] / [Q + F/T], over its value at the baseline: what buyers want to use and to
//              hold against what is made and in stock; orders on their way are not in it. D the buyers' forecast of
//              use, n d - I their stock below plan, Q output smoothed over 30 d as the forecast is, and
//              what of the usual output makers could make and are not asked for: idle lines press on a price. F stock,
//              of makers, and a share of what buyers hold: a price is one of all that is there [Deaton & Laroque 1992],
//              without what policies make them hold: of that they sell none until it is released
//              Of all three what closures, bans and quotas let out of their makers' gates. Where a market is split
//              into zones of buyers, D, n d - I of the zone, Q + F what makers sell there (market_supply.h)
//   calm       ln p_ref + y,  dy/dt = (m0 + kappa y0) e^(-t/12) - kappa (y - ln p_c/p_ref) - kappa_0 y + lambda ln X
//              y0 = ln spot/contract at the start, m0 the trend that it came with, t [d] from the start
//   arbitrage  zones that a maker links draw together: dy/dt has (mean of y - y)/30 d besides
//   spot       ln p = calm + what is believed, times M (1 + omega [calm - ln p_c]+) (belief.h), between variable cost
//   and the willingness to pay, which is
//              absolute: it must not rise with a cost that contains the price itself. calm stops at either
//   contract   d ln p_c/dt = (g/T_ren) min(1, ((1 - c)/0.2)^theta) ln p/p_c - kappa_0 ln p_c/p_ref, or, where all are
//              renewed on the same days, on these only: of ln p/p_c the part g min(..) is closed, then of what is left
//              of ln p_c/p_ref the part e^(-kappa_0 T_ren) is kept. Besides m_c e^(-t/T_ren), the trend that contracts
//              came with; where they are renewed on dates, all that has come together since the last
//   reference  ln p_ref = psi ln C, C = sum over makers of w [own + sum over inputs of a p_paid], relative to the
//              baseline's variable cost; paid: p_paid = c p_c + (1 - c) p
//   demand     of a need: d0 growth season (p_paid/p0)^eta, eta <= 0
//
// Defaults: lambda 0.035, kappa 0.025, kappa_0 0.003 [1/d]; T_ren 60, T 80 [d]; tau_I as ordered by; c 0.5, g 0.94, psi
// 1 [0..1]; y0 0, m0 and m_c 0/d; of buyers' stock 0 [0..1]; willingness to pay 6 p0; a fifth at spot is usual,
// theta 1.4 a choice. Source: lambda, kappa, kappa_0, g, T one fit to episodes of 1993-2021; c, psi, the cap: none. All
// markets read the state as it was, then all move: a cost takes a day a stage. Without scarcity every logarithm stays
// exactly 0.
#pragma once
#include "dynamics/disruption.h"

namespace fabshock::pricing {

State::Markets initial_markets(const Network& network);
// What buyers want, use and hold in every market.
void measure_demand(const Sim& sim, std::vector<MarketMeasure>& markets);
// A day of all markets. plan: what is told (none: no news).
void update(const Sim& sim, const ShockPlan* plan, std::int64_t tick);
// What a unit costs on average, contract and spot, as a multiple of what it cost at the start.
double paid(const MarketParams& market, const MarketState& state);
// The same of what a maker sells: where that is in several zones, by what it is asked for there and may send.
double sold_at(const Network& network, const State& state, std::uint32_t node);
// The same of what an input or a sink buys: what the goods that it buys now cost, over what they cost at the start.
double paid_at(const Network& network, const State& state, std::uint32_t slot);

}  // namespace fabshock::pricing
