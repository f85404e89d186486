// The world as a Boost.Graph graph: a vertex for each facility and each option of a need, an edge for each lane.
// Structure is judged and exported here; the engine runs on the flat arrays that the same lanes are frozen into
// (network.h).
#pragma once
#include <boost/graph/adjacency_list.hpp>
#include <cstdint>
#include <iosfwd>
#include <vector>

#include "network/network.h"

namespace fabshock {

enum class VertexKind : std::uint8_t { kMaker, kStockHolder, kUtility, kReserve, kSink };

struct WorldVertex {
  std::uint32_t node = 0;
  VertexKind kind = VertexKind::kMaker;
};

struct WorldEdge {
  std::uint32_t lane = 0;
  double flow = 0;   // [supplier's units a day] at the baseline
  double share = 0;  // of the user's intake of that input
};

using WorldGraph = boost::adjacency_list<boost::vecS, boost::vecS, boost::bidirectionalS, WorldVertex, WorldEdge,
                                         boost::no_property, boost::vecS>;

WorldGraph world_graph(const Network& network);

// Nodes from which no end demand can be reached: they make what nobody, in the end, wants.
std::vector<std::uint32_t> dead_ends(const WorldGraph& graph);
// Sets of nodes, of more than one, that all depend on one another.
std::vector<std::vector<std::uint32_t>> cycles(const WorldGraph& graph);

enum class GraphFormat : std::uint8_t { kDot, kGraphml, kCsv };
void write_graph(std::ostream& out, const Network& network, const WorldGraph& graph, GraphFormat format);

}  // namespace fabshock
