// The engine: pops events in order, switches on their kind, calls the mechanism. One page.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>

#include "dynamics/disruption.h"
#include "dynamics/sim.h"
#include "dynamics/state.h"
#include "kernel/fingerprint.h"
#include "kernel/queue.h"

namespace fabshock {

class Observer {  // told of what a run does; never on the hot path
 public:
  virtual ~Observer() = default;
  virtual void record(const State&, std::int64_t /*tick*/) {}
  // Does record() at this tick read what is on lanes? Else they need not be brought up to date.
  virtual bool reads_lanes(std::int64_t /*tick*/) const { return true; }
  virtual void shock(const Shock&, std::int64_t /*tick*/, bool /*begins*/) {}
  virtual void built(const Build&, std::int64_t /*tick*/, bool /*begins*/) {}
  virtual void expanded(const ExpansionState::Decision&, std::int64_t /*tick*/) {}
  virtual void qualified(std::uint32_t /*lane*/, std::int64_t /*tick*/, bool /*accepted*/) {}
  // After every batch of events, where `every_batch` asks for it (tests, explain).
  virtual void after(const State&, std::int64_t /*tick*/, EventKind) {}
  virtual bool every_batch() const { return false; }
};

struct RunOptions {
  StreamKey key;
  std::int64_t horizon = 0;       // [ticks]
  std::int64_t record_every = 0;  // [ticks], 0 = never
};

class Engine {
 public:
  // plan may be null: an undisturbed world. network and plan must outlive the engine.
  Engine(const Network& network, const ShockPlan* plan, const RunOptions& options);

  // As if made anew with these, in the memory that it has.
  void restart(const ShockPlan* plan, const RunOptions& options);

  void run(Observer* observer = nullptr);                 // to the horizon
  void run_until(std::int64_t tick, Observer* observer);  // all events before `tick`
  void rekey(const StreamKey& key) { fabshock::rekey(net_, state_, key); }
  void push_no_op(std::int64_t tick, Phase phase, std::uint32_t rank);

  const State& state() const { return state_; }
  const State& initial() const { return initial_; }
  std::uint64_t events() const { return events_; }
  std::uint64_t fingerprint() const { return fingerprint_.value(); }

 private:
  void begin();
  void execute(std::span<const Event> batch, Observer* observer);
  static void settle(const Sim& sim, std::int64_t demand_step);
  void count(std::span<const Event> batch);
  void shock(const Sim& sim, std::uint32_t i, std::int64_t tick, Observer* observer);
  void build(const Sim& sim, std::uint32_t i, std::int64_t tick, Observer* observer);
  void expand(const Sim& sim, std::uint32_t i, std::int64_t tick, Observer* observer);
  void complete(const Sim& sim, std::span<const Event> batch);
  void step_facility(const Sim& sim, std::uint32_t n, std::int64_t tick);
  void step_sinks(const Sim& sim, std::span<const Event> batch, std::int64_t tick);
  void wake(const Sim& sim, std::uint32_t n, std::int64_t tick);
  void arrive(const Sim& sim, std::uint32_t lane, std::int64_t tick);

  const Network& net_;
  const ShockPlan* plan_;
  RunOptions options_;
  State initial_;
  State state_;
  ShockState shocks_;
  EventQueue queue_;
  Scratch scratch_;
  Fingerprint fingerprint_;
  std::uint64_t events_ = 0;
  std::span<const Event> pending_;  // popped beyond a stop, not yet executed
};

}  // namespace fabshock
