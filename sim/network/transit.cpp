#include "network/transit.h"

#include <algorithm>
#include <cmath>

namespace fabshock {
namespace {

bool picks(const Model& model, const Selector& selector, const NodeDraft& node) {
  if (!selector.given()) return true;
  return node.facility.valid() ? selects(model, selector, node.facility) : selects(model, selector, node.need);
}

std::int64_t whole_ticks(double hours) {
  return std::max<std::int64_t>(1, static_cast<std::int64_t>(std::floor(hours + 0.5)));
}

// A region is where its plants are, so that a site that nobody uses yet moves nothing; without any, where its sites
// are.
std::vector<LatLon> centres_of(const Model& model) {
  std::vector<bool> used(model.sites.size(), false);
  std::vector<bool> has_plants(model.regions.size(), false);
  for (const Facility& facility : model.facilities) {
    if (facility.planned || facility.joined) continue;
    used[facility.site.value] = true;
    has_plants[model.sites[facility.site.value].region.value] = true;
  }
  std::vector<LatLon> centre(model.regions.size());
  std::vector<int> sites(model.regions.size(), 0);
  for (std::size_t s = 0; s < model.sites.size(); ++s) {
    const Site& site = model.sites[s];
    if (has_plants[site.region.value] && !used[s]) continue;
    centre[site.region.value].lat += site.lat;
    centre[site.region.value].lon += site.lon;
    ++sites[site.region.value];
  }
  for (std::size_t r = 0; r < centre.size(); ++r) {
    if (sites[r] == 0) continue;
    centre[r].lat /= sites[r];
    centre[r].lon /= sites[r];
  }
  return centre;
}

}  // namespace

std::int64_t transit_by(const Mode& mode, double km) {
  return whole_ticks(mode.handling.value + (mode.speed.value > 0 ? km * mode.detour / mode.speed.value : 0));
}

TransitTable::TransitTable(const Model& model, const std::vector<NodeDraft>& nodes) : model_(&model) {
  const std::vector<LatLon> centre = centres_of(model);
  for (const NodeDraft& node : nodes) {
    if (node.facility.valid()) {
      const Site& site = model.sites[model.facilities[node.facility.value].site.value];
      where_.push_back({site.lat, site.lon});
      region_.push_back(site.region);
    } else {
      const RegionIx region = model.needs[node.need.value].region;
      where_.push_back(centre[region.value]);
      region_.push_back(region);
    }
  }
  for (const TransitRule& rule : model.transits) {
    Rule r{&rule, {}, {}, {}};
    for (const NodeDraft& node : nodes) {
      r.from.push_back(picks(model, rule.from, node));
      r.to.push_back(picks(model, rule.to, node));
      r.product.push_back(picks(model, rule.product, node));
    }
    rules_.push_back(std::move(r));
  }
}

double TransitTable::km(std::uint32_t from, std::uint32_t to) const {
  return distance_km(where_[from].lat, where_[from].lon, where_[to].lat, where_[to].lon);
}

bool TransitTable::apply(LaneDraft& lane, const std::optional<Number>& fixed) const {
  lane.km = km(lane.from, lane.to);
  const bool same_region = region_[lane.from] == region_[lane.to];
  const Rule* fits = nullptr;
  for (const Rule& r : rules_) {
    if (!r.from[lane.from] || !r.to[lane.to] || !r.product[lane.from]) continue;
    if ((r.rule->same_region_only && !same_region) || (r.rule->cross_region_only && same_region)) continue;
    if (lane.mode.valid() && r.rule->mode.valid() && r.rule->mode != lane.mode) continue;
    fits = &r;
  }
  if (fits != nullptr) {
    if (!lane.mode.valid()) lane.mode = fits->rule->mode;
    if (lane.route.empty()) lane.route = fits->rule->route;
  }
  if (fixed) {
    lane.transit = whole_ticks(fixed->value);
  } else if (fits != nullptr && fits->rule->transit) {
    lane.transit = whole_ticks(fits->rule->transit->value);
  } else if (lane.mode.valid()) {
    lane.transit = transit_by(model_->modes[lane.mode.value], lane.km);
  } else {
    return false;
  }
  return true;
}

}  // namespace fabshock
