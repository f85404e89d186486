// What must hold in every world: over random networks with random disruptions.
#include <gtest/gtest.h>

#include <sstream>

#include "dynamics/ledgers.h"
#include "property/random_world.h"
#include "scenario/load.h"
#include "support/world.h"

namespace fabshock::test::worlds_test {
namespace {

RunOptions options_of(const World& world, std::uint64_t seed) {
  RunOptions options;
  options.key.seed = seed;
  options.horizon = world.scenario.horizon.ticks();
  options.record_every = world.network->step;
  return options;
}

class LedgerAuditor : public Observer {
 public:
  LedgerAuditor(const Network& network, const Engine& engine) : network_(network), engine_(engine) {}
  bool every_batch() const override { return true; }
  void after(const State& state, std::int64_t tick, EventKind) override {
    ++batches_;
    const auto broken = broken_ledgers(network_, engine_.initial(), state);
    if (!broken.empty() && first_.empty()) first_ = "tick " + std::to_string(tick) + ": " + broken.front();
  }
  const std::string& first() const { return first_; }
  std::size_t batches() const { return batches_; }

 private:
  const Network& network_;
  const Engine& engine_;
  std::string first_;
  std::size_t batches_ = 0;
};

TEST(EveryWorld, LedgersHoldAfterEveryEvent) {
  each_random_run(worlds(400), false, [](const RandomRun& run) {
    Engine engine(run.net(), &run.plan, options_of(run.world, run.seed));
    LedgerAuditor auditor(run.net(), engine);
    engine.run(&auditor);
    ASSERT_EQ(auditor.first(), "") << run.text();
    ASSERT_GT(auditor.batches(), 300U);
  });
}

class StateHashes : public Observer {
 public:
  explicit StateHashes(const Network& network) : network_(network) {}
  void record(const State& state, std::int64_t tick) override { hashes.push_back(state_hash(network_, state, tick)); }
  std::vector<std::uint64_t> hashes;

 private:
  const Network& network_;
};

TEST(EveryWorld, StandsStillUndisturbed) {
  std::uint64_t ran = 0;
  for (std::uint64_t seed = 1; ran < worlds(400); ++seed) {
    auto world = feasible_world(seed, {.disruptions = false});
    if (!world) continue;
    // A reserve that runs down is meant to change.
    if (std::any_of(world->network->nodes.begin(), world->network->nodes.end(),
                    [](const NodeParams& n) { return n.finite; }))
      continue;
    ++ran;
    Engine engine(*world->network, nullptr, options_of(*world, seed));
    StateHashes observer(*world->network);
    engine.run(&observer);
    ASSERT_EQ(observer.hashes.size(), 300U);
    for (std::size_t i = 1; i < observer.hashes.size(); ++i) {
      ASSERT_EQ(observer.hashes[i], observer.hashes[0]) << "seed " << seed << " day " << i << '\n'
                                                        << random_world(seed, {.disruptions = false});
    }
  }
}

std::vector<double> values(const RunRecord& record) {
  std::vector<double> all;
  for (const SeriesPoint& p : record.series) all.push_back(p.value);
  return all;
}

TEST(EveryWorld, IsTheSameWhateverTheOrderOfItsLines) {
  std::uint64_t ran = 0;
  for (std::uint64_t seed = 1; ran < worlds(150); ++seed) {
    if (!feasible_world(seed, {.moving = true})) continue;
    ++ran;
    const WorldRun a = run_world(random_world(seed, {.moving = true}), seed);
    const WorldRun b = run_world(random_world(seed, {.shuffled = true, .moving = true}), seed);
    ASSERT_EQ(a.record.fingerprint, b.record.fingerprint) << "seed " << seed;
    ASSERT_EQ(values(a.record), values(b.record)) << "seed " << seed;
  }
}

TEST(EveryWorld, IsUnchangedByEventsThatDoNothing) {
  std::uint64_t ran = 0;
  for (std::uint64_t seed = 1; ran < worlds(150); ++seed) {
    const auto world = feasible_world(seed, {.moving = true});
    if (!world) continue;
    ++ran;
    const ShockPlan plan = plan_shocks(*world->network, world->scenario, {.seed = seed});
    Engine plain(*world->network, &plan, options_of(*world, seed));
    Engine with(*world->network, &plan, options_of(*world, seed));
    for (std::int64_t tick = 0; tick < std::int64_t{300} * 24; tick += 7) {
      with.push_no_op(tick, static_cast<Phase>(tick % 9), static_cast<std::uint32_t>(tick % 5));
    }
    plain.run();
    with.run();
    ASSERT_EQ(plain.fingerprint(), with.fingerprint()) << "seed " << seed;
    ASSERT_EQ(state_hash(*world->network, plain.state(), 7200), state_hash(*world->network, with.state(), 7200))
        << "seed " << seed;
    ASSERT_EQ(plain.events(), with.events());
  }
}

// All that a run counts, as it goes: the hash of its state and the ledgers of its nodes, inputs and lanes.
class Counted : public Observer {
 public:
  explicit Counted(const Network& network) : network_(network) {}
  void record(const State& state, std::int64_t tick) override {
    Fingerprint all;
    const auto add = [&all](std::initializer_list<Quanta> values) {
      for (const Quanta v : values) all.add(static_cast<std::uint64_t>(v));
    };
    add({static_cast<Quanta>(state_hash(network_, state, tick))});
    for (const NodeState& n : state.nodes)
      add({n.started, n.good, n.scrap, n.filled, n.ordered, n.shipped, n.wanted, n.begun});
    for (const SlotState& s : state.slots) add({s.received, s.consumed});
    for (const Quanta lost : state.lost) add({lost});
    for (const LaneState& l : state.lanes) add({l.ordered, l.shipped, l.arrived, l.backlog, l.in_transit});
    days.push_back(all.value());
  }
  std::vector<std::uint64_t> days;

