// Contingency analysis as a user meets it. The tutorial's chain has one path, so that what survives is its standing
// stocks: of phones in the shops 5 d and of the assembler's 1 d: 6 d without the assembler; with 15 d of chips and the
// packager's 4 d 25 d without that; with 10 d of wafers and the fab's 5 d 40 d without the fab or its power.
#include <algorithm>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>

#include "base/csv_reader.h"
#include "cli/program.h"

namespace fabshock::test::contingency_test {
namespace {

namespace fs = std::filesystem;

using Contingency = ProgramTest;

constexpr const char* kCalm = "contingency tutorial-outage --set disruptions.stop.severity=0 ";

struct Row {
  std::map<std::string, std::string> field;
  double number(const std::string& column) const { return std::stod(field.at(column)); }
};

// By target, of one length.
std::map<std::string, Row> rows_of(const std::string& folder, double days) {
  CsvReader csv(folder + "/contingency.csv");
  std::map<std::string, Row> rows;
  while (csv.next()) {
    if (csv.number(csv.column("outage_days")) != days) continue;
    Row& row = rows[csv.field(csv.column("target"))];
    for (std::size_t c = 0; c < csv.header().size(); ++c) row.field[csv.header()[c]] = csv.field(c);
  }
  return rows;
}

TEST_F(Contingency, StandingStocksAreWhatSurvives) {
  const Outcome done = call(kCalm + std::string("--outage 30d,90d --lp -o ") + out());
  ASSERT_EQ(done.exit, 0) << done.text;
  EXPECT_NE(done.text.find("90 days without, in USD:\n"), std::string::npos) << done.text;
  const auto rows = rows_of(out(), 90);
  ASSERT_EQ(rows.size(), 7U);
  const std::map<std::string, double> survived = {
      {"assembler-zhengzhou", 6}, {"packager-penang", 25}, {"fab-tainan", 40}, {"power-tainan", 40}};
  for (const auto& [target, days] : survived) {
    const Row& row = rows.at(target);
    EXPECT_EQ(row.number("time_to_survive_days"), days) << target;
    // What comes within the hour may be there a step sooner, for all that the program knows.
    const double sooner = target == "power-tainan" ? 1 : 0;
    EXPECT_EQ(row.number("time_to_survive_lp_days"), days + sooner) << target;
    // 500,000 phones of 400 USD a day; on one path no plan is better than another.
    EXPECT_NEAR(row.number("loss"), (90 - days) * 2e8, 1) << target;
    EXPECT_NEAR(row.number("loss_at_least"), (90 - days - sooner) * 2e8, 1e4) << target;
    EXPECT_EQ(row.number("endures"), 0) << target;
  }
  EXPECT_EQ(rows.at("assembler-zhengzhou").field.at("rank"), "1");
  EXPECT_EQ(rows.at("assembler-zhengzhou").number("exposure_index"), 1);
  EXPECT_NEAR(rows.at("fab-tainan").number("exposure_index"), 50.0 / 84, 1e-12);
  // The other maker's lines have room for what this one does not make.
  EXPECT_EQ(rows.at("silicon-germany").field.at("time_to_survive_days"), "");
  EXPECT_EQ(rows.at("silicon-germany").number("endures"), 1);
  EXPECT_EQ(rows.at("silicon-germany").number("loss"), 0);
  EXPECT_EQ(rows.at("silicon-germany").number("time_to_recover_days"), 0);
  EXPECT_EQ(rows_of(out(), 30).at("fab-tainan").number("loss"), 0);
  const auto manifest = nlohmann::json::parse(read(out("out/manifest.json")));
  EXPECT_EQ(manifest.at("command"), "contingency");
  EXPECT_EQ(manifest.at("arms").at(0).at("knocked_out").at(0), "assembler-zhengzhou");
}

// What goes out on the day before is the last: buyers are short from the 77th day on, for as long as the outage lasts
// longer than 40 d, and back when they no longer are.
TEST_F(Contingency, NeedsAreBackWhenTheShortageEnds) {
  ASSERT_EQ(call(kCalm + std::string("--outage 60d --at 2026-03-01 -q -o ") + out()).exit, 0);
  EXPECT_EQ(rows_of(out(), 60).at("fab-tainan").number("time_to_recover_days"), 77 + 20);
  EXPECT_EQ(rows_of(out(), 60).at("fab-tainan").field.at("date"), "2026-03-01");
}

TEST_F(Contingency, SitesRegionsAndOwners) {
  for (const auto& [by, target, facilities] :
       {std::tuple{"site", "tainan", "2"}, {"region", "TW", "2"}, {"owner", "Formosa Foundry", "1"}}) {
    ASSERT_EQ(call(kCalm + std::string("--outage 90d -q --hit ") + by + " -o " + out(by)).exit, 0);
    EXPECT_EQ(rows_of(out(by), 90).at(target).field.at("facilities"), facilities) << by;
    EXPECT_NEAR(rows_of(out(by), 90).at(target).number("loss"), 50 * 2e8, 4e8) << by;
  }
}

TEST_F(Contingency, PairsStandBesideWhatTheirTwoLoseAlone) {
  const Outcome done = call(kCalm + std::string("--outage 90d --pairs -o ") + out());
  ASSERT_EQ(done.exit, 0) << done.text;
  const auto rows = rows_of(out("out-pairs"), 90);
  ASSERT_EQ(rows.size(), 4U * 3 / 2);
  const Row& both = rows.at("packager-penang + fab-tainan");
  EXPECT_NEAR(both.number("loss"), 65 * 2e8, 1);
  EXPECT_NEAR(both.number("alone"), (65 + 50) * 2e8, 1);
  EXPECT_EQ(both.field.at("time_to_survive_days"), "");
  EXPECT_EQ(call(kCalm + std::string("--outage 90d --pairs --resume -o ") + out()).text,
            out("out-pairs") + "/ holds all of this batch already.\n");
}

TEST_F(Contingency, ThreadsAndShardsWriteTheSameBytes) {
  const std::string analysis = kCalm + std::string("--outage 30d,90d -q --lp ");
  ASSERT_EQ(call(analysis + "-j 1 -o " + out("one")).exit, 0);
  ASSERT_EQ(call(analysis + "-j 2 -o " + out("two")).exit, 0);
  for (const char* shard : {"1", "2"}) {
    ASSERT_EQ(call(analysis + "--shard " + shard + "/2 -o " + out(std::string("part") + shard)).exit, 0);
  }
  ASSERT_EQ(call("merge -q " + out("part1") + " " + out("part2") + " -o " + out("merged")).exit, 0);
  for (const auto& entry : fs::directory_iterator(out("one"))) {
    const std::string file = entry.path().filename();
    if (file == "timing.csv") continue;
    EXPECT_EQ(read(entry.path()), read(out("two") + "/" + file)) << file;
    EXPECT_EQ(read(entry.path()), read(out("merged") + "/" + file)) << file;
  }
  const Outcome refused = call(analysis + "--pairs --shard 1/2 -o " + out("none"));
  EXPECT_EQ(refused.exit, 2);
  EXPECT_EQ(refused.text, "fabshock: error: pairs are made of the worst singles, and " + out("none") +
                              " does not hold these: run the same without --pairs first, and merge its shards\n");
}

TEST_F(Contingency, ComparesAWorldWithAnother) {
  ASSERT_EQ(call(kCalm + std::string("--outage 90d -q -o ") + out("now")).exit, 0);
  ASSERT_EQ(
      call(kCalm + std::string("--outage 90d -q --set model.facilities.*.cover.scale=2 -o ") + out("stocks")).exit, 0);
  const Outcome compared = call("compare " + out("now") + " " + out("stocks") + " --measure unmet_value -o " + out());
  EXPECT_EQ(compared.exit, 0) << compared.text;
  EXPECT_NE(compared.text.find("tutorial-outage/fab-tainan/90d"), std::string::npos) << compared.text;
}

TEST_F(Contingency, AnotherDateIsAnotherAnalysis) {
  const std::string analysis = kCalm + std::string("--outage 60d -q -o ") + out();
  ASSERT_EQ(call(analysis + " --at 2026-02-01").exit, 0);
  ASSERT_EQ(call(analysis + " --at 2026-03-01 --resume").exit, 0);
  EXPECT_EQ(rows_of(out(), 60).at("fab-tainan").field.at("date"), "2026-03-01");
}

// Two parts of the pairs lie beside one another, and make the whole.
TEST_F(Contingency, PairsCanBeSharded) {
  const std::string analysis = kCalm + std::string("--outage 90d -q --pairs -o ") + out();
  ASSERT_EQ(call(kCalm + std::string("--outage 90d -q -o ") + out()).exit, 0);
  for (const char* shard : {"1", "2"}) ASSERT_EQ(call(analysis + " --shard " + shard + "/2").exit, 0);
  const std::string parts = out("out-pairs.shard-1-of-2") + ' ' + out("out-pairs.shard-2-of-2");
  ASSERT_EQ(call("merge -q " + parts + " -o " + out("merged")).exit, 0);
  ASSERT_EQ(call(analysis).exit, 0);
  EXPECT_EQ(read(out("merged/contingency.csv")), read(out("out-pairs/contingency.csv")));
}

// With between 2 and 30 days of wafers where there were 10: what the fab's outage costs is not sure, what the
// assembler's does is.
TEST_F(Contingency, DrawsWhatIsUncertain) {
  const Outcome done = call(kCalm +
                            std::string("--set 'model.facilities.packager-penang.cover.wafer={value: 10 d, low: 2, "
                                        "high: 30}' -n 9 --outage 60d -o ") +
                            out());
  ASSERT_EQ(done.exit, 0) << done.text;
  const auto rows = rows_of(out(), 60);
  const Row& fab = rows.at("fab-tainan");
  EXPECT_EQ(fab.field.at("n"), "9");
  EXPECT_LT(fab.number("loss_q05"), fab.number("loss"));
  EXPECT_LT(fab.number("loss"), fab.number("loss_q95"));
  EXPECT_GT(fab.number("loss_q95"), 20 * 2e8);
  EXPECT_EQ(rows.at("assembler-zhengzhou").number("loss_q05"), rows.at("assembler-zhengzhou").number("loss_q95"));
  EXPECT_NE(read(out("out/runs.csv")).find("model.facilities.packager-penang.cover.wafer"), std::string::npos);
  // A world in which nothing is uncertain is the same each time.
  ASSERT_EQ(call(kCalm + std::string("-n 2 --outage 60d -q -o ") + out("sure")).exit, 0);
  EXPECT_EQ(rows_of(out("sure"), 60).at("fab-tainan").number("loss_q95"), 20 * 2e8);
}

TEST_F(Contingency, NonsenseIsRefused) {
  const auto refused = [&](const std::string& arguments) {
    const Outcome outcome = call("contingency tutorial-outage -o " + out() + ' ' + arguments);
    EXPECT_EQ(outcome.exit, 2) << outcome.text;
    EXPECT_FALSE(fs::exists(out()));
    return outcome.text;
  };
  EXPECT_EQ(refused("--hit fab"), "fabshock: error: --hit 'fab' is not one of facility, site, region, owner\n");
  for (const char* list : {"", "90", "0d", "-3d", "30d,,90d", "30d,", "x"}) {
    EXPECT_EQ(refused(std::string("--outage '") + list + "'"),
              std::string("fabshock: error: --outage '") + list +
                  "' is not a list of durations above 0, such as 30d,90d,365d\n");
  }
  EXPECT_EQ(refused("--at soon"), "fabshock: error: --at 'soon' is not a date, as YYYY-MM-DD\n");
  EXPECT_EQ(refused("--at 2027-01-01"),
            "error: --at 2027-01-01: outside the scenario, which runs from 2026-01-01 to 2027-01-01\n  hint: a date in "
            "between, as YYYY-MM-DD\n");
  EXPECT_EQ(call("contingency no-such-scenario -o " + out()).exit, 2);
}

TEST_F(Contingency, AnOutageBeyondTheEndIsWarnedOf) {
  const Outcome done = call(kCalm + std::string("--outage 340d -q -o ") + out());
  EXPECT_EQ(done.exit, 0);
  EXPECT_EQ(done.text,
            "warning: the scenario ends on 2027-01-01, less than 30 days after an outage of 340 d: who recovers from "
            "that is not seen\n  hint: a longer horizon shows what comes after it: --set 'horizon=6 y'\n");
}

}  // namespace
}  // namespace fabshock::test::contingency_test
