#include "scenario/read_model.h"
#include "scenario/read_selector.h"

namespace fabshock::input {
namespace {

constexpr std::array<std::string_view, 3> kPolicies = {"pipeline", "order-up-to", "base-stock"};
constexpr std::array<std::string_view, 3> kForecasts = {"exponential", "moving-average", "constant"};
constexpr std::array<std::string_view, 5> kAllocations = {"proportional", "priority", "linear", "uniform", "bid"};
constexpr std::array<std::string_view, 2> kServices = {"deterministic", "exponential"};

void flag(Entry& entry, std::string_view key, std::optional<bool>& to) {
  if (Node* node = entry.find(key)) to = entry.reader().flag(*node, key);
}

}  // namespace

void ModelReader::read_control(Entry& entry, Control& control, const Product* makes) {
  entry.choice("policy", control.policy, kPolicies);
  entry.choice("forecast", control.forecast, kForecasts);
  entry.choice("allocation", control.allocation, kAllocations);
  entry.choice("service", control.service, kServices);
  flag(entry, "continuous", control.continuous);
  flag(entry, "negative_orders", control.negative_orders);
  flag(entry, "unlimited", control.unlimited);
  const Want at_least_a_tick{.dimension = Dimension::kDuration, .least = 1, .most = kLongest};
  entry.number("review", control.review, at_least_a_tick);
  entry.number("window", control.window, at_least_a_tick);
  entry.number("inventory_time", control.inventory_time, at_least_a_tick);
  entry.number("pipeline_time", control.pipeline_time, at_least_a_tick);
  entry.number("finished_time", control.finished_time, at_least_a_tick);
  entry.number("wip_time", control.wip_time, at_least_a_tick);
  entry.number("information_delay", control.information_delay, kDurationWant);
  entry.number("finished_stock", control.finished_stock, kDurationWant);
  entry.number("smoothing", control.smoothing, {.dimension = Dimension::kDaily, .most = 24, .above = true});
  entry.number("demand_signal", control.demand_signal, kShareWant);
  entry.number("service_level", control.service_level, {.dimension = Dimension::kShare, .most = 1, .above = true});
  entry.number("cover_scale", control.cover_scale, {.most = 1000, .counted = false});
  entry.number("cover_spread", control.cover_spread, kShareWant);
  entry.number("variability", control.variability, {.most = 1000});
  entry.number("overtime", control.overtime, {.dimension = Dimension::kShare, .most = 10});
  entry.number("switching_time", control.switching_time, at_least_a_tick);
  entry.number("return_time", control.return_time, at_least_a_tick);
  entry.number("fill_weight", control.fill_weight, {.most = 10});
  entry.number("price_weight", control.price_weight, {.most = 10});
  entry.number("bid", control.bid, {.most = 1000, .above = true});
  entry.number("bid_weight", control.bid_weight, {.most = 100});
  entry.number("order_inflation", control.order_inflation, {.most = 2});
  entry.number("lead_time_feedback", control.lead_time_feedback, kShareWant);
  entry.number("quote_time", control.quote_time, kDurationWant);
  entry.number("cancel_margin", control.cancel_margin, {.dimension = Dimension::kShare, .most = 100});
  read_qualification(entry, control);
  read_expansion(entry, control);
  entry.number("base_stock", control.base_stock,
               {.dimension = Dimension::kQuantity,
                .most = 1e15,
                .unit = makes != nullptr ? std::string_view{makes->unit} : std::string_view{},
                .quantum = makes != nullptr ? makes->quantum : 0});
  if (control.service_level && control.service_level->value >= 1) {
    reader_.error(control.service_level->place, "'service_level' must be below 1: no stock covers every demand",
                  "0.99 covers all but one in a hundred");
  }
  if (control.forecast == Forecast::kMovingAverage && !control.window && entry.has("forecast")) {
    reader_.error(entry.node().find("forecast")->place, "forecast: moving-average needs a 'window'",
                  "window: 28 d, the time over which it averages");
  }
}

void ModelReader::read_qualification(Entry& entry, Control& control) {
  Node* node = entry.find("qualification");
  if (node == nullptr || !reader_.is_map(*node, "qualification")) return;
  Entry terms(reader_, *node, "qualification");
  terms.number("time", control.qualification_time, kPositiveDuration);
  terms.number("spread", control.qualification_spread, {.most = 10});
  terms.number("success", control.qualification_success, {.dimension = Dimension::kShare, .most = 1, .above = true});
  terms.number("below", control.qualification_below, kShareWant);
  terms.number("after", control.qualification_after, kDurationWant);
  terms.number("cost", control.qualification_cost, {.most = 1e12});
  terms.finish();
}

void ModelReader::read_expansion(Entry& entry, Control& control) {
  Node* node = entry.find("expansion");
  if (node == nullptr || !reader_.is_map(*node, "expansion")) return;
  Entry terms(reader_, *node, "expansion");
  terms.number("size", control.expansion_size, {.dimension = Dimension::kShare, .most = 16});
  terms.number("most", control.expansion_most, {.dimension = Dimension::kShare, .most = 16});
  terms.number("threshold", control.expansion_threshold, {.dimension = Dimension::kShare, .most = 1});
  terms.number("hurdle", control.expansion_hurdle, {.most = 1000});
  terms.number("after", control.expansion_after, kDurationWant);
  terms.number("lead_time", control.expansion_lead_time, kDurationWant);
  terms.number("ramp", control.expansion_ramp, kDurationWant);
  terms.number("seen", control.expansion_seen, kShareWant);
  terms.finish();
}

void ModelReader::read_rule_id(Entry& entry, std::vector<std::string>& ids) {
  Node* id = entry.find("id");
  if (id == nullptr || !reader_.check_id(id->text, id->place)) return;
  if (std::find(ids.begin(), ids.end(), id->text) != ids.end())
    return reader_.error(id->place, "duplicate id '" + std::string{id->text} + "' of a rule", "each has its own");
  ids.emplace_back(id->text);
}

void ModelReader::read_defaults(Node* section) {
  if (section == nullptr) return;
  std::vector<std::string> ids;
  for (Node& node : *section) {
    if (!reader_.is_entry(node, "defaults")) continue;
    DefaultRule rule;
    rule.place = node.place;
    Entry entry(reader_, node, "rule of defaults");
    read_rule_id(entry, ids);
    bool optional = false;
    entry.flag("optional", optional);
    if (Node* select = entry.required("select")) rule.select = read_selector(reader_, *select, "select");
    if (Node* cover = entry.find("cover")) {
      if (cover->is_map() && !is_number_map(*cover)) {
        read_covers(*cover, rule.covers);
      } else {
        rule.control.cover = reader_.number(*cover, "cover", kDurationWant);
      }
    }
    read_control(entry, rule.control, nullptr);
    entry.finish();
    check_selector(reader_, model_, rule.select, Picks::kEnds, optional);
    model_.defaults.push_back(std::move(rule));
  }
}

}  // namespace fabshock::input
