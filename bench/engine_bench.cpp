// The whole model on the peers' network, in firm-days a second. The floor and bare holds are timed in turns with it, a
// sixteenth of the run at a time, because the speed of a shared machine drifts within seconds: of_floor and
// holds_an_event are medians of such runs.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <iostream>
#include <vector>

#include "engine/engine.h"
#include "floor.h"
#include "hold_model.h"
#include "peers_network.h"
#include "timing.h"

namespace fabshock::bench {
namespace {

constexpr int kDays = 1826;

std::shared_ptr<const Network> network_of(const Scenario& scenario) {
  Diagnostics diagnostics;
  auto network = build_network(scenario.model, scenario.start, scenario.switches, diagnostics);
  if (!network) diagnostics.print(std::cerr);
  return network;
}

void floor_loop(benchmark::State& state) {
  const auto firms = static_cast<std::uint32_t>(state.range(0));
  const PeerNetwork peers = peer_network(firms);
  for ([[maybe_unused]] auto _ : state) {
    state.PauseTiming();
    FloorModel model(peers);
    state.ResumeTiming();
    benchmark::DoNotOptimize(model.run(kDays, 100, 283));
  }
  state.SetItemsProcessed(state.iterations() * firms * kDays);
}

// All that a State holds of a facility, its inputs and its five in-lanes; its consumer is a node of its own.
double bytes_per_facility(const Network& net) {
  const State s = initial_state(net, {});
  constexpr std::size_t kBySide =
      sizeof(Outbound) + 8 + 4 + 8 + 8 + 4 + 8 + sizeof(Stream) + sizeof(std::vector<Quanta>) + 1;  // reserve ... woken
  constexpr std::size_t kByLane = sizeof(LaneState) + sizeof(LaneLimits) + std::size_t{5} * 8 +
                                  sizeof(std::vector<Quanta>) + 4;  // cancelled ... rest_departed
  std::size_t bytes = 0;
  for (std::uint32_t n = 0; n < net.facilities; ++n) {
    bytes += sizeof(NodeState) + sizeof(RareNodeState) + kBySide;
    bytes += (net.nodes[n].slot_end - net.nodes[n].slot_begin) * (sizeof(SlotState) + 16);
    bytes += s.nodes[n].lot_count > 0 ? (s.nodes[n].lot_mask + 1) * sizeof(Lot) : 0;
    const auto [begin, end] = net.in(n);
    for (std::uint32_t l = begin; l < end; ++l) {
      bytes += kByLane + s.lanes[l].cells * sizeof(Quanta);
    }
  }
  return static_cast<double>(bytes) / net.facilities;
}

void run_engine(benchmark::State& state, const Scenario& scenario) {
  constexpr int kTurnDays = 112;  // a whole number of turns of the floor's rings of 16 days
  constexpr int kHolds = 100'000;
  const auto firms = static_cast<std::uint32_t>(state.range(0));
  const PeerNetwork peers = peer_network(firms);
  const auto network = network_of(scenario);
  const ShockPlan plan = plan_shocks(*network, scenario, {});
  RunOptions options;
  options.horizon = scenario.horizon.ticks();
  HoldModel holds(1000, 168);
  std::vector<double> of_floor, holds_an_event;
  double events = 0;
  for ([[maybe_unused]] auto _ : state) {
    Engine run(*network, &plan, options);
    FloorModel floor(peers);
    double engine_time = 0, floor_time = 0, hold_time = 0;
    std::int64_t held = 0;
    for (int day = 0; day < kDays; day += kTurnDays) {
      const int until = std::min(kDays, day + kTurnDays);
      engine_time += seconds_of([&] { run.run_until(std::int64_t{24} * until, nullptr); });
      floor_time += seconds_of([&] { benchmark::DoNotOptimize(floor.run(until - day, 100 - day, 283 - day)); });
      hold_time += seconds_of([&] { held += holds.run(kHolds); });
    }
    of_floor.push_back(floor_time / engine_time);
    holds_an_event.push_back(engine_time / static_cast<double>(run.events()) * static_cast<double>(held) / hold_time);
    events += static_cast<double>(run.events());
    state.SetIterationTime(engine_time);
  }
  state.SetItemsProcessed(state.iterations() * firms * kDays);
  state.counters["events_per_second"] = benchmark::Counter(events, benchmark::Counter::kIsRate);
  state.counters["bytes_per_facility"] = bytes_per_facility(*network);
  state.counters["of_floor"] = median(of_floor);
  state.counters["holds_an_event"] = median(holds_an_event);
}

// The physical model.
void engine(benchmark::State& state) {
  Scenario scenario = peer_scenario(peer_network(static_cast<std::uint32_t>(state.range(0))));
  scenario.switches.switching = scenario.switches.inflation = scenario.switches.cancellation = false;
  run_engine(state, scenario);
}

// With every mechanism on.
void whole_model(benchmark::State& state) {
  Scenario scenario = peer_scenario(peer_network(static_cast<std::uint32_t>(state.range(0))));
  add_behaviour(scenario.model);
  run_engine(state, scenario);
}

void bare_hold(benchmark::State& state) {
  const auto pending = static_cast<std::uint32_t>(state.range(0)) * 4;  // four events a firm-day
  EventQueue queue;
  for (std::uint32_t i = 0; i < pending; ++i) queue.push(1 + i % 24, Phase::kStart, i, 1);
  std::int64_t held = 0;
  for ([[maybe_unused]] auto _ : state) {
    const auto batch = queue.next_batch();
    for (const Event& e : batch) queue.push(e.tick() + 24, Phase::kStart, e.rank(), 1);
    held += static_cast<std::int64_t>(batch.size());
  }
  state.SetItemsProcessed(held);
}

BENCHMARK(floor_loop)->Arg(100)->Arg(1000)->Arg(10000)->Unit(benchmark::kMillisecond);
void firm_counts(benchmark::internal::Benchmark* b) {
  b->Arg(100)->Arg(1000)->Arg(10000)->Unit(benchmark::kMillisecond)->UseManualTime()->Iterations(7);
}

BENCHMARK(engine)->Apply(firm_counts);
BENCHMARK(whole_model)->Apply(firm_counts);
BENCHMARK(bare_hold)->Arg(100)->Arg(1000)->Arg(10000)->MinTime(1.0);

}  // namespace
}  // namespace fabshock::bench
