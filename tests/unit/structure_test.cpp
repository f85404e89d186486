// Structural measures against published tables and hand-made networks.
#include <gtest/gtest.h>

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/dominator_tree.hpp>

#include "property/dice.h"
#include "structure/betweenness.h"
#include "structure/cuts.h"
#include "structure/influence.h"
#include "structure/single_points.h"
#include "structure/systemic_risk.h"

namespace fabshock::test::structure_test {
namespace {

using namespace structure;

struct Edge {
  std::uint32_t from, to;
  double value = 1;
};

// Firms from 0 on, the first `makers` of them facilities; an input is what comes from one sector.
Trade trade(std::vector<std::uint32_t> sectors, std::uint32_t makers, const std::vector<Edge>& edges) {
  Trade t;
  t.makers = makers;
  t.sector = std::move(sectors);
  std::vector<double> in(t.sector.size(), 0.0);
  std::vector<double> out(t.sector.size(), 0.0);
  for (const Edge& e : edges) {
    in[e.to] += e.value;
    out[e.from] += e.value;
    t.purchases.push_back({e.from, e.to, e.value, 0});
  }
  t.active.assign(t.firms(), true);
  t.sold = out;
  t.bought = in;
  for (std::uint32_t n = 0; n < t.firms(); ++n) {
    const auto first = std::find(t.sector.begin(), t.sector.end(), t.sector[n]) - t.sector.begin();
    t.product.push_back(n < makers ? static_cast<std::uint32_t>(first) : Trade::kNone);
  }
  for (std::uint32_t n = 0; n < t.firms(); ++n) {
    t.size.push_back(std::max(in[n], out[n]));
    t.output.push_back(n < makers ? t.size[n] : 0.0);
    for (std::uint32_t sector = 0; sector < t.firms() + 10; ++sector) {
      Required required{n, 1, {}};
      double all = 0;
      for (std::uint32_t p = 0; p < t.purchases.size(); ++p) {
        if (t.purchases[p].to != n || t.sector[t.purchases[p].from] != sector) continue;
        required.purchases.push_back(p);
        all += t.purchases[p].value;
      }
      for (const std::uint32_t p : required.purchases) t.purchases[p].share = t.purchases[p].value / all;
      if (!required.purchases.empty()) t.required.push_back(std::move(required));
    }
  }
  return t;
}

// The eleven firms of Diem et al. 2022, numbered from 1 there.
Trade eleven() {
  std::vector<Edge> edges;
  for (const auto& [from, to] : std::vector<std::pair<std::uint32_t, std::uint32_t>>{
           {3, 6}, {4, 6}, {4, 7}, {5, 7}, {6, 1}, {6, 2}, {7, 10}, {7, 11}, {8, 1}, {8, 2}, {9, 11}}) {
    edges.push_back({from - 1, to - 1});
  }
  return trade({1, 1, 2, 2, 2, 3, 3, 4, 4, 5, 5}, 11, edges);
}

void expect_table(const std::vector<double>& found, const std::vector<double>& table) {
  ASSERT_EQ(found.size(), table.size());
  for (std::size_t i = 0; i < table.size(); ++i) EXPECT_NEAR(found[i], table[i], 5e-5) << "firm " << i + 1;
}

TEST(Structure, SystemicRiskIsThatOfThePaper) {
  expect_table(systemic_risk(eleven(), InputsAre::kLinear, Others::kStand),
               {.2778, .2778, .1667, .3333, .1667, .3333, .3333, .2222, .1111, .1667, .2778});
  expect_table(systemic_risk(eleven(), InputsAre::kRequired, Others::kStand),
               {.2778, .2778, .2222, .4167, .1944, .4444, .3889, .3333, .1667, .1667, .2778});
}

// Worked out by a few lines of another language: where others take over, firms 3, 5 and 9 count for less.
TEST(Structure, OthersOfASectorTakeOver) {
  expect_table(systemic_risk(eleven(), InputsAre::kLinear, Others::kTakeOver),
               {.2778, .2778, .0842, .3333, .0842, .3333, .3333, .2222, .0833, .1667, .2778});
  expect_table(systemic_risk(eleven(), InputsAre::kRequired, Others::kTakeOver),
               {.2778, .2778, .0943, .4167, .0892, .4444, .3889, .3333, .1111, .1667, .2778});
}

// 0 -> 1 -> 3, 2 -> 3, and what 3 makes the need 4 buys. Of an important input a part is done without.
TEST(Structure, SinglePointsOfAFewFirms) {
  Trade t = trade({0, 1, 2, 3, 4}, 4, {{0, 1}, {1, 3}, {2, 3}, {3, 4}});
  const auto points = single_points(t);
  ASSERT_EQ(points.size(), 4U);  // both inputs of 3 are required
  EXPECT_EQ(points[0].way, (std::vector<std::uint32_t>{0, 1, 3, 4}));
  EXPECT_EQ(points[2].way, (std::vector<std::uint32_t>{2, 3, 4}));
  for (Required& required : t.required) {
    if (t.purchases[required.purchases.front()].from == 2) required.weight = 0.9;
  }
  EXPECT_EQ(single_points(t).size(), 3U);
  // Between a source and the last firm two sides: all fail with the source, and neither side is on the way.
  const auto split = single_points(trade({0, 1, 1, 2, 3}, 4, {{0, 1}, {0, 2}, {1, 3}, {2, 3}, {3, 4}}));
  ASSERT_EQ(split.size(), 2U);
  EXPECT_EQ(split[0].way, (std::vector<std::uint32_t>{0, 3, 4}));
  // A second maker of the same, and neither is one.
  EXPECT_EQ(single_points(trade({0, 0, 2, 3}, 3, {{0, 2}, {1, 2}, {2, 3}})).size(), 1U);
}

// Where everybody has one input, they are the dominators.
TEST(Structure, SinglePointsAreDominatorsOfChains) {
  using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::bidirectionalS>;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    Dice dice(seed, "dominators");
    const std::uint32_t layers = 2 + static_cast<std::uint32_t>(dice.below(4));
    std::vector<std::uint32_t> sectors;
    std::vector<std::vector<std::uint32_t>> layer(layers);
    for (std::uint32_t k = 0; k < layers; ++k) {
      for (int i = 1 + dice.below(4); i > 0; --i) {
        layer[k].push_back(static_cast<std::uint32_t>(sectors.size()));
        sectors.push_back(k);
      }
    }
    const auto need = static_cast<std::uint32_t>(sectors.size());
    sectors.push_back(layers);
    layer.push_back({need});
    std::vector<Edge> edges;
    Graph graph(need + 2U);
    const Graph::vertex_descriptor source = Graph::vertex_descriptor{need} + 1;
    for (const std::uint32_t n : layer[0]) add_edge(source, n, graph);
    for (std::uint32_t k = 1; k <= layers; ++k) {
      for (const std::uint32_t n : layer[k]) {
        bool any = false;
        for (const std::uint32_t from : layer[k - 1]) {
          if (!dice.chance(0.6) && (any || from != layer[k - 1].back())) continue;
          any = true;
          edges.push_back({from, n});
          add_edge(from, n, graph);
        }
      }
    }
    std::vector<Graph::vertex_descriptor> dominator(num_vertices(graph), Graph::null_vertex());
    lengauer_tarjan_dominator_tree(graph, source,
                                   make_iterator_property_map(dominator.begin(), get(boost::vertex_index, graph)));
    std::vector<std::uint32_t> expected;
    for (auto v = dominator[need]; v != source; v = dominator[v]) expected.push_back(static_cast<std::uint32_t>(v));
    std::sort(expected.begin(), expected.end());
    std::vector<std::uint32_t> found;
    for (const SinglePoint& point : single_points(trade(sectors, need, edges))) found.push_back(point.facility);
    ASSERT_EQ(found, expected) << "seed " << seed;
  }
}

// Three makers of sector 0 sell through two of sector 1 to one of sector 2, and that to the need.
TEST(Structure, TheFewestThroughWhichAllGoes) {
  const std::vector<Edge> edges = {{0, 3}, {1, 3}, {1, 4}, {2, 4}, {3, 5}, {4, 5}, {5, 6}};
  const auto found = cuts(trade({0, 0, 0, 1, 1, 2, 3}, 6, edges));
  ASSERT_EQ(found.size(), 3U);
  for (const Cut& cut : found) EXPECT_EQ(cut.facilities, std::vector<std::uint32_t>{5}) << cut.product;
  EXPECT_EQ(found[0].makers, 3U);
  // With a second of sector 2 the two of sector 1 are the fewest.
  std::vector<Edge> wider = {{0, 3}, {1, 3}, {1, 4}, {2, 4}, {3, 5}, {4, 5}, {3, 6}, {4, 6}, {5, 7}, {6, 7}};
  const auto two = cuts(trade({0, 0, 0, 1, 1, 2, 2, 3}, 7, wider));
  EXPECT_EQ(two[0].facilities, (std::vector<std::uint32_t>{3, 4}));
  EXPECT_EQ(two[2].facilities, (std::vector<std::uint32_t>{5, 6}));
}

// 0 sells 30 to 1, which sells 100 to the need 3; 2 sells 50 to it: final sales 150.
TEST(Structure, InfluenceIsSalesOverFinalSales) {
  const Influence found = influence_of(trade({0, 1, 2, 3}, 3, {{0, 1, 30}, {1, 3, 100}, {2, 3, 50}}));
  EXPECT_NEAR(found.influence[0], 30.0 / 150, 1e-12);
  EXPECT_NEAR(found.influence[1], 100.0 / 150, 1e-12);
  // Without 1 neither it nor 0 sells anything; without 0 only its own sales go, as 1 buys elsewhere.
  EXPECT_NEAR(found.extraction[1], 130.0 / 180, 1e-12);
  EXPECT_NEAR(found.extraction[0], 30.0 / 180, 1e-12);
}

// On the line 0 - 1 - 2 - 3 the two in the middle are passed by ways from 0 to 2 and 3, and from 0 and 1 to 3.
TEST(Structure, BetweennessOnALine) {
  const auto passed = betweenness(trade({0, 1, 2, 3}, 3, {{0, 1}, {1, 2}, {2, 3}}));
  EXPECT_NEAR(passed[0], 0, 1e-12);
  EXPECT_NEAR(passed[1], 2.0 / (3 * 2), 1e-12);
  EXPECT_NEAR(passed[2], 2.0 / (3 * 2), 1e-12);
  // A way over who brings nine tenths is shorter than over who brings one.
  const auto most = betweenness(trade({0, 1, 1, 2}, 3, {{0, 1}, {0, 2}, {1, 3, 9}, {2, 3, 1}}));
  EXPECT_GT(most[1], 0);
  EXPECT_EQ(most[2], 0);
}

}  // namespace
}  // namespace fabshock::test::structure_test
