// Splitting against probabilities that are known.
#include "batch/splitting.h"

#include "batch/tail.h"
#include "engine/engine.h"
#include "results/measures.h"
#include "stats/intervals.h"
#include "threads/batch_world.h"

namespace fabshock::test::splitting_test {
namespace {

// A gambler has 1 and wins or loses 1 at a time, with p = 1/3 to win: he is at 20 before he is ruined with probability
// (r - 1)/(r^20 - 1), r = 2 [Feller 1968, XIV.2].
double gambler(std::uint64_t seed, std::uint64_t effort) {
  constexpr std::size_t kGoal = 20;
  Stream order({.seed = seed}, "order", Purpose::kDesign);
  Stream luck({.seed = seed}, "luck", Purpose::kDemand);
  const auto go = [&](std::size_t level, std::uint64_t, const int* from) -> std::optional<int> {
    int has = from != nullptr ? *from : 1;
    const int wanted = static_cast<int>(level) + 2;
    while (has > 0 && has < wanted) has += uniform(luck) < 1.0 / 3 ? 1 : -1;
    return has > 0 ? std::optional{has} : std::nullopt;
  };
  return split<int>(kGoal - 1, effort, order, go).back();
}

TEST(Splitting, TheGamblersRuin) {
  const double exact = 1 / (std::pow(2.0, 20) - 1);
  ASSERT_LT(exact, 1e-6);
  Moments all;
  int covered = 0;
  for (std::uint64_t experiment = 0; experiment < 100; ++experiment) {
    Moments one;
    for (std::uint64_t r = 0; r < 20; ++r) one.add(gambler(20 * experiment + r, 100) / exact);
    const auto interval = mean_interval(one, kConfidence);
    covered += interval->low <= 1 && 1 <= interval->high ? 1 : 0;
    all.merge(one);
  }
  const double error = all.sd() / std::sqrt(static_cast<double>(all.n()));
  EXPECT_LT(error, 0.03) << "of a probability of one in a million, from 2,000 times 1,900 tries";
  EXPECT_NEAR(all.mean(), 1, 4 * error);
  EXPECT_GE(covered, 88) << "of 100 intervals of 95 %";
}

// A process that leaps: where it enters a level matters for how far it gets.
TEST(Splitting, OfASumOfExponentialsIsThatOfPoisson) {
  // Sums of leaps of mean 1 at the times of a Poisson process: T(x), the time left when the sum first is over x. All of
  // it is over 12 at time 1 with intensity 2 with P = sum over n of Poisson(n; 2) P(Gamma(n) > 12).
  double exact = 0;
  double poisson = std::exp(-2.0);
  for (int n = 1; n < 60; ++n) {
    poisson *= 2.0 / n;
    double over = 0;
    double term = std::exp(-12.0);
    for (int k = 0; k < n; ++k) {
      over += term;
      term *= 12.0 / (k + 1);
    }
    exact += poisson * over;
  }
  struct Place {
    double time = 0, sum = 0;
  };
  Moments moments;
  for (std::uint64_t r = 0; r < 1000; ++r) {
    Stream order({.seed = r}, "order", Purpose::kDesign);
    Stream luck({.seed = r}, "luck", Purpose::kDemand);
    const auto go = [&](std::size_t level, std::uint64_t, const Place* from) -> std::optional<Place> {
      Place at = from != nullptr ? *from : Place{};
      while (at.sum <= 3.0 * static_cast<double>(level + 1)) {
        at.time += exponential(luck, 0.5);
        if (at.time > 1) return std::nullopt;
        at.sum += exponential(luck, 1.0);
      }
      return at;
    };
    moments.add(split<Place>(4, 100, order, go).back() / exact);
  }
  const double error = moments.sd() / std::sqrt(static_cast<double>(moments.n()));
  EXPECT_LT(exact, 2e-3);
  EXPECT_LT(error, 0.05);
  EXPECT_NEAR(moments.mean(), 1, 4 * error) << exact;
}

TEST(Splitting, WhereNobodyPassesThereIsNothing) {
  Stream order({}, "order", Purpose::kDesign);
  int tries = 0;
  const auto go = [&](std::size_t level, std::uint64_t i, const int*) -> std::optional<int> {
    ++tries;
    return level == 0 && i % 2 == 0 ? std::optional{0} : std::nullopt;
  };
  EXPECT_EQ(split<int>(4, 10, order, go), (std::vector<double>{0.5, 0, 0, 0}));
  EXPECT_EQ(tries, 20);
}

// Fires stop the fab for a day each, and what buyers lack then they never buy: so much is lost for each fire.
constexpr const char* kFires =
    "  - {id: fires, type: hazard, rate: 0.5/year, event: {type: outage, select: {facility: fab}, duration: 1 d}}\n";

class Tails : public BatchTest {
 protected:
  void SetUp() override {
    BatchTest::SetUp();
    std::string text = replaced(kFire, "horizon: 200 d", "horizon: 730 d");
    text = replaced(text, "finished_stock: 3 d", "finished_stock: 0");
    text = replaced(text, "cover: 5 d", "cover: 0 d, patience: 0");
    // A fab that is full cannot make up for what it lost, whatever it makes of it.
    text = replaced(text, "capacity: {value: 200/day, low: 150/day, high: 300/day}", "capacity: 120/day, overtime: 0");
    const std::size_t at = text.find("  - {id: fire");
    text.replace(at, text.find('\n', at) + 1 - at, kFires);
    write("fire.yaml", text);
    e_.bands.on = false;
    e_.splitting = Splitting{.levels = {300, 900, 1500, 2100, 2700, 3300}, .kind = "", .effort = 60};
  }
};

TEST_F(Tails, FiresComeAsPoissonSays) {
  e_.replications = 16;
  ASSERT_TRUE(run("out", 2));
  const auto mean = table("out/summary.csv", {"measure", "entity"}, "mean");
  const auto sd = table("out/summary.csv", {"measure", "entity"}, "sd");
  // So many fires or more in two years of 365 days, of which half a one is expected in 365.25 days.
  const double expected = 730 / 365.25 * 0.5;
  double fewer = 0;
  double exactly = std::exp(-expected);
  int fires = 0;
  for (const char* level : {"300", "900", "1500", "2100", "2700", "3300"}) {
    fewer += exactly;
    exactly *= expected / ++fires;
    const std::string key = std::string("exceedance ") + level;
    // Of two fires on one day only one costs anything: up to 2 % of the probability.
    EXPECT_NEAR(mean.at(key), 1 - fewer, 3 * sd.at(key) / 4 + 0.02 * (1 - fewer)) << level;
    EXPECT_GT(mean.at(key), 0) << level;
  }
  EXPECT_LT(1 - fewer, 1e-3);
  EXPECT_LT(sd.at("exceedance 3300") / 4, 0.4 * (1 - fewer));
}

// Rows stand in the order of their names, as all others, however levels rise.
TEST_F(Tails, RowsAreInTheOrderOfNames) {
  e_.splitting->effort = 5;
  ASSERT_TRUE(run("out", 1));
  std::ifstream in(folder_ / "out" / "measures.csv");
  std::vector<std::string> levels;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("fire,0,exceedance,")) levels.push_back(line.substr(18, line.find(',', 18) - 18));
  }
  EXPECT_EQ(levels, (std::vector<std::string>{"1500", "2100", "2700", "300", "3300", "900"}));
}

