// Draws for random worlds: whole numbers, decimals of two places, chances, one of several.
#pragma once
#include <array>
#include <cmath>
#include <cstdint>
#include <string_view>

#include "random/stream.h"

namespace fabshock::test {

class Dice {
 public:
  Dice(std::uint64_t seed, std::string_view name) : draw_({.seed = seed}, name, Purpose::kParameter) {}

  int below(int n) { return static_cast<int>(uniform(draw_) * n); }
  double between(double a, double b) { return std::round(uniform(draw_, a, b) * 100) / 100; }
  bool chance(double p) { return bernoulli(draw_, p); }

  template <std::size_t N>
  const char* one_of(const std::array<const char*, N>& words) {
    return words[static_cast<std::size_t>(below(static_cast<int>(N)))];
  }

 private:
  Stream draw_;
};

}  // namespace fabshock::test
