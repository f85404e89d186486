// After one shock orders settle, at both ends of the plausible range of every constant (docs/theory/stability.md).
#include <gtest/gtest.h>

#include <algorithm>

#include "support/live.h"

namespace fabshock::test::stability_test {
namespace {

// Largest less smallest weekly order to the fab that was not hit, over the usual, in the third year and in the tenth.
struct Swing {
  double third = 0, tenth = 0;
};

Swing swing_of(const std::string& yaml) {
  Live live(yaml);
  const auto of_year = [&](int year) {
    Quanta most = 0;
    Quanta least = kUnlimited;
    for (int week = 0; week < 52; ++week) {
      live.through_day(365 * (year - 1) + 7 * week);
      most = std::max(most, live.lane("rest", "assembler").order);
      least = std::min(least, live.lane("rest", "assembler").order);
    }
    return static_cast<double>(most - least) / static_cast<double>(live.params("rest").good0);
  };
  const double third = of_year(3);
  return {third, of_year(10)};
}

std::string world(const std::string& control, const std::string& market = "", const std::string& hoarding = "0.2",
                  const std::string& switches = "") {
  std::string text = read_test_file("verification/worlds/stability.yaml");
  text = replaced(text, "defaults: [{select: any}]", "defaults: [{select: any" + control + "}]");
  text = replaced(text, "contract_share: 0.8, renewal: 60 d", "contract_share: 0.8, renewal: 60 d" + market);
  text = replaced(text, "hoarding: 0.2", "hoarding: " + hoarding);
  return text + switches;
}

TEST(Stability, OrdersSettleOverThePlausibleRangeOfEveryConstant) {
  const auto settles = [](const std::string& what, const std::string& yaml) {
    const Swing swing = swing_of(yaml);
    EXPECT_GT(swing.third, 0) << what << ": nothing happened";
    EXPECT_LT(swing.third, 0.01) << what;
    EXPECT_LT(swing.tenth, 0.001) << what;
  };
  settles("defaults", world(""));
  for (const char* control :
       {"smoothing: 0.01/day", "smoothing: 0.1/day", "demand_signal: 0.5", "demand_signal: 1", "inventory_time: 15 d",
        "inventory_time: 120 d", "pipeline_time: 15 d", "pipeline_time: 60 d", "lead_time_feedback: 0.88",
        "order_inflation: 0.3", "order_inflation: 1", "fill_weight: 1", "fill_weight: 3"}) {
    settles(control, world(std::string(", ") + control));
  }
  // Late quotes are followed for longer.
  for (const char* late : {"30 d", "180 d"}) {
    const Swing swing = swing_of(world(std::string(", lead_time_feedback: 0.88, quote_time: ") + late));
    EXPECT_LT(swing.third, 0.03) << late;
    EXPECT_LT(swing.tenth, 0.001) << late;
  }
  for (const char* market : {"adjustment: 0", "adjustment: 0.05", "reversion: 0.01", "reversion: 0.05"}) {
    settles(market, world("", std::string(", ") + market));
  }
  for (const char* hoarding : {"0", "0.4"}) settles(hoarding, world("", "", hoarding));
}

// Where makers quote at once what they owe. Quotes that take a month damp it.
TEST(Stability, ABlindIndustryThatFollowsLeadTimesSwingsWithoutEnd) {
  const auto swing = [](const std::string& more) {
    const std::string blind = ", lead_time_feedback: 1, demand_signal: 0";
    return swing_of(world(blind + more, "", "0.2", "switches: {prices: off}\n")).tenth;
  };
  EXPECT_GT(swing(""), 1);
  EXPECT_GT(swing(", quote_time: 1 d"), 1);
  EXPECT_LT(swing(", quote_time: 30 d"), 0.001);
  EXPECT_LT(swing(", quote_time: 180 d"), 0.001);
}

}  // namespace
}  // namespace fabshock::test::stability_test
