// A random permutation of 0 .. n-1 that is computed place by place, from 16 bytes: the swap-or-not shuffle
// [Hoang, Morris & Rogaway, CRYPTO 2012, figure 1], which takes any n without rejections.
#pragma once
#include <cstdint>

namespace fabshock {

class Permutation {
 public:
  // key picks the permutation. n >= 1.
  Permutation(std::uint64_t key, std::uint32_t n);
  // Where i goes; i < n.
  std::uint32_t operator()(std::uint32_t i) const;

 private:
  std::uint64_t key_;
  std::uint32_t n_;
  std::uint32_t rounds_;
};

}  // namespace fabshock
