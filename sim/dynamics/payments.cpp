#include "dynamics/payments.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace fabshock::payments {
namespace {

constexpr double kCents = 100;  // in a unit of currency
constexpr double kMost = 9e15;  // cents a week on a lane, which a double counts one by one

double price_in(const Sim& sim, std::size_t market) {  // of a unit, in cents
  const MarketParams& m = sim.net.markets[market];
  return kCents * m.base_price * m.paid0 * sim.state.markets.all[market].paid;
}

double asked_by(const Sim& sim, std::uint32_t maker) {  // over the price of the market, for a quantum
  return sim.net.quantum_of(maker) * (1.0 + sim.state.rare[maker].premium);
}

// For what was shipped since it was last paid for.
void pay_lane(const Sim& sim, std::uint32_t l, double price) {
  PaymentState& state = sim.state.payments;
  const Quanta shipped = sim.state.lanes[l].shipped;
  const Quanta quantity = shipped - std::exchange(state.paid_for[l], shipped);
  if (quantity == 0) return;
  const double exact = static_cast<double>(quantity) * price + state.carry[l];
  state.carry[l] = exact - std::floor(exact);
  const double whole = std::clamp(std::floor(exact), -kMost, kMost);
  const auto cents = static_cast<Cents>(whole);
  const double rate = sim.state.policy.any() ? sim.state.policy.tariff[l] : 0.0;
  const auto tariff = static_cast<Cents>(std::floor(whole * rate + 0.5));
  state.earned[sim.net.lane_from[l]] += cents;
  state.tariffs += tariff;
  state.spent[sim.net.lane_to[l]] += cents + tariff;
}

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
  std::vector<double>& prices = sim.scratch.prices;  // of a unit, by market, in cents
  std::vector<double>& asked = sim.scratch.asked;    // over that, by maker, for a quantum
  prices.clear();
  for (std::size_t m = 0; m < net.markets.size(); ++m) {
    prices.push_back(price_in(sim, m));
  }
  asked.clear();
  for (std::uint32_t n = 0; n < net.facilities; ++n) {
    asked.push_back(asked_by(sim, n));
  }
  for (std::uint32_t l = 0; l < net.lanes.size(); ++l) {  // a buyer's lie side by side
    pay_lane(sim, l, prices[net.lane_market[l]] * asked[net.lane_from[l]]);
  }
}

void pay(const Sim& sim, std::span<const std::uint32_t> lanes) {
  if (sim.state.payments.earned.empty()) return;
  for (const std::uint32_t l : lanes) {
    const double price = price_in(sim, sim.net.lane_market[l]);
    pay_lane(sim, l, price * asked_by(sim, sim.net.lane_from[l]));
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
