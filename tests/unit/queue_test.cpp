// The event queue against an ordered set, over random pushes of every sort that a run makes.
#include "kernel/queue.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "random/stream.h"

namespace fabshock::test::queue_test {
namespace {

std::uint64_t below(Stream& s, std::uint64_t n) {
  return s.bits() % n;
}

struct Mix {                    // of what is pushed
  std::uint64_t near = 0;       // within the window
  std::uint64_t far = 0;        // beyond it
  std::uint64_t same_tick = 0;  // into a later phase of the tick being drained
  std::uint64_t ticks = 100;    // span of the near ones
  std::uint64_t ranks = 1000;
};

// Pushes at random, pops batches, and holds each against the set of all events pushed.
void compare(const Mix& mix, std::uint64_t seed, std::size_t first, std::size_t total) {
  Stream s({.seed = seed}, "queue", Purpose::kParameter);
  EventQueue queue;
  std::set<Event> oracle;
  std::size_t pushed = 0;
  const auto push = [&](std::int64_t tick, Phase phase) {
    const auto rank = static_cast<std::uint32_t>(below(s, mix.ranks));
    const auto kind = static_cast<std::uint8_t>(below(s, 12));
    const std::uint64_t sequence = queue.push(tick, phase, rank, kind);
    ASSERT_EQ(sequence, ++pushed);
    ASSERT_TRUE(
        oracle.insert({Event::key_of(tick, phase, rank), (static_cast<std::uint64_t>(kind) << 56U) | sequence}).second);
  };
  const auto push_later = [&] {
    const std::uint64_t what = below(s, mix.near + mix.far);
    const std::int64_t ahead = what < mix.near ? 1 + static_cast<std::int64_t>(below(s, mix.ticks))
                                               : 4000 + static_cast<std::int64_t>(below(s, 20'000));
    push(queue.now() + ahead, static_cast<Phase>(below(s, 9)));
  };
  for (std::size_t i = 0; i < first; ++i) push_later();
  if (first == 0) push(0, Phase::kShock);
  while (true) {
    const auto batch = queue.next_batch();
    if (batch.empty()) break;
    const std::vector<Event> popped(batch.begin(), batch.end());
    for (const Event& e : popped) {
      ASSERT_EQ(e.tick(), popped.front().tick());
      ASSERT_EQ(e.phase(), popped.front().phase());
      ASSERT_EQ(e.kind(), popped.front().kind());
      ASSERT_FALSE(oracle.empty());
      ASSERT_EQ(e.key, oracle.begin()->key);
      ASSERT_EQ(e.word, oracle.begin()->word);
      oracle.erase(oracle.begin());
    }
    ASSERT_EQ(queue.now(), popped.front().tick());
    ASSERT_EQ(queue.size(), oracle.size());
    const auto phase = static_cast<std::uint64_t>(popped.front().phase());
    for (std::size_t i = 0; i < popped.size() && pushed < total; ++i) {
      push_later();
      if (phase < 8 && below(s, 100) < mix.same_tick)
        push(queue.now(), static_cast<Phase>(phase + 1 + below(s, 8 - phase)));
    }
  }
  ASSERT_TRUE(oracle.empty());
  ASSERT_EQ(queue.size(), 0U);
  ASSERT_EQ(queue.pushed(), pushed);
  ASSERT_GE(pushed, total);
}

TEST(EventQueue, NearEvents) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) compare({.near = 1}, seed, 50, 20'000);
}

TEST(EventQueue, LaterPhasesOfTheTickBeingDrained) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) compare({.near = 1, .same_tick = 40, .ranks = 20}, seed, 50, 20'000);
}

TEST(EventQueue, EventsBeyondTheWindow) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    compare({.near = 5, .far = 1, .same_tick = 10, .ticks = 4200}, seed, 30, 20'000);
    compare({.far = 1}, seed, 5, 3'000);
  }
}

TEST(EventQueue, BurstsInATick) {  // more than the radix sort needs
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    compare({.near = 1, .ticks = 3, .ranks = 1U << 20U}, seed, 3'000, 60'000);
    compare({.near = 20, .far = 1, .same_tick = 5, .ticks = 2, .ranks = 3}, seed, 2'000, 60'000);
  }
}

TEST(EventQueue, OneEventAtATimeAcrossEveryEdgeOfTheWindow) {
  EventQueue queue;
  std::int64_t at = 0;
  for (std::int64_t ahead = 1; ahead < 9000; ahead += ahead < 4080 || ahead > 4110 ? 97 : 1) {
    at = queue.now() + ahead;
    queue.push(at, Phase::kStart, 1, 2);
    const auto batch = queue.next_batch();
    ASSERT_EQ(batch.size(), 1U);
    ASSERT_EQ(batch.front().tick(), at);
  }
  EXPECT_TRUE(queue.next_batch().empty());
}

TEST(EventQueue, TheOrderOfPushesDoesNotShow) {
  using What = std::tuple<std::int64_t, int, std::uint32_t, std::uint8_t>;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Stream s({.seed = seed}, "order", Purpose::kParameter);
    std::set<What> distinct;
    while (distinct.size() < 3000) {
      distinct.emplace(static_cast<std::int64_t>(1 + below(s, 6000) / (1 + 5000 * below(s, 2))),
                       static_cast<int>(below(s, 9)), static_cast<std::uint32_t>(below(s, 50)),
                       static_cast<std::uint8_t>(below(s, 4)));
    }
    std::vector<What> events(distinct.begin(), distinct.end());
    std::vector<std::vector<What>> popped(2);
    for (std::vector<What>& out : popped) {
      for (std::size_t i = events.size(); i > 1; --i) std::swap(events[i - 1], events[below(s, i)]);
      EventQueue queue;
      for (const auto& [tick, phase, rank, kind] : events) queue.push(tick, static_cast<Phase>(phase), rank, kind);
      for (auto batch = queue.next_batch(); !batch.empty(); batch = queue.next_batch()) {
        for (const Event& e : batch) out.emplace_back(e.tick(), static_cast<int>(e.phase()), e.rank(), e.kind());
      }
    }
    ASSERT_EQ(popped[0].size(), events.size());
    ASSERT_EQ(popped[0], popped[1]);
  }
}

