// What needs are served in a step, beside the undisturbed run: all options of a need together, by what they give where
// they replace one another, else by value.
//
// What counts as noticed, of a need: a hundredth, and for a month.
#pragma once
#include <vector>

#include "results/measures.h"

namespace fabshock {

inline constexpr double kNoticedShare = 0.01;
inline constexpr std::int64_t kNoticedFor = 30 * kTicksPerDay;

class NeedsServed {
 public:
  explicit NeedsServed(const Network& network);  // must outlive it

  // In a step that both have recorded; until the next call.
  void look_at(const RunRecord& undisturbed, const RunRecord& run, std::size_t step);
  std::size_t size() const { return now_.size(); }  // needs of the model
  double undisturbed(std::size_t need) const { return before_[need]; }
  double less(std::size_t need) const { return before_[need] - now_[need]; }
  // The same of what is still asked for: what buyers gave up, for its price, is not missed.
  double missing(std::size_t need) const { return less(need) - less_asked_[need]; }

 private:
  const Network& net_;
  const std::vector<double> worth_;  // by sink
  std::vector<double> now_, before_, less_asked_;
};

}  // namespace fabshock
