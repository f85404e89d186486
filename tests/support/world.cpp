#include "support/world.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <stdexcept>

#include "scenario/load.h"
#include "scenario/measures.h"

namespace fabshock::test {

std::string read_test_file(const std::string& path) {
  std::ifstream in(std::string(FABSHOCK_TEST_DIR) + "/" + path);
  if (!in) throw std::runtime_error("no test file " + path);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  if (at == std::string::npos) throw std::runtime_error("no '" + from + "' in the world");
  return text.replace(at, from.size(), to);
}

World world_of(const std::string& yaml) {
  Diagnostics diagnostics;
  auto scenario = load_scenario_text("world.yaml", yaml, {}, diagnostics);
  std::shared_ptr<const Network> network;
  if (scenario) network = build_network(*scenario, diagnostics);
  std::stringstream out;
  diagnostics.print(out);
  if (!network) throw std::runtime_error(out.str());
  return {std::move(*scenario), std::move(network)};
}

WorldRun run_world(const std::string& yaml, std::uint64_t seed, bool disturbed) {
  WorldRun run{world_of(yaml), {}};
  const ShockPlan plan = plan_shocks(*run.world.network, run.world.scenario, {.seed = seed});
  const ShockPlan calm = without_shocks(plan);
  run.record = run_recorded(*run.world.network, disturbed ? &plan : &calm, run.world.scenario, seed);
  return run;
}

std::uint32_t WorldRun::node(const std::string& entity) const {
  for (std::uint32_t n = 0; n < world.network->size(); ++n) {
    if (world.network->entity_of(n) == entity) return n;
  }
  throw std::runtime_error("no entity " + entity);
}

std::vector<double> WorldRun::series(const std::string& entity, const std::string& measure) const {
  std::vector<double> values;
  const std::uint32_t n = node(entity);
  for (const SeriesPoint& p : record.series) {
    const Series& of = record.columns[p.column];
    if (of.kind == SeriesKind::kNode && of.who == n && kMeasures[of.measure] == measure) values.push_back(p.value);
  }
  return values;
}

double mean(const std::vector<double>& x, std::size_t from) {
  double sum = 0;
  for (std::size_t i = from; i < x.size(); ++i) sum += x[i];
  return sum / static_cast<double>(x.size() - from);
}

double variance(const std::vector<double>& x, std::size_t from) {
  const double m = mean(x, from);
  double sum = 0;
  for (std::size_t i = from; i < x.size(); ++i) sum += (x[i] - m) * (x[i] - m);
  return sum / static_cast<double>(x.size() - from - 1);
}

}  // namespace fabshock::test
