// Trends: what of a model changes after the date of its tables (trends.h).
#include <algorithm>
#include <map>

#include "scenario/read_model.h"

namespace fabshock::input {
namespace {

constexpr std::array<std::string_view, 6> kTrendTypes = {"capacity", "demand", "recipe", "yield", "compute", "unused"};
constexpr Want kLate{.dimension = Dimension::kDuration, .least = -10 * 8760, .most = 10 * 8760};
constexpr Want kMultiple{.most = 1e6};

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
  std::map<std::pair<RecipeIx, std::string>, const Trend*> recipes;  // one path for each
  for (std::size_t i = 0; i < model_.trends.size(); ++i) {
    const Trend& trend = model_.trends[i];
    if (i > 0 && model_.trends[i - 1].id == trend.id) {
      reader_.error(trend.place, "two trends with the id '" + trend.id + "'", "an id of its own for each");
    }
    if (trend.type != TrendType::kRecipe && trend.type != TrendType::kYield) continue;
    std::string what = trend.type == TrendType::kYield ? "/yield" : std::to_string(trend.input.product.value);
    if (!recipes.emplace(std::pair{trend.recipe, what + '/' + trend.input.variant}, &trend).second) {
      reader_.error(trend.place,
                    "a second trend for the same number of recipe '" +
                        (trend.recipe.valid() ? model_.recipes[trend.recipe.value].id : "") + "'",
                    "one path with all its points");
    }
  }
  if (!model_.trends.empty() && !model_.tables) {
    reader_.error(section->place, "trends, and no date at which the tables stand", "tables: 2025-07-01");
  }
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
  if (entry.required("type") == nullptr) return;
  entry.choice("type", trend.type, kTrendTypes);
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
  } else {
    read_needs_of(entry, trend);
    entry.number("factor", trend.factor, kMultiple);
  }
  if (Node* points = entry.required(key)) read_points(*points, trend, want);
}

void ModelReader::read_needs_of(Entry& entry, Trend& trend) {
  std::vector<std::string> kinds;
  std::vector<std::string> regions;
  Node* const kind = entry.required("kind");
  if (kind != nullptr) kinds = reader_.texts(*kind, "kind");
  entry.texts("regions", regions);
  entry.texts("options", trend.options);
  const auto among = [](const std::vector<std::string>& all, const std::string& one) {
    return all.empty() || std::find(all.begin(), all.end(), one) != all.end();
  };
  bool option_known = trend.options.empty();
  for (std::uint32_t z = 0; z < model_.needs.size(); ++z) {
    const Need& need = model_.needs[z];
    const bool there = need.region.valid() && among(regions, model_.regions[need.region.value].id);
    if (!among(kinds, need.kind) || !there) continue;
    trend.needs.push_back(NeedIx{z});
    for (const NeedOption& option : need.options) option_known |= among(trend.options, option.id);
  }
  if (kind != nullptr && (trend.needs.empty() || !option_known)) {
    reader_.error(trend.place, "trend '" + trend.id + "' moves no need",
                  "'kind' is a need's 'kind', 'regions' are where needs stand, 'options' are ids of their options");
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
