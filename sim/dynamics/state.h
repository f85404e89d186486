// All that changes during a run, as flat arrays of plain values: a copy is a checkpoint. Deviations are from the
// integer baseline of the Network; quantities are quanta. Cumulative ledgers stand beside the stocks they explain, so
// that the identities of docs/theory/ledgers.md can be checked with == at any time.
#pragma once
#include <cstdint>
#include <limits>
#include <memory>
#include <vector>

#include "kernel/event.h"
#include "network/network.h"
#include "random/stream.h"

namespace fabshock {

// What bound the starts of a step.
enum class Bound : std::uint8_t { kNothing, kAvailability, kCapacity, kReserve, kInput };

struct Lot {
  Quanta quantity = 0;
  std::int64_t due = 0;  // on the line's clock [ppm-ticks]
};

// A facility, or a sink (where `finished` is unused, `backlog` is waiting demand, started/good/scrap are
// demanded/served/lost). Laid out by who touches it: departures the first line of the cache, sinks the first two.
struct alignas(64) NodeState {
  Quanta finished = 0;          // F
  Quanta backlog = 0;           // B over the out-lanes, as the last departure left it
  Quanta orders_deviation = 0;  // orders received in the last step less the baseline's
  double forecast = 0;          // D-hat less the baseline's flow [quanta a step]
  Quanta shipped = 0;
  Quanta filled = 0, ordered = 0;  // orders met in the step they came, orders received
  std::uint32_t uneven = 0;        // out-lanes with a flag of kUneven
  std::uint32_t sleepers = 0;      // in-lanes with kAsleep

  Quanta wip = 0;  // W
  Quanta started = 0, good = 0, scrap = 0;
  Quanta wanted = 0;                 // starts wanted in the last step, before any limit
  Quanta begun = 0;                  // starts made in it
  std::int32_t availability = kPpm;  // phi: product over the active disruptions
  std::int32_t line = kPpm;          // share at which line inputs let the line run
  std::uint32_t bound_slot = 0;      // the input that bound them, where one did
  Bound bound = Bound::kNothing;
  bool invested = false;  // its capacity is not the network's (RareNodeState)

  std::int64_t clock = 0;  // A: available time up to last_tick [ppm-ticks]
  std::int64_t last_tick = 0;
  std::int64_t server = 0;  // work queued at the bottleneck [quanta * ppm-ticks of one step's capacity]
  std::uint32_t lot_base = 0, lot_head = 0, lot_count = 0, lot_mask = 0;
  std::int64_t yield_carry = 0;
  std::int64_t availability_lost = 0;  // [ppm-ticks]: integral of 1 - phi
};
static_assert(sizeof(NodeState) == 192);

struct RareNodeState {
  Timer completion;                // of a continuous line's head lot
  std::int64_t service_begun = 0;  // clock at which the running step of a service began
  std::int64_t looked = std::numeric_limits<std::int64_t>::min() / 4;  // clock at the last look at a queue (queueing.h)
  Quanta finished_lost = 0;
  Quanta wip_scrapped = 0;       // by disruptions; within scrap
  double cost = 1;               // factor on the value that it adds
  std::int32_t capacity = kPpm;  // of the network's, where it was invested in (investment.h)
  std::int32_t learned = kPpm;   // of its mature yield
  std::int64_t learned_carry = 0;
  bool offered = false;             // buyers have been asked to try its goods
  double premium = 0;               // of what it asks over its market's price
  std::int64_t departs_again = -1;  // a continuous supplier behind a leak: the step in which it does
};

struct alignas(32) SlotState {  // what it lost and what it was short of stand apart: most never are
  Quanta stock = 0;             // I
  Quanta received = 0, consumed = 0;
  std::int64_t carry = 0;
};

// What lies with a supplier, and how it departed. A lane belongs to its buyer: a supplier that ships all it owes only
// says so, and the buyer books it when it next takes in (transport.h); one that cannot books each lane itself.
struct Outbound {
  Quanta standing = 0;         // orders a step of buyers that rest (rest.h)
  std::int32_t departed = -1;  // step of its last departure
  std::int32_t took_in = -1;   // step of its own last intake
};

// Arrivals wait in the lane's ring of State::rings, a cell a step from the buyer's next intake on; `head` is that
// intake's. (To a continuous buyer: a cell a tick, that of tick t at t modulo the number of cells.)
struct alignas(64) LaneState {
  Quanta backlog = 0;     // B: ordered and not shipped
  Quanta in_transit = 0;  // T
  Quanta order = 0;       // what the buyer orders each step, from its last review
  Quanta ordered = 0, shipped = 0, arrived = 0;
  std::uint32_t from = 0;   // supplier
  std::uint32_t ring = 0;   // its first cell
  std::uint16_t cells = 0;  // more than the longest lag there was
  std::uint16_t head = 0;
  std::uint16_t lag = 1;  // steps from departure to arrival
  std::uint8_t flags = 0;

