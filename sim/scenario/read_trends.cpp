// Trends: what of a model changes after the date of its tables (trends.h).
#include <algorithm>
#include <map>
#include <set>

#include "scenario/read_model.h"

namespace fabshock::input {
namespace {

constexpr std::array<std::string_view, 7> kTrendTypes = {"capacity", "demand", "recipe", "yield",
                                                         "compute",  "draw",   "unused"};
constexpr Want kLate{.dimension = Dimension::kDuration, .least = -10 * 8760, .most = 10 * 8760};
constexpr Want kMultiple{.most = 1e6};
constexpr Want kFactor{.least = -1e6, .most = 1e6};

// What a trend sets that no other may set too; nothing if others may.
std::string sets(const Trend& trend) {
  switch (trend.type) {
    case TrendType::kDraw:
      return "draw " + std::to_string(trend.facility.value);
    case TrendType::kYield:
      return "yield " + std::to_string(trend.recipe.value);
    case TrendType::kRecipe:
      return "per " + std::to_string(trend.recipe.value) + ' ' + std::to_string(trend.input.product.value) + '/' +
             trend.input.variant;
    default:
      return {};
  }
}

}  // namespace

void ModelReader::read_tables_date(Entry& top) {
  Node* tables = top.find("tables");
  if (tables == nullptr) return;
  model_.tables = reader_.date(*tables, "tables");
  if (model_.tables && model_.epoch && *model_.epoch < *model_.tables) {
    reader_.error(tables->place,
                  "'epoch' (" + to_string(*model_.epoch) + ") is before 'tables' (" + to_string(*model_.tables) + ")",
                  "trends lead from the date of the tables to a later one");
  }
}

void ModelReader::read_trends(Node* section) {
  if (section == nullptr) return;
  if (!section->is_list()) {
    reader_.error(section->place, "'trends' must be a list", "- {id: …, type: capacity, …}");
    return;
  }
  for (Node& node : *section) {
    if (reader_.is_entry(node, "trends")) read_trend(node);
  }
  std::sort(model_.trends.begin(), model_.trends.end(), [](const Trend& a, const Trend& b) { return a.id < b.id; });
  std::set<std::string> one;
  for (std::size_t i = 0; i < model_.trends.size(); ++i) {
    const Trend& trend = model_.trends[i];
    if (i > 0 && model_.trends[i - 1].id == trend.id) {
      reader_.error(trend.place, "two trends with the id '" + trend.id + "'", "an id of its own for each");
    }
    const std::string number = sets(trend);
    if (number.empty() || one.insert(number).second) continue;
    std::string of;  // what could not be read has no id
    if (trend.facility.valid()) of = " of facility '" + model_.facilities[trend.facility.value].id + "'";
    if (trend.recipe.valid()) of = " of recipe '" + model_.recipes[trend.recipe.value].id + "'";
    reader_.error(trend.place, "a second trend for the same number" + of, "one path with all its points");
  }
  check_bounds();
  check_epoch(section->place);
  if (!model_.trends.empty() && !model_.tables) {
    reader_.error(section->place, "trends, and no date at which the tables stand", "tables: 2025-07-01");
  }
}

// A year beyond the last trend a world stands still that was meant to move.
void ModelReader::check_epoch(Place place) {
  if (!model_.epoch) return;
  Time last;
  for (const Trend& trend : model_.trends) {
    const Duration late = Duration::ticks(static_cast<std::int64_t>(trend.late.value));
    if (trend.type == TrendType::kCapacity) {
      last = std::max(last, trend.at + late + Duration::ticks(static_cast<std::int64_t>(trend.ramp.value)));
    }
    for (const TrendPoint& point : trend.path) last = std::max(last, point.at + late);
  }
  if (model_.trends.empty() || time_of(*model_.epoch) <= last + Duration::days(366)) return;
  reader_.diagnostics().warning(
      place, "the last trend ends on " + to_string(date_of(last)) + ", 'epoch' is " + to_string(*model_.epoch),
      "nothing changes between the two; trends may be added");
}

void ModelReader::read_trend(Node& node) {
  Trend trend;
  trend.place = node.place;
  const Node* named = node.find("id");
  Entry entry(reader_, node, "trend", named != nullptr ? named->text : std::string_view{});
  if (Node* id = entry.required("id")) {
    trend.id = reader_.text(*id, "id");
    trend.place = id->place;
    reader_.check_id(trend.id, id->place);
  }
  Node* type = entry.required("type");
  const auto chosen = type != nullptr ? reader_.choice(*type, "type", kTrendTypes) : std::nullopt;
  if (!chosen) return;  // which keys belong here cannot be told
  trend.type = static_cast<TrendType>(*chosen);
  if (trend.type == TrendType::kUnused) {
    if (entry.required("why") != nullptr) entry.text("why", trend.why);
  } else {
    entry.number("late", trend.late, kLate);
    entry.text("why", trend.why);
    if (trend.type == TrendType::kCapacity) {
      read_capacity_trend(entry, trend);
    } else {
      read_path_trend(entry, trend);
    }
  }
  entry.finish();
  model_.trends.push_back(std::move(trend));
}

void ModelReader::read_capacity_trend(Entry& entry, Trend& trend) {
  if (Node* given = entry.required("facility")) {
    trend.facility =
        reader_.find<FacilityIx>(model_.facilities, reader_.text(*given, "facility"), given->place, "facility");
  }
  if (!trend.facility.valid()) {
    entry.expect("add");
  } else if (Node* add = entry.required("add")) {
    const Facility& facility = model_.facilities[trend.facility.value];
    const Product* made = product(facility.makes);
    if (!facility.capacity) {
      reader_.error(add->place, "'" + facility.id + "' has no limit to add to", "give it a 'capacity'");
    } else if (made != nullptr) {
      trend.add = reader_.number(
          *add, "add", {.dimension = Dimension::kRate, .least = -1e15, .unit = made->unit, .quantum = made->quantum});
    }
  }
  if (entry.required("at") != nullptr) trend.at = entry.date("at").value_or(Time{});
  entry.number("use", trend.use, kShareWant);
  enum class Others : std::uint8_t { kStay, kFollow } others = Others::kStay;
  entry.choice("others", others, std::array<std::string_view, 2>{"stay", "follow"});
  trend.follow = others == Others::kFollow;
  entry.number("ramp", trend.ramp, kDurationWant);
}

void ModelReader::read_path_trend(Entry& entry, Trend& trend) {
  std::string_view key = "multiple";
  Want want = kMultiple;
  if (trend.type == TrendType::kRecipe || trend.type == TrendType::kYield) {
    if (Node* given = entry.required("recipe")) {
      trend.recipe = reader_.find<RecipeIx>(model_.recipes, reader_.text(*given, "recipe"), given->place, "recipe");
    }
    if (trend.type == TrendType::kYield) {
      key = "yield";
      want = {.dimension = Dimension::kShare, .most = 1, .above = true};
    } else {
      key = "per";
      want = {.most = 1e12};
      if (Node* given = entry.required("input")) {
        trend.input = product_ref(reader_.text(*given, "input"), given->place);
        const auto same = [&](const Input& input) { return input.what == trend.input; };
        if (trend.recipe.valid() && trend.input.product.valid()) {
          const Recipe& recipe = model_.recipes[trend.recipe.value];
          if (std::none_of(recipe.inputs.begin(), recipe.inputs.end(), same)) {
            reader_.error(given->place, "recipe '" + recipe.id + "' has no such input",
                          "add it there with 'per: 0': what is not taken yet");
          }
        }
      }
    }
  } else if (trend.type == TrendType::kDraw) {
    read_drawn(entry, trend);
  } else {
    read_needs_of(entry, trend);
    entry.number("factor", trend.factor, kFactor);
    if (trend.type == TrendType::kDemand) read_bound(entry, trend);
  }
  if (Node* points = entry.required(key)) read_points(*points, trend, want);
}

void ModelReader::read_needs_of(Entry& entry, Trend& trend) {
  std::vector<std::string> kinds;
  std::vector<std::string> regions;
  entry.texts("kind", kinds);
  entry.texts("regions", regions);
  entry.texts("options", trend.options);
  if (!entry.has("kind") && !entry.has("options")) {
    reader_.error(trend.place, "trend '" + trend.id + "' names no need",
                  "the 'kind' of needs that it moves, or the 'options' of all needs");
    return;
  }
  const auto among = [](const std::vector<std::string>& all, const std::string& one) {
    return all.empty() || std::find(all.begin(), all.end(), one) != all.end();
  };
  for (std::uint32_t z = 0; z < model_.needs.size(); ++z) {
    const Need& need = model_.needs[z];
    const bool there = need.region.valid() && among(regions, model_.regions[need.region.value].id);
    if (!among(kinds, need.kind) || !there) continue;
    const auto moved = [&](const NeedOption& option) { return among(trend.options, option.id); };
    if (std::none_of(need.options.begin(), need.options.end(), moved)) continue;
    trend.needs.push_back(NeedIx{z});
  }
  if (trend.needs.empty()) {
    reader_.error(trend.place, "trend '" + trend.id + "' moves no need",
                  "'kind' is a need's 'kind', 'regions' are where needs stand, 'options' are ids of their options");
  }
}

void ModelReader::read_drawn(Entry& entry, Trend& trend) {
  Node* const given = entry.required("facility");
  if (given == nullptr) return;
  trend.facility =
      reader_.find<FacilityIx>(model_.facilities, reader_.text(*given, "facility"), given->place, "facility");
  if (trend.facility.valid() && !model_.facilities[trend.facility.value].reserve) {
    reader_.error(given->place, "'" + model_.facilities[trend.facility.value].id + "' is no finite stock",
                  "a facility with a 'reserve'; what others give follows from what is asked of them");
  }
}

void ModelReader::read_bound(Entry& entry, Trend& trend) {
  std::vector<std::string> names;
  entry.texts("supply_bound", names);
  const Node* const given = entry.node().find("supply_bound");
  for (const std::string& name : names) {
    const ProductRef what = product_ref(name, given->place);
    if (!what.product.valid()) continue;
    const auto made = [&](const Facility& f) { return f.makes == what; };
    if (std::none_of(model_.facilities.begin(), model_.facilities.end(), made)) {
      reader_.error(given->place, "nobody makes " + shown(name), "the product, with its variant where it has one");
    }
    trend.bound.push_back(what);
  }
}

// How far an option is cut is one factor: that of one list of products.
void ModelReader::check_bounds() {
  std::map<std::pair<NeedIx, std::string>, const Trend*> bounds;
  for (const Trend& trend : model_.trends) {
    if (trend.bound.empty()) continue;
    for (const NeedIx need : trend.needs) {
      for (const NeedOption& option : model_.needs[need.value].options) {
        if (!moves_option(trend, option)) continue;
        const auto [known, fresh] = bounds.try_emplace({need, option.id}, &trend);
        if (fresh || known->second->bound == trend.bound) continue;
        reader_.error(trend.place,
                      "'" + model_.needs[need.value].id + "' is bound by another list of products in trend '" +
                          known->second->id + "'",
                      "the same 'supply_bound' in both, in the same order");
        return;
      }
    }
  }
}

void ModelReader::read_points(Node& node, Trend& trend, const Want& want) {
  if (!reader_.is_map(node, node.key)) return;
  for (Node& child : node) {
    if (child.key == "source") continue;
    const auto date = parse_date(child.key);
    if (!date) {
      reader_.error(child.key_place, shown(child.key) + " is not a date", "points are {2026-07-01: 1.2, …}");
      continue;
    }
    trend.path.push_back({time_of(*date), reader_.number(child, child.key, want)});
  }
  std::sort(trend.path.begin(), trend.path.end(), [](const TrendPoint& a, const TrendPoint& b) { return a.at < b.at; });
  if (trend.path.empty()) reader_.error(node.place, "a path without a point", "{2026-07-01: 1.2, …}");
}

}  // namespace fabshock::input
