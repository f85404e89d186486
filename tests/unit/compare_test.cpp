// Results read back and compared: pairs, samples of their own, independence, what a point costs. The folders are made
// by hand.
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <stdexcept>

#include "compare/comparison.h"
#include "compare/independence.h"
#include "compare/remedies.h"

namespace fabshock::test::compare_test {
namespace {

namespace fs = std::filesystem;

class Compare : public testing::Test {
 protected:
  fs::path root_ = fs::temp_directory_path() / ("fabshock-compare-" + std::to_string(::getpid()));
  void SetUp() override { fs::create_directories(root_); }
  void TearDown() override { fs::remove_all(root_); }

  // runs, measures: rows without the header.
  ResultsRead folder(const std::string& name, const std::string& manifest, const std::string& runs,
                     const std::string& measures, const std::string& design = "arm\n") const {
    const fs::path path = root_ / name;
    fs::create_directories(path);
    std::ofstream(path / "manifest.json") << manifest;
    std::ofstream(path / "runs.csv") << "arm,replication,seed,events,fingerprint,x\n" << runs;
    std::ofstream(path / "measures.csv") << "arm,replication,measure,entity,product,value,unit\n" << measures;
    std::ofstream(path / "design.csv") << design;
    return read_results(path);
  }
};

const std::string kOneArm = R"({"tool": "fabshock", "command": "batch", "experiment": "e", "arms": [{"arm": "a"}]})";
const std::string kTwoArms =
    R"({"tool": "fabshock", "command": "batch", "experiment": "e", "arms": [{"arm": "calm"}, {"arm": "a", "baseline": "calm"}]})";

const Comparison* of(const std::vector<Comparison>& all, const std::string& measure) {
  for (const Comparison& c : all) {
    if (c.key.measure == measure) return &c;
  }
  return nullptr;
}

TEST_F(Compare, ArmsOfAnExperimentByReplication) {
  // Replication 2 of the baseline was refused; what is lost in 0 has no row in the baseline, and nothing is lost there.
  const ResultsRead read =
      folder("pairs", kTwoArms,
             "calm,0,1,9,ab,0.5\ncalm,1,2,9,ab,0.6\ncalm,2,3,0,,0.7\n"
             "a,0,1,9,ab,0.5\na,1,2,9,ab,0.6\na,2,3,9,ab,0.7\n",
             "calm,1,unmet,n,p,4,u\na,0,unmet,n,p,10,u\na,1,unmet,n,p,3,u\na,2,unmet,n,p,99,u\n"
             "calm,0,served,n,p,8,u\ncalm,1,served,n,p,8,u\na,0,served,n,p,7,u\na,1,served,n,p,8,u\n"
             "calm,0,hhi,region,p,0.4,1\na,0,hhi,region,p,0.5,1\n");
  const auto pairs = pairs_within(read, std::nullopt);
  ASSERT_EQ(pairs.size(), 1U);
  const auto all = compare(pairs[0]);
  const Comparison* unmet = of(all, "unmet");
  ASSERT_NE(unmet, nullptr);
  EXPECT_EQ(unmet->n, 2U);
  EXPECT_DOUBLE_EQ(unmet->mean, 6.5);
  EXPECT_DOUBLE_EQ(unmet->baseline_mean, 2);
  EXPECT_DOUBLE_EQ(unmet->difference, 4.5);  // of 10 and -1
  ASSERT_TRUE(unmet->interval && unmet->worse);
  EXPECT_NEAR(unmet->interval->low, 4.5 - 12.706204736 * 5.5, 1e-6);
  EXPECT_DOUBLE_EQ(unmet->worse->probability, 0.5);
  EXPECT_DOUBLE_EQ(of(all, "served")->worse->probability, 0.5) << "less served is worse; the same is not";
  EXPECT_FALSE(of(all, "hhi")->worse) << "neither way is worse";
  EXPECT_EQ(pairs_within(read, "a").size(), 1U);
  EXPECT_THROW(pairs_within(read, "b"), std::invalid_argument);
}

TEST_F(Compare, FoldersByReplicationWhereTheyShareTheirDraws) {
  const auto make = [&](const std::string& name, const std::string& runs) {
    return folder(name, kOneArm, runs, "a,0,unmet,n,p,10,u\na,1,unmet,n,p,12,u\n");
  };
  const ResultsRead a = make("a", "a,0,1,9,ab,0.5\na,1,2,9,ab,0.6\n");
  const ResultsRead same = make("same", "a,0,1,7,cd,0.5\na,1,2,7,cd,0.6\n");
  const ResultsRead seeds = make("seeds", "a,0,5,7,cd,0.5\na,1,6,7,cd,0.6\n");
  const ResultsRead draws = make("draws", "a,0,1,7,cd,0.5\na,1,2,7,cd,0.65\n");
  EXPECT_TRUE(pairs_between(a, same).at(0).paired);
  EXPECT_FALSE(pairs_between(a, seeds).at(0).paired);
  EXPECT_FALSE(pairs_between(a, draws).at(0).paired);
  const auto all = compare(pairs_between(a, draws).at(0));
  ASSERT_EQ(all.size(), 1U);
  EXPECT_FALSE(all[0].worse || all[0].variance_reduction);
  // Welch's of two samples of variance 2: t of 2 degrees of freedom.
  EXPECT_NEAR(all[0].interval->high, 4.302652730 * std::sqrt(2.0), 1e-6);
}

TEST_F(Compare, DependenceOfARunTooShortForItIsNotNone) {
  const std::string runs = "a,0,1,9,ab,\n";
  const ResultsRead a = folder("long", kOneArm, runs, "a,0,first_shock_day,world,,9,d\na,0,dependence_2y,us,,0.2,1\n");
  const ResultsRead b = folder("short", kOneArm, runs, "a,0,first_shock_day,world,,9,d\n");
  const ResultsRead calm = folder("calm", kOneArm, runs, "");
  EXPECT_EQ(of(compare(pairs_between(a, b).at(0)), "dependence_2y"), nullptr);
  EXPECT_DOUBLE_EQ(of(compare(pairs_between(a, calm).at(0)), "dependence_2y")->difference, 0.2);
}

TEST_F(Compare, ALevelThatWasNotLookedAtIsNotOneNeverPassed) {
  const std::string only = R"({"command": "batch", "measures": ["exceedance"], "arms": [{"arm": "a"}]})";
  const ResultsRead a = folder("tail", only, "a,0,1,9,ab,\n", "a,0,exceedance,10,,0.2,1\n");
  const ResultsRead b = folder("other", only, "a,0,1,9,ab,\n", "a,0,exceedance,20,,0.1,1\n");
  const ResultsRead plain = folder("plain", kOneArm, "a,0,1,9,ab,\n", "a,0,unmet_value,world,,5,USD\n");
  EXPECT_TRUE(compare(pairs_between(a, b).at(0)).empty());
  EXPECT_TRUE(compare(pairs_between(a, plain).at(0)).empty());
}

TEST_F(Compare, WhatWasNotWrittenIsNotNone) {
  const std::string runs = "a,0,1,9,ab,\n";
  const std::string only = R"({"command": "batch", "measures": ["served"], "arms": [{"arm": "a"}]})";
  const ResultsRead a =
      folder("all", kOneArm, runs, "a,0,unmet,n,p,5,u\na,0,served,n,p,5,u\na,0,lost_revenue,n,p,5,USD\n");
  const ResultsRead b = folder("some", only, runs, "a,0,served,n,p,4,u\n");
  const ResultsRead c = folder("other", kOneArm, runs, "a,0,lost_revenue,n,p,5,TWD\n");
  const auto some = compare(pairs_between(a, b).at(0));
  EXPECT_EQ(of(some, "unmet"), nullptr);
  EXPECT_DOUBLE_EQ(of(some, "served")->difference, 1);
  const auto other = compare(pairs_between(a, c).at(0));
  EXPECT_EQ(of(other, "lost_revenue"), nullptr) << "of two currencies";
  EXPECT_DOUBLE_EQ(of(other, "unmet")->difference, 5);
}

TEST_F(Compare, OnlyWhatIsAResult) {
  EXPECT_THROW(read_results(root_ / "nothing"), std::invalid_argument);
  EXPECT_THROW(folder("text", "no JSON", "", ""), std::invalid_argument);
  EXPECT_THROW(folder("other", kOneArm, "b,0,1,9,ab,\n", ""), std::invalid_argument) << "an arm of no manifest";
  EXPECT_THROW(folder("none", R"({"command": "batch", "arms": []})", "", ""), std::invalid_argument);
  EXPECT_THROW(folder("kinds", R"({"command": "batch", "arms": "x"})", "", ""), std::invalid_argument);
  EXPECT_THROW(folder("more", kOneArm, "a,0,1,0,,\n", "a,0,unmet,n,p,1,u\n"), std::invalid_argument) << "refused";
  EXPECT_THROW(folder("nan", kOneArm, "a,0,1,9,ab,\n", "a,0,unmet,n,p,nan,u\n"), std::invalid_argument);
  EXPECT_THROW(folder("cut", kOneArm, "a,0,1,9,ab,\n", "a,0,unmet,n\n"), std::invalid_argument);
}

TEST(Independence, StaysBelowFromTheFirstOfTheLastRun) {
  EXPECT_EQ(stays_below({0.3, 0.1, 0.3, 0.1, 0.05}, 0.2), 3U);
  EXPECT_EQ(stays_below({0.1, 0.1}, 0.2), 0U);
  EXPECT_EQ(stays_below({0.1, 0.2}, 0.2), 2U) << "at the threshold is not below";
}

// Three years in two replications, of two structures: in the first, replication 0 is there in 2027 and 1 never.
TEST_F(Compare, IndependenceIsADateADraw) {
  std::string manifest = R"({"tool": "fabshock", "command": "batch", "experiment": "e", "arms": [)";
  std::string runs;
  std::string rows;
  std::string design = "arm,model.epoch,structure\n";
  const auto arm = [&](const std::string& id, const std::string& structure, double first, double second) {
    const std::string year = id.substr(0, 4);
    manifest += (runs.empty() ? "" : ", ") + (R"({"arm": ")" + id) + R"(", "scenario": "s/halt.yaml", "start": ")" +
                year + R"(-01-01"})";
    design += id + ',' + year + "-01-01," + structure + '\n';
    for (const int r : {0, 1}) {
      runs += id + ',' + std::to_string(r) + ",1,9,ab,\n";
      rows += id + ',' + std::to_string(r) + ",dependence,us,ai," + std::to_string(r == 0 ? first : second) + ",1\n";
      rows += id + ',' + std::to_string(r) + ",first_shock_day,world,,31,d\n";
    }
  };
  arm("2026/default", "default", 0.15, 0.3);
  arm("2028/default", "default", 0.1, 0.3);  // in no order
  arm("2027/default", "default", 0.1, 0.15);
  arm("2026/off", "off", 0.3, 0.3);
  arm("2027/off", "off", 0.3, 0.1);
  const ResultsRead read = folder("dates", manifest + "]}", runs, rows, design);
  const auto all = independence(read, {0.2, 0.12});
  ASSERT_EQ(all.size(), 4U);
  EXPECT_EQ(all[0].series, "halt/default");
  EXPECT_EQ(all[0].n, 2U);
  EXPECT_EQ(all[0].there, 1U);
  const auto day = [](const std::optional<Time>& time) { return time ? to_string(date_of(*time)) : "none"; };
  EXPECT_EQ(day(all[0].first), "2026-02-01");
  EXPECT_EQ(day(all[0].last), "2028-02-01");
  EXPECT_EQ(day(all[0].q50), "2026-02-01");
  EXPECT_EQ(day(all[0].q95), "none");
  EXPECT_EQ(day(all[1].q50), "2027-02-01");
  EXPECT_EQ(all[2].series, "halt/off");
  EXPECT_EQ(day(all[2].last), "2027-02-01");
  EXPECT_EQ(day(all[2].q50), "2027-02-01");
}

