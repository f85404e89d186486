#include "experiment/knock_out.h"

#include <algorithm>
#include <map>
#include <set>

namespace fabshock {
namespace {

constexpr std::string_view kId = "(knock-out)";  // as no disruption of a scenario can be called

const std::string& name_of(const Model& model, const Facility& facility, KnockOutBy by) {
  const Site& site = model.sites[facility.site.value];
  switch (by) {
    case KnockOutBy::kSite:
      return site.id;
    case KnockOutBy::kRegion:
      return model.regions[site.region.value].id;
    case KnockOutBy::kOwner:
      return facility.owner.empty() ? facility.id : facility.owner;
    default:
      return facility.id;
  }
}

}  // namespace

std::vector<KnockOut> targets_of(const Scenario& scenario, KnockOutBy by) {
  const Model& model = scenario.model;
  std::vector<bool> stands;
  for (const Facility& facility : model.facilities) stands.push_back(!facility.planned || facility.joined);
  for (const Project& project : scenario.projects) stands[project.facility.value] = true;
  std::set<std::string_view> owners;
  for (const Facility& facility : model.facilities) owners.insert(facility.owner);
  std::map<std::string, std::vector<std::string>> facilities;
  for (std::size_t f = 0; f < model.facilities.size(); ++f) {
    const Facility& facility = model.facilities[f];
    if (!stands[f]) continue;
    std::string name = name_of(model, facility, by);
    if (by == KnockOutBy::kOwner && facility.owner.empty() && owners.contains(name)) name += " (facility)";
    facilities[name].push_back(facility.id);
  }
  std::vector<KnockOut> targets;
  for (auto& [name, ids] : facilities) targets.push_back({name, std::move(ids), {}, {}});
  return targets;
}

void take_for_granted(Scenario& scenario) {
  for (Disruption& disruption : scenario.disruptions) disruption.undisturbed = true;
}

void knock_out(Scenario& scenario, const KnockOut& what, Time at, std::optional<double> hours) {
  std::vector<Disruption>& all = scenario.disruptions;
  std::erase_if(all, [](const Disruption& disruption) { return disruption.id == kId; });
  Disruption outage;
  outage.id = kId;
  outage.select.kind = Selector::Kind::kFacility;
  outage.select.names = what.facilities;
  outage.at = at;
  if (hours) outage.duration = Number{.value = *hours};
  const auto later = [](const Disruption& a, const Disruption& b) { return a.id < b.id; };
  all.insert(std::upper_bound(all.begin(), all.end(), outage, later), std::move(outage));
}

}  // namespace fabshock
