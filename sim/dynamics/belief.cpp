#include "dynamics/belief.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "base/math.h"
#include "dynamics/market_supply.h"
#include "dynamics/news.h"
#include "dynamics/pricing.h"
#include "dynamics/sourcing.h"

namespace fabshock::belief {
namespace {

constexpr double kLongestNews = 365;  // [d] of loss that news is taken for at most
constexpr double kMostCover = 4;      // times the planned one

// Stocks of makers, and in part of buyers [d of the market's supply].
struct Stocks {
  double more = 0;  // than usual; what piles up behind closed gates is not in it
  double shut = 0;  // behind closed gates: not lost, and no help meanwhile
};

Stocks stocks_of(const Sim& sim, std::size_t m, const MarketMeasure& measured) {
  const MarketParams& market = sim.net.markets[m];
  double more = sim.net.belief.buyers_stock * measured.held;
  double shut = 0;
  for (std::uint32_t i = market.makers_begin; i < market.makers_end; ++i) {
    const MarketMaker& maker = sim.net.market_makers[i];
    if (!maker.stock_counts) continue;
    const double open = market_supply::gate(sim, maker.node, static_cast<std::uint32_t>(m));
    const auto finished = static_cast<double>(sim.state.nodes[maker.node].finished);
    const auto usual = static_cast<double>(sim.net.nodes[maker.node].finished0);
    const double behind = (1.0 - open) * std::min(finished, usual);
    more += maker.into * (open * finished + behind - usual);
    shut += maker.into * behind;
  }
  const double days = static_cast<double>(sim.net.step) / 24.0 / market.demand0;
  return {more * days, shut * days};
}

// How much of a market's supply comes from where it struck frightens at once, before anybody knows for how long. The
// terms of a policy are known when it is, the length of a storm when it comes, and what began before the start is in
// the state that it begins from.
void alarm(const Sim& sim, const ShockPlan& plan, const News& told) {
  const Disruption& what = *plan.shocks[told.shock].what;
  if (what.policy || told.begins < 0 || !what.alert->alarm) return;
  std::vector<double>& exposed = sim.scratch.loss.market_own;
  news::exposures(sim.net, plan, told, exposed);
  for (std::size_t m = 0; m < exposed.size(); ++m) {
    BeliefState& belief = sim.state.markets.belief[m];
    const double most = std::max(0.0, sim.net.belief.alarm - belief.alarm_slow);  // as if all were hit
    const double kick = std::min(most, sim.net.belief.alarm * exposed[m]);
    belief.alarm_slow += kick;
    belief.alarm_fast += kick;
  }
}

// The days of supply that a piece of news costs each market kick its panic, beyond the stock that is there for them.
void hear(const Sim& sim, const ShockPlan& plan, const News& told, const std::vector<MarketMeasure>& measured) {
  const BeliefParams& b = sim.net.belief;
  LossToCome& loss = sim.scratch.loss;
  news::clear(sim.net, loss);
  news::add(sim.net, plan, told, std::max(told.told, told.begins), kLongestNews, loss);
  news::sweep(sim, loss, news::Others::kUnheard);
  for (std::size_t m = 0; m < sim.net.markets.size(); ++m) {
    if (loss.market_own[m] + loss.market_material[m] <= 0) continue;
    BeliefState& belief = sim.state.markets.belief[m];
    double buffer = sim.net.markets[m].buffer;
    if (buffer > 0) {
      const Stocks stocks = stocks_of(sim, m, measured[m]);
      buffer = std::max(0.0, buffer + std::min(0.0, stocks.more - stocks.shut));
    }
    const double all = loss.market_own[m] + loss.market_material[m];
    double beyond = all;
    if (buffer > 0) beyond = std::max(0.0, belief.told + all - buffer) - std::max(0.0, belief.told - buffer);
    belief.told += all;
    const double days = std::min(kLongestNews, beyond);
    const double before = det_exp(-belief.remembered / b.panic_scale);
    belief.remembered += days;
    const double kick = b.panic_most * (before - det_exp(-belief.remembered / b.panic_scale));
    belief.slow += kick;
    belief.fast += kick;
  }
  if (b.alarm > 0) alarm(sim, plan, told);
}

void hear_news(const Sim& sim, const ShockPlan& plan, const std::vector<MarketMeasure>& measured, std::int64_t tick) {
  std::size_t& told = sim.state.markets.told;
  for (; told < plan.news.size() && plan.news[told].told <= tick; ++told) {
    if (plan.news[told].until > tick) hear(sim, plan, plan.news[told], measured);
  }
}

// Loss still to come by all that is out. Returns whether there is any.
bool look_ahead(const Sim& sim, const ShockPlan& plan, std::int64_t tick) {
  LossToCome& loss = sim.scratch.loss;
  bool any = false;
  for (std::size_t i = 0; i < sim.state.markets.told; ++i) {
    const News& told = plan.news[i];
    if (std::min(told.until, told.over) <= tick) continue;
    if (!any) news::clear(sim.net, loss);
    any = true;
    news::add(sim.net, plan, told, tick, sim.net.belief.shortage_horizon, loss);
  }
  if (any) news::sweep(sim, loss, news::Others::kAdd);
  return any;
}

// What a maker can add over the horizon [quanta a step]: while it is not out, and as far as its inputs go.
double slack_of(const Sim& sim, const MarketMaker& maker, const LossToCome* loss) {
  if (loss == nullptr) return maker.slack;
  const double horizon = sim.net.belief.shortage_horizon;
  const double able = maker.slack * (1.0 - loss->facilities[maker.node].own / horizon);
  const double room = loss->room[maker.node] / horizon;
  if (std::isinf(room)) return able;
  return std::min(able, room * maker.into * static_cast<double>(sim.net.nodes[maker.node].good0));
}

Parts parts_of(const Sim& sim, std::size_t m, const MarketMeasure& measured, const LossToCome* loss) {
  const MarketParams& market = sim.net.markets[m];
  const BeliefParams& b = sim.net.belief;
  Parts parts;
  if (loss != nullptr) {
    parts.own = loss->market_own[m];
    parts.material = loss->market_material[m];
  }
  const double gap = measured.use / market.demand0;
  const double memory = sim.state.markets.belief[m].gap;
  const double slope = (gap - memory) * b.slope_gain;  // an update; a steady trend leaves memory behind by its span
  const double updates = b.shortage_horizon * 24.0 / static_cast<double>(sim.net.price_every);
  parts.demand = (gap + 0.5 * slope * updates) * b.shortage_horizon;
  double slack = 0;  // of those who are not hit [quanta a step]
  for (std::uint32_t i = market.makers_begin; i < market.makers_end; ++i) {
    const MarketMaker& maker = sim.net.market_makers[i];
    const double open = market_supply::gate(sim, maker.node, static_cast<std::uint32_t>(m));
    slack += open * slack_of(sim, maker, loss);
  }
  const Stocks stocks = stocks_of(sim, m, measured);
  parts.missing = -stocks.more;
  parts.cover = std::max(0.0, market.cover0 + stocks.more - stocks.shut);
  parts.slack = slack / market.demand0 * b.shortage_horizon;
  parts.buffer = std::max(0.0, market.buffer - stocks.shut);
  return parts;
}

void hoard(const Sim& sim, const std::vector<MarketState>& next) {
  std::vector<double>& believed = sim.scratch.believed;  // by market
  believed.clear();
  for (const MarketState& market : next) believed.push_back(market.panic + market.shortage);
  const SlotWants* wants = sim.state.markets.wants.data();
  double* hoard = sim.state.markets.hoard.data();
  std::uint32_t s = 0;
  for (const SlotDemand& slot : sim.net.slot_demand) {
    double of = 0;
    if (slot.only != SlotDemand::kMany) {
      of = believed[slot.only];
    } else {
      for (std::uint32_t i = slot.market_begin; i < slot.market_end; ++i) {
        of += sourcing::market_share(sim.net, sim.state, s, i) * believed[sim.net.slot_markets[i].market];
      }
    }
    const double more = std::min(kMostCover - 1.0, sim.net.belief.hoarding * of);
    *hoard++ = more * slot.cover * std::max(0.0, slot.intake0 + wants->use);
    ++wants;
    ++s;
  }
}

}  // namespace

void update(const Sim& sim, const ShockPlan* plan, const std::vector<MarketMeasure>& measured, std::int64_t tick,
            std::vector<MarketState>& next) {
  const BeliefParams& b = sim.net.belief;
  std::vector<BeliefState>& beliefs = sim.state.markets.belief;
  for (BeliefState& belief : beliefs) {
    belief.slow *= b.panic_fade;
    belief.fast *= b.panic_build;
    belief.remembered *= b.panic_fade;
    belief.told *= b.panic_fade;
    belief.alarm_slow *= b.alarm_fade;
    belief.alarm_fast *= b.alarm_build;
  }
  if (plan != nullptr) hear_news(sim, *plan, measured, tick);
  const LossToCome* loss = plan != nullptr && look_ahead(sim, *plan, tick) ? &sim.scratch.loss : nullptr;
  for (std::size_t m = 0; m < next.size(); ++m) {
    next[m].panic = (beliefs[m].slow - beliefs[m].fast) / b.panic_peak +
                    (beliefs[m].alarm_slow - beliefs[m].alarm_fast) / b.alarm_peak;
    if (sim.net.markets[m].demand0 <= 0) continue;
    const Parts parts = parts_of(sim, m, measured[m], loss);
    const double v =
        b.shortage_weight / -sim.net.markets[m].elasticity * parts.total() / (b.shortage_horizon + parts.cover);
    beliefs[m].gap += b.slope_gain * (measured[m].use / sim.net.markets[m].demand0 - beliefs[m].gap);
    const double goal = b.shortage_most * (1.0 - det_exp(-v / b.shortage_most));
    next[m].shortage += b.shortage_gain * (goal - next[m].shortage);
  }
  if (b.hoards) hoard(sim, next);
}

std::vector<Parts> parts(const Sim& sim, const ShockPlan& plan, std::int64_t tick) {
  std::vector<MarketMeasure> measured;
  pricing::measure_demand(sim, measured);
  const LossToCome* loss = look_ahead(sim, plan, tick) ? &sim.scratch.loss : nullptr;
  std::vector<Parts> all(sim.net.markets.size());
  for (std::size_t m = 0; m < all.size(); ++m) {
    if (sim.net.markets[m].demand0 > 0) all[m] = parts_of(sim, m, measured[m], loss);
  }
  return all;
}

}  // namespace fabshock::belief
