// Random bits at a place: SplitMix64 [Steele, Lea & Flood, OOPSLA'14] with the place as its counter, so that the bits
// at any place are had on their own, in nanoseconds. The key is drawn from a Philox stream (random/stream.h).
#pragma once
#include <cstdint>

namespace fabshock {

constexpr std::uint64_t bits_at(std::uint64_t key, std::uint64_t place) {
  std::uint64_t z = key + (place + 1) * 0x9e3779b97f4a7c15ULL;
  z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31U);
}

// The centre of one of 2^52 equal cells of (0, 1): never an end point, and exact in a double.
constexpr double to_unit(std::uint64_t bits) {
  return (static_cast<double>(bits >> 12U) + 0.5) * 0x1.0p-52;
}

}  // namespace fabshock
