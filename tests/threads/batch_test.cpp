// Batches of a small world whose draws can be followed by hand.
#include "threads/batch_world.h"

namespace fabshock::test::batch_test {
namespace {

using Batch = BatchTest;

TEST_F(Batch, IsTheSameBytesOnAnyNumberOfThreads) {
  e_.sample = {{"model", {"model"}, false}};
  e_.structure = {{"", {}}, {"belief-off", {{"switches.belief", "off"}}}};
  ASSERT_TRUE(run("one", 1));
  ASSERT_TRUE(run("three", 3));
  expect_same("one", "three");
}

TEST_F(Batch, IsTheSameBytesFromShards) {
  e_.sample = {{"model", {"model"}, false}};
  e_.structure = {{"", {}}, {"belief-off", {{"switches.belief", "off"}}}};
  ASSERT_TRUE(run("whole"));
  std::vector<fs::path> shards;
  for (const std::uint32_t i : {3U, 1U, 5U, 2U, 4U}) {
    shards.push_back(folder_ / ("shard" + std::to_string(i)));
    const auto outcome = run(shards.back().filename(), 2, {i, 5});
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->runs, i <= 2 ? 3U : 2U) << "of twelve";
  }
  const BatchPlan plan = merged_plan(shards);
  BatchFolder folder(folder_ / "merged", plan, Begin::kAnew);
  merge(shards, plan, folder, {});
  folder.commit(false);
  expect_same("whole", "merged");
  EXPECT_THROW(merged_plan(std::span{shards}.first(4)), std::invalid_argument);
  shards.push_back(shards.front());
  EXPECT_THROW(merged_plan(shards), std::invalid_argument);
}

// What is unmet over time adds up to what is unmet in all, on average as in each replication.
TEST_F(Batch, TimebandsAddUp) {
  e_.sample = {{"model", {"model"}, false}};
  e_.replications = 9;
  ASSERT_TRUE(run("out"));
  const auto mean = table("out/timebands.csv", {"measure", "entity", "day"}, "mean");
  const auto low = table("out/timebands.csv", {"measure", "entity", "day"}, "q05");
  const auto median = table("out/timebands.csv", {"measure", "entity", "day"}, "q50");
  const auto n = table("out/timebands.csv", {"measure", "entity", "day"}, "n");
  double sum = 0;
  std::size_t moments = 0;
  for (const auto& [key, value] : mean) {
    if (!key.starts_with("unmet buyers")) continue;
    ++moments;
    sum += 7 * value;
    EXPECT_LE(low.at(key), median.at(key)) << key;
    EXPECT_EQ(n.at(key), 9) << key;
  }
  EXPECT_EQ(moments, 29U) << "days 0, 7, … 196";
  EXPECT_NEAR(sum, table("out/summary.csv", {"measure", "entity"}, "mean").at("unmet buyers"), 1e-6);
  EXPECT_TRUE(mean.contains("price_multiple chip 70")) << mean.begin()->first;
  e_.bands.on = false;
  ASSERT_TRUE(run("none"));
  EXPECT_EQ(table("none/timebands.csv", {"date"}, "mean").size(), 0U);
}

// 4, 6, 9, 13, … replications are looked at: all arms go on until the last of them is narrow enough.
TEST_F(Batch, StopsWhenTheMeansAreNarrow) {
  e_.sample = {{"model", {"model"}, false}};
  e_.structure = {{"", {}}, {"belief-off", {{"switches.belief", "off"}}}};
  e_.replications = 500;
  e_.stop = StopRule{.measure = "unmet", .of = "buyers chip", .relative_half_width = 0.1, .at_least = 4};
  const auto outcome = run("one", 1);
  ASSERT_TRUE(outcome);
  const std::uint64_t each = outcome->runs / 2;
  EXPECT_GT(each, 4U);
  EXPECT_LT(each, 500U);
  const auto mean = table("one/summary.csv", {"arm", "measure", "entity"}, "mean");
  const auto high = table("one/summary.csv", {"arm", "measure", "entity"}, "ci_high");
  for (const char* arm : {"fire", "fire/belief-off"}) {
    const std::string key = std::string(arm) + " unmet buyers";
    EXPECT_LE(high.at(key) - mean.at(key), 0.1 * mean.at(key)) << arm;
  }
  ASSERT_TRUE(run("three", 3));
  expect_same("one", "three");
  interrupt("parts", 7, Begin::kAnew);
  ASSERT_TRUE(run("parts", {}, {}, Begin::kResume));
  expect_same("one", "parts");
  e_.stop->relative_half_width = 1e-6;
  e_.replications = 11;
  EXPECT_EQ(run("all")->runs, 22U) << "never narrow: all there are";
}

// The calm with which the others are compared lacks nothing, however often it is run.
TEST_F(Batch, AnArmInWhichNothingIsLostKeepsNoneFromStopping) {
  e_.sample = {{"model", {"model"}, false}};
  e_.baseline = (folder_ / "calm.yaml").string();
  e_.replications = 500;
  e_.stop = StopRule{.measure = "unmet", .of = "buyers chip", .relative_half_width = 0.2, .at_least = 4};
  const auto outcome = run("out", 2);
  ASSERT_TRUE(outcome);
  EXPECT_LT(outcome->runs, 1000U);
  e_.scenarios = {*e_.baseline};
  e_.baseline.reset();
  e_.stop->measure = "served";
  EXPECT_GE(run("calm", 2)->runs, 4U);
}

TEST_F(Batch, WhatIsNotThereCannotDecide) {
  e_.stop = StopRule{.measure = "unmet", .of = "buyer chip", .relative_half_width = 0.2, .at_least = 4};
  EXPECT_FALSE(run("out"));
  EXPECT_EQ(diagnostics_.all().back().message, "'stop' looks at 'buyer chip', and no arm has anything of this name");
}

// What did not happen yet is rare, and may happen.
TEST_F(Batch, WhatNoReplicationReportsStopsNothing) {
  e_.stop = StopRule{.measure = "scrapped", .of = "fab chip", .relative_half_width = 0.2, .at_least = 2};
  const auto outcome = run("out");
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->runs, 6U);
  EXPECT_TRUE(outcome->decided_by_nothing);
  e_.stop->measure = "served";
  e_.stop->of = "buyers chip";
  EXPECT_FALSE(run("out")->decided_by_nothing);
}

