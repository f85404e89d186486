#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>
#include <utility>

#include "network/freeze.h"

namespace fabshock {
namespace {

constexpr std::int64_t kLongestTransit = 60'000;  // [ticks]
constexpr std::size_t kMostSuppliers = 65'535;    // of one node

// One for each input of each node, in node order. Returns the first slot of each node.
std::vector<std::uint32_t> make_slots(const WorldGraph& graph, Network& net) {
  std::vector<std::uint32_t> first;
  net.nodes.resize(boost::num_vertices(graph));
  for (std::uint32_t n = 0; n < net.nodes.size(); ++n) {
    const WorldVertex& vertex = graph[n];
    first.push_back(static_cast<std::uint32_t>(net.slots.size()));
    const bool sink = vertex.kind == VertexKind::kSink;
    for (std::size_t i = 0; i < (sink ? 1 : vertex.inputs.size()); ++i) {
      SlotInfo slot;
      slot.node = n;
      slot.product = sink ? vertex.makes.product : vertex.inputs[i]->what.product;
      net.slots.emplace_back();
      net.slot_info.push_back(slot);
    }
    net.nodes[n].slot_begin = first[n];
    net.nodes[n].slot_end = static_cast<std::uint32_t>(net.slots.size());
  }
  return first;
}

LaneInfo info_of(const WorldEdge& edge, std::uint32_t slot) {
  LaneInfo info;
  info.from = edge.from;
  info.to = edge.to;
  info.slot = slot;
  info.transit = static_cast<std::int32_t>(std::min(edge.transit, kLongestTransit));
  info.priority = edge.priority;
  info.accepted = edge.accepted;
  info.untried = edge.untried && edge.share == 0.0;
  info.mode = edge.mode;
  info.km = edge.km;
  info.routes = edge.route;
  return info;
}

// The whole quanta of a slot over its lanes, whose exact flows are given [quanta a step].
void split_intake(Network& net, const SlotParams& slot, const std::vector<double>& exact) {
  double intake = 0;
  Quanta given = 0;
  for (std::uint32_t l = slot.in_begin; l < slot.in_end; ++l) {
    intake += exact[l];
    net.lanes[l].flow0 = std::max<Quanta>(0, static_cast<Quanta>(std::floor(exact[l])));
    given += net.lanes[l].flow0;
  }
  const auto whole = static_cast<Quanta>(std::floor(intake + 0.5));
  std::vector<std::uint32_t> order;
  for (std::uint32_t l = slot.in_begin; l < slot.in_end; ++l) order.push_back(l);
  const auto rest = [&](std::uint32_t l) { return exact[l] - std::floor(exact[l]); };
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return rest(a) > rest(b); });
  for (std::size_t i = 0; given < whole && i < order.size(); ++i, ++given) ++net.lanes[order[i]].flow0;
}

// Whoever makes less than half a quantum a step makes nothing, and takes nothing; that may leave suppliers with nothing
// to make.
void stop_idle(const Blueprint& plan, Network& net) {
  std::vector<std::uint32_t> check(net.nodes.size());
  std::iota(check.begin(), check.end(), 0U);
  while (!check.empty()) {
    const std::uint32_t n = check.back();
    check.pop_back();
    if (plan.graph[n].kind == VertexKind::kSink) continue;
    Quanta output = 0;
    for (const std::uint32_t l : net.out(n)) output += net.lanes[l].flow0;
    if (output > 0) continue;
    const auto [begin, end] = net.in(n);
    for (std::uint32_t l = begin; l < end; ++l) {
      if (std::exchange(net.lanes[l].flow0, 0) != 0) check.push_back(net.lane_info[l].from);
    }
  }
  for (std::uint32_t n = 0; n < net.nodes.size(); ++n) {
    const WorldVertex& vertex = plan.graph[n];
    const bool sink = vertex.kind == VertexKind::kSink;
    Quanta flow = 0;
    const auto [begin, end] = net.in(n);
    if (sink) {
      for (std::uint32_t l = begin; l < end; ++l) flow += net.lanes[l].flow0;
    } else {
      for (const std::uint32_t l : net.out(n)) flow += net.lanes[l].flow0;
    }
    if (flow > 0 || vertex.starts <= 0) continue;
    const std::string& product = net.model.products[vertex.makes.product.value].id;
    plan.diagnostics.warning(vertex.place,
                             "'" + name_of(net.model, vertex) + "' " + (sink ? "takes" : "makes") + " so little '" +
                                 product + "' that it rounds to nothing a step, and stands idle",
                             "give product '" + product + "' a smaller quantum");
  }
}

void list_out_lanes(Network& net) {
  std::vector<std::vector<std::uint32_t>> outgoing(net.nodes.size());
  for (std::uint32_t l = 0; l < net.lanes.size(); ++l) outgoing[net.lane_info[l].from].push_back(l);
  for (std::uint32_t n = 0; n < net.nodes.size(); ++n) {
    net.nodes[n].out_begin = static_cast<std::uint32_t>(net.out_lanes.size());
    net.out_lanes.insert(net.out_lanes.end(), outgoing[n].begin(), outgoing[n].end());
    net.nodes[n].out_end = static_cast<std::uint32_t>(net.out_lanes.size());
  }
}

}  // namespace

void freeze_lanes(const Blueprint& plan, Network& net) {
  const WorldGraph& graph = plan.graph;
  const std::vector<std::uint32_t> first_slot = make_slots(graph, net);
  std::vector<const WorldEdge*> edges;
  edges.reserve(boost::num_edges(graph));
  for (const auto e : boost::make_iterator_range(boost::edges(graph))) edges.push_back(&graph[e]);
  // By slot, then supplier: a buyer's lanes lie side by side.
  std::sort(edges.begin(), edges.end(), [](const WorldEdge* a, const WorldEdge* b) {
    return std::tie(a->to, a->input, a->from) < std::tie(b->to, b->input, b->from);
  });
  const double days = static_cast<double>(net.step) / 24.0;
  std::vector<double> exact;  // by lane [quanta a step]
  net.lanes.resize(edges.size());
  for (std::size_t l = 0; l < edges.size(); ++l) {
    const WorldEdge& edge = *edges[l];
    net.lanes[l].share = edge.share;
    net.lane_info.push_back(info_of(edge, first_slot[edge.to] + edge.input));
    exact.push_back(edge.flow * days / net.model.products[graph[edge.from].makes.product.value].quantum);
  }
  std::uint32_t l = 0;
  for (std::uint32_t s = 0; s < net.slots.size(); ++s) {
    SlotParams& slot = net.slots[s];
    slot.in_begin = l;
    while (l < net.lanes.size() && net.lane_info[l].slot == s) ++l;
    slot.in_end = l;
    split_intake(net, slot, exact);
  }
  for (std::uint32_t n = 0; n < net.nodes.size(); ++n) {
    const auto [begin, end] = net.in(n);
    if (end - begin <= kMostSuppliers) continue;
    plan.diagnostics.error(graph[n].place,
                           "'" + name_of(net.model, graph[n]) + "' has " + std::to_string(end - begin) +
                               " lanes into it, and may have " + std::to_string(kMostSuppliers),
                           "put its smaller suppliers together as one facility");
  }
  list_out_lanes(net);
  stop_idle(plan, net);
  for (l = 0; l < net.lanes.size(); ++l) {
    const double owed = edges[l]->contract * static_cast<double>(net.lanes[l].flow0);
    net.lane_info[l].contracted = static_cast<Quanta>(std::floor(owed + 0.5));
  }
}

}  // namespace fabshock