TEST(EventQueue, ATimerFiresForTheEventItWasLastSetTo) {
  EventQueue queue;
  Timer timer;
  timer.live = queue.push(5, Phase::kComplete, 1, 3);
  timer.live = queue.push(3, Phase::kComplete, 1, 3);
  queue.push(4, Phase::kComplete, 2, 3);
  std::vector<std::int64_t> fired;
  for (auto batch = queue.next_batch(); !batch.empty(); batch = queue.next_batch()) {
    for (const Event& e : batch) {
      if (timer.fires(e)) fired.push_back(e.tick());
    }
  }
  EXPECT_EQ(fired, std::vector<std::int64_t>{3});
  timer.live = queue.push(9, Phase::kComplete, 1, 3);
  timer.cancel();
  EXPECT_FALSE(timer.fires(queue.next_batch().front()));
  EXPECT_FALSE(Timer{}.fires(Event{0, 1}));
}

TEST(SortBucket, IsAStandardSort) {
  Stream s({.seed = 3}, "sort", Purpose::kParameter);
  std::vector<Event> scratch;
  for (std::size_t size : {0U, 1U, 2U, 5U, 31U, 32U, 33U, 64U, 1000U, 5000U}) {
    for (const std::uint64_t ranks : {1ULL, 7ULL, 300ULL, 1ULL << 32U}) {
      std::vector<Event> events(size);
      for (Event& e : events) {
        e.key = Event::key_of(77, static_cast<Phase>(below(s, 9)), static_cast<std::uint32_t>(below(s, ranks)));
        e.word = (below(s, 3) << 56U) | below(s, 1'000'000);
      }
      std::vector<Event> expected = events;
      std::sort(expected.begin(), expected.end());
      std::vector<Event> sorted(size);
      sort_bucket(events, sorted, scratch);
      for (std::size_t i = 0; i < size; ++i) {
        ASSERT_EQ(sorted[i].key, expected[i].key);
        ASSERT_EQ(sorted[i].word, expected[i].word);
      }
    }
  }
}

}  // namespace
}  // namespace fabshock::test::queue_test
