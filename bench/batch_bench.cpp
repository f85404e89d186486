// A replication of a batch against the bare engine loop that it is made of, with nobody looking, a hundredth of the run
// at a time. What comes once (files read, baseline solved, the undisturbed run where it is the same in all) and what a
// sampled world needs for each draw is apart.
#include <benchmark/benchmark.h>

#include <filesystem>
#include <vector>

#include "batch/replicate.h"
#include "engine/engine.h"
#include "experiment/sampled_world.h"
#include "timing.h"

namespace fabshock::bench {
namespace {

Experiment experiment_of(const char* scenario) {
  std::filesystem::current_path(FABSHOCK_ROOT);
  Experiment e;
  e.name = scenario;
  e.scenarios = {scenario};
  e.replications = 1'000'000;
  return e;
}

void replication(benchmark::State& state, const char* scenario) {
  const Experiment e = experiment_of(scenario);
  Worlds worlds(e);
  Diagnostics diagnostics;
  const auto plan = worlds.plan({}, diagnostics, [] {});
  if (!plan) return state.SkipWithError("the scenario is wrong");
  const auto world = worlds.world(0);
  const Network& net = *world->network;
  Replicator replicator(worlds, *plan);
  replicator.run({0, 0, 0}, [] {});  // the undisturbed run, and room for what comes
  if (!world->undisturbed.seed || world->undisturbed.by_chance) {
    return state.SkipWithError("the undisturbed run is not the same in all replications");
  }
  const RunOptions options{.key = {.seed = 1}, .horizon = world->scenario.horizon.ticks()};
  const ShockPlan shocks = plan_shocks(net, world->scenario, {.seed = 1});
  Engine bare(net, &shocks, options);
  bare.run();
  std::vector<double> of_bare_loop;
  std::uint32_t r = 1;
  for ([[maybe_unused]] auto _ : state) {
    double loop = 0;
    std::int64_t slice = 0;
    // A replication looks up after every hundredth of its run: then the bare loop goes as far.
    const auto go_on = [&] { loop += seconds_of([&] { bare.run_until(options.horizon * ++slice / 100, nullptr); }); };
    loop += seconds_of([&] { bare.restart(&shocks, options); });
    const double restarted = loop;
    const double both = seconds_of([&] { benchmark::DoNotOptimize(&replicator.run({r, 0, r}, go_on)); });
    const double whole = both - (loop - restarted);
    if (slice != 100) return state.SkipWithError("a run is no longer told of in hundredths");
    of_bare_loop.push_back(whole / loop);
    state.SetIterationTime(whole);
    ++r;
  }
  state.counters["of_bare_loop"] = median(of_bare_loop);
}

// Numbers drawn, baseline solved anew, network frozen.
void draw(benchmark::State& state, const char* scenario) {
  Experiment e = experiment_of(scenario);
  e.sample = {{"model", {"model"}, false}};
  const Arms arms = arms_of(e);
  SampledWorld world(e, arms.all[0]);
  if (!world.ok()) return state.SkipWithError("the scenario is wrong");
  const UnitPoints points(e.spread, e.seed, e.replications, world.axes());
  std::vector<double> u(world.axes().size());
  std::uint32_t r = 0;
  for ([[maybe_unused]] auto _ : state) {
    points.point(r++, u);
    benchmark::DoNotOptimize(world.draw(u).network);
  }
}

BENCHMARK_CAPTURE(replication, tutorial, "tutorial-outage")
    ->Iterations(101)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(replication, blockade, "blockade-90d")->Iterations(9)->UseManualTime()->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(draw, blockade, "blockade-90d")->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace fabshock::bench
