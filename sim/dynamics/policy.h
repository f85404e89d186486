// Policies. What one forbids closes lanes, as a disruption does (disruption.h); this is what buyers, sellers and prices
// make of it besides. A policy acts on lanes, from its exporters to its importers:
//
//   permission   x_e, the share of a lane's usual flow that is let through; of what is barred at the start (an option
//                of a need, substitution.h) that of its potential, 0 until a permit opens it: buyers who choose
//                (sourcing.h) weigh a supplier by it, w_e = s0_e x_e f_e^nu g_e^-mu, and so turn to others from the day
//                on which it is in force; nobody orders more than may pass, and what may not is wanted of no maker and
//                in no market
//   tariff       t_e: suppliers are compared by p (1 + t_e), and a user pays p (1 + sum s_e t_e)
//   stock        n_eff D = n D + T sum s0_e D0: a stock of T of the usual use of what comes over the lanes, by decree
//                or because a date is announced (a rush), is planned like any other, and is used up when it no longer
//                is
//   rationing    a maker who is short serves these lanes first; among equals its own rule holds
//
// Nobody lays in a stock of what cannot be stored.
// Defaults: x_e 0 of a ban (`leak`), 1 once a licence is `granted`; t_e 0; T of a rush the notice, at most 180 d.
// Units: T in steps of use, D [quanta a step], t_e of the price. Source: tariffs on the buyer's side are the
// textbook's; the rush is set below what was moved before December 2024; for leaks, premiums and waits no evidence:
// they are the scenario's.
#pragma once
#include <optional>

#include "dynamics/disruption.h"

namespace fabshock::policy {

void begin(const Network& network, PolicyState& policy);  // where there is any
// Brings what a policy touches up to date with the levels that all are at.
void refresh(const Sim& sim, const ShockPlan& plan, const ShockState& levels, const Shock& shock);
// What buyers make of all that was refreshed at a tick: the order of its policies does not matter.
void respond(const Sim& sim, std::int64_t tick);
// Of what an input wants in a market, the share that policies let pass. For runs with prices.
double permitted(const Sim& sim, std::uint32_t slot, std::uint32_t market);
// What may pass to an input [quanta a step], where policies bound all its suppliers.
std::optional<double> most_that_passes(const Sim& sim, std::uint32_t slot);
// What an input may be held for: its usual use [quanta a step], of what was barred at the start what would be asked
// for; 0 of what nobody stores.
double stockable_use(const Network& network, std::uint32_t slot);
// What tariffs add to the price of an input.
double tariff_on(const Network& network, const State& state, std::uint32_t slot);

}  // namespace fabshock::policy
