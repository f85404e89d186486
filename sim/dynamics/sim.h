// What every mechanism is handed: the world, what changes in it, and the queue to put events on.
#pragma once
#include <utility>
#include <vector>

#include "dynamics/state.h"
#include "kernel/queue.h"
#include "network/zones.h"

namespace fabshock {

enum class EventKind : std::uint8_t {
  kNoOp,      // does nothing, and so changes nothing
  kShock,     // a disruption begins, changes or ends (rank: disruption)
  kArrive,    // a shipment reaches a continuous buyer (rank: lane)
  kComplete,  // the head lot of a line is done (rank: node)
  kMarket,    // end demand of all sinks is exploded through the recipes
  kDemand,    // a sink's step: arrivals, demand, orders (rank: node)
  kOrder,     // one random order at a continuous sink (rank: node)
  kStart,     // a facility's step: arrivals, production, orders (rank: node)
  kWake,      // a continuous facility starts what was ordered (rank: node)
  kPost,      // an order reaches a continuous supplier (rank: lane)
  kDepart,    // finished stock is allocated and departs (rank: node)
  kPrice,     // a day of all markets
  kSourcing,  // a step of all buyers to whom not all was delivered
  kRecord,
  kTools,      // a project orders tools (rank: project)
  kCapacity,   // a project makes a step (rank: project)
  kExpand,     // a maker's own building makes a step (rank: decision)
  kInvest,     // a week of all makers that build of their own accord
  kQualified,  // a buyer has tried a supplier (rank: lane)
};

// Of a market on one day [quanta].
struct MarketMeasure {
  double wanted = 0;  // a step, to use and to hold (pricing.h)
  double use = 0;     // a step, that growth and season add to the baseline's
  double held = 0;    // buyers' stock over the usual one
  double kept = 0;    // of that what policies make them hold, and nobody can have
};

// Days of output that are expected to be lost (news.h).
struct LossToCome {
  struct Days {
    double own = 0, passed = 0;  // as its own market sees it, and as users do of whom it is a material
    double filled = 0;           // of what is passed, what suppliers nobody knows of are expected to fill
    double lasts = 0;            // over how many days it is lost
  };
  std::vector<Days> facilities;
  std::vector<Days> lanes;                          // empty where none is closed
  std::vector<double> material;                     // by facility, for want of inputs
  std::vector<double> room;                         // by facility: of its inputs, beyond what it will use
  std::vector<double> unmade, missing;              // by facility: passed or for want of inputs; beyond its stock
  std::vector<std::uint8_t> touched;                // by facility: has anything to pass on
  std::vector<double> market_own, market_material;  // by market
};

// An option of a need, as its buyers weigh it (substitution.h).
struct OptionWeight {
  double usual = 0;            // d [quanta a step]
  double pull = 0, gives = 0;  // g^-mu, C
  double fills = 1;            // f^nu
  double most = 0;             // B [quanta a step]; infinite where nothing bounds it
};

// Room that a mechanism works in, kept so that no event allocates. Holds nothing between events.
struct Scratch {
  std::vector<Quanta> wants, gets, cuts, part, part_gets;
  std::vector<Quanta> usable;  // by input of a node
  std::vector<Quanta> held;    // of a lane whose goods go on
  std::vector<std::int32_t> tiers;
  std::vector<double> bids;
  std::vector<Quanta> turn_wants, turn_gets;  // of those who are served together
  std::vector<std::size_t> order;
  std::vector<std::pair<Int128, std::size_t>> remainders;
  std::vector<double> demand, weights;
  std::vector<double> asked_per;      // by place of DemandSweep
  std::vector<double> prices, asked;  // payments.cpp
  std::vector<std::uint32_t> ruled;   // lanes whose policies changed at this tick
  std::vector<double> believed;       // by market
  std::vector<MarketState> markets;
  std::vector<MarketMeasure> measured;
  std::vector<std::pair<double, double>> answers;
  std::vector<zones::Share> zone_shares;       // by market, where it is one of several
  std::vector<double> slot_wanted, counted;    // by slot_markets: what is wanted there; of it, what counts
  std::vector<std::uint8_t> parted, any_free;  // by market: is a zone whose makers are kept out; has a free buyer
  std::vector<std::uint8_t> moved;             // by market: some maker of the product buys elsewhere than usual
  zones::Balance balance;
  std::vector<zones::Maker> makers;
  LossToCome loss;
  std::vector<OptionWeight> options;  // of a need, in its order
  std::vector<std::uint32_t> by_bound;
};

struct Sim {
  const Network& net;
  State& state;
  EventQueue& queue;
  Scratch& scratch;
  void push(std::int64_t tick, Phase phase, std::uint32_t rank, EventKind kind) const {
    queue.push(tick, phase, rank, static_cast<std::uint8_t>(kind));
  }
};

}  // namespace fabshock
