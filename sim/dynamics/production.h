// Production: a bottleneck server followed by a delay, both measured in available time.
//
//   A(t) = integral of phi (availability) dt: the line's clock. An outage stops the clock, so work in process freezes
//          with the line and not only at its entrance.
//   V(t) = K (1 + o) A(t): what the bottleneck has served, o overtime. A continuous line queues whatever is ordered;
//          a lot of s is through when V has grown by the work queued before it and s itself. A stepped line starts at
//          most what leaves one step's work queued, so that what is started is through within the step.
//   A lot is good (less scrap) once it is through and the cycle time CT has passed on A.
//   A service (power) starts what was ordered for the step, delivers it in the step, and catches up with nothing.
//   Cycle time grows with use, CT = t_p [1 + v u/(1 - u)], v = (c_a^2 + c_s^2)/2  [Kingman 1961; Hopp & Spearman 2011],
//   u smoothed over 30 days and at most 0.98; CT is as given at the baseline's u. First in, first out; where v > 0 a
//   lot of s leaves no sooner than s/(K (1 + o)) after the one before it, so that a queue drains at capacity.
//
// Starts: min(wanted, K (1 + o) phi dt, critical inputs I/a, important inputs (1 - w) K phi dt + w I/a), after Pichler
// et al. 2022:
//   wanted = S0 + [D-hat + ((F* - F) + B)/tau_F]/Y + (W* - W)/tau_W, as deviations from the baseline;
//   F* with the step's own flow, W* of a line that runs at phi < 1 as large as W*/phi;
//   under base stock S: wanted = S - (F + W - B).
// A line input (power, water) that covers only a share r of a normal step's starts (or of fewer, where fewer are
// wanted) lets the whole line run at r for the step.
// Defaults: tau_F 30 d, tau_W 30 d, F* 0, o 0, v 0, w 1, K without end. Units: K, S [quanta a step], F, W, B [quanta],
// A [ppm-ticks], CT [h]. Source: tau_F, tau_W assumptions, of o and v none; w and K are the model's.
#pragma once
#include "dynamics/sim.h"

namespace fabshock::production {

// A step of facility n: takes the lots that are through, starts new ones, consumes inputs. Arrivals must be in.
void start(const Sim& sim, std::uint32_t n, std::int64_t tick);
// All lots of a continuous line that are due, or the step of a service; schedules the next.
void complete(const Sim& sim, std::uint32_t n, std::int64_t tick);
// Schedules the completion of a continuous line's head lot.
void schedule(const Sim& sim, std::uint32_t n, std::int64_t tick);
// Sets phi [ppm] from this tick on and reschedules the head lot of a continuous line.
void set_availability(const Sim& sim, std::uint32_t n, std::int64_t tick, std::int32_t availability);
// Takes a share [ppm] of the work in process, of every lot alike; of that the share `rework` [ppm] goes through the
// line again, and the rest is scrapped. Returns what was scrapped.
Quanta scrap(const Sim& sim, std::uint32_t n, std::int64_t tick, std::int64_t share, std::int64_t rework);
// Sets its capacity [ppm of the network's] from this tick on.
void set_capacity(const Sim& sim, std::uint32_t n, std::int64_t tick, std::int32_t capacity);
// Starts a step that the line has capacity for, but for overtime: the network's, times what was invested
// (investment.h).
Quanta capacity_of(const Network& network, const State& state, std::uint32_t n);
// The same with overtime: what may be started at most.
inline Quanta most_of(const NodeParams& params, const NodeState& node, const State& state, std::uint32_t n) {
  if (!node.invested || params.most == kUnlimited) return params.most;
  return static_cast<Quanta>(static_cast<Int128>(params.most) * state.rare[n].capacity / kPpm);
}
// The line's clock at a tick [ppm-ticks].
std::int64_t clock_at(const NodeState& node, std::int64_t tick);

}  // namespace fabshock::production
