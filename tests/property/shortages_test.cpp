// What prices do in every random world that stood still until something is feared, or lost.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "dynamics/ledgers.h"
#include "network/world_graph.h"
#include "property/dice.h"
#include "property/random_world.h"

namespace fabshock::test::shortages_test {
namespace {

constexpr std::size_t kHits = 31;  // the first of February

// A world that stands still but for what a maker suffers, or all who make the same. The maker is drawn by lot, and
// sells something. A reserve that runs down moves prices of itself.
struct Suffering {
  std::string yaml;
  World world;
  std::uint32_t maker = 0;
};

// The text of a world that lasts 600 days.
std::string still_world(std::uint64_t seed) {
  return replaced(random_world(seed, {.disruptions = false}), "horizon: 300 d", "horizon: 600 d");
}

template <class Happens>
std::optional<Suffering> suffering(std::uint64_t seed, const std::string& text, const Happens& happens) {
  const auto calm = feasible(text);
  if (!calm || calm->network->markets.empty()) return std::nullopt;
  const Network& net = *calm->network;
  if (std::any_of(net.nodes.begin(), net.nodes.end(), [](const NodeParams& n) { return n.finite; }))
    return std::nullopt;
  Dice dice(seed, "suffering");
  const auto maker = static_cast<std::uint32_t>(dice.below(static_cast<int>(net.facilities)));
  if (net.nodes[maker].good0 == 0) return std::nullopt;
  std::string yaml = text + "disruptions:\n  - {id: hit, type: outage, at: 2026-02-01, " + happens(net, maker) + "}\n";
  World world = world_of(yaml);
  return Suffering{std::move(yaml), std::move(world), maker};
}

// ln spot and contract of the zones of a market, every day; and the first ledger that does not add up.
class Prices : public Observer {
 public:
  Prices(const Network& net, const Engine& engine, std::uint32_t first)
      : spot(net.markets[first].group_end - first), contract(spot.size()), net_(net), engine_(engine), first_(first) {}
  void record(const State& state, std::int64_t tick) override {
    for (std::size_t z = 0; z < spot.size(); ++z) {
      spot[z].push_back(state.markets.all[first_ + z].spot);
      contract[z].push_back(state.markets.all[first_ + z].contract);
    }
    if (tick % (std::int64_t{30} * 24) != 0 || !broken.empty()) return;
    const auto lines = broken_ledgers(net_, engine_.initial(), state);
    if (!lines.empty()) broken = lines.front();
  }
  std::vector<std::vector<double>> spot, contract;  // by zone and day
  std::string broken;

