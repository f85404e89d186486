// What a run records over time.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "scenario/measures.h"
#include "support/world.h"

namespace fabshock::test::recorder_test {
namespace {

std::string chain_recording(const std::string& what) {
  return replaced(read_test_file("verification/worlds/chain.yaml"), "{every: 1 d, measures: [unmet, output]}", what);
}

std::string name_of(const Network& net, std::uint32_t lane) {
  return net.entity_of(net.lane_info[lane].from) + ">" + net.entity_of(net.lane_info[lane].to);
}

// By lane and measure, in time order.
std::map<std::string, std::vector<double>> lane_series(const WorldRun& run) {
  std::map<std::string, std::vector<double>> all;
  for (const SeriesPoint& p : run.record.series) {
    const Series& of = run.record.columns[p.column];
    if (of.kind != SeriesKind::kLane) continue;
    all[name_of(*run.world.network, of.who) + " " + std::string(kMeasures[of.measure])].push_back(p.value);
  }
  return all;
}

TEST(Recorder, LanesAreRecordedWhenAsked) {
  EXPECT_TRUE(lane_series(run_world(chain_recording("{every: 1 d}"))).empty());
  EXPECT_TRUE(lane_series(run_world(chain_recording("{every: 1 d, lanes: off}"))).empty());
  const auto all = lane_series(run_world(chain_recording("{every: 1 d, lanes: on}")));
  EXPECT_EQ(all.size(), 4U * 4U);
  const auto some = lane_series(run_world(chain_recording("{every: 1 d, lanes: {to: {facility: packager}}}")));
  EXPECT_EQ(some.size(), 2U * 4U);
  const auto one = lane_series(
      run_world(chain_recording("{every: 1 d, measures: [output, shipped], lanes: {from: {facility: small-fab}}}")));
  ASSERT_EQ(one.size(), 1U);
  EXPECT_EQ(one.begin()->first, "small-fab>packager shipped");
}

TEST(Recorder, LanesAddUpToTheirSupplier) {
  const WorldRun run = run_world(chain_recording("{every: 2 d, measures: [shipped, in_transit, ordered], lanes: on}"));
  const auto lanes = lane_series(run);
  const std::vector<double> shipped = run.series("packager", "shipped");
  const auto& out = lanes.at("packager>assembler shipped");
  ASSERT_EQ(shipped.size(), out.size());
  EXPECT_EQ(shipped, out);
  EXPECT_EQ(run.series("big-fab", "in_transit"), lanes.at("big-fab>packager in_transit"));
  // Before the fab stops: 900 wafers a day, ten days of them under way; then none.
  const auto& wafers = lanes.at("big-fab>packager shipped");
  EXPECT_EQ(wafers[5], 900);
  EXPECT_EQ(*std::min_element(wafers.begin(), wafers.end()), 0);
  EXPECT_EQ(lanes.at("big-fab>packager in_transit")[5], 9000);
  EXPECT_EQ(lanes.at("small-fab>packager ordered")[5], 100);
}

TEST(Recorder, EveryInputHasItsDays) {
  const WorldRun run = run_world(chain_recording("{every: 1 d, measures: [input_days, stock_days]}"));
  const Network& net = *run.world.network;
  std::map<std::string, std::vector<double>> days;
  for (const SeriesPoint& p : run.record.series) {
    const Series& of = run.record.columns[p.column];
    if (of.kind != SeriesKind::kInput) continue;
    const SlotInfo& slot = net.slot_info[of.who];
    EXPECT_EQ(kMeasures[of.measure], "input_days");
    days[net.entity_of(slot.node) + ' ' + net.model.products[slot.product.value].id].push_back(p.value);
  }
  ASSERT_TRUE(days.contains("packager wafer"));
  EXPECT_EQ(days.at("packager wafer"), run.series("packager", "stock_days")) << "it has one input";
}

}  // namespace
}  // namespace fabshock::test::recorder_test
