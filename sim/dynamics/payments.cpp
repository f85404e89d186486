#include "dynamics/payments.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace fabshock::payments {
namespace {

constexpr double kCents = 100;  // in a unit of currency
constexpr double kMost = 9e15;  // cents a week on a lane, which a double counts one by one

// What a quantum of a maker's goods costs today in a market, in cents.
double price_in(const Sim& sim, std::uint32_t n, std::uint32_t m) {
  const MarketParams& market = sim.net.markets[m];
  return kCents * market.base_price * market.paid0 * sim.state.markets.all[m].paid * sim.net.quantum_of(n) *
         (1.0 + sim.state.rare[n].premium);
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
  PaymentState& state = sim.state.payments;
  for (std::uint32_t n = 0; n < sim.net.facilities; ++n) {
    const std::uint32_t first = sim.net.market_of[n];
    const std::uint32_t zones = sim.net.markets[first].group_end - first;
    std::array<double, kMostZones> prices{};
    for (std::uint32_t z = 0; z < zones; ++z) prices[z] = price_in(sim, n, first + z);
    for (const std::uint32_t l : sim.net.out(n)) {
      const Quanta shipped = sim.state.lanes[l].shipped;
      const Quanta quantity = shipped - std::exchange(state.paid_for[l], shipped);
      if (quantity == 0) continue;
      const double exact =
          static_cast<double>(quantity) * prices[zones > 1 ? sim.net.lane_market[l] - first : 0] + state.carry[l];
      state.carry[l] = exact - std::floor(exact);
      const double whole = std::clamp(std::floor(exact), -kMost, kMost);
      const auto cents = static_cast<Cents>(whole);
      const double rate = sim.state.policy.any() ? sim.state.policy.tariff[l] : 0.0;
      const auto tariff = static_cast<Cents>(std::floor(whole * rate + 0.5));
      state.earned[n] += cents;
      state.tariffs += tariff;
      state.spent[sim.net.lane_info[l].to] += cents + tariff;
    }
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
