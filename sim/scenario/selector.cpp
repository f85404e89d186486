#include "scenario/selector.h"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "base/math.h"
#include "scenario/model.h"

namespace fabshock {
namespace {

using Kind = Selector::Kind;

bool among(const std::vector<std::string>& names, std::string_view word) {
  return !word.empty() && std::find(names.begin(), names.end(), word) != names.end();
}

bool any_among(const std::vector<std::string>& names, const std::vector<std::string>& words) {
  return std::any_of(words.begin(), words.end(), [&](const std::string& word) { return among(names, word); });
}

// `product` or `product/variant`, the variant as a prefix.
bool names_product(const Model& model, const std::vector<std::string>& names, const ProductRef& made) {
  if (!made.product.valid()) return false;
  const std::string_view id = model.products[made.product.value].id;
  return std::any_of(names.begin(), names.end(), [&](std::string_view name) {
    const std::size_t slash = name.find('/');
    if (name.substr(0, slash) != id) return false;
    return slash == std::string_view::npos || made.variant.starts_with(name.substr(slash + 1));
  });
}

bool selects_product(const Model& model, const Selector& selector, const ProductRef& made) {
  if (selector.kind == Kind::kProduct) return names_product(model, selector.names, made);
  if (!made.product.valid()) return false;
  const Product& product = model.products[made.product.value];
  if (selector.kind == Kind::kClass) return among(selector.names, product.klass);
  return selector.kind == Kind::kLayer && among(selector.names, product.layer);
}

bool selects_region(const Model& model, const Selector& selector, RegionIx region) {
  if (!region.valid()) return false;
  const Region& at = model.regions[region.value];
  return among(selector.names, selector.kind == Kind::kRegion ? at.id : at.bloc);
}

// all, any and not are the same of everything; `leaf` judges the rest.
template <class Leaf>
bool evaluate(const Selector& selector, const Leaf& leaf) {
  const auto holds = [&](const Selector& child) { return evaluate(child, leaf); };
  const auto& children = selector.children;
  switch (selector.kind) {
    case Kind::kAny:
      return true;
    case Kind::kNone:
      return false;
    case Kind::kAll:
      return std::all_of(children.begin(), children.end(), holds);
    case Kind::kOneOf:
      return std::any_of(children.begin(), children.end(), holds);
    case Kind::kNot:
      return std::none_of(children.begin(), children.end(), holds);
    default:
      return leaf(selector);
  }
}

bool judge_facility(const Model& model, const Selector& selector, const Facility& facility) {
  const Site* site = facility.site.valid() ? &model.sites[facility.site.value] : nullptr;
  switch (selector.kind) {
    case Kind::kFacility:
      return among(selector.names, facility.id) || among(selector.names, facility.group);
    case Kind::kSite:
      return site != nullptr && among(selector.names, site->id);
    case Kind::kCountry:
      return site != nullptr && among(selector.names, site->country);
    case Kind::kRegion:
    case Kind::kBloc:
      return site != nullptr && selects_region(model, selector, site->region);
    case Kind::kOwner:
      return among(selector.names, facility.owner);
    case Kind::kOwnerBloc:
      return among(selector.names, facility.owner_bloc);
    case Kind::kProduct:
    case Kind::kClass:
    case Kind::kLayer:
      return selects_product(model, selector, facility.makes);
    case Kind::kKind:
      return among(selector.names, facility.kind);
    case Kind::kTag:
      return any_among(selector.names, facility.tags) || (site != nullptr && any_among(selector.names, site->tags));
    case Kind::kWithin:
      return site != nullptr && distance_km(site->lat, site->lon, selector.lat, selector.lon) <= selector.km;
    default:
      return false;
  }
}

bool judge_need(const Model& model, const Selector& selector, const Need& need) {
  switch (selector.kind) {
    case Kind::kFacility:
      return among(selector.names, need.id);
    case Kind::kRegion:
    case Kind::kBloc:
      return selects_region(model, selector, need.region);
    case Kind::kProduct:
    case Kind::kClass:
    case Kind::kLayer:
      return std::any_of(need.options.begin(), need.options.end(),
                         [&](const NeedOption& option) { return selects_product(model, selector, option.units); });
    default:
      return false;
  }
}

}  // namespace

bool selects(const Model& model, const Selector& selector, FacilityIx facility) {
  const Facility& judged = model.facilities[facility.value];
  return evaluate(selector, [&](const Selector& leaf) { return judge_facility(model, leaf, judged); });
}

bool selects(const Model& model, const Selector& selector, NeedIx need) {
  const Need& judged = model.needs[need.value];
  return evaluate(selector, [&](const Selector& leaf) { return judge_need(model, leaf, judged); });
}

bool selects(const Model& model, const Selector& selector, RegionIx region) {
  return evaluate(selector, [&](const Selector& leaf) {
    const bool placed = leaf.kind == Kind::kRegion || leaf.kind == Kind::kBloc;
    return placed && selects_region(model, leaf, region);
  });
}

bool selects(const Model& model, const Selector& selector, ProductIx product) {
  return selects(model, selector, ProductRef{product, {}});
}

bool selects(const Model& model, const Selector& selector, const ProductRef& product) {
  return evaluate(selector, [&](const Selector& leaf) { return selects_product(model, leaf, product); });
}

std::vector<FacilityIx> facilities_of(const Model& model, const Selector& selector) {
  std::vector<FacilityIx> picked;
  for (std::uint32_t i = 0; i < model.facilities.size(); ++i) {
    if (selects(model, selector, FacilityIx{i})) picked.push_back(FacilityIx{i});
  }
  return picked;
}

double distance_km(double lat1, double lon1, double lat2, double lon2) {
  constexpr double kEarth = 6371.0;
  constexpr double kRadian = 0.017453292519943295;
  const double north = det_sin((lat2 - lat1) * kRadian / 2);
  const double east = det_sin((lon2 - lon1) * kRadian / 2);
  const double h = north * north + det_cos(lat1 * kRadian) * det_cos(lat2 * kRadian) * east * east;
  return 2 * kEarth * det_asin(std::min(1.0, std::sqrt(h)));
}

}  // namespace fabshock
