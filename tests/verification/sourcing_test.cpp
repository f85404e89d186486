// What buyers do when suppliers do not deliver, against recursions and limits worked out by hand.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "dynamics/lead_times.h"
#include "dynamics/sourcing.h"
#include "support/live.h"

namespace fabshock::test::sourcing_test {
namespace {

// Two makers, one of which stops on the tenth day, and a buyer who has a stock of 30 days.
std::string world(const std::string& switches, const std::string& disruption, const std::string& control = "") {
  return R"(schema: fabshock/scenario/1
name: sourcing
start: 2026-01-01
horizon: 12 y
switches: {)" +
         switches + R"(}
model:
  schema: fabshock/model/1
  name: sourcing
  source: assumption
  regions: {A: {bloc: one}}
  sites: {a: {region: A, lat: 0, lon: 0}}
  products: {chip: {unit: chip, quantum: 0.001, class: c}}
  recipes: {chip: {cycle_time: 5 d}}
  facilities:
    large: {site: a, owner: O, kind: fab, makes: chip, capacity: 1200/day, finished_stock: 5 d}
    small: {site: a, owner: P, kind: fab, makes: chip, capacity: 1200/day, finished_stock: 5 d}
  needs:
    buyers: {region: A, units: chip, rate: 1000/day, cover: 30 d, patience: 0)" +
         control + R"(}
  lanes:
    - {from: large, to: buyers, transit: 3 d, share: 0.6}
    - {from: small, to: buyers, transit: 3 d, share: 0.4}
disruptions:
)" + disruption;
}

constexpr const char* kGone = "  - {id: stop, type: outage, select: {facility: large}, at: 2026-01-11}\n";
constexpr const char* kStop =
    "  - {id: stop, type: outage, select: {facility: large}, at: 2026-01-11, duration: 60 d}\n";
constexpr const char* kOnlySwitching = "inflation: off, cancellation: off";

TEST(Sourcing, SharesFollowFillRates) {
  Live live(world(kOnlySwitching, kGone));
  const std::uint32_t large = live.lane_id("large", "buyers");
  const std::uint32_t small = live.lane_id("small", "buyers");
  double fill = 1;
  double share = 0.6;
  for (int day = 0; day <= 200; ++day) {
    live.through_day(day);
    const SourcingState& s = live.state().sourcing;
    // The stock lasts for five days; from then on nothing comes.
    if (live.node("large").finished == 0 && live.lane("large", "buyers").backlog > 0) {
      const double got = std::min(1.0, s.got[large]);
      fill += (got - fill) / 14.0;
      const double weight = 0.6 * fill * fill;
      share += (weight / (weight + 0.4 * s.fill[small] * s.fill[small]) - share) / 120.0;
    }
    ASSERT_NEAR(s.fill[large], fill, 1e-12) << day;
    ASSERT_NEAR(s.share[large], share, 1e-12) << day;
    ASSERT_NEAR(s.share[large] + s.share[small], 1.0, 1e-12) << day;
    if (day == 17) {
      EXPECT_LT(fill, 1.0);
    }
    if (day > 20) {
      EXPECT_EQ(s.got[large], 0.0) << day;
    }
  }
  EXPECT_LT(share, 0.25);
}

// Back to whom he knows a buyer goes in 14 days, where he took 120 to leave.
TEST(Sourcing, WhoDeliversAgainIsAskedSoon) {
  Live live(world(kOnlySwitching, kStop));
  const std::uint32_t large = live.lane_id("large", "buyers");
  const std::uint32_t small = live.lane_id("small", "buyers");
  double share = 0.6;
  double least = 1;
  int back = 0;  // days on which it comes back
  for (int day = 0; day <= 250; ++day) {
    live.through_day(day);
    const SourcingState& s = live.state().sourcing;
    if (!sourcing::is_alert(live.state(), live.net().lane_info[large].slot)) continue;
    const auto weight = [&](std::uint32_t l) { return live.net().lanes[l].share * s.fill[l] * s.fill[l]; };
    const double goal = weight(large) / (weight(large) + weight(small));
    const bool returns = goal > share && share < 0.6;
    // Of two the one returns when the other gives, or the other way round.
    const bool other = goal < share && 1 - share < 0.4;
    share += (goal - share) / (returns || other ? 14.0 : 120.0);
    back += returns ? 1 : 0;
    ASSERT_NEAR(s.share[large], share, 1e-9) << day;
    least = std::min(least, share);
  }
  EXPECT_LT(least, 0.45);
  EXPECT_GT(back, 30);
  EXPECT_GT(share, 0.59);
}

// Of three of whom two stop one after the other: what one gains the others lose.
TEST(Sourcing, SharesAddUpWhileSomeReturnAndOthersDoNot) {
  std::string three = world(kOnlySwitching, kStop);
  three = replaced(three, "    small: {",
                   "    third: {site: a, owner: Q, kind: fab, makes: chip, capacity: 1200/day}\n    small: {");
  three = replaced(three, "share: 0.4}", "share: 0.3}\n    - {from: third, to: buyers, transit: 3 d, share: 0.1}");
  three += "  - {id: then, type: outage, select: {facility: small}, at: 2026-02-20, duration: 60 d}\n";
  Live live(three);
  bool mixed = false;  // a day on which one returns and another, which has more than ever, gains too
  double before = 0.6;
  for (int day = 0; day <= 400; ++day) {
    live.through_day(day);
    const auto share = [&](const char* from) { return live.state().sourcing.share[live.lane_id(from, "buyers")]; };
    ASSERT_NEAR(share("large") + share("small") + share("third"), 1.0, 1e-12) << day;
    ASSERT_GE(std::min({share("large"), share("small"), share("third")}), 0.0) << day;
    mixed = mixed || (share("large") > before && share("small") < 0.3 && share("third") > 0.1);
    before = share("large");
  }
  EXPECT_TRUE(mixed);
  EXPECT_EQ(live.broken(), "");
}

TEST(Sourcing, WhoCanMakesWhatTheOtherCannot) {
  // For good: with switching the small maker ends up with all of it, without with its share and what the stock lacks.
  Live with(world(kOnlySwitching, kGone));
  Live without(world("switching: off, inflation: off, cancellation: off", kGone));
  with.through_day(1500);
  without.through_day(1500);
  const Quanta served = with.node("buyers").good;
  with.through_day(1800);
  EXPECT_EQ(with.node("buyers").good - served, Quanta{1'000'000} * 300);
  EXPECT_EQ(with.node("buyers").started, Quanta{1'000'000} * 1801);
  without.through_day(1800);
  EXPECT_GT(without.node("buyers").scrap, 2 * with.node("buyers").scrap);
  EXPECT_EQ(with.broken(), "");
}

TEST(Sourcing, AllIsAsBeforeInTheEnd) {
  Live live(world("inflation: on", kStop));
  live.through_day(60);
  EXPECT_FALSE(live.state().sourcing.alert.empty());
  live.through_day(4000);
  const SourcingState& s = live.state().sourcing;
  EXPECT_TRUE(s.alert.empty());
  for (std::uint32_t l = 0; l < live.net().lanes.size(); ++l) {
    EXPECT_EQ(s.share[l], live.net().lanes[l].share);
    EXPECT_EQ(s.fill[l], 1.0);
  }
  EXPECT_EQ(live.broken(), "");
}

TEST(Sourcing, WhatIsSeizedIsNotDelivered) {
  Live live(world(kOnlySwitching, "  - {id: seized, type: lane-seizure, from: {facility: large}, at: 2026-01-11}\n"));
  live.through_day(100);
  EXPECT_LT(live.state().sourcing.fill[live.lane_id("large", "buyers")], 0.01);
  live.through_day(1200);
  EXPECT_NEAR(static_cast<double>(live.slot("buyers").stock) / 1e6, 30.0, 3.0);
}

// Two variants, of which one stops for a month: buyers go to the other, its price follows, and all comes back.
TEST(Sourcing, VariantsDoNotRunAway) {
  std::string text = replaced(world("belief: off",
                                    "  - {id: stop, type: outage, select: {facility: large}, at: "
                                    "2026-01-11, duration: 30 d}\n"),
                              "finished_stock: 5 d}\n    small", "finished_stock: 5 d, tags: [x]}\n    small");
  text = replaced(replaced(text, "P, kind: fab, makes: chip", "P, kind: fab, makes: chip/b, recipe: chip"),
                  "O, kind: fab, makes: chip", "O, kind: fab, makes: chip/a, recipe: chip");
  text = replaced(text, "  recipes:", "  market_defaults: [{select: any}]\n  recipes:");
  text = replaced(text, "quantum: 0.001, class", "quantum: 0.001, price: 1, class");
  Live live(replaced(text, "  source: assumption", "  source: assumption\n  currency: USD"));
  double highest = 0;
  for (int day = 0; day < 4000; day += 10) {
    live.through_day(day);
    for (const MarketState& m : live.state().markets.all) highest = std::max(highest, m.spot);
  }
  EXPECT_GT(highest, 0.05);
  for (const MarketState& m : live.state().markets.all) EXPECT_NEAR(m.spot, 0.0, 0.02);
}

TEST(Sourcing, RationedBuyersOrderMore) {
  Live more(world("switching: off, cancellation: off", kGone));
  Live plain(world("switching: off, inflation: off, cancellation: off", kGone));
  int day = 0;
  while (more.state().sourcing.alert.empty()) {
    more.through_day(++day);
    plain.through_day(day);
  }
  const SourcingState& s = more.state().sourcing;
  const double fill = 0.6 * s.fill[more.lane_id("large", "buyers")] + 0.4;
  EXPECT_LT(fill, 1.0);
  EXPECT_EQ(more.lane("small", "buyers").ordered, plain.lane("small", "buyers").ordered);
  more.through_day(day + 1);
  plain.through_day(day + 1);
  EXPECT_NEAR(static_cast<double>(more.lane("small", "buyers").order),
              static_cast<double>(plain.lane("small", "buyers").order) * std::pow(fill, -0.55), 1.5);
}

TEST(Sourcing, WhatIsNoLongerNeededIsCancelled) {
  const auto most = [](const char* switches, Quanta* cancelled) {
    Live live(world(switches, kStop, ", order_inflation: 1"));
    Quanta highest = 0;
    for (int day = 0; day < 600; day += 5) {
      live.through_day(day);
      highest = std::max(highest, live.slot("buyers").stock);
      EXPECT_EQ(live.broken(), "");
    }
    *cancelled = live.state().cancelled[live.lane_id("large", "buyers")];
    return highest;
  };
  Quanta with = 0;
  Quanta without = 0;
  EXPECT_LT(most("switching: on", &with), most("cancellation: off", &without));
  EXPECT_GT(with, 0);
  EXPECT_EQ(without, 0);
}

// After every look at its suppliers, what is cancelled of each and what there is of it.
class Cancellations : public Observer {
 public:
  explicit Cancellations(const Live& live) : live_(live) {}
  bool every_batch() const override { return true; }
  void after(const State& state, std::int64_t tick, EventKind kind) override {
    if (kind == EventKind::kSourcing) look(state, tick / 24);
  }
  int by_excess = 0, by_share = 0;

