// What makers supply to a market: what they make, what of their usual output they could make and are not asked for, and
// the stock that counts as a step's supply; as far as closures, bans and quotas let it leave. Of a market that is split
// into zones each maker's supply, its output smoothed over 30 d, is shared over them (zones.h). A maker may sell into a
// zone
//
//   any amount                where all its usual lanes there are open
//   R sum of D + q sum of F   else: D what buyers at open lanes want, F the usual flow of lanes of which a share q may
//                             pass, R the product's supply over its demand, at least 1
//
// Units: D, F, supply [quanta a step]. Default: one zone. Source: max-min fair shares [Megiddo 1974, zones.h]; the 30 d
// are a choice; no evidence for prices of zones.
#pragma once
#include <span>

#include "dynamics/disruption.h"

namespace fabshock::market_supply {

inline constexpr double kOutputMemory = 30.0;  // [d] over which output is smoothed, as buyers' forecasts are

struct Supply {
  double made = 0;   // since the last look, less the baseline's; of a zone, which is smoothed already, 0
  double ready = 0;  // the baseline's output, and the stock that counts as a step's supply
};

// Of a market that is the only one of its product.
Supply of_market(const Sim& sim, const MarketParams& market);
// Shares the supply of all products that have zones, into Scratch::zone_shares; what buyers want must be measured.
void share_zones(const Sim& sim, std::span<const MarketMeasure> wanted);
// Of a zone, once shared.
Supply of_zone(const Sim& sim, std::uint32_t market);

// Of what buyers want in a market, what counts, into Scratch::counted, by slot_markets. What policies forbid is wanted
// of nobody. But a zone wants what it wants: who may turn to another supplier there counts in full, and so do all where
// nobody may. Returns whether anything counts less.
bool find_counted(const Sim& sim);

// Of a lane's usual flow, the share that closures, bans and quotas let pass.
double passes_on(const State& state, std::uint32_t lane);
// Of what a maker usually sells in a market that is a zone, the share that it may; else 1.
double open_into(const Sim& sim, std::uint32_t node, std::uint32_t market);
// Of what a maker usually ships, the share that may go to those who count.
double reach(const Sim& sim, std::uint32_t node);
// Of what it usually sells in a market, a zone or not, the share that may leave its gate.
double gate(const Sim& sim, std::uint32_t node, std::uint32_t market);
// The share that may be sold in a zone, of all its makers.
double open_share(const Sim& sim, std::uint32_t market);

}  // namespace fabshock::market_supply
