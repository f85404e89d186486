// The event queue: a wheel with one bucket a tick for the next kWindow ticks and a heap for what lies beyond it
// [timing wheel: Varghese & Lauck 1987; calendar and ladder queues: Brown 1988, Tang et al. 2005]. A bucket is sorted
// once, when its tick comes; periodic events arrive in it nearly sorted. Push is O(1) within the window.
#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "kernel/event.h"

namespace fabshock {

class EventQueue {
 public:
  EventQueue();

  // tick >= now(); at now() itself only into a phase later than the one being drained. Returns the event's sequence.
  std::uint64_t push(std::int64_t tick, Phase phase, std::uint32_t rank, std::uint8_t kind) {
    const Event e{Event::key_of(tick, phase, rank), (static_cast<std::uint64_t>(kind) << 56U) | ++sequence_};
    const auto ahead = static_cast<std::uint64_t>(tick - now_);
    if (ahead - 1 < kWindow - 1) {  // 0 < ahead < kWindow
      const std::size_t slot = static_cast<std::uint64_t>(tick) & kMask;
      occupied_[slot / 64] |= 1ULL << (slot % 64);
      buckets_[slot].push_back(e);
    } else {
      push_elsewhere(e, ahead);
    }
    ++size_;
    return sequence_;
  }

  // The next events in order, all of one tick, phase and kind; empty when the queue is. Valid until the next call.
  std::span<const Event> next_batch();

  std::int64_t now() const { return now_; }
  std::size_t size() const { return size_; }  // stale events included
  std::uint64_t pushed() const { return sequence_; }

 private:
  static constexpr std::uint64_t kWindow = 4096;
  static constexpr std::uint64_t kMask = kWindow - 1;

  void push_elsewhere(const Event& e, std::uint64_t ahead);
  bool advance();  // to the next tick that holds an event

  std::int64_t now_ = 0;
  std::size_t cursor_ = 0;  // next in current_
  std::size_t size_ = 0;
  std::uint64_t sequence_ = 0;
  std::vector<Event> current_;  // the bucket of now_, sorted
  std::vector<Event> late_;     // pushed at now_ while it was drained: a binary heap
  std::vector<Event> far_;      // beyond the window: a binary heap
  std::vector<Event> scratch_;  // of the radix sort
  std::array<Event, 1> single_{};
  std::array<std::uint64_t, kWindow / 64> occupied_{};
  std::vector<std::vector<Event>> buckets_;
};

// Sorts events of one tick; a radix sort of the bytes that differ where there are many, else by comparison.
void sort_bucket(std::vector<Event>& events, std::vector<Event>& scratch);

}  // namespace fabshock