 private:
  // A buyer of 1,000 a day who plans 30 days of stock and has three on order or under way at his daily review: W is
  // 33,000, and a quarter more is let be. A seventh of what is beyond that is cancelled of what is owed; or of what a
  // supplier owes beyond his share of W, where that is more.
  void look(const State& state, std::int64_t day) {
    constexpr double kKept = (30 + 3) * 1e6 * 1.25;
    double held = static_cast<double>(live_.slot("buyers").stock);
    double owed = 0;
    std::array<Quanta, 2> cancelled{};
    std::array<double, 2> before{};
    for (std::uint32_t l = 0; l < 2; ++l) {
      const LaneState& lane = state.lanes[l];
      cancelled[l] = state.cancelled[l] - std::exchange(known_[l], state.cancelled[l]);
      before[l] = static_cast<double>(state.owed[l] + cancelled[l]);
      held += static_cast<double>(lane.backlog + cancelled[l] + lane.in_transit);
      owed += before[l];
    }
    for (std::uint32_t l = 0; l < 2; ++l) {
      const double excess = before[l] * (owed > 0 ? std::clamp((held - kKept) / owed, 0.0, 1.0) : 0.0);
      const double too_much = before[l] - state.sourcing.share[l] * kKept;
      by_excess += excess > std::max(0.0, too_much) ? 1 : 0;
      by_share += too_much > std::max(0.0, excess) ? 1 : 0;
      ASSERT_NEAR(static_cast<double>(cancelled[l]), std::max({0.0, excess, too_much}) / 7, 1.0) << day << ", " << l;
    }
  }

