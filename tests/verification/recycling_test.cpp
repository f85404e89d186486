// A dear input is used again: how much and how fast, what is bought then, and what it spares.
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "support/live.h"

namespace fabshock::test::recycling_test {
namespace {

constexpr double kUse = 100000;  // a day

std::string world(const std::string& recycling, const std::string& happens, const std::string& switches = "") {
  return R"(schema: fabshock/scenario/1
name: recycling
start: 2026-01-01
horizon: 6 y
switches: {belief: off, growth: on)" +
         switches + R"(}
model:
  schema: fabshock/model/1
  name: recycling
  currency: USD
  source: assumption
  regions: {UA: {bloc: one}, TW: {bloc: two}}
  sites: {ua: {region: UA, lat: 50, lon: 30}, tw: {region: TW, lat: 24, lon: 121}}
  products: {neon: {unit: kg, price: 10}, chip: {unit: chip, price: 100}}
  market_defaults: [{select: any, adjustment: 0.02, contract_share: 0}]
  recipes:
    neon: {cycle_time: 1 d}
    chip: {cycle_time: 1 d, inputs: {neon: {per: 1)" +
         recycling + R"(}}}
  facilities:
    works: {site: ua, makes: neon, capacity: 110000/day, finished_stock: 10 d}
    fab: {site: tw, makes: chip, capacity: 110000/day, cover: {neon: 30 d}, finished_stock: 5 d}
  lanes:
    - {from: works, to: fab, transit: 1 d}
    - {from: fab, to: phones, transit: 1 d}
  needs: {phones: {units: chip, region: TW, rate: 100000/day}}
)" + happens;
}

constexpr const char* kTariff =
    "policies:\n  - {id: duty, type: tariff, products: {product: neon}, exporter: {region: UA}, rate: 1, at: "
    "2026-03-01}\n";
constexpr const char* kCut =
    "disruptions:\n  - {id: war, type: outage, at: 2026-03-01, duration: 1500 d, select: {facility: works}, "
    "severity: 0.5}\n";

double recycled(const Live& live) {
  return live.state().recycled.empty() ? 0.0 : live.state().recycled[live.params("fab").slot_begin];
}

TEST(Recycling, GrowsToWhatThePriceIsWorth) {
  // A tariff doubles the price, whatever the market does: r* = 1 - 2^-0.5, reached as e^(-t/tau).
  Live live(replaced(world(", recycling: {most: 0.8, elasticity: 0.5, time: 100 d}", kTariff), "adjustment: 0.02",
                     "adjustment: 0, reversion: 0, anchoring: 0"));
  const double worth = 1 - std::pow(2, -0.5);
  for (const std::int64_t days : {1, 50, 100, 300}) {
    live.through_day(59 + days - 1);  // the duty is from day 59 on
    EXPECT_NEAR(recycled(live), worth * (1 - std::exp(-static_cast<double>(days) / 100)), 1e-9) << days;
  }
  live.through_day(2000);
  EXPECT_NEAR(recycled(live), worth, 1e-6);
  EXPECT_EQ(live.node("fab").begun, static_cast<Quanta>(kUse));
  // It buys and holds that much less, and its supplier makes no more than that.
  EXPECT_NEAR(static_cast<double>(live.lane("works", "fab").order), (1 - worth) * kUse, 2);
  EXPECT_NEAR(static_cast<double>(live.slot("fab").stock), 30 * (1 - worth) * kUse, 60);
  EXPECT_NEAR(static_cast<double>(live.node("works").begun), (1 - worth) * kUse, 2);
  EXPECT_EQ(live.broken(), "");
}

TEST(Recycling, OfFewQuantaIsRightOnAverage) {
  // Five quanta a day, of which 3.5355 are bought.
  std::string text = replaced(world(", recycling: {most: 0.8, elasticity: 0.5, time: 10 d}", kTariff),
                              "adjustment: 0.02", "adjustment: 0, reversion: 0, anchoring: 0");
  Live live(replaced(text, "neon: {unit: kg,", "neon: {unit: kg, quantum: 20000,"));
  live.through_day(1000);
  const Quanta before = live.slot("fab").consumed;
  live.through_day(2000);
  EXPECT_NEAR(static_cast<double>(live.slot("fab").consumed - before), 5000 * std::pow(2, -0.5), 2);
}

TEST(Recycling, LeavesNoFearOfWhatIsNotNeeded) {
  // A fifth more is wanted every year, and works that cannot make so much; most of it is recycled in time.
  std::string text = replaced(world(", recycling: {most: 0.73, elasticity: 0.5, time: 90 d}", ""), "belief: off, ", "");
  text = replaced(text, "region: TW, rate: 100000/day}", "region: TW, rate: 100000/day, growth: 0.2/year}");
  text = replaced(text, "makes: chip, capacity: 110000/day", "makes: chip, capacity: 400000/day");
  Live live(text);
  live.through_day(1050);
  const MarketState& neon = live.state().markets.all[live.net().market_of[live.id("works")]];
  // What is bought is what can be made where p^-0.5 = 1.1/1.69; the cap is 6.
  const double clears = std::pow(std::pow(1.2, 1050.0 / 365) / 1.1, 2);
  EXPECT_NEAR(neon.paid, clears, 0.2 * clears);
}

TEST(Recycling, StopsAtTheMost) {
  Live live(world(", recycling: {most: 10 %, elasticity: 2, time: 10 d}", kTariff));
  live.through_day(400);
  EXPECT_NEAR(recycled(live), 0.1, 1e-9);
}

TEST(Recycling, MakesUpForWhatIsMissing) {
  // Half of the neon is gone for years. Once the stock is used up the fab runs at 55 %, and with recycling at all.
  Live without(world("", kCut));
  Live with(world(", recycling: {most: 0.7, elasticity: 0.5, time: 180 d}", kCut));
  without.through_day(900);
  with.through_day(900);
  EXPECT_NEAR(static_cast<double>(without.node("fab").begun), 0.55 * kUse, 2);
  EXPECT_GE(static_cast<double>(with.node("fab").begun), kUse - 2);
  const auto price = [](const Live& live) {
    return live.state().markets.all[live.net().market_of[live.id("works")]].paid;
  };
  EXPECT_LT(price(with), 0.8 * price(without));
  EXPECT_EQ(with.broken(), "");
}

TEST(Recycling, IsNothingWithoutARiseOrSwitchedOff) {
  Live calm(world(", recycling: {most: 0.7, time: 10 d}", ""));
  calm.through_day(300);
  EXPECT_EQ(recycled(calm), 0.0);
  EXPECT_EQ(calm.node("fab").begun, static_cast<Quanta>(kUse));
  Live off(world(", recycling: {most: 0.7, time: 10 d}", kCut, ", recycling: off"));
  Live none(world("", kCut));
  off.through_day(900);
  none.through_day(900);
  EXPECT_EQ(state_hash(off.net(), off.state(), 900 * 24 + 1), state_hash(none.net(), none.state(), 900 * 24 + 1));
}

}  // namespace
}  // namespace fabshock::test::recycling_test