TEST_F(Tails, AreTheSameBytesOnAnyNumberOfThreads) {
  e_.splitting->effort = 10;
  ASSERT_TRUE(run("one", 1));
  ASSERT_TRUE(run("three", 3));
  expect_same("one", "three");
  e_.splitting->effort = 11;
  ASSERT_TRUE(run("more", 1));
  EXPECT_NE(bytes(folder_ / "one" / "manifest.json"), bytes(folder_ / "more" / "manifest.json"));
}

TEST_F(Tails, ABranchKeepsThePastAndHasAFutureOfItsOwn) {
  Diagnostics diagnostics;
  write("fire.yaml", replaced(bytes(folder_ / "fire.yaml"), "rate: 0.5/year", "rate: 20/year"));
  const auto scenario = load_scenario(folder_ / "fire.yaml", {}, diagnostics);
  ASSERT_TRUE(scenario);
  const auto network = build_network(*scenario, diagnostics);
  ASSERT_TRUE(network);
  const auto begins = [&](std::span<const Branch> later) {
    std::vector<std::int64_t> ticks;
    for (const Shock& shock : plan_shocks(*network, *scenario, {.seed = 3}, later).shocks)
      ticks.push_back(shock.begins);
    return ticks;
  };
  const std::vector<Branch> other = {{7, 5000}};
  const std::vector<Branch> two = {{7, 5000}, {8, 9000}};
  const auto before = [](const std::vector<std::int64_t>& all, std::int64_t tick) {
    return std::vector<std::int64_t>(all.begin(), std::lower_bound(all.begin(), all.end(), tick));
  };
  const auto plain = begins({});
  const auto branch = begins(other);
  const auto twig = begins(two);
  EXPECT_GT(before(plain, 5000).size(), 3U);
  EXPECT_EQ(before(plain, 5000), before(branch, 5000));
  EXPECT_NE(plain, branch);
  EXPECT_EQ(before(branch, 9000), before(twig, 9000));
  EXPECT_NE(branch, twig);
}

TEST_F(Tails, OfAKindThatThereIsNotAreRefused) {
  e_.splitting->kind = "none-such";
  EXPECT_FALSE(run("out"));
  EXPECT_EQ(diagnostics_.all().back().message, "'splitting' looks at needs of kind 'none-such', and 'fire' has none");
}

}  // namespace
}  // namespace fabshock::test::splitting_test
