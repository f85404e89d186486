// A model moved to a later date, in a world where that can be worked out by hand: worlds/trends.yaml.
#include <gtest/gtest.h>

#include <map>

#include "network/world_graph.h"
#include "scenario/advance.h"
#include "support/world.h"

namespace fabshock::test::trends_test {
namespace {

std::string world_at(const std::string& epoch) {
  return replaced(read_test_file("verification/worlds/trends.yaml"), "epoch: 2026-01-01", "epoch: " + epoch);
}

struct Moved {
  World world;
  std::map<std::string, double> made;                         // good output a day
  std::map<std::string, double> capacity;                     // of starts a day
  std::map<std::string, std::map<std::string, double>> flow;  // from, to
  explicit Moved(const std::string& text) : world(world_of(text)) {
    if (!world.network) return;
    const Model& model = world.network->model;
    const WorldGraph& graph = world.network->world->graph;
    for (const auto e : boost::make_iterator_range(boost::edges(graph))) {
      const std::string& from = world.network->entity_of(graph[e].from);
      flow[from][world.network->entity_of(graph[e].to)] += graph[e].flow;
      made[from] += graph[e].flow;
    }
    for (const Facility& f : model.facilities) {
      if (f.capacity) capacity[f.id] = f.capacity->value;
    }
  }
};

TEST(Trends, AtTheDateOfTheTablesNothingMoves) {
  const Moved then(world_at("2026-01-01"));
  EXPECT_NEAR(then.made.at("a"), 60, 1e-9);
  EXPECT_NEAR(then.made.at("b"), 20, 1e-9);
  EXPECT_EQ(then.made.at("c"), 0);
  EXPECT_EQ(then.capacity.at("mine"), 200);
}

// 80 a day become 120. a makes 60 % of what it can, b 40 %, and b can make twice as much: 60 and 40 of 100, times 1.2.
TEST(Trends, MakersShareWhatIsAskedForByCapacityAndUse) {
  const Moved now(world_at("2028-01-01"));
  EXPECT_NEAR(now.capacity.at("b"), 125, 1e-9);
  EXPECT_NEAR(now.made.at("a"), 72, 1e-8);
  EXPECT_NEAR(now.made.at("b"), 48, 1e-8);
  EXPECT_NEAR(now.flow.at("a").at("x") + now.flow.at("b").at("x"), 75, 1e-8);
  EXPECT_NEAR(now.flow.at("a").at("y") + now.flow.at("b").at("y"), 45, 1e-8);
  // Proportional fitting keeps the odds of the tables.
  const double odds =
      now.flow.at("a").at("x") * now.flow.at("b").at("y") / (now.flow.at("a").at("y") * now.flow.at("b").at("x"));
  EXPECT_NEAR(odds, 45.0 * 15 / (15 * 5), 1e-6);
}

TEST(Trends, ARampAndAPathAreStraightLines) {
  const Moved half(world_at("2027-01-01"));
  // 184 of 182.5 days of its ramp have gone by; half of the growth is there.
  EXPECT_NEAR(half.capacity.at("b"), 125, 1e-9);
  EXPECT_NEAR(half.made.at("a") + half.made.at("b"), 80 * (1 + 0.5 * 365.0 / 730), 1e-8);
  const Moved early(world_at("2026-10-01"));
  EXPECT_NEAR(early.capacity.at("b"), 62.5 * (1 + 92 / 182.5), 1e-9);
}

// A fab that is new has the mean use of the others, and sells to all that it has a lane to.
TEST(Trends, WhatIsBuiltTakesPart) {
  const std::string text = replaced(world_at("2028-01-01"), "at: 2028-01-01, ramp: 1 y", "at: 2027-01-01, ramp: 1 y");
  const Moved now(text);
  EXPECT_NEAR(now.capacity.at("c"), 50, 1e-9);
  // Use then: 100 starts of 187.5. Good output at that use: 60, 40 and 50 x 0.8 x 100/187.5.
  const double c = 50 * 0.8 * 100 / 187.5;
  EXPECT_NEAR(now.made.at("c"), 120 * c / (100 + c), 1e-7);
  EXPECT_NEAR(now.made.at("a"), 120 * 60 / (100 + c), 1e-7);
  EXPECT_NEAR(now.flow.at("c").at("x") + now.flow.at("c").at("y"), now.made.at("c"), 1e-9);
  EXPECT_FALSE(now.world.network->nodes[2].planned);
}

TEST(Trends, FullMakersLeaveTheRestToOthers) {
  // Asked for 160: at their use b would make 64 and a 96, of which a can make 95 at 95 %; so a third fab is needed at
  // most.
  const Moved now(replaced(world_at("2028-01-01"), "{2028-01-01: 1.5}", "{2028-01-01: 2.4}"));
  EXPECT_NEAR(now.made.at("a"), 0.98 * 100, 1e-7);
  EXPECT_NEAR(now.made.at("b"), 192 - 98, 1e-7);
}

TEST(Trends, WhatNoneNamesKeepsPace) {
  const Moved now(world_at("2028-01-01"));
  EXPECT_NEAR(now.capacity.at("mine"), 300, 1e-8);
  const Facility& facility = now.world.network->model.facilities[5];
  ASSERT_EQ(facility.id, "mine");
  const Number& mine = *facility.capacity;
  EXPECT_NEAR(*mine.low, 225, 1e-8);
  EXPECT_NEAR(*mine.high, 450, 1e-8);
}

// The bank gave 2.5 kg a day, and gives a quarter more a year later.
TEST(Trends, ReservesAreDrawnOn) {
  const Moved now(world_at("2027-01-01"));
  const Facility& bank = now.world.network->model.facilities[3];
  ASSERT_EQ(bank.id, "glue-bank");
  EXPECT_NEAR(bank.reserve->value, 5000 - 365 * (2.5 + 2.5 * 1.25) / 2, 1e-6);
}

TEST(Trends, AWorldThatWasMovedIsStationary) {
  const WorldRun run = run_world(world_at("2028-01-01"), 1, false);
  const std::vector<double> output = run.series("b", "output");
  ASSERT_GT(output.size(), 40U);
  for (const double made : output) EXPECT_NEAR(made, 48, 1e-3);
}

}  // namespace
}  // namespace fabshock::test::trends_test
