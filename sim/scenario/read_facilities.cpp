#include <algorithm>
#include <map>

#include "scenario/read_model.h"

namespace fabshock::input {

// A bloc of the model; unless given, the one where the facility stands.
void ModelReader::read_owner_bloc(Entry& entry, Facility& facility) {
  if (Node* given = entry.find("owner_bloc")) {
    facility.owner_bloc = bloc(reader_.text(*given, "owner_bloc"), given->place);
  } else if (facility.site.valid() && model_.sites[facility.site.value].region.valid()) {
    facility.owner_bloc = name_of_bloc(model_.regions[model_.sites[facility.site.value].region.value]);
  }
}

void ModelReader::read_facility(Node& node) {
  Facility facility;
  facility.id = node.key;
  facility.group = node.key;
  facility.place = node.key_place;
  Entry entry(reader_, node, "facility", node.key);
  entry.text("name", facility.name);
  entry.text("owner", facility.owner);
  entry.text("kind", facility.kind);
  group_places_.push_back(facility.place);
  if (Node* group = entry.find("group")) {
    group_places_.back() = group->place;
    facility.group = reader_.text(*group, "group");
    if (facility.group.empty())
      reader_.error(group->place, "'group' is empty", "name at least one member, or leave the key out");
  }
  if (Node* site = entry.required("site")) {
    facility.site = reader_.find<SiteIx>(model_.sites, reader_.text(*site, "site"), site->place, "site");
  }
  read_owner_bloc(entry, facility);
  if (Node* makes = entry.required("makes")) {
    facility.makes = product_ref(reader_.text(*makes, "makes"), makes->place);
  }
  const Product* made = product(facility.makes);
  const std::string_view unit = made != nullptr ? std::string_view{made->unit} : std::string_view{};
  const double quantum = made != nullptr ? made->quantum : 0;
  const Want rate{.dimension = Dimension::kRate, .unit = unit, .quantum = quantum};
  // An unknown product has been reported; its unit is anyone's guess.
  for (const std::string_view key : {"capacity", "output", "reserve"}) {
    if (made == nullptr) entry.expect(key);
  }
  if (made != nullptr) {
    entry.number("capacity", facility.capacity, rate);
    entry.number("output", facility.output, rate);
    entry.number("reserve", facility.reserve, {.dimension = Dimension::kQuantity, .unit = unit, .quantum = quantum});
  }
  if (Node* cover = entry.find("cover")) {
    if (cover->is_map() && !is_number_map(*cover)) {
      read_covers(*cover, facility.covers);
    } else {
      facility.control.cover = reader_.number(*cover, "cover", kDurationWant);
    }
  }
  entry.flag("planned", facility.planned);
  if (facility.planned && !facility.capacity && made != nullptr) {
    reader_.error(node.key_place, entry.name() + " is planned and has no capacity to be built",
                  "capacity: what it is to have once it is built");
  }
  if (Node* tools = entry.find("tools"); tools != nullptr && reader_.is_map(*tools, "tools")) {
    read_tools(*tools, facility);
  }
  entry.texts("tags", facility.tags);
  read_control(entry, facility.control, made);
  const bool own = has_own_recipe(node);
  for (const std::string_view key : {"inputs", "cycle_time", "yield"}) entry.expect(key);
  facility.recipe = recipe_of(entry, facility, own);
  entry.finish();
  model_.facilities.push_back(std::move(facility));
}

RecipeIx ModelReader::recipe_of(Entry& entry, const Facility& facility, bool own) {
  const auto of_id = [&](std::string_view id) {
    const auto& all = model_.recipes;
    const auto at =
        std::lower_bound(all.begin(), all.end(), id, [](const Recipe& r, std::string_view v) { return r.id < v; });
    return at != all.end() && at->id == id ? RecipeIx{static_cast<std::uint32_t>(at - all.begin())} : RecipeIx{};
  };
  Node* named = entry.find("recipe");
  if (own) {
    if (named != nullptr) {
      reader_.error(named->key_place,
                    "a facility names a recipe or has inputs, a cycle time or a yield of its own, not both",
                    "put them into a recipe of its own under 'recipes', or drop 'recipe'");
    }
    return of_id(facility.id);
  }
  if (named != nullptr) {
    return reader_.find<RecipeIx>(model_.recipes, reader_.text(*named, "recipe"), named->place, "recipe");
  }
  const Product* made = product(facility.makes);
  if (made == nullptr) return {};
  const RecipeIx variant = facility.makes.variant.empty() ? RecipeIx{} : of_id(made->id + "/" + facility.makes.variant);
  return variant.valid() ? variant : of_id(made->id);
}

void ModelReader::read_tools(Node& node, Facility& facility) {
  for (Node& child : node) {
    if (child.key == "source") continue;
    Input tool;
    tool.place = child.key_place;
    tool.what = product_ref(child.key, child.key_place);
    tool.criticality = Criticality::kNonCritical;  // no start waits for it: capacity does
    const Product* made = product(tool.what);
    if (made == nullptr) continue;
    tool.tools = reader_.number(
        child, child.key,
        {.dimension = Dimension::kQuantity, .above = true, .unit = made->unit, .quantum = made->quantum});
    if (!made->storable)
      reader_.error(tool.place, "'" + made->id + "' is not storable, and no tool",
                    "a tool is made, shipped and installed: 'storable: on' for it");
    facility.tools.push_back(std::move(tool));
  }
  std::sort(facility.tools.begin(), facility.tools.end(), [](const Input& a, const Input& b) {
    return std::tie(a.what.product, a.what.variant) < std::tie(b.what.product, b.what.variant);
  });
  if (!facility.tools.empty() && !facility.capacity) {
    reader_.error(node.key_place, "tools are of a capacity, and '" + facility.id + "' has no limit to its own",
                  "capacity: what they have room for");
  }
}

// What is consumed is no tool: a lane could not tell which of the two it brings.
void ModelReader::check_tools() {
  for (const Facility& facility : model_.facilities) {
    if (!facility.recipe.valid()) continue;
    for (const Input& tool : facility.tools) {
      for (const Input& input : model_.recipes[facility.recipe.value].inputs) {
        if (input.what.product != tool.what.product) continue;
        reader_.error(tool.place,
                      "'" + facility.id + "' consumes '" + model_.products[tool.what.product.value].id +
                          "', which is then no tool of it",
                      "keep it among the inputs or among the tools, not both");
      }
    }
  }
}

void ModelReader::read_covers(Node& node, std::vector<Cover>& covers) {
  for (Node& child : node) {
    if (child.key == "source") continue;
    Cover cover;
    cover.place = child.key_place;
    cover.what = product_ref(child.key, child.table ? child.place : child.key_place);
    cover.hours = reader_.number(child, child.key, kDurationWant);
    covers.push_back(std::move(cover));
  }
  std::stable_sort(covers.begin(), covers.end(), [](const Cover& a, const Cover& b) {
    return std::tie(a.what.product, a.what.variant) < std::tie(b.what.product, b.what.variant);
  });
}

// `to: x` must mean one thing: the facility x, or the group x, or the need x.
void ModelReader::check_groups() {
  std::map<std::string_view, std::vector<const Facility*>> members;
  for (const Facility& facility : model_.facilities) members[facility.group].push_back(&facility);
  for (const Facility& facility : model_.facilities) {
    const auto group = members.find(facility.id);
    if (group == members.end()) continue;
    for (const Facility* member : group->second) {
      if (member->id == facility.id) continue;
      reader_.error(group_places_[static_cast<std::size_t>(member - model_.facilities.data())],
                    "the group of facility '" + member->id + "' has the id of the facility '" + facility.id + "'",
                    "lanes could mean either; rename the group");
      break;
    }
  }
}

}  // namespace fabshock::input
