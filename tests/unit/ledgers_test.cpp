// The auditor finds every quantum that is lost or made from nothing.
#include "dynamics/ledgers.h"

#include <gtest/gtest.h>

#include <functional>

#include "support/live.h"

namespace fabshock::test::ledgers_test {
namespace {

class Ledgers : public testing::Test {
 protected:
  Ledgers() : live_(read_test_file("verification/worlds/chain.yaml")) { live_.through_day(100); }

  // What is found after one figure is changed.
  std::string found(const std::function<void(State&)>& change) {
    State state = live_.state();
    change(state);
    std::string all;
    for (const std::string& line : broken_ledgers(live_.net(), live_.engine->initial(), state)) all += line + '\n';
    return all;
  }
  NodeState& node(State& s, const char* id) { return s.nodes[live_.id(id)]; }
  SlotState& slot(State& s, const char* id) { return s.slots[live_.params(id).slot_begin]; }
  LaneState& lane(State& s) { return s.lanes[live_.lane_id("packager", "assembler")]; }
  Live live_;
};

TEST_F(Ledgers, HoldInARun) {
  EXPECT_EQ(found([](State&) {}), "");
}

TEST_F(Ledgers, FinishedStock) {
  for (Quanta NodeState::*field : {&NodeState::finished, &NodeState::good, &NodeState::shipped}) {
    EXPECT_NE(found([&](State& s) { ++(node(s, "packager").*field); }).find("finished stock at packager"),
              std::string::npos);
  }
  EXPECT_NE(found([&](State& s) { ++s.rare[live_.id("packager")].finished_lost; }).find("finished stock at packager"),
            std::string::npos);
}

TEST_F(Ledgers, WorkInProcess) {
  for (Quanta NodeState::*field : {&NodeState::wip, &NodeState::good, &NodeState::started, &NodeState::scrap}) {
    EXPECT_NE(found([&](State& s) { --(node(s, "packager").*field); }).find("work in process at packager"),
              std::string::npos);
  }
  EXPECT_NE(found([&](State& s) {
              const NodeState& n = node(s, "packager");
              ++s.lots[n.lot_base + (n.lot_head & n.lot_mask)].quantity;
            }).find("lots in process at packager"),
            std::string::npos);
}

TEST_F(Ledgers, InputStock) {
  for (Quanta SlotState::*field : {&SlotState::stock, &SlotState::received, &SlotState::consumed}) {
    EXPECT_NE(found([&](State& s) { ++(slot(s, "assembler").*field); }).find("input stock at assembler"),
              std::string::npos);
  }
  EXPECT_NE(found([&](State& s) { ++s.lost[live_.params("assembler").slot_begin]; }).find("input stock at assembler"),
            std::string::npos);
}

TEST_F(Ledgers, Lanes) {
  const std::string who = "packager -> assembler";
  EXPECT_NE(found([&](State& s) { ++lane(s).in_transit; }).find("goods in transit at " + who), std::string::npos);
  EXPECT_NE(
      found([&](State& s) { ++s.seized[live_.lane_id("packager", "assembler")]; }).find("goods in transit at " + who),
      std::string::npos);
  EXPECT_NE(found([&](State& s) { ++lane(s).backlog; }).find("backlog at " + who), std::string::npos);
  EXPECT_NE(found([&](State& s) { ++lane(s).ordered; }).find("backlog at " + who), std::string::npos);
  EXPECT_NE(found([&](State& s) { ++s.cancelled[live_.lane_id("packager", "assembler")]; }).find("backlog at " + who),
            std::string::npos);
  EXPECT_NE(found([&](State& s) { ++s.rings[lane(s).ring]; }).find("goods in the ring"), std::string::npos);
  const std::string shipped = found([&](State& s) { ++lane(s).shipped; });
  EXPECT_NE(shipped.find("shipments at packager"), std::string::npos) << shipped;
  const std::string arrived = found([&](State& s) { ++lane(s).arrived; });
  EXPECT_NE(arrived.find("arrivals at assembler"), std::string::npos) << arrived;
}

TEST_F(Ledgers, Demand) {
  for (Quanta NodeState::*field : {&NodeState::started, &NodeState::good, &NodeState::scrap, &NodeState::backlog}) {
    EXPECT_NE(found([&](State& s) { ++(node(s, "phones").*field); }).find("demand at phones"), std::string::npos);
  }
  EXPECT_NE(found([&](State& s) { ++slot(s, "phones").consumed; }).find("served at phones"), std::string::npos);
}

TEST_F(Ledgers, Reserve) {
  Live dry(replaced(read_test_file("verification/worlds/chain.yaml"), "makes: wafer, capacity: 900/day",
                    "makes: wafer, reserve: 45 kwafer"));
  dry.through_day(10);
  State state = dry.state();
  ++state.reserve[dry.id("big-fab")];
  const auto lines = broken_ledgers(dry.net(), dry.engine->initial(), state);
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_NE(lines[0].find("reserve at big-fab"), std::string::npos) << lines[0];
}

// A copy of a state is a checkpoint: an engine's state is not touched by another's run.
TEST(StateHash, TellsStatesApart) {
  Live live(read_test_file("verification/worlds/chain.yaml"));
  live.through_day(30);
  const State then = live.state();
  const std::uint64_t hash = state_hash(live.net(), then, 720);
  live.through_day(100);
  EXPECT_EQ(state_hash(live.net(), then, 720), hash);
  EXPECT_NE(state_hash(live.net(), live.state(), 2400), hash);
  for (const auto& change : std::initializer_list<std::function<void(State&)>>{
           [](State& s) { ++s.nodes[0].finished; }, [](State& s) { ++s.nodes[0].wip; },
           [](State& s) { ++s.nodes[0].backlog; }, [](State& s) { --s.nodes[0].availability; },
           [](State& s) { ++s.slots[0].stock; }, [](State& s) { ++s.slots[0].carry; },
           [](State& s) { ++s.lanes[0].backlog; }, [](State& s) { ++s.lanes[0].order; },
           [](State& s) { ++s.lanes[0].in_transit; }}) {
    State changed = then;
    change(changed);
    EXPECT_NE(state_hash(live.net(), changed, 720), hash);
  }
}

}  // namespace
}  // namespace fabshock::test::ledgers_test
