#include "dynamics/news.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/math.h"
#include "dynamics/market_supply.h"
#include "dynamics/recycling.h"

namespace fabshock::news {
namespace {

constexpr std::int64_t kEndless = std::int64_t{400} * 24;  // [ticks] for which what has no end is told to last

bool is_told(DisruptionType type) {
  return type != DisruptionType::kCostRise && type != DisruptionType::kDemandSurge &&
         type != DisruptionType::kLaneSlowdown;
}

// Share of what was usual that goes while the disruption is in force.
double share_lost(const Disruption& what) {
  switch (what.type) {
    case DisruptionType::kLaneClosure:
    case DisruptionType::kLaneReroute:
      return what.severity.value * (1.0 - std::min(1.0, what.leak.value));
    default:
      return 1.0;
  }
}

double ppm_days(const Level& level, std::int64_t until) {
  return static_cast<double>(level.lost) / static_cast<double>(kPpm) * static_cast<double>(until - level.tick) / 24.0;
}

// Days lost from the course's beginning up to a tick.
double lost_by(const News& told, std::int64_t tick) {
  const auto after = std::upper_bound(told.course.begin(), told.course.end(), tick,
                                      [](std::int64_t t, const Level& level) { return t < level.tick; });
  if (after == told.course.begin()) return 0;
  const auto i = static_cast<std::size_t>(after - told.course.begin()) - 1;
  return told.lost_before[i] + ppm_days(told.course[i], tick);
}

// Days of a scrapped line's output that are still to be missed. The gap leaves the line once it has run for a cycle, so
// it moves only while the line does.
double scrap_to_come(const Network& net, const News& told, const Disruption& what, const Hit& hit, std::int64_t from) {
  if (what.wip_scrap.value <= 0) return 0;
  const double cycle = static_cast<double>(net.nodes[hit.target].cycle) / static_cast<double>(kPpm) / 24.0;
  const double since = static_cast<double>(std::max<std::int64_t>(0, from - told.begins)) / 24.0;
  const double stood = static_cast<double>(hit.severity) / static_cast<double>(kPpm) * lost_by(told, from);
  return what.wip_scrap.value * (1.0 - what.rework.value) * std::max(0.0, cycle - std::max(0.0, since - stood));
}

// Of a maker's finished goods, in days of its output.
double days_in_stock(const Network& net, const State& state, std::uint32_t n) {
  const double output = static_cast<double>(net.nodes[n].good0) * 24.0 / static_cast<double>(net.step);
  return output > 0 ? static_cast<double>(std::max<Quanta>(0, state.nodes[n].finished)) / output : 0.0;
}

// Days of output that user n loses for want of an input; lengthens how long it loses any, or says what room is left.
double starved(const Sim& sim, LossToCome& loss, std::uint32_t n, std::uint32_t s, Others others) {
  const Network& net = sim.net;
  const SlotInfo& info = net.slot_info[s];
  if (info.criticality == Criticality::kNonCritical || info.intake0 == 0) return 0;
  double lost = 0;
  double filled = 0;
  double held = 0;   // beyond what their makers lose themselves
  double spare = 0;  // a day
  double over = 0;   // [d]
  for (std::uint32_t l = net.slots[s].in_begin; l < net.slots[s].in_end; ++l) {
    const double share = net.lanes[l].share;
    const std::uint32_t from = net.lane_info[l].from;
    const LossToCome::Days closed = loss.lanes.empty() ? LossToCome::Days{} : loss.lanes[l];
    const LossToCome::Days made = loss.facilities[from];
    const double missing = std::max(loss.missing[from], closed.passed);
    const double open = share * market_supply::passes_on(sim.state, l);
    if (missing > 0) {
      const bool shut = closed.passed >= loss.missing[from];
      const LossToCome::Days& told = shut ? closed : made;
      lost += share * missing;
      if (told.passed > 0 &&
          (shut || told.passed >= loss.material[from])) {  // else it is for want of inputs of its own
        filled += share * missing * std::min(1.0, told.filled / told.passed);
      }
      over = std::max({over, missing, made.lasts, closed.lasts});
    } else if (loss.unmade[from] > 0) {
      held -= open * loss.missing[from];
    } else {
      held += open * days_in_stock(net, sim.state, from);
      spare += open * net.belief.spare[from];
    }
  }
  if (lost <= 0) return 0;
  const double use = static_cast<double>(info.intake0) * 24.0 / static_cast<double>(net.step);  // [quanta/d]
  held += static_cast<double>(std::max<Quanta>(0, sim.state.slots[s].stock)) / use;
  held += recycling::saved_at_need(sim, s, over) * over;
  if (others == Others::kAdd) held += spare * over;
  const double stops = std::max(0.0, 1.0 - (1.0 - info.weight) * (1.0 + net.belief.spare[info.node]));
  const double days = net.belief.material_weight * stops * (1.0 - filled / lost) * std::max(0.0, lost - held);
  if (days > 0) loss.facilities[n].lasts = std::max(loss.facilities[n].lasts, over);
  if (stops > 0) loss.room[n] = std::min(loss.room[n], std::max(0.0, held - lost));
  return days;
}

// From when on a piece of news costs nothing more.
std::int64_t over_at(const Network& net, const News& told, const Shock& shock) {
  std::int64_t over = told.course.empty() ? told.begins : told.course.back().tick;
  if (shock.what->wip_scrap.value <= 0) return over;
  std::int64_t longest = 0;  // of the lines, which may have stood still until then
  for (const Hit& hit : shock.nodes) longest = std::max(longest, net.nodes[hit.target].cycle / kPpm + 1);
  return over + longest;
}

// Who is forbidden to buy wants nothing of the market: its goods are there for others. But a zone loses what it may no
// longer buy, as it is measured (market_supply.h): where a buyer may turn to another supplier in it, or nobody may.
std::vector<std::uint8_t> frightens(const Network& net, const Shock& shock) {
  std::vector<std::uint8_t> counts(shock.lanes.size(), shock.what->policy ? 0 : 1);
  if (net.markets.empty()) return counts;
  std::vector<std::uint8_t> hit(net.lanes.size(), 0);
  for (const std::uint32_t l : shock.lanes) hit[l] = 1;
  std::vector<std::uint8_t> any_free(net.markets.size(), 0);
  const auto is_free = [&](std::uint32_t s, std::uint32_t m) {
    for (std::uint32_t l = net.slots[s].in_begin; l < net.slots[s].in_end; ++l) {
      if (net.lane_market[l] == m && net.lanes[l].share > 0 && hit[l] == 0) return true;
    }
    return false;
  };
  for (std::uint32_t s = 0; s < net.slots.size(); ++s) {
    for (std::uint32_t i = net.slot_info[s].market_begin; i < net.slot_info[s].market_end; ++i) {
      if (is_free(s, net.slot_markets[i].market)) any_free[net.slot_markets[i].market] = 1;
    }
  }
  for (std::size_t k = 0; k < shock.lanes.size(); ++k) {
    const std::uint32_t l = shock.lanes[k];
    const std::uint32_t m = net.lane_market[l];
    if (!net.markets[m].split()) continue;
    counts[k] = any_free[m] == 0 || is_free(net.lane_info[l].slot, m) ? 1 : 0;
  }
  return counts;
}

}  // namespace

std::vector<News> of_shocks(const Network& net, const std::vector<Shock>& shocks) {
  std::vector<News> all;
  for (std::uint32_t i = 0; i < shocks.size(); ++i) {
    const Disruption& what = *shocks[i].what;
    if (!what.alert || !is_told(what.type)) continue;
    const Alert& alert = *what.alert;
    if (what.policy && shocks[i].begins < 0) continue;  // in the prices of the baseline
    News told;
    told.shock = i;
    told.begins = shocks[i].begins;
    told.bias = alert.bias.value * share_lost(what);
    const std::int64_t known = alert.at ? (*alert.at - net.start).ticks() : told.begins;
    told.told = std::max<std::int64_t>(0, known + static_cast<std::int64_t>(alert.delay.value));
    told.until = alert.until ? (*alert.until - net.start).ticks() : std::numeric_limits<std::int64_t>::max();
    if (what.type != DisruptionType::kStockLoss) {
      Disruption as_told = what;
      if (alert.duration) {
        as_told.duration = alert.duration;
        as_told.dead_time = {};
        as_told.recovery = {};
      }
      const auto lasts = static_cast<std::int64_t>(std::ceil(acts_for(as_told))) + 24;
      const std::int64_t end = has_end(as_told) ? told.begins + lasts : std::max(told.told, told.begins) + kEndless;
      told.course = course_of(as_told, told.begins, end);
      if (!told.course.empty() && told.course.back().lost != 0) told.course.push_back({end, 0});
    }
    double lost = 0;
    for (std::size_t k = 0; k < told.course.size(); ++k) {
      if (k > 0) lost += ppm_days(told.course[k - 1], told.course[k].tick);
      told.lost_before.push_back(lost);
    }
    told.over = over_at(net, told, shocks[i]);
    told.frightens = frightens(net, shocks[i]);
    all.push_back(std::move(told));
  }
  std::stable_sort(all.begin(), all.end(), [](const News& a, const News& b) { return a.told < b.told; });
  return all;
}

double days_lost(const News& told, std::int64_t from, std::int64_t to) {
  return told.bias * std::max(0.0, lost_by(told, to) - lost_by(told, from));
}

void clear(const Network& net, LossToCome& loss) {
  loss.facilities.assign(net.facilities, {});
  loss.material.assign(net.facilities, 0.0);
  loss.room.assign(net.facilities, std::numeric_limits<double>::infinity());
  loss.unmade.assign(net.facilities, 0.0);
  loss.missing.assign(net.facilities, 0.0);
  loss.touched.assign(net.facilities, 0);
  loss.lanes.clear();
  loss.market_own.assign(net.markets.size(), 0.0);
  loss.market_material.assign(net.markets.size(), 0.0);
}

void add(const Network& net, const ShockPlan& plan, const News& told, std::int64_t from, double horizon,
         LossToCome& loss) {
  const Shock& shock = plan.shocks[told.shock];
  const double age = static_cast<double>(std::max<std::int64_t>(0, from - told.told)) / 24.0;
  const auto left = [&](double time) { return 1.0 - net.belief.other_supply * (1.0 - det_exp(-age / time)); };
  const double own_left = left(net.belief.other_supply_time);
  const double passed_left = left(net.belief.other_materials_time);
  const std::int64_t end = told.course.empty() ? from : told.course.back().tick;
  const double lasts = std::min(horizon, static_cast<double>(std::max<std::int64_t>(0, end - from)) / 24.0);
  const auto book = [&](LossToCome::Days& of, double days, double spare) {
    of.own = std::min(horizon, of.own + days * own_left);
    const double unmade = std::max(0.0, days - spare * std::max(0.0, lasts - days));
    of.passed = std::min(horizon, of.passed + unmade);
    of.filled += unmade * (1.0 - passed_left);
    of.lasts = std::max(of.lasts, lasts);
  };
  const double days = days_lost(told, from, from + static_cast<std::int64_t>(horizon * 24.0));
  if (!shock.lanes.empty()) {
    loss.lanes.resize(net.lanes.size());
    for (std::size_t k = 0; k < shock.lanes.size(); ++k) {
      const std::uint32_t l = shock.lanes[k];
      const double others = loss.lanes[l].own;
      book(loss.lanes[l], days, 0.0);
      if (told.frightens[k] == 0) loss.lanes[l].own = others;
      loss.touched[net.lane_info[l].from] = 1;
    }
    return;
  }
  for (const Hit& hit : shock.nodes) {
    const double scrapped = told.bias * scrap_to_come(net, told, *shock.what, hit, from);
    const double hard = static_cast<double>(hit.severity) / static_cast<double>(kPpm);
    book(loss.facilities[hit.target], hard * (days + scrapped), net.belief.spare[hit.target]);
    loss.touched[hit.target] = 1;
  }
}

void exposures(const Network& net, const ShockPlan& plan, const News& told, std::vector<double>& exposed) {
  exposed.assign(net.markets.size(), 0.0);
  std::int64_t worst = 0;
  for (const Level& level : told.course) worst = std::max<std::int64_t>(worst, level.lost);
  const double part = told.bias * static_cast<double>(worst) / static_cast<double>(kPpm);
  const Shock& shock = plan.shocks[told.shock];
  for (std::size_t k = 0; k < shock.lanes.size(); ++k) {
    const std::uint32_t l = shock.lanes[k];
    if (told.frightens[k] != 0)
      exposed[net.lane_market[l]] += std::min(1.0, part) * static_cast<double>(net.lanes[l].flow0);
  }
  for (const Hit& hit : shock.nodes) {
    const double hard = static_cast<double>(hit.severity) / static_cast<double>(kPpm);
    for (const std::uint32_t l : net.out(hit.target)) {
      exposed[net.lane_market[l]] += std::min(1.0, part * hard) * static_cast<double>(net.lanes[l].flow0);
    }
  }
  for (std::size_t m = 0; m < exposed.size(); ++m) {
    exposed[m] = net.markets[m].demand0 > 0 ? std::min(1.0, exposed[m] / net.markets[m].demand0) : 0.0;
  }
}

void sweep(const Sim& sim, LossToCome& loss, Others others) {
  const Network& net = sim.net;
  for (const std::uint32_t n : net.supply_order) {
    if (loss.touched[n] == 0) continue;
    for (std::uint32_t s = net.nodes[n].slot_begin; s < net.nodes[n].slot_end; ++s) {
      loss.material[n] = std::max(loss.material[n], starved(sim, loss, n, s, others));
    }
    loss.unmade[n] = std::max(loss.facilities[n].passed, loss.material[n]);
    if (loss.unmade[n] > 0) loss.missing[n] = loss.unmade[n] - days_in_stock(net, sim.state, n);
    const bool split = net.markets[net.market_of[n]].split();
    double own = 0;
    double material = 0;
    for (const std::uint32_t l : net.out(n)) {
      const LossToCome::Days closed = loss.lanes.empty() ? LossToCome::Days{} : loss.lanes[l];
      const auto flow = static_cast<double>(net.lanes[l].flow0);
      const double lost = std::max(loss.facilities[n].own, closed.own);
      const double own_here = flow * lost;
      const double material_here = flow * std::max(0.0, loss.material[n] - lost);  // of the same days
      if (split) {
        loss.market_own[net.lane_market[l]] += own_here;
        loss.market_material[net.lane_market[l]] += material_here;
      } else {
        own += own_here;
        material += material_here;
      }
      if (std::max(loss.missing[n], closed.passed) <= 0) continue;
      if (net.lane_info[l].to < net.facilities) loss.touched[net.lane_info[l].to] = 1;
    }
    loss.market_own[net.market_of[n]] += own;
    loss.market_material[net.market_of[n]] += material;
  }
  for (std::size_t m = 0; m < net.markets.size(); ++m) {
    if (net.markets[m].demand0 <= 0) continue;
    loss.market_own[m] /= net.markets[m].demand0;
    loss.market_material[m] /= net.markets[m].demand0;
  }
}

}  // namespace fabshock::news
