#include "scenario/read_scenario.h"

#include <algorithm>
#include <cmath>

#include "scenario/measures.h"

namespace fabshock::input {

void ScenarioReader::read(Node& root) {
  Entry top(reader_, root, "scenario");
  top.required("schema");
  if (Node* name = top.find("name")) {
    scenario_.name = reader_.text(*name, "name");
    reader_.check_id(scenario_.name, name->place);
  }
  top.text("title", scenario_.title);
  top.text("question", scenario_.question);
  top.text("look_at", scenario_.look_at);
  top.required("model");
  top.expect("set");
  if (top.has("start") || (has_model_ && !model_.epoch)) {
    Node* start = top.required("start");
    const auto date = start != nullptr ? reader_.date(*start, "start") : std::nullopt;
    if (date) scenario_.start = time_of(*date);
    if (date && has_model_ && model_.epoch && *date < *model_.epoch) {
      reader_.diagnostics().warning(start->place,
                                    "the run starts before the model's 'epoch', " + to_string(*model_.epoch),
                                    "its world is that of a later date: 'start' on that day or after");
    }
    has_times_ = date.has_value();
  } else {
    top.expect("start");
    has_times_ = model_.epoch.has_value();  // that of a model that could not be read is not known
    if (has_times_) scenario_.start = time_of(*model_.epoch);
  }
  if (Node* node = top.required("horizon")) {
    const Want want{.dimension = Dimension::kDuration, .least = 1, .most = kLongest, .counted = false};
    scenario_.horizon = Duration::ticks(std::llround(reader_.number(*node, "horizon", want).value));
  }
  has_times_ = has_times_ && scenario_.horizon > Duration{};
  top.number("cost", scenario_.cost, {.most = 1e16});
  if (Node* node = top.find("switches"); node != nullptr && reader_.is_map(*node, "switches")) read_switches(*node);
  if (Node* node = top.find("record"); node != nullptr && reader_.is_map(*node, "record")) read_record(*node);
  if (Node* list = top.find("disruptions")) read_disruptions(*list);
  if (Node* list = top.find("policies")) read_policies(*list);
  std::sort(scenario_.disruptions.begin(), scenario_.disruptions.end(),
            [](const Disruption& a, const Disruption& b) { return a.id < b.id; });
  if (Node* list = top.find("projects")) read_projects(*list);
  read_observed(top);
  top.finish();
}

void ScenarioReader::read_switches(Node& node) {
  Entry entry(reader_, node, "map of switches");
  entry.flag("growth", scenario_.switches.growth);
  entry.flag("depletion", scenario_.switches.depletion);
  entry.flag("season", scenario_.switches.season);
  entry.flag("prices", scenario_.switches.prices);
  entry.flag("pass_through", scenario_.switches.pass_through);
  entry.flag("zones", scenario_.switches.zones);
  entry.flag("buffers", scenario_.switches.buffers);
  entry.flag("recycling", scenario_.switches.recycling);
  entry.flag("importance", scenario_.switches.importance);
  entry.flag("demand_response", scenario_.switches.demand_response);
  entry.flag("belief", scenario_.switches.belief);
  entry.flag("switching", scenario_.switches.switching);
  entry.flag("inflation", scenario_.switches.inflation);
  entry.flag("lead_times", scenario_.switches.lead_times);
  entry.flag("cancellation", scenario_.switches.cancellation);
  entry.flag("overtime", scenario_.switches.overtime);
  entry.flag("hoarding", scenario_.switches.hoarding);
  entry.flag("substitution", scenario_.switches.substitution);
  entry.flag("policies", scenario_.switches.policies);
  entry.flag("rush", scenario_.switches.rush);
  entry.flag("investment", scenario_.switches.investment);
  entry.flag("expansion", scenario_.switches.expansion);
  entry.flag("qualification", scenario_.switches.qualification);
  entry.finish();
}

void ScenarioReader::read_record(Node& node) {
  Entry entry(reader_, node, "record");
  entry.number("every", scenario_.record.every,
               {.dimension = Dimension::kDuration, .least = 1, .most = kLongest, .counted = false});
  if (Node* measures = entry.find("measures")) {
    for (const Item& item : reader_.items(*measures, "measures")) {
      if (std::find(kMeasures.begin(), kMeasures.end(), item.text) == kMeasures.end()) {
        std::string hint = did_you_mean(item.text, kMeasures);
        if (hint.empty()) {
          hint = "one of:";
          for (const std::string_view measure : kMeasures) hint += " " + std::string{measure};
        }
        reader_.error(item.place, "no measure " + shown(item.text), std::move(hint));
      } else {
        if (has_model_ && is_of_markets(item.text) && !model_.has_prices()) {
          reader_.diagnostics().warning(
              item.place, "nothing will be recorded of '" + std::string{item.text} + "': this model has no prices",
              "prices come with a section 'markets' in the model");
        }
        scenario_.record.measures.emplace_back(item.text);
      }
    }
  }
  if (Node* lanes = entry.find("lanes"); lanes != nullptr && lanes->is_map()) {
    Entry keys(reader_, *lanes, "pick of lanes");
    LanePick& pick = scenario_.record.lanes.emplace();
    pick.place = lanes->place;
    if (!read_lane_pick(keys, pick, true)) {
      reader_.error(lanes->place, "a pick of lanes must say which",
                    "'from', 'to', 'crossing', 'product', 'mode' or 'route'; `lanes: true` for all");
    }
    keys.finish();
    if (has_model_) check_lane_pick(pick);
  } else if (lanes != nullptr) {
    bool all = false;
    entry.flag("lanes", all);
    if (all) scenario_.record.lanes.emplace();
  }
  entry.finish();
}

void ScenarioReader::read_disruptions(Node& list) {
  if (!list.is_list()) {
    reader_.error(list.place, "'disruptions' must be a list", "- {id: …, type: …, …}");
    return;
  }
  for (Node& node : list) {
    if (!reader_.is_map(node, "disruptions")) continue;
    Disruption disruption = read_disruption(node, false);
    if (is_new(disruption.id, disruption.place, "disruption")) scenario_.disruptions.push_back(std::move(disruption));
  }
}

bool ScenarioReader::is_new(const std::string& id, Place place, std::string_view what) {
  if (id.empty()) return false;
  const auto twice = std::find_if(ids_.begin(), ids_.end(), [&](const auto& seen) { return seen.first == id; });
  if (twice == ids_.end()) {
    ids_.emplace_back(id, place);
    return true;
  }
  reader_.error(place, "duplicate id '" + id + "' of a " + std::string{what},
                "it is already given in line " + std::to_string(twice->second.line));
  return false;
}

}  // namespace fabshock::input
