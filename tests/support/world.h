// Runs a world written as YAML through the shipped loader, network and engine, and gives its records by name.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "results/measures.h"
#include "results/recorder.h"

namespace fabshock::test {

struct World {
  Scenario scenario;
  std::shared_ptr<const Network> network;
};

// Fails the calling test with the diagnostics if the text is not a valid world.
World world_of(const std::string& yaml);
// The text of a file below tests/.
std::string read_test_file(const std::string& path);
std::string replaced(std::string text, const std::string& from, const std::string& to);

struct WorldRun {
  World world;
  RunRecord record;
  // All recorded values of one measure of an entity, in time order.
  std::vector<double> series(const std::string& entity, const std::string& measure) const;
  std::uint32_t node(const std::string& entity) const;
};

WorldRun run_world(const std::string& yaml, std::uint64_t seed = 1, bool disturbed = true);

double mean(const std::vector<double>& x, std::size_t from = 0);
double variance(const std::vector<double>& x, std::size_t from = 0);

}  // namespace fabshock::test
