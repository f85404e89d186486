#include "design/permutation.h"

#include <algorithm>
#include <bit>

#include "design/hash.h"

namespace fabshock {

// Six rounds a bit of n, the number for which the paper plots its bound; at least 64, so that small n are as well
// mixed.
Permutation::Permutation(std::uint64_t key, std::uint32_t n)
    : key_(key), n_(n), rounds_(std::max(64U, 6U * static_cast<std::uint32_t>(std::bit_width(n)))) {}

std::uint32_t Permutation::operator()(std::uint32_t i) const {
  std::uint64_t x = i;
  for (std::uint64_t round = 0; round < rounds_; ++round) {
    // x and its partner k - x (mod n) are swapped or not, which one bit decides that both see alike.
    const std::uint64_t k = ((bits_at(key_, round) >> 32U) * n_) >> 32U;
    const std::uint64_t partner = k >= x ? k - x : k + n_ - x;
    const std::uint64_t pair = std::max(x, partner);
    if (bits_at(key_, (round + 1) << 32U | pair) >> 63U != 0) x = partner;
  }
  return static_cast<std::uint32_t>(x);
}

}  // namespace fabshock