// A year from a shock that comes too late for it is not known; where no shock comes nothing is lost.
TEST_F(Batch, AWindowThatTheRunCutsOffIsNotNothing) {
  std::string text = replaced(kFire, "horizon: 200 d", "horizon: 500 d");
  const std::size_t at = text.find("  - {id: fire");
  text.replace(
      at, text.find('\n', at) - at,
      "  - {id: fires, type: hazard, rate: 1/year, event: {type: outage, select: {facility: fab}, duration: 30 "
      "d}}");
  write("fire.yaml", text);
  e_.replications = 60;
  ASSERT_TRUE(run("out", 2));
  const auto shocks = table("out/measures.csv", {"measure", "replication"}, "value");
  std::uint64_t known = 0;
  double sum = 0;
  for (int r = 0; r < 60; ++r) {
    const bool has_shock = shocks.contains("first_shock_day " + std::to_string(r));
    const auto row = shocks.find("dependence " + std::to_string(r));
    EXPECT_TRUE(has_shock || row == shocks.end());
    known += row != shocks.end() || !has_shock ? 1 : 0;
    sum += row != shocks.end() ? row->second : 0.0;
  }
  ASSERT_LT(known, 55U);
  ASSERT_GT(known, 20U);
  EXPECT_EQ(table("out/summary.csv", {"measure"}, "n").at("dependence"), known);
  EXPECT_NEAR(table("out/summary.csv", {"measure"}, "mean").at("dependence"), sum / static_cast<double>(known), 1e-15);
  EXPECT_EQ(table("out/summary.csv", {"measure"}, "n").at("unmet_value"), 60);
}

TEST_F(Batch, OfOneReplicationThereIsNoSpread) {
  e_.replications = 1;
  ASSERT_TRUE(run("out"));
  EXPECT_TRUE(std::isnan(table("out/summary.csv", {"measure", "entity"}, "sd").at("unmet buyers")));
  EXPECT_TRUE(std::isnan(table("out/summary.csv", {"measure", "entity"}, "ci_low").at("unmet buyers")));
}

