// Payments: who buys pays who sells, once a week and at the end of a run, for what was shipped to him since, at what a
// unit costs on average on that day, contract and spot (pricing.h); on top of it a tariff, to the government that takes
// it (or what a smuggler asks: the premium on what leaks). When a tariff changes, what it lies on is paid for first.
//
//   paid  = floor(q p0 p_paid [cents] + what the last rounding left),    tariff = t paid, rounded once
//   sum of what buyers paid = sum of what sellers earned + tariffs                (exactly, in cents)
//
// Goods that are seized or lost on the way are paid for: risk passes at the seller's door. Who sells to needs is paid
// by them; what makers spend on their own value (labour, capital), on freight and on building, and what subsidies pay
// of that, is outside. Units: cents [int64], q [quanta], p0 [currency/quantum]. No parameters. Source: accounting; that
// risk passes at the seller's door, and the week, are choices without evidence.
#pragma once
#include <span>

#include "dynamics/sim.h"

namespace fabshock::payments {

PaymentState initial(const Network& network);
inline bool are_due(const Network& network, std::int64_t tick) {
  return !network.markets.empty() && tick / kTicksPerWeek != (tick - network.price_every) / kTicksPerWeek;
}
// What was shipped since the last payment is paid for. Lanes must be settled.
void pay(const Sim& sim);
// The same of some lanes; nothing where goods have no prices.
void pay(const Sim& sim, std::span<const std::uint32_t> lanes);
// An amount [currency] beside the goods; nothing where these have no prices.
void pay_once(const Sim& sim, std::uint32_t from, std::uint32_t to, double amount);

}  // namespace fabshock::payments
