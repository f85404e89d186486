// Designs that move one factor at a time, for sensitivity analysis: rows of points of the unit cube, in each of which
// every factor, a number or several, is moved once.
//
//   Morris: from a point of a grid of 4 levels, (l + 1/2)/4, factors are moved by two levels one after the other, in
//     random order, and stay moved: k + 1 points a row [Morris 1991, Technometrics 33, 161-174]. A step is 1/2, and
//     each number can go one way only; of a factor of several numbers each goes its own [Campolongo, Cariboni &
//     Saltelli 2007, Environmental Modelling & Software 22, 1509-1518].
//   Sobol: A, then A with one factor after the other as in B, then B: k + 2 points a row [Saltelli et al. 2010,
//   Computer
//     Physics Communications 181, 259-270].
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "design/unit_points.h"

namespace fabshock {

enum class FactorMethod : std::uint8_t { kMorris, kSobol };

// Which factors are moved at which point; point i is in row i / columns().
class FactorLayout {
 public:
  FactorLayout(FactorMethod method, std::uint64_t seed, std::uint32_t rows, std::uint32_t factors);

  FactorMethod method() const { return method_; }
  std::uint32_t rows() const { return rows_; }
  std::uint32_t factors() const { return factors_; }
  std::uint32_t columns() const { return factors_ + (method_ == FactorMethod::kMorris ? 1U : 2U); }
  std::uint64_t size() const { return std::uint64_t{rows_} * columns(); }
  std::uint32_t row_of(std::uint32_t i) const { return i / columns(); }
  bool moved(std::uint32_t i, std::uint32_t factor) const;
  struct Step {
    std::uint32_t before = 0, after = 0;  // points that differ in the factor alone
  };
  Step step(std::uint32_t row, std::uint32_t factor) const;
  std::uint32_t none_moved(std::uint32_t row) const { return row * columns(); }
  std::uint32_t all_moved(std::uint32_t row) const { return row * columns() + columns() - 1; }

  static constexpr double kStep = 0.5;  // of Morris, in the unit cube

 private:
  std::uint32_t place(std::uint32_t row, std::uint32_t factor) const;  // of a factor, in the order of a Morris row

  FactorMethod method_;
  std::uint32_t rows_, factors_;
  std::uint64_t key_;
};

class FactorPoints {
 public:
  // axes, spread and seed as of UnitPoints, over the rows. factor_of: by axis. Throws std::invalid_argument as those
  // do.
  FactorPoints(const FactorLayout& layout, Spread spread, std::uint64_t seed, std::span<const std::string> axes,
               std::vector<std::uint32_t> factor_of);

  double at(std::uint32_t i, std::size_t axis) const;
  void point(std::uint32_t i, std::span<double> u) const;

 private:
  FactorLayout layout_;
  std::vector<std::uint32_t> factor_of_;
  UnitPoints starts_;  // of Sobol, behind its axes those of B
};

}  // namespace fabshock
