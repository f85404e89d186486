// How makers share what is asked of them, by hand and against what must hold of any.
#include "network/share_out.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>

#include "random/stream.h"

namespace fabshock::test::share_out_test {
namespace {

SharingMaker maker(double usual, double most) {
  SharingMaker m;
  m.usual = usual;
  m.most = most;
  return m;
}
SharingMaker stock(double gives) {
  SharingMaker m;
  m.fixed = gives;
  return m;
}

constexpr double kNone = std::numeric_limits<double>::infinity();

std::vector<SharingMaker> makers_of(double first, double second) {  // with these T
  std::vector<SharingMaker> makers(2);
  makers[0].target = first;
  makers[1].target = second;
  return makers;
}

std::vector<double> targets(std::vector<SharingMaker> makers, double asked) {
  std::vector<std::uint32_t> all(makers.size());
  std::iota(all.begin(), all.end(), 0U);
  set_targets(makers, all, asked);
  std::vector<double> made;
  for (const SharingMaker& m : makers) made.push_back(m.target);
  return made;
}

TEST(ShareOut, InProportionToWhatIsUsual) {
  const auto made = targets({maker(60, 98), maker(40, 98)}, 120);
  EXPECT_DOUBLE_EQ(made[0], 72);
  EXPECT_DOUBLE_EQ(made[1], 48);
}

TEST(ShareOut, WhoIsFullLeavesTheRestToOthers) {
  const auto made = targets({maker(60, 65), maker(30, kNone), maker(10, 11)}, 200);
  EXPECT_DOUBLE_EQ(made[0], 65);
  EXPECT_DOUBLE_EQ(made[1], 124);
  EXPECT_DOUBLE_EQ(made[2], 11);
}

TEST(ShareOut, WhatIsFixedComesFirst) {
  const auto made = targets({maker(60, 98), stock(30)}, 50);
  EXPECT_DOUBLE_EQ(made[0], 20);
  EXPECT_DOUBLE_EQ(made[1], 30);
  const auto less = targets({maker(60, 98), stock(30)}, 20);
  EXPECT_DOUBLE_EQ(less[0], 0);
  EXPECT_DOUBLE_EQ(less[1], 20);
}

TEST(ShareOut, WhoMakesNothingUsuallyMakesNothing) {
  const auto made = targets({maker(0, 98), maker(5, 98)}, 50);
  EXPECT_DOUBLE_EQ(made[0], 0);
  EXPECT_DOUBLE_EQ(made[1], 50);
}

TEST(ShareOut, ShortMakersAreShortAlike) {
  std::vector<SharingMaker> makers = {maker(60, 90), maker(1, 10)};
  const std::vector<std::uint32_t> all = {0, 1};
  EXPECT_DOUBLE_EQ(most_of(makers, all), 100);
  set_targets(makers, all, 150);
  EXPECT_DOUBLE_EQ(makers[0].target, 135);
  EXPECT_DOUBLE_EQ(makers[1].target, 15);
}

TEST(ShareOut, FittedFlowsKeepTheOddsOfThePrior) {
  const std::vector<SharingMaker> makers = makers_of(72, 48);
  const std::vector<double> taken = {75, 45};
  std::vector<SharedFlow> flows = {{0, 0, 0.9}, {1, 0, 0.1}, {0, 1, 0.5}, {1, 1, 0.5}};
  fit_flows(makers, taken, flows);
  EXPECT_NEAR(flows[0].flow + flows[2].flow, 72, 1e-9);
  EXPECT_NEAR(flows[0].flow + flows[1].flow, 75, 1e-9);
  EXPECT_NEAR(flows[0].flow * flows[3].flow / (flows[1].flow * flows[2].flow), 9, 1e-9);
}

TEST(ShareOut, LanesThatAllowNoFitKeepWhatUsersTake) {
  // The second user buys of the first maker alone, which is to make less than that.
  const std::vector<SharingMaker> makers = makers_of(20, 100);
  const std::vector<double> taken = {75, 45};
  std::vector<SharedFlow> flows = {{0, 0, 0.5}, {1, 0, 0.5}, {0, 1, 1}};
  fit_flows(makers, taken, flows);
  EXPECT_NEAR(flows[0].flow + flows[1].flow, 75, 1e-9);
  EXPECT_NEAR(flows[2].flow, 45, 1e-9);
}

// A user buys of a stock holder, who buys of both makers, and of the second maker too: as much as that one is to make
// more.
TEST(ShareOut, WhoPassesOnHasARowToo) {
  std::vector<SharingMaker> makers(3);
  makers[0].target = 60;
  makers[1].target = 40;
  makers[2].passes = true;
  makers[2].target = 70;
  const std::vector<double> taken = {70, 100};  // by the holder, by the user
  std::vector<SharedFlow> flows = {{0, 0, 0.8}, {1, 0, 0.2}, {2, 1, 0.9}, {1, 1, 0.1}};
  fit_flows(makers, taken, flows);
  EXPECT_NEAR(flows[0].flow, 60, 1e-9);
  EXPECT_NEAR(flows[1].flow, 10, 1e-9);
  EXPECT_NEAR(flows[3].flow, 30, 1e-9);
  EXPECT_NEAR(flows[2].flow, 70, 1e-9);
  EXPECT_EQ(parts_of(makers, taken, flows).of_maker[2], kNoPart);
}

TEST(ShareOut, PartsAreJoinedByFlowsThatMayCarrySomething) {
  const std::vector<double> taken = {1, 1, 0, 2};
  const std::vector<SharedFlow> flows = {{0, 0, 0.5}, {1, 0, 0.5}, {1, 1, 1}, {2, 1, 0}, {2, 2, 1}, {3, 3, 1}};
  const Parts parts = parts_of(std::vector<SharingMaker>(5), taken, flows);
  EXPECT_EQ(parts.count, 2U);
  EXPECT_EQ(parts.of_maker[0], parts.of_maker[1]);
  EXPECT_EQ(parts.of_slot[0], parts.of_slot[1]);
  EXPECT_EQ(parts.of_maker[2], kNoPart);  // its flows have no prior, or go to who takes nothing
  EXPECT_NE(parts.of_maker[3], parts.of_maker[0]);
  EXPECT_EQ(parts.of_maker[4], kNoPart);
  EXPECT_EQ(parts.of_slot[2], kNoPart);
}

TEST(ShareOut, AnyMakersGiveWhatIsAskedAtOneTheta) {
  Stream draw({.seed = 7}, "share-out", Purpose::kDemand);
  for (int trial = 0; trial < 500; ++trial) {
    std::vector<SharingMaker> makers;
    double most = 0;
    for (int i = 0; i < 1 + trial % 9; ++i) {
      SharingMaker m = maker(uniform(draw, 0.1, 10), 0);
      m.most = m.usual * uniform(draw, 0.5, 3);
      most += m.most;
      makers.push_back(m);
    }
    const double asked = most * uniform(draw, 0, 1);
    const auto made = targets(makers, asked);
    EXPECT_NEAR(std::accumulate(made.begin(), made.end(), 0.0), asked, 1e-9 * most);
    double theta = 0;
    for (std::size_t i = 0; i < makers.size(); ++i) theta = std::max(theta, made[i] / makers[i].usual);
    for (std::size_t i = 0; i < makers.size(); ++i) {
      EXPECT_NEAR(made[i], std::min(makers[i].most, theta * makers[i].usual), 1e-9 * most);
    }
  }
}

}  // namespace
}  // namespace fabshock::test::share_out_test
