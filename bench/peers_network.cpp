#include "peers_network.h"

#include <algorithm>
#include <cstdio>

#include "random/stream.h"

namespace fabshock::bench {
namespace {

constexpr std::uint32_t kSectors = 10;

std::string name(const char* prefix, std::uint32_t i) {
  char text[32];
  std::snprintf(text, sizeof text, "%s%06u", prefix, i);
  return text;
}

Number number(double value) {
  return Number{.value = value};
}

}  // namespace

PeerNetwork peer_network(std::uint32_t firms) {
  PeerNetwork net;
  net.firms = firms;
  Stream draw({.seed = 42}, "peers", Purpose::kParameter);
  const std::uint32_t regions = firms / kSectors;
  const auto below = [&draw](std::uint32_t n) { return static_cast<std::uint32_t>(uniform(draw) * n); };
  for (std::uint32_t f = 0; f < firms; ++f) {
    const std::uint32_t own = f % kSectors;
    std::vector<std::uint32_t> sectors;
    while (sectors.size() < 3) {
      const std::uint32_t s = below(kSectors);
      if (s != own && std::find(sectors.begin(), sectors.end(), s) == sectors.end()) sectors.push_back(s);
    }
    constexpr int kSuppliers[3] = {2, 2, 1};
    for (int input = 0; input < 3; ++input) {
      std::vector<std::uint32_t> chosen;
      while (static_cast<int>(chosen.size()) < kSuppliers[input]) {
        const std::uint32_t supplier = below(regions) * kSectors + sectors[static_cast<std::size_t>(input)];
        if (std::find(chosen.begin(), chosen.end(), supplier) != chosen.end()) continue;
        chosen.push_back(supplier);
        net.lanes.push_back({supplier, f, input, 1 + static_cast<int>(below(14))});
      }
    }
  }
  return net;
}

Scenario peer_scenario(const PeerNetwork& peers) {
  Scenario scenario;
  scenario.name = scenario.title = "peers";
  scenario.start = time_of({2026, 1, 1});
  scenario.horizon = Duration::days(1826);
  Model& model = scenario.model;
  model.name = "peers";
  model.currency = "USD";
  model.sources = {""};
  model.regions = {{"R", "R", "one", {}}};
  Site site;
  site.id = "s";
  site.region = RegionIx{0};
  model.sites = {site};
  for (std::uint32_t s = 0; s < kSectors; ++s) {
    Product p;
    p.id = name("p", s);
    p.unit = "u";
    p.quantum = 1e-6;
    model.products.push_back(p);
  }
  for (std::uint32_t f = 0; f < peers.firms; ++f) {
    Recipe recipe;
    recipe.id = name("f", f);
    recipe.cycle_time = number(0);
    int done = -1;
    for (std::size_t l = std::size_t{f} * 5; l < std::size_t{f} * 5 + 5; ++l) {
      const PeerLane& lane = peers.lanes[l];
      if (lane.input == done) continue;
      done = lane.input;
      Input input;
      input.what.product = ProductIx{lane.from % kSectors};
      input.per = number(lane.input == 2 ? 0.1 : 0.2);
      recipe.inputs.push_back(input);
    }
    model.recipes.push_back(recipe);
    Facility facility;
    facility.id = facility.group = name("f", f);
    facility.site = SiteIx{0};
    facility.makes.product = ProductIx{f % kSectors};
    facility.recipe = RecipeIx{f};
    facility.capacity = number(6.0);
    facility.control.cover = number(10 * 24);
    facility.control.finished_stock = number(2 * 24);
    model.facilities.push_back(facility);
    Need need;
    need.id = name("z", f);
    need.region = RegionIx{0};
    NeedOption option;
    option.id = "x";
    option.units.product = ProductIx{f % kSectors};
    option.rate = number(1);
    need.options = {option};
    model.needs.push_back(need);
    LaneSpec sale;
    sale.from.facility = FacilityIx{f};
    sale.to.need = NeedIx{f};
    sale.share = number(1);
    sale.transit = number(24);
    model.lanes.push_back(sale);
  }
  for (const PeerLane& lane : peers.lanes) {
    LaneSpec spec;
    spec.from.facility = FacilityIx{lane.from};
    spec.to.facility = FacilityIx{lane.to};
    spec.share = number(lane.input == 2 ? 1.0 : 0.5);
    spec.transit = number(24.0 * lane.days);
    model.lanes.push_back(spec);
  }
  Disruption stop;
  stop.id = "stop";
  stop.select.kind = Selector::Kind::kFacility;
  stop.select.names = {name("f", 0)};
  stop.at = scenario.start + Duration::days(100);
  stop.duration = number(183 * 24);
  scenario.disruptions = {stop};
  return scenario;
}

void add_behaviour(Model& model) {
  for (Product& p : model.products) p.price = number(1);
  for (Need& need : model.needs) need.elasticity = number(-0.3);
  MarketRule all;
  all.select.kind = Selector::Kind::kAny;
  model.market_defaults = {all};
}

}  // namespace fabshock::bench
