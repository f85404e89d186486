#include <algorithm>

#include "scenario/read_model.h"
#include "scenario/read_selector.h"

namespace fabshock::input {
namespace {

// Within these, a day at a time is a stable way to follow the equations (dynamics/pricing.cpp).
constexpr Want kPerDay{.dimension = Dimension::kDaily, .most = 0.5};
constexpr Want kRenewal{.dimension = Dimension::kDuration, .least = 48, .most = kLongest};

}  // namespace

void ModelReader::read_market_terms(Entry& entry, MarketTerms& terms) {
  entry.number("price", terms.price, {.most = 1e15});
  entry.number("contract_share", terms.contract_share, kShareWant);
  entry.number("renewal", terms.renewal, kRenewal);
  if (const auto day = entry.date("renews")) terms.renews = day;
  entry.number("indexation", terms.indexation, kShareWant);
  entry.number("adjustment", terms.adjustment, kPerDay);
  entry.number("reversion", terms.reversion, kPerDay);
  entry.number("anchoring", terms.anchoring, kPerDay);
  entry.number("stock_time", terms.stock_time, kPositiveDuration);
  entry.number("users_stock", terms.users_stock, kShareWant);
  entry.number("fear", terms.fear, kShareWant);
  entry.number("pass_through", terms.pass_through, kShareWant);
  entry.number("willingness_to_pay", terms.willingness_to_pay, {.least = 1, .most = 1e6});
  entry.number("variable_share", terms.variable_share, kShareWant);
  entry.number("elasticity", terms.elasticity, {.least = -100, .most = -0.01});
  entry.number("spot_at_start", terms.spot_at_start, {.least = 0.01, .most = 100});
  const Want daily{.dimension = Dimension::kDaily, .least = -0.5, .most = 0.5};
  entry.number("trend", terms.trend, daily);
  entry.number("contract_trend", terms.contract_trend, daily);
  entry.text("below_cost", terms.below_cost);
  if (Node* zones = entry.find("zones")) terms.zones = read_zones_of(*zones);
}

void ModelReader::read_zones(Node* section) {
  for (Node* node : sorted_entries(section)) {
    Zone zone{std::string{node->key}, read_selector(reader_, *node, node->key), node->key_place};
    const std::size_t errors = reader_.diagnostics().errors();
    check_selector(reader_, model_, zone.select, Picks::kRegions);
    if (reader_.diagnostics().errors() != errors) zone.select.kind = Selector::Kind::kNone;  // says nothing of regions
    model_.zones.push_back(std::move(zone));
  }
}

// Zones by their rank; every region must lie in one of them, and in no more.
std::vector<ZoneIx> ModelReader::read_zones_of(Node& node) {
  const std::size_t errors = reader_.diagnostics().errors();
  std::vector<ZoneIx> zones;
  for (const std::string& id : reader_.texts(node, "zones")) {
    zones.push_back(reader_.find<ZoneIx>(model_.zones, id, node.place, "zone"));
  }
  if (zones.empty()) {
    reader_.error(node.place, "'zones' names none", "leave the key out, or name one zone that holds all regions");
    return {};
  }
  if (zones.size() > kMostZones) {
    reader_.error(node.place, "a market has at most " + std::to_string(kMostZones) + " zones",
                  "put regions that trade freely with one another into one zone");
  }
  if (reader_.diagnostics().errors() != errors) return {};
  std::sort(zones.begin(), zones.end());
  if (const auto twice = std::adjacent_find(zones.begin(), zones.end()); twice != zones.end()) {
    reader_.error(node.place, "zone '" + model_.zones[twice->value].id + "' is named twice", "name each zone once");
    return {};
  }
  const auto known = [&](ZoneIx z) { return model_.zones[z.value].select.given(); };
  if (!std::all_of(zones.begin(), zones.end(), known)) return {};
  for (std::uint32_t r = 0; r < model_.regions.size(); ++r) {
    std::string in;
    int several = 0;
    for (const ZoneIx z : zones) {
      if (!selects(model_, model_.zones[z.value].select, RegionIx{r})) continue;
      in += (several++ == 0 ? "'" : " and '") + model_.zones[z.value].id + "'";
    }
    if (several == 1) continue;
    reader_.error(node.place,
                  "region '" + model_.regions[r].id + "' lies in " + (in.empty() ? "none of these zones" : in),
                  "every region must lie in one of them: {region: TW} and {not: {region: TW}}");
    return {};
  }
  return zones;
}

void ModelReader::read_belief(Node* node) {
  if (node == nullptr || !reader_.is_map(*node, "belief")) return;
  BeliefTerms& b = model_.belief;
  Entry entry(reader_, *node, "belief");
  constexpr Want kWeight{.most = 100};
  entry.number("panic_most", b.panic_most, {.most = 20});
  entry.number("panic_scale", b.panic_scale, kPositiveDuration);
  entry.number("panic_build", b.panic_build, kPositiveDuration);
  entry.number("panic_fade", b.panic_fade, kPositiveDuration);
  entry.number("material_weight", b.material_weight, kWeight);
  entry.number("shortage_weight", b.shortage_weight, kWeight);
  entry.number("shortage_most", b.shortage_most, {.most = 20, .above = true});
  entry.number("shortage_horizon", b.shortage_horizon, kPositiveDuration);
  entry.number("shortage_delay", b.shortage_delay, kDurationWant);
  entry.number("pipeline_cover", b.pipeline_cover, kDurationWant);
  entry.number("buyers_stock", b.buyers_stock, kWeight);
  entry.number("working_stock", b.working_stock, kDurationWant);
  entry.number("other_supply", b.other_supply, kShareWant);
  entry.number("other_supply_time", b.other_supply_time, kPositiveDuration);
  entry.number("other_materials_time", b.other_materials_time, kPositiveDuration);
  entry.number("hoarding", b.hoarding, kWeight);
  entry.number("alarm", b.alarm, kWeight);
  entry.number("alarm_fade", b.alarm_fade, kPositiveDuration);
  entry.number("tightness", b.tightness, kWeight);
  entry.finish();
  if (b.panic_fade.value < 1.01 * b.panic_build.value) {
    reader_.error(node->place, "'panic_fade' must be longer than 'panic_build', by a hundredth at least",
                  "panic_build: 7 d, panic_fade: 60 d");
  }
  if (b.alarm_fade.value < 1.01 * 24) {
    reader_.error(node->place, "'alarm_fade' must be longer than the day in which it builds, by a hundredth at least",
                  "alarm_fade: 5 d");
  }
}

void ModelReader::read_market_defaults(Node* section) {
  if (section == nullptr) return;
  std::vector<std::string> ids;
  for (Node& node : *section) {
    if (!reader_.is_entry(node, "market_defaults")) continue;
    MarketRule rule;
    rule.place = node.place;
    Entry entry(reader_, node, "rule of market_defaults");
    read_rule_id(entry, ids);
    if (Node* select = entry.required("select")) {
      rule.select = read_selector(reader_, *select, "select");
      check_selector(reader_, model_, rule.select, Picks::kProducts);
    }
    read_market_terms(entry, rule.terms);
    entry.finish();
    model_.market_defaults.push_back(std::move(rule));
  }
}

void ModelReader::read_markets(Node* section) {
  for (Node* node : sorted_entries(section)) {
    MarketRule rule;
    rule.place = node->key_place;
    rule.what = product_ref(node->key, node->key_place);
    Entry entry(reader_, *node, "market", node->key);
    read_market_terms(entry, rule.terms);
    entry.finish();
    const bool made = !rule.what.product.valid() ||
                      std::any_of(model_.facilities.begin(), model_.facilities.end(), [&](const Facility& f) {
                        return f.makes.product.valid() && rule.what.accepts(f.makes);
                      });
    if (!made)
      reader_.error(rule.place, "no facility makes '" + std::string{node->key} + "'",
                    "'makes' of a facility is a product, or product/variant");
    model_.markets.push_back(std::move(rule));
  }
}

}  // namespace fabshock::input
