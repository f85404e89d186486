// Small networks solved by hand: baselines, shares, distances, control keys, and what is said where there is no
// baseline.
#include "network/network.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <sstream>

#include "network/controls.h"
#include "network/export_graph.h"
#include "network/transit.h"
#include "support/world.h"

namespace fabshock::test::network_test {
namespace {

constexpr const char* kHead = R"(schema: fabshock/scenario/1
name: hand
start: 2026-01-01
horizon: 1 y
model:
  schema: fabshock/model/1
  name: hand
  source: assumption
  regions: {A: {bloc: one}, B: {bloc: one}, C: {bloc: two}}
  sites: {a: {region: A, lat: 0, lon: 0}, b: {region: B, lat: 0, lon: 90}, c: {region: C, lat: 60, lon: 0}}
)";

World world(const std::string& sections) {
  return world_of(kHead + sections);
}

std::string refusal(const std::string& sections) {
  try {
    world(sections);
  } catch (const std::runtime_error& refused) {
    return refused.what();
  }
  return "";
}

std::uint32_t node(const Network& net, const std::string& entity) {
  for (std::uint32_t n = 0; n < net.size(); ++n) {
    if (net.entity_of(n) == entity) return n;
  }
  throw std::runtime_error("no entity " + entity);
}

std::uint32_t lane(const Network& net, const std::string& from, const std::string& to) {
  for (std::uint32_t l = 0; l < net.lanes.size(); ++l) {
    if (net.lane_info[l].from == node(net, from) && net.lane_info[l].to == node(net, to)) return l;
  }
  throw std::runtime_error("no lane from " + from + " to " + to);
}

// Power needs gas and gas needs power: 0.8 g = 0.16 p, p = 90 + 0.5 g, so p = 100 and g = 20 started a day.
constexpr const char* kCycle = R"(
  products: {power: {unit: MWh, quantum: 0.1, class: c}, gas: {unit: t, quantum: 0.01, class: c}}
  recipes:
    power: {inputs: {gas: 0.16}}
    gas: {yield: 0.8, inputs: {power: 0.5}}
  facilities:
    plant: {site: a, owner: O, kind: fab, makes: power, cover: {gas: 3 d}, capacity: 125/day}
    well: {site: a, owner: O, kind: fab, makes: gas}
    idle: {site: a, owner: O, kind: fab, makes: gas, recipe: gas}
  needs: {homes: {region: A, units: power, rate: 90/day, cover: 2 d}}
  lanes:
    - {from: well, to: plant, transit: 30 h}
    - {from: plant, to: well, transit: 24 h}
    - {from: plant, to: idle, transit: 24 h}
    - {from: plant, to: homes, transit: 72 h}
)";

TEST(Baseline, ACycleSolvedByHand) {
  const World w = world(kCycle);
  const Network& net = *w.network;
  const NodeParams& plant = net.nodes[node(net, "plant")];
  const NodeParams& well = net.nodes[node(net, "well")];
  EXPECT_EQ(plant.start0, 1000);
  EXPECT_EQ(plant.good0, 1000);
  EXPECT_EQ(plant.capacity, 1250);
  EXPECT_EQ(plant.yield.ratio, (Rational{1, 1}));
  EXPECT_EQ(well.start0, 2000);
  EXPECT_EQ(well.good0, 1600);
  EXPECT_EQ(well.yield.ratio, (Rational{4, 5}));
  EXPECT_EQ(well.capacity, kUnlimited);
  EXPECT_EQ(net.lanes[lane(net, "plant", "homes")].flow0, 900);
  EXPECT_EQ(net.lanes[lane(net, "plant", "well")].flow0, 100);
  EXPECT_EQ(net.lanes[lane(net, "well", "plant")].flow0, 1600);
  // 0.16 t of gas a MWh is 1.6 quanta a quantum; 0.5 MWh a t is 0.05.
  EXPECT_EQ(net.slots[plant.slot_begin].per.ratio, (Rational{8, 5}));
  EXPECT_EQ(net.slots[well.slot_begin].per.ratio, (Rational{1, 20}));
  EXPECT_EQ(net.slots[plant.slot_begin].stock0, 3 * 1600);
  EXPECT_EQ(net.slots[net.nodes[node(net, "homes")].slot_begin].stock0, 2 * 900);
  EXPECT_EQ(net.nodes[node(net, "plant")].base_use, 0.8);
  // Who has no flow keeps the decimals of the recipe.
  const NodeParams& idle = net.nodes[node(net, "idle")];
  EXPECT_FALSE(idle.active);
  EXPECT_EQ(idle.start0, 0);
  EXPECT_EQ(idle.yield.ratio, (Rational{4, 5}));
  EXPECT_EQ(net.slots[idle.slot_begin].per.ratio, (Rational{1, 20}));
}

