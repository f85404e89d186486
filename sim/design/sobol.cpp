#include "design/sobol.h"

#include <boost/random/sobol.hpp>
#include <stdexcept>
#include <string>

#include "design/hash.h"

namespace fabshock {

std::size_t Sobol::most_axes() {
  return boost::random::default_sobol_table::max_dimension;
}

Sobol::Sobol(std::size_t axes) {
  if (axes > most_axes()) {
    throw std::invalid_argument("a Sobol design has at most " + std::to_string(most_axes()) + " axes, not " +
                                std::to_string(axes));
  }
  if (axes == 0) return;
  directions_.resize(axes * kBits);
  boost::random::sobol engine(axes);
  // Point 2^(b+1) - 1 has the Gray code 2^b and so is direction b of every axis; Boost counts points from the second.
  for (std::size_t b = 0; b < kBits; ++b) {
    engine.seed((2ULL << b) - 2);
    for (std::size_t axis = 0; axis < axes; ++axis) {
      directions_[axis * kBits + b] = static_cast<std::uint32_t>(engine() >> 32U);
    }
  }
}

std::uint32_t Sobol::at(std::uint32_t point, std::size_t axis) const {
  const std::uint32_t* direction = &directions_[axis * kBits];
  std::uint32_t x = 0;
  for (std::uint32_t gray = point ^ (point >> 1U); gray != 0; gray >>= 1U, ++direction) {
    if ((gray & 1U) != 0) x ^= *direction;
  }
  return x;
}

double owen_scrambled(std::uint32_t x, std::uint64_t key) {
  std::uint64_t scrambled = 0;
  for (std::uint32_t digit = 0; digit < 32; ++digit) {
    // The digits before this one, behind a 1 that tells 0 from 00.
    const std::uint64_t node = ((1ULL << 32U) | x) >> (32U - digit);
    const std::uint64_t own = (x >> (31U - digit)) & 1U;
    scrambled = scrambled << 1U | (own ^ (bits_at(key, node) >> 63U));
  }
  return to_unit(scrambled << 32U | bits_at(key, (1ULL << 32U) | x) >> 32U);
}

}  // namespace fabshock
