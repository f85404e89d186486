// The world frozen into flat arrays, in units of quanta and steps, with an exactly stationary integer baseline.
// Read-only once built: any number of engines, on any number of threads, share one Network.
//
// Nodes are facilities (by id) and then sinks, one for each option of each need (by id). A node has slots (one for each
// input) and out-lanes; a lane leads from a node to a slot of another. Lanes are sorted by slot, then supplier, so that
// a buyer's lanes lie side by side; a supplier finds its own through out_lanes. A node's index is its rank: the order
// of events within a phase.
#pragma once
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/rational.h"
#include "scenario/scenario.h"

namespace fabshock {

inline constexpr std::int64_t kPpm = 1'000'000;
inline constexpr Quanta kUnlimited = std::numeric_limits<Quanta>::max();

// A control law, shared by all the nodes that have the same: gains are per step, so that a deviation times a gain is a
// correction of one step's flow.
struct ControlLaw {
  double smoothing = 0;      // alpha: weight of the newest step in the forecast
  double demand_signal = 0;  // chi
  double inventory_gain = 0, pipeline_gain = 0, finished_gain = 0, wip_gain = 0;  // step / tau
  double switching_gain = 0, return_gain = 0, fill_weight = 0, price_weight = 0;  // sourcing.h
  double bid = 1, bid_weight = 1;  // what it offers as a buyer; how much it heeds bids as a supplier
  double order_inflation = 0, lead_time_feedback = 0, cancel_margin = 0;
  double quote_gain = 1;
  double qualification_time = 0, qualification_spread = 0, qualification_success = 1;  // qualification.h; [ticks]
  double qualification_below = 0, qualification_after = 0, qualification_cost = 0;     // ... [ticks], [currency]
  double variability = 0;                                                              // (c_a^2 + c_s^2)/2, Kingman
  std::int32_t window_steps = 0;                                                       // of a moving average
  std::int32_t delay_index = 0;  // into Network::information_delays
  Policy policy = Policy::kPipeline;
  Forecast forecast = Forecast::kExponential;
  Allocation allocation = Allocation::kProportional;
  bool operator==(const ControlLaw&) const = default;
};

// Laid out by who reads it: the first line of the cache serves departures and sinks, the second production, the third
// what is rare.
struct alignas(64) NodeParams {
  std::uint32_t slot_begin = 0, slot_end = 0;
  std::uint32_t out_begin = 0, out_end = 0;  // range of out_lanes
  std::uint32_t law = 0;                     // into Network::laws
  std::int32_t review_steps = 1;
  bool sink = false;
  bool continuous = false;  // woken by orders; no step events
  bool service = false;     // what it makes cannot be stored: it is made and used within the step
  bool active = false;      // has flow at the baseline
  bool unlimited = false;
  bool negative_orders = false;
  bool exponential_service = false;
  bool finite = false;          // draws on a reserve
  bool all_good = false;        // yield is one
  bool uses_services = false;   // an input of it cannot be stored
  bool follows_load = false;    // starts what was ordered for the step
  bool steady = false;          // a sink whose demand is always start0
  bool may_rest = false;        // a steady sink that needs no events while all is as at the baseline
  bool planned = false;         // has no capacity until it is built
  bool contracts = false;       // some of its out-lanes are owed a part before others
  bool recycles = false;        // an input of it is used again when it is dear (recycling.h)
  bool spread_buffers = false;  // a stock of an input of it lies with many (buffers.h)
  Quanta start0 = 0;            // started (a sink: demanded) a step at the baseline
  Quanta good0 = 0;             // good output a step = sum of the out-lanes' flows
  Quanta most = kUnlimited;     // starts a step, with overtime

  Quanta capacity = kUnlimited;    // starts a step
  Quanta finished0 = 0;            // F*: finished stock after a departure at the baseline
  Quanta wip0 = 0;                 // work in process when production starts at the baseline
  double per_good = 1;             // starts a good unit: 1/yield
  double finished_per_flow = 0;    // finished stock planned, when production starts, for a flow of one [steps]
  double wip_per_flow = 0;         // work in process for a flow of one [steps]
  std::int64_t cycle = 0;          // [ppm-ticks] start to good at the baseline
  std::int32_t start_offset = 0;   // [ticks] after the step tick: a service starts what was ordered for the step
  std::int32_t depart_offset = 0;  // [ticks] after the step tick

