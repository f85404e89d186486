#include "kernel/queue.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <utility>

namespace fabshock {
namespace {

constexpr auto kLater = [](const Event& a, const Event& b) { return b < a; };  // for min-heaps

}  // namespace

EventQueue::EventQueue() : buckets_(kWindow) {}

void EventQueue::push_elsewhere(const Event& e, std::uint64_t ahead) {
  assert(e.tick() >= now_ && e.tick() < (1LL << Event::kTickBits));
  auto& heap = ahead == 0 ? late_ : far_;
  heap.push_back(e);
  std::push_heap(heap.begin(), heap.end(), kLater);
}

bool EventQueue::advance() {
  // The next occupied bucket after now_, going once round the wheel.
  const std::uint64_t start = (static_cast<std::uint64_t>(now_) + 1) & kMask;
  std::uint64_t distance = kWindow;
  for (std::uint64_t i = 0; i <= kWindow / 64; ++i) {
    const std::uint64_t word_index = (start / 64 + i) % (kWindow / 64);
    std::uint64_t word = occupied_[word_index];
    if (i == 0) word &= ~0ULL << (start % 64);
    if (i == kWindow / 64) word &= (start % 64) != 0 ? ~(~0ULL << (start % 64)) : 0;
    if (word == 0) continue;
    const std::uint64_t slot = word_index * 64 + static_cast<std::uint64_t>(std::countr_zero(word));
    distance = ((slot - start) & kMask) + 1;
    break;
  }
  const bool near = distance < kWindow;
  if (!near && far_.empty()) return false;
  std::int64_t tick = near ? now_ + static_cast<std::int64_t>(distance) : far_.front().tick();
  if (!far_.empty()) tick = std::min(tick, far_.front().tick());
  now_ = tick;
  // What the window now reaches moves from the heap into its bucket, so the heap only ever holds what lies beyond.
  while (!far_.empty() && far_.front().tick() - now_ < static_cast<std::int64_t>(kWindow)) {
    std::pop_heap(far_.begin(), far_.end(), kLater);
    const std::size_t slot = static_cast<std::uint64_t>(far_.back().tick()) & kMask;
    occupied_[slot / 64] |= 1ULL << (slot % 64);
    buckets_[slot].push_back(far_.back());
    far_.pop_back();
  }
  const std::size_t slot = static_cast<std::uint64_t>(now_) & kMask;
  occupied_[slot / 64] &= ~(1ULL << (slot % 64));
  current_.clear();
  std::swap(current_, buckets_[slot]);
  sort_bucket(current_, scratch_);
  cursor_ = 0;
  return true;
}

std::span<const Event> EventQueue::next_batch() {
  if (cursor_ == current_.size() && late_.empty() && !advance()) return {};
  if (!late_.empty() && (cursor_ == current_.size() || late_.front() < current_[cursor_])) {
    std::pop_heap(late_.begin(), late_.end(), kLater);
    single_[0] = late_.back();
    late_.pop_back();
    --size_;
    return single_;
  }
  const std::size_t first = cursor_;
  const std::uint64_t phase = current_[first].key >> 32U;
  const std::uint8_t kind = current_[first].kind();
  do {
    ++cursor_;
  } while (cursor_ < current_.size() && current_[cursor_].key >> 32U == phase && current_[cursor_].kind() == kind &&
           (late_.empty() || current_[cursor_] < late_.front()));
  size_ -= cursor_ - first;
  return {current_.data() + first, cursor_ - first};
}

void sort_bucket(std::vector<Event>& events, std::vector<Event>& scratch) {
  constexpr std::size_t kRadixFrom = 64;
  if (std::is_sorted(events.begin(), events.end())) return;
  if (events.size() < kRadixFrom) {
    std::sort(events.begin(), events.end());
    return;
  }
  // Least significant byte first over the phase and rank; events of equal key are put right afterwards, being few.
  std::uint64_t differs = 0;
  for (const Event& e : events) differs |= e.key ^ events[0].key;
  scratch.resize(events.size());
  for (unsigned shift = 0; shift < 40; shift += 8) {
    if (((differs >> shift) & 0xFFU) == 0) continue;
    std::array<std::uint32_t, 257> start{};
    for (const Event& e : events) ++start[((e.key >> shift) & 0xFFU) + 1];
    for (std::size_t i = 1; i < start.size(); ++i) start[i] += start[i - 1];
    for (const Event& e : events) scratch[start[(e.key >> shift) & 0xFFU]++] = e;
    std::swap(events, scratch);
  }
  for (auto run = events.begin(); run != events.end();) {
    auto end = run + 1;
    while (end != events.end() && end->key == run->key) ++end;
    if (end - run > 1) std::sort(run, end);
    run = end;
  }
}

}  // namespace fabshock
