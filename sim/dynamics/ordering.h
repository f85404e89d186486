// Ordering: automatic-pipeline order-up-to [APIOBPCS: John, Naim & Towill 1994; Sterman 1989], lane by lane.
//   D-hat <- D-hat + alpha [(1 - chi) orders received + chi d_end - D-hat]           once a step
//   O_e = s_e [W_in + (n D-hat_in - I)/tau_I] + (s_e D-hat_in L_e - OO_e)/tau_P,  at least 0, once a review
// with W_in the input for the starts wanted (production.h; at most capacity, and just D-hat_in under other policies
// than the pipeline's, and at sinks), D-hat_in the forecast exploded to the input, s_e the lane's share, L_e its lead
// time, OO_e its backlog and goods in transit. Summed over lanes this is the textbook rule; by lane, what one supplier
// owes does not stop orders to another. All terms are deviations from the baseline, so an undisturbed world orders
// exactly its baseline flow. Between reviews the order stands and is posted each step. d_end: end demand exploded
// through the recipes, delayed by the information delay. Each lane's order is rounded by itself: k lanes are off by at
// most k/2 quanta a step together.
// Defaults: alpha 1/30 a day, chi 0.8, tau_I 30 d, tau_P 30 d, information delay 0, review 1 d, n 0. Units: D-hat,
// W_in, O [quanta a step], I, OO [quanta], n, L [steps]. Source of the values: prototypes and assumptions
// (docs/theory/ordering.md).
#pragma once
#include "dynamics/sim.h"

namespace fabshock::ordering {

// Takes up the orders of the last step into the forecast.
void update_forecast(const Sim& sim, std::uint32_t n);
// Reviews (on the node's own period) and posts this step's orders.
void order(const Sim& sim, std::uint32_t n, std::int64_t tick);
// Adds an order to a lane and wakes a supplier that sleeps until then. phase: the one that posts.
void post(const Sim& sim, std::uint32_t lane, Quanta quantity, std::int64_t tick, Phase phase);
// A facility that has no events, because nobody ordered from it yet, has them from the next step on.
void rouse(const Sim& sim, std::uint32_t n);
// A continuous facility acts in this tick, or in the next where the phase of starts is over; once, however many ask.
void wake_continuous(const Sim& sim, std::uint32_t n, std::int64_t tick, Phase phase);

}  // namespace fabshock::ordering
