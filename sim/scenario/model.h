// A model file (models/NAME/*.yaml and the CSV tables beside it) as plain structs, validated and with every reference
// resolved. All vectors are sorted by id, so the order of lines in a file changes nothing. Units: see number.h.
// Nothing here knows YAML; nothing behind here sees it.
#pragma once
#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "scenario/ids.h"
#include "scenario/joint.h"
#include "scenario/number.h"
#include "scenario/product_ref.h"
#include "scenario/selector.h"
#include "scenario/trends.h"

namespace fabshock {

struct Region {
  std::string id, name, bloc;
  Place place;
};

inline const std::string& name_of_bloc(const Region& region) {  // a region without a bloc is one
  return region.bloc.empty() ? region.id : region.bloc;
}

struct Site {
  std::string id, name;
  std::string country;  // may be empty; regions may be larger
  RegionIx region;
  double lat = 0, lon = 0;  // degrees
  std::vector<std::string> tags;
  Place place;
};

struct Product {
  std::string id, unit, klass, layer;  // klass is `class` in the file
  double quantum = 1;                  // [unit] what one integer of a ledger is
  Number price;                        // [currency/unit]
  bool storable = true;                // false: what is not used in the step it arrives is written off (power)
  Place place;
};

enum class Criticality : std::uint8_t {
  kCritical,     // without it nothing starts
  kImportant,    // without it the share 1 - weight still starts
  kNonCritical,  // its lack is booked, and binds nothing
};

struct Recycling {  // dynamics/recycling.h
  Number most;      // of the use, 0..1
  Number elasticity{.value = 0.5};
  Number time{.value = 180 * 24};  // [h]
};

struct Input {
  ProductRef what;
  Number per;  // [input unit per output unit started]
  Criticality criticality = Criticality::kCritical;
  Number weight{.value = 1};      // for kImportant: the share of capacity that hangs on it
  bool line = false;              // used all along the line: its lack freezes work in process too (power, water, gases)
  std::vector<RegionIx> regions;  // the input is needed only in these regions; empty = everywhere
  std::optional<Recycling> recycling;
  std::optional<Number> tools;  // [units] is installed and not consumed: how many the facility's whole capacity takes
  Place place;
};

struct Recipe {
  std::string id;  // what a facility names; by default its `makes`
  Number
      cycle_time;  // [h] start to finished good, at the baseline's utilisation; 0 allowed (one tick is the least used)
  Number yield{.value = 1};  // good per started, (0, 1]
  std::vector<Input> inputs;
  Place place;
};

enum class Policy : std::uint8_t {
  kPipeline,   // automatic-pipeline order-up-to (APIOBPCS), the default
  kOrderUpTo,  // order-up-to a level that follows the forecast, tau = one period
  kBaseStock,  // a fixed base stock, one for one
};
enum class Forecast : std::uint8_t { kExponential, kMovingAverage, kConstant };
enum class Allocation : std::uint8_t { kProportional, kPriority, kLinear, kUniform, kBid };
enum class Service : std::uint8_t { kDeterministic, kExponential };

// Everything that the control laws of a facility or a need may be told; an unset field is filled from `defaults`
// rules (first the rule listed last that matches) and then from the built-in value in brackets.
struct Control {
  std::optional<Policy> policy;             // [pipeline]
  std::optional<Forecast> forecast;         // [exponential]
  std::optional<Allocation> allocation;     // [proportional]
  std::optional<Number> review;             // [h] period between order reviews; [24]
  std::optional<bool> continuous;           // woken by each order instead of at step ticks [false]
  std::optional<Number> smoothing;          // alpha [1/d]; [1/30]
  std::optional<Number> window;             // [h] of a moving average; no default
  std::optional<Number> demand_signal;      // chi: weight of end demand in the forecast [0.8]
  std::optional<Number> information_delay;  // [h] of the end-demand signal [0]
  std::optional<Number> inventory_time;     // tau_I [h]; [30 d]
  std::optional<Number> pipeline_time;      // tau_P [h]; [30 d]
  std::optional<Number> finished_time;      // tau_F [h]: finished stock and backlog back to normal [30 d]
  std::optional<Number> wip_time;           // tau_W [h]: work in process back to normal [30 d]
  std::optional<Number> finished_stock;     // [h of output] F*; [0]
  std::optional<Number> base_stock;         // [product units] level of kBaseStock
  std::optional<Number> service_level;      // newsvendor fractile that sets base_stock from the demand's mean and sd
  std::optional<Number> cover;  // [h of use] planned input stock n where the facility names none for a product; [0]
  std::optional<Number> cover_scale;   // factor on every planned input stock, wherever it is written; [1]
  std::optional<Number> cover_spread;  // v: how unevenly that stock lies with its many holders, 0..1 [0]
  std::optional<Number>
      variability;                 // (c_a^2 + c_s^2)/2 in Kingman's formula; 0 = cycle time does not depend on use; [0]
  std::optional<Number> overtime;  // extra share of capacity, worked whenever more is wanted than capacity makes [0]
  std::optional<Number> switching_time;      // tau_s [h]: shares of suppliers follow how they deliver [120 d]
  std::optional<Number> return_time;         // tau_r [h]: the same, back to a supplier who has lost share [14 d]
  std::optional<Number> fill_weight;         // nu: of a supplier's fill rate in what it is asked for [2]
  std::optional<Number> price_weight;        // mu: of its price [1]
  std::optional<Number> bid;                 // b: what a buyer offers, over the market's price [1]
  std::optional<Number> bid_weight;          // gamma: of bids, where a supplier allocates by them [1]
  std::optional<Number> order_inflation;     // omega: orders grow as fill^-omega [0.55]
  std::optional<Number> lead_time_feedback;  // xi: of a quoted lead time into orders, 0..1 [0]
  std::optional<Number> quote_time;          // [h] in which a quoted lead time follows what is owed [0]
  std::optional<Number> cancel_margin;       // kappa_c: unshipped orders beyond need by this share are cancelled [0.25]
  std::optional<Number> qualification_time;  // [h] median, until goods of a new supplier are accepted [270 d]
  std::optional<Number> qualification_spread;   // sigma of its logarithm [0.3]
  std::optional<Number> qualification_success;  // chance that they are, 0..1 [0.8]
  std::optional<Number> qualification_below;    // fill rate of an input under which new suppliers are sought [0.8]
  std::optional<Number> qualification_after;    // [h] for which it was under it [30 d]
  std::optional<Number> qualification_cost;     // [currency] of one attempt [0]
  std::optional<Number> expansion_size;         // of the capacity at the baseline, a decision [0: builds nothing]
  std::optional<Number> expansion_most;         // of it, in all [1]
  std::optional<Number> expansion_threshold;    // use from which on it is full [0.95]
  std::optional<Number> expansion_hurdle;       // price over that of the start from which on it pays [1.1]
  std::optional<Number> expansion_after;        // [h] for which both held [180 d]
  std::optional<Number> expansion_lead_time;    // [h] from the decision to the first starts [2 y]
  std::optional<Number> expansion_ramp;         // [h] from these to all of it [1 y]
  std::optional<Number> expansion_seen;         // of what is under way, how much is reckoned with, 0..1 [0.5]
  std::optional<Service> service;               // work of a lot: its size, or its size times Exp(1) [deterministic]
  std::optional<bool> negative_orders;          // allow orders below zero (verification of linear theory only) [false]
  std::optional<bool> unlimited;                // ships whatever is ordered, short or not (verification only) [false]
};

struct Cover {  // planned stock of one input
  ProductRef what;
  Number hours;
  Place place;
};

struct Facility {
  std::string id, name, owner, group, kind;  // group: id unless given; kind: free word (fab, material, utility, ...)
  SiteIx site;
  ProductRef makes;
  RecipeIx recipe;                 // invalid: makes its product from nothing, in one tick, at yield 1
  std::optional<Number> capacity;  // [units/d] of starts; none = unlimited
  std::optional<Number> output;    // [units/d] weight by which the flow of a group is split over its members
  std::optional<Number> reserve;   // [units] finite stock it draws on: nothing starts once that is used up
  bool planned = false;            // is not built: makes nothing until a project of a scenario builds it
  std::vector<Cover> covers;
  std::vector<Input> tools;  // what a project installs before its capacity works
  Control control;
  std::vector<std::string> tags;
  std::string owner_bloc;  // where its owner is at home
  bool joined = false;     // was planned, and is built by the epoch: takes part once flows are balanced anew
  Place place;
};

// What an outage of utilities hits.
inline bool is_utility(const Facility& facility) {
  return facility.kind == "utility";
}

// Passes on what others make.
inline bool is_stock_holder(const Facility& facility) {
  return facility.kind == "stock-holder";
}

// Who hands on what others made, or draws on a stock, is no maker.
inline bool is_maker(const Facility& facility) {
  return !is_stock_holder(facility) && facility.kind != "finite-stock";
}

struct LaneEnd {      // exactly one is set
  std::string group;  // a group or a single facility's id; every member
  NeedIx need;
  FacilityIx facility;
};

struct LaneSpec {
  LaneEnd from, to;
  ProductRef what;                 // may be left out where the supplier makes it clear: product invalid then
  std::optional<Number> share;     // of the user's intake of that input, 0..1
  std::optional<Number> flow;      // [units/d] instead of a share
  std::optional<Number> transit;   // [h], at least one tick
  ModeIx mode;                     // invalid: by the first transit rule that fits
  std::vector<std::string> route;  // chokepoints passed, by name
  int priority = 0;                // tier under priority allocation: lower first
  Number contract;                 // share of its flow that is owed before anything else, 0..1
  bool qualified = false;          // its buyer accepts its supplier's goods, though he may buy none
  Place place;
};

// rule: gravity — every maker of the product to every user of it, share of the user's intake proportional to
// capacity (or output) of the maker, times 1/(1 + km/1000)^exponent, times affinity where region or bloc agree.
struct LaneRule {
  ProductRef what;
  double exponent = 1;
  double same_region = 1, same_bloc = 1;  // factors
  Selector from, to;
  std::optional<Number> transit;
  ModeIx mode;
  Place place;
};

struct Mode {  // of transport: air, sea, truck, pipe, grid
  std::string id;
  Number speed;       // [km/h]
  Number handling;    // [h] door to door beside the movement itself
  double detour = 1;  // road or sea distance over great-circle distance
  Place place;
};

struct TransitRule {  // what a lane that names no mode or transit gets; the last rule that fits wins
  Selector from, to;
  Selector product;  // by product, class or layer
  bool same_region_only = false, cross_region_only = false;
  ModeIx mode;
  std::optional<Number> transit;  // fixed; otherwise by distance
  std::vector<std::string> route;
  Place place;
};

struct DefaultRule {  // control values for whatever the selector picks
  Selector select;
  Control control;
  std::vector<Cover> covers;
  Place place;
};

enum class DemandProcess : std::uint8_t { kConstant, kNormal, kAr1, kPoisson };

struct NeedOption {
  std::string id;
  ProductRef units;
  Number rate;                     // [units/d] at the epoch; where barred, what would be asked for if it could be had
  Number growth;                   // [1/yr] exponential rate is ln(1 + growth)
  Number compute{.value = 1};      // what a unit gives, in the unit of the need
  Number utilisation{.value = 1};  // share of it that buyers get out: software, interconnect
  Number power;                    // [kW] that a unit takes
  Number preference{.value = 1};   // A: of a need with a rate of its own, what speaks for it besides its cost
  bool barred = false;             // cannot be had at the start: only a policy opens it
  Place place;
};

// How buyers move between the options of a need (dynamics/substitution.h).
struct Substitution {
  Number time{.value = 180 * 24};          // tau [h]
  Number fill_weight{.value = 1};          // nu
  Number price_weight{.value = 1};         // mu
  Number energy_price;                     // [currency/kWh]
  Number energy_years{.value = 4 * 8760};  // [h] of running that count, at their present value
};

struct Dates {
  Time from, until;
};

struct Need {
  std::string id, name;
  std::string kind;  // of end use, the same in every region; its id unless given
  RegionIx region;
  std::string unit;  // of what its options give
  std::vector<NeedOption> options;
  Number growth;               // of `rate`, for the options that have none
  std::optional<Number> rate;  // [unit/d] of all options together, split by what they cost; none: each has its own
  std::optional<Substitution> substitution;  // none: what each option is asked for does not depend on the others
  Number patience{.value = 0};               // [h] mean time a buyer waits; 0 = does not wait, unserved demand is lost
  Number elasticity;                         // <= 0
  DemandProcess process = DemandProcess::kConstant;
  Number variation;                 // kNormal, kAr1: sd of one step's demand over its mean
  Number correlation;               // kAr1: of one step's demand with the next
  Number order_size{.value = 1};    // kPoisson: units an order; orders come at exponential intervals
  std::vector<double> season;       // empty, or twelve monthly factors with mean 1
  std::optional<Dates> dates;       // asked for between them only; none: at all times
  std::optional<Number> cover;      // [h] stock kept at the point of sale; [0]
  std::optional<Number> installed;  // [unit] of what its options give, in use at the tables' date, or the epoch
  Number life{.value = 5 * 8760};   // [h] mean time that it is in use
  Control control;
  Place place;
};

// How the price of a product forms; an unset field is filled from the rules of `market_defaults` that pick the product
// (the last that does), then from the built-in value in brackets. Equations: dynamics/pricing.h.
struct MarketTerms {
  std::optional<Number> price;               // p0 [currency/unit] of a variant; [the product's]
  std::optional<Number> contract_share;      // c: of what is bought, at contract prices, 0..1 [0.5]
  std::optional<Number> renewal;             // T_ren [h]: mean time between renewals of a contract [60 d]
  std::optional<Time> renews;                // a day on which all are renewed, and every T_ren from it [evenly spread]
  std::optional<Number> indexation;          // g: share of the gap to spot that a renewal closes, 0..1 [0.94]
  std::optional<Number> adjustment;          // lambda [1/d]: of ln spot to ln scarcity [0.035]
  std::optional<Number> reversion;           // kappa [1/d]: of spot to contract [0.025]
  std::optional<Number> anchoring;           // kappa_0 [1/d]: of both to the reference price [0.003]
  std::optional<Number> stock_time;          // T [h]: over which a stock of the maker counts as supply [80 d]
  std::optional<Number> users_stock;         // share of what buyers hold that counts as supply too, 0..1 [0]
  std::optional<Number> fear;                // share of panic and shortage to come that its spot price shows, 0..1 [1]
  std::optional<Number> pass_through;        // psi: of a rise of cost into the reference price [1]
  std::optional<Number> willingness_to_pay;  // cap of spot, over the price at the baseline [6]
  std::optional<Number> variable_share;      // of the value a maker adds, what it saves by not making it, 0..1 [0.5]
  std::optional<Number> elasticity;          // eta < 0: what buyers are believed to give up for a higher price [-0.3]
  std::optional<Number> spot_at_start;       // spot over contract price when a scenario starts [1]
  std::optional<Number> trend;               // m0 [1/d] of ln spot before a scenario starts [0]
  std::optional<Number> contract_trend;      // m_c [1/d] of ln contract price before it [0]
  std::vector<ZoneIx> zones;                 // that the market is split into; none: one for all buyers [none]
  std::string below_cost;                    // why a maker sells for less than its inputs cost; empty: none may
};

inline constexpr std::size_t kMostZones = 6;  // of a market: its makers are told apart by where they may sell

// Buyers who share a price where a product's market is split, told by their region.
struct Zone {
  std::string id;
  Selector select;  // of regions
  Place place;
};

struct MarketRule {
  Selector select;  // of products, where it is a default ...
  ProductRef what;  // ... and else the product or variant meant
  MarketTerms terms;
  Place place;
};

// How news and shortage are read by markets and buyers. Equations: dynamics/belief.h; defaults: the one fit of
// docs/theory/belief.md.
struct BeliefTerms {
  Number panic_most{.value = 1.2};                // P_max: of ln spot, in a market with a fifth sold at spot
  Number panic_scale{.value = 130 * 24};          // N0 [h of supply]: loss announced at which 63 % of it is reached
  Number panic_build{.value = 4 * 24};            // tau_b [h]
  Number panic_fade{.value = 30 * 24};            // tau_f [h]
  Number material_weight{.value = 1};             // w_m: of an input's announced loss, beyond its stock
  Number shortage_weight{.value = 2.1};           // beta
  Number shortage_most{.value = 1.5};             // at which a_s saturates
  Number shortage_horizon{.value = 180 * 24};     // T_h [h]
  Number shortage_delay{.value = 3 * 24};         // [h] by which the belief is behind
  Number pipeline_cover{.value = 4 * 24};         // [h] of cover that every market has beside measured stocks
  Number buyers_stock{.value = 0.7};              // weight of buyers' stock in cover
  std::optional<Number> working_stock;            // W [h] of cover that is needed to work with; [all of it]
  Number other_supply{.value = 0.58};             // s_alt: share of a loss that other sources are expected to fill
  Number other_supply_time{.value = 75 * 24};     // tau_alt [h]
  Number other_materials_time{.value = 30 * 24};  // the same of materials [h]
  Number hoarding{.value = 0.2};                  // h: of planned cover, for each unit of belief
  Number alarm{.value = 0};                       // alpha: of ln spot, where all of a market's makers are hit
  Number alarm_fade{.value = 5 * 24};             // tau_x [h]
  Number tightness{.value = 0};                   // omega: of belief, for each unit of ln spot over contract
};

// A number that is an assumption by its source, or in part.
struct Assumption {
  Place place;
  std::string path;          // as after --set
  std::string value;         // as it is written
  std::uint32_t source = 0;  // index into Model::sources
};

struct Model {
  std::string name, currency, title;
  std::optional<Date> epoch;        // the date at which the baseline stands
  std::optional<Date> tables;       // the date at which the numbers of the files do; trends lead from it to the epoch
  std::vector<std::string> rivals;  // blocs; what a run does to each is set against what it does to the others
  std::vector<Region> regions;
  std::vector<Site> sites;
  std::vector<Product> products;
  std::vector<Recipe> recipes;
  std::vector<Facility> facilities;
  std::vector<LaneSpec> lanes;
  std::vector<LaneRule> lane_rules;
  std::vector<Mode> modes;
  std::vector<TransitRule> transits;
  std::vector<DefaultRule> defaults;
  std::vector<Need> needs;
  std::vector<Zone> zones;
  std::vector<MarketRule> market_defaults;
  std::vector<MarketRule> markets;  // neither given: goods have no prices but the baseline's
  BeliefTerms belief;
  std::vector<Trend> trends;
  std::vector<JointDraws> joint;  // not of a world that an experiment draws
  // By kind of outcome: standard deviation of ln(observed/what these equations say), where nothing else is wrong.
  std::map<std::string, Number> discrepancy;
  Number step{.value = 24};          // [h] flow period: arrivals, starts and departures happen once a step
  std::vector<std::string> sources;  // [0] is empty: no source
  std::size_t numbers = 0;           // how many numbers the files hold
  std::size_t assumptions = 0;       // how many of them are assumptions by their source, or in part
  std::vector<Assumption> assumed;   // these; not of a world that an experiment draws
  std::vector<Place> unsourced;      // numbers with no source, given or inherited (an error in a folder models/)

  // Where sites have no country, or some have none, regions stand for countries.
  bool has_countries() const {
    return std::any_of(sites.begin(), sites.end(), [](const Site& site) { return !site.country.empty(); });
  }
  const std::string& country_of(const Site& site) const {
    return site.country.empty() ? regions[site.region.value].id : site.country;
  }
  bool has_prices() const { return !markets.empty() || !market_defaults.empty(); }
};

}  // namespace fabshock
