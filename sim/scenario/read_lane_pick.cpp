#include <algorithm>

#include "scenario/check_model.h"
#include "scenario/read_scenario.h"
#include "scenario/read_selector.h"

namespace fabshock::input {

bool ScenarioReader::read_lane_pick(Entry& entry, LanePick& lanes, bool with_mode) {
  bool picks = false;
  const auto selector = [&](std::string_view key, Selector& to) {
    if (Node* node = entry.find(key)) to = read_selector(reader_, *node, key);
    picks = picks || entry.has(key);
  };
  selector("from", lanes.from);
  selector("to", lanes.to);
  selector("crossing", lanes.crossing);
  selector("product", lanes.product);
  if (Node* mode = with_mode ? entry.find("mode") : nullptr) {
    picks = true;
    lanes.modes = reader_.texts(*mode, "mode");
    if (has_model_) check_lane_words(*mode, lanes.modes, true);
  }
  if (Node* route = entry.find("route")) {
    picks = true;
    lanes.routes = reader_.texts(*route, "route");
    if (has_model_) check_lane_words(*route, lanes.routes, false);
  }
  return picks;
}

void ScenarioReader::check_lane_pick(const LanePick& lanes) {
  check_selector(reader_, model_, lanes.from, Picks::kEnds);
  check_selector(reader_, model_, lanes.to, Picks::kEnds);
  check_selector(reader_, model_, lanes.crossing, Picks::kEnds);
  check_selector(reader_, model_, lanes.product, Picks::kProducts);
}

void ScenarioReader::check_lane_words(const Node& node, const std::vector<std::string>& words, bool modes) {
  std::vector<std::string_view> known;
  if (modes) {
    known = reader_.ids(model_.modes);
  } else {
    for (const LaneSpec& lane : model_.lanes) known.insert(known.end(), lane.route.begin(), lane.route.end());
    for (const TransitRule& rule : model_.transits) known.insert(known.end(), rule.route.begin(), rule.route.end());
  }
  for (const std::string& word : words) {
    if (std::find(known.begin(), known.end(), word) != known.end()) continue;
    reader_.unknown(node.place, modes ? "mode" : "lane with the route", word, known);
  }
}

}  // namespace fabshock::input
