#include "experiment/sampled_world.h"

#include <algorithm>
#include <map>
#include <unordered_set>

#include "experiment/parameter.h"
#include "network/reprice.h"
#include "network/sampled.h"
#include "results/watched.h"
#include "scenario/tree_paths.h"

namespace fabshock {

namespace {

struct JointCell {
  std::size_t table = 0, column = 0;
};

// Where a number of that file is in the tables.
std::optional<JointCell> joint_cell(const std::vector<JointDraws>& tables, const std::string& path,
                                    const Number& number) {
  for (std::size_t t = 0; t < tables.size(); ++t) {
    const std::vector<std::string>& columns = tables[t].columns;
    const auto at = std::find(columns.begin(), columns.end(), path);
    if (at == columns.end() || tables[t].place.file != number.place.file) continue;
    return JointCell{t, static_cast<std::size_t>(at - columns.begin())};
  }
  return std::nullopt;
}

}  // namespace

struct SampledWorld::Parts {
  Diagnostics said;
  std::unique_ptr<ScenarioSource> source;
  std::optional<Scenario> middle;
  std::shared_ptr<const Network> network;               // of the middle
  std::unordered_map<std::string, std::uint32_t> axes;  // by path of a number: its axis
  std::unordered_set<std::string> opposite;             // of these, numbers at quantile 1 - u
  std::unordered_map<std::string, JointCell> joint;     // of these, numbers that are drawn together
  std::vector<JointDraws> draws;                        // tables of the model
  std::vector<std::string> names;
  std::vector<Number> numbers;      // by axis
  std::vector<std::size_t> groups;  // by axis
  std::vector<bool> single;         // by axis: is it one number, or a group?
  std::vector<bool> found;
  SampledBaseline baseline;  // of the middle, at the date of the tables
};

namespace {

struct Membership {
  std::size_t group = 0;
  bool opposite = false;
};

// In the last group that names it.
std::optional<Membership> group_of(const Experiment& experiment, const std::string& path) {
  const auto names = [&](const std::vector<std::string>& patterns) {
    return std::any_of(patterns.begin(), patterns.end(),
                       [&](const std::string& pattern) { return input::leads_to(pattern, path); });
  };
  for (std::size_t g = experiment.sample.size(); g-- > 0;) {
    if (names(experiment.sample[g].opposite)) return Membership{g, true};
    if (names(experiment.sample[g].paths)) return Membership{g, false};
  }
  return std::nullopt;
}

// What was drawn of a capacity or a price, as use and as value added.
SampledBaseline of_draw(const SampledBaseline& middle, const Model& then, const Model& now) {
  SampledBaseline draw = middle;
  for (std::size_t f = 0; f < draw.use.size(); ++f) {
    if (draw.use[f]) *draw.use[f] *= then.facilities[f].capacity->value / now.facilities[f].capacity->value;
  }
  for (std::size_t k = 0; k < draw.value_added.size(); ++k) {
    if (draw.value_added[k]) *draw.value_added[k] *= price_at(now, k) / price_at(then, k);
  }
  return draw;
}

}  // namespace

SampledWorld::SampledWorld(const Experiment& experiment, const Arm& arm) : parts_(std::make_unique<Parts>()) {
  Parts& p = *parts_;
  p.source = std::make_unique<ScenarioSource>(arm.scenario, arm.set, p.said);
  p.middle = p.source->read();
  if (!p.middle) return;
  p.network = build_network(*p.middle, p.said);
  if (p.network != nullptr) check_observed(*p.network, *p.middle, p.said);
  if (!p.said.ok()) p.network.reset();
  p.found.resize(experiment.sample.size());
  if (!p.network || experiment.sample.empty()) return;
  p.draws = p.middle->model.joint;
  const auto joined_name = [](const JointDraws& joint) { return "model.joint." + joint.id; };
  struct Axis {
    std::vector<std::string> paths;
    std::size_t group = 0;
    Number number;
  };
  std::map<std::string, Axis> axes;
  p.source->read([&](const std::string& path, Number& number) {
    if (!is_parameter(number)) return;
    const auto member = group_of(experiment, path);
    if (!member) return;
    p.found[member->group] = true;
    const SampledGroup& g = experiment.sample[member->group];
    const auto cell = g.together || !experiment.joint ? std::nullopt : joint_cell(p.draws, path, number);
    if (cell) p.joint.emplace(path, *cell);
    Axis& axis = axes[g.together ? g.id : cell ? joined_name(p.draws[cell->table]) : path];
    if (axis.paths.empty()) axis.number = number;
    axis.paths.push_back(path);
    axis.group = std::max(axis.group, member->group);  // of numbers drawn together, the last that names one
    if (member->opposite) p.opposite.insert(path);
  });
  for (const auto& [name, axis] : axes) {
    for (const std::string& path : axis.paths) p.axes.emplace(path, static_cast<std::uint32_t>(p.names.size()));
    p.names.push_back(name);
    p.groups.push_back(axis.group);
    p.numbers.push_back(axis.number);
    p.single.push_back(axis.paths.size() == 1 && axis.paths.front() == name);
  }
  p.baseline = baseline_draws(p.middle->model, p.said);
}

SampledWorld::~SampledWorld() = default;
SampledWorld::SampledWorld(SampledWorld&&) noexcept = default;
SampledWorld& SampledWorld::operator=(SampledWorld&&) noexcept = default;

bool SampledWorld::ok() const {
  return parts_->network != nullptr;
}
const Diagnostics& SampledWorld::diagnostics() const {
  return parts_->said;
}
const std::vector<std::string>& SampledWorld::axes() const {
  return parts_->names;
}
const std::vector<Number>& SampledWorld::numbers() const {
  return parts_->numbers;
}
const std::vector<std::size_t>& SampledWorld::groups() const {
  return parts_->groups;
}
const std::vector<bool>& SampledWorld::found() const {
  return parts_->found;
}
const Scenario& SampledWorld::middle() const {
  return *parts_->middle;
}
std::shared_ptr<const Network> SampledWorld::network() const {
  return parts_->network;
}

SampledWorld::Draw SampledWorld::draw(std::span<const double> u) {
  Parts& p = *parts_;
  Draw draw;
  p.said.forget();
  draw.values.assign(u.begin(), u.end());
  auto scenario = p.source->read([&](const std::string& path, Number& number) {
    const auto axis = p.axes.find(path);
    if (axis == p.axes.end()) return;
    const double at = u[axis->second];
    if (const auto cell = p.joint.find(path); cell != p.joint.end()) {
      const JointDraws& joint = p.draws[cell->second.table];
      const std::size_t row = joint.row_at(at);
      number.value = joint.value(row, cell->second.column);
      draw.values[axis->second] = static_cast<double>(row + 1);
      return;
    }
    number.value = quantile(number, p.opposite.contains(path) ? 1.0 - at : at);
    if (p.single[axis->second]) draw.values[axis->second] = number.value;
  });
  if (scenario) {
    draw.scenario = std::move(*scenario);
    draw.network = build_sampled(draw.scenario, of_draw(p.baseline, p.middle->model, draw.scenario.model), p.said);
  }
  if (draw.network == nullptr) {
    for (const Diagnostic& d : p.said.all()) {
      if (d.severity != Severity::kError) continue;
      draw.refused = p.said.file_name(d.place.file) + ':' + std::to_string(d.place.line) + ": " + d.message;
      break;
    }
  }
  return draw;
}

}  // namespace fabshock
