// Sobol points [Sobol' 1967] with the direction numbers of Joe & Kuo (SIAM J. Sci. Comput. 30, 2008) from Boost.Random,
// in the order of Antonov & Saleev (1979) as there, but each point on its own, and with the point 0 that Boost leaves
// out: without it the first 2^m points are no net [Owen 2020, On dropping the first Sobol' point].
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

namespace fabshock {

class Sobol {
 public:
  // Throws std::invalid_argument for more axes than Boost's table has. No axes are no error.
  explicit Sobol(std::size_t axes);
  static std::size_t most_axes();

  std::size_t axes() const { return directions_.size() / kBits; }
  // The coordinate as a fraction of 2^32.
  std::uint32_t at(std::uint32_t point, std::size_t axis) const;

 private:
  static constexpr std::size_t kBits = 32;
  std::vector<std::uint32_t> directions_;  // kBits an axis
};

// The nested uniform scramble of Owen (1995): each binary digit is flipped or not by a random bit of its own for every
// prefix of digits before it, here hashed from key and prefix as Laine & Karras (2011) and Burley (JCGT 9(4), 2020) do,
// but by a hash for every digit in place of one that mixes all. x is a fraction of 2^32; what lies below its last digit
// is uniform. A net stays a net, each point is uniform on (0, 1), and the axes with keys of their own are scrambled
// independently.
double owen_scrambled(std::uint32_t x, std::uint64_t key);

}  // namespace fabshock