  // What the supplier has to ship.
  Quanta due() const { return (flags & kResting) != 0 ? order : backlog; }
  // What a departure of the supplier's current step adds to; what arrives `ahead` intakes after the next.
  std::size_t departing_cell() const { return cell_ahead(lag - ((flags & kLate) != 0 ? 0U : 1U)); }
  std::size_t cell_ahead(std::uint32_t ahead) const { return ring + wrapped(head + ahead); }
  // Round the ring, without a branch that its end would make the processor guess. place < 2 cells.
  std::uint32_t wrapped(std::uint32_t place) const { return place - (cells & (place < cells ? 0U : ~0U)); }
  std::size_t cell_at_tick(std::int64_t tick) const { return ring + static_cast<std::uint32_t>(tick % cells); }
  static constexpr std::uint8_t kRestricted = 1;   // departures are bounded
  static constexpr std::uint8_t kHeld = 2;         // goods that were under way stand still
  static constexpr std::uint8_t kSeized = 4;       // what departs is lost
  static constexpr std::uint8_t kAsleep = 8;       // the supplier has no events until it is ordered from
  static constexpr std::uint8_t kContinuous = 16;  // the buyer is woken by each arrival
  static constexpr std::uint8_t kResting = 32;     // the buyer rests: `order` stands for the backlog (rest.h)
  static constexpr std::uint8_t kLate = 64;        // what is ordered in a step departs in the next
  static constexpr std::uint8_t kNature = kAsleep | kContinuous | kLate;        // what no disruption changes
  static constexpr std::uint8_t kUneven = kRestricted | kSeized | kContinuous;  // a departure is not just booked
};

struct LaneLimits {          // of restricted lanes
  std::int64_t open = kPpm;  // share of the baseline flow that may depart [ppm]
  std::int64_t carry = 0;
  Quanta left = 0;  // of what may depart in the step `granted`
  std::int64_t granted = -1;
};

// Prices are logarithms of multiples of the baseline price (pricing.h).
struct MarketState {
  double spot = 0, contract = 0, reference = 0;
  double calm = 0;                 // spot without what is believed
  double panic = 0, shortage = 0;  // a_x + a_p, and a_s, believed (belief.h)
  double shown = 0;                // factor on them: how much of them spot shows
  double made = 0;                 // output, smoothed, less the baseline's [quanta a step]
  double paid = 1;                 // on average, as a multiple
  double scarcity = 0;             // ln X
  double cost = 1;                 // of making it, over the baseline's
  double owed = 0;                 // of the trend that contracts came with, until they are renewed
};

// What a buyer's last look at an input found, less the baseline's [quanta a step].
struct SlotWants {
  double use = 0;     // as forecast
  double held = 0;    // stock over the usual one [quanta]
  double wanted = 0;  // to use, and to fill the stock
};

struct BeliefState {
  double slow = 0, fast = 0;              // a_p is their difference
  double remembered = 0;                  // announced loss that still counts, beyond stocks [d of supply]
  double told = 0;                        // of makers', all of it
  double gap = 0;                         // of demand over the baseline's, smoothed
  double alarm_slow = 0, alarm_fast = 0;  // a_x is theirs
};

// How buyers deal with suppliers (sourcing.h); all empty where none reacts.
struct SourcingState {
  std::vector<double> share;           // by lane: of its input's intake
  std::vector<double> planned_share;   // by lane: what its supplier should plan for
  std::vector<double> fill;            // by lane: share of what was owed that came, smoothed
  std::vector<double> wanted;          // by alert slot: what its buyer wants a step, to use and to fill his stock
  std::vector<double> got;             // by lane: the same of the supplier's last departure that was not all it owed
  std::vector<std::uint8_t> is_alert;  // by slot: is not as at the baseline
  std::vector<std::uint32_t> alert;    // slots that are, in the order in which they began to be
  std::vector<double> output;          // by facility: smoothed [quanta a step], of those looked at
  std::vector<Quanta> good;            // by facility: good output when looked at last
  std::vector<std::int64_t> looked;    // by facility: step of that look
  std::vector<double> quoted;          // by facility: lead time that it quoted then, beyond the usual [steps]
  bool scheduled = false;
};

using Cents = std::int64_t;  // of the model's currency

// Input stocks that lie with many (buffers.h), by slot; empty where none does.
struct BufferState {
  std::vector<Quanta> left;               // after the last use
  std::vector<double> full;               // at which nobody lacks it
  std::vector<double> carry, next_carry;  // fraction of a quantum that was not drawn
};

// Who paid whom so far (payments.h); all empty where goods have no prices.
struct PaymentState {
  std::vector<Cents> earned, spent;  // by node
  Cents tariffs = 0;                 // taken by governments
  std::vector<Quanta> paid_for;      // by lane: of what was shipped
  std::vector<double> carry;         // by lane: fraction of a cent
};

// Which options buyers of a need turn to (substitution.h); by sink, empty where no options replace one another.
struct SubstitutionState {
  std::vector<double> pull;           // r: weight of an option over the baseline's
  std::vector<double> fill;           // share of what was asked for that was served, smoothed
  std::vector<double> factor;         // on its demand
  std::vector<Quanta> asked, served;  // when looked at last
};

// Where each project stands (investment.h).
struct BuildState {
  std::uint32_t next = 0;     // level of its course
  std::int64_t ordered = 0;   // instalments of its tools
  double made = 0;            // of its capacity's, good output [quanta]
  Quanta good = 0;            // of the facility, when it was looked at last
  std::int32_t capacity = 0;  // that it added [ppm of the network's]
  std::int32_t yield = kPpm;  // of the mature one
};

// What makers decided to build of their own accord (expansion.h); all empty where none may.
struct ExpansionState {
  struct Maker {
    double use = 0;             // smoothed
    std::int64_t since = kNot;  // tick from which on it is full and dear
    Quanta started = 0;         // when it was looked at last
    std::int32_t decided = 0;   // in all [ppm of the network's capacity]
  };
  struct Decision {
    std::uint32_t node = 0;
    std::int32_t size = 0;  // [ppm of the network's capacity]
    std::int64_t week = 0, weeks = 1;
  };
  static constexpr std::int64_t kNot = -1;
  std::vector<Maker> makers;        // as Network::expands
  std::vector<Decision> decisions;  // in the order in which they were made
  std::vector<std::int32_t> built;  // by facility [ppm of the network's capacity]
};

// Whom buyers accept that they did not buy from at the baseline, and whom they try (qualification.h); all empty where
// there is nobody to try.
struct QualificationState {
  StreamKey key;
  std::vector<std::uint8_t> accepted, tried;  // by lane
  std::vector<std::uint32_t> attempts;        // by lane
  std::vector<std::uint32_t> courted;         // lanes that are tried, or were accepted after that
  std::vector<std::int64_t> short_since;      // by slot: tick, or kNot
  static constexpr std::int64_t kNot = -1;
};

// What policies ask of buyers and sellers (policy.h); all empty where there is none.
struct PolicyState {
  std::vector<double> permitted;          // by lane: share of the usual flow, where it is bounded
  std::vector<std::uint8_t> bounded;      // by lane: a quota of all that is usual bounds it too
  std::vector<double> tariff;             // by lane: on the price
  std::vector<std::uint8_t> first;        // by lane: is served before others
  std::vector<double> planned;            // by slot: planned stock beyond the usual [quanta]
  std::vector<std::uint32_t> restricted;  // lanes that are bounded
  bool any() const { return !permitted.empty(); }
};

// What a surge makes of a sink's demand from a tick on (a factor).
struct SurgeStep {
  std::uint32_t sink = 0;
  std::int64_t tick = 0;
  double factor = 1;
};

struct State {
  std::vector<NodeState> nodes;
  std::vector<RareNodeState> rare;  // by node
  std::vector<Outbound> outbound;   // by node
  // Also what lies with a supplier; packed, because its buyers look at it one after the other as lanes lead them there:
  std::vector<Quanta> due;            // by node: backlogs of its lanes, but for those of buyers that rest
  std::vector<std::int32_t> in_full;  // by node: step of the last departure that was all it owed
  Quanta owed_by(std::uint32_t n) const { return due[n] + outbound[n].standing; }
  std::vector<SlotState> slots;
  std::vector<LaneState> lanes;
  std::vector<Quanta> lost, deficit;  // by slot: of its stock, less what stockpiles brought; of what its use wanted
  std::vector<Quanta> installed;      // by slot: tools
  std::vector<Quanta> rings;          // arrivals of all lanes
  std::vector<Lot> lots;              // work in process of all facilities
  std::vector<Quanta> reserve;        // left, by node
  std::vector<double> end_demand;     // deviation of end demand, exploded to each node [quanta a step]
  std::vector<SurgeStep> surges;      // of the run's plan: by sink, then tick; mostly none
  // What went round the circles of the network, by information delay, and of `unpriced`: in the last step before the
  // one in which it was last looked at, and in that.
  std::vector<std::vector<double>> last_exploded, exploded;
  std::int64_t exploded_step = 0;
  std::vector<std::int32_t> yield_ppm;  // factor on good output
  std::vector<std::int64_t> yield_ppm_carry;
  std::vector<LaneLimits> limits;            // by lane
  std::vector<Quanta> cancelled, seized;     // by lane
  std::vector<Quanta> owed;                  // by lane: backlog that the last departure left
  std::vector<double> order_carry;           // by lane: of single orders, what its share comes to less what it got
  std::vector<std::int64_t> held_at;         // by lane: tick at which its goods were stopped
  std::vector<std::int64_t> held_first;      // by lane: step of the intake that they would have come to first
  std::vector<std::int64_t> held_carry;      // by lane: ticks that goods stood still, less those that they lost
  std::vector<std::int32_t> transit;         // by lane [ticks]
  std::vector<std::vector<Quanta>> held;     // by lane: goods that stand still, by intakes still to come; empty = none
  std::vector<double> demand_carry;          // by sink: fraction of a quantum of demand
  std::vector<double> demand_memory;         // by sink: AR(1) deviation
  std::vector<std::int64_t> patience_carry;  // by sink
  std::vector<Stream> streams;               // by node; used where demand or service is random
  std::vector<std::vector<Quanta>> windows;  // by node: the last orders, for moving averages
  std::vector<std::uint8_t> woken;           // by node: continuous, and due to wake in this tick
  std::vector<std::int64_t> rest_settled;    // by sink: the step up to which one that rests is up to date, or kAwake
  std::vector<std::int32_t> rest_departed;   // by lane: last departure in it when its buyer was brought up to date
  struct Markets {
    std::vector<MarketState> all;       // none where goods have no prices
    std::vector<Quanta> good;           // by facility: good output when its market last looked
    std::vector<double> made;           // by facility that sells in zones: output, smoothed, less the baseline's
    std::vector<double> demand_factor;  // by sink: what the price leaves of its demand
    std::vector<BeliefState> belief;    // by market; empty where nobody believes anything
    std::vector<double> unpriced;       // by node: end_demand, had prices stayed; empty where it does not move else
    std::vector<SlotWants> wants;       // by slot
    std::vector<double> hoard;          // by slot: planned stock beyond the usual [quanta]; empty where none hoards
    std::size_t told = 0;               // how much of the plan's news is out
    std::int32_t dearer = 0;            // makers whose own cost is not the baseline's
  } markets;
  BufferState buffers;
  std::vector<double> recycled;              // by slot: of its use (recycling.h)
  std::vector<std::int64_t> recycled_carry;  // by slot [ppm of a quantum]
  SourcingState sourcing;
  PolicyState policy;
  PaymentState payments;
  SubstitutionState substitution;
  QualificationState qualification;
  ExpansionState expansion;
  std::vector<BuildState> builds;  // by project of the plan
  std::vector<double>
      answers;  // of sinks to prices and to one another in the last steps, for who hears of it late: rows
  // Planned stock of an input beyond the usual: what buyers hoard, and what policies make them hold [quanta].
  double more_planned(std::uint32_t slot) const {
    return (markets.hoard.empty() ? 0.0 : markets.hoard[slot]) + (policy.any() ? policy.planned[slot] : 0.0);
  }
  std::int64_t step_index = 0;
  static constexpr std::int64_t kAwake = -1;
  static constexpr std::int32_t kNever = INT32_MIN / 2;
};

State initial_state(const Network& network, const StreamKey& key);
// What is random from now on is drawn under this key, from its first draw.
void rekey(const Network& network, State& state, const StreamKey& key);
// Has the run so far been the same under any key?
bool drew_nothing(const State& state);

// The integers of a state relative to the clock, hashed: equal where two moments of a run cannot be told apart.
std::uint64_t state_hash(const Network& network, const State& state, std::int64_t tick);

}  // namespace fabshock
