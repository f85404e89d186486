// What no plan could save: the least that is lost when facilities stand still, if everybody knew at once, every stock
// and all goods under way went where they are needed most, every line ran at its most, and every maker could sell to
// whoever has a lane to him; as a linear program, after that of Simchi-Levi et al. 2015. A run loses at least as much;
// how much more is what stocks in the wrong hands, shares by habit, late news and late orders cost.
//
// Over a window that begins with the outage, of T steps, by node n, lane l, sink d:
//   made       g_n <= c_n w_n / y_n             c: most starts a step, y: starts a good unit; nothing of those hit
//   shipped    sum over out-lanes y_l <= g_n + finished stock + work in process (not of those hit: their lines freeze)
//   used       y_n per_s g_n <= sum over lanes y_l + stock + goods under way           of critical inputs
//              y_n per_s (g_n - (1 - v) c_n w_n / y_n) / v <= the same                 of important ones, weight v
//   needed     sum over options (served + z) C >= what the undisturbed run serves until W_d
// Windows. What those hit ship after the outage of L cannot reach d before L + Lambda_d, the shortest way in steps of
// transit and cycle times; so W_d = L + Lambda_d (L where there is no way), and what k makes is of use until
// w_k = max over its out-lanes of (its buyer's window - cycle time - transit).
// Of z that is missing at the end of a window, m = z/(d a step) steps of the highest demand, buyers with a patience of
// 1/h steps have given up at least  m - (1 - h)(1 - (1 - h)^m)/h  of it by then: that is when it is all missing in the
// last m steps. Tangents to that make it linear.
// Left out, so that the bound stays one: transit and cycle times but for the windows, lots, review days, batches, what
// is spread over many stocks, and needs that go short undisturbed, for which what an outage saves is sold then. Not a
// bound where demand rises beyond the undisturbed because a price falls below it.
#pragma once
#include <optional>
#include <span>
#include <vector>

#include "results/measures.h"

namespace fabshock {

class LeastLoss {
 public:
  // All must outlive it. before: the undisturbed run. begins: step in which the outage does, state: the undisturbed
  // world then.
  LeastLoss(const Network& network, const RunRecord& before, const State& state, std::int64_t begins);

  // Capacity that a run came to have counts from the start. [quanta a step] with overtime.
  void count_capacity(const State& later);

  // [currency], of an outage of these facilities for so many steps.
  double loss(std::span<const std::uint32_t> hit, std::int64_t steps) const;
  // The longest in which no need is served later than undisturbed, by over a hundredth of a month's worth [steps];
  // none: in none that ends with the run. A run may leave nobody short for longer, where dear goods are asked for less.
  std::optional<std::int64_t> longest(std::span<const std::uint32_t> hit) const;

 private:
  class Building;
  enum class Counts : std::uint8_t { kLost, kLate };  // what buyers have given up; all that is missing then
  double least(std::span<const std::uint32_t> hit, std::int64_t steps, Counts what) const;
  std::vector<double> arrival(std::span<const std::uint32_t> hit) const;
  std::vector<double> windows(const std::vector<double>& arrival, double steps) const;

  const Network& net_;
  const RunRecord& before_;
  const State& state_;
  const std::int64_t begins_;
  const std::vector<double> worth_;  // by sink, of a quantum
  std::vector<double> most_;         // by facility: starts a step
  std::vector<double> cycle_;        // by node [steps]
  std::vector<double> lag_;          // by lane [steps]
  std::vector<double> recycled_;     // by slot: the most of its use that can be
};

}  // namespace fabshock
