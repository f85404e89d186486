#include "scenario/read_selector.h"

#include <algorithm>
#include <cctype>

namespace fabshock::input {
namespace {

using Kind = Selector::Kind;

struct NamedKind {
  std::string_view key;
  Kind kind;
};
constexpr std::array<NamedKind, 12> kNamed{{{"facility", Kind::kFacility},
                                            {"site", Kind::kSite},
                                            {"country", Kind::kCountry},
                                            {"region", Kind::kRegion},
                                            {"bloc", Kind::kBloc},
                                            {"owner", Kind::kOwner},
                                            {"owner_bloc", Kind::kOwnerBloc},
                                            {"product", Kind::kProduct},
                                            {"class", Kind::kClass},
                                            {"layer", Kind::kLayer},
                                            {"kind", Kind::kKind},
                                            {"tag", Kind::kTag}}};
constexpr std::array<std::string_view, 17> kKeys = {"facility",   "site",    "country", "region", "bloc", "owner",
                                                    "owner_bloc", "product", "class",   "layer",  "kind", "tag",
                                                    "within",     "of",      "all",     "any",    "not"};

Selector everything(Place place) {
  Selector selector;
  selector.kind = Kind::kAny;
  selector.place = place;
  return selector;
}

Selector within(Reader& reader, Node& map, Node& distance) {
  Selector selector;
  selector.kind = Kind::kWithin;
  selector.place = distance.place;
  selector.km =
      reader.number(distance, "within", {.dimension = Dimension::kDistance, .most = 20100, .counted = false}).value;
  Node* of = map.find("of");
  if (of == nullptr || !of->is_map()) {
    reader.error(of != nullptr ? of->place : distance.place, "'within' needs 'of', the middle of the circle",
                 "{within: 60 km, of: {lat: 23.8, lon: 121.6}}");
    return selector;
  }
  Entry middle(reader, *of, "point");
  if (Node* lat = middle.required("lat")) {
    selector.lat = reader.number(*lat, "lat", {.least = -90, .most = 90, .counted = false}).value;
  }
  if (Node* lon = middle.required("lon")) {
    selector.lon = reader.number(*lon, "lon", {.least = -180, .most = 180, .counted = false}).value;
  }
  middle.finish();
  return selector;
}

std::vector<Selector> several(Reader& reader, const Node& node, std::string_view what) {
  std::vector<Selector> list;
  if (!node.is_list() || node.size == 0) {
    reader.error(node.place, "'" + std::string{what} + "' needs a list of selectors",
                 "all: [{region: TW}, {kind: fab}]");
    return list;
  }
  for (const Node& item : node) list.push_back(read_selector(reader, item, what));
  return list;
}

// A name alone does not say what it is a name of: how it may have been meant.
std::string selector_hint(const Node& node, std::string_view what) {
  const std::string name{node.text};
  if (!node.is_scalar() || name.empty()) return "'any', or a map such as {region: TW} or {facility: [a, b]}";
  if (what == "products" || what == "product") return "{product: " + name + "} or {class: " + name + "}, or 'any'";
  constexpr std::array<std::string_view, 3> kPlaces = {"importer", "exporter", "crossing"};
  if (std::find(kPlaces.begin(), kPlaces.end(), what) != kPlaces.end()) {
    return "{region: " + name + "} or {bloc: " + name + "}, or 'any'";
  }
  return "{facility: " + name + "}, {owner: " + name + "}, {kind: " + name + "} or {region: " + name + "}, or 'any'";
}

}  // namespace

Selector read_selector(Reader& reader, const Node& node, std::string_view what) {
  if (node.is_scalar() && node.text == "any") return everything(node.place);
  if (!node.is_map() || node.size == 0) {
    reader.error(node.place, "'" + std::string{what} + "' must be a selector", selector_hint(node, what));
    return everything(node.place);
  }
  const std::size_t errors = reader.diagnostics().errors();
  std::vector<Selector> parts;
  for (Node& child : const_cast<Node&>(node)) {  // numbers are marked as read
    const auto named =
        std::find_if(kNamed.begin(), kNamed.end(), [&](const NamedKind& k) { return k.key == child.key; });
    Selector part;
    part.place = child.place;
    if (named != kNamed.end()) {
      part.kind = named->kind;
      part.names = reader.texts(child, child.key);
      if (part.names.empty() && child.is_list())
        reader.error(child.place, "'" + std::string{child.key} + "' names nothing",
                     "give it a name, or leave the key out");
    } else if (child.key == "within") {
      part = within(reader, const_cast<Node&>(node), child);
    } else if (child.key == "of") {
      if (node.find("within") == nullptr)
        reader.error(child.key_place, "'of' without 'within'", "{within: 50 km, of: {lat: 24.8, lon: 121}}");
      continue;
    } else if (child.key == "all" || child.key == "any") {
      part.kind = child.key == "all" ? Kind::kAll : Kind::kOneOf;
      part.children = several(reader, child, child.key);
    } else if (child.key == "not") {
      part.kind = Kind::kNot;
      part.children.push_back(read_selector(reader, child, child.key));
    } else {
      reader.unknown_key(child, "selector", kKeys);
      continue;
    }
    parts.push_back(std::move(part));
  }
  // A selector that could not be read must not be reported again as one that picks nothing.
  if (parts.empty() || reader.diagnostics().errors() != errors) return everything(node.place);
  if (parts.size() == 1) return std::move(parts.front());
  Selector all;
  all.kind = Kind::kAll;
  all.place = node.place;
  all.children = std::move(parts);
  return all;
}

namespace {

// Every word that the model uses in the place that the selector looks at.
std::vector<std::string_view> vocabulary(const Model& model, Kind kind) {
  std::vector<std::string_view> words;
  const auto each = [&](const auto& all, auto&& member) {
    for (const auto& one : all) words.push_back(member(one));
  };
  const auto id = [](const auto& one) -> std::string_view { return one.id; };
  switch (kind) {
    case Kind::kFacility:
      each(model.facilities, id);
      each(model.facilities, [](const Facility& f) -> std::string_view { return f.group; });
      each(model.needs, id);
      break;
    case Kind::kSite:
      each(model.sites, id);
      break;
    case Kind::kCountry:
      each(model.sites, [](const Site& s) -> std::string_view { return s.country; });
      break;
    case Kind::kRegion:
      each(model.regions, id);
      break;
    case Kind::kBloc:
      each(model.regions, [](const Region& r) -> std::string_view { return r.bloc; });
      break;
    case Kind::kOwner:
      each(model.facilities, [](const Facility& f) -> std::string_view { return f.owner; });
      break;
    case Kind::kOwnerBloc:
      each(model.facilities, [](const Facility& f) -> std::string_view { return f.owner_bloc; });
      break;
    case Kind::kProduct:
      each(model.products, id);
      break;
    case Kind::kClass:
      each(model.products, [](const Product& p) -> std::string_view { return p.klass; });
      break;
    case Kind::kLayer:
      each(model.products, [](const Product& p) -> std::string_view { return p.layer; });
      break;
    case Kind::kKind:
      each(model.facilities, [](const Facility& f) -> std::string_view { return f.kind; });
      break;
    case Kind::kTag:
      for (const Facility& f : model.facilities) words.insert(words.end(), f.tags.begin(), f.tags.end());
      for (const Site& s : model.sites) words.insert(words.end(), s.tags.begin(), s.tags.end());
      break;
    default:
      break;
  }
  return words;
}

// The id of what has this name: people write Taiwan for TW.
std::string_view id_by_name(const Model& model, Kind kind, std::string_view name) {
  const auto same = [&](const std::string& other) {
    return std::equal(other.begin(), other.end(), name.begin(), name.end(), [](char a, char b) {
      return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
    });
  };
  const auto among = [&](const auto& all) -> std::string_view {
    for (const auto& one : all) {
      if (same(one.name)) return one.id;
    }
    return {};
  };
  if (kind == Kind::kRegion) return among(model.regions);
  if (kind == Kind::kSite) return among(model.sites);
  return kind == Kind::kFacility ? among(model.facilities) : std::string_view{};
}

bool fits(Kind kind, Picks picks) {
  if (kind == Kind::kAny || kind == Kind::kAll || kind == Kind::kOneOf || kind == Kind::kNot) return true;
  if (picks == Picks::kRegions) return kind == Kind::kRegion || kind == Kind::kBloc;
  return picks != Picks::kProducts || kind == Kind::kProduct || kind == Kind::kClass || kind == Kind::kLayer;
}

bool check_names(Reader& reader, const Model& model, const Selector& selector, Picks picks, bool optional) {
  if (!fits(selector.kind, picks)) {
    if (picks == Picks::kProducts) {
      reader.error(selector.place, "products are selected by product, class or layer",
                   "{product: wafer/n3}, {class: wafer} or {layer: 3}");
    } else {
      reader.error(selector.place, "zones are selected by region or bloc",
                   "{region: [TW, JP]} or {not: {bloc: china}}");
    }
    return false;
  }
  bool good = true;
  if (!selector.names.empty() && !(optional && selector.kind == Kind::kTag)) {
    const std::vector<std::string_view> words = vocabulary(model, selector.kind);
    const auto key =
        std::find_if(kNamed.begin(), kNamed.end(), [&](const NamedKind& k) { return k.kind == selector.kind; });
    for (const std::string& name : selector.names) {
      std::string_view word = name;
      if (selector.kind == Kind::kProduct) word = word.substr(0, word.find('/'));
      if (std::find(words.begin(), words.end(), word) != words.end()) continue;
      good = false;
      const std::string_view id = id_by_name(model, selector.kind, word);
      if (id.empty()) {
        reader.unknown(selector.place, key->key, word, words);
      } else {
        reader.error(selector.place, "no " + std::string{key->key} + " '" + std::string{word} + "'",
                     "that is the name of '" + std::string{id} + "'");
      }
    }
  }
  for (const Selector& child : selector.children) good = check_names(reader, model, child, picks, optional) && good;
  return good;
}

bool picks_something(const Model& model, const Selector& selector, Picks picks) {
  const auto count = [](const auto& all) { return static_cast<std::uint32_t>(all.size()); };
  if (picks == Picks::kProducts) {
    for (std::uint32_t i = 0; i < count(model.products); ++i) {
      if (selects(model, selector, ProductIx{i})) return true;
    }
    return std::any_of(model.facilities.begin(), model.facilities.end(),
                       [&](const Facility& f) { return selects(model, selector, f.makes); });
  }
  for (std::uint32_t i = 0; picks == Picks::kRegions && i < count(model.regions); ++i) {
    if (selects(model, selector, RegionIx{i})) return true;
  }
  for (std::uint32_t i = 0; picks != Picks::kRegions && i < count(model.facilities); ++i) {
    if (selects(model, selector, FacilityIx{i})) return true;
  }
  for (std::uint32_t i = 0; picks == Picks::kEnds && i < count(model.needs); ++i) {
    if (selects(model, selector, NeedIx{i})) return true;
  }
  return false;
}

}  // namespace

void check_selector(Reader& reader, const Model& model, const Selector& selector, Picks picks, bool optional) {
  if (!selector.given() || selector.kind == Kind::kAny) return;
  if (!check_names(reader, model, selector, picks, optional)) return;
  if (!optional && !picks_something(model, selector, picks)) {
    constexpr std::array<std::string_view, 4> things = {"facility", "facility and no need", "product", "region"};
    reader.error(selector.place, "this selector picks no " + std::string{things[static_cast<std::size_t>(picks)]},
                 "'all' keeps what every one of its parts picks, 'any' what one of them picks");
  }
}

}  // namespace fabshock::input
