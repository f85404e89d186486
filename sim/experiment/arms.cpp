#include "experiment/arms.h"

#include <algorithm>
#include <array>

#include "design/design.h"
#include "results/csv.h"
#include "scenario/quantity.h"

namespace fabshock {
namespace {

constexpr std::array<const char*, 5> kKnockOutAxes = {"target", "facilities", "date", "outage_days", "alone"};

struct Point {
  std::string id;  // empty: the only one
  std::vector<Override> set;
  std::vector<std::string> levels;
  std::vector<std::string> scenarios{};  // empty: all
  std::optional<KnockOut> knock_out{};
  bool is_of(const std::string& scenario) const {
    return scenarios.empty() || std::find(scenarios.begin(), scenarios.end(), scenario) != scenarios.end();
  }
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

Point point_of(const KnockOut& out, Time at) {
  const std::string days = out.hours ? shortest(*out.hours / 24.0) : "";
  Point point;
  point.id = out.target + (out.hours ? "/" + days + "d" : "/survive");
  point.levels = {out.target, std::to_string(out.facilities.size()), to_string(date_of(at)), days,
                  out.alone ? shortest(*out.alone) : ""};
  point.knock_out = out;
  return point;
}

std::vector<Point> points_of(const Experiment& e, std::vector<std::string>& axes) {
  std::vector<Point> points;
  if (e.design == DesignType::kList) {
    axes = {"point"};
    for (const DesignPoint& p : e.list) points.push_back({p.id, p.set, {p.id}, p.scenarios});
    return points;
  }
  if (e.design == DesignType::kKnockOuts) {
    axes.assign(kKnockOutAxes.begin(), kKnockOutAxes.end());
    for (const KnockOut& out : e.knock_outs) points.push_back(point_of(out, e.knock_out_at));
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

std::string name_of(const std::string& scenario) {
  return std::filesystem::path(scenario).stem().string();
}

class Drawing {
 public:
  explicit Drawing(const Experiment& e) : e_(e), points_(points_of(e, arms_.axes)), structures_(e.structure) {
    if (structures_.empty()) structures_.push_back({"", {}});
    if (!e.structure.empty()) arms_.axes.emplace_back("structure");
  }

  Arms run() {
    several_ = e_.scenarios.size() > 1;
    for (const std::string& scenario : e_.scenarios) add(scenario, false);
    if (e_.baseline && !pair_with_arm()) add_baseline();
    if (several_) arms_.axes.insert(arms_.axes.begin(), "scenario");
    return std::move(arms_);
  }

 private:
  void add(const std::string& scenario, bool is_baseline) {
    const std::string name = name_of(scenario);
    for (const Point& point : points_) {
      if (!is_baseline && !point.is_of(name)) continue;
      for (const Structure& structure : structures_) {
        Arm& arm = arms_.all.emplace_back();
        arm.scenario = scenario;
        arm.id = name;
        arm.knock_out = point.knock_out;
        for (const std::string& part : {point.id, structure.id}) {
          if (!part.empty()) arm.id.append("/").append(part);
        }
        for (const auto* set : {&e_.set, &point.set, &structure.set}) {
          for (const Override& one : *set) {
            if (!is_baseline || is_common(one)) arm.set.push_back(one);
          }
        }
        if (several_) arm.levels.push_back(name);
        arm.levels.insert(arm.levels.end(), point.levels.begin(), point.levels.end());
        if (!e_.structure.empty()) arm.levels.push_back(structure.id);
      }
    }
  }

  // Whether an arm of the scenarios is the baseline: of all others.
  bool pair_with_arm() {
    const auto found =
        std::find_if(arms_.all.begin(), arms_.all.end(), [&](const Arm& arm) { return arm.id == *e_.baseline; });
    if (found == arms_.all.end()) return false;
    for (Arm& arm : arms_.all) {
      if (&arm != &*found) arm.baseline = static_cast<std::uint32_t>(found - arms_.all.begin());
    }
    return true;
  }

  // A scenario beside the others, whose arms come first: at each point and in each structure, of those there.
  void add_baseline() {
    arms_.all.clear();
    several_ = true;
    add(*e_.baseline, true);
    for (const std::string& scenario : e_.scenarios) {
      const std::size_t before = arms_.all.size();
      add(scenario, false);
      std::size_t a = before;
      for (std::size_t p = 0; p < points_.size(); ++p) {
        if (!points_[p].is_of(name_of(scenario))) continue;
        for (std::size_t k = 0; k < structures_.size(); ++k) {
          arms_.all[a++].baseline = static_cast<std::uint32_t>(p * structures_.size() + k);
        }
      }
    }
  }

  const Experiment& e_;
  Arms arms_;
  const std::vector<Point> points_;
  std::vector<Structure> structures_;
  bool several_ = false;  // scenarios
};

}  // namespace

Arms arms_of(const Experiment& e) {
  return Drawing(e).run();
}

}  // namespace fabshock
