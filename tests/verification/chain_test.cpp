// An outage down a chain: lost days = max(0, sigma tau - sum of stocks), and the shortage begins when the stocks are
// used up.
#include <gtest/gtest.h>

#include "support/world.h"

namespace fabshock::test::chain_test {
namespace {

struct Outcome {
  double lost_days = 0;
  std::int64_t begins = -1;  // day of the run
};

Outcome outcome(int outage_days) {
  const std::string text = replaced(read_test_file("verification/worlds/chain.yaml"), "duration: 62 d",
                                    "duration: " + std::to_string(outage_days) + " d");
  const WorldRun run = run_world(text);
  const auto unmet = run.series("phones", "unmet");  // of the day before each row
  Outcome o;
  for (std::size_t t = 0; t < unmet.size(); ++t) {
    o.lost_days += unmet[t] / 500000.0;
    if (unmet[t] > 0 && o.begins < 0) o.begins = static_cast<std::int64_t>(t);
  }
  return o;
}

TEST(Chain, LostDaysAreExact) {
  // sigma = 0.9; 5 + 20 + 20 + 10 = 55 days of stock.
  EXPECT_EQ(outcome(61).lost_days, 0.0);
  EXPECT_NEAR(outcome(62).lost_days, 0.8, 1e-9);
  EXPECT_NEAR(outcome(63).lost_days, 1.7, 1e-9);
  EXPECT_NEAR(outcome(90).lost_days, 26.0, 1e-9);
}

TEST(Chain, ShortageBeginsWhenTheStocksAreUsedUp) {
  // t0 = day 59; behind the fab's door 10 + 30 + 8 + 10 + 12 days under way; 55/0.9 days of stock. What was finished on
  // the day before t0 still leaves at t0, so the first day without is one step later.
  const double expected = 59 + 70 + 55 / 0.9 + 1;
  EXPECT_NEAR(static_cast<double>(outcome(90).begins), expected, 1.0);
}

}  // namespace
}  // namespace fabshock::test::chain_test
