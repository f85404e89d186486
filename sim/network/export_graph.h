// The world graph for other programs: Graphviz, GraphML (Gephi, igraph, networkx), or one lane a row.
#pragma once
#include <iosfwd>

#include "network/world_graph.h"

namespace fabshock {

enum class GraphFormat : std::uint8_t { kDot, kGraphml, kCsv };
void write_graph(std::ostream& out, const Model& model, const WorldGraph& graph, GraphFormat format);

}  // namespace fabshock