TEST_F(Compare, APointCostsMeanCostOverMeanPoints) {
  const auto with = [&](const std::string& name, const std::string& lost) {
    return folder(name, kTwoArms, "calm,0,1,9,ab,\ncalm,1,2,9,ab,\na,0,1,9,ab,\na,1,2,9,ab,\n",
                  "calm,0,first_shock_day,world,,9,d\na,0,first_shock_day,world,,9,d\n"
                  "calm,0,dependence,us,,0.3,1\ncalm,1,dependence,us,,0.4,1\n" +
                      lost + "a,0,remedy_cost,world,,8,USD\na,1,remedy_cost,world,,10,USD\n");
  };
  const ResultsRead good = with("good", "a,0,dependence,us,,0.1,1\na,1,dependence,us,,0.21,1\n");
  const auto costs = remedy_costs(pairs_within(good, std::nullopt).at(0));
  ASSERT_EQ(costs.size(), 1U);
  EXPECT_DOUBLE_EQ(costs[0].cost, 9);
  EXPECT_NEAR(costs[0].points, 19.5, 1e-12);
  ASSERT_TRUE(costs[0].a_point);
  EXPECT_NEAR(*costs[0].a_point, 9 / 19.5, 1e-12);
  EXPECT_EQ(costs[0].currency, "USD");
  const ResultsRead bad = with("bad", "a,0,dependence,us,,0.29,1\na,1,dependence,us,,0.41,1\n");
  EXPECT_FALSE(remedy_costs(pairs_within(bad, std::nullopt).at(0)).at(0).a_point) << "it may take off nothing";
}

}  // namespace
}  // namespace fabshock::test::compare_test
