// Joint draws of a model: read from a table, drawn as rows, and only where the numbers are those of their file.
#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "experiment/sampled_world.h"
#include "scenario_texts.h"

namespace fabshock::test::joint_test {
namespace {

// A world whose belief is in a file of its own, beside the table of its draws.
class JointDrawsOf : public testing::Test {
 protected:
  JointDrawsOf() {
    folder_.write("behaviour.yaml", R"(schema: fabshock/model/1
source: assumption
belief:
  panic_scale: {value: 100 d, low: 50, high: 200}
  panic_fade: {value: 30 d, low: 20, high: 40}
  hoarding: {value: 0.2, low: 0, high: 1}
market_defaults:
  - {id: behaviour, select: any, stock_time: {value: 80 d, low: 50, high: 110}}
joint:
  - {id: behaviour, table: draws.csv}
)");
    table(
        "weight,model.belief.panic_scale,model.belief.panic_fade,model.market_defaults.behaviour.stock_time\n"
        "1,1200,480,1200\n2,2400,600,1440\n0,1,1,1\n1,3600,720,1680\n");
    folder_.write("world.yaml", R"(schema: fabshock/scenario/1
start: 2026-01-01
horizon: 30 d
model:
  schema: fabshock/model/1
  name: small
  include: behaviour.yaml
  currency: USD
  source: assumption
  regions: {A: {bloc: one}}
  sites: {a: {region: A, lat: 0, lon: 0}}
  products: {chip: {unit: chip, quantum: 0.001, price: 8, class: c}}
  facilities: {maker: {site: a, owner: O, kind: fab, makes: chip, capacity: 1000/day}}
  needs: {buyers: {region: A, units: chip, rate: 1000/day}}
  lanes: [{from: maker, to: buyers, transit: 24 h}]
)");
  }

  void table(const std::string& text) { folder_.write("draws.csv", text); }

  SampledWorld world(std::vector<SampledGroup> sample, const std::vector<Override>& set = {}) const {
    Experiment e;
    e.sample = std::move(sample);
    Arm arm;
    arm.scenario = (folder_.path() / "world.yaml").string();
    arm.set = set;
    return {e, arm};
  }

  std::string told() const {
    const SampledWorld w = world({everything()});
    std::string text;
    for (const Diagnostic& d : w.diagnostics().all()) text += d.message + '\n';
    return text;
  }

