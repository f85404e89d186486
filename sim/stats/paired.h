// Two arms that shared their random numbers, replication by replication: their difference, and what sharing was worth.
#pragma once
#include <cstdint>
#include <optional>

#include "stats/intervals.h"
#include "stats/moments.h"

namespace fabshock {

class Paired {
 public:
  // The measure in one replication of arm a and of the baseline b. In the order of replications (see Moments).
  void add(double a, double b);

  const Moments& a() const { return a_; }
  const Moments& b() const { return b_; }
  const Moments& difference() const { return difference_; }  // a - b; mean_interval() of it is the paired t interval

  std::uint64_t above() const { return above_; }  // replications in which a > b
  std::uint64_t equal() const { return equal_; }
  std::uint64_t below() const { return difference_.n() - above_ - equal_; }

  // (var a + var b) / var(a - b): how many times as many replications independent arms would have needed for the same
  // interval; 1/(1 - correlation) where their variances are equal. Infinite where all differences are equal but the
  // arms vary; nothing of fewer than two pairs, or where nothing varies.
  std::optional<double> variance_reduction() const;

 private:
  Moments a_, b_, difference_;
  std::uint64_t above_ = 0;
  std::uint64_t equal_ = 0;
};

// Whether a is worse than b: in how many of the replications, and the Wilson interval of that probability. A tie is not
// worse.
struct Worse {
  double probability = 0;
  Interval interval;
};
std::optional<Worse> worse(const Paired& pairs, bool higher_is_worse, double confidence);  // nothing of no pairs

}  // namespace fabshock
