#include "scenario/advance.h"

#include <algorithm>
#include <cmath>

#include "base/math.h"

namespace fabshock {
namespace {

void add_capacity(Model& model, const Trend& trend, Time epoch) {
  Facility& facility = model.facilities[trend.facility.value];
  const double part = ramped(trend, epoch);
  if (part <= 0) return;
  const bool first = facility.planned;  // its capacity was what it will have when all is built
  const double before = first ? 0 : facility.capacity->value;
  const double now = std::max(0.0, before + part * trend.add.value);  // nobody gives up more than he has
  set_value(*facility.capacity, now);
  facility.joined |= first;
  facility.planned = false;
}

// What trends of a type make of an option at a date, as a multiple of the tables'.
double multiple_of(const Model& tables, TrendType type, NeedIx need, const NeedOption& option, Time at) {
  const Time from = time_of(*tables.tables);
  double all = 1;
  for (const Trend& trend : tables.trends) {
    const bool of_need = std::find(trend.needs.begin(), trend.needs.end(), need) != trend.needs.end();
    if (trend.type != type || !of_need || !moves_option(trend, option)) continue;
    const double now = 1 + trend.factor.value * (path_at(trend, from, 1, at) - 1);
    all *= type == TrendType::kDemand ? std::max(0.0, now) : now;
  }
  return all;
}

}  // namespace

void set_value(Number& number, double value) {
  const double ratio = number.value != 0 ? value / number.value : 1;
  number.value = value;
  if (number.low) *number.low *= ratio;
  if (number.high) *number.high *= ratio;
}

bool moves_option(const Trend& trend, const NeedOption& option) {
  return trend.options.empty() ||
         std::find(trend.options.begin(), trend.options.end(), option.id) != trend.options.end();
}

double path_at(const Trend& trend, Time from, double base, Time at) {
  const Duration late = Duration::ticks(static_cast<std::int64_t>(trend.late.value));
  Time before = from;
  double value = base;
  for (const TrendPoint& point : trend.path) {
    const Time when = point.at + late;
    if (when <= before) {  // the tables are later, or stand at it
      if (when <= at) value = point.value.value;
      continue;
    }
    if (at <= before) return value;
    if (at < when) {
      const double part = (at - before).in_days() / (when - before).in_days();
      return value + part * (point.value.value - value);
    }
    before = when;
    value = point.value.value;
  }
  return value;
}

double integral_of(const Trend& trend, Time from, double base, Time at) {
  std::vector<Time> corners = {from};
  for (const TrendPoint& point : trend.path) {
    const Time when = point.at + Duration::ticks(static_cast<std::int64_t>(trend.late.value));
    if (from < when && when < at) corners.push_back(when);
  }
  corners.push_back(at);
  double sum = 0;
  for (std::size_t i = 1; i < corners.size(); ++i) {
    const double mean = (path_at(trend, from, base, corners[i - 1]) + path_at(trend, from, base, corners[i])) / 2;
    sum += mean * (corners[i] - corners[i - 1]).in_days();
  }
  return sum;
}

double ramped(const Trend& trend, Time at) {
  const double since = (at - trend.at).in_days() * 24 - trend.late.value;
  if (since < 0) return 0;
  return trend.ramp.value <= 0 ? 1 : std::min(1.0, since / trend.ramp.value);
}

bool moves(const Model& model) {
  return model.tables && model.epoch && *model.tables < *model.epoch && !model.trends.empty();
}

double hours_moved(const Model& model) {
  return (time_of(*model.epoch) - time_of(*model.tables)).in_days() * 24;
}

void advance(Model& model) {
  const Time from = time_of(*model.tables);
  const Time epoch = time_of(*model.epoch);
  for (const Trend& trend : model.trends) {
    const auto multiple = [&] { return 1 + trend.factor.value * (path_at(trend, from, 1, epoch) - 1); };
    const auto each_option = [&](const auto& change) {
      for (const NeedIx need : trend.needs) {
        for (NeedOption& option : model.needs[need.value].options) {
          if (moves_option(trend, option)) change(option);
        }
      }
    };
    switch (trend.type) {
      case TrendType::kCapacity:
        add_capacity(model, trend, epoch);
        break;
      case TrendType::kDemand:
        each_option([&](NeedOption& option) { set_value(option.rate, option.rate.value * std::max(0.0, multiple())); });
        break;
      case TrendType::kCompute:
        each_option([&](NeedOption& option) { set_value(option.compute, option.compute.value * multiple()); });
        break;
      case TrendType::kRecipe:
        for (Input& input : model.recipes[trend.recipe.value].inputs) {
          if (input.what == trend.input) set_value(input.per, path_at(trend, from, input.per.value, epoch));
        }
        break;
      case TrendType::kYield: {
        Number& yield = model.recipes[trend.recipe.value].yield;
        set_value(yield, path_at(trend, from, yield.value, epoch));
        if (yield.high) *yield.high = std::min(*yield.high, 1.0);
        break;
      }
      case TrendType::kDraw:  // of the flows: network/rebalance.h
      case TrendType::kUnused:
        break;
    }
  }
}

void advance_installed(Model& moved, const Model& tables) {
  const Time from = time_of(*tables.tables);
  const double days = hours_moved(moved) / 24;
  const auto steps = std::max<std::int64_t>(1, static_cast<std::int64_t>(days / 7));
  const double step = days / static_cast<double>(steps);  // [d] about a week
  for (std::uint32_t n = 0; n < moved.needs.size(); ++n) {
    Need& need = moved.needs[n];
    const Need& then = tables.needs[n];
    if (!need.installed) continue;
    std::vector<double> cut;  // of each option's rate, at the epoch
    for (std::size_t o = 0; o < need.options.size(); ++o) {
      const double uncut =
          then.options[o].rate.value * multiple_of(tables, TrendType::kDemand, NeedIx{n}, then.options[o],
                                                   from + Duration::ticks(std::llround(days * 24)));
      cut.push_back(uncut > 0 ? need.options[o].rate.value / uncut : 1);
    }
    const double kept = det_exp(-step * 24 / need.life.value);
    const double kept_half = det_exp(-step * 12 / need.life.value);
    double stock = need.installed->value;
    for (std::int64_t i = 0; i < steps; ++i) {
      const double part = (static_cast<double>(i) + 0.5) / static_cast<double>(steps);
      const Time at = from + Duration::ticks(std::llround(part * days * 24));
      double delivered = 0;  // a day
      for (std::size_t o = 0; o < then.options.size(); ++o) {
        const NeedOption& option = then.options[o];
        delivered += option.rate.value * multiple_of(tables, TrendType::kDemand, NeedIx{n}, option, at) *
                     (1 + part * (cut[o] - 1)) * option.compute.value *
                     multiple_of(tables, TrendType::kCompute, NeedIx{n}, option, at) * option.utilisation.value;
      }
      stock = stock * kept + delivered * step * kept_half;
    }
    set_value(*need.installed, stock);
  }
}

}  // namespace fabshock
