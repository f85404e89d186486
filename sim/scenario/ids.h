// Indices into the model's and the network's arrays, one type each, so that a site is never taken for a facility.
#pragma once
#include <compare>
#include <cstdint>
#include <limits>

namespace fabshock {

template <class Tag>
struct Index {
  static constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();
  std::uint32_t value = kNone;
  constexpr bool valid() const { return value != kNone; }
  constexpr auto operator<=>(const Index&) const = default;
};

using RegionIx = Index<struct RegionTag>;
using ZoneIx = Index<struct ZoneTag>;
using SiteIx = Index<struct SiteTag>;
using ProductIx = Index<struct ProductTag>;
using RecipeIx = Index<struct RecipeTag>;
using FacilityIx = Index<struct FacilityTag>;
using NeedIx = Index<struct NeedTag>;
using ModeIx = Index<struct ModeTag>;

}  // namespace fabshock
