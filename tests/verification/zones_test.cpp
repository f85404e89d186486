// Markets split into zones of buyers: one price where goods may move, two where they may not.
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "support/live.h"

namespace fabshock::test::zones_test {
namespace {

// Two makers abroad, one of them at home too; home buys three fifths abroad.
std::string world(const std::string& market, const std::string& happens,
                  const std::string& allocation = "proportional") {
  return R"(schema: fabshock/scenario/1
name: zones
start: 2026-01-01
horizon: 6 y
switches: {belief: off}
model:
  schema: fabshock/model/1
  name: zones
  currency: USD
  source: assumption
  regions: {TW: {bloc: one}, US: {bloc: two}}
  sites: {tw: {region: TW, lat: 0, lon: 0}, us: {region: US, lat: 10, lon: 10}}
  products: {gas: {unit: t, quantum: 0.001, price: 100}}
  recipes: {gas: {cycle_time: 1 d}}
  facilities:
    home: {site: tw, makes: gas, capacity: 240/day, finished_stock: 5 d}
    abroad: {site: us, makes: gas, capacity: 960/day, finished_stock: 5 d, allocation: )" +
         allocation + R"(, bid_weight: 4}
  needs:
    tw-users: {region: TW, units: gas, rate: 500/day, cover: 30 d, patience: 20 d, elasticity: -0.3}
    us-users: {region: US, units: gas, rate: 500/day, cover: 30 d, patience: 20 d, elasticity: -0.3}
  lanes:
    - {from: home, to: tw-users, transit: 3 d, share: 0.4}
    - {from: abroad, to: tw-users, transit: 3 d, share: 0.6}
    - {from: abroad, to: us-users, transit: 3 d, share: 1}
  zones: {tw: {region: TW}, elsewhere: {not: {region: TW}}}
  markets: {gas: {)" +
         market + "}}\n" + happens;
}

const std::string kSplit = "zones: [tw, elsewhere]";
constexpr const char* kHalved =
    "disruptions: [{id: loss, type: outage, select: {facility: abroad}, at: 2026-03-01, severity: 0.3, duration: 1 "
    "y}]\n";
constexpr const char* kClosed =
    "disruptions: [{id: shut, type: lane-closure, from: {region: US}, to: {region: TW}, at: 2026-03-01, duration: 180 "
    "d}]\n";

double log_spot(const Live& live, const std::string& market) {
  for (std::uint32_t m = 0; m < live.net().markets.size(); ++m) {
    if (live.net().market_name(m) == market) return live.state().markets.all[m].spot;
  }
  throw std::runtime_error("no market " + market);
}

TEST(MarketZones, AtRestPricesStandStill) {
  Live live(world(kSplit, ""));
  for (int day = 1; day < 400; ++day) {
    live.through_day(day);
    ASSERT_EQ(log_spot(live, "gas@tw"), 0.0) << day;
    ASSERT_EQ(log_spot(live, "gas@elsewhere"), 0.0) << day;
  }
}

TEST(MarketZones, OnePriceWhereGoodsMayMove) {
  Live split(world(kSplit, kHalved));
  Live whole(world("contract_share: 0.5", kHalved));
  double most = 0;
  for (int day = 30; day < 700; day += 5) {
    split.through_day(day);
    whole.through_day(day);
    const double one = log_spot(whole, "gas");
    most = std::max(most, one);
    ASSERT_NEAR(log_spot(split, "gas@tw"), log_spot(split, "gas@elsewhere"), 0.02) << day;
    ASSERT_NEAR(log_spot(split, "gas@tw"), one, 0.02 + 0.05 * one) << day;
  }
  EXPECT_GT(most, 0.3);
}

TEST(MarketZones, SwitchedOffThereIsOneMarket) {
  const std::string off = replaced(world(kSplit, kClosed), "{belief: off}", "{belief: off, zones: off}");
  Live one(off);
  Live whole(world("contract_share: 0.5", kClosed));
  for (int day = 50; day < 400; day += 50) {
    one.through_day(day);
    whole.through_day(day);
    ASSERT_EQ(log_spot(one, "gas"), log_spot(whole, "gas")) << day;
  }
}

TEST(MarketZones, TwoPricesWhereTheyMayNotAndOneAgainAfter) {
  Live live(world(kSplit, kClosed));
  Live whole(world("contract_share: 0.5", kClosed));
  live.through_day(59 + 180);
  whole.through_day(59 + 180);
  // Home makes 240 of the 500 that it wants; abroad has the 300 to spare.
  EXPECT_GT(log_spot(live, "gas@tw"), 1.0);
  EXPECT_LT(log_spot(live, "gas@elsewhere"), 0.0);
  EXPECT_GT(log_spot(whole, "gas"), 0.1);  // a price for all tells nobody's
  const double gap = log_spot(live, "gas@tw") - log_spot(live, "gas@elsewhere");
  live.through_day(59 + 180 + 60);  // contracts, which follow, hold it back
  EXPECT_LT(log_spot(live, "gas@tw") - log_spot(live, "gas@elsewhere"), 0.4 * gap);
  live.through_day(59 + 180 + 120);
  EXPECT_LT(log_spot(live, "gas@tw") - log_spot(live, "gas@elsewhere"), 0.15 * gap);
  EXPECT_EQ(live.broken(), "");
}

TEST(MarketZones, WhoeverMaySellThereServesTheDearerZoneFirstIfHeGoesByBids) {
  // A quota lets a third in, and goods abroad are short besides: by bids, what may pass is filled first.
  const std::string happens = R"(disruptions:
  - {id: quota, type: lane-closure, from: {region: US}, to: {region: TW}, at: 2026-03-01, duration: 2 y, leak: 0.5}
  - {id: loss, type: outage, select: {facility: abroad}, at: 2026-03-01, severity: 0.5, duration: 2 y}
)";
  const auto got = [&](const char* allocation) {
    Live live(world(kSplit, happens, allocation));
    live.through_day(200);
    const Quanta before = live.lane("abroad", "tw-users").shipped;
    live.through_day(400);
    EXPECT_GT(log_spot(live, "gas@tw"), log_spot(live, "gas@elsewhere") + 0.1);
    return static_cast<double>(live.lane("abroad", "tw-users").shipped - before) / 1000.0 / 200.0;
  };
  EXPECT_GT(got("bid"), got("proportional") + 5.0);
}

// A second buyer at home, who buys a hundredth of what the first does, and one in China, which lies elsewhere.
std::string wider(const std::string& happens) {
  std::string w = world(kSplit, happens);
  w = replaced(w, "US: {bloc: two}", "US: {bloc: two}, CN: {bloc: three}");
  w = replaced(w, "    us-users:",
               R"(    tw-small: {region: TW, units: gas, rate: 5/day, cover: 30 d, patience: 20 d, elasticity: -0.3}
    cn-users: {region: CN, units: gas, rate: 100/day, cover: 30 d, patience: 20 d, elasticity: -0.3}
    us-users:)");
  return replaced(w, "  lanes:\n", R"(  lanes:
    - {from: abroad, to: tw-small, transit: 3 d, share: 1}
    - {from: abroad, to: cn-users, transit: 3 d, share: 1}
)");
}

TEST(MarketZones, AShutLaneToFewBuyersPartsNoPrices) {
  const std::string happens = R"(disruptions:
  - {id: few, type: lane-closure, from: {facility: abroad}, to: {facility: tw-small}, at: 2026-03-01, duration: 3 y}
  - {id: loss, type: outage, select: {facility: home}, at: 2026-03-01, severity: 0.5, duration: 3 y}
)";
  Live live(wider(happens));
  for (int day = 100; day < 1000; day += 100) {
    live.through_day(day);
    EXPECT_NEAR(log_spot(live, "gas@tw"), log_spot(live, "gas@elsewhere"), 0.01) << day;
    EXPECT_LT(log_spot(live, "gas@tw"), 0.25) << day;
  }
}

TEST(MarketZones, WhoIsCutOffInAZoneMakesItNoDearer) {
  for (const char* way :
       {"disruptions: [{type: lane-closure, from: any, to: {region: CN}",
        "policies: [{type: export-control, exporter: {region: US}, importer: {region: CN}, products: any"}) {
    Live live(wider(std::string(way) + ", id: cut, at: 2026-03-01}]\n"));
    live.through_day(600);
    EXPECT_LT(log_spot(live, "gas@elsewhere"), -0.05) << way;  // what it took is left
    EXPECT_LT(log_spot(live, "gas@tw"), -0.05) << way;
  }
}

TEST(MarketZones, AQuotaIsAnAmountAndBindsOnlyWhereItIsReached) {
  const auto log_at = [](const std::string& leak, const std::string& severity) {
    const std::string happens =
        "disruptions:\n  - {id: quota, type: lane-closure, from: {region: US}, to: {region: TW}, at: 2026-03-01, "
        "leak: " +
        leak + "}\n  - {id: loss, type: outage, select: {facility: abroad}, at: 2026-03-01, severity: " + severity +
        "}\n";
    Live live(world(kSplit, happens));
    live.through_day(700);
    return std::pair(log_spot(live, "gas@tw"), log_spot(live, "gas@elsewhere"));
  };
  const auto tight = log_at("0.5", "0");
  EXPECT_GT(tight.first, 0.3);
  EXPECT_LT(tight.second, 0);
  EXPECT_GT(tight.first, log_at("0.7", "0").first);
  const auto wide = log_at("0.999", "0.3");  // all are short, and the quota is not used up
  EXPECT_NEAR(wide.first, wide.second, 0.02);
  EXPECT_GT(wide.first, 0.1);
}

TEST(MarketZones, ABanFrightensTheZoneThatItStarvesAsAClosureDoes) {
  const auto panic = [](const std::string& happens, std::size_t zone) {
    Live live(replaced(world(kSplit, happens), "{belief: off}", "{growth: off}"));
    live.through_day(59 + 10);
    return live.state().markets.all[zone].panic;
  };
  constexpr std::size_t kElsewhere = 0, kHome = 1;  // by name
  const std::string ban =
      "policies: [{id: ban, type: import-ban, exporter: {region: US}, importer: {region: TW}, products: any, at: "
      "2026-03-01}]\n";
  const std::string shut =
      "disruptions: [{id: shut, type: lane-closure, from: {region: US}, to: {region: TW}, at: 2026-03-01}]\n";
  EXPECT_EQ(panic(ban, kElsewhere), 0);
  EXPECT_GT(panic(ban, kHome), 0.2);
  EXPECT_NEAR(panic(ban, kHome), panic(shut, kHome), 0.02);
}

TEST(MarketZones, EveryBuyerPaysThePriceOfItsZone) {
  Live live(world(kSplit, kClosed));
  live.through_day(59 + 180);
  const PaymentState& now = live.state().payments;
  const Cents tw = now.spent[live.id("tw-users")];
  const Cents us = now.spent[live.id("us-users")];
  const Quanta home = live.lane("home", "tw-users").shipped;
  const Quanta abroad = live.lane("abroad", "us-users").shipped;
  live.through_day(59 + 180 + 6);
  const double paid_tw = static_cast<double>(now.spent[live.id("tw-users")] - tw) /
                         static_cast<double>(live.lane("home", "tw-users").shipped - home);
  const double paid_us = static_cast<double>(now.spent[live.id("us-users")] - us) /
                         static_cast<double>(live.lane("abroad", "us-users").shipped - abroad);
  EXPECT_GT(paid_tw, 2 * paid_us);
  EXPECT_EQ(live.broken(), "");
}

}  // namespace
}  // namespace fabshock::test::zones_test
