#include "network/export_graph.h"

#include <boost/graph/graphml.hpp>
#include <boost/graph/graphviz.hpp>
#include <boost/property_map/dynamic_property_map.hpp>
#include <boost/property_map/function_property_map.hpp>
#include <ostream>

namespace fabshock {
namespace {

using Vertex = boost::graph_traits<WorldGraph>::vertex_descriptor;
using Edge = boost::graph_traits<WorldGraph>::edge_descriptor;

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

void write_csv(std::ostream& out, const Model& model, const WorldGraph& graph) {
  out << "from,to,product,flow_per_day,unit,share,transit_hours,mode\r\n";
  for (const Edge e : boost::make_iterator_range(boost::edges(graph))) {
    const WorldEdge& lane = graph[e];
    const Product& product = model.products[graph[lane.from].makes.product.value];
    out << quoted(name_of(model, graph[lane.from])) << ',' << quoted(name_of(model, graph[lane.to])) << ','
        << quoted(product.id) << ',' << lane.flow << ',' << quoted(product.unit) << ',' << lane.share << ','
        << lane.transit << ',' << (lane.mode.valid() ? model.modes[lane.mode.value].id : "") << "\r\n";
  }
}

boost::dynamic_properties properties(const Model& model, const WorldGraph& graph) {
  boost::dynamic_properties all;
  const auto of_vertex = [](auto f) { return boost::make_function_property_map<Vertex>(f); };
  const auto of_edge = [](auto f) { return boost::make_function_property_map<Edge>(f); };
  all.property("label", of_vertex([&](Vertex v) { return name_of(model, graph[v]); }));
  all.property("kind", of_vertex([&](Vertex v) { return std::string(name_of(graph[v].kind)); }));
  all.property("product", of_vertex([&](Vertex v) { return model.products[graph[v].makes.product.value].id; }));
  all.property("share", of_edge([&](Edge e) { return graph[e].share; }));
  all.property("flow", of_edge([&](Edge e) { return graph[e].flow; }));
  all.property("transit", of_edge([&](Edge e) { return graph[e].transit; }));
  return all;
}

}  // namespace

void write_graph(std::ostream& out, const Model& model, const WorldGraph& graph, GraphFormat format) {
  if (format == GraphFormat::kCsv) return write_csv(out, model, graph);
  boost::dynamic_properties all = properties(model, graph);
  if (format == GraphFormat::kGraphml) return boost::write_graphml(out, graph, all, true);
  all.property("node_id", boost::get(boost::vertex_index, graph));
  boost::write_graphviz_dp(out, graph, all);
}

}  // namespace fabshock
