// What markets sum up every day, from packed arrays and from what buyers found at their last look, against the same
// written out from the state, over random worlds with random disruptions and policies.
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "dynamics/market_supply.h"
#include "dynamics/pricing.h"
#include "dynamics/recycling.h"
#include "engine/engine.h"
#include "property/random_world.h"

namespace fabshock::test::markets_property_test {
namespace {

// What a market's makers pay for what they make, over the baseline's: each maker and each input for itself.
double cost_of(const Sim& sim, std::uint32_t m) {
  const MarketParams& market = sim.net.markets[m];
  double rise = 0;
  double all = 0;
  for (std::uint32_t i = market.makers_begin; i < market.makers_end; ++i) {
    const MarketMaker& maker = sim.net.market_makers[i];
    const double weight = maker.weight * market_supply::open_into(sim, maker.node, m);
    double cost = maker.own_cost * (sim.state.rare[maker.node].cost - 1.0);
    for (std::uint32_t s = sim.net.nodes[maker.node].slot_begin; s < sim.net.nodes[maker.node].slot_end; ++s) {
      const double used = 0.5 + 0.5 * recycling::bought(sim.state, s);
      cost += sim.net.slot_info[s].cost_share * used * (pricing::paid_at(sim.net, sim.state, s) - 1.0);
    }
    rise += weight * cost;
    all += weight;
  }
  if (!market.split()) all = 1;
  return all > 0 ? 1.0 + rise / all : 1.0;
}

SlotWants wants_of(const Sim& sim, std::uint32_t n, std::uint32_t s) {
  const NodeParams& node = sim.net.nodes[n];
  const SlotParams& slot = sim.net.slots[s];
  const double use = recycling::use_beyond(sim.net, sim.state, s, sim.state.nodes[n].forecast);
  if (node.continuous) return {use, 0, use};
  const Quanta owed = node.sink ? sim.state.nodes[n].backlog : 0;
  const auto held = static_cast<double>(sim.state.slots[s].stock - owed - slot.stock0);
  const double gap = slot.cover * use + sim.state.more_planned(s) - held;
  return {use, held, use + sim.net.law(n).inventory_gain * gap};
}

class MarketAuditor : public Observer {
 public:
  explicit MarketAuditor(const Network& net) : net_(net) {}
  bool every_batch() const override { return true; }
  void after(const State& state, std::int64_t tick, EventKind kind) override {
    if (net_.markets.empty() || tick % net_.price_every != 0) return;
    if (kind == EventKind::kPrice) return compare(state, tick);
    copy_ = state;
    ready_ = true;
  }
  double worst = 0;
  std::size_t compared = 0, costs_that_moved = 0;
  std::string first;

 private:
  void check(double expected, double found, const std::string& what, std::int64_t tick) {
    ++compared;
    const double off = std::fabs(found - expected) / std::max(1.0, std::fabs(expected));
    worst = std::max(worst, off);
    if (off > 1e-9 && first.empty())
      first = "tick " + std::to_string(tick) + ", " + what + ": " + std::to_string(found) + ", not " +
              std::to_string(expected);
  }

  void compare(const State& state, std::int64_t tick) {
    if (!ready_) return;
    ready_ = false;
    const Sim before{net_, copy_, queue_, scratch_};
    for (std::uint32_t m = 0; net_.costs_move && m < net_.markets.size(); ++m) {
      const double expected = cost_of(before, m);
      costs_that_moved += expected != 1.0 ? 1 : 0;
      check(expected, state.markets.all[m].cost, net_.market_name(m), tick);
    }
    for (std::uint32_t n = 0; n < net_.size(); ++n) {
      if (net_.nodes[n].start_offset > 0 || (net_.nodes[n].sink && net_.nodes[n].continuous)) continue;
      for (std::uint32_t s = net_.nodes[n].slot_begin; s < net_.nodes[n].slot_end; ++s) {
        if (net_.slot_info[s].tools > 0) continue;  // which projects order
        const SlotWants expected = wants_of(before, n, s);
        check(expected.wanted, state.markets.wants[s].wanted, net_.entity_of(n) + " wants", tick);
        check(expected.held, state.markets.wants[s].held, net_.entity_of(n) + " holds", tick);
      }
    }
  }

  const Network& net_;
  State copy_;  // before prices move
  bool ready_ = false;
  EventQueue queue_;
  Scratch scratch_;
};

TEST(EveryMarket, SumsWhatBuyersFoundAndMakersPay) {
  std::size_t compared = 0, moved = 0;
  each_random_run(worlds(200), true, [&](const RandomRun& run) {
    MarketAuditor auditor(run.net());
    run.watched_by(auditor);
    ASSERT_EQ(auditor.first, "") << run.text();
    compared += auditor.compared;
    moved += auditor.costs_that_moved;
  });
  EXPECT_GT(compared, 100'000U);
  EXPECT_GT(moved, 10'000U);
}

}  // namespace
}  // namespace fabshock::test::markets_property_test
