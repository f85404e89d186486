// From the lanes as written (between groups, by rule, by share or by flow) to one draft for each pair of a supplier and
// an input of a user: who supplies which share of what, by which mode, how long it takes.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "base/diagnostics.h"
#include "scenario/model.h"

namespace fabshock {

// A node before freezing: a facility, or one option of a need.
struct NodeDraft {
  FacilityIx facility;  // valid for facilities
  NeedIx need;          // valid for sinks
  std::uint32_t option = 0;
  std::vector<const Input*> inputs;  // of the recipe, those that hold in the facility's region; a sink has none written
  ProductRef makes;                  // a sink: what it takes
  Place place;
};

struct LaneDraft {
  std::uint32_t from = 0, to = 0;  // nodes
  std::uint32_t input = 0;         // index into the buyer's inputs (0 for a sink)
  double share = 0;                // of the buyer's intake of that input; sums to 1
  std::int64_t transit = 1;        // [ticks]
  double km = 0;                   // great circle, from end to end
  std::int32_t priority = 0;
  double contract = 0;    // share of its flow that is owed first
  bool accepted = false;  // its buyer accepts what it carries, though that may be nothing
  bool untried = false;   // it carries nothing, because its buyer would have to accept its supplier's goods first
  ModeIx mode;
  std::vector<std::string> route;
  Place place;
};

// Does an input hold for makers in this region?
bool holds_in(const Input& input, RegionIx region);
std::vector<NodeDraft> draft_nodes(const Model& model);
std::string name_of(const Model& model, const NodeDraft& node);

// Sorted by (from, to, input). Errors: an input without a supplier, shares that do not add up, a lane that fits
// nothing, no transit rule that fits.
std::vector<LaneDraft> expand_lanes(const Model& model, const std::vector<NodeDraft>& nodes, Diagnostics& diagnostics);

}  // namespace fabshock
