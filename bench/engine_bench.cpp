// The whole physical model on the peers' network against the floor, in million firm-days a second, and a bare hold of
// the same number of pending events, so that an event's cost can be read as a multiple of it.
#include <benchmark/benchmark.h>

#include <iostream>

#include "engine/engine.h"
#include "floor.h"
#include "peers_network.h"

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
  const auto firms = static_cast<std::uint32_t>(state.range(0));
  const auto network = network_of(scenario);
  const ShockPlan plan = plan_shocks(*network, scenario, {});
  RunOptions options;
  options.horizon = scenario.horizon.ticks();
  double events = 0;
  for ([[maybe_unused]] auto _ : state) {
    state.PauseTiming();
    Engine run(*network, &plan, options);
    state.ResumeTiming();
    run.run();
    events += static_cast<double>(run.events());
  }
  state.SetItemsProcessed(state.iterations() * firms * kDays);
  state.counters["events_per_second"] = benchmark::Counter(events, benchmark::Counter::kIsRate);
  state.counters["bytes_per_facility"] = bytes_per_facility(*network);
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
BENCHMARK(engine)->Arg(100)->Arg(1000)->Arg(10000)->Unit(benchmark::kMillisecond);
BENCHMARK(whole_model)->Arg(100)->Arg(1000)->Arg(10000)->Unit(benchmark::kMillisecond);
BENCHMARK(bare_hold)->Arg(100)->Arg(1000)->Arg(10000)->MinTime(1.0);

}  // namespace
}  // namespace fabshock::bench
