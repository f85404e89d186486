#include "network/world_graph.h"

#include <algorithm>
#include <boost/graph/depth_first_search.hpp>
#include <boost/graph/graphml.hpp>
#include <boost/graph/graphviz.hpp>
#include <boost/graph/reverse_graph.hpp>
#include <boost/graph/strong_components.hpp>
#include <boost/graph/visitors.hpp>
#include <boost/property_map/dynamic_property_map.hpp>
#include <boost/property_map/function_property_map.hpp>
#include <ostream>

namespace fabshock {
namespace {

using Vertex = boost::graph_traits<WorldGraph>::vertex_descriptor;
using Edge = boost::graph_traits<WorldGraph>::edge_descriptor;

VertexKind kind_of(const Network& net, std::uint32_t node) {
  const NodeParams& params = net.nodes[node];
  if (params.sink) return VertexKind::kSink;
  const Facility& facility = net.model.facilities[node];
  if (facility.reserve) return VertexKind::kReserve;
  if (params.service || facility.kind == "utility") return VertexKind::kUtility;
  return facility.kind == "stock-holder" ? VertexKind::kStockHolder : VertexKind::kMaker;
}

const char* name_of(VertexKind kind) {
  switch (kind) {
    case VertexKind::kMaker:
      return "maker";
    case VertexKind::kStockHolder:
      return "stock-holder";
    case VertexKind::kUtility:
      return "utility";
    case VertexKind::kReserve:
      return "reserve";
    case VertexKind::kSink:
      return "need";
  }
  return "";
}

std::string quoted(const std::string& field) {
  return field.find_first_of(",\"\n") == std::string::npos ? field : '"' + field + '"';
}

void write_csv(std::ostream& out, const Network& net, const WorldGraph& graph) {
  out << "from,to,product,flow_per_day,unit,share,transit_hours,mode\r\n";
  for (const Edge e : boost::make_iterator_range(boost::edges(graph))) {
    const LaneInfo& lane = net.lane_info[graph[e].lane];
    const Product& product = net.model.products[net.product_of(lane.from).value];
    out << quoted(net.entity_of(lane.from)) << ',' << quoted(net.entity_of(lane.to)) << ','
        << quoted(product.id) << ',' << graph[e].flow << ',' << quoted(product.unit) << ',' << graph[e].share << ','
        << lane.transit << ',' << (lane.mode.valid() ? net.model.modes[lane.mode.value].id : "") << "\r\n";
  }
}

boost::dynamic_properties properties(const Network& net, const WorldGraph& graph) {
  boost::dynamic_properties all;
  const auto of_vertex = [](auto f) { return boost::make_function_property_map<Vertex>(f); };
  const auto of_edge = [](auto f) { return boost::make_function_property_map<Edge>(f); };
  all.property("label", of_vertex([&](Vertex v) { return net.entity_of(graph[v].node); }));
  all.property("kind", of_vertex([&](Vertex v) { return std::string(name_of(graph[v].kind)); }));
  all.property("product",
               of_vertex([&](Vertex v) { return net.model.products[net.product_of(graph[v].node).value].id; }));
  all.property("share", of_edge([&](Edge e) { return graph[e].share; }));
  all.property("flow", of_edge([&](Edge e) { return graph[e].flow; }));
  all.property("transit", of_edge([&](Edge e) { return net.lane_info[graph[e].lane].transit; }));
  return all;
}

}  // namespace

WorldGraph world_graph(const Network& net) {
  WorldGraph graph(net.size());
  for (std::uint32_t n = 0; n < net.size(); ++n) graph[n] = {n, kind_of(net, n)};
  const double days = static_cast<double>(net.step) / 24.0;
  for (std::uint32_t l = 0; l < net.lanes.size(); ++l) {
    const LaneInfo& lane = net.lane_info[l];
    const double flow = static_cast<double>(net.lanes[l].flow0) * net.quantum_of(lane.from) / days;
    boost::add_edge(lane.from, lane.to, WorldEdge{l, flow, net.lanes[l].share}, graph);
  }
  return graph;
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
  for (const Vertex v : boost::make_iterator_range(boost::vertices(graph))) {
    if (colour[v] == boost::white_color) dead.push_back(graph[v].node);
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

void write_graph(std::ostream& out, const Network& net, const WorldGraph& graph, GraphFormat format) {
  if (format == GraphFormat::kCsv) return write_csv(out, net, graph);
  boost::dynamic_properties all = properties(net, graph);
  if (format == GraphFormat::kGraphml) return boost::write_graphml(out, graph, all, true);
  all.property("node_id", boost::get(boost::vertex_index, graph));
  boost::write_graphviz_dp(out, graph, all);
}

}  // namespace fabshock
