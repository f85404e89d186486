// Selectors name things the same way everywhere: {region: TW}, {owner: TSMC}, {class: leading-edge-wafer},
// {tag: uses-us-tools}, {site: [hsinchu, taichung]}, {within: 60 km, of: {lat: 23.8, lon: 121.6}}, combined by
// all/any/not.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "base/diagnostics.h"
#include "scenario/ids.h"

namespace fabshock {

struct Model;
struct ProductRef;

struct Selector {
  enum class Kind : std::uint8_t {
    kAny,       // everything ("any")
    kNone,      // nothing selected (the default of a field that was not given)
    kFacility,  // ids: facility or group
    kSite,
    kCountry,
    kRegion,
    kBloc,
    kOwner,
    kOwnerBloc,
    kProduct,
    kClass,
    kLayer,
    kKind,
    kTag,
    kWithin,  // km, lat, lon
    kAll,
    kOneOf,
    kNot,  // children
  };
  Kind kind = Kind::kNone;
  std::vector<std::string> names;  // for the kinds that name something: any of them
  double km = 0, lat = 0, lon = 0;
  std::vector<Selector> children;
  Place place;
  bool given() const { return kind != Kind::kNone; }
};

// Does the selector pick this facility? Facilities are judged by what they make, where they stand, whose they are.
bool selects(const Model& model, const Selector& selector, FacilityIx facility);
// Needs are picked by region, bloc, product (any option), class, layer, or by their id under `facility`.
bool selects(const Model& model, const Selector& selector, NeedIx need);
// Regions are picked by region and bloc.
bool selects(const Model& model, const Selector& selector, RegionIx region);
// Selectors of products know product, class and layer. A product alone is judged without a variant.
bool selects(const Model& model, const Selector& selector, ProductIx product);
bool selects(const Model& model, const Selector& selector, const ProductRef& product);
std::vector<FacilityIx> facilities_of(const Model& model, const Selector& selector);

// Great-circle distance on a sphere of 6371.0 km (haversine), in km.
double distance_km(double lat1, double lon1, double lat2, double lon2);

}  // namespace fabshock
