#include "compare/comparison.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "compare/direction.h"
#include "results/blocs.h"

namespace fabshock {
namespace {

bool same_draw(const DrawRead& a, const DrawRead& b, const std::vector<std::pair<std::size_t, std::size_t>>& shared) {
  if (a.seed != b.seed) return false;
  return std::all_of(shared.begin(), shared.end(), [&](const auto& at) {
    const double x = a.numbers[at.first];
    const double y = b.numbers[at.second];
    return std::isnan(x) || std::isnan(y) || x == y;
  });
}

// The places of the parameters that both folders sampled.
std::vector<std::pair<std::size_t, std::size_t>> shared_parameters(const ResultsRead& a, const ResultsRead& b) {
  std::vector<std::pair<std::size_t, std::size_t>> shared;
  for (std::size_t i = 0, j = 0; i < a.sampled.size() && j < b.sampled.size();) {
    if (a.sampled[i] == b.sampled[j]) shared.emplace_back(i, j);
    const bool first = a.sampled[i] <= b.sampled[j];
    const bool second = b.sampled[j] <= a.sampled[i];
    i += first ? 1 : 0;
    j += second ? 1 : 0;
  }
  return shared;
}

bool same_draws(const ResultsRead& a, const ArmRead& x, const ResultsRead& b, const ArmRead& y) {
  const auto shared = shared_parameters(a, b);
  return std::all_of(x.draws.begin(), x.draws.end(), [&](const auto& draw) {
    const auto other = y.draws.find(draw.first);
    return other == y.draws.end() || same_draw(draw.second, other->second, shared);
  });
}

Comparison of_pairs(const ArmPair& arms, const MeasureKey& key, const ArmValues::Values& values,
                    const ArmValues::Values& others) {
  Paired pairs;
  for (const auto& [replication, value] : values) {
    const auto other = others.find(replication);
    if (other != others.end()) pairs.add(value, other->second);
  }
  Comparison c{.arms = arms, .key = key};
  c.n = c.n_baseline = pairs.difference().n();
  c.mean = pairs.a().mean();
  c.baseline_mean = pairs.b().mean();
  c.difference = pairs.difference().mean();
  c.interval = mean_interval(pairs.difference(), kConfidence);
  const WorseWay way = worse_way(key.measure);
  if (way != WorseWay::kNeither) c.worse = worse(pairs, way == WorseWay::kMore, kConfidence);
  c.variance_reduction = pairs.variance_reduction();
  return c;
}

Comparison of_samples(const ArmPair& arms, const MeasureKey& key, const ArmValues::Values& values,
                      const ArmValues::Values& others) {
  Moments a;
  Moments b;
  for (const auto& [replication, value] : values) a.add(value);
  for (const auto& [replication, value] : others) b.add(value);
  return {.arms = arms,
          .key = key,
          .n = a.n(),
          .n_baseline = b.n(),
          .mean = a.mean(),
          .baseline_mean = b.mean(),
          .difference = a.mean() - b.mean(),
          .interval = welch_interval(a, b, kConfidence)};
}

}  // namespace

std::vector<ArmPair> pairs_within(const ResultsRead& results, const std::optional<std::string>& baseline) {
  std::vector<ArmPair> pairs;
  const ArmRead* with = baseline ? results.arm(*baseline) : nullptr;
  if (baseline && with == nullptr) {
    std::string arms;
    for (const ArmRead& arm : results.arms) arms += (arms.empty() ? "" : ", ") + arm.id;
    throw std::invalid_argument(results.folder + " has no arm '" + *baseline + "'; its arms are " + arms);
  }
  for (const ArmRead& arm : results.arms) {
    const ArmRead* other = with != nullptr ? with : results.arm(arm.baseline);
    if (other != nullptr && other != &arm) pairs.push_back({&arm, other});
  }
  return pairs;
}

std::vector<ArmPair> pairs_between(const ResultsRead& a, const ResultsRead& b) {
  std::vector<ArmPair> pairs;
  for (const ArmRead& arm : a.arms) {
    if (const ArmRead* other = b.arm(arm.id)) pairs.push_back({&arm, other});
  }
  if (pairs.empty() && b.arms.size() == 1) {
    for (const ArmRead& arm : a.arms) pairs.push_back({&arm, &b.arms.front()});
  }
  if (pairs.empty()) {
    throw std::invalid_argument("no arm of " + a.folder + " is an arm of " + b.folder +
                                " too; a second folder of one arm is compared with all of the first");
  }
  for (ArmPair& pair : pairs) {
    const bool known = !pair.arm->model.empty() && !pair.baseline->model.empty();
    const bool one_world = !known || pair.arm->model == pair.baseline->model;
    pair.paired = one_world && same_draws(a, *pair.arm, b, *pair.baseline);
  }
  return pairs;
}

ArmValues::Values values_of(const ArmRead& arm, const MeasureKey& key) {
  if (arm.measures.empty() || arm.measures.contains(key.measure)) return arm.values.of(key);
  const auto found = arm.values.all().find(key);
  return found == arm.values.all().end() ? ArmValues::Values{} : found->second;
}

std::vector<Comparison> compare(const ArmPair& arms) {
  std::set<MeasureKey> keys;
  for (const ArmRead* arm : {arms.arm, arms.baseline}) {
    for (const auto& [key, values] : arm->values.all()) keys.insert(key);
  }
  std::map<std::tuple<std::string, std::string, std::string>, int>
      units;  // of a measure: two currencies do not compare
  for (const MeasureKey& key : keys) ++units[{key.measure, key.entity, key.product}];
  std::vector<Comparison> all;
  for (const MeasureKey& key : keys) {
    if (units[{key.measure, key.entity, key.product}] > 1) continue;
    const ArmValues::Values values = values_of(*arms.arm, key);
    const ArmValues::Values others = values_of(*arms.baseline, key);
    Comparison c = arms.paired ? of_pairs(arms, key, values, others) : of_samples(arms, key, values, others);
    if (c.n > 0 && c.n_baseline > 0) all.push_back(std::move(c));
  }
  return all;
}

}  // namespace fabshock
