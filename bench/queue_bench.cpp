// Hold model: pop an event, push one after an exponential delay in whole hours; against std::priority_queue of the same
// 16-byte records in the same total order.
#include <benchmark/benchmark.h>

#include <queue>
#include <vector>

#include "hold_model.h"

namespace fabshock::bench {
namespace {

void wheel(benchmark::State& state) {
  HoldModel model(static_cast<std::size_t>(state.range(0)), static_cast<double>(state.range(1)));
  std::int64_t held = 0;
  for ([[maybe_unused]] auto _ : state) held += model.run(1);
  state.SetItemsProcessed(held);
}

struct Later {
  bool operator()(const Event& a, const Event& b) const { return b < a; }
};

void priority_queue(benchmark::State& state) {
  const auto pending = static_cast<std::size_t>(state.range(0));
  const auto d = exponential_delays(static_cast<double>(state.range(1)));
  std::priority_queue<Event, std::vector<Event>, Later> queue;
  std::uint64_t sequence = 0;
  std::size_t next = 0;
  const auto push = [&](std::int64_t tick, std::uint32_t rank) {
    queue.push({Event::key_of(tick, Phase::kStart, rank), (1ULL << 56U) | ++sequence});
  };
  for (std::size_t i = 0; i < pending; ++i) push(d[next++ & 65535U], static_cast<std::uint32_t>(i));
  for ([[maybe_unused]] auto _ : state) {
    const Event e = queue.top();
    queue.pop();
    push(e.tick() + d[next++ & 65535U], e.rank());
  }
  state.SetItemsProcessed(state.iterations());
}

void pending_sizes(benchmark::internal::Benchmark* b) {
  for (const std::int64_t mean : {168, 1000}) {
    for (const std::int64_t pending : {1000, 20000, 100000, 1000000}) b->Args({pending, mean});
  }
  b->ArgNames({"pending", "mean_delay"})->MinTime(1.0);
}

BENCHMARK(wheel)->Apply(pending_sizes);
BENCHMARK(priority_queue)->Apply(pending_sizes);

}  // namespace
}  // namespace fabshock::bench
