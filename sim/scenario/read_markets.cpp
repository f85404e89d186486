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
  entry.number("indexation", terms.indexation, kShareWant);
  entry.number("adjustment", terms.adjustment, kPerDay);
  entry.number("reversion", terms.reversion, kPerDay);
  entry.number("anchoring", terms.anchoring, kPerDay);
  entry.number("stock_time", terms.stock_time, kPositiveDuration);
  entry.number("pass_through", terms.pass_through, kShareWant);
  entry.number("willingness_to_pay", terms.willingness_to_pay, {.least = 1, .most = 1e6});
  entry.number("variable_share", terms.variable_share, kShareWant);
  entry.text("below_cost", terms.below_cost);
}

void ModelReader::read_market_defaults(Node* section) {
  if (section == nullptr) return;
  for (Node& node : *section) {
    if (!reader_.is_map(node, "market_defaults")) continue;
    MarketRule rule;
    rule.place = node.place;
    Entry entry(reader_, node, "rule of market_defaults");
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
    if (!made) reader_.error(rule.place, "no facility makes '" + std::string{node->key} + "'");
    model_.markets.push_back(std::move(rule));
  }
}

}  // namespace fabshock::input
