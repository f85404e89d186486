// What a replication of a batch takes from the heap, from its plan to its rows in measures.csv: nothing, once its world
// was run before. Rows that are new, such as the first shortage of a maker, and what chance plans are another matter.
#include <gtest/gtest.h>

#include <filesystem>

#include "allocations/heap.h"
#include "batch/collector.h"
#include "batch/folder.h"
#include "batch/replicate.h"

namespace fabshock::test::replication_test {
namespace {

namespace fs = std::filesystem;

void expect_none(const std::string& scenario, const std::vector<Override>& set, bool bands) {
  Experiment e;
  e.name = scenario;
  e.scenarios = {std::string(FABSHOCK_ROOT "/scenarios/") + scenario + ".yaml"};
  e.set = set;
  e.replications = 12;
  e.bands.on = bands;
  Worlds worlds(e);
  Diagnostics diagnostics;
  const auto plan = worlds.plan({}, diagnostics, [] {});
  ASSERT_TRUE(plan) << scenario;
  const fs::path out = fs::temp_directory_path() / ("fabshock-replication-" + scenario);
  fs::remove_all(out);
  {
    const BatchFolder folder(out, *plan, Begin::kAnew);
    const std::function<void()> poll = [] {};
    Collector collector(*plan, folder, poll);
    Replicator replicator(worlds, *plan);
    KeyMap map;
    Task task;
    std::size_t before = 0;
    while (collector.next(task) == Collector::State::kTask) {
      constexpr std::uint32_t kWarm = 4;
      if (task.replication == kWarm) before = taken_from_heap();
      collector.put(task, replicator.run(task, poll), replicator.keys(), map);
      collector.progress();
    }
    EXPECT_GT(before, 0U);
    EXPECT_EQ(taken_from_heap(), before) << scenario;
  }
  fs::remove_all(out);
  fs::remove_all(out.string() + ".partial");
}

TEST(Replication, TakesNothingFromTheHeapOnceItsWorldWasRun) {
  expect_none("tutorial-outage", {}, true);
  expect_none("tutorial-outage", {}, false);
  expect_none("blockade-90d", {{"horizon", "150 d"}}, false);
}

}  // namespace
}  // namespace fabshock::test::replication_test
