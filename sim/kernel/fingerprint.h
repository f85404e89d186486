// A fingerprint of the event stream of a run: two runs with the same one did the same things in the same order.
#pragma once
#include <cstdint>

#include "kernel/event.h"

namespace fabshock {

class Fingerprint {
 public:
  // Sequences are left out: they count pushes, and a push that changes nothing must change nothing here.
  void add(const Event& e) { mix(e.key ^ (static_cast<std::uint64_t>(e.kind()) << 32U) * 0x9E3779B97F4A7C15ULL); }
  void add(std::uint64_t value) { mix(value); }
  std::uint64_t value() const { return hash_ ^ (hash_ >> 32U); }
  bool operator==(const Fingerprint&) const = default;

 private:
  void mix(std::uint64_t x) {
    hash_ = (hash_ ^ x) * 0xD6E8FEB86659FD93ULL;
    hash_ ^= hash_ >> 29U;
  }
  std::uint64_t hash_ = 0x243F6A8885A308D3ULL;
};

}  // namespace fabshock
