// Tools: where a facility has `tools`, what its projects add works only as far as they are delivered.
//
//   orders     T_k K_j/K of each kind k over its lanes in equal instalments a week, from `ordered` [a year before
//              tool-in] to tool-in, made and shipped like anything else, and installed by the week
//   equipped   of K_j no more works than the scarcest kind is there for: min_k (installed - what projects that ordered
//              before it took)/(T_k K_j/K)
//
// Tools received = installed + in stock + lost, exactly. What was to be delivered before the start is there.
// Default: `ordered` a year before tool-in. Units: T_k [units of tool k], K [starts a step]. Source: equipment lead
// times 10-18 months, industry; equal instalments and the scarcest kind: assumptions.
#pragma once
#include "dynamics/investment.h"

namespace fabshock::tools {

// When they are ordered, and what of them came before the start.
void set_orders(const Project& project, const Network& network, Build& build);
void schedule(const Sim& sim, const Build& build, std::uint32_t i);
// Orders an instalment of project i's tools.
void order(const Sim& sim, const ShockPlan& plan, std::uint32_t i, std::int64_t tick);
// The share of project i's capacity that there are tools for.
double equipped(const Sim& sim, const ShockPlan& plan, std::uint32_t i);

}  // namespace fabshock::tools
