#include <algorithm>

#include "base/math.h"
#include "network/freeze.h"

namespace fabshock {
namespace {

constexpr double kMostSlack = 1.0;  // nobody is believed to more than double what it makes

double days(const Number& hours) {
  return hours.value / 24.0;
}

// The most of e^(-t/fade) - e^(-t/build).
double peak_of(double build, double fade) {
  const double at = det_log(fade / build) / (1.0 / build - 1.0 / fade);
  return det_exp(-at / fade) - det_exp(-at / build);
}

void set_spare(Network& net) {
  net.belief.spare.assign(net.facilities, 0.0);
  for (std::uint32_t n = 0; n < net.facilities; ++n) {
    const NodeParams& node = net.nodes[n];
    const auto usual = static_cast<double>(node.good0);
    if (!node.active || usual <= 0) continue;
    const double most = node.most == kUnlimited ? 2.0 * usual : static_cast<double>(node.most) / node.per_good;
    net.belief.spare[n] = std::clamp(most / usual - 1.0, 0.0, kMostSlack);
  }
  for (MarketMaker& maker : net.market_makers) {
    maker.slack = net.belief.spare[maker.node] * static_cast<double>(net.nodes[maker.node].good0) * maker.into;
  }
}

void set_cover(Network& net) {
  std::vector<double> held(net.markets.size(), 0.0);
  for (std::uint32_t s = 0; s < net.slots.size(); ++s) {
    const SlotInfo& info = net.slot_info[s];
    for (std::uint32_t i = info.market_begin; i < info.market_end; ++i) {
      const SlotMarket& bought = net.slot_markets[i];
      held[bought.market] += net.belief.buyers_stock * bought.share * static_cast<double>(net.slots[s].stock0);
    }
  }
  const double step_days = static_cast<double>(net.step) / 24.0;
  for (std::size_t m = 0; m < net.markets.size(); ++m) {
    MarketParams& market = net.markets[m];
    for (std::uint32_t i = market.makers_begin; i < market.makers_end; ++i) {
      if (net.market_makers[i].stock_counts)
        held[m] += net.market_makers[i].into * static_cast<double>(net.nodes[net.market_makers[i].node].finished0);
    }
    market.cover0 = net.belief.pipeline_cover + (market.demand0 > 0 ? held[m] / market.demand0 * step_days : 0.0);
    const auto& working = net.model.belief.working_stock;
    market.buffer = working ? std::max(0.0, market.cover0 - days(*working)) : 0.0;
  }
}

}  // namespace

void freeze_belief(Network& net, bool hoards) {
  const BeliefTerms& terms = net.model.belief;
  BeliefParams& b = net.belief;
  const double dt = static_cast<double>(net.price_every) / 24.0;
  const double build = days(terms.panic_build);
  const double fade = days(terms.panic_fade);
  b.on = true;
  b.hoards = hoards && terms.hoarding.value > 0;
  b.panic_most = terms.panic_most.value;
  b.panic_scale = days(terms.panic_scale);
  b.panic_build = det_exp(-dt / build);
  b.panic_fade = det_exp(-dt / fade);
  b.panic_peak = peak_of(build, fade);
  b.material_weight = terms.material_weight.value;
  b.shortage_weight = terms.shortage_weight.value;
  b.shortage_most = terms.shortage_most.value;
  b.shortage_horizon = days(terms.shortage_horizon);
  const double delay = days(terms.shortage_delay);
  b.shortage_gain = delay > 0 ? 1.0 - det_exp(-dt / delay) : 1.0;
  constexpr double kSlopeMemory = 60;  // [d]
  b.slope_gain = 1.0 - det_exp(-dt / kSlopeMemory);
  b.pipeline_cover = days(terms.pipeline_cover);
  b.buyers_stock = terms.buyers_stock.value;
  b.other_supply = terms.other_supply.value;
  b.other_supply_time = days(terms.other_supply_time);
  b.other_materials_time = days(terms.other_materials_time);
  b.hoarding = terms.hoarding.value;
  constexpr double kAlarmBuild = 1;  // [d]
  const double alarm_fade = days(terms.alarm_fade);
  b.alarm = terms.alarm.value;
  b.alarm_build = det_exp(-dt / kAlarmBuild);
  b.alarm_fade = det_exp(-dt / alarm_fade);
  b.alarm_peak = peak_of(kAlarmBuild, alarm_fade);
  b.tightness = terms.tightness.value;
  set_spare(net);
  set_cover(net);
  if (!b.hoards) return;
  for (std::uint32_t n = net.facilities; n < net.size(); ++n) {
    if (net.slots[net.nodes[n].slot_begin].cover > 0) net.nodes[n].may_rest = false;  // what it holds may change
  }
}

}  // namespace fabshock
