// The world as a Boost.Graph graph: a vertex for each facility and each option of a need, an edge for each lane from a
// supplier to an input of a user. It is drawn from the model, its stationary baseline is solved on it, and the flat
// arrays that the engine runs on are frozen from it (freeze.h). Structure is judged and exported on it.
#pragma once
#include <boost/graph/adjacency_list.hpp>
#include <cstdint>
#include <memory>
#include <vector>

#include "network/baseline.h"
#include "network/expand.h"

namespace fabshock {

enum class VertexKind : std::uint8_t { kMaker, kStockHolder, kUtility, kReserve, kSink };

struct WorldVertex : NodeDraft {
  VertexKind kind = VertexKind::kMaker;
  double starts = 0;  // a day at the baseline [units of what it makes; a sink: units taken]
};

struct WorldEdge : LaneDraft {
  double flow = 0;  // [supplier's units a day] at the baseline
};

// Vertices by node index (facilities, then sinks); edges by (from, to, input).
using WorldGraph = boost::adjacency_list<boost::vecS, boost::vecS, boost::bidirectionalS, WorldVertex, WorldEdge,
                                         boost::no_property, boost::vecS>;
struct World {
  WorldGraph graph;
};

// The model must outlive the graph. Errors as expand_lanes'.
WorldGraph draw_world(const Model& model, Diagnostics& diagnostics);

// Fills `starts` and `flow` with the stationary baseline. Errors: there is none.
void solve_baseline(WorldGraph& graph, const Model& model, Diagnostics& diagnostics);
// The same in two steps, for who wants to know what other demand would take: the system of its present shares, and its
// solution put into the graph.
BaselineSystem baseline_of(const WorldGraph& graph, const Model& model);
void set_baseline(WorldGraph& graph, const Model& model, const BaselineSystem& system, Diagnostics& diagnostics);

std::vector<double> starts_of(const WorldGraph& graph);  // by vertex

// What a start of the edge's user takes of this input, from all its suppliers together.
double per_of(const WorldGraph& graph, const WorldEdge& edge);

// Vertices from which no end demand can be reached: they make what nobody, in the end, wants.
std::vector<std::uint32_t> dead_ends(const WorldGraph& graph);
// Sets of vertices, of more than one, that all depend on one another.
std::vector<std::vector<std::uint32_t>> cycles(const WorldGraph& graph);

}  // namespace fabshock
