// What markets believe, against its equations worked out by hand. Every case is a YAML world run through the engine;
// all that moves prices beside belief is switched off where the belief alone is looked at.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "support/live.h"

namespace fabshock::test::belief_test {
namespace {

struct Case {
  std::string capacity = "1000/day";  // of the maker, whose output is 1,000 a day
  std::string market = "contract_share: 0.8, elasticity: -0.3";
  std::string belief = "hoarding: 0";
  std::string switches = "belief: true";
  std::string disruptions;
};

// Resin -> chips -> buyers. Makers of resin keep 10 days of it, the chip maker 30; of chips the maker keeps 6 days and
// the buyers 20.
std::string world(const Case& c) {
  return R"(schema: fabshock/scenario/1
name: market
start: 2026-01-01
horizon: 4 y
switches: {)" +
         c.switches + R"(}
model:
  schema: fabshock/model/1
  name: market
  currency: USD
  source: assumption
  regions: {A: {bloc: one}}
  sites: {a: {region: A, lat: 0, lon: 0}}
  products:
    resin: {unit: kg, quantum: 0.001, price: 1, class: m}
    chip: {unit: chip, quantum: 0.001, price: 8, class: c}
  recipes: {chip: {cycle_time: 40 d, inputs: {resin: 1}}}
  facilities:
    resin-1: {site: a, owner: R, kind: material, makes: resin, capacity: 1000/day, finished_stock: 10 d}
    resin-2: {site: a, owner: S, kind: material, makes: resin, capacity: 1000/day, finished_stock: 10 d}
    maker: {site: a, owner: O, kind: fab, makes: chip, capacity: )" +
         c.capacity + R"(, cover: {resin: 30 d}, finished_stock: 6 d}
  needs:
    buyers: {region: A, units: chip, rate: 1000/day, cover: 20 d, patience: 1000 y}
  lanes:
    - {from: resin-1, to: maker, transit: 24 h, share: 0.6}
    - {from: resin-2, to: maker, transit: 24 h, share: 0.4}
    - {from: maker, to: buyers, transit: 24 h}
  market_defaults:
    - {select: {product: [chip, resin]}, indexation: 0, adjustment: 0, reversion: 0, anchoring: 0, pass_through: 0, )" +
         c.market + R"(}
  belief: {)" +
         c.belief + R"(}
disruptions:
)" + c.disruptions;
}

constexpr const char* kOther =
    "    resin-2: {site: a, owner: S, kind: material, makes: resin, capacity: 1000/day, finished_stock: 10 d}";

// On the tenth day a stop of the maker is feared, that lasts 60 days; it does not come.
constexpr const char* kThreat =
    "  - {id: fear, type: outage, select: {facility: maker}, at: 2026-01-11, duration: 60 d, happens: false, "
    "alert: {delay: 0 h}}\n";

const MarketState& chip(const Live& live) {
  return live.state().markets.all[0];
}
const MarketState& resin(const Live& live) {
  return live.state().markets.all[1];
}

double panic_shape(double days) {
  const auto at = [](double t) { return std::exp(-t / 30.0) - std::exp(-t / 4.0); };
  return at(days) / at(std::log(30.0 / 4.0) / (1.0 / 4.0 - 1.0 / 30.0));
}

TEST(Belief, PanicBuildsInDaysAndFadesInWeeks) {
  Live live(world({.belief = "hoarding: 0, shortage_weight: 0", .disruptions = kThreat}));
  const double most = 1.2 * (1.0 - std::exp(-60.0 / 130.0));
  for (const int day : {5, 10, 11, 14, 19, 40, 100, 400}) {
    live.through_day(day);
    EXPECT_NEAR(chip(live).spot, day < 10 ? 0.0 : most * panic_shape(day - 10), 1e-12) << day;
  }
  EXPECT_EQ(live.node("maker").good, Quanta{1'000'000} * 401);
}

TEST(Belief, MuchNewsDoesNotAddUpWithoutEnd) {
  std::string many;
  for (char id = 'a'; id <= 'p'; ++id) many += replaced(kThreat, "id: fear", std::string("id: ") + id);
  Live live(world({.belief = "hoarding: 0, shortage_weight: 0", .disruptions = many}));
  live.through_day(19);
  const double most = 1.2 * (1.0 - std::exp(-16.0 * 60.0 / 130.0));
  EXPECT_NEAR(chip(live).spot, most * panic_shape(9), 1e-12);
}

// v of a shortage that is feared, of which nothing shows in stocks.
double shortage(double days, double cover, double elasticity = 0.3) {
  const double v = 2.1 / elasticity * days / (180.0 + cover);
  return 1.5 * (1.0 - std::exp(-v / 1.5));
}
constexpr double kCover = 4 + 6 + 0.7 * 20;
constexpr const char* kShortageOnly = "hoarding: 0, panic_most: 0, shortage_delay: 0 d, other_supply: 0";

TEST(Belief, ShortageIsWhatIsStillToComeAgainstHorizonAndCover) {
  Live live(world({.belief = kShortageOnly, .disruptions = kThreat}));
  for (const int day : {9, 10, 30, 69, 70, 90}) {
    live.through_day(day);
    const double left = day < 10 ? 0 : std::max(0, 70 - day);
    EXPECT_NEAR(chip(live).shortage, shortage(left, kCover), 1e-12) << day;
    EXPECT_EQ(chip(live).spot, chip(live).shortage);
  }
}

TEST(Belief, OtherSuppliersAreExpectedToFillPartOfIt) {
  Live live(world({.belief = "hoarding: 0, panic_most: 0, shortage_delay: 0 d", .disruptions = kThreat}));
  live.through_day(30);
  EXPECT_NEAR(chip(live).shortage, shortage(40 * (1 - 0.58 * (1 - std::exp(-20.0 / 75.0))), kCover), 1e-12);
}

TEST(Belief, SlackAnswersFirst) {
  // A fifth of capacity to spare, of which a half is out with the maker's half: 60 d x 0.5 against 0.2 x (180 - 30) d.
  const std::string half = replaced(kThreat, "type: outage", "type: outage, severity: 0.5");
  Live none(world({.capacity = "1200/day", .belief = kShortageOnly, .disruptions = half}));
  none.through_day(10);
  EXPECT_NEAR(chip(none).shortage, 0.0, 1e-12);
  Live some(world({.capacity = "1100/day", .belief = kShortageOnly, .disruptions = half}));
  some.through_day(10);
  EXPECT_NEAR(chip(some).shortage, shortage(30.0 - 0.1 * 150.0, kCover), 1e-12);
}

TEST(Belief, MaterialsCountBeyondTheirStock) {
  // Three fifths of the resin for 100 days, of which its maker has 10, are 54 days of it, of which 30 are in stock and
  // 4 with the other maker. He has room to double his two fifths: that is 40 days more, and nothing is short.
  const std::string fire = replaced(replaced(kThreat, "facility: maker", "facility: resin-1"), "60 d", "100 d");
  const std::string text = world({.belief = kShortageOnly, .disruptions = fire});
  Live live(text);
  live.through_day(10);
  EXPECT_EQ(chip(live).shortage, 0.0);
  // With room for an eighth more it is 5 days.
  const std::string full = replaced(
      text, kOther,
      "    resin-2: {site: a, owner: S, kind: material, makes: resin, capacity: 450/day, finished_stock: 10 d}");
  Live some(full);
  some.through_day(10);
  EXPECT_NEAR(chip(some).shortage, shortage(0.6 * (100 - 10) - 4 - 30 - 5, kCover), 1e-12);
  // An input without which half of it can be made: a line with a hundredth to spare loses 0.495 of what it lacks, and
  // has no resin to make up for that.
  Live half(replaced(replaced(full, "{resin: 1}", "{resin: {per: 1, criticality: important, weight: 0.5}}"),
                     "capacity: 1000/day, cover", "capacity: 1010/day, cover"));
  half.through_day(10);
  EXPECT_NEAR(chip(half).shortage, shortage(0.495 * 15, kCover), 1e-12);
  // Stock beyond what is needed to work with is there for this loss too: 24 d of chips where 20 are needed.
  Live stocks(replaced(full, kShortageOnly, std::string(kShortageOnly) + ", working_stock: 20 d"));
  stocks.through_day(10);
  EXPECT_NEAR(chip(stocks).shortage, shortage(15 - (kCover - 20), kCover), 1e-12);
  // What can be saved of it in a hundred days by who would stand still: a fifth in the end, in a time of 100 d.
  const double saved = 0.2 * (1.0 - (1.0 - std::exp(-1.0)));
  Live saving(replaced(full, "{resin: 1}", "{resin: {per: 1, recycling: {most: 0.2, time: 100 d}}}"));
  saving.through_day(10);
  EXPECT_NEAR(chip(saving).shortage, shortage(15 - 100 * saved, kCover), 1e-3);
  // The panic hears nothing of what the other can make.
  Live feared(replaced(text, kShortageOnly, "hoarding: 0, shortage_weight: 0"));
  feared.through_day(19);
  EXPECT_NEAR(chip(feared).spot, 1.2 * (1.0 - std::exp(-20.0 / 130.0)) * panic_shape(9), 1e-12);
  // Of resin there is slack: its makers can make 2,000 and sell 1,000; the one that is hit, in part.
  const double slack = 0.4 * 180 + 0.6 * (180 - 100);
  EXPECT_NEAR(resin(live).shortage, shortage(std::max(0.0, 60 - slack), 4 + 10 + 0.7 * 30), 1e-12);
}

TEST(Belief, SlackGoesAsFarAsItsInputs) {
  // Half of the maker for 60 days, who could make a fifth more in the other 150: 30 days, and nothing is short. But
  // three fifths of the resin are out for as long, of which 30 d are missed: 30 in stock, 4 and 3 more of the other
  // maker leave 7 for the slack. A day more of either loss takes no leap.
  const std::string half = replaced(kThreat, "type: outage", "type: outage, severity: 0.5");
  const auto with = [&](const std::string& lasts, const std::string& other) {
    const std::string resin = replaced(
        replaced(replaced(kThreat, "id: fear", "id: fire"), "facility: maker", "facility: resin-1"), "60 d", lasts);
    return replaced(world({.capacity = "1200/day", .belief = kShortageOnly, .disruptions = half + resin}), kOther,
                    other);
  };
  const std::string full =
      "    resin-2: {site: a, owner: S, kind: material, makes: resin, capacity: 450/day, finished_stock: 10 d}";
  Live live(with("60 d", full));
  live.through_day(10);
  EXPECT_NEAR(chip(live).shortage, shortage(30 - 7, kCover), 1e-12);
  Live plenty(with("1 d", full));
  plenty.through_day(10);
  EXPECT_NEAR(chip(plenty).shortage, 0, 1e-12);
  // What is lost for want of resin on days that are lost anyway is lost once.
  Live twice(replaced(with("100 d", full), "severity: 0.5", "severity: 1"));
  twice.through_day(10);
  EXPECT_NEAR(chip(twice).shortage, shortage(60, kCover), 1e-12);
}

TEST(Belief, StockBehindAClosedGateIsNeitherMissingNorThere) {
  const std::string closed =
      "  - {id: shut, type: lane-closure, from: {facility: maker}, at: 2026-01-11, duration: 60 d, in_transit: hold, "
      "alert: {delay: 0 h}}\n";
  Live live(world({.belief = kShortageOnly, .disruptions = closed}));
  double gone = 0;
  for (const int day : {10, 20, 40}) {
    live.through_day(day);
    gone = -0.7 * live.state().markets.wants[live.params("buyers").slot_begin].held / 1e6;
    EXPECT_NEAR(chip(live).shortage, shortage(70 - day + gone, std::max(0.0, kCover - 6 - gone)), 1e-9) << day;
  }
  EXPECT_GT(gone, 10);
  EXPECT_GT(live.node("maker").finished, live.params("maker").finished0) << "it piles up";
}

TEST(Belief, WhoHasRoomMakesUpForItself) {
  // Half of resin-1 for 100 days. It makes 600 of 750: a quarter more in what is left of its time is 12.5 days.
  const std::string fire = replaced(replaced(kThreat, "type: outage, select: {facility: maker}",
                                             "type: outage, severity: 0.5, select: {facility: resin-1}"),
                                    "60 d", "100 d");
  std::string text = replaced(
      world({.belief = kShortageOnly, .disruptions = fire}), kOther,
      "    resin-2: {site: a, owner: S, kind: material, makes: resin, capacity: 400/day, finished_stock: 1 d}");
  text = replaced(replaced(text, "capacity: 1000/day, finished_stock: 10 d", "capacity: 750/day, finished_stock: 1 d"),
                  "resin: 30 d", "resin: 2 d");
  Live live(text);
  live.through_day(10);
  EXPECT_NEAR(chip(live).shortage, shortage(0.6 * (50 - 12.5 - 1) - 0.4 - 2, kCover), 1e-12);
}

TEST(Belief, LossMovesFromWhatIsToComeToWhatIsMissing) {
  // A stop that happens: what is not yet lost falls from day to day as the stocks do, and their sum stays.
  Live live(world({.belief = kShortageOnly, .disruptions = replaced(kThreat, "happens: false, ", "")}));
  for (const int day : {10, 11, 14, 16}) {
    live.through_day(day);
    const Quanta missing = live.params("maker").finished0 - live.node("maker").finished;
    EXPECT_EQ(missing, Quanta{1'000'000} * (day - 10));
    EXPECT_NEAR(chip(live).shortage, shortage(60, kCover - (day - 10)), 1e-12);
  }
}

// Three fifths of the resin come from where it struck: that frightens at once, and for days only, however long it is
// told to last. Who only uses the resin is not frightened so.
TEST(Belief, AnAlarmIsOfWhatIsExposed) {
  const std::string alarm = "hoarding: 0, shortage_weight: 0, panic_most: 0, alarm: 0.5, alarm_fade: 5 d";
  const auto shape = [](double days) {
    const auto at = [](double t) { return std::exp(-t / 5.0) - std::exp(-t); };
    return at(days) / at(std::log(5.0) / (1.0 - 1.0 / 5.0));
  };
  const std::string fire = replaced(kThreat, "facility: maker", "facility: resin-1");
  for (const char* lasts : {"1 d", "200 d"}) {
    Live live(world({.belief = alarm, .disruptions = replaced(fire, "60 d", lasts)}));
    for (const int day : {9, 11, 12, 15, 30}) {
      live.through_day(day);
      EXPECT_NEAR(resin(live).spot, day < 10 ? 0.0 : 0.5 * 0.6 * shape(day - 10), 1e-12) << day;
      EXPECT_EQ(chip(live).spot, 0.0);
    }
  }
  // How long a storm lasts is known.
  Live storm(world({.belief = alarm, .disruptions = replaced(fire, "delay: 0 h", "delay: 0 h, alarm: off")}));
  storm.through_day(30);
  EXPECT_EQ(resin(storm).spot, 0.0);
  // A quarter of its tools, half believed.
  const std::string less =
      replaced(replaced(fire, "type: outage", "type: outage, severity: 0.25"), "delay: 0 h", "delay: 0 h, bias: 0.5");
  Live live(world({.belief = alarm, .disruptions = less}));
  live.through_day(12);
  EXPECT_NEAR(resin(live).spot, 0.5 * 0.6 * 0.25 * 0.5 * shape(2), 1e-12);
}

// What is dearer at spot than under contracts is rationed, and more fearful.
TEST(Belief, ATightMarketIsMoreFearful) {
  const char* market = "contract_share: 0.8, elasticity: -0.3, spot_at_start: 2";
  Live live(
      world({.market = market, .belief = "hoarding: 0, shortage_weight: 0, tightness: 0.5", .disruptions = kThreat}));
  live.through_day(19);
  const double panic = 1.2 * (1.0 - std::exp(-60.0 / 130.0)) * panic_shape(9);
  EXPECT_NEAR(chip(live).spot, std::log(2.0) + panic * (1.0 + 0.5 * std::log(2.0)), 1e-12);
}

// Of 24 days of cover 14 are needed to work with: the other ten are there for a loss.
TEST(Belief, StockBeyondWorkingStockIsABuffer) {
  const std::string belief = std::string(kShortageOnly) + ", working_stock: 14 d";
  Live live(world({.belief = belief, .disruptions = kThreat}));
  for (const int day : {10, 30, 59, 60, 65}) {
    live.through_day(day);
    EXPECT_NEAR(chip(live).shortage, shortage(std::max(0, 60 - day), kCover), 1e-12) << day;
  }
  Live feared(world({.belief = "hoarding: 0, shortage_weight: 0, working_stock: 14 d", .disruptions = kThreat}));
  feared.through_day(19);
  EXPECT_NEAR(chip(feared).spot, 1.2 * (1.0 - std::exp(-50.0 / 130.0)) * panic_shape(9), 1e-12);
}

TEST(Belief, ThinMarketsMoveMore) {
  const auto spot = [](const char* share) {
    Live live(world({.market = std::string("willingness_to_pay: 100, elasticity: -0.3, contract_share: ") + share,
                     .belief = kShortageOnly,
                     .disruptions = kThreat}));
    live.through_day(10);
    return chip(live).spot;
  };
  EXPECT_NEAR(spot("0.95") / spot("0.8"), 2.0, 1e-12);
  EXPECT_NEAR(spot("0") / spot("0.8"), std::sqrt(0.2), 1e-12);
}

TEST(Belief, StopsAtTheWillingnessToPay) {
  Live live(
      world({.market = "contract_share: 0.95, elasticity: -0.05, willingness_to_pay: 3", .disruptions = kThreat}));
  live.through_day(14);
  EXPECT_NEAR(std::exp(chip(live).spot), 3.0, 1e-12);
}

TEST(Belief, IsAsTold) {
  const auto on_day = [](int day, const char* alert) {
    Live live(world({.belief = kShortageOnly, .disruptions = replaced(kThreat, "delay: 0 h", alert)}));
    live.through_day(day);
    return chip(live).shortage;
  };
  EXPECT_NEAR(on_day(10, "delay: 0 h, bias: 0.5"), shortage(30, kCover), 1e-12);
  EXPECT_NEAR(on_day(10, "delay: 0 h, duration: 20 d"), shortage(20, kCover), 1e-12);
  EXPECT_EQ(on_day(10, "delay: 2 d"), 0.0);
  EXPECT_NEAR(on_day(12, "delay: 2 d"), shortage(58, kCover), 1e-12);
  EXPECT_NEAR(on_day(5, "delay: 0 h, at: 2026-01-03"), shortage(60, kCover), 1e-12);
  EXPECT_EQ(on_day(20, "delay: 0 h, until: 2026-01-15"), 0.0);
}

TEST(Belief, EndsWithWhatIsTold) {
  for (const char* course : {"60 d", "450 d", "350 d, recovery: {shape: linear, over: 100 d}",
                             "10 d, recovery: {shape: exponential, over: 45 d}"}) {
    Live live(world({.belief = kShortageOnly, .disruptions = replaced(kThreat, "60 d", course)}));
    live.through_day(440);
    EXPECT_EQ(chip(live).shortage > 0.0, std::string_view(course) != "60 d") << course;
    live.through_day(480);
    EXPECT_EQ(chip(live).shortage, 0.0) << course;
  }
  // What has no end is told to last 400 days.
  Live live(world({.belief = kShortageOnly, .disruptions = replaced(kThreat, ", duration: 60 d", "")}));
  live.through_day(409);
  EXPECT_GT(chip(live).shortage, 0.0);
  live.through_day(410);
  EXPECT_EQ(chip(live).shortage, 0.0);
}

TEST(Belief, ScrapIsMissedAfterTheStop) {
  // 60 days' stop with all of the 40 days' work in process lost: the line's gap comes out when it runs again.
  Live live(world(
      {.belief = kShortageOnly, .disruptions = replaced(kThreat, "duration: 60 d", "duration: 60 d, wip_scrap: 1")}));
  const double cycle = static_cast<double>(live.params("maker").cycle) / 24e6;
  for (const int day : {10, 30, 69, 70, 90}) {
    live.through_day(day);
    const double left = std::max(0, 70 - day) + cycle - std::max(0, day - 70);
    EXPECT_NEAR(chip(live).shortage, shortage(left, kCover), 1e-12) << day;
  }
}

TEST(Belief, IsNothingWhereItIsOffOrNothingIsTold) {
  const std::string stop = replaced(kThreat, ", happens: false, alert: {delay: 0 h}", "");
  Live off(world({.switches = "belief: false", .disruptions = kThreat}));
  off.through_day(30);
  EXPECT_EQ(chip(off).spot, 0.0);
  Live silent(world({.belief = kShortageOnly, .disruptions = replaced(stop, "60 d}", "60 d, alert: off}")}));
  silent.through_day(14);
  EXPECT_NEAR(chip(silent).shortage, shortage(4, kCover - 4), 1e-12);  // what shows in stocks is seen all the same
}

TEST(Belief, HoardersPlanForMore) {
  Live live(world({.belief = "", .disruptions = kThreat}));
  Live calm(world({.belief = "", .switches = "hoarding: false", .disruptions = kThreat}));
  live.through_day(30);
  calm.through_day(30);
  const double believed = chip(live).panic + chip(live).shortage;
  EXPECT_GT(believed, 0.5);
  const std::uint32_t slot = live.params("buyers").slot_begin;
  EXPECT_NEAR(live.state().markets.hoard[slot], 0.2 * believed * 20 * 1e6, 1.0);
  // Who hoards has ordered more, and what nobody lacks sells for more than where nobody hoards.
  EXPECT_GT(live.lane("maker", "buyers").ordered, calm.lane("maker", "buyers").ordered);
  EXPECT_EQ(calm.lane("maker", "buyers").ordered, Quanta{1'000'000} * 31);
}

}  // namespace
}  // namespace fabshock::test::belief_test