TEST(Schedule, EveryReplicationIsOneTask) {
  BatchPlan plan;
  plan.replications = 100;
  plan.arms.resize(3);
  for (const bool stops : {false, true}) {
    if (stops) plan.stop = StopRule{.measure = "unmet", .at_least = 7};
    const Schedule schedule(plan);
    EXPECT_EQ(schedule.stages(), stops ? 8U : 1U) << "7, 10, 15, 22, 33, 49, 73, 100";
    EXPECT_EQ(schedule.end_of(schedule.stages() - 1), 300U);
    std::uint64_t number = 0;
    for (std::size_t stage = 0; stage < schedule.stages(); ++stage) {
      const std::uint32_t from = stage == 0 ? 0 : schedule.replications(stage - 1);
      for (std::uint32_t arm = 0; arm < 3; ++arm) {
        for (std::uint32_t r = from; r < schedule.replications(stage); ++r, ++number) {
          const Task task = schedule.at(number);
          EXPECT_EQ(task.arm, arm);
          EXPECT_EQ(task.replication, r);
          EXPECT_EQ(schedule.number_of(arm, r), number);
        }
      }
      EXPECT_EQ(number, schedule.end_of(stage));
    }
  }
}

TEST_F(Batch, WithoutASampleEveryReplicationIsTheRun) {
  const auto outcome = run("out");
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->runs, 6U);
  const auto n = table("out/summary.csv", {"measure", "entity"}, "n");
  const auto sd = table("out/summary.csv", {"measure", "entity"}, "sd");
  const auto mean = table("out/summary.csv", {"measure", "entity"}, "mean");
  EXPECT_EQ(n.at("unmet buyers"), 6);
  EXPECT_EQ(sd.at("unmet buyers"), 0);
  // 30 days less 3 in the fab's stock, 5 with the buyers and one under way; nothing scrapped.
  EXPECT_NEAR(mean.at("unmet buyers"),
              table("out/measures.csv", {"replication", "measure", "entity"}, "value").at("5 unmet buyers"), 1e-9);
  EXPECT_GT(mean.at("unmet buyers"), 15 * 60);
}

// u of the fab at the tables' baseline is 120 of K starts; a draw's capacity is what it starts over that.
TEST_F(Batch, CapacitiesAreDrawnAsUse) {
  e_.sample = {{"all", {"model.facilities", "model.needs", "model.recipes"}, false}};
  const Arms arms = arms_of(e_);
  SampledWorld world(e_, arms.all[0]);
  ASSERT_TRUE(world.ok());
  ASSERT_EQ(world.axes(), (std::vector<std::string>{"model.facilities.fab.capacity", "model.needs.buyers.rate",
                                                    "model.recipes.chip.yield"}));
  for (const double u : {0.02, 0.5, 0.98}) {
    const double v = 1 - u;  // little demand with much capacity, and the other way round
    const auto draw = world.draw(std::vector<double>{u, v, 0.3});
    ASSERT_TRUE(draw.network) << draw.refused;
    const Number k{.value = 200, .low = 150, .high = 300};
    const Number rate{.value = 60, .low = 30, .high = 90};
    const Number yield{.value = 0.5, .low = 0.4, .high = 0.6};
    const double starts = quantile(rate, v) / quantile(yield, 0.3);
    EXPECT_NEAR(draw.network->model.facilities[0].capacity->value, starts / (120 / quantile(k, u)), 1e-9);
    EXPECT_NEAR(draw.network->world->graph[0].starts, starts, 1e-9);
    EXPECT_NEAR(draw.values[0], quantile(k, u), 1e-12);
    // The mine has no range: it has the capacity for what is asked of it all the same.
    EXPECT_NEAR(draw.network->model.facilities[1].capacity->value, 500 * starts / 120, 1e-9);
  }
}

// A chip takes two ore: v = 10 - 4. With dear ore and a bad yield it sells for more.
TEST_F(Batch, PricesAreDrawnAsValueAdded) {
  e_.sample = {{"all", {"model.products", "model.recipes"}, false}};
  const Arms arms = arms_of(e_);
  SampledWorld world(e_, arms.all[0]);
  ASSERT_TRUE(world.ok());
  ASSERT_EQ(world.axes().size(), 3U);  // chip, ore, yield
  const auto draw = world.draw(std::vector<double>{0.1, 0.9, 0.05});
  ASSERT_TRUE(draw.network) << draw.refused;
  const double chip = quantile({.value = 10, .low = 8, .high = 12}, 0.1);
  const double ore = quantile({.value = 2, .low = 1, .high = 4}, 0.9);
  const double yield = quantile({.value = 0.5, .low = 0.4, .high = 0.6}, 0.05);
  EXPECT_NEAR(draw.network->model.products[1].price.value, ore, 1e-12);
  EXPECT_NEAR(draw.network->model.products[0].price.value, ore / yield + 6 * chip / 10, 1e-9);
}

