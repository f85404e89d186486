// From files to a network with its baseline: world-2025, and a synthetic world of 10,000 facilities and 50,000 lanes.
#include <benchmark/benchmark.h>

#include <filesystem>
#include <fstream>

#include "network/network.h"
#include "peers_network.h"
#include "scenario/load.h"

namespace fabshock::bench {
namespace {

namespace fs = std::filesystem;

void load(benchmark::State& state, const fs::path& model) {
  for ([[maybe_unused]] auto _ : state) {
    Diagnostics diagnostics;
    auto loaded = load_model(model, diagnostics);
    std::shared_ptr<const Network> network;
    if (loaded) network = build_network(std::move(*loaded), {}, {}, diagnostics);
    if (!network) state.SkipWithError("the model does not load");
    benchmark::DoNotOptimize(network);
  }
}

// The peers' network written out as YAML: 10,000 facilities, 50,000 lanes between them, and their consumers.
fs::path synthetic(std::uint32_t firms) {
  fs::path folder = fs::temp_directory_path() / "fabshock-bench-world";
  fs::create_directories(folder);
  std::ofstream out(folder / "model.yaml");
  out << "schema: fabshock/model/1\nname: synthetic\ncurrency: USD\nsource: assumption\nregions: {R: {name: R, bloc: "
         "one}}\n"
         "sites: {s: {region: R, lat: 0, lon: 0}}\nproducts:\n";
  for (int p = 0; p < 10; ++p) out << "  p" << p << ": {unit: u, quantum: 0.000001, price: 1, class: c, layer: l}\n";
  const PeerNetwork peers = peer_network(firms);
  out << "facilities:\n";
  for (std::uint32_t f = 0; f < firms; ++f) {
    out << "  f" << f << ": {site: s, owner: o, kind: fab, makes: p" << f % 10
        << ", capacity: 6/day, cover: 10 d, inputs: {";
    for (std::size_t l = std::size_t{f} * 5; l < std::size_t{f} * 5 + 5; ++l) {
      if (l % 5 == 1 || l % 5 == 3) continue;
      out << 'p' << peers.lanes[l].from % 10 << ": " << (l % 5 == 4 ? "0.1" : "0.2") << (l % 5 == 4 ? "" : ", ");
    }
    out << "}}\n";
  }
  out << "needs:\n";
  for (std::uint32_t f = 0; f < firms; ++f)
    out << "  z" << f << ": {region: R, units: p" << f % 10 << ", rate: 1/day}\n";
  out << "lanes:\n";
  for (std::uint32_t f = 0; f < firms; ++f)
    out << "  - {from: f" << f << ", to: z" << f << ", share: 1, transit: 1 d}\n";
  for (const PeerLane& l : peers.lanes) {
    out << "  - {from: f" << l.from << ", to: f" << l.to << ", share: " << (l.input == 2 ? "1" : "0.5")
        << ", transit: " << l.days << " d}\n";
  }
  return folder;
}

void world_2025(benchmark::State& state) {
  load(state, fs::path(FABSHOCK_ROOT) / "models" / "world-2025");
}
void synthetic_10000(benchmark::State& state) {
  load(state, synthetic(10000));
}

BENCHMARK(world_2025)->Unit(benchmark::kMillisecond);
BENCHMARK(synthetic_10000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace fabshock::bench
