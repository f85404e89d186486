#include "network/world_graph.h"

#include <algorithm>
#include <boost/graph/depth_first_search.hpp>
#include <boost/graph/reverse_graph.hpp>
#include <boost/graph/strong_components.hpp>
#include <boost/graph/visitors.hpp>
#include <cmath>

namespace fabshock {
namespace {

using Vertex = boost::graph_traits<WorldGraph>::vertex_descriptor;

VertexKind kind_of(const Model& model, const NodeDraft& node) {
  if (!node.facility.valid()) return VertexKind::kSink;
  const Facility& facility = model.facilities[node.facility.value];
  if (facility.reserve) return VertexKind::kReserve;
  if (!model.products[node.makes.product.value].storable || facility.kind == "utility") return VertexKind::kUtility;
  return is_stock_holder(facility) ? VertexKind::kStockHolder : VertexKind::kMaker;
}

double yield_of(const Model& model, const WorldVertex& node) {
  if (node.kind == VertexKind::kSink) return 1.0;
  const RecipeIx recipe = model.facilities[node.facility.value].recipe;
  return recipe.valid() ? model.recipes[recipe.value].yield.value : 1.0;
}

double demand_of(const Model& model, const WorldVertex& node) {  // [units/d]
  if (node.kind != VertexKind::kSink) return 0;
  const NeedOption& option = model.needs[node.need.value].options[node.option];
  return option.barred ? 0 : option.rate.value;
}

}  // namespace

WorldGraph draw_world(const Model& model, Diagnostics& diagnostics) {
  std::vector<NodeDraft> nodes = draft_nodes(model);
  std::vector<LaneDraft> lanes = expand_lanes(model, nodes, diagnostics);
  WorldGraph graph(nodes.size());
  for (std::size_t n = 0; n < nodes.size(); ++n) {
    graph[n].kind = kind_of(model, nodes[n]);
    static_cast<NodeDraft&>(graph[n]) = std::move(nodes[n]);
  }
  for (LaneDraft& lane : lanes) {
    const std::uint32_t from = lane.from;
    const std::uint32_t to = lane.to;
    boost::add_edge(from, to, WorldEdge{std::move(lane), 0.0}, graph);
  }
  return graph;
}

std::vector<double> starts_of(const WorldGraph& graph) {
  std::vector<double> starts;
  for (const auto v : boost::make_iterator_range(boost::vertices(graph))) starts.push_back(graph[v].starts);
  return starts;
}

double per_of(const WorldGraph& graph, const WorldEdge& edge) {
  const WorldVertex& user = graph[edge.to];
  return user.kind == VertexKind::kSink ? 1.0 : user.inputs[edge.input]->per.value;
}

BaselineSystem baseline_of(const WorldGraph& graph, const Model& model) {
  std::vector<double> yields;
  for (const Vertex v : boost::make_iterator_range(boost::vertices(graph))) yields.push_back(yield_of(model, graph[v]));
  std::vector<BaselineLane> lanes;
  lanes.reserve(boost::num_edges(graph));
  for (const auto e : boost::make_iterator_range(boost::edges(graph))) {
    lanes.push_back({graph[e].from, graph[e].to, graph[e].share * per_of(graph, graph[e])});
  }
  return {yields, lanes};
}

void solve_baseline(WorldGraph& graph, const Model& model, Diagnostics& diagnostics) {
  set_baseline(graph, model, baseline_of(graph, model), diagnostics);
}

void set_baseline(WorldGraph& graph, const Model& model, const BaselineSystem& system, Diagnostics& diagnostics) {
  std::vector<double> demand;
  for (const Vertex v : boost::make_iterator_range(boost::vertices(graph)))
    demand.push_back(demand_of(model, graph[v]));
  if (!system.solvable()) {
    diagnostics.error({}, "the model has no baseline: its recipes form a cycle that uses as much as it makes",
                      "an input must be used up in what it makes less than once: look at the amounts of the recipes "
                      "that need each other");
    return;
  }
  const std::vector<double> starts = system.solve(demand);
  for (const Vertex v : boost::make_iterator_range(boost::vertices(graph))) {
    graph[v].starts = starts[v];
    if (std::isfinite(starts[v]) && starts[v] > -1e-9) continue;
    diagnostics.error(graph[v].place,
                      "the model has no baseline: '" + name_of(model, graph[v]) +
                          "' would have to make a negative amount (a cycle that uses more than it makes)",
                      "look at the amounts of the recipes that need each other");
  }
  for (const auto e : boost::make_iterator_range(boost::edges(graph))) {
    graph[e].flow = graph[graph[e].to].starts * per_of(graph, graph[e]) * graph[e].share;
  }
}

std::vector<std::uint32_t> dead_ends(const WorldGraph& graph) {
  std::vector<boost::default_color_type> colour(boost::num_vertices(graph), boost::white_color);
  const auto reversed = boost::make_reverse_graph(graph);
  const auto colours = boost::make_iterator_property_map(colour.begin(), boost::get(boost::vertex_index, graph));
  for (const Vertex v : boost::make_iterator_range(boost::vertices(graph))) {
    if (graph[v].kind == VertexKind::kSink && colour[v] == boost::white_color) {
      boost::depth_first_visit(reversed, v, boost::default_dfs_visitor(), colours);
    }
  }
  std::vector<std::uint32_t> dead;
  for (std::uint32_t v = 0; v < colour.size(); ++v) {
    if (colour[v] == boost::white_color) dead.push_back(v);
  }
  return dead;
}

std::vector<std::vector<std::uint32_t>> cycles(const WorldGraph& graph) {
  std::vector<int> component(boost::num_vertices(graph));
  const int count = boost::strong_components(
      graph, boost::make_iterator_property_map(component.begin(), boost::get(boost::vertex_index, graph)));
  std::vector<std::vector<std::uint32_t>> members(static_cast<std::size_t>(count));
  for (std::uint32_t v = 0; v < component.size(); ++v) members[static_cast<std::size_t>(component[v])].push_back(v);
  std::erase_if(members, [](const auto& m) { return m.size() < 2; });
  std::sort(members.begin(), members.end());
  return members;
}

}  // namespace fabshock
