// A world that is run day by day, its state looked at by name. A day is a step of 24 h: day d is over when all that
// happens at its hour 0 has happened.
#pragma once
#include <memory>
#include <stdexcept>
#include <string>

#include "dynamics/ledgers.h"
#include "engine/engine.h"
#include "support/world.h"

namespace fabshock::test {

class Live {
 public:
  explicit Live(const std::string& yaml, std::uint64_t seed = 1) : world(world_of(yaml)) {
    plan = plan_shocks(*world.network, world.scenario, {.seed = seed});
    RunOptions options;
    options.key.seed = seed;
    options.horizon = world.scenario.horizon.ticks();
    engine = std::make_unique<Engine>(*world.network, &plan, options);
  }

  void through_day(std::int64_t day) { engine->run_until(day * 24 + 1, nullptr); }
  void run() { engine->run(); }

  const Network& net() const { return *world.network; }
  const State& state() const { return engine->state(); }
  std::uint32_t id(const std::string& entity) const {
    for (std::uint32_t n = 0; n < net().size(); ++n) {
      if (net().entity_of(n) == entity) return n;
    }
    throw std::runtime_error("no entity " + entity);
  }
  std::uint32_t lane_id(const std::string& from, const std::string& to) const {
    for (std::uint32_t l = 0; l < net().lanes.size(); ++l) {
      if (net().lane_info[l].from == id(from) && net().lane_info[l].to == id(to)) return l;
    }
    throw std::runtime_error("no lane from " + from + " to " + to);
  }
  const NodeState& node(const std::string& entity) const { return state().nodes[id(entity)]; }
  const NodeParams& params(const std::string& entity) const { return net().nodes[id(entity)]; }
  const LaneState& lane(const std::string& from, const std::string& to) const {
    return state().lanes[lane_id(from, to)];
  }
  Quanta deficit(const std::string& entity) const { return state().deficit[params(entity).slot_begin]; }
  const SlotState& slot(const std::string& entity) const { return state().slots[params(entity).slot_begin]; }
  std::string broken() const {
    const auto lines = broken_ledgers(net(), engine->initial(), state());
    return lines.empty() ? "" : lines.front();
  }

  World world;
  ShockPlan plan;
  std::unique_ptr<Engine> engine;
};

}  // namespace fabshock::test
