#include <algorithm>
#include <cmath>

#include "scenario/read_scenario.h"
#include "scenario/read_selector.h"

namespace fabshock::input {
namespace {

constexpr std::array<std::string_view, 12> kDisruptionTypes = {
    "outage",       "utility-loss",  "yield-loss",   "stock-loss",   "cost-rise",  "demand-surge",
    "lane-closure", "lane-slowdown", "lane-seizure", "lane-reroute", "earthquake", "hazard"};
constexpr std::array<std::string_view, 3> kInTransit = {"deliver", "hold", "lose"};
constexpr std::array<std::string_view, 5> kRecoveryShapes = {"step", "linear", "exponential", "logistic", "points"};
constexpr Want kBox{.least = -180, .most = 180, .counted = false};

bool among(std::string_view key, std::initializer_list<std::string_view> keys) {
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

// Does this type know the key, beside the common ones?
bool has_key(DisruptionType type, std::string_view key) {
  switch (type) {
    case DisruptionType::kOutage:
    case DisruptionType::kUtilityLoss:
    case DisruptionType::kStockLoss:
      return among(key, {"select", "wip_scrap", "rework", "stock_input", "stock_finished"});
    case DisruptionType::kYieldLoss:
      return key == "select";
    case DisruptionType::kCostRise:
    case DisruptionType::kDemandSurge:
      return among(key, {"select", "rise"});
    case DisruptionType::kEarthquake:
      return among(key, {"select", "footprint", "fragility", "wip_scrap", "rework", "stock_input", "stock_finished"});
    case DisruptionType::kHazard:
      return among(key, {"rate", "event", "footprint", "fragility", "process"});
    case DisruptionType::kLaneClosure:
      if (among(key, {"leak", "in_transit"})) return true;
      break;
    case DisruptionType::kLaneSlowdown:
      if (among(key, {"slow_factor", "extra"})) return true;
      break;
    case DisruptionType::kLaneSeizure:
      if (key == "in_transit") return true;
      break;
    case DisruptionType::kLaneReroute:
      if (among(key, {"extra", "leak"})) return true;
      break;
    default:
      break;
  }
  return is_of_lanes(type) && among(key, {"from", "to", "crossing", "product", "mode", "route"});
}

}  // namespace

Disruption ScenarioReader::read_disruption(Node& node, bool event) {
  Disruption disruption;
  disruption.place = node.place;
  const std::string_view id = node.find("id") != nullptr ? node.find("id")->text : std::string_view{};
  Entry entry(reader_, node, event ? "hazard's event" : "disruption", id);
  if (Node* given = event ? nullptr : entry.required("id")) {
    disruption.id = reader_.text(*given, "id");
    disruption.place = given->place;
    reader_.check_id(disruption.id, given->place);
  }
  Node* type_node = entry.required("type");
  const auto type = type_node != nullptr ? reader_.choice(*type_node, "type", kDisruptionTypes) : std::nullopt;
  if (!type) return disruption;  // which keys belong here cannot be told
  disruption.type = static_cast<DisruptionType>(*type);
  if (event && disruption.type == DisruptionType::kHazard) {
    reader_.error(type_node->place, "the event of a hazard cannot be a hazard",
                  "what it brings: an outage, an earthquake, a stock-loss, …");
    return disruption;
  }
  read_when(entry, disruption, event);
  if (disruption.type == DisruptionType::kHazard) {
    read_hazard_keys(entry, disruption);
  } else if (is_of_lanes(disruption.type)) {
    read_lane_keys(entry, disruption);
  } else {
    if (disruption.type == DisruptionType::kEarthquake) {
      read_earthquake_keys(entry, disruption, event);
      if (!event) entry.required("fragility");  // else the hazard may give it
      read_fragility(entry, disruption.fragility);
    }
    read_facility_keys(entry, disruption);
  }
  reject_keys_of_others(entry, disruption.type);
  entry.finish();
  if (!event) check_time(disruption);
  if (has_model_) check_places(disruption);
  return disruption;
}

void ScenarioReader::read_when(Entry& entry, Disruption& disruption, bool event) {
  if (event) {
    if (Node* at = entry.find("at"))
      reader_.error(at->key_place, "the hazard says when its events come: 'at' has no place here",
                    "'rate' is how often they come, 'start' and 'end' of the run the rest");
  } else if (disruption.type == DisruptionType::kHazard && !entry.has("at")) {
    entry.expect("at");
    disruption.at = scenario_.start;
  } else if (Node* at = entry.required("at")) {
    const auto date = reader_.date(*at, "at");
    disruption.at = date ? time_of(*date) : scenario_.start;
  } else {
    disruption.at = scenario_.start;
  }
  if (!event) entry.flag("undisturbed", disruption.undisturbed);
  entry.number("duration", disruption.duration, kDurationWant);
  entry.number("severity", disruption.severity, kShareWant);
  entry.number("dead_time", disruption.dead_time, kDurationWant);
  Node* node = entry.find("recovery");
  if (node != nullptr && node->is_scalar()) {
    reader_.error(node->place, "'recovery' must be a map, not " + shown(node->text),
                  "recovery: {shape: step}, or linear, exponential, logistic or points");
  } else if (node != nullptr && reader_.is_map(*node, "recovery")) {
    read_recovery(*node, disruption.recovery);
  }
  if (disruption.type != DisruptionType::kHazard) read_alert(entry, disruption, event);
}

void ScenarioReader::read_facility_keys(Entry& entry, Disruption& disruption) {
  const bool optional = disruption.type == DisruptionType::kEarthquake;  // without it: all, by what they feel
  Node* select = optional ? entry.find("select") : entry.required("select");
  disruption.select.kind = optional ? Selector::Kind::kAny : Selector::Kind::kNone;
  if (select != nullptr) disruption.select = read_selector(reader_, *select, "select");
  if (disruption.type == DisruptionType::kYieldLoss) return;
  if (disruption.type == DisruptionType::kCostRise || disruption.type == DisruptionType::kDemandSurge) {
    if (Node* rise = entry.required("rise")) {
      disruption.rise = reader_.number(*rise, "rise", {.dimension = Dimension::kShare, .most = 1000});
    }
    return;
  }
  entry.number("wip_scrap", disruption.wip_scrap, kShareWant);
  entry.number("rework", disruption.rework, kShareWant);
  entry.number("stock_input", disruption.stock_input, kShareWant);
  entry.number("stock_finished", disruption.stock_finished, kShareWant);
}

void ScenarioReader::read_lane_keys(Entry& entry, Disruption& disruption) {
  const bool reroute = disruption.type == DisruptionType::kLaneReroute;
  const bool picks = read_lane_pick(entry, disruption.lanes, !reroute);
  disruption.lanes.place = disruption.place;
  if (Node* mode = reroute ? entry.find("mode") : nullptr; mode != nullptr && has_model_) {
    disruption.reroute_mode = reader_.find<ModeIx>(model_.modes, reader_.text(*mode, "mode"), mode->place, "mode");
  }
  if (!picks) {
    reader_.error(disruption.place, entry.name() + " must say which lanes it hits",
                  reroute ? "'from', 'to', 'crossing', 'product' or 'route'; 'from: any' for all"
                          : "'from', 'to', 'crossing', 'product', 'mode' or 'route'; 'from: any' for all");
  }
  if (reroute) disruption.leak.value = 1;
  if (has_key(disruption.type, "leak")) entry.number("leak", disruption.leak, kShareWant);
  if (disruption.type == DisruptionType::kLaneSeizure) disruption.in_transit = InTransit::kLose;
  if (has_key(disruption.type, "in_transit")) entry.choice("in_transit", disruption.in_transit, kInTransit);
  if (has_key(disruption.type, "slow_factor")) {
    entry.number("slow_factor", disruption.slow_factor, {.most = 1000, .above = true});
  }
  if (has_key(disruption.type, "extra")) entry.number("extra", disruption.extra, kDurationWant);
}

void ScenarioReader::read_earthquake_keys(Entry& entry, Disruption& disruption, bool event) {
  Node* footprint = event && !entry.has("footprint") ? nullptr : entry.required("footprint");
  if (footprint == nullptr) entry.expect("footprint");  // the hazard may give it
  if (footprint != nullptr && reader_.is_map(*footprint, "footprint")) {
    Footprint& print = disruption.footprint;
    Entry keys(reader_, *footprint, "footprint");
    Want latitude = kBox;
    latitude.least = -90;
    latitude.most = 90;
    if (Node* lat = keys.required("lat")) print.lat = reader_.number(*lat, "lat", latitude).value;
    if (Node* lon = keys.required("lon")) print.lon = reader_.number(*lon, "lon", kBox).value;
    if (event || disruption.type == DisruptionType::kHazard) {
      if (Node* lat2 = keys.find("lat2")) print.lat2 = reader_.number(*lat2, "lat2", latitude).value;
      if (Node* lon2 = keys.find("lon2")) print.lon2 = reader_.number(*lon2, "lon2", kBox).value;
      if (print.lat2.has_value() != print.lon2.has_value()) {
        reader_.error(footprint->place, "a box has both 'lat2' and 'lon2'",
                      "lat, lon, lat2 and lon2 are two corners that face each other");
      }
    } else if (const Node* box = footprint->find("lat2"); box != nullptr) {
      keys.expect("lat2");
      keys.expect("lon2");
      reader_.error(box->key_place, "only a hazard's footprint is a box: an earthquake has one epicentre",
                    "'lat' and 'lon' alone; or type: hazard with this event");
    }
    if (Node* magnitude = keys.required("magnitude")) {
      print.magnitude = reader_.number(*magnitude, "magnitude", {.most = 10});
    }
    keys.number("depth", print.depth, {.dimension = Dimension::kDistance, .most = 1000});
    keys.finish();
  }
}

void ScenarioReader::read_fragility(Entry& entry, Fragility& fragility) {
  Node* node = entry.find("fragility");
  if (node == nullptr || !reader_.is_map(*node, "fragility")) return;
  Entry keys(reader_, *node, "fragility");
  if (Node* median = keys.required("median")) {
    fragility.median = reader_.number(*median, "median", {.most = 100, .above = true});
  }
  keys.number("beta", fragility.beta, {.most = 10, .above = true});
  keys.finish();
}

void ScenarioReader::read_hazard_keys(Entry& entry, Disruption& disruption) {
  constexpr std::array<std::string_view, 1> kArrivals = {"poisson"};
  if (Node* process = entry.find("process")) reader_.choice(*process, "process", kArrivals);
  if (Node* rate = entry.required("rate")) {
    disruption.rate = reader_.number(*rate, "rate", {.dimension = Dimension::kFrequency, .most = 8760});
  }
  if (entry.has("footprint")) {
    read_earthquake_keys(entry, disruption, true);
  } else {
    entry.expect("footprint");
  }
  read_fragility(entry, disruption.fragility);
  if (Node* node = entry.required("event"); node != nullptr && reader_.is_map(*node, "event")) {
    disruption.event.push_back(read_disruption(*node, true));
    const Disruption& event = disruption.event.front();
    if (event.type == DisruptionType::kEarthquake && node->find("footprint") == nullptr && !entry.has("footprint")) {
      reader_.error(node->place, "neither the hazard nor its earthquake has a 'footprint'",
                    "footprint: {lat: 23.98, lon: 121.6, magnitude: 7.2}");
    }
    if (event.type == DisruptionType::kEarthquake && node->find("fragility") == nullptr && !entry.has("fragility")) {
      reader_.error(node->place, "neither the hazard nor its earthquake has a 'fragility'",
                    "fragility: {median: 0.35, beta: 0.6}: half of the sites stop at this peak acceleration, in g");
    }
  }
}

void ScenarioReader::read_recovery(Node& node, Recovery& recovery) {
  Entry entry(reader_, node, "recovery");
  if (!entry.has("shape") && entry.has("points")) recovery.shape = RecoveryShape::kPoints;
  if (Node* shape = entry.find("shape")) {
    const auto index = reader_.choice(*shape, "shape", kRecoveryShapes);
    if (!index) return;  // which keys belong here cannot be told
    recovery.shape = static_cast<RecoveryShape>(*index);
  }
  const bool points = recovery.shape == RecoveryShape::kPoints;
  const bool step = recovery.shape == RecoveryShape::kStep;
  if (points || step) {
    if (Node* over = entry.find("over")) {
      reader_.error(over->key_place, "'over' is for the shapes linear, exponential and logistic",
                    step && !entry.has("shape") ? "give a 'shape'" : "");
    }
  } else if (Node* over = entry.required("over")) {
    recovery.over = reader_.number(*over, "over", kPositiveDuration);
  }
  entry.number("cell", recovery.cell, {.dimension = Dimension::kDuration, .least = 1, .most = 8760, .counted = false});
  if (points) {
    if (Node* list = entry.required("points")) read_points(*list, recovery);
  } else if (Node* list = entry.find("points")) {
    reader_.error(list->key_place, "'points' is for the shape points", "shape: points");
  }
  entry.finish();
}

void ScenarioReader::read_points(Node& node, Recovery& recovery) {
  if (!node.is_list() || node.size < 2) {
    reader_.error(node.place, "'points' needs at least two points", "points: [[0 h, 1], [10 h, 0.3], [72 h, 0]]");
    return;
  }
  for (Node& point : node) {
    if (!point.is_list() || point.size != 2) {
      reader_.error(point.place, "a point is a duration after 'at' and the share of the severity still lost",
                    "[10 h, 0.3]");
      continue;
    }
    const double hours = reader_.number(*point.first, "points", kDurationWant).value;
    const double share = reader_.number(*point.last, "points", kShareWant).value;
    if (!recovery.points.empty() && hours <= recovery.points.back().first) {
      reader_.error(point.place, "the durations of 'points' must increase",
                    "each point is [time after 'at', share of the severity that is still lost]");
    }
    recovery.points.emplace_back(hours, share);
  }
}

void ScenarioReader::reject_keys_of_others(Entry& entry, DisruptionType type) {
  for (const Node& child : entry.node()) {
    if (has_key(type, child.key)) continue;
    std::string owners;
    for (std::size_t i = 0; i < kDisruptionTypes.size(); ++i) {
      if (!has_key(static_cast<DisruptionType>(i), child.key)) continue;
      owners += owners.empty() ? "" : ", ";
      owners += kDisruptionTypes[i];
    }
    if (owners.empty()) continue;
    entry.expect(child.key);
    reader_.error(child.key_place,
                  "'" + std::string{child.key} + "' is no key of type " +
                      std::string{kDisruptionTypes[static_cast<std::size_t>(type)]},
                  "it is for " + owners);
  }
}

void ScenarioReader::check_time(const Disruption& disruption) {
  if (!has_times_) return;
  const std::string name = (disruption.policy ? "policy '" : "disruption '") + disruption.id + "'";
  const Time end = scenario_.start + scenario_.horizon;
  if (disruption.at >= end) {
    reader_.error(disruption.place, name + " begins after the horizon, which ends " + to_string(date_of(end)),
                  "a longer 'horizon', or an earlier 'at'");
  }
  if (!has_end(disruption) || disruption.type == DisruptionType::kHazard || disruption.at >= scenario_.start) return;
  const Time over = disruption.at + Duration::ticks(std::llround(std::ceil(acts_for(disruption))));
  if (over <= scenario_.start) {
    reader_.diagnostics().warning(disruption.place,
                                  name + " is over before the start, " + to_string(date_of(scenario_.start)),
                                  "begin it later, or the run earlier ('start')");
  }
}

void ScenarioReader::check_needs(const Disruption& surge) {
  bool any = false;
  for (std::uint32_t n = 0; n < model_.needs.size(); ++n) {
    if (!selects(model_, surge.select, NeedIx{n})) continue;
    any = true;
    if (model_.needs[n].process != DemandProcess::kPoisson) continue;
    reader_.error(surge.select.place, "'" + model_.needs[n].id + "' has single orders, which do not surge",
                  "needs whose `demand` has another process than poisson");
  }
  if (any) return;
  reader_.error(surge.select.place, "a demand-surge is of needs, and this picks none",
                "{facility: NEED} by its id, or needs by region, bloc, product or class");
}

void ScenarioReader::check_places(const Disruption& disruption) {
  const bool of_needs = disruption.type == DisruptionType::kDemandSurge;
  check_selector(reader_, model_, disruption.select, of_needs ? Picks::kEnds : Picks::kFacilities);
  if (of_needs && disruption.select.given()) check_needs(disruption);
  check_lane_pick(disruption.lanes);
  if (disruption.type == DisruptionType::kCostRise && !model_.has_prices()) {
    reader_.error(disruption.place, "a cost-rise acts on prices, and this model has none",
                  "give the model 'market_defaults'");
  }
  if (!disruption.happens && !model_.has_prices()) {
    reader_.error(disruption.place, "what is only feared acts on prices, and this model has none",
                  "give the model 'market_defaults'");
  }
  if (disruption.type != DisruptionType::kUtilityLoss) return;
  const auto picked = facilities_of(model_, disruption.select);
  const bool any =
      std::any_of(picked.begin(), picked.end(), [&](FacilityIx f) { return is_utility(model_.facilities[f.value]); });
  if (picked.empty() || any) return;
  reader_.error(disruption.select.place,
                "utility-loss picks '" + model_.facilities[picked.front().value].id + "', and no utility",
                "a utility has `kind: utility`; of other facilities use type outage");
}

}  // namespace fabshock::input
