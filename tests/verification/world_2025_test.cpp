// What the shipped world promises of itself, checked on the network that is built from its files.
#include <gtest/gtest.h>

#include <iostream>
#include <set>

#include "network/lane_pick.h"
#include "network/world_graph.h"
#include "results/recorder.h"
#include "scenario/advance.h"
#include "scenario/load.h"

namespace fabshock::test::world_2025_test {
namespace {

constexpr Switches kSteady{.growth = false, .depletion = true, .season = false};

class World2025 : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    Diagnostics diagnostics;
    Model model = *load_model(std::string(FABSHOCK_ROOT) + "/models/world-2025", diagnostics);
    net_ = build_network(std::move(model), time_of({2026, 1, 1}), kSteady, diagnostics);
    ASSERT_TRUE(net_);
    ASSERT_EQ(diagnostics.errors(), 0U);
  }
  static void TearDownTestSuite() { net_.reset(); }

  static std::uint32_t node(const std::string& id) {
    for (std::uint32_t n = 0; n < net_->size(); ++n) {
      if (net_->entity_of(n) == id) return n;
    }
    throw std::runtime_error("no " + id);
  }
  static const std::string& region_of(std::uint32_t n) {
    const Model& model = net_->model;
    return model.regions[model.sites[net_->site_of(n).value].region.value].id;
  }

  static std::shared_ptr<const Network> net_;
};

std::shared_ptr<const Network> World2025::net_;

TEST_F(World2025, IsTheWholeChain) {
  EXPECT_GE(net_->facilities, 120U);
  std::set<std::string> layers;
  for (const Product& product : net_->model.products) layers.insert(product.layer);
  for (const char* layer :
       {"material", "utility", "equipment", "wafer", "package-stage", "chip", "system-part", "system"}) {
    EXPECT_TRUE(layers.contains(layer)) << layer;
  }
  EXPECT_EQ(dead_ends(net_->world->graph), std::vector<std::uint32_t>{});
}

// Whole quanta on every lane; good output is what leaves, intake is what arrives, and starts fit into capacity.
TEST_F(World2025, FlowsBalance) {
  for (std::uint32_t n = 0; n < net_->size(); ++n) {
    const NodeParams& p = net_->nodes[n];
    Quanta leaving = 0;
    for (const std::uint32_t l : net_->out(n)) leaving += net_->lanes[l].flow0;
    if (!p.sink) {
      EXPECT_EQ(p.good0, leaving) << net_->entity_of(n);
    }
    EXPECT_LE(p.start0, p.capacity) << net_->entity_of(n);
    for (std::uint32_t s = p.slot_begin; s < p.slot_end; ++s) {
      Quanta arriving = 0;
      for (std::uint32_t l = net_->slots[s].in_begin; l < net_->slots[s].in_end; ++l) arriving += net_->lanes[l].flow0;
      EXPECT_EQ(net_->slot_info[s].intake0, arriving);
      if (p.start0 == 0) continue;
      const Rational per = net_->slots[s].per.ratio;
      EXPECT_EQ(static_cast<Int128>(p.start0) * per.num, static_cast<Int128>(arriving) * per.den);
    }
  }
}

// Each plant of Taiwan draws on one water system, that of its own place: Hsinchu's water never flows to Tainan.
TEST_F(World2025, WaterAndPowerStayInTheirSystem) {
  std::set<std::string> users;
  for (std::uint32_t n = 0; n < net_->facilities; ++n) {
    if (region_of(n) != "TW") continue;
    for (const char* utility : {"water-", "taipower-"}) {
      std::set<std::string> systems;
      const auto [begin, end] = net_->in(n);
      for (std::uint32_t l = begin; l < end; ++l) {
        const std::string& from = net_->entity_of(net_->lane_info[l].from);
        if (from.starts_with(utility)) systems.insert(from);
      }
      EXPECT_LE(systems.size(), 1U) << net_->entity_of(n);
      if (systems.empty()) continue;
      const std::string& site = net_->model.sites[net_->site_of(n).value].id;
      users.insert(*systems.begin() + " " + site);
    }
  }
  EXPECT_TRUE(users.contains("water-hsinchu hsinchu"));
  EXPECT_TRUE(users.contains("water-tainan tainan"));
  EXPECT_FALSE(users.contains("water-hsinchu tainan"));
  EXPECT_FALSE(users.contains("water-tainan hsinchu"));
  EXPECT_TRUE(users.contains("taipower-north hsinchu"));
  EXPECT_TRUE(users.contains("taipower-south tainan"));
}

