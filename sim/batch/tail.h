// The probability that the need that goes unmet adds up to a level before the end of a run, by splitting.
//
// What adds up: U(t) = sum over needs of max(0, sum over its options of w (demanded - served up to t)), w what a unit
// is worth at the baseline (results/measures.h), at the end of each step. Waiting demand that is served later comes off
// again; the event is that U was ever at the level. A try begins where another passed the level before: the events of
// hazards up to then are that one's, those after it are drawn anew, as is all other chance (engine.h, rekey). It is run
// again from its start, so that no state has to be kept. What is drawn once for a run, such as delays of projects,
// stays that of the first try of the line.
#pragma once
#include <functional>

#include "experiment/experiment.h"
#include "network/network.h"

namespace fabshock {

struct Tail {
  std::vector<double> passed;                 // by level: probability
  std::uint64_t events = 0, fingerprint = 0;  // of all tries together
};

// poll: called for each try; may throw to stop.
Tail tail_of(const Network& network, const Scenario& scenario, const Splitting& what, std::uint64_t seed,
             const std::function<void()>& poll);

}  // namespace fabshock