 private:
  const Network& net_;
  const Engine& engine_;
  std::uint32_t first_;
};

RunOptions daily(const World& world, std::uint64_t seed) {
  RunOptions options;
  options.key.seed = seed;
  options.horizon = world.scenario.horizon.ticks();
  options.record_every = 24;
  return options;
}

std::string fear(const Network& net, std::uint32_t maker) {
  return "select: {facility: " + net.entity_of(maker) + "}, duration: 90 d, happens: false";
}

// Does a zone buy of a maker, and do its prices move on what is believed? Nothing is sold at spot where all is under
// contract.
bool may_fear(const Network& net, std::uint32_t market, std::uint32_t maker) {
  const MarketParams& m = net.markets[market];
  for (std::uint32_t i = m.makers_begin; i < m.makers_end; ++i) {
    if (net.market_makers[i].node == maker) return net.market_makers[i].into > 0 && m.demand0 > 0 && m.thin_factor > 0;
  }
  return false;
}

// What a stop that never comes does to the market, buyers and makers answering as they may.
TEST(EveryMarket, RisesOnFearAloneAndTheLedgersHold) {
  std::uint64_t ran = 0;
  for (std::uint64_t seed = 1; ran < worlds(150); ++seed) {
    const auto hit = suffering(seed, still_world(seed), fear);
    if (!hit) continue;
    ++ran;
    const Network& net = *hit->world.network;
    const ShockPlan plan = plan_shocks(net, hit->world.scenario, {.seed = seed});
    Engine engine(net, &plan, daily(hit->world, seed));
    const std::uint32_t first = net.market_of[hit->maker];
    Prices prices(net, engine, first);
    engine.run(&prices);
    ASSERT_EQ(prices.broken, "") << "seed " << seed << '\n' << hit->yaml;
    for (std::size_t z = 0; z < prices.spot.size(); ++z) {
      if (!may_fear(net, first + static_cast<std::uint32_t>(z), hit->maker)) continue;
      const std::vector<double>& spot = prices.spot[z];
      ASSERT_EQ(spot[kHits - 1], 0.0) << "seed " << seed << '\n' << hit->yaml;
      const auto from = spot.begin() + kHits;
      ASSERT_GT(*std::max_element(from, from + 30), 0.0) << "seed " << seed << '\n' << hit->yaml;
    }
  }
}

// Does some maker need what is made of its goods, or these themselves?
bool goes_round(const Network& net) {
  const bool itself = std::any_of(net.lane_info.begin(), net.lane_info.end(),
                                  [](const LaneInfo& lane) { return lane.from == lane.to; });
  return itself || !cycles(net.world->graph).empty();
}

// Does everybody hear of end demand, and not only of orders?
bool hears(const Network& net) {
  return std::all_of(net.nodes.begin(), net.nodes.end(), [&](const NodeParams& node) {
    const ControlLaw& law = net.laws[node.law];
    return node.sink || (law.forecast == Forecast::kExponential && law.demand_signal >= 0.5);
  });
}

// A year and a half later the price is back within 2 %, where nobody acted on it. Where buyers hoard or give something
// up, makers answer, and stocks swing: with the review times, gains and speeds of prices of random worlds for years, as
// after any change of demand. And at the default pull to the reference price, 0.003 a day, a fifth of what contracts
// took over is still there after a year and a half, and that may be a tenth: here it is 0.01, which leaves e^-5.5.
// Where goods go round a circle a price is a cost of its own, and comes down more slowly still.
TEST(EveryMarket, ForgetsAFearThatNobodyActsOn) {
  std::uint64_t ran = 0;
  for (std::uint64_t seed = 1; ran < worlds(150); ++seed) {
    std::string text = still_world(seed);
    if (text.find("below_cost: made up") == std::string::npos) continue;
    text = replaced(text, "below_cost: made up", "anchoring: 0.01, below_cost: made up");
    text = replaced(text, "model:\n",
                    "switches: {hoarding: off, demand_response: off, recycling: off, substitution: off}\nmodel:\n");
    const auto hit = suffering(seed, text, fear);
    if (!hit || goes_round(*hit->world.network)) continue;
    ++ran;
    const Network& net = *hit->world.network;
    const ShockPlan plan = plan_shocks(net, hit->world.scenario, {.seed = seed});
    Engine engine(net, &plan, daily(hit->world, seed));
    Engine calm(net, nullptr, daily(hit->world, seed));
    Prices prices(net, engine, net.market_of[hit->maker]);
    engine.run(&prices);
    calm.run();
    for (std::uint32_t l = 0; l < net.lanes.size(); ++l) {
      ASSERT_EQ(engine.state().lanes[l].shipped, calm.state().lanes[l].shipped) << "seed " << seed << '\n' << hit->yaml;
    }
    for (const std::vector<double>& spot : prices.spot) {
      for (std::size_t day = kHits + 548; day < spot.size(); ++day) {
        ASSERT_NEAR(std::exp(spot[day]), 1.0, 0.02) << day << ", seed " << seed << '\n' << hit->yaml;
      }
    }
  }
}

// In a shortage that began with both at the start's, spot is at contract or above for the first 90 days. So it is of
// what nobody makes any more, where
//   everybody hears of end demand: else users whose own users stand still come to want nothing;
//   no maker needs what is made of its goods: else the stop frees some of these before anybody has heard of it;
//   prices answer to scarcity at all: else there is only the fear, which fades while contracts have moved;
//   makers' costs do not move prices: spot takes a fall of its reference at once, and contracts do not;
//   buyers neither hoard, give up nor reuse: else they may come to want less than there is.
// Of what is still made in part there may be enough again after weeks: then spot is below contract, as it should be.
TEST(EveryMarket, InAShortageSpotIsNotBelowContract) {
  std::uint64_t ran = 0;
  std::size_t rose = 0;
  for (std::uint64_t seed = 1; ran < worlds(150); ++seed) {
    const std::string text =
        replaced(still_world(seed), "model:\n",
                 "switches: {pass_through: off, hoarding: off, demand_response: off, recycling: off}\nmodel:\n");
    const auto hit = suffering(seed, text, [](const Network& net, std::uint32_t maker) {
      return "select: {product: " + net.product_name(maker) + "}, duration: 120 d";
    });
    if (!hit || goes_round(*hit->world.network) || !hears(*hit->world.network)) continue;
    const Network& net = *hit->world.network;
    const std::uint32_t first = net.market_of[hit->maker];
    if (net.markets[first].adjustment == 0.0) continue;
    ++ran;
    const ShockPlan plan = plan_shocks(net, hit->world.scenario, {.seed = seed});
    Engine engine(net, &plan, daily(hit->world, seed));
    Prices prices(net, engine, first);
    engine.run(&prices);
    ASSERT_EQ(prices.broken, "") << "seed " << seed << '\n' << hit->yaml;
    for (std::size_t z = 0; z < prices.spot.size(); ++z) {
      for (std::size_t day = kHits; day < kHits + 90; ++day) {
        ASSERT_GE(prices.spot[z][day], prices.contract[z][day] - 1e-12) << day << ", seed " << seed << '\n'
                                                                        << hit->yaml;
      }
      rose += prices.spot[z][kHits + 60] > 0.1 ? 1 : 0;
    }
  }
  EXPECT_GT(rose, ran / 2);
}

}  // namespace
}  // namespace fabshock::test::shortages_test
