// What no world may do, whatever happens in it: sell below cost or above what is paid for it, or make in a few days
// more than its lines can.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/math.h"
#include "dynamics/production.h"
#include "property/random_world.h"

namespace fabshock::test::bounds_test {
namespace {

// After every move of prices: variable cost <= spot <= cap. Where all costs more than anybody would pay, it sells at
// cost.
class PriceBounds : public Observer {
 public:
  explicit PriceBounds(const Network& net) : net_(net) {}
  bool every_batch() const override { return true; }
  void after(const State& state, std::int64_t tick, EventKind kind) override {
    if (kind != EventKind::kPrice) return;
    for (std::uint32_t m = 0; m < net_.markets.size(); ++m) {
      const MarketState& now = state.markets.all[m];
      const double cost = net_.markets[m].log_floor + std::log(now.cost);
      const double cap = std::max(net_.markets[m].log_cap, cost);
      ++looked;
      at_cost += now.spot < cost + 1e-9 ? 1 : 0;
      at_cap += now.spot > cap - 1e-9 ? 1 : 0;
      const bool inside = now.spot >= cost - 1e-12 && now.spot <= cap + 1e-12;
      if (!inside && first.empty()) {
        first = "tick " + std::to_string(tick) + ", " + net_.market_name(m) + ": ln spot " + std::to_string(now.spot) +
                ", cost " + std::to_string(cost) + ", cap " + std::to_string(cap);
      }
    }
  }
  std::string first;
  std::size_t looked = 0, at_cost = 0, at_cap = 0;

 private:
  const Network& net_;
};

TEST(EveryMarket, SellsBetweenCostAndWhatIsPaid) {
  std::size_t at_cost = 0, at_cap = 0;
  each_random_run(worlds(200), true, [&](const RandomRun& run) {
    PriceBounds bounds(run.net());
    run.watched_by(bounds);
    ASSERT_EQ(bounds.first, "") << run.text();
    ASSERT_GE(bounds.looked, 299 * run.net().markets.size());
    at_cost += bounds.at_cost;
    at_cap += bounds.at_cap;
  });
  EXPECT_GT(at_cost, 1000U) << "days on which a price stood at cost";
  EXPECT_GT(at_cap, 1000U) << "days on which a price stood at its cap";
}

// Good output of every facility by step, and the most that its line could ever start in one.
class Output : public Observer {
 public:
  explicit Output(const Network& net) : net_(net), good(net.facilities), most(net.facilities) {}
  void record(const State& state, std::int64_t) override {
    for (std::uint32_t n = 0; n < net_.facilities; ++n) {
      good[n].push_back(state.nodes[n].good);
      const double share = state.nodes[n].invested ? static_cast<double>(state.rare[n].capacity) / kPpm : 1.0;
      most[n] = std::max(most[n], share * static_cast<double>(net_.nodes[n].most));
    }
  }

 private:
  const Network& net_;

 public:
  std::vector<std::vector<Quanta>> good;
  std::vector<double> most;
};

// By how much the good output of some window of k steps was more than (k + 1) times the most a step can give; of what
// was delivered, a rounding a step aside.
double beyond(const std::vector<Quanta>& good, double most) {
  double lowest = 0;  // of what had come by a step less what all steps up to it could give
  double worst = 0;
  for (std::size_t t = 0; t < good.size(); ++t) {
    const double ahead = static_cast<double>(good[t]) - static_cast<double>(t) * (most + 1);
    worst = std::max(worst, ahead - lowest - most - 1);
    lowest = std::min(lowest, ahead);
  }
  return worst;
}

TEST(EveryLine, MakesNoMoreThanItCan) {
  std::size_t lines = 0, varying = 0;
  each_random_run(worlds(300), false, [&](const RandomRun& run) {
    const Network& net = run.net();
    Output output(net);
    run.watched_by(output, net.step);
    for (std::uint32_t n = 0; n < net.facilities; ++n) {
      const NodeParams& line = net.nodes[n];
      if (line.continuous || line.service || line.exponential_service || line.capacity == kUnlimited) continue;
      ++lines;
      varying += net.law(n).variability > 0 ? 1 : 0;
      const double most = output.most[n] / line.per_good;
      ASSERT_LE(beyond(output.good[n], most), 0.0) << net.entity_of(n) << ", most " << most << ", " << run.text();
    }
  });
  EXPECT_GT(lines, 1000U);
  EXPECT_GT(varying, 300U) << "lines whose cycle time grows with use";
}

}  // namespace
}  // namespace fabshock::test::bounds_test