  Proportion yield{Rational{1, 1}};
  double base_use = 0;                // utilisation at the baseline, at most 0.98
  std::int64_t raw_process_time = 0;  // t_p [ppm-ticks]: cycle time without queueing
  Quanta base_stock = 0;              // order-up-to level of the finished side under kBaseStock
};
static_assert(sizeof(NodeParams) == 192);

// What every step reads of an input of a node.
struct alignas(64) SlotParams {
  std::uint32_t in_begin = 0, in_end = 0;  // range of lanes
  Proportion per;                          // consumed per started quantum
  double per_value = 0;                    // per, as a number
  double cover = 0;                        // n [steps of use]
  double use_ratio = 0;                    // intake0 / good0: input forecast per output forecast
  Quanta stock0 = 0;                       // planned stock after consumption
};
static_assert(sizeof(SlotParams) == 64);

struct alignas(64) SlotInfo {
  std::uint32_t node = 0;
  ProductIx product;
  std::uint32_t market_begin = 0, market_end = 0;  // range of slot_markets
  Quanta intake0 = 0;                              // a step at the baseline
  Quanta tools = 0;                                // is installed, and not consumed: for the node's whole capacity
  double cost_share = 0;                           // of its user's variable cost
  double weight = 1;                               // of an important input
  double spread = 0;                               // v of its buffer (buffers.h)
  Criticality criticality = Criticality::kCritical;
  bool line = false;  // its lack freezes the whole line, not only the entrance
  bool storable = true;
  bool has_untried = false;  // some of its lanes are
  bool reacts = false;       // its buyer answers to how suppliers deliver (sourcing.h)
};
static_assert(sizeof(SlotInfo) == 64);

// What every review reads of a lane.
struct alignas(32) LaneParams {
  Quanta flow0 = 0;           // a step at the baseline
  double share = 0;           // of the slot's intake
  double pipeline_share = 0;  // share times the steps of flow on order or under way at a review
  Quanta on_order0 = 0;       // on order and under way at a review at the baseline
};

struct LaneInfo {
  std::uint32_t from = 0, to = 0, slot = 0;  // supplier and buyer node, buyer's slot
  std::int32_t transit = 1;                  // [ticks]
  std::int32_t lag = 1;                      // steps from a departure to the intake that takes it up
  bool late_order = false;                   // the buyer orders after the supplier's departure of the step
  std::int32_t priority = 0;
  Quanta contracted = 0;  // a step, owed before anything else
  double bid = 1;         // weight of its buyer where its supplier allocates by bids
  bool untried = false;   // nothing flows at the baseline, because its buyer has not accepted its supplier's goods
  bool accepted = false;  // ... or although he has
  double reach = 0;  // 1 over the intake of all who could use what this supplier makes and do not [1/quanta a step]
  ModeIx mode;
  double km = 0;  // great circle
  std::vector<std::string> routes;
};

// When all contracts of a market are renewed on the same days.
struct Renewal {
  std::int64_t every = 0, at = 0;  // [ticks]; 0: they are renewed every day, some of them
  double gain = 0;                 // of the gap to spot that is closed
  double kept = 1;                 // of the distance to the reference price: e^(-kappa_0 T_ren)
};

// The market of a product (or of a variant of it). All prices are logarithms of multiples of the baseline's.
struct MarketParams {
  ProductRef what;
  double base_price = 0;  // p0 [currency/unit]
  double contract_share = 0;
  double contract_rate = 0;                             // [1/d] at which contract prices follow spot
  Renewal renewal;                                      // ... or on which days
  double adjustment = 0, reversion = 0, anchoring = 0;  // lambda, kappa, kappa_0 [1/d]
  double stock_rate = 0;                                // step / T: share of a stock that counts as a step's supply
  double held_rate = 0;                                 // the same of what buyers hold
  double held0 = 0;                                     // of that what counts at the baseline [quanta a step]
  double contract_drift = 0, contract_memory = 1;       // trend that contracts came with [1/d]; what a day leaves of it
  double pass_through = 0;
  double log_cap = 0;           // ln of the willingness to pay, over the reference price
  double log_floor = 0;         // ln of variable cost over price, at the baseline
  double demand0 = 0;           // [quanta a step]
  double drift = 0, spot0 = 0;  // ln of spot over contract at the start, and the trend that it came with [1/d]
  double paid0 = 1;             // average price at the start, as a multiple of p0: contract and spot
  double elasticity = -1;       // eta
  double thin_factor = 1;       // M: on belief, the more the less is sold at spot
  double cover0 = 0;            // makers' and buyers' stocks and the pipeline, at the baseline [d]
  double buffer = 0;            // of that what is beyond working stock [d]
  double supply0 = 0;           // makers' output and the stock that counts [quanta a step]
  double tightness0 = 0;        // of a zone: demand0 over supply0; where it buys nothing, of all zones
  ZoneIx zone;                  // of its buyers; invalid: it is the only market of its product
  bool used = true;             // something can be sold there
  bool recycles = false;        // some maker uses an input again when it is dear
  std::uint32_t makers_begin = 0, makers_end = 0;  // range of market_makers
  std::uint32_t group_begin = 0, group_end = 0;    // range of markets: of the same product, a zone each
  std::uint32_t cost_begin = 0, cost_end = 0;      // range of market_costs
  bool split() const { return group_end - group_begin > 1; }
};

struct MarketMaker {
  std::uint32_t node = 0;
  double weight = 0;         // share of the market's variable cost at the baseline
  double own_cost = 0;       // share of its own value in the maker's variable cost; the rest is its inputs'
  bool stock_counts = true;  // its finished stock has a level to be measured against
  double into = 1;           // of what it sells at the baseline, the share that is sold in this market
  bool may_open = false;     // some of its lanes carry nothing at the baseline, and may open a zone to it
  double slack = 0;          // output beyond the baseline's that it has capacity for [quanta a step]
};

struct MarketCost {  // what the makers of a market buy
  std::uint32_t market = 0;
  double share = 0;  // of their variable cost at the baseline
};

struct Recycler {  // an input that is used again when it is dear (recycling.h)
  std::uint32_t slot = 0;
  double most = 0, elasticity = 0;
  double gain = 0;  // 1 - e^(-dt/tau), of a price update
  double time = 0;  // tau [d]
};

struct SlotDemand {  // what markets read of an input every day, packed
  static constexpr std::uint32_t kMany = std::numeric_limits<std::uint32_t>::max();
  std::uint32_t market_begin = 0, market_end = 0;  // as its SlotInfo; none of tools, which projects order as they come
  std::uint32_t only = kMany;                      // the market, where it is bought in one
  std::uint32_t node = 0;
  double intake0 = 0, cover = 0;
};
static_assert(sizeof(SlotDemand) == 32);

struct SlotMarket {  // where an input is bought
  std::uint32_t market = 0;
  double share = 0;        // of the slot's intake
  double value_share = 0;  // of what the intake costs at the baseline
};

// BeliefTerms in days, and what a sweep over the network needs (freeze_belief.cpp).
struct BeliefParams {
  bool on = false, hoards = false;
  double panic_most = 0, panic_scale = 0, panic_peak = 1;  // panic_peak: of e^(-t/tau_f) - e^(-t/tau_b)
  double panic_build = 0, panic_fade = 0;                  // kept over a price update: e^(-dt/tau)
  double material_weight = 0;
  double shortage_weight = 0, shortage_most = 0, shortage_horizon = 0;
  double shortage_gain = 0;  // of the belief towards what is measured, a price update
  double slope_gain = 0;     // of the gap's memory towards the gap, a price update
  double pipeline_cover = 0, buyers_stock = 0;
  std::vector<double> spare;  // by facility: what it can make beyond its usual output, over that; at most 1
  double other_supply = 0, other_supply_time = 0, other_materials_time = 0;
  double hoarding = 0;
  double alarm = 0, alarm_peak = 1;        // alpha; of e^(-t/tau_x) - e^(-t/tau_y)
  double alarm_build = 0, alarm_fade = 0;  // kept over a price update
  double tightness = 0;                    // omega
};

struct alignas(64) SinkParams {  // for node facilities + i
  double growth = 0;             // ln(1 + g) a step
  double elasticity = 0;         // of demand to the price paid; 0 where needs do not answer
  double patience_hazard = 1;    // share of waiting demand that gives up in a step; 1 = does not wait
  std::int64_t opens = 0;        // [ticks] asked for from then on,
  std::int64_t closes = 0;       // and until then; 0 both: at all times
  DemandProcess process = DemandProcess::kConstant;
  bool substitutes = false;  // its need has other options that buyers move to and from
  bool barred = false;       // it cannot be had at the start
  NeedIx need;
  std::uint32_t option = 0;
  std::int32_t season = -1;  // of Network::seasons; -1: none
  double variation = 0, correlation = 0;
  double gives = 1;           // C: what a unit bought gives, in units of the need
  double energy_share = 0;    // of what a unit costs to buy and to run
  double latent = 0;          // weight of what is barred: its share of demand once it is not [quanta a step]
  double potential = 0;       // what would then be asked for of it, all else as at the baseline [quanta a step]
  double order_interval = 0;  // kPoisson: mean ticks between orders
  Quanta order_size = 0;
  bool is_dated() const { return closes > opens; }
  bool has_calendar() const { return growth != 0.0 || season >= 0 || is_dated(); }
  double pull0() const { return barred ? 0.0 : 1.0; }  // r at the baseline (dynamics/substitution.h)
};
static_assert(sizeof(SinkParams) == 128);

// How a maker builds of its own accord (expansion.h); durations in ticks.
struct ExpansionLaw {
  double size = 0, most = 1;              // of the capacity at the baseline
  double threshold = 0.95, hurdle = 1.1;  // of use; of the price, over that of the start
  double after = 0, lead_time = 0, ramp = 0;
  double seen = 0.5;  // of what is under way, how much is reckoned with
};

struct Expands {
  std::uint32_t node = 0;
  ExpansionLaw law;
};

// How what sinks want is exploded through the recipes (dynamics/end_demand.h), packed in the order in which that goes:
// sinks, then users before suppliers but for circles.
struct DemandSweep {
  struct Node {
    std::uint32_t node = 0;
    std::uint32_t end = 0;       // of its asks, which begin where the last node's end
    double least = 0, most = 0;  // that may be wanted of it beyond the baseline [quanta a step]
  };
  struct Back {  // from a facility to one before it: it closes a circle
    std::uint32_t ask = 0, from = 0, to = 0;
  };
  std::vector<Node> nodes;
  std::vector<std::uint32_t> asks;   // the supplier; size() where the lane goes back
  std::vector<double> per;           // asked of it for one that is wanted of the node, with the baseline's shares
  std::vector<std::uint32_t> place;  // by lane: which of the asks it is
  std::vector<Back> back;
};

// A need whose buyers move between its options (substitution.h).
struct NeedParams {
  std::uint32_t sink_begin = 0, sink_end = 0;  // range of sinks
  double gain = 0;                             // step / tau
  double fill_weight = 0, price_weight = 0;
};

struct World;  // the graph that all this was frozen from (world_graph.h)

struct Network {
  Model model;
  Time start;              // of tick 0
  std::int64_t step = 24;  // [ticks]
  std::uint32_t facilities = 0;
  bool any_continuous = false;                  // is any facility woken by orders?
  std::vector<std::array<double, 12>> seasons;  // factors by month
  bool demand_grows = false;                    // end demand grows, has a season or a date
  bool demand_moves = false;                    // it does, or answers prices, or goes round a circle
  bool costs_move = true;                       // prices follow what inputs cost
  bool qualifies = false;                       // some lane is untried
  std::vector<NodeParams> nodes;
  std::vector<ControlLaw> laws;  // each once
  std::vector<SlotParams> slots;
  std::vector<SlotInfo> slot_info;
  std::vector<LaneParams> lanes;
  std::vector<LaneInfo> lane_info;
  std::vector<std::uint32_t> out_lanes;           // by supplier, then lane
  std::vector<std::uint32_t> supply_order;        // facilities, suppliers before those that they supply but for circles
  std::vector<std::uint32_t> lane_from, lane_to;  // by lane: its supplier and its buyer, packed
  DemandSweep sweep;
  std::vector<std::uint32_t> hears_at;  // by node: its law's delay_index, packed
  std::vector<double> quanta;           // by node: the quantum of what it makes or buys [unit]
  struct Names {
    std::vector<std::string> product;                 // by node
    std::vector<std::string> market, market_product;  // by market
  } names;
  std::vector<SinkParams> sinks;
  std::vector<NeedParams> needs;      // those whose options replace one another
  std::vector<Expands> expands;       // makers that build of their own accord
  std::vector<MarketParams> markets;  // none: goods have no prices but the baseline's
  std::vector<MarketMaker> market_makers;
  std::vector<MarketCost> market_costs;
  std::vector<Recycler> recyclers;  // by slot
  std::vector<SlotMarket> slot_markets;
  std::vector<SlotDemand> slot_demand;           // by slot
  std::vector<std::uint32_t> market_of;          // by facility: the first of its product's
  std::vector<std::uint32_t> lane_market;        // by lane
  std::vector<std::uint32_t> slots_with_choice;  // slots that react and are bought in several markets
  BeliefParams belief;
  struct Sourcing {
    bool on = false;  // buyers answer to how suppliers deliver, in one way or another:
    bool switches = false, cancels = false;
  } sourcing;
  std::int64_t price_every = 24;                 // [ticks]
  std::vector<Quanta> reserve;                   // of finite nodes, by node
  std::vector<std::int64_t> information_delays;  // [steps], distinct
  std::shared_ptr<const World> world;

