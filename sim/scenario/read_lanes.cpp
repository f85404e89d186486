#include <algorithm>
#include <tuple>

#include "scenario/read_model.h"
#include "scenario/read_selector.h"

namespace fabshock::input {
namespace {

constexpr Want kTransit{.dimension = Dimension::kDuration, .least = 1, .most = 60'000};

std::string_view name_of(const Model& model, const LaneEnd& end) {
  if (end.facility.valid()) return model.facilities[end.facility.value].id;
  if (end.need.valid()) return model.needs[end.need.value].id;
  return end.group;
}

// `transit: by-distance` is what a lane without one gets.
bool by_distance(const Node* node) {
  return node != nullptr && node->is_scalar() && node->text == "by-distance";
}

}  // namespace

void ModelReader::read_lanes(Node* section) {
  if (section == nullptr) return;
  model_.lanes.reserve(section->size);
  for (Node& node : *section) {
    if (!reader_.is_entry(node, "lanes")) continue;
    const bool rule = node.find("rule") != nullptr;
    Entry entry(reader_, node, rule ? "lane rule" : "lane");
    if (rule) {
      read_rule(entry);
    } else {
      read_lane(entry);
    }
    entry.finish();
  }
  const auto key = [&](const LaneSpec& lane) {
    return std::tuple(name_of(model_, lane.to), name_of(model_, lane.from), lane.what.product.value,
                      std::string_view{lane.what.variant}, std::cref(lane.route), lane.mode.value);
  };
  const auto less = [&](const LaneSpec& a, const LaneSpec& b) {
    const auto [to_a, from_a, product_a, variant_a, route_a, mode_a] = key(a);
    const auto [to_b, from_b, product_b, variant_b, route_b, mode_b] = key(b);
    return std::tie(to_a, from_a, product_a, variant_a, route_a.get(), mode_a) <
           std::tie(to_b, from_b, product_b, variant_b, route_b.get(), mode_b);
  };
  std::stable_sort(model_.lanes.begin(), model_.lanes.end(), less);
  for (std::size_t i = 1; i < model_.lanes.size(); ++i) {
    const LaneSpec& a = model_.lanes[i - 1];
    const LaneSpec& b = model_.lanes[i];
    if (less(a, b) || name_of(model_, b.to).empty() || name_of(model_, b.from).empty()) continue;
    reader_.error(b.place,
                  "this lane is already given: from '" + std::string{name_of(model_, a.from)} + "' to '" +
                      std::string{name_of(model_, a.to)} + "'",
                  "two lanes between the same ends differ by product, mode or route");
  }
}

LaneEnd ModelReader::lane_end(Entry& entry, std::string_view key, bool user) {
  LaneEnd end;
  Node* node = entry.required(key);
  if (node == nullptr) return end;
  const std::string id = reader_.text(*node, key);
  if (id.empty()) return end;
  const auto index = [&](const auto& all) {
    const auto at =
        std::lower_bound(all.begin(), all.end(), id, [](const auto& one, const std::string& v) { return one.id < v; });
    return at != all.end() && at->id == id ? static_cast<std::uint32_t>(at - all.begin()) : FacilityIx::kNone;
  };
  end.facility.value = index(model_.facilities);
  if (end.facility.valid()) return end;
  end.need.value = index(model_.needs);
  if (end.need.valid()) {
    if (user) return end;
    reader_.error(node->place, "'" + id + "' is a need: nothing comes from it", "a lane goes from a maker to a user");
    end.need = NeedIx{};
    return end;
  }
  if (groups_.empty()) {
    for (const Facility& facility : model_.facilities) groups_.insert(facility.group);
  }
  if (groups_.contains(id)) {
    end.group = id;
    return end;
  }
  std::vector<std::string_view> candidates;
  if (reader_.hints_left()) {
    candidates = reader_.ids(model_.facilities);
    candidates.insert(candidates.end(), groups_.begin(), groups_.end());
    if (user) {
      for (const Need& need : model_.needs) candidates.emplace_back(need.id);
    }
  }
  reader_.unknown(node->place, user ? "facility, group or need" : "facility or group", id, candidates);
  return end;
}

ModeIx ModelReader::read_mode(Entry& entry) {
  Node* node = entry.find("mode");
  if (node == nullptr) return {};
  return reader_.find<ModeIx>(model_.modes, reader_.text(*node, "mode"), node->place, "mode");
}

void ModelReader::read_lane(Entry& entry) {
  LaneSpec lane;
  lane.place = entry.node().place;
  lane.from = lane_end(entry, "from", false);
  lane.to = lane_end(entry, "to", true);
  if (Node* what = entry.find("product")) lane.what = product_ref(reader_.text(*what, "product"), what->place);
  entry.number("share", lane.share, kShareWant);
  if (lane.share && entry.has("flow")) {
    reader_.error(entry.node().find("flow")->key_place, "a lane has a 'share' or a 'flow', not both",
                  "'share' is a part of what the user gets of this input, 'flow' an amount per time");
    entry.expect("flow");
  } else if (Node* flow = entry.find("flow")) {
    const Product* carried = product(lane.what);
    if (carried == nullptr && !entry.has("product")) carried = product(made_by(lane.from));
    if (carried != nullptr || !entry.has("product")) {
      lane.flow = reader_.number(*flow, "flow",
                                 {.dimension = Dimension::kRate,
                                  .unit = carried != nullptr ? std::string_view{carried->unit} : std::string_view{},
                                  .quantum = carried != nullptr ? carried->quantum : 0});
    }
  }
  // The only supplier of an input needs no share; of several, the check of the sum will tell.
  if (!entry.has("share") && !entry.has("flow")) lane.share = Number{.value = 1, .place = lane.place};
  if (by_distance(entry.node().find("transit"))) {
    entry.expect("transit");
  } else {
    entry.number("transit", lane.transit, kTransit);
  }
  lane.mode = read_mode(entry);
  entry.texts("route", lane.route);
  if (Node* priority = entry.find("priority")) {
    lane.priority = reader_.integer(*priority, "priority", -1000000, 1000000).value_or(0);
  }
  entry.number("contract", lane.contract, kShareWant);
  entry.flag("qualified", lane.qualified);
  model_.lanes.push_back(std::move(lane));
}

// What a facility makes, or all of a group do; no product if they differ.
ProductRef ModelReader::made_by(const LaneEnd& end) const {
  if (end.facility.valid()) return model_.facilities[end.facility.value].makes;
  ProductRef made;
  if (end.group.empty()) return made;
  for (const Facility& facility : model_.facilities) {
    if (facility.group != end.group) continue;
    if (made.product.valid() && made.product != facility.makes.product) return {};
    if (made.product.valid() && made.variant != facility.makes.variant) {
      made.variant.clear();
    } else {
      made = facility.makes;
    }
  }
  return made;
}

void ModelReader::read_rule(Entry& entry) {
  LaneRule rule;
  rule.place = entry.node().place;
  constexpr std::array<std::string_view, 1> kRules = {"gravity"};
  if (Node* kind = entry.find("rule")) reader_.choice(*kind, "rule", kRules);
  if (Node* what = entry.required("product")) rule.what = product_ref(reader_.text(*what, "product"), what->place);
  const Want factor{.least = 0, .most = 1e6};
  entry.plain("exponent", rule.exponent, {.least = 0, .most = 100});
  entry.plain("same_region", rule.same_region, factor);
  entry.plain("same_bloc", rule.same_bloc, factor);
  const Place any = rule.place;
  const auto selector = [&](std::string_view key) {
    Selector all;
    all.kind = Selector::Kind::kAny;
    all.place = any;
    Node* node = entry.find(key);
    if (node == nullptr) return all;
    Selector given = read_selector(reader_, *node, key);
    check_selector(reader_, model_, given, key == "from" ? Picks::kFacilities : Picks::kEnds);
    return given;
  };
  rule.from = selector("from");
  rule.to = selector("to");
  if (by_distance(entry.node().find("transit"))) {
    entry.expect("transit");
  } else {
    entry.number("transit", rule.transit, kTransit);
  }
  rule.mode = read_mode(entry);
  model_.lane_rules.push_back(std::move(rule));
}

void ModelReader::read_transit(Node* section) {
  if (section == nullptr) return;
  constexpr std::array<std::string_view, 2> kWithin = {"same-region", "cross-region"};
  for (Node& node : *section) {
    if (!reader_.is_entry(node, "transit")) continue;
    TransitRule rule;
    rule.place = node.place;
    Entry entry(reader_, node, "transit rule");
    const auto selector = [&](std::string_view key, Selector& to, Picks picks) {
      to.kind = Selector::Kind::kAny;
      Node* given = entry.find(key);
      if (given == nullptr) return;
      to = read_selector(reader_, *given, key);
      check_selector(reader_, model_, to, picks);
    };
    selector("from", rule.from, Picks::kFacilities);
    selector("to", rule.to, Picks::kEnds);
    selector("product", rule.product, Picks::kProducts);
    if (Node* within = entry.find("within")) {
      const auto which = reader_.choice(*within, "within", kWithin);
      rule.same_region_only = which == std::size_t{0};
      rule.cross_region_only = which == std::size_t{1};
    }
    rule.mode = read_mode(entry);
    if (by_distance(node.find("transit"))) {
      entry.expect("transit");
    } else {
      entry.number("transit", rule.transit, kTransit);
    }
    entry.texts("route", rule.route);
    entry.finish();
    if (!rule.mode.valid() && !rule.transit && !entry.has("mode") && !entry.has("transit")) {
      reader_.error(rule.place, "a transit rule needs a 'mode' or a 'transit'",
                    "{from: {region: TW}, to: {region: US}, mode: air}, or transit: 3 d");
    }
    model_.transits.push_back(std::move(rule));
  }
}

}  // namespace fabshock::input
