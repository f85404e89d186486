// Investment: projects that build a planned facility, or add to one that is there.
//
//   start      t0 = tool-in + delays by cause, one after the other + installing; drawn once a run, each by itself
//   capacity   K(t) = K_0 + sum_j K_j rho_j(t) p_j(t), K_0 what was there (0 of a planned facility)
//              rho   0 at t0, logistic, half at half the ramp, 98.2 % at its end (recovery.h)
//              p     1 - (1 - p0) e^(-(t - t0)/tau): productivity of people who have not worked together
//   yield      Y(t) = Y (K_0 + sum_j K_j rho_j p_j y_j)/K(t), Y that of the recipe
//              y     1 - (1 - y0) e^(-(t - t0)/tau), or by defects (below)
//              Y_AD  ((1 - e^-AD)/(AD))^2 [Murphy 1964], y = Y_AD(A D(t))/Y_AD(A D_mature),
//              D(t)  D_mature + (D_first - D_mature) e^(-(t - t0)/tau)
//   tools      no more of it works than tools are there for (tools.h)
//   subsidies  pay a part of what it costs, and begin it earlier (subsidy.h)
//   price      a premium m on its market's price, weighed by K_j as yield is; with a progress ratio r it falls with
//              what was made, (1 + m) max(1, Q/Q_1)^(log2 r) - 1 >= 0 [Wright 1936], Q what was made with K_j, Q_1 a
//              quarter's output of it
//
// Defaults: install 270 d, ramp 540 d, tau (learning) 365 d, p0 1, y0 1, m 0, no delay, no r. Units: K [starts a step],
// t [h], D [1/cm2], A [cm2]. Source: ramp from industry, r of learning curves; install and tau are assumptions; p0, y0
// none published. Evidence of the whole: one fab's dates.
//
// rho p is a staircase of averages over a week each, in ppm of the facility's capacity in the network, with the
// remainder of each carried into the next; y is that of the middle of the week. Buyers: qualification.h, sourcing.h.
#pragma once
#include <string>
#include <vector>

#include "dynamics/sim.h"
#include "dynamics/subsidy.h"
#include "scenario/scenario.h"

namespace fabshock {

struct BuildLevel {
  std::int64_t tick = 0;      // from here on ...
  std::int32_t capacity = 0;  // ... it has added this [ppm of the network's capacity]
  std::int32_t yield = kPpm;  // ... and has this share of the mature yield [ppm]
};

// A project as it turns out in a run.
struct Build {
  std::string id;
  std::uint32_t node = 0;
  std::int64_t starts = 0;  // [ticks]: t0
  double premium = 0;
  double learning = 0;  // log2 of the progress ratio
  double first = 1;     // Q_1 [quanta]
  double equipped = 0;  // of its tools, what came before the start
  double share = 1;     // of the facility's capacity in the network that it adds
  std::vector<BuildLevel> course;
  std::int64_t orders = 0, orders_end = 0;  // [ticks] from when to when its tools are ordered, by the week
  double cost = 0;                          // of building [currency]
  std::vector<Aid> aids;                    // what subsidies pay of it
  std::int64_t spent_from = 0;              // [ticks]; to `starts`
  std::string detail;                       // for events.csv
};

// Whether tools are ordered for it.
inline bool has_tools(const Build& build) {
  return build.orders_end > build.orders;
}

struct ShockPlan;

namespace investment {

double murphy_yield(double area_times_defects);

std::vector<Build> plan(const Network& network, const Scenario& scenario, const StreamKey& key);
void schedule(const Sim& sim, const ShockPlan& plan);
// Brings a node's capacity, yield and premium up to date with all that was built there, by projects (plan may be null)
// and of its own accord (expansion.h).
void refresh(const Sim& sim, const ShockPlan* plan, std::uint32_t node, std::int64_t tick);
struct Progress {
  bool starts = false, completes = false;  // it has its first capacity; 98 % of all of it
};
// Moves project i to its next level.
Progress advance(const Sim& sim, const ShockPlan& plan, std::uint32_t i, std::int64_t tick);

}  // namespace investment
}  // namespace fabshock
