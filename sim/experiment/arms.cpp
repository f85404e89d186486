#include "experiment/arms.h"

#include <algorithm>

#include "design/design.h"
#include "results/csv.h"
#include "scenario/quantity.h"

namespace fabshock {
namespace {

struct Point {
  std::string id;  // empty: the only one
  std::vector<Override> set;
  std::vector<std::string> levels;
};

// Between two numbers of one unit.
std::string between(const DesignAxis& axis, double u) {
  const auto low = input::split_unit(axis.values[0]);
  const auto high = input::split_unit(axis.values[1]);
  std::string text = shortest(low->value + u * (high->value - low->value));
  const std::string_view unit = low->unit.empty() ? high->unit : low->unit;
  if (!unit.empty()) text.append(" ").append(unit);
  return text;
}

Design design_of(const Experiment& e) {
  std::vector<std::uint32_t> levels;
  std::vector<std::string> names;
  for (const DesignAxis& axis : e.axes) {
    levels.push_back(static_cast<std::uint32_t>(axis.values.size()));
    names.push_back(axis.path);
  }
  switch (e.design) {
    case DesignType::kGrid:
      return Design::grid(levels);
    case DesignType::kLatinHypercube:
      return Design::spread(UnitPoints(Spread::kLatinHypercube, e.seed, e.points, names));
    case DesignType::kSobol:
      return Design::spread(UnitPoints(Spread::kSobol, e.seed, e.points, names));
    default:
      return Design::replications();
  }
}

std::vector<Point> points_of(const Experiment& e, std::vector<std::string>& axes) {
  std::vector<Point> points;
  if (e.design == DesignType::kList) {
    axes = {"point"};
    for (const DesignPoint& p : e.list) points.push_back({p.id, p.set, {p.id}});
    return points;
  }
  for (const DesignAxis& axis : e.axes) axes.push_back(axis.path);
  const Design design = design_of(e);
  for (std::uint32_t i = 0; i < design.size(); ++i) {
    Point point;
    if (design.size() > 1) point.id = std::to_string(i + 1);
    for (std::size_t a = 0; a < e.axes.size(); ++a) {
      std::string value =
          design.has_levels() ? e.axes[a].values[design.level(i, a)] : between(e.axes[a], design.unit(i, a));
      point.set.push_back({e.axes[a].path, value});
      point.levels.push_back(std::move(value));
    }
    points.push_back(std::move(point));
  }
  return points;
}

// Of what a point sets, what a baseline has too: not what belongs to one scenario's shocks.
bool is_common(const Override& set) {
  const auto begins = [&](std::string_view part) {
    return set.path == part || set.path.starts_with(std::string{part} + '.');
  };
  return !begins("disruptions") && !begins("policies") && !begins("projects");
}

}  // namespace

Arms arms_of(const Experiment& e) {
  Arms arms;
  const std::vector<Point> points = points_of(e, arms.axes);
  const std::vector<Structure> plain = {{"", {}}};
  const std::vector<Structure>& structures = e.structure.empty() ? plain : e.structure;
  std::vector<std::string> scenarios = e.scenarios;
  if (e.baseline) scenarios.insert(scenarios.begin(), *e.baseline);
  if (!e.structure.empty()) arms.axes.emplace_back("structure");
  if (scenarios.size() > 1) arms.axes.insert(arms.axes.begin(), "scenario");
  for (std::size_t s = 0; s < scenarios.size(); ++s) {
    const bool is_baseline = e.baseline && s == 0;
    const std::string name = std::filesystem::path(scenarios[s]).stem().string();
    for (std::size_t p = 0; p < points.size(); ++p) {
      for (std::size_t k = 0; k < structures.size(); ++k) {
        Arm arm;
        arm.scenario = scenarios[s];
        arm.id = name;
        if (!points[p].id.empty()) arm.id.append("/").append(points[p].id);
        if (!structures[k].id.empty()) arm.id.append("/").append(structures[k].id);
        for (const auto* set : {&e.set, &points[p].set, &structures[k].set}) {
          for (const Override& one : *set) {
            if (!is_baseline || is_common(one)) arm.set.push_back(one);
          }
        }
        if (scenarios.size() > 1) arm.levels.push_back(name);
        arm.levels.insert(arm.levels.end(), points[p].levels.begin(), points[p].levels.end());
        if (!e.structure.empty()) arm.levels.push_back(structures[k].id);
        if (e.baseline && !is_baseline) arm.baseline = static_cast<std::uint32_t>(p * structures.size() + k);
        arms.all.push_back(std::move(arm));
      }
    }
  }
  return arms;
}

}  // namespace fabshock