 private:
  const Network& network_;
};

TEST(EveryWorld, IsTheSameWhetherOrNotSinksRest) {
  std::uint64_t ran = 0;
  std::uint64_t rested = 0;
  for (std::uint64_t seed = 1; ran < worlds(150); ++seed) {
    const auto world = feasible_world(seed, {.moving = seed % 2 == 0});
    if (!world) continue;
    ++ran;
    Network restless = *world->network;
    for (NodeParams& n : restless.nodes) n.may_rest = false;
    const ShockPlan plan = plan_shocks(*world->network, world->scenario, {.seed = seed});
    const ShockPlan same_plan = plan_shocks(restless, world->scenario, {.seed = seed});
    Engine resting(*world->network, &plan, options_of(*world, seed));
    Engine busy(restless, &same_plan, options_of(*world, seed));
    Counted a(*world->network);
    Counted b(restless);
    resting.run(&a);
    busy.run(&b);
    ASSERT_EQ(a.days, b.days) << "seed " << seed << '\n' << random_world(seed, {.moving = seed % 2 == 0});
    rested += resting.events() < busy.events() ? 1 : 0;
  }
  ASSERT_GT(rested, ran / 5) << "of " << ran << " worlds";
}

TEST(EveryWorld, TwoEnginesInOneProcessDoNotMeet) {
  for (std::uint64_t seed = 1; seed < 20; ++seed) {
    const auto a = feasible_world(seed, {.moving = true});
    const auto b = feasible_world(seed + 100, {.moving = true});
    if (!a || !b) continue;
    const ShockPlan plan_a = plan_shocks(*a->network, a->scenario, {.seed = seed});
    const ShockPlan plan_b = plan_shocks(*b->network, b->scenario, {.seed = seed});
    Engine alone(*a->network, &plan_a, options_of(*a, seed));
    alone.run();
    Engine first(*a->network, &plan_a, options_of(*a, seed));
    Engine second(*b->network, &plan_b, options_of(*b, seed));
    for (std::int64_t tick = 0; tick <= 7200; tick += 100) {
      first.run_until(tick, nullptr);
      second.run_until(tick, nullptr);
    }
    ASSERT_EQ(alone.fingerprint(), first.fingerprint());
    ASSERT_EQ(state_hash(*a->network, alone.state(), 7200), state_hash(*a->network, first.state(), 7200));
  }
}

}  // namespace
}  // namespace fabshock::test::worlds_test
