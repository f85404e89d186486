#include "scenario/read_model.h"

#include <algorithm>

#include "scenario/read_selector.h"
#include "scenario/sections.h"

namespace fabshock::input {
namespace {

constexpr Want kLatitude{.least = -90, .most = 90};
constexpr Want kLongitude{.least = -180, .most = 180};

}  // namespace

void ModelReader::read(Node& root) {
  reader_.count_into(&model_);
  read_top(root);
  read_regions(root.find("regions"));
  read_rivals(root.find("rivals"));
  read_sites(root.find("sites"));
  read_products(root.find("products"));
  read_modes(root.find("modes"));
  const std::vector<Node*> facilities = sorted_entries(root.find("facilities"));
  read_recipes(root.find("recipes"), root.find("recipe_inputs"), facilities);
  model_.facilities.reserve(facilities.size());
  for (Node* node : facilities) read_facility(*node);
  check_groups();
  check_tools();
  const std::vector<Node*> needs = sorted_entries(root.find("needs"));
  model_.needs.reserve(needs.size());
  for (Node* node : needs) read_need(*node);
  if (Node* lines = root.find("need_options")) {
    for (Node& line : *lines) read_option_line(line);
  }
  for (Need& need : model_.needs) {
    std::sort(need.options.begin(), need.options.end(),
              [](const NeedOption& a, const NeedOption& b) { return a.id < b.id; });
    if (need.options.empty()) {
      reader_.error(need.place, "need '" + need.id + "' has no options", "'options', or 'units' and 'rate'");
    }
    split_rate(need);
    check_barred(need);
  }
  check_need_ids();
  check_kinds();
  read_lanes(root.find("lanes"));
  read_transit(root.find("transit"));
  read_defaults(root.find("defaults"));
  read_zones(root.find("zones"));
  read_market_defaults(root.find("market_defaults"));
  read_markets(root.find("markets"));
  read_belief(root.find("belief"));
  read_trends(root.find("trends"));
  read_discrepancy(root.find("discrepancy"));
  read_joint(root.find("joint"), root);
  reader_.count_into(nullptr);
  for (const std::string_view source : reader_.tree().sources()) model_.sources.emplace_back(source);
}

void ModelReader::read_top(Node& root) {
  Entry top(reader_, root, "model");
  top.required("schema");
  if (Node* name = top.find("name")) {
    model_.name = reader_.text(*name, "name");
    reader_.check_id(model_.name, name->place);
  }
  top.text("title", model_.title);
  top.text("currency", model_.currency);
  if (Node* epoch = top.find("epoch")) model_.epoch = reader_.date(*epoch, "epoch");
  read_tables_date(top);
  top.expect("rivals");
  Want step = kPositiveDuration;
  step.least = 1;
  step.above = false;
  step.most = 8760;
  step.counted = false;
  top.number("step", model_.step, step);
  for (const std::string_view section : kMapSections) top.expect(section);
  for (const std::string_view section : kListSections) top.expect(section);
  top.expect("include");
  top.expect("belief");
  top.expect("discrepancy");
  top.finish();
}

std::vector<Node*> ModelReader::sorted_entries(Node* section) {
  std::vector<Node*> entries;
  if (section == nullptr || !section->is_map()) return entries;
  for (Node& child : *section) {
    // A recipe or a market may have the name of a product's variant: `wafer-n7/duv`.
    const bool variants = section->key == "recipes" || section->key == "markets";
    const std::size_t slash = variants ? child.key.find('/') : std::string_view::npos;
    if (slash == std::string_view::npos) {
      reader_.check_id(child.key, child.key_place);
    } else if (reader_.check_id(child.key.substr(0, slash), child.key_place)) {
      reader_.check_id(child.key.substr(slash + 1), child.key_place);
    }
    if (child.is_map()) {
      entries.push_back(&child);
    } else {
      reader_.is_map(child, child.key);
    }
  }
  std::sort(entries.begin(), entries.end(), [](const Node* a, const Node* b) { return a->key < b->key; });
  return entries;
}

void ModelReader::read_regions(Node* section) {
  for (Node* node : sorted_entries(section)) {
    Region region{std::string{node->key}, {}, {}, node->key_place};
    Entry entry(reader_, *node, "region", node->key);
    entry.text("name", region.name);
    entry.text("bloc", region.bloc);
    entry.finish();
    model_.regions.push_back(std::move(region));
  }
}

std::string ModelReader::bloc(std::string name, Place place) {
  std::vector<std::string_view> blocs;
  for (const Region& region : model_.regions) blocs.push_back(name_of_bloc(region));
  std::sort(blocs.begin(), blocs.end());
  blocs.erase(std::unique(blocs.begin(), blocs.end()), blocs.end());
  if (!std::binary_search(blocs.begin(), blocs.end(), name)) reader_.unknown(place, "bloc", name, blocs);
  return name;
}

void ModelReader::read_rivals(Node* node) {
  if (node == nullptr) return;
  for (const Item& item : reader_.items(*node, "rivals")) {
    model_.rivals.push_back(bloc(std::string{item.text}, item.place));
  }
  std::vector<std::string> rivals = model_.rivals;
  std::sort(rivals.begin(), rivals.end());
  if (rivals.size() < 2 || std::adjacent_find(rivals.begin(), rivals.end()) != rivals.end()) {
    reader_.error(node->place, "'rivals' are two blocs or more, each named once", "rivals: [us, cn]");
  }
}

void ModelReader::read_sites(Node* section) {
  for (Node* node : sorted_entries(section)) {
    Site site;
    site.id = node->key;
    site.place = node->key_place;
    Entry entry(reader_, *node, "site", node->key);
    entry.text("name", site.name);
    entry.text("country", site.country);
    if (Node* region = entry.required("region")) {
      site.region = reader_.find<RegionIx>(model_.regions, reader_.text(*region, "region"), region->place, "region");
    }
    if (Node* lat = entry.required("lat")) site.lat = reader_.number(*lat, "lat", kLatitude).value;
    if (Node* lon = entry.required("lon")) site.lon = reader_.number(*lon, "lon", kLongitude).value;
    entry.texts("tags", site.tags);
    entry.finish();
    model_.sites.push_back(std::move(site));
  }
}

void ModelReader::read_products(Node* section) {
  for (Node* node : sorted_entries(section)) {
    Product product;
    product.id = node->key;
    product.place = node->key_place;
    Entry entry(reader_, *node, "product", node->key);
    if (entry.required("unit") != nullptr) entry.text("unit", product.unit);
    entry.plain("quantum", product.quantum, {.least = 1e-12, .most = 1e12, .counted = false});
    entry.number("price", product.price, {.most = 1e15});
    entry.text("class", product.klass);
    entry.text("layer", product.layer);
    entry.flag("storable", product.storable);
    entry.finish();
    model_.products.push_back(std::move(product));
  }
}

void ModelReader::read_modes(Node* section) {
  for (Node* node : sorted_entries(section)) {
    Mode mode;
    mode.id = node->key;
    mode.place = node->key_place;
    Entry entry(reader_, *node, "mode", node->key);
    if (Node* speed = entry.required("speed")) {
      mode.speed = reader_.number(*speed, "speed", {.dimension = Dimension::kSpeed, .most = 2e9, .above = true});
    }
    entry.number("handling", mode.handling, kDurationWant);
    entry.plain("detour", mode.detour, {.least = 1, .most = 100});
    entry.finish();
    model_.modes.push_back(std::move(mode));
  }
}

ProductRef ModelReader::product_ref(std::string_view text, Place place) {
  const std::size_t slash = text.find('/');
  ProductRef ref;
  ref.product = reader_.find<ProductIx>(model_.products, text.substr(0, slash), place, "product");
  if (slash != std::string_view::npos) {
    ref.variant = text.substr(slash + 1);
    reader_.check_id(ref.variant, place);
  }
  return ref;
}

const Product* ModelReader::product(const ProductRef& ref) const {
  return ref.product.valid() ? &model_.products[ref.product.value] : nullptr;
}

}  // namespace fabshock::input
