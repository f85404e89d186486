#include "dynamics/payments.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace fabshock::payments {
namespace {

constexpr double kCents = 100;  // in a unit of currency
constexpr double kMost = 9e15;  // cents a week on a lane, which a double counts one by one

}  // namespace

PaymentState initial(const Network& net) {
  PaymentState state;
  if (net.markets.empty()) return state;
  state.earned.resize(net.size());
  state.spent.resize(net.size());
  state.paid_for.resize(net.lanes.size());
  state.carry.resize(net.lanes.size());
  return state;
}

void pay(const Sim& sim) {
  const Network& net = sim.net;
  PaymentState& state = sim.state.payments;
  std::vector<double>& prices = sim.scratch.prices;  // of a unit, by market, in cents
  std::vector<double>& asked = sim.scratch.asked;    // over that, by maker, for a quantum
  prices.clear();
  for (std::size_t m = 0; m < net.markets.size(); ++m) {
    prices.push_back(kCents * net.markets[m].base_price * net.markets[m].paid0 * sim.state.markets.all[m].paid);
  }
  asked.clear();
  for (std::uint32_t n = 0; n < net.facilities; ++n) {
    asked.push_back(net.quantum_of(n) * (1.0 + sim.state.rare[n].premium));
  }
  const bool tariffs = sim.state.policy.any();
  for (std::uint32_t l = 0; l < net.lanes.size(); ++l) {  // a buyer's lie side by side
    const Quanta shipped = sim.state.lanes[l].shipped;
    const Quanta quantity = shipped - std::exchange(state.paid_for[l], shipped);
    if (quantity == 0) continue;
    const std::uint32_t from = net.lane_from[l];
    const double exact = static_cast<double>(quantity) * prices[net.lane_market[l]] * asked[from] + state.carry[l];
    state.carry[l] = exact - std::floor(exact);
    const double whole = std::clamp(std::floor(exact), -kMost, kMost);
    const auto cents = static_cast<Cents>(whole);
    const double rate = tariffs ? sim.state.policy.tariff[l] : 0.0;
    const auto tariff = static_cast<Cents>(std::floor(whole * rate + 0.5));
    state.earned[from] += cents;
    state.tariffs += tariff;
    state.spent[net.lane_to[l]] += cents + tariff;
  }
}

void pay_once(const Sim& sim, std::uint32_t from, std::uint32_t to, double amount) {
  PaymentState& state = sim.state.payments;
  if (state.earned.empty()) return;
  const auto cents = static_cast<Cents>(std::floor(kCents * amount + 0.5));
  state.spent[from] += cents;
  state.earned[to] += cents;
}

}  // namespace fabshock::payments