  TempFolder folder_;
};

double stock_time(const Scenario& scenario) {
  return scenario.model.market_defaults.front().terms.stock_time->value;
}

TEST_F(JointDrawsOf, AreRowsOfTheTableByWeight) {
  SampledWorld w = world({everything()});
  ASSERT_TRUE(w.ok());
  EXPECT_EQ(w.axes(), (std::vector<std::string>{"model.belief.hoarding", "model.joint.behaviour"}));
  struct Row {
    double u, row, scale, fade, stock;
  };
  for (const Row& want :
       {Row{0.01, 1, 1200, 480, 1200}, Row{0.24, 1, 1200, 480, 1200}, Row{0.26, 2, 2400, 600, 1440},
        Row{0.74, 2, 2400, 600, 1440}, Row{0.76, 4, 3600, 720, 1680}, Row{0.999, 4, 3600, 720, 1680}}) {
    const std::array<double, 2> u = {0.5, want.u};
    const SampledWorld::Draw draw = w.draw(u);
    ASSERT_NE(draw.network, nullptr);
    EXPECT_EQ(draw.values[1], want.row);
    EXPECT_EQ(draw.scenario.model.belief.panic_scale.value, want.scale);
    EXPECT_EQ(draw.scenario.model.belief.panic_fade.value, want.fade);
    EXPECT_EQ(stock_time(draw.scenario), want.stock);
    EXPECT_NEAR(draw.scenario.model.belief.hoarding.value, 0.2 + 0.8 * (1 - std::sqrt(0.5 / 0.8)), 1e-12);
  }
  EXPECT_EQ(w.middle().model.belief.panic_scale.value, 2400);
}

TEST_F(JointDrawsOf, LeaveAloneWhatIsNotSampledOrSetByOthers) {
  SampledWorld some = world({{.id = "fade", .paths = {"model.belief.panic_fade"}}});
  const SampledWorld::Draw draw = some.draw(std::array<double, 1>{0.9});
  EXPECT_EQ(draw.scenario.model.belief.panic_fade.value, 720);
  EXPECT_EQ(draw.scenario.model.belief.panic_scale.value, 2400);
  // A range of one's own is one's own.
  SampledWorld own = world({everything()}, {{"model.belief.panic_scale", "{value: 10 d, low: 9, high: 11}"},
                                            {"model.belief.panic_fade", "25 d"}});
  ASSERT_TRUE(own.ok());
  EXPECT_EQ(own.axes(),
            (std::vector<std::string>{"model.belief.hoarding", "model.belief.panic_scale", "model.joint.behaviour"}));
  const SampledWorld::Draw free = own.draw(std::array<double, 3>{0.5, 0.5, 0.9});
  EXPECT_NEAR(free.scenario.model.belief.panic_scale.value, 240, 1e-9);
  EXPECT_EQ(free.scenario.model.belief.panic_fade.value, 600);
  EXPECT_EQ(stock_time(free.scenario), 1680);
  // Also where only a part of it is set, and where all is written to one file.
  for (const char* path :
       {"model.belief.panic_scale.value", "model.belief.panic_scale.low", "model.belief.panic_scale.scale"}) {
    const SampledWorld part = world({everything()}, {{path, path[24] == '.' && path[25] == 's' ? "0.5" : "60 d"}});
    ASSERT_TRUE(part.ok()) << path;
    EXPECT_EQ(part.axes().size(), 3U) << path;
  }
  Diagnostics diagnostics;
  const std::vector<Override> set = {{"model.belief.panic_scale", "{value: 10 d, low: 9, high: 11}"}};
  const auto scenario = load_scenario(folder_.path() / "world.yaml", set, diagnostics);
  ASSERT_TRUE(scenario);
  const auto again = load_scenario_text("again", scenario->resolved, {}, diagnostics);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->model.joint.front().columns.size(), 2U) << "without the one that was set";
  EXPECT_EQ(again->model.joint.front().value(0, 0), 480);
  // Of two groups the later one has what is drawn together.
  SampledWorld both = world({everything(), {.id = "fade", .paths = {"model.belief.panic_fade"}}});
  EXPECT_EQ(both.groups(), (std::vector<std::size_t>{0, 1}));
  // Who moves numbers together by himself, or fits them, has their own distributions.
  SampledWorld together = world({{.id = "all", .paths = {"model.belief"}, .together = true}});
  EXPECT_EQ(together.axes(), std::vector<std::string>{"all"});
  EXPECT_NE(together.draw(std::array<double, 1>{0.9}).scenario.model.belief.panic_fade.value, 720);
}

TEST_F(JointDrawsOf, TellWhatIsWrongWithATable) {
  EXPECT_EQ(told(), "");
  table("weight,model.belief.panic_scal\n1,1200\n");
  EXPECT_EQ(told(), "no number 'model.belief.panic_scal'\n");
  table("weight,model.belief.panic_scale\n0,1200\n");
  EXPECT_EQ(told(), "no draw has any weight\n");
  table("model.belief.panic_scale,model.belief.panic_fade\n1200,30 d\n");
  EXPECT_EQ(told(), "'30 d' is no number\n");
  table("model.belief.panic_scale,model.belief.panic_fade\n1200,\n1,2\n");
  EXPECT_EQ(told(), "this draw has other columns than the first\n");
  table("model.belief.panic_scale,model.belief.panic_fade\n1200,\n,2\n");
  EXPECT_EQ(told(), "this draw has other columns than the first\n");
  table("model.belief.panic_scale\n");
  EXPECT_EQ(told().substr(0, 1), "'");
  EXPECT_NE(told().find("holds no draw"), std::string::npos);
}

// What is written beside a run's results runs again.
TEST_F(JointDrawsOf, AreInTheResolvedScenario) {
  Diagnostics diagnostics;
  const auto scenario = load_scenario(folder_.path() / "world.yaml", {}, diagnostics);
  ASSERT_TRUE(scenario);
  const auto again = load_scenario_text("again", scenario->resolved, {}, diagnostics);
  ASSERT_TRUE(again) << scenario->resolved;
  ASSERT_EQ(again->model.joint.size(), 1U);
  EXPECT_EQ(again->model.joint.front().columns, scenario->model.joint.front().columns);
  EXPECT_EQ(again->model.joint.front().values, scenario->model.joint.front().values);
  EXPECT_EQ(again->model.joint.front().up_to, scenario->model.joint.front().up_to);
}

}  // namespace
}  // namespace fabshock::test::joint_test