TEST(Baseline, LagsAndWhatIsOnItsWay) {
  const World w = world(kCycle);
  const Network& net = *w.network;
  // Departure at the day's tick: 24 h is the next intake, 30 h the one after it.
  EXPECT_EQ(net.lane_info[lane(net, "plant", "well")].lag, 1);
  EXPECT_EQ(net.lane_info[lane(net, "well", "plant")].lag, 2);
  EXPECT_EQ(net.lane_info[lane(net, "plant", "homes")].lag, 3);
  // On order and under way when the buyer reviews: what left on the days before, this day's departure being to come.
  EXPECT_EQ(net.lanes[lane(net, "plant", "homes")].on_order0, 2 * 900);
  const State state = initial_state(net, {});
  EXPECT_EQ(state.lanes[lane(net, "plant", "homes")].in_transit, 3 * 900);
  EXPECT_EQ(state.lanes[lane(net, "well", "plant")].in_transit, 2 * 1600);
  EXPECT_EQ(state.lanes[lane(net, "plant", "homes")].backlog, 0);
}

TEST(WorldGraph, CyclesAndDeadEnds) {
  const World w = world(kCycle);
  const WorldGraph& graph = w.network->world->graph;
  const std::uint32_t plant = node(*w.network, "plant");
  const std::uint32_t well = node(*w.network, "well");
  const std::vector<std::uint32_t> pair = {std::min(plant, well), std::max(plant, well)};
  EXPECT_EQ(cycles(graph), std::vector<std::vector<std::uint32_t>>{pair});
  EXPECT_EQ(dead_ends(graph), std::vector<std::uint32_t>{node(*w.network, "idle")});
  EXPECT_EQ(boost::num_edges(graph), 4U);
  double power = 0;
  for (const auto e : boost::make_iterator_range(boost::out_edges(plant, graph))) power += graph[e].flow;
  EXPECT_DOUBLE_EQ(power, 100);
  std::ostringstream csv;
  write_graph(csv, w.network->model, graph, GraphFormat::kCsv);
  EXPECT_NE(csv.str().find("plant,homes,power,90,MWh,1,72,\r\n"), std::string::npos) << csv.str();
}

TEST(Baseline, ACycleThatUsesMoreThanItMakesIsRefused) {
  const std::string greedy = replaced(kCycle, "power: 0.5", "power: 6");
  EXPECT_NE(refusal(greedy).find(
                "no baseline: 'plant' would have to make a negative amount (a cycle that uses more than it makes)"),
            std::string::npos)
      << refusal(greedy);
  // 0.16/0.8 x 5 = 1: all that the plant makes goes into its own gas.
  const std::string even = replaced(kCycle, "power: 0.5", "power: 5");
  EXPECT_NE(refusal(even).find("no baseline"), std::string::npos) << refusal(even);
}

TEST(Baseline, TooLittleCapacityIsRefusedByName) {
  const std::string said = refusal(replaced(kCycle, "125/day", "80/day"));
  EXPECT_NE(said.find("world.yaml:17:86: error: no baseline: 'plant' would have to start 100.000000 a day and has "
                      "capacity for 80.000000"),
            std::string::npos)
      << said;
  EXPECT_NE(said.find("hint: raise its capacity"), std::string::npos);
  // A table's rounding is no shortage.
  EXPECT_EQ(world(replaced(kCycle, "125/day", "99.99995/day")).network->nodes[1].capacity, 1000);
}

TEST(Baseline, TooManyQuantaAreRefused) {
  const std::string said =
      refusal(replaced(replaced(kCycle, "quantum: 0.1", "quantum: 0.00000001"), "capacity: 125/day", "tags: [x]"));
  EXPECT_NE(said.find("quanta a step"), std::string::npos) << said;
  EXPECT_NE(said.find("give product 'power' a larger quantum"), std::string::npos) << said;
}

