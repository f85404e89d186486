// How the makers of a product serve the zones of buyers into which its market is split. Each maker sells where goods
// are scarcest, of the zones that it may sell into: so zones that a maker links share one scarcity, and a zone that is
// cut off has its own. In formulas: shares S_z of all supply such that no transfer that makers could make evens out S_z
// / D_z any more, D_z what the zone's buyers want. What can be sold into any of a set T of zones is at most
//
//   C(T) = sum over makers of min(S_i, sum over z in T of most_iz)
//
// most_iz what maker i may sell into zone z. The max-min fair shares give the set with the least C(T)/D(T) all that can
// be sold there, split by D_z, and go on with the rest [Megiddo 1974, for such set functions].
//
// Supply has two parts, a flow and a stock that counts as one, which are shared alike.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "scenario/model.h"

namespace fabshock::zones {

using Set = std::uint32_t;  // of zones, a bit each

struct Supply {
  double flow = 0, stock = 0;  // [quanta a step]
  double total() const { return flow + stock; }
};

struct Maker {
  Supply supply;
  Set free = 0;                           // the zones into which it may sell any amount
  std::array<double, kMostZones> most{};  // into any other [quanta a step]
};

struct Share {
  Supply got;
  Set linked = 0;  // the zones that it shares a scarcity with, itself among them
};

class Balance {
 public:
  explicit Balance(std::size_t zones = 0) { clear(zones); }
  void clear(std::size_t zones);
  void want(std::size_t zone, double amount) { wanted_[zone] = amount > 0 ? amount : 0.0; }
  void add(const Maker& maker);
  // Gives each zone its share. Where nothing is wanted, nothing is sent.
  void share(std::span<Share> shares) const;

 private:
  Supply sold(Set set, Set done) const;
  double wanted_in(Set set) const;

  std::size_t zones_ = 0;
  std::array<double, kMostZones> wanted_{};                      // D_z
  std::array<Supply, std::size_t{1} << kMostZones> reaching_{};  // of makers without bounds, by the zones they reach
  std::vector<Maker> bounded_;
};

}  // namespace fabshock::zones
