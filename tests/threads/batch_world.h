// A small world whose draws can be followed by hand, and batches of it in a folder of the test's own.
#pragma once
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "batch/merge.h"
#include "batch/worlds.h"
#include "experiment/parameter.h"
#include "experiment/sampled_world.h"
#include "network/world_graph.h"
#include "support/world.h"

namespace fabshock::test {

namespace fs = std::filesystem;

// Ore -> chips -> buyers. The fab runs at 60 % of what it can; it makes a chip of 10 USD from ore for 4.
inline constexpr const char* kFire = R"(schema: fabshock/scenario/1
name: fire
start: 2026-01-01
horizon: 200 d
disruptions:
  - {id: fire, type: outage, select: {facility: fab}, at: 2026-02-01, duration: {value: 30 d, low: 10, high: 60}}
model:
  schema: fabshock/model/1
  name: small
  source: "assumption: a test"
  regions: {W: {name: World}}
  sites: {here: {region: W, lat: 0, lon: 0}}
  products:
    ore: {unit: t, quantum: 0.001, price: {value: 2, low: 1, high: 4}}
    chip: {unit: chip, quantum: 0.0001, price: {value: 10, low: 8, high: 12}}
  recipes: {chip: {cycle_time: 5 d, yield: {value: 0.5, low: 0.4, high: 0.6}, inputs: {ore: 1}}}
  facilities:
    mine: {site: here, makes: ore, capacity: 500/day}
    fab: {site: here, makes: chip, capacity: {value: 200/day, low: 150/day, high: 300/day}, finished_stock: 3 d}
  needs:
    buyers: {region: W, units: chip, rate: {value: 60/day, low: 30/day, high: 90/day}, cover: 5 d}
  lanes:
    - {from: mine, to: fab, transit: 1 d}
    - {from: fab, to: buyers, transit: 1 d}
  markets: {chip: {contract_share: 0.8}, ore: {contract_share: 0.8}}
)";

class BatchTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto* info = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = fs::temp_directory_path() / ("fabshock-" + std::string(info->name()) + std::to_string(::getpid()));
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    write("fire.yaml", kFire);
    write("calm.yaml", replaced(replaced(kFire, "name: fire", "name: calm"), "at: 2026-02-01, duration",
                                "at: 2026-02-01, severity: 0, duration"));
    e_.name = "e";
    e_.scenarios = {(folder_ / "fire.yaml").string()};
    e_.replications = 6;
  }
  void TearDown() override { fs::remove_all(folder_); }

  void write(const std::string& name, const std::string& text) { std::ofstream(folder_ / name) << text; }

  std::optional<BatchOutcome> run(const std::string& out, unsigned threads = 1, Shard shard = {}) {
    BatchOptions options;
    options.threads = threads;
    return run(out, options, shard, Begin::kAnew);
  }

  std::optional<BatchOutcome> run(const std::string& out, const BatchOptions& options, Shard shard, Begin begin) {
    Worlds worlds(e_);
    const auto plan = worlds.plan(shard, diagnostics_, [] {});
    if (!plan) return std::nullopt;
    BatchFolder folder(folder_ / out, *plan, begin);
    BatchOutcome outcome = run_batch(worlds, *plan, folder, options);
    folder.commit(!shard.is_whole());
    return outcome;
  }

  // Throws when so many replications more are done than there were.
  std::uint64_t interrupt(const std::string& out, std::uint64_t after, Begin begin) {
    std::optional<std::uint64_t> before;
    BatchOptions options;
    options.threads = 2;
    options.progress = [&](const BatchProgress& now) {
      if (!before) before = now.done;
      if (now.done >= *before + after) throw std::runtime_error("stop");
    };
    EXPECT_THROW(run(out, options, {}, begin), std::runtime_error);
    return before.value_or(0);
  }

  void expect_same(const std::string& a, const std::string& b) {
    for (const char* file : {"design.csv", "runs.csv", "measures.csv", "summary.csv", "quantiles.csv", "timebands.csv",
                             "manifest.json", "datapackage.json"}) {
      EXPECT_EQ(bytes(folder_ / a / file), bytes(folder_ / b / file)) << file;
      EXPECT_GT(bytes(folder_ / a / file).size(), 10U) << file;
    }
    EXPECT_FALSE(fs::exists(folder_ / a / "shard"));
    EXPECT_FALSE(fs::exists(folder_ / (a + ".partial")));
  }

  // Rows of a result by the columns named, of the last column named.
  std::map<std::string, double> table(const std::string& file, const std::vector<std::string>& keys,
                                      const std::string& value) {
    std::ifstream in(folder_ / file);
    std::map<std::string, std::size_t> column;
    std::map<std::string, double> rows;
    std::string line;
    while (std::getline(in, line)) {
      if (!line.empty() && line.back() == '\r') line.pop_back();
      std::vector<std::string> cells;
      std::stringstream text(line);
      for (std::string cell; std::getline(text, cell, ',');) cells.push_back(cell);
      cells.resize(24);
      if (column.empty()) {
        for (std::size_t i = 0; i < cells.size(); ++i) column.emplace(cells[i], i);
        continue;
      }
      std::string key;
      for (const std::string& k : keys) key += (key.empty() ? "" : " ") + cells[column.at(k)];
      const std::string& cell = cells[column.at(value)];
      rows[key] = cell.empty() ? std::nan("") : std::stod(cell);
    }
    return rows;
  }

  static std::string bytes(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
  }

  fs::path folder_;
  Experiment e_;
  Diagnostics diagnostics_;
};

}  // namespace fabshock::test
