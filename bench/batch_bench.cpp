// A replication of a batch against the bare engine loop that it is made of, with nobody looking: the disturbed run, and
// the undisturbed one where it is not the same in all replications. In turns within one run, because the speed of a
// shared machine drifts; the ratio is of medians. What comes once (files read, baseline solved) and what a sampled
// world needs for each draw is apart.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <vector>

#include "batch/replicate.h"
#include "engine/engine.h"
#include "experiment/sampled_world.h"

namespace fabshock::bench {
namespace {

template <typename Call>
double seconds_of(const Call& call) {
  const auto begin = std::chrono::steady_clock::now();
  call();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

double middle(std::vector<double> values) {
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

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
  const auto bare = [&](std::uint64_t seed) {
    const ShockPlan shocks = plan_shocks(net, world->scenario, {.seed = seed});
    const ShockPlan calm = without_shocks(shocks);
    for (const ShockPlan* one : {&calm, &shocks}) {
      if (one == &calm && replicator.shares_undisturbed()) continue;
      Engine engine(net, one, {.key = {.seed = seed}, .horizon = world->scenario.horizon.ticks()});
      engine.run();
      benchmark::DoNotOptimize(engine.fingerprint());
    }
  };
  replicator.run({0, 0, 0}, [] {});
  std::vector<double> whole, loops;
  std::uint32_t r = 1;
  for ([[maybe_unused]] auto _ : state) {
    whole.push_back(seconds_of([&] { benchmark::DoNotOptimize(replicator.run({r, 0, r}, [] {})); }));
    loops.push_back(seconds_of([&] { bare(1 + r); }));
    ++r;
    state.SetIterationTime(whole.back());
  }
  state.counters["of_bare_loop"] = middle(whole) / middle(loops);
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