  std::size_t size() const { return nodes.size(); }
  std::span<const std::uint32_t> out(std::uint32_t node) const {
    return {out_lanes.data() + nodes[node].out_begin, out_lanes.data() + nodes[node].out_end};
  }
  const ControlLaw& law(std::uint32_t node) const { return laws[nodes[node].law]; }
  // First in-lane of a node, and one past the last.
  std::pair<std::uint32_t, std::uint32_t> in(std::uint32_t node) const {
    const NodeParams& n = nodes[node];
    if (n.slot_begin == n.slot_end) return {0, 0};
    return {slots[n.slot_begin].in_begin, slots[n.slot_end - 1].in_end};
  }
  // Nothing flows on the lane at the baseline because its buyer may not have what comes over it.
  bool barred(std::uint32_t lane) const {
    const std::uint32_t to = lane_to[lane];
    return to >= facilities && sinks[to - facilities].barred;
  }
  // What a node delivers at the baseline [quanta a step]; of what is barred, what it would.
  Quanta usual_of(std::uint32_t node) const {
    const bool barred = node >= facilities && sinks[node - facilities].barred;
    return barred ? nearest(sinks[node - facilities].potential) : nodes[node].good0;
  }
  double quantum_of(std::uint32_t node) const { return quanta[node]; }  // [unit]
  // With the variant: "phone/premium".
  const std::string& product_name(std::uint32_t node) const { return names.product[node]; }
  std::string name_of(const ProductRef& what) const;  // the same
  // The same, and the zone if there are several: "lng@taiwan".
  const std::string& market_name(std::uint32_t market) const { return names.market[market]; }
  ProductIx product_of(std::uint32_t node) const;
  double price_of(std::uint32_t node) const;  // baseline price of what it makes, or of what a sink buys [currency/unit]
  const std::string& entity_of(std::uint32_t node) const;  // facility or need id
  std::uint32_t node_of(FacilityIx f) const { return f.value; }
  SiteIx site_of(std::uint32_t node) const;  // invalid for sinks
  RegionIx region_of(std::uint32_t node) const;
};

// Builds the network; problems (inputs nobody supplies, shares that do not add up, no baseline within capacity, ...) go
// to diagnostics, and nothing is returned if there was an error.
// start: the moment of tick 0.
std::shared_ptr<const Network> build_network(Model model, Time start, const Switches& switches,
                                             Diagnostics& diagnostics);

// The same of a scenario's model, with what a scenario asks of lanes checked against those there are: a pick of lanes
// must pick some.
std::shared_ptr<const Network> build_network(const Scenario& scenario, Diagnostics& diagnostics);

}  // namespace fabshock
