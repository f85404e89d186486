// A fingerprint of the event stream of a run: two runs with the same one did the same things in the same order.
#pragma once
#include <cstdint>

#include "kernel/event.h"

namespace fabshock {

class Fingerprint {
 public:
  // Sequences are left out: they count pushes, and a push that changes nothing must change nothing here.
  void add(const Event& e) { add(e.key + e.kind() * 0x9E3779B97F4A7C15ULL); }
  // A polynomial in an odd number: every value counts, and its place.
  void add(std::uint64_t value) { hash_ = hash_ * 0xD6E8FEB86659FD93ULL + value; }
  std::uint64_t value() const {
    std::uint64_t x = (hash_ ^ (hash_ >> 32U)) * 0xD6E8FEB86659FD93ULL;
    x = (x ^ (x >> 32U)) * 0xD6E8FEB86659FD93ULL;
    return x ^ (x >> 32U);
  }
  bool operator==(const Fingerprint&) const = default;

 private:
  std::uint64_t hash_ = 0x243F6A8885A308D3ULL;
};

}  // namespace fabshock
