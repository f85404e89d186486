#include <algorithm>

#include "scenario/read_model.h"

namespace fabshock::input {
namespace {

constexpr std::array<std::string_view, 3> kCriticalities = {"critical", "important", "non-critical"};
constexpr Want kCycleTime{.dimension = Dimension::kDuration, .most = 10.0 * 8760};
constexpr Want kYield{.dimension = Dimension::kShare, .most = 1, .above = true};
constexpr Want kPer{.most = 1e12};

}  // namespace

bool has_own_recipe(const Node& facility) {
  return facility.find("inputs") != nullptr || facility.find("cycle_time") != nullptr ||
         facility.find("yield") != nullptr;
}

void ModelReader::read_recipes(Node* section, Node* lines, const std::vector<Node*>& facilities) {
  struct Where {
    Node* node;
    bool shared;
  };
  std::vector<Where> all;
  for (Node* node : sorted_entries(section)) all.push_back({node, true});
  for (Node* node : facilities) {
    if (has_own_recipe(*node)) all.push_back({node, false});
  }
  std::stable_sort(all.begin(), all.end(), [](const Where& a, const Where& b) { return a.node->key < b.node->key; });
  for (std::size_t i = 0; i < all.size(); ++i) {
    Node& node = *all[i].node;
    if (i > 0 && all[i - 1].node->key == node.key) {
      reader_.error(node.key_place,
                    "facility '" + std::string{node.key} +
                        "' has inputs, a cycle time or a yield of its own, and there is a recipe of that id",
                    "rename the recipe");
      continue;
    }
    Recipe recipe;
    recipe.id = node.key;
    recipe.place = node.key_place;
    Entry entry(reader_, node, all[i].shared ? "recipe" : "facility", node.key);
    read_recipe_keys(entry, recipe);
    if (all[i].shared) entry.finish();  // read_facility knows the other keys of a facility
    model_.recipes.push_back(std::move(recipe));
  }
  if (lines != nullptr) {
    for (Node& line : *lines) {
      if (reader_.is_map(line, "recipe_inputs")) read_recipe_line(line);
    }
  }
  for (Recipe& recipe : model_.recipes) {
    std::stable_sort(recipe.inputs.begin(), recipe.inputs.end(), [](const Input& a, const Input& b) {
      return std::tie(a.what.product, a.what.variant, a.regions) < std::tie(b.what.product, b.what.variant, b.regions);
    });
    check_inputs(recipe);
  }
}

void ModelReader::read_recipe_keys(Entry& entry, Recipe& recipe) {
  entry.number("cycle_time", recipe.cycle_time, kCycleTime);
  entry.number("yield", recipe.yield, kYield);
  if (Node* inputs = entry.find("inputs"); inputs != nullptr && reader_.is_map(*inputs, "inputs")) {
    read_inputs(*inputs, recipe);
  }
}

void ModelReader::read_inputs(Node& node, Recipe& recipe) {
  for (Node& child : node) {
    if (child.key == "source") continue;
    Input input;
    input.place = child.key_place;
    input.what = product_ref(child.key, child.table ? child.place : child.key_place);
    if (child.is_null()) {
      reader_.error(child.place, "'" + std::string{child.key} + "' has no value", "give it one, or leave the key out");
    } else if (child.is_map() && !is_number_map(child)) {
      Entry entry(reader_, child, "input", child.key);
      read_input_keys(entry, input);
      entry.finish();
    } else {
      input.per = reader_.number(child, child.key, kPer);
    }
    recipe.inputs.push_back(std::move(input));
  }
}

void ModelReader::read_input_keys(Entry& entry, Input& input) {
  if (Node* per = entry.required("per")) input.per = reader_.number(*per, "per", kPer);
  entry.choice("criticality", input.criticality, kCriticalities);
  if (Node* critical = entry.find("critical")) {  // short for the two ends of criticality
    if (entry.has("criticality"))
      reader_.error(critical->key_place, "either 'critical' or 'criticality'",
                    "'criticality' is a share from 0 to 1; 'critical: on' is short for 1");
    const bool yes = reader_.flag(*critical, "critical").value_or(true);
    input.criticality = yes ? Criticality::kCritical : Criticality::kNonCritical;
  }
  entry.number("weight", input.weight, kShareWant);
  if (entry.has("weight") && input.criticality != Criticality::kImportant) {
    reader_.error(entry.node().find("weight")->key_place, "only an important input has a 'weight'",
                  "criticality: important");
  }
  entry.flag("line", input.line);
  if (Node* terms = entry.find("recycling")) input.recycling = read_recycling(*terms, input);
  input.regions = read_regions_of(entry);
}

std::optional<Recycling> ModelReader::read_recycling(Node& node, const Input& input) {
  if (!reader_.is_map(node, "recycling")) return std::nullopt;
  Recycling recycling;
  Entry entry(reader_, node, "recycling");
  if (Node* most = entry.required("most")) recycling.most = reader_.number(*most, "most", kShareWant);
  entry.number("elasticity", recycling.elasticity, {.most = 10});
  entry.number("time", recycling.time, kPositiveDuration);
  entry.finish();
  if (input.what.product.valid() && !model_.products[input.what.product.value].storable) {
    reader_.error(node.key_place,
                  "'" + model_.products[input.what.product.value].id + "' cannot be stored, so it is not recycled",
                  "a lower 'per'");
  }
  return recycling;
}

std::vector<RegionIx> ModelReader::read_regions_of(Entry& entry) {
  std::vector<RegionIx> regions;
  Node* node = entry.find("regions");
  if (node == nullptr) return regions;
  for (const Item& item : reader_.items(*node, "regions")) {
    regions.push_back(reader_.find<RegionIx>(model_.regions, item.text, item.place, "region"));
  }
  std::sort(regions.begin(), regions.end());
  regions.erase(std::unique(regions.begin(), regions.end()), regions.end());
  return regions;
}

void ModelReader::read_recipe_line(Node& line) {
  Entry entry(reader_, line, "recipe_inputs line");
  RecipeIx recipe;
  if (Node* name = entry.required("recipe")) {
    recipe = reader_.find<RecipeIx>(model_.recipes, reader_.text(*name, "recipe"), name->place, "recipe");
  }
  Input input;
  input.place = line.place;
  if (Node* what = entry.required("input")) {
    input.what = product_ref(reader_.text(*what, "input"), what->place);
    input.place = what->place;
  }
  read_input_keys(entry, input);
  entry.finish();
  if (recipe.valid()) model_.recipes[recipe.value].inputs.push_back(std::move(input));
}

// A product named twice must be for different regions.
void ModelReader::check_inputs(const Recipe& recipe) {
  for (std::size_t i = 1; i < recipe.inputs.size(); ++i) {
    const Input& b = recipe.inputs[i];
    for (std::size_t j = i; j-- > 0;) {
      const Input& a = recipe.inputs[j];
      if (a.what.product != b.what.product || a.what.variant != b.what.variant || !b.what.product.valid()) break;
      const bool apart = !a.regions.empty() && !b.regions.empty() &&
                         std::none_of(a.regions.begin(), a.regions.end(), [&](RegionIx region) {
                           return std::find(b.regions.begin(), b.regions.end(), region) != b.regions.end();
                         });
      if (apart) continue;
      const std::string variant = b.what.variant.empty() ? "" : "/" + b.what.variant;
      reader_.error(b.place,
                    "recipe '" + recipe.id + "' names the input '" + model_.products[b.what.product.value].id +
                        variant + "' twice for a region",
                    "one row for an input and a region: add the amounts up");
    }
  }
}

}  // namespace fabshock::input
