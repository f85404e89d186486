// Points of the unit cube, one a replication or a design point: (0, 1)^d. Coordinate (i, axis) is a function of the
// seed, i and the axis alone and is computed on its own, so that points come out the same in any order, thread, rank or
// shard, and their memory does not grow with their number.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "design/sobol.h"

namespace fabshock {

enum class Spread : std::uint8_t {
  kRandom,          // independent uniform draws
  kLatinHypercube,  // one point in each of n equal strata of each axis, at random in it [McKay, Beckman & Conover 1979]
  kSobol,           // scrambled Sobol points, from point 0 on; best where n is a power of two
};

class UnitPoints {
 public:
  // axes: their names, all different. Each has random numbers of its own by its name, so that another axis changes none
  // of them (of Sobol points, another one behind it). n: how many points there are, at least 1.
  // Throws std::invalid_argument for n = 0, for more than 2^31 points of a Latin hypercube, and for more axes than
  // Sobol's table has.
  UnitPoints(Spread spread, std::uint64_t seed, std::uint32_t n, std::span<const std::string> axes);

  std::uint32_t size() const { return n_; }
  std::size_t axes() const { return keys_.size(); }
  // i < size(), axis < axes().
  double at(std::uint32_t i, std::size_t axis) const;
  // All of point i, into axes() numbers.
  void point(std::uint32_t i, std::span<double> u) const;

 private:
  struct Keys {
    std::uint64_t order = 0;   // which permutation, or which scramble
    std::uint64_t within = 0;  // where in its stratum
  };
  double in_stratum(std::uint32_t i, const Keys& keys) const;

  Spread spread_;
  std::uint32_t n_;
  std::vector<Keys> keys_;
  Sobol sobol_;
};

}  // namespace fabshock
