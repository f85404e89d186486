// The ratio of the means of two numbers that come in pairs, such as what remedies cost over what they buy.
#pragma once
#include <cstdint>
#include <optional>

#include "stats/intervals.h"

namespace fabshock {

class Ratio {
 public:
  void add(double over, double under);

  std::uint64_t n() const { return n_; }
  double over() const { return over_; }  // their means
  double under() const { return under_; }
  // mean over / mean under; nothing where that is 0.
  std::optional<double> value() const;
  // The ratios that the pairs do not speak against [Fieller 1954, JRSS B 16, 175-185]: exact for pairs that are jointly
  // normal. Nothing of fewer than two pairs, and where the mean under may be 0 at this confidence: then any ratio may
  // be.
  std::optional<Interval> interval(double confidence) const;

 private:
  std::uint64_t n_ = 0;
  double over_ = 0, under_ = 0;                             // means
  double squares_over_ = 0, squares_under_ = 0, both_ = 0;  // sums of squares and products about them
};

}  // namespace fabshock
