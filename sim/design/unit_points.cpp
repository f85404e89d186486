#include "design/unit_points.h"

#include <bit>
#include <stdexcept>

#include "design/hash.h"
#include "design/permutation.h"
#include "random/stream.h"

namespace fabshock {

UnitPoints::UnitPoints(Spread spread, std::uint64_t seed, std::uint32_t n, std::span<const std::string> axes)
    : spread_(spread), n_(n), sobol_(spread == Spread::kSobol ? axes.size() : 0) {
  if (n == 0) throw std::invalid_argument("a design needs at least 1 point");
  if (spread == Spread::kLatinHypercube && n > (1U << 31U)) {
    throw std::invalid_argument("a Latin hypercube has at most 2147483648 points, not " + std::to_string(n));
  }
  keys_.reserve(axes.size());
  for (const std::string& axis : axes) {
    Stream stream({.seed = seed}, axis, Purpose::kDesign);
    const std::uint64_t order = stream.bits();
    keys_.push_back({order, stream.bits()});
  }
}

double UnitPoints::in_stratum(std::uint32_t i, const Keys& keys) const {
  // So many digits that stratum and place in it are one exact number: rounding moves no point over a border.
  const auto digits = 48U - static_cast<unsigned>(std::bit_width(n_));
  const std::uint64_t cells = 1ULL << digits;
  const std::uint64_t stratum = Permutation(keys.order, n_)(i);
  const std::uint64_t within = bits_at(keys.within, i) >> (64U - digits);
  return (static_cast<double>(stratum * cells + within) + 0.5) / static_cast<double>(n_ * cells);
}

double UnitPoints::at(std::uint32_t i, std::size_t axis) const {
  const Keys& keys = keys_[axis];
  switch (spread_) {
    case Spread::kLatinHypercube:
      return in_stratum(i, keys);
    case Spread::kSobol:
      return owen_scrambled(sobol_.at(i, axis), keys.order);
    case Spread::kRandom:
      break;
  }
  return to_unit(bits_at(keys.within, i));
}

void UnitPoints::point(std::uint32_t i, std::span<double> u) const {
  for (std::size_t axis = 0; axis < keys_.size(); ++axis) u[axis] = at(i, axis);
}

}  // namespace fabshock
