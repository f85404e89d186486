#include "network/network.h"

#include <algorithm>
#include <cmath>

#include "network/check_projects.h"
#include "network/controls.h"
#include "network/freeze.h"
#include "network/lane_pick.h"
#include "network/rebalance.h"
#include "network/reprice.h"
#include "network/sampled.h"
#include "network/world_graph.h"
#include "scenario/advance.h"

namespace fabshock {

ProductIx Network::product_of(std::uint32_t node) const {
  if (node < facilities) return model.facilities[node].makes.product;
  const SinkParams& sink = sinks[node - facilities];
  return model.needs[sink.need.value].options[sink.option].units.product;
}

std::string Network::name_of(const ProductRef& what) const {
  const std::string& id = model.products[what.product.value].id;
  return what.variant.empty() ? id : id + "/" + what.variant;
}

double Network::price_of(std::uint32_t node) const {
  if (markets.empty()) return model.products[product_of(node).value].price.value;
  if (node < facilities) return markets[market_of[node]].base_price;
  const SlotInfo& slot = slot_info[nodes[node].slot_begin];
  double price = 0;
  for (std::uint32_t i = slot.market_begin; i < slot.market_end; ++i) {
    price += slot_markets[i].share * markets[slot_markets[i].market].base_price;
  }
  return price;
}

const std::string& Network::entity_of(std::uint32_t node) const {
  return node < facilities ? model.facilities[node].id : model.needs[sinks[node - facilities].need.value].id;
}

SiteIx Network::site_of(std::uint32_t node) const {
  return node < facilities ? model.facilities[node].site : SiteIx{};
}

RegionIx Network::region_of(std::uint32_t node) const {
  if (node < facilities) return model.sites[model.facilities[node].site.value].region;
  return model.needs[sinks[node - facilities].need.value].region;
}

namespace {

void name(Network& net) {
  for (std::uint32_t n = 0; n < net.size(); ++n) {
    if (n < net.facilities) {
      net.names.product.push_back(net.name_of(net.model.facilities[n].makes));
    } else {
      const SinkParams& sink = net.sinks[n - net.facilities];
      net.names.product.push_back(net.name_of(net.model.needs[sink.need.value].options[sink.option].units));
    }
  }
  for (const MarketParams& m : net.markets) {
    const std::string& product = net.names.market_product.emplace_back(net.name_of(m.what));
    net.names.market.push_back(m.split() ? product + '@' + net.model.zones[m.zone.value].id : product);
  }
}

bool apply(const SampledBaseline& sampled, Model& model, const WorldGraph& graph) {
  for (std::uint32_t f = 0; f < model.facilities.size(); ++f) {
    if (sampled.use[f]) set_value(*model.facilities[f].capacity, graph[f].starts / *sampled.use[f]);
  }
  return reprice(model, sampled.value_added, graph);
}

void prices_do_not_settle(const Model& model, Diagnostics& diagnostics) {
  diagnostics.error(model.products.front().place, "no prices were found that cover what goes into each product",
                    "products that need one another, down the chain, and cost more than they are sold for");
}

std::shared_ptr<const Network> build(Model model, Time start, const Switches& switches, const SampledBaseline* sampled,
                                     Diagnostics& diagnostics) {
  const std::size_t before = diagnostics.errors();
  const auto net = std::make_shared<Network>();
  net->start = start;
  net->model = std::move(model);
  net->step = std::max<std::int64_t>(1, std::llround(net->model.step.value));
  net->facilities = static_cast<std::uint32_t>(net->model.facilities.size());
  const auto world = std::make_shared<World>();
  world->graph = draw_world(net->model, diagnostics);
  if (diagnostics.errors() != before) return nullptr;
  solve_baseline(world->graph, net->model, diagnostics);
  if (diagnostics.errors() != before) return nullptr;
  if (sampled != nullptr && !apply(*sampled, net->model, world->graph)) prices_do_not_settle(net->model, diagnostics);
  if (diagnostics.errors() != before) return nullptr;
  if (moves(net->model)) {
    const Model tables = net->model;
    const std::vector<double> starts = starts_of(world->graph);
    advance(net->model);
    world->graph = draw_world(net->model, diagnostics);
    if (diagnostics.errors() != before) return nullptr;
    rebalance(world->graph, net->model, tables, starts, diagnostics);
    if (diagnostics.errors() != before) return nullptr;
    advance_installed(net->model, tables);
    if (!reprice(net->model, tables, world->graph)) prices_do_not_settle(net->model, diagnostics);
    if (diagnostics.errors() != before) return nullptr;
  }
  net->sourcing.switches = switches.switching;
  net->sourcing.cancels = switches.cancellation;
  net->sourcing.on = switches.switching || switches.inflation || switches.cancellation || switches.lead_times;
  Blueprint plan{world->graph, {}, switches, diagnostics};
  plan.controls.reserve(boost::num_vertices(world->graph));
  for (const auto v : boost::make_iterator_range(boost::vertices(world->graph))) {
    plan.controls.push_back(resolve_control(net->model, world->graph[v]));
  }
  freeze_lanes(plan, *net);
  freeze_nodes(plan, *net);
  freeze_choices(plan, *net);
  find_supply_order(*net);
  freeze_markets(plan, *net);
  freeze_demand(*net);
  for (std::uint32_t n = 0; n < net->size(); ++n) {
    net->quanta.push_back(net->model.products[net->product_of(n).value].quantum);
  }
  name(*net);
  net->world = world;
  return diagnostics.errors() == before ? net : nullptr;
}

std::shared_ptr<const Network> build(const Scenario& scenario, const SampledBaseline* sampled,
                                     Diagnostics& diagnostics) {
  auto net = build(scenario.model, scenario.start, scenario.switches, sampled, diagnostics);
  if (!net) return nullptr;
  const std::size_t before = diagnostics.errors();
  check_lane_picks(*net, scenario, diagnostics);
  check_projects(*net, scenario, diagnostics);
  return diagnostics.errors() == before ? net : nullptr;
}

}  // namespace

std::shared_ptr<const Network> build_network(Model model, Time start, const Switches& switches,
                                             Diagnostics& diagnostics) {
  return build(std::move(model), start, switches, nullptr, diagnostics);
}

std::shared_ptr<const Network> build_network(const Scenario& scenario, Diagnostics& diagnostics) {
  return build(scenario, nullptr, diagnostics);
}

std::shared_ptr<const Network> build_sampled(const Scenario& scenario, const SampledBaseline& sampled,
                                             Diagnostics& diagnostics) {
  return build(scenario, &sampled, diagnostics);
}

SampledBaseline baseline_draws(const Model& model, Diagnostics& diagnostics) {
  WorldGraph graph = draw_world(model, diagnostics);
  solve_baseline(graph, model, diagnostics);
  SampledBaseline draws;
  for (std::uint32_t f = 0; f < model.facilities.size(); ++f) {
    const bool known = model.facilities[f].capacity && graph[f].starts > 0;
    draws.use.push_back(known ? std::optional{graph[f].starts / model.facilities[f].capacity->value} : std::nullopt);
  }
  draws.value_added = input_costs(model, graph, Costs::kDearest);
  for (std::size_t k = 0; k < draws.value_added.size(); ++k) {
    std::optional<double>& value = draws.value_added[k];
    if (value) *value = price_at(model, k) - *value;
    if (value && *value <= 0) value.reset();  // sold below what goes in: drawn as it is given
  }
  return draws;
}

}  // namespace fabshock
