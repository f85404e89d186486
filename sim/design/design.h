// The arms of an experiment as points: which level of each axis, or where between its ends, each point stands at.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "design/unit_points.h"

namespace fabshock {

class Design {
 public:
  static Design replications();                               // one point, no axes: nothing varies but the draws
  static Design list(std::uint32_t rows, std::size_t axes);   // point i is row i of what was written
  static Design grid(std::span<const std::uint32_t> levels);  // every combination; the last axis moves fastest
  static Design spread(UnitPoints points);                    // Latin hypercube, Sobol, or random
  // list and grid throw std::invalid_argument where there would be no point, grid also where there would be more than
  // 2^32 - 1.

  std::uint32_t size() const { return size_; }
  std::size_t axes() const { return points_ ? points_->axes() : axes_; }
  // Whether points stand at levels (list, grid) or between the ends of axes.
  bool has_levels() const { return !points_; }
  // 0-based; of a list the row. Only where has_levels().
  std::uint32_t level(std::uint32_t point, std::size_t axis) const;
  // In (0, 1). Only where not has_levels().
  double unit(std::uint32_t point, std::size_t axis) const { return points_->at(point, axis); }

 private:
  Design(std::uint32_t size, std::size_t axes) : size_(size), axes_(axes) {}

  std::uint32_t size_;
  std::size_t axes_;
  std::vector<std::uint32_t> levels_;   // of a grid
  std::vector<std::uint32_t> strides_;  // of a grid: how many points until the axis moves
  std::optional<UnitPoints> points_;
};

}  // namespace fabshock