constexpr const char* kGroups = R"(
  products: {ore: {unit: t, quantum: 0.1, class: c}, bar: {unit: t, quantum: 0.1, class: c}}
  recipes: {bar: {inputs: {ore: 2}}}
  facilities:
    mine-1: {site: a, owner: O, kind: m, group: mines, makes: ore, output: 30/day, capacity: 900/day}
    mine-2: {site: b, owner: O, kind: m, group: mines, makes: ore, output: 10/day, capacity: 900/day}
    mine-3: {site: c, owner: O, kind: m, makes: ore, capacity: 900/day}
    mill-1: {site: a, owner: O, kind: f, group: mills, makes: bar, output: 1/day}
    mill-2: {site: b, owner: O, kind: f, group: mills, makes: bar, output: 3/day}
  needs: {buyers: {region: A, units: bar, rate: 100/day}}
  lanes:
    - {from: mines, to: mills, share: 0.6, transit: 1 d}
    - {from: mine-3, to: mills, share: 0.4, transit: 1 d}
    - {from: mills, to: buyers, share: 1, transit: 1 d}
)";

TEST(GroupFlows, AreSplitByOutput) {
  const World w = world(kGroups);
  const Network& net = *w.network;
  // 25 and 75 bars a day; each mill's ore is 0.6 from the mines at 3 to 1, and 0.4 from the third.
  EXPECT_EQ(net.lanes[lane(net, "mill-1", "buyers")].flow0, 250);
  EXPECT_EQ(net.lanes[lane(net, "mill-2", "buyers")].flow0, 750);
  EXPECT_EQ(net.lanes[lane(net, "mine-1", "mill-1")].flow0, 225);
  EXPECT_EQ(net.lanes[lane(net, "mine-2", "mill-1")].flow0, 75);
  EXPECT_EQ(net.lanes[lane(net, "mine-3", "mill-1")].flow0, 200);
  EXPECT_EQ(net.lanes[lane(net, "mine-1", "mill-2")].flow0, 675);
  EXPECT_EQ(net.lanes[lane(net, "mine-2", "mill-2")].flow0, 225);
  EXPECT_EQ(net.lanes[lane(net, "mine-3", "mill-2")].flow0, 600);
  EXPECT_DOUBLE_EQ(net.lanes[lane(net, "mine-1", "mill-2")].share, 0.45);
  EXPECT_EQ(net.nodes[node(net, "mine-1")].good0, 900);
  EXPECT_EQ(net.nodes[node(net, "mine-3")].good0, 800);
}

TEST(GroupFlows, WithoutOutputByCapacity) {
  const World w = world(replaced(replaced(kGroups, "output: 30/day, capacity: 900/day", "capacity: 300/day"),
                                 "output: 10/day, capacity: 900/day", "capacity: 900/day"));
  EXPECT_EQ(w.network->lanes[lane(*w.network, "mine-1", "mill-1")].flow0, 75);
  EXPECT_EQ(w.network->lanes[lane(*w.network, "mine-2", "mill-1")].flow0, 225);
}

TEST(GroupFlows, InFlowsInsteadOfShares) {
  std::string text = replaced(kGroups, "to: mills, share: 0.6", "to: mills, flow: 90/day");
  text = replaced(text, "to: mills, share: 0.4", "to: mills, flow: 30/day");
  const World w = world(text);
  EXPECT_EQ(w.network->lanes[lane(*w.network, "mine-1", "mill-1")].flow0, 281);  // 50 t x 0.75 x 0.75 = 28.125
  EXPECT_EQ(w.network->lanes[lane(*w.network, "mine-3", "mill-1")].flow0, 125);
}

TEST(GroupFlows, RecipesFollowTheSumsOfRoundedFlows) {
  const World w = world(replaced(kGroups, "rate: 100/day", "rate: 77.7/day"));
  for (const NodeParams& n : w.network->nodes) {
    if (n.sink) continue;
    EXPECT_EQ(static_cast<Int128>(n.start0) * n.yield.ratio.num, static_cast<Int128>(n.good0) * n.yield.ratio.den);
    for (std::uint32_t s = n.slot_begin; s < n.slot_end; ++s) {
      const SlotParams& slot = w.network->slots[s];
      EXPECT_EQ(static_cast<Int128>(n.start0) * slot.per.ratio.num,
                static_cast<Int128>(w.network->slot_info[s].intake0) * slot.per.ratio.den);
      Quanta arriving = 0;
      for (std::uint32_t l = slot.in_begin; l < slot.in_end; ++l) arriving += w.network->lanes[l].flow0;
      EXPECT_EQ(arriving, w.network->slot_info[s].intake0);
    }
  }
}

double haversine(double lat1, double lon1, double lat2, double lon2) {
  const double r = std::numbers::pi / 180;
  const double c =
      std::sin(lat1 * r) * std::sin(lat2 * r) + std::cos(lat1 * r) * std::cos(lat2 * r) * std::cos((lon2 - lon1) * r);
  return 6371 * std::acos(c);
}

