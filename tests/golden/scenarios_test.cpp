// Every shipped scenario against its recorded outcome. To accept a change: FABSHOCK_UPDATE=1 ctest -R Golden, then read
// the diff.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iomanip>
#include <sstream>

#include "dynamics/ledgers.h"
#include "results/blocs.h"
#include "results/write_run.h"
#include "scenario/load.h"
#include "support/world.h"

namespace fabshock::test::scenarios_test {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> scenario_names() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(std::string(FABSHOCK_ROOT) + "/scenarios")) {
    if (entry.path().extension() == ".yaml") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

// What a reader of the results would notice: fingerprints, events, and every loss to nine digits.
std::string outcome(const std::string& name) {
  Diagnostics diagnostics;
  auto scenario = load_scenario(std::string(FABSHOCK_ROOT) + "/scenarios/" + name + ".yaml", {}, diagnostics);
  std::shared_ptr<const Network> network;
  if (scenario) network = build_network(*scenario, diagnostics);
  std::ostringstream out;
  if (!network) {
    diagnostics.print(out);
    return out.str();
  }
  const ShockPlan plan = plan_shocks(*network, *scenario, {.seed = 1});
  const ShockPlan calm = without_shocks(plan);
  const RunRecord twin = run_recorded(*network, &calm, *scenario, 1);
  const RunRecord run = run_recorded(*network, &plan, *scenario, 1);
  for (const RunRecord* r : {&twin, &run}) {
    for (const std::string& line : broken_ledgers(*network, r->initial, r->final))
      out << "broken ledger: " << line << '\n';
  }
  out << "fingerprint " << hex(run.fingerprint) << " undisturbed " << hex(twin.fingerprint) << " events " << run.events
      << '\n';
  for (const LogEntry& e : run.log)
    out << "event " << e.tick << ' ' << e.event << ' ' << e.entity << ' ' << e.detail << '\n';
  out << std::setprecision(9);
  std::vector<MeasureRow> rows;
  LossMeasures(*network).add(twin, run, rows);
  std::stable_sort(rows.begin(), rows.end(),
                   [](const MeasureRow& a, const MeasureRow& b) { return a.measure < b.measure; });
  BlocMeasures blocs(*network);
  blocs.add(twin, run, rows);
  for (const MeasureRow& m : rows) {
    if (m.measure == "demand" || m.measure == "served" || m.measure.starts_with("baseline_")) continue;
    out << m.measure << ' ' << m.entity << ' ' << m.product << ' ' << m.value << ' ' << m.unit << '\n';
  }
  return out.str();
}

class GoldenScenario : public testing::TestWithParam<std::string> {};

TEST_P(GoldenScenario, IsAsRecorded) {
  const fs::path path = fs::path(FABSHOCK_TEST_DIR) / "golden" / (GetParam() + ".txt");
  const std::string now = outcome(GetParam());
  if (std::getenv("FABSHOCK_UPDATE") != nullptr) std::ofstream(path, std::ios::binary) << now;
  std::ifstream in(path, std::ios::binary);
  ASSERT_TRUE(in) << "no record of " << GetParam() << ": run with FABSHOCK_UPDATE=1";
  std::istringstream fresh(now);
  std::string recorded_line;
  std::string line;
  for (int n = 1;; ++n) {
    const bool more_recorded = static_cast<bool>(std::getline(in, recorded_line));
    const bool more = static_cast<bool>(std::getline(fresh, line));
    if (!more_recorded && !more) return;
    ASSERT_TRUE(more_recorded && more && line == recorded_line)
        << "first difference at line " << n << "\n  recorded: " << (more_recorded ? recorded_line : "(end)")
        << "\n  now:      " << (more ? line : "(end)");
  }
}

std::string test_name(const testing::TestParamInfo<std::string>& info) {
  std::string name = info.param;
  std::replace_if(
      name.begin(), name.end(), [](char c) { return c == '-' || c == '.'; }, '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Shipped, GoldenScenario, testing::ValuesIn(scenario_names()), test_name);

// The stationary world of 2025: after every one of 522 weeks, every integer as on day 0.
TEST(StationaryWorld, EveryIntegerIsAsOnTheFirstDay) {
  Diagnostics diagnostics;
  auto scenario = load_scenario(std::string(FABSHOCK_ROOT) + "/scenarios/stationary.yaml", {}, diagnostics);
  ASSERT_TRUE(scenario);
  const auto network = build_network(*scenario, diagnostics);
  ASSERT_TRUE(network);
  RunOptions options;
  options.horizon = std::int64_t{522} * 7 * 24;
  Engine engine(*network, nullptr, options);
  const std::uint64_t first = state_hash(*network, engine.state(), 0);
  for (std::int64_t week = 1; week <= 522; ++week) {
    engine.run_until(week * 7 * 24, nullptr);
    State now = engine.state();
    now.step_index = week * 7;  // the hash looks at the arrivals from the coming step on
    ASSERT_EQ(state_hash(*network, now, week * 7 * 24), first) << "week " << week;
  }
}

}  // namespace
}  // namespace fabshock::test::scenarios_test
