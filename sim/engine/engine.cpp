#include "engine/engine.h"

#include <utility>

#include "dynamics/allocation.h"
#include "dynamics/demand.h"
#include "dynamics/end_demand.h"
#include "dynamics/expansion.h"
#include "dynamics/ordering.h"
#include "dynamics/payments.h"
#include "dynamics/policy.h"
#include "dynamics/pricing.h"
#include "dynamics/production.h"
#include "dynamics/qualification.h"
#include "dynamics/rest.h"
#include "dynamics/sourcing.h"
#include "dynamics/substitution.h"
#include "dynamics/tools.h"
#include "dynamics/transport.h"

namespace fabshock {
Engine::Engine(const Network& network, const ShockPlan* plan, const RunOptions& options)
    : net_(network), plan_(plan), options_(options), initial_(initial_state(network, options.key)), state_(initial_) {
  begin();
}

void Engine::restart(const ShockPlan* plan, const RunOptions& options) {
  plan_ = plan;
  options_ = options;
  fabshock::rekey(net_, initial_, options_.key);
  state_ = initial_;
  queue_.clear();
  pending_ = {};
  fingerprint_ = {};
  events_ = 0;
  begin();
}

// The first events.
void Engine::begin() {
  const Sim sim{net_, state_, queue_, scratch_};
  if (plan_ != nullptr) state_.surges = plan_->surges;
  const bool surges = !state_.surges.empty();
  if (surges && net_.belief.on) state_.markets.unpriced.resize(net_.size() + 1);
  for (std::uint32_t n = 0; n < net_.size(); ++n) {
    const NodeParams& node = net_.nodes[n];
    if (node.continuous) {
      if (node.sink) demand::schedule_order(sim, n, 0);
      continue;
    }
    const bool barred = node.sink && net_.sinks[n - net_.facilities].barred;
    if (!node.active && !barred) continue;
    if (node.sink) {
      sim.push(0, Phase::kDemand, n, EventKind::kDemand);
      continue;
    }
    sim.push(node.start_offset, Phase::kStart, n, EventKind::kStart);
    sim.push(node.depart_offset, Phase::kDepart, n, EventKind::kDepart);
  }
  if (net_.demand_moves || surges) sim.push(0, Phase::kHear, 0, EventKind::kMarket);
  if (plan_ != nullptr) disruption::schedule(sim, *plan_, shocks_);
  if (plan_ != nullptr) investment::schedule(sim, *plan_);
  if (!net_.markets.empty()) sim.push(0, Phase::kPrice, 0, EventKind::kPrice);
  if (!net_.expands.empty()) sim.push(0, Phase::kPrice, 0, EventKind::kInvest);
  if (options_.record_every > 0) sim.push(0, Phase::kRecord, 0, EventKind::kRecord);
}

void Engine::run(Observer* observer) {
  run_until(options_.horizon, observer);
}

void Engine::run_until(std::int64_t tick, Observer* observer) {
  const Sim sim{net_, state_, queue_, scratch_};
  while (true) {
    if (pending_.empty()) pending_ = queue_.next_batch();
    if (pending_.empty() || pending_.front().tick() >= tick) break;
    const std::span<const Event> batch = std::exchange(pending_, {});
    state_.step_index = batch.front().tick() / net_.step;
    execute(batch, observer);
    if (observer != nullptr && observer->every_batch()) {
      const Event& last = batch.front();
      settle(sim, rest::demand_step(net_, last.tick(), last.phase()));
      observer->after(state_, last.tick(), static_cast<EventKind>(last.kind()));
    }
  }
  if (tick > 0) settle(sim, (tick - 1) / net_.step);
  if (tick >= options_.horizon && !net_.markets.empty()) payments::pay(sim);  // for the last days
}

void Engine::execute(std::span<const Event> batch, Observer* observer) {
  const Sim sim{net_, state_, queue_, scratch_};
  const std::int64_t tick = batch.front().tick();
  const auto kind = static_cast<EventKind>(batch.front().kind());
  if (kind == EventKind::kNoOp) return;
  // One switch a batch: all its events are of one tick, phase and kind.
  const auto each = [&](auto&& call) {
    for (const Event& e : batch) call(e.rank());
  };
  if (kind != EventKind::kComplete) count(batch);
  switch (kind) {
    case EventKind::kNoOp:
      break;
    case EventKind::kShock:
      transport::settle(sim);
      each([&](std::uint32_t i) { shock(sim, i, tick, observer); });
      policy::respond(sim, tick);
      break;
    case EventKind::kMarket:
      substitution::update(sim, tick);
      end_demand::explode(sim, tick);
      sim.push(tick + net_.step, Phase::kHear, 0, EventKind::kMarket);
      break;
    case EventKind::kTools:
      each([&](std::uint32_t i) { tools::order(sim, *plan_, i, tick); });
      break;
    case EventKind::kCapacity:
      transport::settle(sim);
      each([&](std::uint32_t i) { build(sim, i, tick, observer); });
      end_demand::explode(sim, tick);
      break;
    case EventKind::kQualified:
      each([&](std::uint32_t l) {
        const bool accepted = qualification::conclude(sim, l, tick);
        if (observer != nullptr) observer->qualified(l, tick, accepted);
      });
      end_demand::explode(sim, tick);
      break;
    case EventKind::kInvest:
      expansion::review(sim, plan_, tick);
      queue_.push_again(batch, kTicksPerWeek);
      break;
    case EventKind::kExpand:
      transport::settle(sim);
      each([&](std::uint32_t i) { expand(sim, i, tick, observer); });
      end_demand::explode(sim, tick);
      break;
    case EventKind::kArrive:
      each([&](std::uint32_t lane) { arrive(sim, lane, tick); });
      break;
    case EventKind::kComplete:
      complete(sim, batch);
      break;
    case EventKind::kDemand:
      step_sinks(sim, batch, tick);
      break;
    case EventKind::kOrder:
      each([&](std::uint32_t n) { demand::random_order(sim, n, tick); });
      break;
    case EventKind::kStart:
      each([&](std::uint32_t n) { step_facility(sim, n, tick); });
      queue_.push_again(batch, net_.step);
      break;
    case EventKind::kWake:
      each([&](std::uint32_t n) { wake(sim, n, tick); });
      break;
    case EventKind::kPost:
      each([&](std::uint32_t l) { ordering::post(sim, l, state_.lanes[l].order, tick, Phase::kReview); });
      break;
    case EventKind::kDepart:
      each([&](std::uint32_t n) { allocation::depart(sim, n, tick); });
      if (net_.any_continuous) {
        for (const Event& e : batch) {
          if (!net_.nodes[e.rank()].continuous) queue_.push_again({&e, 1}, net_.step);
        }
      } else {
        queue_.push_again(batch, net_.step);
      }
      break;
    case EventKind::kPrice:
      pricing::update(sim, plan_, tick);
      sourcing::note_prices(sim, tick);
      if (payments::are_due(net_, tick)) {
        settle(sim, tick / net_.step);
        payments::pay(sim);
      }
      queue_.push_again(batch, net_.price_every);
      break;
    case EventKind::kSourcing:
      if (sourcing::update(sim, tick)) sim.push(tick + net_.step, Phase::kPrice, 0, EventKind::kSourcing);
      state_.sourcing.scheduled = !state_.sourcing.alert.empty();
      if (!net_.demand_moves && state_.surges.empty()) end_demand::explode(sim, tick);
      break;
    case EventKind::kRecord:
      if (observer != nullptr) {
        if (observer->reads_lanes(tick)) transport::settle(sim);
        rest::settle(sim, tick / net_.step);
        observer->record(state_, tick);
      }
      sim.push(tick + options_.record_every, Phase::kRecord, 0, EventKind::kRecord);
      break;
  }
}

// What is booked late is booked before anybody looks.
void Engine::settle(const Sim& sim, std::int64_t demand_step) {
  transport::settle(sim);
  rest::settle(sim, demand_step);
}

void Engine::count(std::span<const Event> batch) {
  events_ += batch.size();
  Fingerprint so_far = fingerprint_;
  for (const Event& e : batch) so_far.add(e);
  fingerprint_ = so_far;
}

void Engine::shock(const Sim& sim, std::uint32_t i, std::int64_t tick, Observer* observer) {
  const bool begins = shocks_.next[i] == 0;
  const bool notable = disruption::advance(sim, *plan_, shocks_, i, tick);
  if (notable && observer != nullptr) observer->shock(plan_->shocks[i], tick, begins);
}

void Engine::build(const Sim& sim, std::uint32_t i, std::int64_t tick, Observer* observer) {
  const investment::Progress now = investment::advance(sim, *plan_, i, tick);
  if (observer == nullptr) return;
  if (now.starts) observer->built(plan_->builds[i], tick, true);
  if (now.completes) observer->built(plan_->builds[i], tick, false);
}

void Engine::expand(const Sim& sim, std::uint32_t i, std::int64_t tick, Observer* observer) {
  const bool begins = expansion::build(sim, plan_, i, tick);
  if (begins && observer != nullptr) observer->expanded(state_.expansion.decisions[i], tick);
}

void Engine::complete(const Sim& sim, std::span<const Event> batch) {
  for (const Event& e : batch) {
    const std::uint32_t n = e.rank();
    if (!net_.nodes[n].service && !state_.rare[n].completion.fires(e)) continue;  // cancelled
    count({&e, 1});
    production::complete(sim, n, e.tick());
    if (net_.nodes[n].continuous) sim.push(e.tick(), Phase::kDepart, n, EventKind::kDepart);
  }
}

// A facility's step. Nothing between arrival, start and review is read by another entity, so one event does all three.
void Engine::step_facility(const Sim& sim, std::uint32_t n, std::int64_t tick) {
  transport::intake(sim, n);
  ordering::update_forecast(sim, n);
  production::start(sim, n, tick);
  if (state_.nodes[n].invested && state_.nodes[n].good > 0) qualification::offer(sim, n, tick);
  ordering::order(sim, n, tick);
}

// Sinks that come to rest have no next step.
void Engine::step_sinks(const Sim& sim, std::span<const Event> batch, std::int64_t tick) {
  std::size_t begin = 0;  // of those that go on and are not yet on the queue
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const std::uint32_t n = batch[i].rank();
    transport::intake(sim, n);
    demand::step(sim, n, tick);
    ordering::update_forecast(sim, n);
    ordering::order(sim, n, tick);
    if (!rest::begin(sim, n)) continue;
    queue_.push_again(batch.subspan(begin, i - begin), net_.step);
    begin = i + 1;
  }
  queue_.push_again(batch.subspan(begin), net_.step);
}

// A continuous facility acts when it is ordered from, or when an input reaches it.
void Engine::wake(const Sim& sim, std::uint32_t n, std::int64_t tick) {
  state_.woken[n] = 0;
  state_.nodes[n].backlog = state_.due[n];
  production::start(sim, n, tick);
  ordering::order(sim, n, tick);
  sim.push(tick, Phase::kDepart, n, EventKind::kDepart);
}

void Engine::arrive(const Sim& sim, std::uint32_t lane, std::int64_t tick) {
  transport::arrive(sim, lane, tick);
  const std::uint32_t n = net_.lane_info[lane].to;
  if (net_.nodes[n].sink) return demand::serve_waiting(sim, n);
  ordering::wake_continuous(sim, n, tick, Phase::kArrive);
}

void Engine::push_no_op(std::int64_t tick, Phase phase, std::uint32_t rank) {
  queue_.push(tick, phase, rank, static_cast<std::uint8_t>(EventKind::kNoOp));
}

}  // namespace fabshock