// Where the market has a price of its own, not the product's, that is what chips are sold for.
TEST_F(Batch, PricesOfMarketsAreDrawnAsValueAddedToo) {
  write("fire.yaml", replaced(kFire, "chip: {contract_share: 0.8}",
                              "chip: {price: {value: 12, low: 11, high: 13}, contract_share: 0.8}"));
  e_.sample = {{"all", {"model.products.ore", "model.markets"}, false}};
  const Arms arms = arms_of(e_);
  SampledWorld world(e_, arms.all[0]);
  ASSERT_TRUE(world.ok());
  ASSERT_EQ(world.axes().size(), 2U);  // the market's price, ore
  const auto draw = world.draw(std::vector<double>{0.1, 0.9});
  ASSERT_TRUE(draw.network) << draw.refused;
  const double chip = quantile({.value = 12, .low = 11, .high = 13}, 0.1);
  const double ore = quantile({.value = 2, .low = 1, .high = 4}, 0.9);
  EXPECT_NEAR(draw.network->markets[draw.network->market_of[0]].base_price, 2 * ore + 8 * chip / 12, 1e-9);
}

TEST_F(Batch, AGroupMovesTogether) {
  e_.sample = {{"model", {"model"}, false}, {"prices", {"model.products"}, true}};
  const Arms arms = arms_of(e_);
  SampledWorld world(e_, arms.all[0]);
  ASSERT_TRUE(world.ok());
  EXPECT_EQ(world.axes().back(), "prices");
  EXPECT_EQ(world.axes().size(), 4U);
  std::vector<double> u(4, 0.5);
  u.back() = 0.8;
  const auto draw = world.draw(u);
  EXPECT_NEAR(draw.scenario.model.products[0].price.value, quantile({.value = 10, .low = 8, .high = 12}, 0.8), 1e-12);
  EXPECT_NEAR(draw.scenario.model.products[1].price.value, quantile({.value = 2, .low = 1, .high = 4}, 0.8), 1e-12);
  EXPECT_EQ(draw.values.back(), 0.8);
}

// Numbers of a group that are correlated rise together in most draws, and fall where they are named as the opposite.
TEST_F(Batch, GroupsAreCorrelatedInTheirDraws) {
  e_.sample = {{.id = "model", .paths = {"model"}, .is_all = true},
               {.id = "prices", .paths = {"model.products.ore"}, .correlation = 0.9, .opposite = {"model.needs"}}};
  e_.replications = 200;
  ASSERT_TRUE(run("out"));
  const auto price = table("out/runs.csv", {"replication"}, "model.products.ore.price");
  const auto rate = table("out/runs.csv", {"replication"}, "model.needs.buyers.rate");
  ASSERT_EQ(price.size(), 200U);
  const auto mean_of = [](const auto& drawn) {
    double sum = 0;
    for (const auto& [r, value] : drawn) sum += value;
    return sum / static_cast<double>(drawn.size());
  };
  const double price_mean = mean_of(price);
  const double rate_mean = mean_of(rate);
  int opposite = 0;
  for (const auto& [r, value] : price) opposite += (value > price_mean) != (rate.at(r) > rate_mean) ? 1 : 0;
  EXPECT_GT(opposite, 160);
}

TEST_F(Batch, TheShockIsSampledToo) {
  e_.sample = {{"scenario", {"disruptions"}, false}};
  e_.replications = 40;
  e_.spread = Spread::kLatinHypercube;
  ASSERT_TRUE(run("out"));
  const auto drawn = table("out/runs.csv", {"replication"}, "disruptions.fire.duration");
  const auto unmet = table("out/measures.csv", {"measure", "entity", "replication"}, "value");
  ASSERT_EQ(drawn.size(), 40U);
  std::map<double, double> by_duration;
  for (const auto& [r, hours] : drawn) {
    EXPECT_GT(hours, 10 * 24);
    EXPECT_LT(hours, 60 * 24);
    const auto row = unmet.find("unmet buyers " + r);
    by_duration[hours] = row == unmet.end() ? 0 : row->second;
  }
  double last = -1;
  for (const auto& [hours, lost] : by_duration) {
    EXPECT_GE(lost, last - 1e-6) << hours;
    last = lost;
  }
  EXPECT_GT(by_duration.rbegin()->second, by_duration.begin()->second + 30 * 60);
}

