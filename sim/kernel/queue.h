// The event queue: a wheel with one bucket a tick for the next kWindow ticks and a heap for what lies beyond it
// [timing wheel: Varghese & Lauck 1987; calendar and ladder queues: Brown 1988, Tang et al. 2005]. A bucket is sorted
// once, when its tick comes; periodic events arrive in it nearly sorted. Push is O(1) within the window. The buckets
// share one pool, whose blocks are used again last in, first out, so that the memory in use stays in the cache.
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

  // As new, with the room that it has.
  void clear();

  // tick >= now(); at now() itself only into a phase later than the one being drained. Returns the event's sequence.
  std::uint64_t push(std::int64_t tick, Phase phase, std::uint32_t rank, std::uint8_t kind) {
    const Event e{Event::key_of(tick, phase, rank), (static_cast<std::uint64_t>(kind) << 56U) | ++sequence_};
    const auto ahead = static_cast<std::uint64_t>(tick - now_);
    if (ahead - 1 < kWindow - 1) {  // 0 < ahead < kWindow
      put(e);
    } else {
      push_elsewhere(e, ahead);
    }
    ++size_;
    return sequence_;
  }

  // Each of a batch again, `later` ticks on: what is periodic.
  void push_again(std::span<const Event> batch, std::int64_t later);

  // The next events in order, all of one tick, phase and kind; empty when the queue is. Valid until the next call.
  std::span<const Event> next_batch();

  std::int64_t now() const { return now_; }
  std::size_t size() const { return size_; }  // stale events included
  std::uint64_t pushed() const { return sequence_; }

 private:
  static constexpr std::uint64_t kWindow = 4096;
  static constexpr std::uint64_t kMask = kWindow - 1;

  struct Bucket {
    std::uint32_t block = 0;  // where its events begin in the pool
    std::uint32_t size = 0;
    std::uint32_t capacity = 0;  // 0, or a power of two
  };

  void put(const Event& e) {
    const std::size_t slot = static_cast<std::uint64_t>(e.tick()) & kMask;
    Bucket& bucket = buckets_[slot];
    if (bucket.size == bucket.capacity) enlarge(bucket, slot, bucket.size + 1);
    pool_[bucket.block + bucket.size++] = e;
  }
  void enlarge(Bucket& bucket, std::size_t slot, std::size_t least);
  void release(Bucket& bucket);
  void widen_pool(std::size_t size);
  // The bucket of now_, sorted: in its own block where it was sorted as it stood.
  const Event* current() const { return held_.capacity > 0 ? pool_.data() + held_.block : sorted_.data(); }
  void push_elsewhere(const Event& e, std::uint64_t ahead);
  bool advance();  // to the next tick that holds an event

  std::int64_t now_ = 0;
  std::size_t cursor_ = 0;  // next in current()
  std::size_t size_ = 0;
  std::uint64_t sequence_ = 0;
  std::size_t count_ = 0;  // of current()
  Bucket held_;
  std::vector<Event> sorted_;
  std::vector<Event> late_;     // pushed at now_ while it was drained: a binary heap
  std::vector<Event> far_;      // beyond the window: a binary heap
  std::vector<Event> scratch_;  // of the radix sort
  std::array<Event, 1> single_{};
  std::array<std::uint64_t, kWindow / 64> occupied_{};
  std::vector<Bucket> buckets_;
  std::vector<Event> pool_;
  std::vector<std::vector<Event>> outgrown_;  // pools that the last batch may lie in
  std::array<std::uint32_t, 32> free_;  // by the logarithm of the capacity: first free block, whose first event's key
                                        // is the next
};

// Copies the events of one tick to `to` in their order: counted into place where there are few, else sorted by the
// bytes that differ.
void sort_bucket(std::span<const Event> events, std::span<Event> to, std::vector<Event>& scratch);

}  // namespace fabshock
