#include <algorithm>
#include <cmath>
#include <map>

#include "base/math.h"
#include "scenario/read_model.h"

namespace fabshock::input {
namespace {

constexpr std::array<std::string_view, 4> kProcesses = {"constant", "normal", "ar1", "poisson"};
// Keys of a facility's control that say how it makes and sells.
constexpr std::array<std::string_view, 10> kOfMakers = {"allocation",    "bid_weight", "expansion", "finished_stock",
                                                        "finished_time", "overtime",   "service",   "unlimited",
                                                        "variability",   "wip_time"};
constexpr Want kGrowth{.dimension = Dimension::kGrowth, .least = -1, .most = 100, .above = true};

}  // namespace

void ModelReader::read_need(Node& node) {
  Need need;
  need.id = node.key;
  need.place = node.key_place;
  Entry entry(reader_, node, "need", node.key);
  entry.text("name", need.name);
  entry.text("kind", need.kind);
  if (need.kind.empty()) need.kind = need.id;
  entry.text("unit", need.unit);
  if (Node* region = entry.required("region")) {
    need.region = reader_.find<RegionIx>(model_.regions, reader_.text(*region, "region"), region->place, "region");
  }
  if (Node* options = entry.find("options")) {
    for (const std::string_view key : {"units", "rate", "growth"}) entry.expect(key);
    if (const Node* extra = node.find("units")) {
      reader_.error(extra->key_place, "'units' belongs to each of the options", "or leave 'options' out");
    }
    if (Node* rate = entry.find("rate")) read_need_rate(*rate, need);
    read_options(*options, need);
  } else if (entry.has("units")) {
    NeedOption option;
    option.place = node.key_place;
    const Node* units = entry.required("units");
    if (units != nullptr) option.id = units->text;
    read_option(entry, option, false);
    need.options.push_back(std::move(option));
  } else {
    entry.expect("units");
    if (Node* rate = entry.find("rate")) read_need_rate(*rate, need);
  }
  if (Node* growth = entry.find("growth"); growth != nullptr && (entry.has("options") || need.rate)) {
    const Number common = reader_.number(*growth, "growth", kGrowth);
    if (need.growth.place == Place{}) need.growth = common;
    for (NeedOption& option : need.options) {
      if (option.growth.place == Place{}) option.growth = common;
    }
  }
  if (Node* rules = entry.find("substitution"); rules != nullptr && reader_.is_map(*rules, "substitution")) {
    read_substitution(*rules, need);
  }
  entry.number("patience", need.patience, kDurationWant);
  entry.number("elasticity", need.elasticity, {.least = -100, .most = 0});
  entry.number("cover", need.cover, kDurationWant);
  if (Node* installed = entry.find("installed")) {
    need.installed = reader_.number(*installed, "installed", {.dimension = Dimension::kQuantity, .unit = need.unit});
  }
  entry.number("life", need.life, kPositiveDuration);
  if (const Node* life = node.find("life"); life != nullptr && !need.installed) {
    reader_.error(life->key_place, "'life' without 'installed'", "what is in use when a scenario starts");
  }
  if (Node* demand = entry.find("demand"); demand != nullptr && reader_.is_map(*demand, "demand"))
    read_demand(*demand, need);
  if (Node* season = entry.find("season")) read_season(*season, need);
  if (Node* dates = entry.find("dates"); dates != nullptr && reader_.is_map(*dates, "dates")) read_dates(*dates, need);
  read_control(entry, need.control, need.options.size() == 1 ? product(need.options.front().units) : nullptr);
  for (const std::string_view key : kOfMakers) {
    if (const Node* given = node.find(key)) {
      reader_.error(given->key_place, "'" + std::string{key} + "' is of makers: a need makes and sells nothing",
                    "leave it out, or give it to a facility");
    }
  }
  entry.finish();
  model_.needs.push_back(std::move(need));
}

// Of all options together: how much of each is asked for follows once all are known.
void ModelReader::read_need_rate(Node& node, Need& need) {
  need.rate = reader_.number(node, "rate", {.dimension = Dimension::kRate, .unit = need.unit, .also = "growth"});
  if (Node* growth = node.is_map() ? node.find("growth") : nullptr) {
    need.growth = reader_.number(*growth, "growth", kGrowth);
  }
}

// At the start buyers of a need with a rate of its own take what is cheap for what it gives: of Z units, s = A g^-mu of
// all, g = (price + energy)/C, so s Z/C of what the option buys (dynamics/substitution.h).
void ModelReader::split_rate(Need& need) {
  if (!need.rate) return;
  const Substitution rules = need.substitution.value_or(Substitution{});
  std::vector<double> weights;
  double total = 0;
  double taken = 0;  // by the options that can be had at the start
  for (NeedOption& option : need.options) {
    if (option.growth.place == Place{}) option.growth = need.growth;
    const Product* bought = product(option.units);
    if (bought == nullptr) return;
    const double cost = bought->price.value + option.power.value * rules.energy_price.value * rules.energy_years.value;
    if (cost <= 0 && rules.price_weight.value != 0) {
      reader_.error(option.place, "what option '" + option.id + "' costs is not known, and its share hangs on it",
                    "a 'price' of the product, or 'price_weight: 0' in the need's 'substitution'");
      return;
    }
    const double per_unit = cost / (option.compute.value * option.utilisation.value);
    const double pull = rules.price_weight.value == 0 ? 1.0 : det_pow(per_unit, -rules.price_weight.value);
    weights.push_back(option.preference.value * pull);
    total += weights.back();
    if (!option.barred) taken += weights.back();
  }
  for (std::size_t i = 0; i < need.options.size(); ++i) {
    NeedOption& option = need.options[i];
    option.rate = *need.rate;
    option.rate.low = option.rate.high = std::nullopt;
    option.rate.dist = {};
    const double part = weights[i] / (option.barred ? total : taken);
    option.rate.value = need.rate->value * part / (option.compute.value * option.utilisation.value);
  }
}

void ModelReader::read_option(Entry& entry, NeedOption& option, bool split) {
  if (Node* units = entry.required("units")) {
    option.units = product_ref(reader_.text(*units, "units"), units->place);
  }
  const Product* bought = product(option.units);
  Node* rate = split ? entry.find("rate") : entry.required("rate");
  if (split && rate != nullptr) {
    reader_.error(rate->place, "the need has a 'rate' of its own, which its options share",
                  "one or the other; 'preference' makes an option's part larger or smaller");
    rate = nullptr;
  }
  if (Node* given = entry.find("preference")) {
    option.preference = reader_.number(*given, "preference", {.most = 1e6, .above = true});
    if (!split) {
      reader_.error(given->place, "'preference' is for options of a need with a 'rate' of its own",
                    "the option's 'rate' says how much of it is asked for");
    }
  }
  if (rate != nullptr && bought != nullptr) {
    option.rate = reader_.number(
        *rate, "rate",
        {.dimension = Dimension::kRate, .unit = bought->unit, .quantum = bought->quantum, .also = "growth"});
    if (Node* growth = rate->is_map() ? rate->find("growth") : nullptr) {
      option.growth = reader_.number(*growth, "growth", kGrowth);
    }
  }
  entry.flag("barred", option.barred);
  entry.number("growth", option.growth, kGrowth);
  entry.number("compute", option.compute, {.most = 1e12, .above = true});
  entry.number("utilisation", option.utilisation, {.dimension = Dimension::kShare, .most = 1, .above = true});
  entry.number("power", option.power, {.dimension = Dimension::kPower, .most = 1e9});
}

// What cannot be had at the start is there for buyers who move to it, away from what can.
void ModelReader::check_barred(const Need& need) {
  double taken = 0;
  double barred = 0;
  const NeedOption* first = nullptr;
  for (const NeedOption& option : need.options) {
    const double gives = option.rate.value * option.compute.value * option.utilisation.value;
    (option.barred ? barred : taken) += gives;
    if (option.barred && first == nullptr) first = &option;
    if (option.barred && option.rate.value == 0 && option.rate.place != Place{}) {
      reader_.error(option.place,
                    "option '" + option.id + "' is barred, and nothing would be asked for of it if it were not",
                    "its 'rate' is what would be asked for of it if it could be had");
    }
  }
  if (first == nullptr) return;
  if (!need.substitution) {
    reader_.error(first->place, "option '" + first->id + "' is barred, and nobody would ever move to it",
                  "give need '" + need.id + "' a 'substitution' section, or leave the option out");
  } else if (taken <= 0) {
    reader_.error(first->place, "all options of need '" + need.id + "' are barred: nothing would be asked for",
                  "take 'barred' from an option that can be had at the start");
  } else if (barred >= taken) {
    reader_.error(first->place,
                  "the barred options of need '" + need.id + "' would give " + shown(barred) + " a day of the " +
                      shown(taken) + " that are asked for",
                  "the 'rate' of a barred option is what would be asked for of it if it could be had, and the others "
                  "less by as much: together they must leave something");
  }
}

void ModelReader::read_substitution(Node& node, Need& need) {
  Substitution& rules = need.substitution.emplace();
  Entry entry(reader_, node, "substitution");
  entry.number("time", rules.time, kPositiveDuration);
  entry.number("fill_weight", rules.fill_weight, {.most = 10});
  entry.number("price_weight", rules.price_weight, {.most = 10});
  entry.number("energy_price", rules.energy_price, {.most = 1e6});
  entry.number("energy_years", rules.energy_years, kDurationWant);
  entry.finish();
}

// An option is told from the others by what is bought: results name it so.
void ModelReader::add_option(Need& need, NeedOption option) {
  for (const NeedOption& other : need.options) {
    if (other.id == option.id) {
      reader_.error(option.place, "duplicate option '" + option.id + "' of need '" + need.id + "'",
                    "one entry per option: add the amounts up");
      return;
    }
    if (option.units.product.valid() && other.units == option.units) {
      reader_.error(option.place,
                    "options '" + other.id + "' and '" + option.id + "' of need '" + need.id + "' buy the same product",
                    "results could not tell them apart: make them two needs");
      return;
    }
  }
  need.options.push_back(std::move(option));
}

void ModelReader::read_options(Node& node, Need& need) {
  if (!node.is_map() && !node.is_list()) {
    reader_.is_map(node, "options");
    return;
  }
  for (Node& child : node) {
    if (node.is_map() && child.key == "source") continue;
    if (!reader_.is_map(child, node.is_map() ? child.key : "options")) continue;
    NeedOption option;
    Entry entry(reader_, child, "option", node.is_map() ? child.key : std::string_view{});
    option.id = child.key;
    option.place = node.is_map() ? child.key_place : child.place;
    if (node.is_list()) {
      if (Node* id = entry.required("id")) option.id = reader_.text(*id, "id");
    }
    reader_.check_id(option.id, option.place);
    read_option(entry, option, need.rate.has_value());
    entry.finish();
    add_option(need, std::move(option));
  }
}

void ModelReader::read_option_line(Node& line) {
  if (!reader_.is_map(line, "need_options")) return;
  Entry entry(reader_, line, "need_options line");
  NeedIx need;
  if (Node* name = entry.required("need")) {
    need = reader_.find<NeedIx>(model_.needs, reader_.text(*name, "need"), name->place, "need");
  }
  NeedOption option;
  option.place = line.place;
  if (Node* id = entry.required("option")) {
    option.id = reader_.text(*id, "option");
    option.place = id->place;
    reader_.check_id(option.id, id->place);
  }
  read_option(entry, option, need.valid() && model_.needs[need.value].rate.has_value());
  entry.finish();
  if (!need.valid()) return;
  add_option(model_.needs[need.value], std::move(option));
}

// What is in use of a kind of need adds up over regions.
void ModelReader::check_kinds() {
  std::map<std::string_view, const Need*> kinds;
  for (const Need& need : model_.needs) {
    const auto [first, fresh] = kinds.emplace(need.kind, &need);
    if (fresh || first->second->unit == need.unit) continue;
    reader_.error(need.place,
                  "needs '" + first->second->id + "' and '" + need.id + "' are of the kind '" + need.kind +
                      "' and have units of their own, " + shown(first->second->unit) + " and " + shown(need.unit),
                  "one unit for all needs of a kind");
  }
  for (const Need& need : model_.needs) {
    if (need.installed && need.unit.empty()) {
      reader_.error(need.installed->place, "'installed' of a need without a unit", "'unit': what its options give");
    }
  }
}

// `to: x` must not mean a need and something else.
void ModelReader::check_need_ids() {
  std::set<std::string_view> taken;
  for (const Facility& facility : model_.facilities) taken.insert({facility.id, facility.group});
  for (const Need& need : model_.needs) {
    if (taken.contains(need.id)) {
      reader_.error(need.place, "need '" + need.id + "' has the id of a facility or a group",
                    "lanes could mean either");
    }
  }
}

void ModelReader::read_demand(Node& node, Need& need) {
  Entry entry(reader_, node, "demand");
  entry.choice("process", need.process, kProcesses);
  entry.number("variation", need.variation, {.dimension = Dimension::kShare, .most = 100});
  entry.number("correlation", need.correlation, {.dimension = Dimension::kShare, .least = -0.9999, .most = 0.9999});
  const Product* bought = need.options.size() == 1 ? product(need.options.front().units) : nullptr;
  entry.number("order_size", need.order_size,
               {.dimension = Dimension::kQuantity,
                .above = true,
                .unit = bought != nullptr ? std::string_view{bought->unit} : std::string_view{},
                .quantum = bought != nullptr ? bought->quantum : 0});
  entry.finish();
  const auto only = [&](std::string_view key, bool fits, const std::string& process) {
    if (const Node* given = node.find(key); given != nullptr && !fits) {
      reader_.error(given->key_place, "'" + std::string{key} + "' is for the process " + process,
                    "process: " + std::string{process.substr(0, process.find(' '))} + ", or leave it out");
    }
  };
  only("variation", need.process == DemandProcess::kNormal || need.process == DemandProcess::kAr1, "normal or ar1");
  only("correlation", need.process == DemandProcess::kAr1, "ar1");
  only("order_size", need.process == DemandProcess::kPoisson, "poisson");
}

void ModelReader::read_dates(Node& node, Need& need) {
  Entry entry(reader_, node, "dates", need.id);
  const bool both = entry.required("from") != nullptr && entry.required("until") != nullptr;
  const auto from = entry.date("from");
  const auto until = entry.date("until");
  entry.finish();
  if (!both || !from || !until) return;
  if (*until <= *from) {
    reader_.error(node.place, "the dates of '" + need.id + "' are over before they begin", "'until' after 'from'");
    return;
  }
  need.dates = Dates{*from, *until};
}

void ModelReader::read_season(Node& node, Need& need) {
  constexpr std::size_t kMonths = 12;
  if (node.is_list()) {
    for (Node& month : node) need.season.push_back(reader_.number(month, "season", {.most = 100}).value);
  } else {
    for (const Item& item : reader_.items(node, "season")) {
      Node one;
      one.kind = NodeKind::kScalar;
      one.text = item.text;
      one.place = item.place;
      one.source = node.source;
      need.season.push_back(reader_.number(one, "season", {.most = 100}).value);
    }
  }
  double sum = 0;
  for (const double factor : need.season) sum += factor;
  if (need.season.size() != kMonths) {
    reader_.error(node.place, "'season' has twelve factors, January first, not " + std::to_string(need.season.size()),
                  "season: [0.9, 0.9, 0.95, 1, 1, 1, 1, 1, 1.05, 1.1, 1.1, 1]");
  } else if (std::abs(sum / static_cast<double>(kMonths) - 1) > 1e-3) {
    reader_.error(node.place,
                  "the factors of 'season' must have the mean 1, not " + shown(sum / static_cast<double>(kMonths)),
                  "divide each by the mean");
  }
}

}  // namespace fabshock::input
