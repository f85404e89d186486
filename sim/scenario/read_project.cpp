// Projects: what is built where, when, how late and how well (dynamics/investment.h).
#include <algorithm>
#include <map>

#include "scenario/read_scenario.h"

namespace fabshock::input {
namespace {

constexpr Want kDensity{.most = 1000};
constexpr double kMostGrowth = 16;

}  // namespace

void ScenarioReader::read_projects(Node& list) {
  if (!list.is_list()) {
    reader_.error(list.place, "'projects' must be a list", "- {id: …, facility: …, tool_in: …, …}");
    return;
  }
  for (Node& node : list) {
    if (reader_.is_entry(node, "projects")) read_project(node);
  }
  std::sort(scenario_.projects.begin(), scenario_.projects.end(),
            [](const Project& a, const Project& b) { return a.id < b.id; });
  check_sums();
}

// What projects add to one facility together.
void ScenarioReader::check_sums() {
  std::map<FacilityIx, double> added;
  for (const Project& project : scenario_.projects) {
    if (!project.facility.valid()) continue;
    const Facility& facility = model_.facilities[project.facility.value];
    if (!facility.capacity) continue;
    double& sum = added[project.facility];
    sum += project.capacity ? project.capacity->value : facility.capacity->value;
    if (sum <= kMostGrowth * facility.capacity->value) continue;
    reader_.error(project.capacity ? project.capacity->place : project.place,
                  "projects add at most " + shown(kMostGrowth) + " times what '" + facility.id + "' has",
                  "a plant as large as that is a facility of its own, with 'planned: true'");
  }
}

void ScenarioReader::read_project(Node& node) {
  const std::string_view named = node.find("id") != nullptr ? node.find("id")->text : std::string_view{};
  Entry entry(reader_, node, "project", named);
  Project project;
  project.place = node.place;
  if (Node* given = entry.required("id")) {
    project.id = reader_.text(*given, "id");
    project.place = given->place;
    reader_.check_id(project.id, given->place);
  }
  if (Node* given = entry.required("facility"); given != nullptr && has_model_) {
    project.facility =
        reader_.find<FacilityIx>(model_.facilities, reader_.text(*given, "facility"), given->place, "facility");
  }
  if (!project.facility.valid()) entry.expect("capacity");
  if (project.facility.valid()) {
    const Facility& facility = model_.facilities[project.facility.value];
    const Product& made = model_.products[facility.makes.product.value];
    entry.number("capacity", project.capacity,
                 {.dimension = Dimension::kRate, .above = true, .unit = made.unit, .quantum = made.quantum});
  }
  entry.required("tool_in");
  project.tool_in = entry.date("tool_in").value_or(scenario_.start);
  project.ordered = entry.date("ordered");
  if (project.ordered && *project.ordered >= project.tool_in) {
    reader_.error(entry.node().find("ordered")->place, "tools are ordered before they move in",
                  "'ordered' before 'tool_in'");
  }
  entry.number("install", project.install, kDurationWant);
  entry.number("ramp", project.ramp, kDurationWant);
  if (Node* delays = entry.find("delay"); delays != nullptr && reader_.is_map(*delays, "delay")) {
    for (Node& child : *delays) {
      if (child.key == "source") continue;
      project.delays.push_back({std::string{child.key}, reader_.number(child, child.key, kDurationWant)});
    }
    std::sort(project.delays.begin(), project.delays.end(),
              [](const Project::Delay& a, const Project::Delay& b) { return a.cause < b.cause; });
  }
  read_learning(entry, project);
  entry.number("premium", project.premium, {.dimension = Dimension::kShare, .most = 100});
  entry.number("cost", project.cost, kPlainWant);
  entry.number("progress", project.progress, {.dimension = Dimension::kShare, .most = 1, .above = true});
  entry.finish();
  if (!is_new(project.id, project.place, "project")) return;
  check_project(project);
  scenario_.projects.push_back(std::move(project));
}

void ScenarioReader::read_learning(Entry& entry, Project& project) {
  constexpr Want kShareAboveNothing{.dimension = Dimension::kShare, .most = 1, .above = true};
  entry.number("yield", project.early_yield, kShareAboveNothing);
  entry.number("productivity", project.productivity, kShareAboveNothing);
  entry.number("learning", project.learning, kPositiveDuration);
  Node* node = entry.find("defects");
  if (node == nullptr || !reader_.is_map(*node, "defects")) return;
  if (entry.has("yield")) {
    reader_.error(node->key_place, "a project has an early 'yield' or 'defects', from which it follows, not both",
                  "'yield' is a part of the later one; 'defects' per cm2 give it by Murphy's formula");
  }
  Entry defects(reader_, *node, "defects");
  defects.required("first");
  defects.required("mature");
  defects.required("die");
  defects.number("first", project.defects, kDensity);
  defects.number("mature", project.mature_defects, kDensity);
  defects.number("die", project.die, {.most = 1000, .above = true});
  defects.finish();
  if (project.defects && project.mature_defects && project.defects->value < project.mature_defects->value) {
    reader_.error(project.defects->place, "a line does not begin with fewer defects than it ends with",
                  "'first' is at least 'mature'");
  }
}

void ScenarioReader::check_project(const Project& project) {
  if (has_times_ && project.tool_in >= scenario_.start + scenario_.horizon) {
    reader_.error(project.place, "project '" + project.id + "' begins after the scenario's horizon",
                  "a longer 'horizon', or leave it out");
  }
  if (!project.facility.valid()) return;
  const Facility& facility = model_.facilities[project.facility.value];
  if (!facility.capacity) {
    reader_.error(project.place, "'" + facility.id + "' has no limit to its capacity: there is nothing to add to",
                  "capacity: what it has now");
  } else if (!facility.planned && !project.capacity) {
    reader_.error(project.place, "project '" + project.id + "' must say what it adds: '" + facility.id + "' is built",
                  "capacity: …");
  }
  if (!has_times_) return;
  double late = project.install.value;
  for (const Project::Delay& delay : project.delays) late += delay.hours.value;
  const Time starts = project.tool_in + Duration::ticks(static_cast<std::int64_t>(late));
  if (starts >= scenario_.start + scenario_.horizon && project.tool_in < scenario_.start + scenario_.horizon) {
    reader_.diagnostics().warning(project.place,
                                  "project '" + project.id + "' makes nothing before the horizon, as it is planned",
                                  "a longer 'horizon' shows it");
  }
  if (starts < scenario_.start) {
    reader_.diagnostics().warning(
        project.place, "project '" + project.id + "' is built before the start, and begins with an empty line",
        "what stood at the start belongs into the model");
  }
}

}  // namespace fabshock::input
