#include "kernel/fingerprint.h"

#include <gtest/gtest.h>

#include <set>

namespace fabshock::test::fingerprint_test {
namespace {

Event event(std::int64_t tick, Phase phase, std::uint32_t rank, std::uint8_t kind, std::uint64_t sequence) {
  return {Event::key_of(tick, phase, rank), (static_cast<std::uint64_t>(kind) << 56U) | sequence};
}

std::uint64_t of(std::initializer_list<Event> events) {
  Fingerprint f;
  for (const Event& e : events) f.add(e);
  return f.value();
}

TEST(EventRecord, HoldsWhatWasPutIn) {
  const Event e = event((1LL << 28) - 1, Phase::kRecord, 0xFFFFFFFFU, 255, (1ULL << 56U) - 1);
  EXPECT_EQ(e.tick(), (1LL << 28) - 1);
  EXPECT_EQ(e.phase(), Phase::kRecord);
  EXPECT_EQ(e.rank(), 0xFFFFFFFFU);
  EXPECT_EQ(e.kind(), 255);
  EXPECT_EQ(e.sequence(), (1ULL << 56U) - 1);
  EXPECT_EQ(sizeof(Event), 16U);
}

TEST(EventRecord, OrderIsTickPhaseRankKindSequence) {
  const std::initializer_list<Event> rising = {event(1, Phase::kShock, 0, 1, 1),  event(1, Phase::kShock, 0, 1, 2),
                                               event(1, Phase::kShock, 0, 2, 1),  event(1, Phase::kShock, 9, 0, 0),
                                               event(1, Phase::kArrive, 0, 0, 0), event(2, Phase::kShock, 0, 0, 0)};
  for (auto a = rising.begin(); a != rising.end(); ++a) {
    for (auto b = rising.begin(); b != rising.end(); ++b) EXPECT_EQ(*a < *b, a < b);
  }
}

TEST(Fingerprint, KnowsEventsAndTheirOrderAndNotTheirSequence) {
  const Event a = event(5, Phase::kStart, 3, 7, 10);
  const Event b = event(5, Phase::kStart, 4, 7, 11);
  EXPECT_NE(of({a, b}), of({b, a}));
  EXPECT_EQ(of({a}), of({event(5, Phase::kStart, 3, 7, 99)}));
  const std::set<std::uint64_t> all = {of({}),
                                       of({a}),
                                       of({a, a}),
                                       of({event(6, Phase::kStart, 3, 7, 10)}),
                                       of({event(5, Phase::kReview, 3, 7, 10)}),
                                       of({event(5, Phase::kStart, 2, 7, 10)}),
                                       of({event(5, Phase::kStart, 3, 6, 10)})};
  EXPECT_EQ(all.size(), 7U);
}

TEST(Fingerprint, ManyEventsDoNotCollide) {
  std::set<std::uint64_t> seen;
  for (std::int64_t tick = 0; tick < 100; ++tick) {
    for (int phase = 0; phase < 9; ++phase) {
      for (std::uint32_t rank = 0; rank < 20; ++rank) {
        for (std::uint8_t kind = 0; kind < 12; ++kind)
          seen.insert(of({event(tick, static_cast<Phase>(phase), rank, kind, 0)}));
      }
    }
  }
  EXPECT_EQ(seen.size(), 100U * 9 * 20 * 12);
}

}  // namespace
}  // namespace fabshock::test::fingerprint_test
