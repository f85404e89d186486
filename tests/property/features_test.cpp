// What the random worlds are made of: were a mechanism to drop out of the generator, its properties would hold of
// nothing.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <map>

#include "engine/engine.h"
#include "network/world_graph.h"
#include "property/random_world.h"

namespace fabshock::test::features_test {
namespace {

using Counts = std::map<std::string, int>;

// In how many worlds each feature was seen. A feature is known before it is seen, so that 0 can be counted.
class Features {
 public:
  void count(const World& world) {
    seen_.clear();
    const Model& model = world.scenario.model;
    for (const Product& p : model.products) note("service", !p.storable);
    for (const Recipe& r : model.recipes) recipe(model, r);
    for (const Facility& f : model.facilities) facility(f);
    for (const Need& n : model.needs) need(n);
    need_answers(world);
    note("gravity rule", !model.lane_rules.empty());
    note("circle of makers", !cycles(world.network->world->graph).empty());
    for (const Disruption& d : world.scenario.disruptions) disruption(d);
    note("planned facility",
         std::any_of(model.facilities.begin(), model.facilities.end(), [](const Facility& f) { return f.planned; }));
    note("tools", std::any_of(model.facilities.begin(), model.facilities.end(),
                              [](const Facility& f) { return !f.tools.empty(); }));
    note("maker that builds of its own accord", !world.network->expands.empty());
    const Network& net = *world.network;
    bool varies = false;
    for (std::uint32_t n = 0; n < net.facilities; ++n) {
      const NodeParams& line = net.nodes[n];
      varies = varies || (net.law(n).variability > 0 && line.capacity != kUnlimited && !line.continuous);
    }
    note("line whose cycle time grows with use", varies);
    note("lane to be tried", world.network->qualifies);
    note("project at what stands", std::any_of(world.scenario.projects.begin(), world.scenario.projects.end(),
                                               [](const Project& p) { return p.capacity.has_value(); }));
    note("subsidy", !world.scenario.subsidies.empty());
    for (const auto& [name, seen] : seen_) counts_[name] += seen ? 1 : 0;
  }
  const Counts& counts() const { return counts_; }

 private:
  void note(const std::string& name, bool seen) { seen_[name] = seen_[name] || seen; }

  template <class Enum, std::size_t N>
  void note_one_of(const char* what, const std::array<const char*, N>& names, Enum value) {
    for (std::size_t i = 0; i < N; ++i) {
      note(std::string(what) + ": " + names[i], static_cast<std::size_t>(value) == i);
    }
  }

  void recipe(const Model& model, const Recipe& r) {
    for (const Input& input : r.inputs) {
      note("product that needs itself", model.products[input.what.product.value].id == r.id);
      note_one_of<Criticality, 3>("input", {"critical", "important", "non-critical"}, input.criticality);
      note("line input", input.line);
    }
  }

  void stock(const Number& number) {
    note("cover with bounds", number.low.has_value());
    note("cover with a distribution", number.dist.kind != DistKind::kNone);
  }

  void facility(const Facility& f) {
    note("continuous facility", f.control.continuous.value_or(false));
    note_one_of<Policy, 3>("policy", {"pipeline", "order-up-to", "base-stock"},
                           f.control.policy.value_or(Policy::kPipeline));
    note_one_of<Forecast, 3>("forecast", {"exponential", "moving-average", "constant"},
                             f.control.forecast.value_or(Forecast::kExponential));
    note("information delay", f.control.information_delay.has_value());
    note("random service times", f.control.service == Service::kExponential);
    note("reserve", f.reserve.has_value());
    note_one_of<Allocation, 5>("allocation", {"proportional", "priority", "linear", "uniform", "bid"},
                               f.control.allocation.value());
    for (const Cover& c : f.covers) stock(c.hours);
  }

  void need(const Need& n) {
    note_one_of<DemandProcess, 4>("demand", {"constant", "normal", "ar1", "poisson"}, n.process);
    note("continuous need", n.control.continuous.value_or(false));
    note("growth", n.options.front().growth.value != 0);
    note("season", !n.season.empty());
    note("patience", n.patience.value > 0);
    note("options that replace one another", n.substitution.has_value());
    note("an option that is barred",
         std::any_of(n.options.begin(), n.options.end(), [](const NeedOption& option) { return option.barred; }));
    if (n.cover) stock(*n.cover);
  }

  void need_answers(const World& world) {
    note("prices", !world.network->markets.empty());
    note("a need that answers to prices", std::any_of(world.network->sinks.begin(), world.network->sinks.end(),
                                                      [](const SinkParams& s) { return s.elasticity != 0; }));
    note("a need that takes too little to take anything",
         std::any_of(world.network->nodes.begin(), world.network->nodes.end(),
                     [](const NodeParams& n) { return n.sink && !n.active; }));
  }

  void disruption(const Disruption& d) {
    note_one_of<DisruptionType, 16>("disruption",
                                    {"outage", "utility-loss", "yield-loss", "stock-loss", "cost-rise", "demand-surge",
                                     "lane-closure", "lane-slowdown", "lane-seizure", "lane-reroute", "earthquake",
                                     "hazard", "tariff", "rationing", "planned stock", "permit"},
                                    d.type);
    note("policy that forbids", d.policy && d.type == DisruptionType::kLaneClosure);
    for (const Disruption& event : d.event) {
      note("hazard of earthquakes", event.type == DisruptionType::kEarthquake);
      note("hazard in a box", d.footprint.lat2 || event.footprint.lat2);
      disruption(event);
    }
    note_one_of<RecoveryShape, 5>("recovery", {"step", "linear", "exponential", "logistic", "points"},
                                  d.recovery.shape);
    note("dead time", d.dead_time.value > 0);
    note("told of", d.alert && d.alert->bias.value != 1);
    note("not told of", !d.alert);
    note("only feared", !d.happens);
    note_one_of<InTransit, 3>("in transit", {"deliver", "hold", "lose"}, d.in_transit);
  }

  std::map<std::string, bool> seen_;
  Counts counts_;
};

bool sells_what_it_builds(const World& world) {
  if (world.scenario.projects.empty()) return false;
  const ShockPlan plan = plan_shocks(*world.network, world.scenario, {});
  RunOptions options;
  options.horizon = world.scenario.horizon.ticks();
  Engine engine(*world.network, &plan, options);
  engine.run();
  for (std::uint32_t n = 0; n < world.network->facilities; ++n) {
    if (world.network->nodes[n].planned && engine.state().nodes[n].shipped > 0) return true;
  }
  return false;
}

TEST(RandomWorlds, HaveEveryFeatureSeveralTimesInTwoHundred) {
  Features features;
  int feasible = 0;
  int sold = 0;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const auto world = feasible_world(seed, {.moving = true});
    if (!world) continue;
    ++feasible;
    features.count(*world);
    sold += sells_what_it_builds(*world) ? 1 : 0;
  }
  EXPECT_GE(feasible, 150);
  EXPECT_GE(sold, 10) << "planned facilities that come to sell something";
  for (const auto& [name, count] : features.counts()) EXPECT_GE(count, 5) << name;
}

}  // namespace
}  // namespace fabshock::test::features_test
