#include "design/design.h"

#include <limits>
#include <stdexcept>
#include <utility>

namespace fabshock {

Design Design::replications() {
  return {1, 0};
}

Design Design::list(std::uint32_t rows, std::size_t axes) {
  if (rows == 0) throw std::invalid_argument("a list design needs at least 1 row");
  return {rows, axes};
}

Design Design::grid(std::span<const std::uint32_t> levels) {
  constexpr std::uint64_t kMost = std::numeric_limits<std::uint32_t>::max();
  Design design(1, levels.size());
  design.levels_.assign(levels.begin(), levels.end());
  design.strides_.resize(levels.size());
  std::uint64_t size = 1;
  for (std::size_t axis = levels.size(); axis-- > 0;) {
    if (levels[axis] == 0) throw std::invalid_argument("an axis of a grid needs at least 1 level");
    design.strides_[axis] = static_cast<std::uint32_t>(size);
    size *= levels[axis];
    if (size > kMost) throw std::invalid_argument("a grid has at most " + std::to_string(kMost) + " points");
  }
  design.size_ = static_cast<std::uint32_t>(size);
  return design;
}

Design Design::spread(UnitPoints points) {
  Design design(points.size(), 0);
  design.points_ = std::move(points);
  return design;
}

std::uint32_t Design::level(std::uint32_t point, std::size_t axis) const {
  return levels_.empty() ? point : point / strides_[axis] % levels_[axis];
}

}  // namespace fabshock