TEST(Gravity, SharesByHand) {
  const std::string rule =
      replaced(replaced(replaced(kGroups, "    - {from: mines, to: mills, share: 0.6, transit: 1 d}\n", ""),
                        "{from: mine-3, to: mills, share: 0.4, transit: 1 d}",
                        "{rule: gravity, product: ore, exponent: 2, same_region: 3, same_bloc: 2, transit: 1 d}"),
               "capacity: 900/day}\n    mill-1", "output: 80/day}\n    mill-1");
  const World w = world(rule);
  const Network& net = *w.network;
  EXPECT_NEAR(haversine(0, 0, 0, 90), 10007.543, 0.001);
  const auto far = [](double km) { return 1 / std::pow(1 + km / 1000, 2); };
  const double one = 30 * 3 * 2;                            // the mill's own region, and so its bloc
  const double two = 10 * 2 * far(haversine(0, 0, 0, 90));  // another region of the bloc
  const double three = 80 * far(haversine(0, 0, 60, 0));    // another bloc
  const double sum = one + two + three;
  EXPECT_NEAR(net.lanes[lane(net, "mine-1", "mill-1")].share, one / sum, 1e-12);
  EXPECT_NEAR(net.lanes[lane(net, "mine-2", "mill-1")].share, two / sum, 1e-12);
  EXPECT_NEAR(net.lanes[lane(net, "mine-3", "mill-1")].share, three / sum, 1e-12);
  EXPECT_NEAR(static_cast<double>(net.lanes[lane(net, "mine-3", "mill-1")].flow0), 500 * three / sum, 0.5);
}

constexpr const char* kTransit = R"(
  modes: {sea: {speed: 50 km/h, handling: 10 h, detour: 1.5}, air: {speed: 800 km/h, handling: 20 h}}
  transit:
    - {mode: sea}
    - {from: {region: B}, mode: air, route: [pole]}
    - {within: same-region, transit: 5 h}
    - {product: {product: bar}, within: cross-region, mode: sea, transit: 100 h, route: [canal, strait]}
)";

TEST(Transit, ByDistanceModeAndTheLastRuleThatFits) {
  std::string text = std::string(kTransit) + kGroups;
  text = replaced(text, "{from: mines, to: mills, share: 0.6, transit: 1 d}", "{from: mines, to: mills, share: 0.6}");
  text = replaced(text, "{from: mine-3, to: mills, share: 0.4, transit: 1 d}",
                  "{from: mine-3, to: mills, share: 0.4, mode: air}");
  text = replaced(text, "{from: mills, to: buyers, share: 1, transit: 1 d}", "{from: mills, to: buyers, share: 1}");
  const World w = world(text);
  const Network& net = *w.network;
  const auto hours = [&](const char* from, const char* to) { return net.lane_info[lane(net, from, to)].transit; };
  const auto mode = [&](const char* from, const char* to) {
    const ModeIx m = net.lane_info[lane(net, from, to)].mode;
    return m.valid() ? net.model.modes[m.value].id : std::string();
  };
  const double ab = haversine(0, 0, 0, 90);
  EXPECT_EQ(hours("mine-1", "mill-2"), std::lround(10 + ab * 1.5 / 50));
  EXPECT_EQ(mode("mine-1", "mill-2"), "sea");
  EXPECT_EQ(hours("mine-2", "mill-1"), std::lround(20 + ab / 800));
  EXPECT_EQ(mode("mine-2", "mill-1"), "air");
  EXPECT_EQ(net.lane_info[lane(net, "mine-2", "mill-1")].routes, std::vector<std::string>{"pole"});
  EXPECT_EQ(hours("mine-1", "mill-1"), 5);
  EXPECT_EQ(mode("mine-1", "mill-1"), "");
  // The lane's own mode: the rules for sea do not fit, so it goes by distance.
  EXPECT_EQ(hours("mine-3", "mill-1"), std::lround(20 + haversine(60, 0, 0, 0) / 800));
  EXPECT_EQ(mode("mine-3", "mill-1"), "air");
  EXPECT_EQ(hours("mill-2", "buyers"), 100);
  EXPECT_EQ(net.lane_info[lane(net, "mill-2", "buyers")].routes, (std::vector<std::string>{"canal", "strait"}));
  EXPECT_EQ(hours("mill-1", "buyers"), 5);
  EXPECT_NEAR(net.lane_info[lane(net, "mine-1", "mill-2")].km, ab, 1e-6);
}