// Stocks without new supply last their size over their use: 9 M stacks for 1.1 years, 1.7 M dies for 2.2. But a die is
// no use without stacks: once these are gone the dies stay, unless there are more stacks.
TEST_F(World2025, TheHuaweiBanksRunDry) {
  const std::uint32_t stacks = node("huawei-hbm-bank");
  const std::uint32_t dies = node("huawei-die-bank");
  const auto left_after = [](const Network& net, std::uint32_t n, std::int64_t days) {
    RunOptions options;
    options.horizon = days * 24;
    Engine engine(net, nullptr, options);
    engine.run();
    return static_cast<double>(engine.state().reserve[n]) * net.quantum_of(n);
  };
  const std::int64_t dry = net_->reserve[stacks] / net_->nodes[stacks].start0;
  EXPECT_NEAR(static_cast<double>(dry) / 365, 9e6 / 8127505.645, 0.01);
  EXPECT_GT(left_after(*net_, stacks, dry - 10), 0);
  EXPECT_EQ(left_after(*net_, stacks, dry + 1), 0);
  EXPECT_GT(left_after(*net_, dies, 1825), 0.4e6);

  Model model = net_->model;
  model.facilities[stacks].reserve->value *= 10;
  Diagnostics diagnostics;
  const auto more = build_network(std::move(model), net_->start, kSteady, diagnostics);
  ASSERT_TRUE(more);
  const std::int64_t dies_dry = more->reserve[dies] / more->nodes[dies].start0;
  EXPECT_NEAR(static_cast<double>(dies_dry) / 365, 1.7e6 / 764653.5948, 0.01);
  EXPECT_GT(left_after(*more, dies, dies_dry - 10), 0);
  EXPECT_EQ(left_after(*more, dies, dies_dry + 1), 0);
}

// Chips of other fabs' variants are no substitute unless the recipe asks for the product alone.
TEST_F(World2025, VariantsAreKeptApart) {
  for (std::uint32_t l = 0; l < net_->lanes.size(); ++l) {
    const LaneInfo& lane = net_->lane_info[l];
    const WorldVertex& user = net_->world->graph[lane.to];
    const ProductRef& made = net_->world->graph[lane.from].makes;
    const ProductRef& asked =
        net_->nodes[lane.to].sink ? user.makes : user.inputs[lane.slot - net_->nodes[lane.to].slot_begin]->what;
    EXPECT_TRUE(asked.accepts(made)) << net_->entity_of(lane.from) << " -> " << net_->entity_of(lane.to);
    if (asked.variant.empty()) continue;
    // Of China's stacks one input takes Huawei's stock and what is made at home.
    const bool stock = asked.variant == "cn" && made.variant == "cn-bank";
    EXPECT_TRUE(stock || asked.variant == made.variant)
        << net_->entity_of(lane.from) << " -> " << net_->entity_of(lane.to);
  }
}

// The world balances at every first of January to 2032, and nobody is cut for want of supply.
TEST(World2025Trends, BalanceAtEveryDateAndCutNobody) {
  for (int year = 2026; year <= 2032; ++year) {
    Diagnostics diagnostics;
    auto model = load_model(std::string(FABSHOCK_ROOT) + "/models/world-2025", diagnostics);
    ASSERT_TRUE(model);
    const Model tables = *model;
    model->epoch = Date{year, 1, 1};
    const auto net = build_network(std::move(*model), time_of({year, 1, 1}), kSteady, diagnostics);
    if (!net) diagnostics.print(std::cerr);
    ASSERT_TRUE(net) << year;
    for (const Trend& trend : tables.trends) {
      if (trend.bound.empty()) continue;
      const double multiple = path_at(trend, time_of(*tables.tables), 1, time_of({year, 1, 1}));
      for (const NeedIx need : trend.needs) {
        for (std::size_t o = 0; o < tables.needs[need.value].options.size(); ++o) {
          const NeedOption& then = tables.needs[need.value].options[o];
          if (!moves_option(trend, then)) continue;
          EXPECT_NEAR(net->model.needs[need.value].options[o].rate.value / (then.rate.value * multiple), 1, 1e-9)
              << year << ' ' << trend.id;
        }
      }
    }
    for (const Facility& f : net->model.facilities) {
      if (f.reserve) {
        EXPECT_GT(f.reserve->value, 0) << f.id;
      }
      EXPECT_FALSE(f.joined && f.planned) << f.id;
    }
  }
}

// The 84 announced changes, and what was added; all that move nothing say why.
TEST(World2025Trends, EveryRowIsAnActionOrSaysWhyNot) {
  Diagnostics diagnostics;
  const auto model = load_model(std::string(FABSHOCK_ROOT) + "/models/world-2025", diagnostics);
  ASSERT_TRUE(model);
  int announced = 0;
  for (const Trend& trend : model->trends) {
    const bool added = trend.id.find('+') != std::string::npos || trend.id.find('.') != std::string::npos;
    announced += added ? 0 : 1;
    if (trend.type == TrendType::kUnused) {
      EXPECT_GT(trend.why.size(), 8U) << trend.id;
    }
  }
  EXPECT_EQ(announced, 84);
  EXPECT_EQ(model->trends.size(), 197U);
}

}  // namespace
}  // namespace fabshock::test::world_2025_test
