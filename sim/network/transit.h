// How long a lane takes and by which mode: as written, by mode and distance, or by the last transit rule that fits.
#pragma once
#include <vector>

#include "network/expand.h"

namespace fabshock {

// Door-to-door time by a mode over a great-circle distance, in ticks, at least 1.
std::int64_t transit_by(const Mode& mode, double km);

struct LatLon {
  double lat = 0, lon = 0;
};

class TransitTable {
 public:
  TransitTable(const Model& model, const std::vector<NodeDraft>& nodes);
  // Fills transit, mode and route of a lane whose ends are known. fixed: the lane's own transit [h], if it has one.
  // Returns false if neither the lane nor any rule says how it travels.
  bool apply(LaneDraft& lane, const std::optional<Number>& fixed) const;
  double km(std::uint32_t from, std::uint32_t to) const;  // great circle

 private:
  struct Rule {
    const TransitRule* rule = nullptr;
    std::vector<bool> from, to, product;  // by node
  };
  const Model* model_;
  std::vector<LatLon> where_;     // by node; a need stands at the mean of its region's sites
  std::vector<RegionIx> region_;  // by node
  std::vector<Rule> rules_;
};

}  // namespace fabshock