TEST(Transit, NeverLessThanATick) {
  Mode pipe;
  pipe.speed.value = 1000;
  EXPECT_EQ(transit_by(pipe, 0), 1);
  EXPECT_EQ(transit_by(pipe, 1400), 1);
  EXPECT_EQ(transit_by(pipe, 1600), 2);
  pipe.detour = 2;
  EXPECT_EQ(transit_by(pipe, 1600), 3);
  pipe.handling.value = 7;
  EXPECT_EQ(transit_by(pipe, 1600), 10);
}

TEST(Controls, OwnKeysThenTheLastRuleThenTheBuiltIn) {
  std::string text = replaced(kGroups, "mill-1: {site: a, owner: O, kind: f,",
                              "mill-1: {site: a, owner: O, kind: f, inventory_time: 4 d, cover: {ore: 9 d}, ");
  text += R"(
  defaults:
    - {select: any, inventory_time: 10 d, pipeline_time: 12 d, cover: 3 d}
    - {select: {kind: f}, inventory_time: 20 d, cover: {ore: 6 d}, finished_stock: 2 d}
    - {select: {site: c}, inventory_time: 40 d}
)";
  const World w = world(text);
  const Network& net = *w.network;
  const auto law = [&](const char* id) { return net.law(node(net, id)); };
  EXPECT_DOUBLE_EQ(law("mill-1").inventory_gain, 1 / 4.0);
  EXPECT_DOUBLE_EQ(law("mill-2").inventory_gain, 1 / 20.0);
  EXPECT_DOUBLE_EQ(law("mine-1").inventory_gain, 1 / 10.0);
  EXPECT_DOUBLE_EQ(law("mine-3").inventory_gain, 1 / 40.0);
  EXPECT_DOUBLE_EQ(law("mine-3").pipeline_gain, 1 / 12.0);
  EXPECT_DOUBLE_EQ(law("mine-3").finished_gain, 1 / 30.0);
  EXPECT_DOUBLE_EQ(law("mine-3").smoothing, 1 / 30.0);
  EXPECT_DOUBLE_EQ(law("mine-3").demand_signal, 0.8);
  const auto stock = [&](const char* id) { return net.slots[net.nodes[node(net, id)].slot_begin].stock0; };
  EXPECT_EQ(stock("mill-1"), 9 * 500);
  EXPECT_EQ(stock("mill-2"), 6 * 1500);
  EXPECT_EQ(stock("buyers"), 3 * 1000);
  EXPECT_EQ(net.nodes[node(net, "mill-2")].finished0, 2 * 750);
  EXPECT_EQ(net.nodes[node(net, "mine-1")].finished0, 0);
}

TEST(Controls, OrderUpToCorrectsAtOnce) {
  Control c;
  NodeDraft none;
  Model model;
  model.needs.emplace_back();
  none.need = NeedIx{0};
  c = resolve_control(model, none);
  c.policy = Policy::kOrderUpTo;
  const ControlLaw at_once = law_of(c, 24);
  EXPECT_EQ(at_once.inventory_gain, 1.0);
  EXPECT_EQ(at_once.pipeline_gain, 1.0);
  c.policy = Policy::kPipeline;
  c.inventory_time->value = 12;  // shorter than a step
  EXPECT_EQ(law_of(c, 24).inventory_gain, 1.0);
  c.smoothing->value = 3;  // a day
  EXPECT_EQ(law_of(c, 24).smoothing, 1.0);
  c.window = Number{.value = 96};
  EXPECT_EQ(law_of(c, 24).window_steps, 4);
}

TEST(Network, StepsOtherThanADay) {
  const World w = world("  step: 6 h\n" + std::string(kCycle));
  const Network& net = *w.network;
  EXPECT_EQ(net.step, 6);
  EXPECT_EQ(net.lanes[lane(net, "plant", "homes")].flow0, 225);
  EXPECT_EQ(net.lane_info[lane(net, "plant", "homes")].lag, 12);
  EXPECT_EQ(net.lane_info[lane(net, "well", "plant")].lag, 5);
  EXPECT_DOUBLE_EQ(net.law(node(net, "plant")).smoothing, 0.25 / 30);
  EXPECT_DOUBLE_EQ(net.law(node(net, "plant")).inventory_gain, 0.25 / 30);
  EXPECT_EQ(net.nodes[node(net, "plant")].capacity, 313);
  EXPECT_EQ(net.slots[net.nodes[node(net, "homes")].slot_begin].stock0, 8 * 225);
}

}  // namespace
}  // namespace fabshock::test::network_test