  const Live& live_;
  std::array<Quanta, 2> known_{};
};

TEST(Sourcing, OneLookCancelsASeventhOfWhatIsTooMuch) {
  int by_excess = 0;
  int by_share = 0;
  for (const auto& [switches, happens] :
       {std::pair("switching: off", kStop), std::pair("inflation: on", kStop), std::pair("inflation: on", kGone)}) {
    Live live(world(switches, happens, ", order_inflation: 1"));
    Cancellations looks(live);
    live.engine->run_until(std::int64_t{300} * 24, &looks);
    EXPECT_EQ(live.broken(), "");
    by_excess += looks.by_excess;
    by_share += looks.by_share;
  }
  EXPECT_GT(by_excess, 50);
  EXPECT_GT(by_share, 50);
}

// A maker that is left with Q = 1,000 a day for a demand of D = 1,200: what is on order with it grows as
// e^((xi D/Q - 1) t/tau_P), and so settles where xi < Q/D, and does not where it is more.
TEST(Sourcing, LeadTimesFeedBackUpToAnExactBorder) {
  const auto backlog = [](const char* feedback, std::int64_t day) {
    std::string text = replaced(world("switching: off, cancellation: off",
                                      "  - {id: stop, type: outage, select: {facility: large}, at: 2026-01-11, "
                                      "severity: 0.16666667}\n",
                                      ", order_inflation: 0, lead_time_feedback: " + std::string(feedback)),
                                "rate: 1000/day, cover: 30 d", "rate: 1200/day, cover: 1 d");
    text = replaced(text, "    - {from: large, to: buyers, transit: 3 d, share: 0.6}\n", "");
    text =
        replaced(text, "from: small, to: buyers, transit: 3 d, share: 0.4", "from: large, to: buyers, transit: 2400 d");
    Live live(replaced(text, "{cycle_time: 5 d}", "{cycle_time: 1 d}"));
    live.through_day(day);
    return static_cast<double>(live.lane("large", "buyers").backlog);
  };
  // What is under way falls evenly, so that beside what grows by itself there is a constant and a straight line.
  const auto growth = [&](const char* feedback) {  // [1/d]
    const auto bend = [&](std::int64_t day) {
      return backlog(feedback, day) - 2 * backlog(feedback, day + 100) + backlog(feedback, day + 200);
    };
    return std::log(bend(300) / bend(200)) / 100.0;
  };
  EXPECT_NEAR(growth("0.9"), (0.9 * 1.2 - 1.0) / 30.0, 1e-4);
  EXPECT_NEAR(growth("0.8"), (0.8 * 1.2 - 1.0) / 30.0, 1e-4);
}

// What a maker quotes against its recursion, whenever somebody looks: of a delay of 40 days a fortieth a day.
class Quotes : public Observer {
 public:
  explicit Quotes(const Live& live) : live_(live), maker_(live.id("large")) {}
  bool every_batch() const override { return true; }
  void after(const State& state, std::int64_t tick, EventKind kind) override {
    if (kind != EventKind::kSourcing || state.sourcing.looked[maker_] != state.step_index) return;
    const auto day = static_cast<int>(tick / 24);
    const NodeState& maker = state.nodes[maker_];
    const Quanta waits = maker.backlog - (maker.finished - live_.params("large").finished0);
    const double half = 0.5 * static_cast<double>(live_.params("large").good0);
    idle += state.sourcing.output[maker_] < half ? 1 : 0;
    const double owed = waits > 0 ? static_cast<double>(waits) / std::max(half, state.sourcing.output[maker_]) : 0.0;
    quoted *= std::pow(39.0 / 40, day - last - 1);  // while nobody waited
    faded += day > last + 1 && quoted > 0.01 ? 1 : 0;
    quoted += (owed - quoted) / 40;
    last = day;
    most = std::max(most, quoted);
    ASSERT_NEAR(lead_times::quoted(live_.net(), state, maker_), quoted, 1e-9 * most) << day;
  }
  double quoted = 0, most = 0;
  int last = 0, faded = 0, idle = 0;

