#include "kernel/queue.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <utility>

namespace fabshock {
namespace {

constexpr std::uint32_t kNone = UINT32_MAX;
constexpr std::size_t kCountUpTo = 32;

__extension__ using Wide = unsigned __int128;

Wide wide(const Event& e) {
  return (static_cast<Wide>(e.key) << 64U) | e.word;
}

constexpr auto kLater = [](const Event& a, const Event& b) { return b < a; };  // for min-heaps

// An event's place is the number of events before it: no branch that a random order makes unpredictable.
void count_into_place(std::span<const Event> events, std::span<Event> to) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-member-init): each is set before it is read
  std::array<std::uint32_t, kCountUpTo> place;
  for (std::size_t j = 0; j < events.size(); ++j) {
    std::uint32_t before = 0;
    for (std::size_t i = 0; i < j; ++i) {
      const std::uint32_t later = wide(events[j]) < wide(events[i]) ? 1 : 0;
      place[i] += later;
      before += 1 - later;
    }
    place[j] = before;
  }
  for (std::size_t i = 0; i < events.size(); ++i) to[place[i]] = events[i];
}

// Least significant byte first over the phase and rank; events of equal key are put right afterwards, being few.
void radix_sort(std::span<Event> events, std::vector<Event>& scratch) {
  std::uint64_t differs = 0;
  for (const Event& e : events) differs |= e.key ^ events[0].key;
  scratch.resize(std::max(scratch.size(), events.size()));
  std::span<Event> from = events;
  std::span<Event> other{scratch.data(), events.size()};
  for (unsigned shift = 0; shift < 40; shift += 8) {
    if (((differs >> shift) & 0xFFU) == 0) continue;
    std::array<std::uint32_t, 257> start{};
    for (const Event& e : from) ++start[((e.key >> shift) & 0xFFU) + 1];
    for (std::size_t i = 1; i < start.size(); ++i) start[i] += start[i - 1];
    for (const Event& e : from) other[start[(e.key >> shift) & 0xFFU]++] = e;
    std::swap(from, other);
  }
  if (from.data() != events.data()) std::copy(from.begin(), from.end(), events.begin());
  for (auto run = events.begin(); run != events.end();) {
    auto end = run + 1;
    while (end != events.end() && end->key == run->key) ++end;
    if (end - run > 1) std::sort(run, end);
    run = end;
  }
}

}  // namespace

EventQueue::EventQueue() : buckets_(kWindow), free_{} {
  free_.fill(kNone);
}

void EventQueue::clear() {
  now_ = 0;
  cursor_ = count_ = size_ = 0;
  sequence_ = 0;
  held_ = {};
  late_.clear();
  far_.clear();
  outgrown_.clear();
  pool_.clear();
  occupied_.fill(0);
  free_.fill(kNone);
  std::fill(buckets_.begin(), buckets_.end(), Bucket{});
}

// Called for the first event of a bucket and whenever its block is full.
void EventQueue::enlarge(Bucket& bucket, std::size_t slot, std::size_t least) {
  constexpr std::size_t kSmallest = 4;  // one line of the cache
  occupied_[slot / 64] |= 1ULL << (slot % 64);
  Bucket wider{0, bucket.size, static_cast<std::uint32_t>(std::bit_ceil(std::max(least, kSmallest)))};
  std::uint32_t& spare = free_[static_cast<std::size_t>(std::countr_zero(wider.capacity))];
  if (spare == kNone) {
    wider.block = static_cast<std::uint32_t>(pool_.size());
    widen_pool(pool_.size() + wider.capacity);
  } else {
    wider.block = spare;
    spare = static_cast<std::uint32_t>(pool_[wider.block].key);
  }
  std::copy_n(pool_.begin() + bucket.block, bucket.size, pool_.begin() + wider.block);
  release(bucket);
  bucket = wider;
}

// A batch stays where it is while its events push others.
void EventQueue::widen_pool(std::size_t size) {
  if (size > pool_.capacity()) {
    std::vector<Event> wider;
    wider.reserve(2 * size);
    wider = pool_;
    outgrown_.push_back(std::exchange(pool_, std::move(wider)));
  }
  pool_.resize(size);
}

void EventQueue::release(Bucket& bucket) {
  if (bucket.capacity == 0) return;
  std::uint32_t& spare = free_[static_cast<std::size_t>(std::countr_zero(bucket.capacity))];
  pool_[bucket.block].key = spare;
  spare = bucket.block;
  bucket = {};
}

void EventQueue::push_again(std::span<const Event> batch, std::int64_t later) {
  if (batch.empty()) return;
  const std::int64_t tick = batch.front().tick() + later;
  const auto ahead = static_cast<std::uint64_t>(tick - now_);
  if (ahead - 1 >= kWindow - 1) {
    for (const Event& e : batch) push(tick, e.phase(), e.rank(), e.kind());
    return;
  }
  const std::size_t slot = static_cast<std::uint64_t>(tick) & kMask;
  Bucket& bucket = buckets_[slot];
  const std::size_t size = bucket.size + batch.size();
  if (size > bucket.capacity) enlarge(bucket, slot, size);
  Event* to = pool_.data() + bucket.block + bucket.size;
  const std::uint64_t delay = Event::key_of(later, Phase{}, 0);
  constexpr std::uint64_t kKind = ~0ULL << 56U;
  for (const Event& e : batch) *to++ = {e.key + delay, (e.word & kKind) | ++sequence_};
  bucket.size = static_cast<std::uint32_t>(size);
  size_ += batch.size();
}

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
    put(far_.back());
    far_.pop_back();
  }
  const std::size_t slot = static_cast<std::uint64_t>(now_) & kMask;
  occupied_[slot / 64] &= ~(1ULL << (slot % 64));
  Bucket& bucket = buckets_[slot];
  count_ = bucket.size;
  cursor_ = 0;
  release(held_);
  const std::span<const Event> events{pool_.data() + bucket.block, count_};
  if (count_ > kCountUpTo && std::is_sorted(events.begin(), events.end())) {
    held_ = std::exchange(bucket, {});
    return true;
  }
  if (count_ > sorted_.size()) sorted_.resize(bucket.capacity);
  sort_bucket(events, {sorted_.data(), count_}, scratch_);
  release(bucket);
  return true;
}

std::span<const Event> EventQueue::next_batch() {
  outgrown_.clear();
  if (cursor_ == count_ && late_.empty() && !advance()) return {};
  const Event* const events = current();
  if (!late_.empty() && (cursor_ == count_ || late_.front() < events[cursor_])) {
    std::pop_heap(late_.begin(), late_.end(), kLater);
    single_[0] = late_.back();
    late_.pop_back();
    --size_;
    return single_;
  }
  const std::size_t first = cursor_;
  const std::uint64_t phase = events[first].key >> 32U;
  const std::uint8_t kind = events[first].kind();
  do {
    ++cursor_;
  } while (cursor_ < count_ && events[cursor_].key >> 32U == phase && events[cursor_].kind() == kind &&
           (late_.empty() || events[cursor_] < late_.front()));
  size_ -= cursor_ - first;
  return {events + first, cursor_ - first};
}

void sort_bucket(std::span<const Event> events, std::span<Event> to, std::vector<Event>& scratch) {
  if (events.size() == 1) {
    to[0] = events[0];
    return;
  }
  if (events.size() <= kCountUpTo) return count_into_place(events, to);
  std::copy(events.begin(), events.end(), to.begin());
  if (!std::is_sorted(to.begin(), to.end())) radix_sort(to, scratch);
}

}  // namespace fabshock
