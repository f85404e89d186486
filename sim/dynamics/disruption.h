// Disruptions. A plan is made once a run from the scenario and the draws of its hazards: what each shock hits, how
// hard, and its course as levels over time. During the run a shock changes level at its own events; what several shocks
// do to one facility multiplies: phi = product of (1 - severity lambda(t)), in ppm, rounded down at each factor.
// Courses lambda: recovery.h. Defaults: severity 1, all else 0, steps of 1 d. Source: the scenario's; trips are back in
// 3-10 d, a clean-room fire was a month of nothing and about 70 d to full (docs/theory/disruption.md).
#pragma once
#include <span>
#include <string>
#include <vector>

#include "dynamics/investment.h"
#include "dynamics/recovery.h"
#include "dynamics/sim.h"
#include "dynamics/subsidy.h"
#include "scenario/scenario.h"

namespace fabshock {

struct Hit {
  std::uint32_t target = 0;      // node or lane
  std::int32_t severity = kPpm;  // [ppm]
};

// What is told of a shock (news.h).
struct News {
  std::uint32_t shock = 0;
  std::int64_t begins = 0, told = 0, until = 0;  // [ticks]
  std::int64_t over = 0;                         // from then on it costs nothing more
  double bias = 1;
  std::vector<Level> course;            // as told
  std::vector<double> lost_before;      // days lost before each level, of who is hit in full
  std::vector<std::uint8_t> frightens;  // by lane of the shock: does its market lose what it loses?
};

struct Shock {
  std::string id;
  std::int64_t begins = 0;           // [ticks]
  const Disruption* what = nullptr;  // the scenario outlives the plan
  std::vector<Hit> nodes;
  std::vector<std::uint32_t> lanes;
  std::vector<Level> course;
  std::vector<Level> undisturbed_course;  // where it is another in the undisturbed world
  std::string detail;                     // for events.csv
};

struct ShockPlan {
  std::vector<Shock> shocks;                                                 // by id, then time
  std::vector<News> news;                                                    // by when it is told, then shock
  std::vector<std::vector<std::pair<std::uint32_t, std::int32_t>>> by_node;  // shocks that hit it, and how hard
  std::vector<std::vector<std::uint32_t>> by_lane;
  bool has_policies = false;
  std::uint32_t first_sink = 0;   // nodes from here on are sinks
  std::vector<SurgeStep> surges;  // by sink, then tick
  std::vector<Build> builds;      // by project
  std::vector<Aid> aids;          // subsidies, for what makers decide to build
};

// From a tick on, what is random is drawn under another branch of the key (random/stream.h).
struct Branch {
  std::uint32_t branch = 0;
  std::int64_t from = 0;  // [ticks], rising
};
// later: of the events of hazards; what is drawn once for the whole run stays under the key.
ShockPlan plan_shocks(const Network& network, const Scenario& scenario, const StreamKey& key,
                      std::span<const Branch> later = {});
// Does that depend on the key? undisturbed: does what without_shocks() leaves of it?
bool is_planned_by_chance(const Scenario& scenario, bool undisturbed);
// What of a plan happens in the undisturbed world too: its projects, and what the scenario calls `undisturbed`. Losses
// are measured against that.
ShockPlan without_shocks(const ShockPlan& plan);

struct ShockState {                 // which level each shock is at
  std::vector<std::uint32_t> next;  // index of the next level in its course
  std::vector<std::int32_t> lost;   // [ppm]
};

namespace disruption {

// Of what is barred at the start, the largest share of what would be asked for that a permit in force lets through; of
// other lanes 1.
double permit_on(const Network& network, const ShockPlan& plan, const ShockState& state, std::uint32_t lane);
// Puts the first event of every shock on the queue.
void schedule(const Sim& sim, const ShockPlan& plan, ShockState& state);
// Moves shock i to its next level and applies it. Returns true when that is its first level or its last.
bool advance(const Sim& sim, const ShockPlan& plan, ShockState& state, std::uint32_t i, std::int64_t tick);

}  // namespace disruption
}  // namespace fabshock
