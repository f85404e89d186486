// From the world graph with its baseline to the flat arrays of the Network: whole quanta a step on every lane first,
// everything else from sums of these, so that the integer baseline is exactly stationary.
#pragma once
#include "network/network.h"
#include "network/world_graph.h"

namespace fabshock {

struct Blueprint {
  const WorldGraph& graph;        // solved
  std::vector<Control> controls;  // by vertex
  Switches switches;
  Diagnostics& diagnostics;
};

// Slots and lanes. A node's intake of an input is rounded to whole quanta a step and split over its lanes by largest
// remainder, ties to the lower supplier.
void freeze_lanes(const Blueprint& plan, Network& net);
// Nodes, laws and sinks; lanes must be frozen. Errors: no baseline within capacity; quantities beyond 63 bits.
void freeze_nodes(const Blueprint& plan, Network& net);
// Of these: a sink with its law of demand, whose slot's lanes are frozen.
void freeze_sink(const Blueprint& plan, Network& net, std::uint32_t n);
bool makes_service(const Model& model, const WorldVertex& vertex);
// By node, the hour of the step at which a service starts: after all the services that use it have ordered; 0: none.
std::vector<std::int32_t> service_hours(const Blueprint& plan, const Network& net);
// What makers and buyers may choose between: whom a maker serves first, who could be served and is not, who expands;
// nodes must be frozen.
void freeze_choices(const Blueprint& plan, Network& net);

// Facilities in supply_order; lanes must be frozen.
void find_supply_order(Network& net);
// How end demand is exploded, and whether it moves; supply_order must be found, and markets be frozen.
void freeze_demand(Network& net);

// Markets, where the model has any and prices are not switched off; nodes must be frozen. Errors: a maker whose inputs
// cost more than its product sells for.
void freeze_markets(const Blueprint& plan, Network& net);
// Which market a lane's goods are sold in, and what part of a maker's in each; then, with demand known, what a split
// market's zones get of its makers' supply.
void freeze_zones(Network& net);
void share_zones(Network& net);
// What news and shortage to come are weighed with; markets must be frozen. hoards: do buyers hold more for it?
void freeze_belief(Network& net, bool hoards);

}  // namespace fabshock
