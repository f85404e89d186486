// How the makers of a product serve the zones of buyers into which its market is split. Each maker sells where goods
// are scarcest, of the zones that it may sell into: so zones that a maker links share one scarcity, and a zone that is
// cut off has its own. In formulas: shares S_z of all supply such that no transfer that makers could make evens out S_z
// / D_z any more, D_z what the zone's buyers want. That is the max-min fair allocation over the sets of zones that
// makers reach; its smallest ratio is the least of C(T)/D(T) over all sets T of zones, C(T) what can be sold into any
// of T [Megiddo 1974], then the rest likewise.
//
// Supply has two parts, a flow and a stock that counts as one, which are shared alike.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "scenario/model.h"

namespace fabshock::zones {

using Set = std::uint32_t;  // of zones, a bit each

struct Supply {
  double flow = 0, stock = 0;  // [quanta a step]
  double total() const { return flow + stock; }
};

struct Share {
  Supply got;
  Set linked = 0;  // the zones that it shares a scarcity with, itself among them
};

struct Balance {
  std::array<Supply, std::size_t{1} << kMostZones>
      reaching{};                           // of makers, by the set of zones that they may sell into
  std::array<double, kMostZones> wanted{};  // D_z
};

// Gives each of the first shares.size() zones its share. Where nothing is wanted, nothing is sent.
void share(const Balance& balance, std::span<Share> shares);

// Adds a maker that usually sells usual[z] into a zone and may sell what `open` leaves of it: where all of it, it may
// sell any amount; where a part, that part of its usual share, which nobody else gets.
void add_maker(Balance& balance, const Supply& supply, std::span<const double> usual, std::span<const double> open);

}  // namespace fabshock::zones
