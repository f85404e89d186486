// A scenario file (scenarios/NAME.yaml) as plain structs: what happens to a model's world, from when, for how long,
// what is recorded. Durations in hours, dates as Time.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "scenario/model.h"
#include "scenario/observation.h"

namespace fabshock {

enum class RecoveryShape : std::uint8_t { kStep, kLinear, kExponential, kLogistic, kPoints };

// Lost share of what was hit, from the end of duration + dead time on, falling from severity to 0.
struct Recovery {
  RecoveryShape shape = RecoveryShape::kStep;
  Number over;               // [h] linear: length; exponential: time constant; logistic: time to half, steepness 4/over
  Number cell{.value = 24};  // [h] the curve is a staircase of its averages over cells of this length
  std::vector<std::pair<double, double>>
      points;  // kPoints: (h after `at`, share of the severity still lost), piecewise linear
};

// A lognormal fragility curve: P(hit) = Phi(ln(intensity/median)/beta).
struct Fragility {
  Number median;  // [g] peak ground acceleration
  Number beta{.value = 0.6};
};

struct Footprint {  // an earthquake's: intensity falls with distance from the epicentre
  double lat = 0, lon = 0;
  Number magnitude;
  Number depth{.value = 10};         // [km]
  std::optional<double> lat2, lon2;  // for hazards: the epicentre is uniform over the box lat..lat2, lon..lon2
};

enum class DisruptionType : std::uint8_t {
  kOutage,       // facilities lose `severity` of their availability
  kUtilityLoss,  // the same, of utilities
  kYieldLoss,    // good output falls by `severity`
  kStockLoss,    // stocks on hand are destroyed at `at`
  kCostRise,     // the value that makers add costs more by `rise`
  kDemandSurge,  // needs ask for more by `rise`
  kLaneClosure,
  kLaneSlowdown,
  kLaneSeizure,
  kLaneReroute,
  kEarthquake,  // footprint x fragility -> severity of an outage by site
  kHazard,      // a Poisson process of the disruption given as `event`
  // What policies do beside closing lanes (read_policy.cpp); none is a type that a scenario names.
  kTariff,        // what comes over lanes costs its buyer more by `rise`
  kPriority,      // lanes are served before others
  kPlannedStock,  // buyers plan to hold `extra` hours of use more of what comes over lanes
  kPermit,        // of what is barred at the start the share `leak` of what would be asked for may pass
};

constexpr bool is_of_lanes(DisruptionType type) {
  return (type >= DisruptionType::kLaneClosure && type <= DisruptionType::kLaneReroute) ||
         type >= DisruptionType::kTariff;
}

enum class InTransit : std::uint8_t { kDeliver, kHold, kLose };

struct LanePick {     // lanes that match all that is given
  Selector from, to;  // of the supplier; of the user
  Selector crossing;  // exactly one end inside
  Selector product;
  std::vector<std::string> modes, routes;
  Place place;
};

// What is said of a disruption, and when: markets act on this, goods on what happens (dynamics/news.h).
struct Alert {
  std::optional<Time> at;          // when it is known; [when it begins]
  Number delay{.value = 24};       // [h] until the press has it
  Number bias{.value = 1};         // factor on the loss: exaggerated, or half believed
  std::optional<Number> duration;  // [h] said, where it is not the true one
  std::optional<Time> until;       // all clear: no shortage is feared from then on
  bool alarm = true;               // nobody knows at first for how long
};

struct Disruption {
  std::string id;
  DisruptionType type = DisruptionType::kOutage;
  Selector select;  // facilities; of kDemandSurge needs
  LanePick lanes;   // lane types
  Time at;
  std::optional<Number> duration;  // [h] none = until the horizon where recovery is a step, 0 before any other recovery
  Number severity{.value = 1};     // 0..1
  Number rise;       // at full severity. kCostRise: of own costs; kDemandSurge: of demand; kTariff: of the price
  Number dead_time;  // [h] after `duration`, before recovery sets in
  Recovery recovery;
  Number rework;                               // of that, the share that goes through the line again instead, 0..1
  Number wip_scrap;                            // share of work in process scrapped at `at`, 0..1
  Number stock_input, stock_finished;          // share of stocks on hand destroyed at `at`, 0..1
  Number leak;                                 // lane types: share of the baseline flow that still departs, 0..1
  InTransit in_transit = InTransit::kDeliver;  // what happens to goods under way at `at`
  Number slow_factor{.value = 1};              // slowdown: transit times this
  Number extra;                                // [h] slowdown, reroute, closure by a policy: added to transit
  ModeIx reroute_mode;                         // reroute: transit by this mode's speed and handling
  Footprint footprint;
  Fragility fragility;
  Number rate;                           // hazard: events a year
  std::vector<Disruption> event;         // hazard: exactly one, its `at` unused
  bool happens = true;                   // false: it is only feared
  bool undisturbed = false;              // is part of the undisturbed world too: no loss is measured against it
  bool policy = false;                   // part of a policy: buyers know what it forbids
  bool rush = false;                     // kPlannedStock: of buyers' own accord, before what is announced
  bool filled = false;                   // kPlannedStock: the stock is there when it begins, as if laid in before
  std::string release;                   // kPlannedStock: the disruption with which it is no longer planned
  std::optional<Alert> alert = Alert{};  // none: nobody hears of it
  Place place;
};

// Hours over which a disruption still acts after `at`, where it has an end (has_end).
double acts_for(const Disruption& disruption);
bool has_end(const Disruption& disruption);

// Building a planned facility, or adding to one that is there (dynamics/investment.h).
struct Project {
  struct Delay {
    std::string cause;  // permits, labour, suppliers, tools, ...
    Number hours;
  };
  std::string id;
  FacilityIx facility;
  std::optional<Number> capacity;      // [units/d] of starts that it adds; none: all that a planned facility has
  std::optional<Time> ordered;         // from when on tools are ordered [a year before tool_in]
  Time tool_in;                        // when tools begin to move in, if nothing delays it
  Number install{.value = 270 * 24};   // [h] from then to the first starts
  Number ramp{.value = 540 * 24};      // [h] from these to 98 % of capacity: logistic
  std::vector<Delay> delays;           // by cause, sorted; one after the other
  Number early_yield{.value = 1};      // of the mature yield, at first
  Number productivity{.value = 1};     // of capacity, at first
  Number learning{.value = 365 * 24};  // [h] tau: both gaps close as e^(-t/tau)
  std::optional<Number> defects, mature_defects, die;  // [1/cm2, 1/cm2, cm2]: yield by Murphy instead of early_yield
  Number premium;                                      // of what it asks over its market's price
  Number cost;                                         // [currency] of building it
  std::optional<Number> progress;  // progress ratio: the premium's cost falls as 2 to 1 with doubled output
  Place place;
};

// A government pays a part of what is built (dynamics/subsidy.h).
struct Subsidy {
  std::string id;
  Selector select;
  Time at;
  std::optional<Time> until;
  Number share;    // of what building costs
  Number forward;  // [h]
  Place place;
};

// Whether it is for a project.
inline bool covers(const Model& model, const Subsidy& subsidy, const Project& project) {
  const bool in_time = subsidy.at <= project.tool_in && (!subsidy.until || project.tool_in < *subsidy.until);
  return in_time && selects(model, subsidy.select, project.facility);
}

struct Record {
  Number every{.value = 168};         // [h]
  std::vector<std::string> measures;  // empty = the default list
  std::optional<LanePick> lanes;      // whose series are recorded; nothing given in it = all
};

struct Switches {         // parts of the world that can be held still
  bool growth = true;     // demand grows
  bool depletion = true;  // finite stocks run down
  bool season = true;
  bool prices = true;           // prices move at all
  bool pass_through = true;     // a maker's cost moves its product's reference price
  bool zones = true;            // markets are split where the model says so
  bool demand_response = true;  // needs answer prices by their elasticity
  bool belief = true;           // markets act on news and on shortage to come
  bool switching = true;        // buyers ask more of the suppliers that deliver
  bool inflation = true;        // buyers who are rationed order more than they need
  bool lead_times = true;       // buyers order for the lead times that they are quoted
  bool cancellation = true;     // and cancel what they no longer need
  bool overtime = true;         // lines run beyond their capacity when they have to catch up
  bool buffers = true;          // stocks of many holders run out with some before others
  bool recycling = true;        // dear inputs are used again
  bool importance = true;       // without an important input a part of the output goes on; off: it is critical
  bool hoarding = true;         // buyers hold more the more they believe
  bool substitution = true;     // buyers move between the options of a need
  bool policies = true;         // what the scenario's policies say is done
  bool rush = true;             // buyers lay in stocks before what is announced
  bool investment = true;       // projects are built
  bool expansion = true;        // makers build of their own accord
  bool qualification = true;    // buyers accept new suppliers
};

struct Scenario {
  std::string name, title, question, look_at;
  std::string model_name;
  Time start;
  Duration horizon;
  Number cost;  // [currency] of having what it sets up, beside what projects and stockpiles cost (results/costs.h)
  Model model;
  std::vector<Disruption> disruptions;  // sorted by id; with what policies do
  std::vector<Project> projects;        // sorted by id
  std::vector<Subsidy> subsidies;       // sorted by id
  Record record;
  Time event;           // day 0 of what was observed: when the first disruption begins, unless it is given
  std::string episode;  // files with the same word are of one episode; the name, unless it is given
  std::vector<Observation> observed;  // of a past episode, as in the file
  Switches switches;
  std::string resolved;  // the whole scenario and model after includes and overrides, as canonical YAML text
  std::vector<std::string> input_files;  // every file read, in order of reading
};

}  // namespace fabshock
