// The longest outage in which no need goes short: time to survive [Simchi-Levi et al. 2015], here of the world as it
// is, with its stocks, detours and panic, by bisection on the length in whole steps. It takes for granted that a longer
// outage is never the better one.
//
// Short is a need, all its options together, that gets over 30 days less than 99 % of what the undisturbed run serves
// of what is still asked for. What buyers give up because it has become dear is not missed. Less than that is a
// delivery that comes a day late, of which no buyer would speak.
#pragma once
#include <functional>
#include <optional>
#include <vector>

#include "results/needs_served.h"

namespace fabshock {

class Survival {
 public:
  using Plan = std::function<ShockPlan(std::optional<double> hours)>;  // of an outage of so long; none: without an end
  struct Setting {
    const Network& network;
    const RunRecord& undisturbed;
    std::uint64_t seed = 1;
    std::int64_t begins = 0;  // [ticks] the outage
  };
  // All must outlive it. run: room for the runs. check: told how far a run is; may throw to stop.
  Survival(const Setting& setting, Runner& runner, RunRecord& run, Plan plan, const std::function<void(double)>& check);

  // [steps]; none: an outage that does not end leaves no need short before the end of the run.
  std::optional<std::int64_t> longest();
  // Of all runs together that came to their end: one that shows a shortage need not.
  std::uint64_t events() const { return events_; }
  std::uint64_t fingerprint() const { return fingerprint_; }

 private:
  std::optional<std::int64_t> first_shortage(std::optional<std::int64_t> steps);
  bool goes_short(std::size_t step);

  const Setting at_;
  Runner& runner_;
  RunRecord& run_;
  const Plan plan_;
  const std::function<void(double)>& check_;
  NeedsServed served_;
  struct Month {                         // of a need, what of it is missing and what is served undisturbed
    std::vector<double> missing, usual;  // by step, round and round
    double all_missing = 0, all_usual = 0;
  };
  std::vector<Month> months_;  // by need
  std::size_t looked_at_ = 0;  // steps
  std::uint64_t events_ = 0, fingerprint_ = 0;
};

}  // namespace fabshock
