// What good models and scenarios become.
#include <gtest/gtest.h>

#include <algorithm>

#include "scenario_texts.h"

namespace fabshock::test::scenario_read_test {
namespace {

TEST(ReadScenario, TheDocumentsExample) {
  const Scenario s = good_scenario(R"(question: What then?
switches: {growth: off, depletion: on}
disruptions:
  - {id: quake, type: outage, select: {all: [{region: B}, {kind: fab}]}, at: 2026-05-01, severity: 1,
     recovery: {shape: points, points: [[0 h, 1], [10 h, 0.3], [72 h, 0]]}, wip_scrap: 0.7 %}
  - {id: blockade, type: lane-closure, crossing: {region: B}, at: 2026-04-01, duration: 90 d, leak: 0.05}
record: {every: 2 d, measures: [output, unmet], lanes: on}
)");
  EXPECT_EQ(s.start, time_of({2026, 1, 1}));
  EXPECT_EQ(s.horizon, Duration::days(365));
  EXPECT_EQ(s.question, "What then?");
  EXPECT_FALSE(s.switches.growth);
  EXPECT_TRUE(s.switches.depletion);
  EXPECT_EQ(s.record.every.value, 48);
  EXPECT_TRUE(s.record.lanes.has_value());
  ASSERT_EQ(s.disruptions.size(), 2U);
  const Disruption& blockade = s.disruptions[0];  // sorted by id
  EXPECT_EQ(blockade.id, "blockade");
  EXPECT_EQ(blockade.type, DisruptionType::kLaneClosure);
  EXPECT_EQ(blockade.leak.value, 0.05);
  EXPECT_EQ(blockade.duration->value, 90 * 24);
  EXPECT_TRUE(blockade.lanes.crossing.given());
  EXPECT_FALSE(blockade.lanes.from.given());
  EXPECT_FALSE(blockade.select.given());
  const Disruption& quake = s.disruptions[1];
  EXPECT_EQ(quake.at, time_of({2026, 5, 1}));
  EXPECT_EQ(quake.recovery.shape, RecoveryShape::kPoints);
  EXPECT_EQ(quake.recovery.points.size(), 3U);
  EXPECT_DOUBLE_EQ(quake.wip_scrap.value, 0.007);
}

TEST(ReadScenario, EveryTypeOfDisruption) {
  const Scenario s = good_scenario(R"(disruptions:
  - {id: a, type: yield-loss, select: {product: wafer}, at: 2026-02-01, severity: 0.2, duration: 10 d}
  - {id: b, type: stock-loss, select: any, at: 2026-02-01, stock_input: 0.5, stock_finished: 1, wip_scrap: 0.1}
  - {id: c, type: lane-slowdown, mode: sea, at: 2026-02-01, slow_factor: 1.5, extra: 2 d}
  - {id: d, type: lane-seizure, route: canal, product: {class: raw}, at: 2026-02-01}
  - {id: e, type: lane-reroute, from: any, mode: air, extra: 1 d, at: 2026-02-01}
  - {id: f, type: earthquake, at: 2026-02-01, footprint: {lat: 50, lon: 20, magnitude: 7.2, depth: 15 km}, fragility: {median: 0.4}}
  - {id: g, type: hazard, process: poisson, rate: 0.03/year, footprint: {lat: 40, lon: 0, lat2: 50, lon2: 20, magnitude: 6},
     event: {type: earthquake, fragility: {median: 0.3, beta: 0.5}, recovery: {shape: exponential, over: 20 d}}}
  - {id: h, type: lane-reroute, from: any, at: 2026-02-01, leak: 0.4}
)");
  const auto& d = s.disruptions;
  ASSERT_EQ(d.size(), 8U);
  EXPECT_EQ(d[0].severity.value, 0.2);
  EXPECT_EQ(d[1].stock_finished.value, 1);
  EXPECT_EQ(d[2].slow_factor.value, 1.5);
  EXPECT_EQ(d[2].lanes.modes, std::vector<std::string>{"sea"});
  EXPECT_EQ(d[3].in_transit, InTransit::kLose);
  EXPECT_EQ(d[3].lanes.routes, std::vector<std::string>{"canal"});
  EXPECT_EQ(s.model.modes[d[4].reroute_mode.value].id, "air");
  EXPECT_TRUE(d[4].lanes.modes.empty());
  EXPECT_EQ(d[4].leak.value, 1);
  EXPECT_EQ(d[5].footprint.magnitude.value, 7.2);
  EXPECT_EQ(d[5].select.kind, Selector::Kind::kAny);
  EXPECT_EQ(d[6].rate.value, 0.03);
  EXPECT_EQ(*d[6].footprint.lat2, 50);
  EXPECT_EQ(d[6].at, s.start);
  ASSERT_EQ(d[6].event.size(), 1U);
  EXPECT_EQ(d[6].event[0].recovery.over.value, 480);
  EXPECT_EQ(d[7].leak.value, 0.4);
}

TEST(ReadScenario, InForceAtTheStartIsAllowed) {
  EXPECT_EQ(good_scenario("disruptions: [{id: x, type: lane-closure, from: any, at: 2020-01-01}]\n").disruptions.size(),
            1U);
  EXPECT_NE(scenario_complaints("disruptions: [{id: x, type: outage, select: any, at: 2020-01-01, duration: 3 d}]\n")
                .find("warning: disruption 'x' is over before the start"),
            std::string::npos);
}

TEST(ReadModel, SortsAndResolves) {
  const Model model = good_scenario("").model;
  ASSERT_EQ(model.facilities.size(), 2U);
  const Facility& fab = model.facilities[0];
  EXPECT_EQ(model.sites[fab.site.value].id, "port");
  EXPECT_EQ(model.products[fab.makes.product.value].id, "wafer");
  EXPECT_EQ(model.recipes[fab.recipe.value].id, "fab");  // its own
  EXPECT_EQ(fab.group, "fab");
  EXPECT_FALSE(model.facilities[1].recipe.valid());
  EXPECT_FALSE(model.facilities[1].capacity);
  ASSERT_EQ(model.needs[0].options.size(), 1U);
  EXPECT_EQ(model.needs[0].options[0].id, "wafer");
  EXPECT_EQ(model.lanes[0].share->value, 1);  // the only one of its input
  EXPECT_TRUE(model.lanes[0].to.need.valid());
  EXPECT_EQ(model.lanes[1].route, std::vector<std::string>{"canal"});
}

TEST(ReadModel, ARecipeIsFoundByVariantThenProduct) {
  const Model model = good_model(R"(
products: {w: {unit: t}, x: {unit: t}}
recipes: {w: {yield: 0.5}, w/duv: {yield: 0.25}, other: {yield: 0.75}}
facilities:
  a: {site: s, makes: w}
  b: {site: s, makes: w/duv}
  c: {site: s, makes: w/euv}
  d: {site: s, makes: w, recipe: other}
  e: {site: s, makes: x}
  f: {site: s, makes: w, cycle_time: 3 d}
)");
  const auto yield = [&](std::size_t i) { return model.recipes[model.facilities[i].recipe.value].yield.value; };
  EXPECT_EQ(yield(0), 0.5);
  EXPECT_EQ(yield(1), 0.25);
  EXPECT_EQ(yield(2), 0.5);
  EXPECT_EQ(yield(3), 0.75);
  EXPECT_FALSE(model.facilities[4].recipe.valid());
  EXPECT_EQ(yield(5), 1);
}

TEST(ReadModel, InputsInEveryForm) {
  const Model model = good_model(R"(
source: x
regions: {A: {}, B: {}}
sites: {s: {region: A, lat: 0, lon: 0}}
products: {a: {unit: t}, b: {unit: t}, c: {unit: t}, d: {unit: t}, w: {unit: t}}
recipes: {w: {inputs: {a: 1, b: {value: 2, low: 1}, c: {per: 3, critical: false, line: true}}}}
recipe_inputs:
  - {recipe: w, input: d/x, per: 4, criticality: important, weight: 40 %, regions: [B, A]}
  - {recipe: w, input: d/y, per: {value: 5, high: 6}, regions: B}
facilities: {f: {site: s, makes: w}, fa: {site: s, makes: a}, fb: {site: s, makes: b}, fc: {site: s, makes: c}, fd: {site: s, makes: d/x}}
lanes: [{rule: gravity, product: a}, {rule: gravity, product: b}, {rule: gravity, product: c, to: {region: A}},
        {rule: gravity, product: d, transit: by-distance}]
)");
  const auto& inputs = model.recipes[0].inputs;
  ASSERT_EQ(inputs.size(), 5U);
  EXPECT_EQ(*inputs[1].per.low, 1);
  EXPECT_EQ(inputs[2].criticality, Criticality::kNonCritical);
  EXPECT_TRUE(inputs[2].line);
  EXPECT_EQ(inputs[3].what.variant, "x");
  EXPECT_DOUBLE_EQ(inputs[3].weight.value, 0.4);
  EXPECT_EQ(inputs[3].regions.size(), 2U);
  EXPECT_EQ(*inputs[4].per.high, 6);
}

TEST(ReadModel, ControlsAndDefaults) {
  const Model model = good_model(R"(
products: {p: {unit: wafer}}
facilities:
  f: {site: s, makes: p, policy: base-stock, forecast: moving-average, window: 90 d, allocation: linear, service: exponential,
      review: 7 d, continuous: on, smoothing: 0.05/day, demand_signal: 0.8, base_stock: 2 kwafer, service_level: 95 %,
      overtime: 5 %, variability: 0.5, negative_orders: off, unlimited: true, information_delay: 0, inventory_time: 30 d,
      pipeline_time: 31 d, finished_time: 32 d, wip_time: 33 d, finished_stock: 34 d, cover: 35 d}
defaults: [{select: {product: p}, cover: {p: 3 d}, base_stock: 5}]
)");
  const Control& c = model.facilities[0].control;
  EXPECT_EQ(c.policy, Policy::kBaseStock);
  EXPECT_EQ(c.forecast, Forecast::kMovingAverage);
  EXPECT_EQ(c.allocation, Allocation::kLinear);
  EXPECT_EQ(c.service, Service::kExponential);
  EXPECT_EQ(c.continuous, true);
  EXPECT_EQ(c.unlimited, true);
  EXPECT_EQ(c.negative_orders, false);
  EXPECT_EQ(c.window->value, 2160);
  EXPECT_EQ(c.smoothing->value, 0.05);
  EXPECT_EQ(c.base_stock->value, 2000);
  EXPECT_DOUBLE_EQ(c.service_level->value, 0.95);
  EXPECT_EQ(c.cover->value, 35 * 24);
  EXPECT_EQ(model.defaults[0].covers[0].hours.value, 72);
  EXPECT_FALSE(model.defaults[0].control.policy);
}

TEST(ReadModel, NeedsInEveryForm) {
  const Model model = good_model(R"(
products: {a: {unit: t}, b: {unit: t}}
facilities: {fa: {site: s, makes: a}, fb: {site: s, makes: b}}
lanes: [{rule: gravity, product: a}, {rule: gravity, product: b}]
needs:
  one: {region: R, units: a, rate: 3 k/day, growth: 10 %/year, patience: 30 d, elasticity: -0.3, cover: 5 d,
        demand: {process: ar1, variation: 0.2, correlation: 0.7}, season: [0.5, 1.5, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]}
  two: {region: R, growth: 5 %/year, options: {y: {units: b, rate: 1/day, growth: 0.2/year}, x: {units: a, rate: 2/day}}}
  three: {region: R, options: [{id: z, units: a, rate: 1/day}]}
  four: {region: R}
need_options: [{need: four, option: o, units: a, rate: 7/week}]
)");
  ASSERT_EQ(model.needs.size(), 4U);
  const Need& four = model.needs[0];
  EXPECT_EQ(four.options[0].rate.value, 1);
  const Need& one = model.needs[1];
  EXPECT_EQ(one.options[0].id, "a");
  EXPECT_DOUBLE_EQ(one.options[0].growth.value, 0.1);
  EXPECT_EQ(one.process, DemandProcess::kAr1);
  EXPECT_EQ(one.season[1], 1.5);
  EXPECT_EQ(one.elasticity.value, -0.3);
  const Need& two = model.needs[3];
  EXPECT_EQ(two.options[0].id, "x");
  EXPECT_DOUBLE_EQ(two.options[0].growth.value, 0.05);  // the need's
  EXPECT_DOUBLE_EQ(two.options[1].growth.value, 0.2);
}

TEST(ReadModel, LanesBetweenGroups) {
  const Model model = good_model(R"(
products: {a: {unit: t}, w: {unit: t}}
recipes: {w: {inputs: {a: 1}}}
facilities: {a1: {site: s, makes: a, group: as}, a2: {site: s, makes: a, group: as}, a3: {site: s, makes: a}, w1: {site: s, makes: w, group: ws}, w2: {site: s, makes: w, group: ws}}
lanes: [{from: as, to: ws, share: 0.6}, {from: a3, to: ws, share: 0.4}]
)");
  EXPECT_EQ(model.lanes[0].from.facility.value, 2U);
  EXPECT_EQ(model.lanes[1].from.group, "as");
  EXPECT_EQ(model.lanes[1].to.group, "ws");
}

TEST(ReadModel, ACycleMayStartFromStock) {
  const std::string cycle = R"(
products: {a: {unit: t}, b: {unit: t}}
recipes: {a: {inputs: {b: 1}}, b: {inputs: {a: 1}}}
lanes: [{from: fa, to: fb}, {from: fb, to: fa}]
)";
  EXPECT_NE(complaints(cycle + "facilities: {fa: {site: s, makes: a}, fb: {site: s, makes: b}}\n").find("a -> b -> a"),
            std::string::npos);
  EXPECT_EQ(complaints(cycle + "facilities: {fa: {site: s, makes: a, cover: {b: 3 d}}, fb: {site: s, makes: b}}\n"),
            "");
  EXPECT_EQ(complaints(cycle + "facilities: {fa: {site: s, makes: a, finished_stock: 3 d}, fb: {site: s, makes: b}}\n"),
            "");
  EXPECT_EQ(
      complaints(
          cycle +
          "facilities: {fa: {site: s, makes: a}, fb: {site: s, makes: b}}\ndefaults: [{select: any, cover: 1 d}]\n"),
      "");
  EXPECT_EQ(
      complaints(cycle +
                 "facilities: {fa: {site: s, makes: a}, fb: {site: s, makes: b}, fc: {site: s, makes: a, yield: 1}}\n"),
      "");
}

// The order of lines in a file changes nothing.
TEST(ReadModel, TheOrderOfLinesDoesNotMatter) {
  const std::vector<std::string> lines = {"  - {from: x, to: w, share: 0.5}\n",
                                          "  - {from: x, to: w, share: 0.25, route: [r]}\n",
                                          "  - {from: y, to: w, share: 0.25}\n"};
  const std::vector<std::string> plants = {"  x: {site: s, makes: a}\n", "  y: {site: s, makes: a}\n",
                                           "  w: {site: s, makes: p}\n"};
  const std::string head = "products: {p: {unit: t}, a: {unit: t}}\nrecipes: {p: {inputs: {a: 1}}}\n";
  std::vector<std::size_t> order = {0, 1, 2};
  std::vector<double> shares;
  do {
    std::string lanes;
    std::string facilities;
    for (const std::size_t i : order) {
      lanes += lines[i];
      facilities += plants[i];
    }
    const Model model = good_model("lanes:\n" + lanes + "facilities:\n" + facilities + head);
    ASSERT_EQ(model.lanes.size(), 3U);
    std::vector<double> here;
    for (const LaneSpec& lane : model.lanes) here.push_back(lane.share->value);
    if (shares.empty()) shares = here;
    EXPECT_EQ(here, shares);
    EXPECT_EQ(model.facilities[0].id, "w");
  } while (std::next_permutation(order.begin(), order.end()));
}

class Resolved : public testing::TestWithParam<const char*> {};

TEST_P(Resolved, ReadsBackToTheSame) {
  const Scenario s =
      good_scenario(GetParam(), {{"model.facilities.*.cover.scale", "2"}, {"model.products.ore.price", "3"}});
  Diagnostics diagnostics;
  const auto again = load_scenario_text("resolved", s.resolved, {}, diagnostics);
  ASSERT_TRUE(again) << printed(diagnostics) << s.resolved;
  EXPECT_EQ(again->resolved, s.resolved);
  EXPECT_EQ(again->model.numbers, s.model.numbers);
  EXPECT_EQ(again->model.assumptions, s.model.assumptions);
  EXPECT_EQ(again->model.unsourced.size(), s.model.unsourced.size());
  EXPECT_EQ(again->disruptions.size(), s.disruptions.size());
  EXPECT_EQ(again->title, s.title);
  const auto source = [](const Scenario& scenario) {
    return scenario.model.sources[scenario.model.facilities[0].covers[0].hours.source];
  };
  EXPECT_EQ(source(*again), source(s));
  EXPECT_EQ(again->resolved.find("set:"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(
    Scenarios, Resolved,
    testing::Values(
        "", "title: \"a: b # c, {d} 'e' \\\"f\\\" \\\\ \\n g \\t \xC3\xBC\"\n", "title: '- x'\n", "title: \"null\"\n",
        "title: \"~\"\n", "title: \"\"\n", "title: ' x '\n", "title: |\n  two\n  lines\n", "source: everything\n",
        "set: {model.facilities.fab.capacity: {value: 1 k/day, dist: uniform(1, 2)}}\n",
        "disruptions: [{id: x, type: outage, select: {within: 60 km, of: {lat: 45, lon: 7}}, at: 2026-03-01}]\n"));

TEST(ResolvedFiles, HoldIncludesTablesAndTheirSources) {
  const TempFolder folder;
  folder.write("models/m/model.yaml",
               "schema: fabshock/model/1\ninclude: [d.yaml]\nsource: main\nsites: {csv: s.csv}\nregions: {A: {}}\n");
  folder.write("models/m/d.yaml", "source: assumption\nmodes: {sea: {speed: 1 km/h}}\ndefaults: []\n");
  folder.write("models/m/s.csv", "id,region,lat,lon,tags,lat.source\na,A,1,2,x;y,map\n");
  const auto file =
      folder.write("scenarios/s.yaml", "schema: fabshock/scenario/1\nmodel: m\nstart: 2026-01-01\nhorizon: 1 y\n");
  Diagnostics diagnostics;
  const auto s = load_scenario(file, {}, diagnostics);
  ASSERT_TRUE(s) << printed(diagnostics);
  EXPECT_EQ(s->input_files.size(), 4U);
  const auto again = load_scenario_text("resolved", s->resolved, {}, diagnostics);
  ASSERT_TRUE(again) << printed(diagnostics) << s->resolved;
  EXPECT_EQ(again->model.assumptions, 1U);
  EXPECT_EQ(again->model.numbers, 3U);
  EXPECT_EQ(again->model.sites[0].tags.size(), 2U);
  EXPECT_EQ(again->resolved, s->resolved);
}

TEST(Lookup, AScenarioByNameAndAModelBesideIt) {
  const TempFolder folder;
  folder.write("models/m/model.yaml", "schema: fabshock/model/1\nepoch: 2025-07-01\n");
  folder.write("scenarios/s.yaml", "schema: fabshock/scenario/1\nname: s\nmodel: m\nhorizon: 1 y\n");
  folder.write("else/t.yaml",
               "schema: fabshock/scenario/1\nname: t\nmodel: ../models/m\nstart: 2026-01-01\nhorizon: 1 y\n");
  const std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::current_path(folder.path());
  Diagnostics diagnostics;
  const auto s = load_scenario("s", {}, diagnostics);
  const auto t = load_scenario("else/t.yaml", {}, diagnostics);
  std::filesystem::current_path(before);
  ASSERT_TRUE(s && t) << printed(diagnostics);
  EXPECT_EQ(s->start, time_of({2025, 7, 1}));  // the model's epoch
  EXPECT_EQ(s->input_files, (std::vector<std::string>{"scenarios/s.yaml", "models/m/model.yaml"}));
  EXPECT_EQ(t->input_files, (std::vector<std::string>{"else/t.yaml", "models/m/model.yaml"}));
}

}  // namespace
}  // namespace fabshock::test::scenario_read_test
