#include "experiment/factors.h"

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>
#include <utility>

#include "scenario/csv_tree.h"

namespace fabshock {
namespace {

std::string factor_of(const SampledAxis& axis, const SensitivityAsk& ask, const Experiment& experiment) {
  const SampledGroup& group = experiment.sample[axis.group];
  if (group.together) return axis.name;
  if (!group.is_all) return group.id;
  return ask.by == FactorsBy::kNumber ? axis.name : family_of(axis.name);
}

}  // namespace

std::string family_of(const std::string& path) {
  const std::vector<std::string_view> parts = input::split_path(path);
  constexpr std::size_t kDeep = 4;  // model, a section, an id, a key
  if (parts.size() < kDeep || parts[0] != "model") return path;
  return std::string("model.").append(parts[1]).append(".*.").append(parts[3]);
}

std::vector<Factor> factors_of(const SensitivityAsk& ask, const Experiment& experiment,
                               std::span<const SampledAxis> axes) {
  const std::set<std::string, std::less<>> keep(ask.keep.begin(), ask.keep.end());
  std::set<std::string, std::less<>> found;
  std::map<std::string, std::set<std::string>> by_id;
  const auto place = [&](const std::string& id) {
    found.insert(id);
    return keep.empty() || keep.contains(id) ? id : std::string(kRest);
  };
  for (const SampledAxis& axis : axes) by_id[place(factor_of(axis, ask, experiment))].insert(axis.name);
  if (by_id.empty()) {
    throw std::invalid_argument(
        "no number with a range is sampled: 'sample' in an experiment, or a range by --set 'PATH={value: 1, low: 0.5, "
        "high: 2}'");
  }
  const std::string seed = experiment.hazards ? place(std::string(kChance)) : "";
  if (!seed.empty()) by_id[seed];
  for (const std::string& id : keep) {
    if (!found.contains(id)) throw std::invalid_argument("no factor is called '" + id + "'");
  }
  std::vector<Factor> factors;
  for (const auto& [id, names] : by_id) factors.push_back({id, {names.begin(), names.end()}, id == seed});
  return factors;
}

Experiment sensitivity_of(Experiment experiment, SensitivityAsk ask, Diagnostics& diagnostics) {
  const auto refuse = [&](bool has, std::string_view key) {
    if (has) {
      diagnostics.error({},
                        "'" + std::string(key) + "' has no place in an analysis of sensitivity, whose runs are counted",
                        "leave it to 'batch', in a file of its own");
    }
  };
  refuse(experiment.stop.has_value(), "stop");
  refuse(experiment.splitting.has_value(), "splitting");
  if (!experiment.correlations.empty()) {
    diagnostics.error({}, "'correlations' has no place in an analysis of sensitivity, whose factors move by themselves",
                      "one group with a 'correlation' of all that hangs together, which is one factor");
  }
  experiment.name += "-sensitivity";
  experiment.replications = 1;
  experiment.bands.on = false;
  if (experiment.measures.empty()) experiment.measures = {"unmet_value", "given_up_value", "dependence", "asymmetry"};
  experiment.sensitivity = std::move(ask);
  return experiment;
}

}  // namespace fabshock