// What a draw makes impossible is refused with its reason, and the others are run.
TEST_F(Batch, ADrawWithoutABaselineIsRefused) {
  write("fire.yaml",
        replaced(kFire, "yield: {value: 0.5, low: 0.4, high: 0.6}", "yield: {value: 0.5, dist: \"normal(0.5, 0.4)\"}"));
  e_.sample = {{"model", {"model.recipes"}, false}};
  e_.replications = 60;
  const auto outcome = run("out", 2);
  ASSERT_TRUE(outcome);
  EXPECT_GT(outcome->refused.size(), 5U);
  EXPECT_LT(outcome->refused.size(), 40U);
  EXPECT_NE(outcome->refused.front().why.find("'yield' must be"), std::string::npos) << outcome->refused.front().why;
  const auto n = table("out/summary.csv", {"measure", "entity"}, "n");
  EXPECT_EQ(n.at("unmet buyers"), 60.0 - static_cast<double>(outcome->refused.size()));
  EXPECT_EQ(table("out/runs.csv", {"replication"}, "seed").size(), 60U);
  EXPECT_TRUE(outcome->no_baseline.empty());
  // Of a seed with whose first draw that happens nothing is left.
  e_.replications = 1;
  std::optional<BatchOutcome> nothing;
  for (e_.seed = 1; !nothing || nothing->refused.empty(); ++e_.seed) {
    ASSERT_LT(e_.seed, 100U);
    nothing = run("nothing");
  }
  ASSERT_EQ(nothing->no_baseline.size(), 1U);
  EXPECT_EQ(nothing->no_baseline[0].arm, "fire");
}

TEST_F(Batch, PairsShareTheirDraws) {
  e_.sample = {{"model", {"model"}, false}};
  e_.baseline = (folder_ / "calm.yaml").string();
  e_.replications = 30;
  ASSERT_TRUE(run("out", 2));
  const auto drawn = table("out/runs.csv", {"arm", "replication"}, "model.needs.buyers.rate");
  for (int r = 0; r < 30; ++r) {
    EXPECT_EQ(drawn.at("fire " + std::to_string(r)), drawn.at("calm " + std::to_string(r)));
  }
  const auto mean = table("out/summary.csv", {"arm", "measure", "entity"}, "mean");
  const auto base = table("out/summary.csv", {"arm", "measure", "entity"}, "baseline_mean");
  const auto diff = table("out/summary.csv", {"arm", "measure", "entity"}, "diff_mean");
  EXPECT_NEAR(diff.at("fire served buyers"), mean.at("fire served buyers") - base.at("fire served buyers"), 1e-6);
  EXPECT_NEAR(base.at("fire served buyers"), mean.at("calm served buyers"), 1e-9);
  EXPECT_TRUE(std::isnan(base.at("calm served buyers")));
  // Of shared draws the difference is known far better than either.
  const auto low = table("out/summary.csv", {"arm", "measure", "entity"}, "diff_ci_low");
  const auto high = table("out/summary.csv", {"arm", "measure", "entity"}, "diff_ci_high");
  const auto ci_low = table("out/summary.csv", {"arm", "measure", "entity"}, "ci_low");
  const auto ci_high = table("out/summary.csv", {"arm", "measure", "entity"}, "ci_high");
  EXPECT_LT(high.at("fire served buyers") - low.at("fire served buyers"),
            0.6 * (ci_high.at("fire served buyers") - ci_low.at("fire served buyers")));
}

TEST_F(Batch, WrongInputsRunNothing) {
  e_.sample = {{"nothing", {"model.facilities.fabb.capacity"}, false}};
  EXPECT_FALSE(run("out"));
  ASSERT_EQ(diagnostics_.errors(), 1U);
  EXPECT_EQ(diagnostics_.all()[0].message, "group 'nothing' of the sample names no number with a range");
  e_.sample.clear();
  e_.set = {{"disruptions.fir.duration", "3 d"}};
  EXPECT_FALSE(run("out"));
  EXPECT_NE(diagnostics_.all().back().message.find("no 'fir' in"), std::string::npos);
}

TEST_F(Batch, WhatThrowsStopsAllThreads) {
  e_.replications = 1000;
  BatchOptions options;
  options.threads = 3;
  int calls = 0;
  options.progress = [&](const BatchProgress&) {
    if (++calls == 5) throw std::runtime_error("stop");
  };
  EXPECT_THROW(run("out", options, {}, Begin::kAnew), std::runtime_error);
  EXPECT_LT(calls, 20);
}

}  // namespace
}  // namespace fabshock::test::batch_test
