// An event is 16 bytes: when, in which phase, at which entity, of which kind. What it means is the engine's business.
#pragma once
#include <cstdint>
#include <tuple>

namespace fabshock {

// Order within a tick. All events of one phase read the state as the phase before left it.
enum class Phase : std::uint8_t {
  kShock,     // policy, disruption, recovery
  kBuild,     // capacity comes online
  kQualify,   // suppliers are accepted
  kHear,      // end demand is heard of
  kArrive,    // shipments arrive
  kComplete,  // production completes
  kDemand,    // the markets demand
  kStart,     // production starts
  kReview,    // orders are reviewed
  kDepart,    // stock is allocated, shipments depart
  kPrice,     // prices move
  kRecord,    // results are recorded
};

struct Event {
  // key: tick (28 bits) | phase (4) | entity rank (32): 30,000 years of hours, and ranks that nothing wraps.
  std::uint64_t key = 0;
  // word: kind (8 bits) | sequence (56 bits). The sequence settles what is left and identifies the event to its owner.
  std::uint64_t word = 0;

  static constexpr int kTickBits = 28;
  static constexpr std::uint64_t key_of(std::int64_t tick, Phase phase, std::uint32_t rank) {
    return (static_cast<std::uint64_t>(tick) << 36U) | (static_cast<std::uint64_t>(phase) << 32U) | rank;
  }
  constexpr std::int64_t tick() const { return static_cast<std::int64_t>(key >> 36U); }
  constexpr Phase phase() const { return static_cast<Phase>((key >> 32U) & 0xFU); }
  constexpr std::uint32_t rank() const { return static_cast<std::uint32_t>(key); }
  constexpr std::uint8_t kind() const { return static_cast<std::uint8_t>(word >> 56U); }
  constexpr std::uint64_t sequence() const { return word & 0x00FF'FFFF'FFFF'FFFFULL; }
};

// A total order: no two events compare equal, and the order in which they were pushed matters only between events of
// one tick, phase, entity and kind.
constexpr bool operator<(const Event& a, const Event& b) {
  return a.key != b.key ? a.key < b.key : a.word < b.word;
}

// Lazy cancellation: the owner remembers the sequence of the one event that counts; every other is stale when it comes.
struct Timer {
  std::uint64_t live = 0;  // 0 = none
  bool fires(const Event& e) const { return live == e.sequence(); }
  void cancel() { live = 0; }
};

}  // namespace fabshock