 private:
  const Live& live_;
  std::uint32_t maker_;
};

TEST(Sourcing, QuotesFollowWhatIsOwed) {
  const std::string twice =
      std::string(kStop) + "  - {id: again, type: outage, select: {facility: large}, at: 2026-10-11, duration: 60 d}\n";
  const std::string text = world("switching: off, cancellation: off", twice, ", lead_time_feedback: 0.3");
  Live live(replaced(text, "  needs:",
                     "  defaults: [{id: late, select: any, quote_time: 40 d}, "
                     "{id: other, select: {tag: of-nobody}, optional: on, quote_time: 4 d}]\n"
                     "  needs:"));
  Quotes quotes(live);
  live.engine->run_until(std::int64_t{1500} * 24, &quotes);
  EXPECT_GT(quotes.most, 5);
  EXPECT_LT(quotes.most, 100) << "a stop of 60 days";
  EXPECT_GT(quotes.idle, 10);
  EXPECT_GT(quotes.faded, 0) << "nobody waited for a while, with a quote that had not come down";
  // Long after the last look it is as good as gone; the measure knows it.
  EXPECT_NEAR(lead_times::quoted(live.net(), live.state(), live.id("large")),
              quotes.quoted * std::pow(39.0 / 40, 1499 - quotes.last), 1e-6);
}

// The same run as of buyers who know no such feedback; with it they order for days more.
TEST(Sourcing, QuotedLeadTimesSwitchedOffAreNotOrderedFor) {
  Live off(world("lead_times: off", kStop, ", lead_time_feedback: 0.8"));
  Live none(world("lead_times: on", kStop, ", lead_time_feedback: 0"));
  Live on(world("lead_times: on", kStop, ", lead_time_feedback: 0.8"));
  Quanta most = 0;
  for (int day = 0; day <= 400; ++day) {
    off.through_day(day);
    none.through_day(day);
    on.through_day(day);
    for (const char* from : {"large", "small"}) {
      ASSERT_EQ(off.lane(from, "buyers").ordered, none.lane(from, "buyers").ordered) << day << ", " << from;
      ASSERT_EQ(off.lane(from, "buyers").shipped, none.lane(from, "buyers").shipped) << day << ", " << from;
    }
    most = std::max(most, on.lane("large", "buyers").ordered - off.lane("large", "buyers").ordered);
  }
  EXPECT_GT(most, 1'000'000) << "a day's use and more";
  EXPECT_EQ(off.engine->fingerprint(), none.engine->fingerprint());
}

}  // namespace
}  // namespace fabshock::test::sourcing_test
