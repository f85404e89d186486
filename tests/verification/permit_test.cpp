// What cannot be had at the start, and the permits that open it.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "support/systems.h"

namespace fabshock::test::permit_test {
namespace {

using systems::asked;
using systems::world;

// Strong systems are barred in A: 3 racks a day would be asked for. With `elsewhere` their maker sells to B.
std::string barred(const std::string& rest, bool elsewhere = true,
                   const std::string& switches = "switching: off, inflation: off, cancellation: off",
                   const std::string& growth = "0", const std::string& markets = "") {
  std::string text = world(rest, switches, "time: 100 d", growth, markets);
  text = replaced(text, "rate: 10/day, compute: 180", "barred: on, rate: 3/day, compute: 180");
  if (!elsewhere) return text;
  text = replaced(text, "needs:\n", "needs:\n    b: {region: B, units: nvl72, rate: 4/day, patience: 0}\n");
  return replaced(text, "lanes:\n", "lanes:\n    - {from: strong, to: b, transit: 3 d}\n");
}

std::string permit(const std::string& terms) {
  return "policies:\n  - {id: open, type: permit, importer: {region: A}, products: {class: strong}, at: 2026-02-01" +
         terms + "}\n";
}

// The sink of the compute need that buys a product.
std::uint32_t compute_sink(const Live& live, const std::string& product) {
  const Network& net = live.net();
  std::uint32_t n = net.facilities;
  while (net.entity_of(n) != "compute" || net.product_name(n) != product) ++n;
  return n - net.facilities;
}

constexpr double kAll = 5 * 299.52;  // PFLOP/s a day that A asks for

TEST(Permit, WhatIsBarredIsNotAskedForAndMovesNothing) {
  for (const bool elsewhere : {true, false}) {
    Live live(barred("", elsewhere));
    live.through_day(900);
    EXPECT_EQ(asked(live, compute_sink(live, "nvl72")), 0);
    EXPECT_EQ(asked(live, compute_sink(live, "cloudmatrix")), 5);
    EXPECT_EQ(live.state().substitution.factor[compute_sink(live, "cloudmatrix")], 1.0);
    EXPECT_EQ(live.broken(), "");
  }
}

TEST(Permit, WhatIsPermittedIsAskedForAtItsPotential) {
  for (const bool elsewhere : {true, false}) {
    Live live(barred(permit(""), elsewhere));
    const std::uint32_t strong = compute_sink(live, "nvl72");
    const std::uint32_t weak = compute_sink(live, "cloudmatrix");
    double pull = 0;
    for (int day = 0; day < 1000; ++day) {
      live.through_day(day);
      // From the first day on, as far as what is asked for is delivered: at first nobody has any in stock.
      if (day >= 31) pull += (live.state().substitution.fill[strong] - pull) / 100;
      ASSERT_NEAR(live.state().substitution.pull[strong], pull, 1e-9) << day;
      ASSERT_NEAR(asked(live, strong) * 180 + asked(live, weak) * 299.52, kAll, 0.01) << day;
    }
    live.through_day(4000);
    EXPECT_NEAR(asked(live, strong), 3, 1e-4) << "what would be asked for of it, if it could be had";
    EXPECT_NEAR(asked(live, weak), 5 - 3 * 180 / 299.52, 1e-4);
    EXPECT_EQ(live.broken(), "");
  }
}

Quanta served(const Live& live, std::uint32_t sink) {
  return live.state().nodes[live.net().facilities + sink].good;
}

// Who may not have more turns to what can be had: nothing of the need is lost, and all that may pass does.
TEST(Permit, OfWhatIsPermittedInPartAsMuchIsAskedForAsMayPass) {
  for (const bool elsewhere : {true, false}) {
    for (const double share : {0.1, 0.5, 0.9}) {
      Live live(barred(permit(", share: " + std::to_string(share)), elsewhere));
      const std::uint32_t strong = compute_sink(live, "nvl72");
      const std::uint32_t weak = compute_sink(live, "cloudmatrix");
      const double passes = share * 3;
      live.through_day(4000);
      EXPECT_NEAR(asked(live, strong), passes, 2e-5) << share;
      EXPECT_NEAR(asked(live, weak), 5 - passes * 180 / 299.52, 2e-5) << share;
      const Quanta had = served(live, strong);
      const Quanta had_weak = served(live, weak);
      live.through_day(4100);
      EXPECT_NEAR(static_cast<double>(served(live, strong) - had) * 1e-7, passes, 1e-6) << share;
      const double given = static_cast<double>(served(live, strong) - had) * 180 +
                           static_cast<double>(served(live, weak) - had_weak) * 299.52;
      EXPECT_NEAR(given * 1e-7, kAll, 1e-3) << share << ": what the need gives is what it was";
      const Network& net = live.net();
      const std::uint32_t maker = net.lane_from[net.slots[net.nodes[net.facilities + strong].slot_begin].in_begin];
      EXPECT_NEAR((live.state().end_demand[maker] + static_cast<double>(net.nodes[maker].good0)) * 1e-5,
                  passes + (elsewhere ? 4 : 0), 2e-5);
      EXPECT_EQ(live.broken(), "");
    }
  }
}

// A share of what would be asked for, which grows as the need does.
TEST(Permit, ItGrowsWithTheNeed) {
  Live live(barred(permit(", share: 0.5"), true, "switching: off, inflation: off, cancellation: off", "0.1/year"));
  const std::uint32_t strong = compute_sink(live, "nvl72");
  live.through_day(1500);
  const Quanta had = served(live, strong);
  live.through_day(1600);
  const double grown = std::pow(1.1, 1550 / 365.0);
  EXPECT_NEAR(static_cast<double>(served(live, strong) - had) * 1e-7, 1.5 * grown, 0.002 * grown);
}

// Of two options that are bounded, each takes what may pass of it, and the third what is left.
TEST(Permit, SeveralBoundsAreFilledToTheCommonLevel) {
  std::string both = permit(", share: 0.5");
  both += "  - {id: quota, type: quota, importer: {region: A}, products: {class: weak}, at: 2026-02-01, share: 0.4}\n";
  std::string text = barred(both);
  text = replaced(text, "    cloudmatrix: {unit",
                  "    older: {unit: rack, quantum: 0.00001, price: 800000, class: old}\n    cloudmatrix: {unit");
  text = replaced(text, "recipes: {", "recipes: {older: {cycle_time: 5 d}, ");
  text = replaced(text, "    weak: {site",
                  "    old: {site: a, owner: O, kind: maker, makes: older, capacity: 200/day, finished_stock: 5 d}\n"
                  "    weak: {site");
  text =
      replaced(text, "      options:\n", "      options:\n        older: {units: older, rate: 1/day, compute: 50}\n");
  text = replaced(text, "    - {from: weak", "    - {from: old, to: compute, transit: 3 d}\n    - {from: weak");
  Live live(text);
  live.through_day(4000);
  EXPECT_NEAR(asked(live, compute_sink(live, "nvl72")), 1.5, 2e-5);
  EXPECT_NEAR(asked(live, compute_sink(live, "cloudmatrix")), 0.4 * 5, 2e-5);
  EXPECT_NEAR(asked(live, compute_sink(live, "older")), (kAll + 50 - 1.5 * 180 - 2 * 299.52) / 50, 2e-4);
}

TEST(Permit, APermitThatEndsLeavesNothingToCome) {
  Live live(barred(permit(", until: 2028-01-01")));
  const std::uint32_t strong = compute_sink(live, "nvl72");
  const Network& net = live.net();
  const std::uint32_t lane = net.slots[net.nodes[net.facilities + strong].slot_begin].in_begin;
  live.through_day(729);
  const Quanta shipped = live.state().lanes[lane].shipped;
  EXPECT_GT(shipped, 0);
  live.through_day(4000);
  EXPECT_EQ(live.state().lanes[lane].shipped, shipped);
  EXPECT_EQ(asked(live, strong), 0);
  EXPECT_NEAR(asked(live, compute_sink(live, "cloudmatrix")), 5, 1e-4);
  EXPECT_EQ(live.broken(), "");
}

// There is enough for all, before, under and after a permit: what it lets through makes nobody short, whether others in
// A buy the same goods, of a maker at home, or nobody does. (Without the bound of what may pass the price went to its
// cap.)
TEST(Permit, InAMarketOfZonesItMakesNothingScarce) {
  const std::string zones =
      "  zones: {a: {region: A}, elsewhere: {not: {region: A}}}\n"
      "  markets: {nvl72: {zones: [a, elsewhere]}}\n";
  for (const bool others : {true, false}) {
    for (const char* const terms : {"", ", share: 0.5", ", share: 0.5, until: 2027-06-01"}) {
      std::string text = barred(permit(terms), true, "belief: off", "0", zones);
      text = replaced(text, "capacity: 10/day", "capacity: 20/day");
      if (others) {
        text = replaced(text, "needs:\n",
                        "needs:\n    others: {region: A, units: nvl72, rate: 2/day, patience: 0, cover: 10 d}\n");
        text = replaced(text, "lanes:\n", "lanes:\n    - {from: local, to: others, transit: 3 d}\n");
        text = replaced(text, "    strong: {",
                        "    local: {site: a, owner: L, kind: maker, makes: nvl72, capacity: 3/day, finished_stock: 5 "
                        "d}\n    strong: {");
      }
      Live live(text);
      double most = 0;
      for (int day = 0; day < 2000; ++day) {
        live.through_day(day);
        for (std::uint32_t m = 0; m < live.net().markets.size(); ++m) {
          if (live.net().market_name(m) == "nvl72@a") most = std::max(most, live.state().markets.all[m].spot);
        }
      }
      EXPECT_LT(most, 0.25) << "others " << others << terms << ": makers need some months to make more";
      EXPECT_GT(served(live, compute_sink(live, "nvl72")), 0);
    }
  }
}

// What may pass and does not come is no better than what cannot be had: buyers turn to what they get.
TEST(Permit, WhoIsNotDeliveredTurnsAway) {
  const std::string outage =
      "disruptions: [{id: stop, type: outage, select: {facility: strong}, severity: 0.8, at: 2030-01-01, duration: 300 "
      "d}]\n";
  Live live(replaced(barred(permit(", share: 0.5") + outage), "capacity: 10/day", "capacity: 7/day"));
  const std::uint32_t strong = compute_sink(live, "nvl72");
  live.through_day(1461);
  EXPECT_NEAR(asked(live, strong), 1.5, 1e-3);
  live.through_day(1461 + 290);
  EXPECT_LT(asked(live, strong), 1.0);
  live.through_day(4000);
  EXPECT_NEAR(asked(live, strong), 1.5, 1e-3);
}

// With nothing left to turn to, buyers go on asking for what they had, and not for what they never had besides.
TEST(Permit, WhereAllIsForbiddenNobodyAsksForWhatIsBarred) {
  Live live(barred("policies: [{id: ban, type: import-ban, importer: {region: A}, at: 2026-02-01}]\n"));
  for (int day = 0; day < 4000; day += 10) {
    live.through_day(day);
    ASSERT_EQ(asked(live, compute_sink(live, "nvl72")), 0) << day;
    ASSERT_NEAR(asked(live, compute_sink(live, "cloudmatrix")), 5, 2e-5) << day;
  }
}

// A quota of all that is usual is a bound as any other: as the need grows, buyers turn to the rest.
TEST(Permit, AQuotaOfAllBoundsWhatIsAskedFor) {
  for (const char* const share : {"1", "0.999"}) {
    const std::string quota =
        "policies: [{id: all, type: quota, importer: {region: A}, products: {class: strong}, at: 2026-02-01, share: " +
        std::string{share} + "}]\n";
    const std::string off = "switching: off, inflation: off, cancellation: off";
    Live live(replaced(world(quota, off, "time: 100 d", "0.2/year"), "capacity: 100/day", "capacity: 900/day"));
    const std::uint32_t strong = compute_sink(live, "nvl72");
    live.through_day(2000);
    EXPECT_GT(asked(live, strong), 9.98) << share;
    EXPECT_LT(asked(live, strong), 11.5) << share << ": the need is nearly three times what it was";
  }
}

// Of two suppliers one may sell, and then the other besides: never less comes, and in the end all that is asked for.
TEST(Permit, ASecondPermitTakesNothingAway) {
  double before = 0;
  for (const char* const second : {"0.1", "0.5", "1"}) {
    std::string text = barred(
        "policies:\n"
        "  - {id: one, type: permit, exporter: {facility: strong}, importer: {region: A}, at: 2026-02-01}\n"
        "  - {id: two, type: permit, exporter: {facility: other}, importer: {region: A}, at: 2026-02-01, share: " +
            std::string{second} + "}\n",
        true, "inflation: off, cancellation: off");
    text = replaced(text, "    strong: {",
                    "    other: {site: b, owner: P, kind: maker, makes: nvl72, capacity: 10/day, finished_stock: 5 d}\n"
                    "    strong: {");
    text = replaced(text, "    - {from: strong, to: compute, transit: 3 d}",
                    "    - {from: strong, to: compute, transit: 3 d, share: 0.5}\n"
                    "    - {from: other, to: compute, transit: 3 d, share: 0.5}\n"
                    "    - {from: other, to: b2, transit: 3 d}");
    text = replaced(text, "needs:\n", "needs:\n    b2: {region: B, units: nvl72, rate: 4/day, patience: 0}\n");
    Live live(text);
    const std::uint32_t strong = compute_sink(live, "nvl72");
    live.through_day(1000);
    const auto early = static_cast<double>(served(live, strong)) * 1e-5;
    live.through_day(5000);
    const Quanta had = served(live, strong);
    live.through_day(5100);
    EXPECT_NEAR(static_cast<double>(served(live, strong) - had) * 1e-7, 3, 1e-3) << second;
    EXPECT_GE(early, 0.9999 * before) << second;
    before = early;
  }
}

// A stock that is decreed of what may not be had is wanted of nobody until a permit comes, and then laid in.
TEST(Permit, NobodyLaysInWhatHeMayNotHave) {
  const std::string decreed = permit("") +
                              "  - {id: hoard, type: stockpile, importer: {region: A}, products: {class: strong}, at: "
                              "2026-01-10, stock: 20 d}\n";
  Live live(barred(decreed));
  const Network& net = live.net();
  const std::uint32_t slot = net.nodes[net.facilities + compute_sink(live, "nvl72")].slot_begin;
  live.through_day(25);
  EXPECT_EQ(live.state().policy.planned[slot], 0);
  live.through_day(40);
  EXPECT_NEAR(live.state().policy.planned[slot], 20 * 3e5, 1e-6);
}

TEST(Permit, ABanStandsAboveAPermitAndWithoutTheMechanismNothingOpens) {
  std::string both = permit("");
  both += "  - {id: ban, type: import-ban, importer: {region: A}, products: {class: strong}, at: 2026-02-01}\n";
  Live banned(barred(both));
  banned.through_day(900);
  EXPECT_EQ(asked(banned, compute_sink(banned, "nvl72")), 0);
  Live off(barred(permit(""), true, "substitution: off, switching: off"));
  off.through_day(900);
  EXPECT_EQ(asked(off, compute_sink(off, "nvl72")), 0);
}

TEST(Permit, WhatIsBarredTakesItsPartOfARateOfTheNeed) {
  // Of parts s of all options at their cost, those that can be had share what is asked for.
  std::string text = barred(permit(""));
  text = replaced(text, "options:", "rate: 60000/year\n      options:");
  text = replaced(text, "barred: on, rate: 3/day, compute: 180", "barred: on, compute: 180, preference: 0.2");
  text = replaced(text, "rate: 5/day, compute: 299.52", "compute: 299.52");
  Live live(replaced(text, "      growth: 0\n", ""));
  const double strong = 0.2 / (3e6 / 180);
  const double weak = 1 / (8.2e6 / 299.52);
  const double all = 60000.0 / 365;
  live.through_day(10);
  EXPECT_NEAR(asked(live, compute_sink(live, "cloudmatrix")), all / 299.52, 2e-5);
  live.through_day(4000);
  EXPECT_NEAR(asked(live, compute_sink(live, "nvl72")), all * strong / (strong + weak) / 180, 1e-4);
}

}  // namespace
}  // namespace fabshock::test::permit_test
