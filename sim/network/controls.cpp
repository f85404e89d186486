#include "network/controls.h"

#include <algorithm>
#include <cmath>

namespace fabshock {
namespace {

Number plain(double value) {
  return Number{.value = value};
}

// Defaults of the literature and of this program; docs/theory/ordering.md says where each comes from.
Control built_in_control() {
  constexpr double kMonth = 30.0 * 24.0;
  Control c;
  c.policy = Policy::kPipeline;
  c.forecast = Forecast::kExponential;
  c.allocation = Allocation::kProportional;
  c.review = plain(24);
  c.continuous = false;
  c.smoothing = plain(1.0 / 30.0);
  c.demand_signal = plain(0.8);
  c.information_delay = plain(0);
  c.inventory_time = plain(kMonth);
  c.pipeline_time = plain(kMonth);
  c.finished_time = plain(kMonth);
  c.wip_time = plain(kMonth);
  c.finished_stock = plain(0);
  c.cover = plain(0);
  c.cover_scale = plain(1);
  c.cover_spread = plain(0);
  c.variability = plain(0);
  c.overtime = plain(0);
  c.switching_time = plain(120 * 24);
  c.return_time = plain(14 * 24);
  c.fill_weight = plain(2);
  c.price_weight = plain(1);
  c.bid = plain(1);
  c.bid_weight = plain(1);
  c.order_inflation = plain(0.55);
  c.lead_time_feedback = plain(0);
  c.quote_time = plain(0);
  c.cancel_margin = plain(0.25);
  c.qualification_time = plain(270 * 24);
  c.qualification_spread = plain(0.3);
  c.qualification_success = plain(0.8);
  c.qualification_below = plain(0.8);
  c.qualification_after = plain(kMonth);
  c.qualification_cost = plain(0);
  c.expansion_size = plain(0);
  c.expansion_most = plain(1);
  c.expansion_threshold = plain(0.95);
  c.expansion_hurdle = plain(1.1);
  c.expansion_after = plain(180 * 24);
  c.expansion_lead_time = plain(2 * 8760);
  c.expansion_ramp = plain(8760);
  c.expansion_seen = plain(0.5);
  c.service = Service::kDeterministic;
  c.negative_orders = false;
  c.unlimited = false;
  return c;
}

template <class T>
void overlay(std::optional<T>& base, const std::optional<T>& top) {
  if (top) base = top;
}

void overlay(Control& base, const Control& top) {
  overlay(base.policy, top.policy);
  overlay(base.forecast, top.forecast);
  overlay(base.allocation, top.allocation);
  overlay(base.review, top.review);
  overlay(base.continuous, top.continuous);
  overlay(base.smoothing, top.smoothing);
  overlay(base.window, top.window);
  overlay(base.demand_signal, top.demand_signal);
  overlay(base.information_delay, top.information_delay);
  overlay(base.inventory_time, top.inventory_time);
  overlay(base.pipeline_time, top.pipeline_time);
  overlay(base.finished_time, top.finished_time);
  overlay(base.wip_time, top.wip_time);
  overlay(base.finished_stock, top.finished_stock);
  overlay(base.base_stock, top.base_stock);
  overlay(base.service_level, top.service_level);
  overlay(base.cover, top.cover);
  if (top.cover_scale) base.cover_scale->value *= top.cover_scale->value;
  overlay(base.cover_spread, top.cover_spread);
  overlay(base.variability, top.variability);
  overlay(base.overtime, top.overtime);
  overlay(base.switching_time, top.switching_time);
  overlay(base.return_time, top.return_time);
  overlay(base.fill_weight, top.fill_weight);
  overlay(base.price_weight, top.price_weight);
  overlay(base.bid, top.bid);
  overlay(base.bid_weight, top.bid_weight);
  overlay(base.order_inflation, top.order_inflation);
  overlay(base.lead_time_feedback, top.lead_time_feedback);
  overlay(base.quote_time, top.quote_time);
  overlay(base.cancel_margin, top.cancel_margin);
  overlay(base.qualification_time, top.qualification_time);
  overlay(base.qualification_spread, top.qualification_spread);
  overlay(base.qualification_success, top.qualification_success);
  overlay(base.qualification_below, top.qualification_below);
  overlay(base.qualification_after, top.qualification_after);
  overlay(base.qualification_cost, top.qualification_cost);
  overlay(base.expansion_size, top.expansion_size);
  overlay(base.expansion_most, top.expansion_most);
  overlay(base.expansion_threshold, top.expansion_threshold);
  overlay(base.expansion_hurdle, top.expansion_hurdle);
  overlay(base.expansion_after, top.expansion_after);
  overlay(base.expansion_lead_time, top.expansion_lead_time);
  overlay(base.expansion_ramp, top.expansion_ramp);
  overlay(base.expansion_seen, top.expansion_seen);
  overlay(base.service, top.service);
  overlay(base.negative_orders, top.negative_orders);
  overlay(base.unlimited, top.unlimited);
}

bool picks(const Model& model, const DefaultRule& rule, const NodeDraft& node) {
  if (!rule.select.given()) return true;
  return node.facility.valid() ? selects(model, rule.select, node.facility) : selects(model, rule.select, node.need);
}

const Cover* find_cover(const std::vector<Cover>& covers, const ProductRef& what) {
  const auto found = std::find_if(covers.begin(), covers.end(), [&](const Cover& c) { return c.what.accepts(what); });
  return found == covers.end() ? nullptr : &*found;
}

}  // namespace

Control resolve_control(const Model& model, const NodeDraft& node) {
  Control control = built_in_control();
  for (const DefaultRule& rule : model.defaults) {
    if (picks(model, rule, node)) overlay(control, rule.control);
  }
  overlay(control,
          node.facility.valid() ? model.facilities[node.facility.value].control : model.needs[node.need.value].control);
  return control;
}

double resolve_cover(const Model& model, const NodeDraft& node, const ProductRef& what) {
  double hours = 0;
  for (const DefaultRule& rule : model.defaults) {
    if (!picks(model, rule, node)) continue;
    if (rule.control.cover) hours = rule.control.cover->value;
    if (const Cover* c = find_cover(rule.covers, what)) hours = c->hours.value;
  }
  if (!node.facility.valid()) {
    const Need& need = model.needs[node.need.value];
    return need.cover ? need.cover->value : need.control.cover ? need.control.cover->value : hours;
  }
  const Facility& facility = model.facilities[node.facility.value];
  if (const Cover* c = find_cover(facility.covers, what)) return c->hours.value;
  return facility.control.cover ? facility.control.cover->value : hours;
}

ControlLaw law_of(const Control& control, std::int64_t step) {
  const auto hours = static_cast<double>(step);
  const auto gain = [&](const Number& tau) { return tau.value > hours ? hours / tau.value : 1.0; };
  ControlLaw law;
  law.policy = *control.policy;
  law.forecast = *control.forecast;
  law.allocation = *control.allocation;
  law.smoothing = std::min(1.0, control.smoothing->value * hours / 24.0);
  law.demand_signal = control.demand_signal->value;
  law.inventory_gain = gain(*control.inventory_time);
  law.pipeline_gain = gain(*control.pipeline_time);
  law.finished_gain = gain(*control.finished_time);
  law.wip_gain = gain(*control.wip_time);
  if (law.policy == Policy::kOrderUpTo) {
    // Corrects the whole deviation at once.
    law.inventory_gain = law.pipeline_gain = law.finished_gain = law.wip_gain = 1.0;
  }
  if (control.window)
    law.window_steps = std::max(1, static_cast<std::int32_t>(std::lround(control.window->value / hours)));
  law.variability = control.variability->value;
  law.switching_gain = gain(*control.switching_time);
  law.return_gain = gain(*control.return_time);
  law.fill_weight = control.fill_weight->value;
  law.price_weight = control.price_weight->value;
  law.bid = control.bid->value;
  law.bid_weight = control.bid_weight->value;
  law.order_inflation = control.order_inflation->value;
  law.lead_time_feedback = control.lead_time_feedback->value;
  law.quote_gain = gain(*control.quote_time);
  law.cancel_margin = control.cancel_margin->value;
  law.qualification_time = control.qualification_time->value;
  law.qualification_spread = control.qualification_spread->value;
  law.qualification_success = control.qualification_success->value;
  law.qualification_below = control.qualification_below->value;
  law.qualification_after = control.qualification_after->value;
  law.qualification_cost = control.qualification_cost->value;
  return law;
}

ExpansionLaw expansion_of(const Control& control) {
  ExpansionLaw law;
  law.size = control.expansion_size->value;
  law.most = control.expansion_most->value;
  law.threshold = control.expansion_threshold->value;
  law.hurdle = control.expansion_hurdle->value;
  law.after = control.expansion_after->value;
  law.lead_time = control.expansion_lead_time->value;
  law.ramp = control.expansion_ramp->value;
  law.seen = control.expansion_seen->value;
  return law;
}

}  // namespace fabshock
