// Probabilities too small to wait for, by multilevel splitting with fixed effort [Kahn & Harris 1951; Garvels 2000;
// L'Ecuyer, Demers & Tuffin 2007, ACM Transactions on Modeling and Computer Simulation 17(2), 9].
//
// The event is that a process passes the last of rising levels. Each stage makes the same number of tries: the first
// from the start, the others from where tries of the stage before passed their level. The probability is the product of
// the shares that pass. It is unbiased, because every place of entry is as likely to be begun from as any other; how
// sure it is only repeated calls with other random numbers tell: tries of one call have ancestors in common.
#pragma once
#include <algorithm>
#include <cstdint>
#include <numeric>
#include <optional>
#include <utility>
#include <vector>

#include "random/stream.h"

namespace fabshock {

// By level, the probability of passing it. go: called as go(level, i, from), i the number of the try within its stage
// and `from` an Entry, or null for the start; gives the Entry at which the try passes that level, if it does. One call
// with the same arguments must give the same. effort >= 1: tries a stage. `order` decides from which entries more than
// from others is begun.
template <class Entry, class Go>
std::vector<double> split(std::size_t levels, std::uint64_t effort, Stream& order, const Go& go) {
  std::vector<double> passed(levels, 0.0);
  std::vector<Entry> from;
  double probability = 1;
  for (std::size_t level = 0; level < levels; ++level) {
    // Each in turn, in random order, so that which of them get one more is drawn without replacement.
    std::vector<std::size_t> turn(from.size());
    std::iota(turn.begin(), turn.end(), std::size_t{0});
    for (std::size_t i = turn.size(); i > 1; --i) {
      std::swap(turn[i - 1], turn[std::min(i - 1, static_cast<std::size_t>(uniform(order) * static_cast<double>(i)))]);
    }
    std::vector<Entry> through;
    for (std::uint64_t i = 0; i < effort; ++i) {
      const Entry* begin = from.empty() ? nullptr : &from[turn[i % turn.size()]];
      if (std::optional<Entry> entry = go(level, i, begin)) through.push_back(std::move(*entry));
    }
    probability *= static_cast<double>(through.size()) / static_cast<double>(effort);
    passed[level] = probability;
    if (through.empty()) break;
    from = std::move(through);
  }
  return passed;
}

}  // namespace fabshock
