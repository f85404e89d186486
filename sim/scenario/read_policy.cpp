// Policies are read into what they do: lanes that close for what is forbidden, stocks that are laid in before or by
// decree, tariffs, and who is served first (dynamics/policy.h).
#include <algorithm>

#include "scenario/read_scenario.h"
#include "scenario/read_selector.h"

namespace fabshock::input {
namespace {

enum class PolicyType : std::uint8_t {
  kExportControl,
  kImportBan,
  kQuota,
  kLicence,
  kTariff,
  kStockpile,
  kRationing,
  kPermit,
  kSubsidy
};

constexpr std::array<std::string_view, 9> kPolicyTypes = {"export-control", "import-ban", "quota",  "licence", "tariff",
                                                          "stockpile",      "rationing",  "permit", "subsidy"};
constexpr double kLongestRush = 180 * 24;  // [h], where a scenario does not say

bool forbids(PolicyType type) {
  return type <= PolicyType::kLicence;
}

// Policies that buyers hurry to come before.
bool is_rushed(PolicyType type) {
  return forbids(type) || type == PolicyType::kTariff;
}

bool has_key(PolicyType type, std::string_view key) {
  if (key == "leak_extra" || key == "leak_premium") return type <= PolicyType::kImportBan;
  if (key == "leak") return type <= PolicyType::kImportBan || type == PolicyType::kLicence;
  if (key == "rush" || key == "announced") return is_rushed(type);
  if (key == "share") return type == PolicyType::kQuota || type == PolicyType::kPermit;
  if (key == "wait" || key == "granted") return type == PolicyType::kLicence;
  if (key == "rate") return type == PolicyType::kTariff;
  return (key == "stock" || key == "filled" || key == "release") && type == PolicyType::kStockpile;
}

// The keys that a type has besides those that all have.
std::string_view key_hint(PolicyType type) {
  constexpr std::array<std::string_view, 9> hints = {"announced, rush, leak, leak_extra and leak_premium are its own",
                                                     "announced, rush, leak, leak_extra and leak_premium are its own",
                                                     "announced, rush and share are its own",
                                                     "announced, rush, leak, wait and granted are its own",
                                                     "announced, rush and rate are its own",
                                                     "stock, filled and release are its own",
                                                     "it has no key of its own",
                                                     "share is its own",
                                                     ""};
  return hints[static_cast<std::size_t>(type)];
}

struct Terms {
  std::optional<Time> announced, until;
  Number leak_premium, wait, rate, stock;
  Number share{.value = 1}, granted{.value = 1};
  std::optional<Number> rush;
};

Terms read_terms(Reader& reader, Entry& entry, PolicyType type, Disruption& effect) {
  Terms terms;
  const auto known = [&](std::string_view key) {
    if (has_key(type, key)) return true;
    entry.expect(key);
    if (const Node* extra = entry.node().find(key)) {
      reader.error(extra->key_place,
                   "'" + std::string{key} + "' has no place in a policy of type " +
                       std::string{kPolicyTypes[static_cast<std::size_t>(type)]},
                   std::string{key_hint(type)});
    }
    return false;
  };
  if (known("announced")) terms.announced = entry.date("announced");
  terms.until = entry.date("until");
  if (terms.announced && *terms.announced > effect.at) {
    reader.error(entry.node().find("announced")->place, "a policy is announced before it is in force, or then",
                 "'announced' on or before 'at'");
  }
  if (terms.until && *terms.until <= effect.at) {
    reader.error(entry.node().find("until")->place, "the policy is over before it is in force", "'until' after 'at'");
  }
  const auto number = [&](std::string_view key, auto& to, const Want& want, bool needed = false) {
    if (!known(key)) return;
    if (needed) entry.required(key);
    entry.number(key, to, want);
  };
  number("leak", effect.leak, kShareWant);
  number("leak_extra", effect.extra, kDurationWant);
  number("leak_premium", terms.leak_premium, {.dimension = Dimension::kShare, .most = 1000});
  number("rush", terms.rush, kDurationWant);
  number("share", terms.share, kShareWant, type == PolicyType::kQuota);
  number("wait", terms.wait, kPositiveDuration, true);
  number("granted", terms.granted, kShareWant);
  number("rate", terms.rate, {.dimension = Dimension::kShare, .most = 10}, true);
  number("stock", terms.stock, kPositiveDuration, true);
  if (known("filled")) entry.flag("filled", effect.filled);
  if (known("release")) {
    if (Node* given = entry.find("release")) effect.release = reader.text(*given, "release");
  }
  if (terms.rush && !terms.announced && has_key(type, "rush")) {
    reader.error(entry.node().find("rush")->key_place, "a rush needs the day from which on it is known",
                 "give 'announced'");
  }
  return terms;
}

// The same policy, of which nobody is told again.
Disruption part_of(const Disruption& policy, std::string_view suffix, DisruptionType type) {
  Disruption part = policy;
  part.id += suffix;
  part.type = type;
  part.alert.reset();
  return part;
}

void set_end(Disruption& what, const std::optional<Time>& until) {
  if (until) what.duration = Number{.value = static_cast<double>((*until - what.at).ticks())};
}

// What buyers lay in from the day of the announcement: as much again as they use up to the day itself, where a scenario
// does not say; even if what is announced does not happen, until it is called off.
std::optional<Disruption> rush_before(const Disruption& policy, PolicyType type, const Terms& terms) {
  if (!terms.announced || *terms.announced >= policy.at) return std::nullopt;
  if (forbids(type) && !policy.alert) return std::nullopt;  // nobody hears of it
  Time end = policy.at;
  if (policy.alert && policy.alert->until) end = std::min(end, *policy.alert->until);
  const auto notice = static_cast<double>((policy.at - *terms.announced).ticks());
  Disruption rush = part_of(policy, "-rush", DisruptionType::kPlannedStock);
  rush.happens = true;
  rush.rush = true;
  rush.at = *terms.announced;
  rush.duration = Number{.value = static_cast<double>((end - *terms.announced).ticks())};
  rush.extra = terms.rush.value_or(Number{.value = std::min(notice, kLongestRush)});
  if (rush.extra.value <= 0) return std::nullopt;
  return rush;
}

std::vector<Disruption> effects_of(Disruption policy, PolicyType type, const Terms& terms) {
  std::vector<Disruption> effects;
  switch (type) {
    case PolicyType::kQuota:
      policy.leak = terms.share;
      break;
    case PolicyType::kLicence: {
      const Time decided = policy.at + Duration::ticks(static_cast<std::int64_t>(terms.wait.value));
      if (terms.until && decided >= *terms.until) break;
      policy.duration = terms.wait;
      if (terms.granted.value == 1) break;
      Disruption& later = effects.emplace_back(part_of(policy, "-granted", DisruptionType::kLaneClosure));
      later.at = decided;
      later.alert = Alert{};                                                   // how it was decided is news of its own
      if (terms.granted.value > later.leak.value) later.leak = terms.granted;  // who is refused still smuggles
      later.duration.reset();
      set_end(later, terms.until);
      break;
    }
    case PolicyType::kTariff:
      policy.type = DisruptionType::kTariff;
      policy.rise = terms.rate;
      break;
    case PolicyType::kStockpile:
      policy.type = DisruptionType::kPlannedStock;
      policy.extra = terms.stock;
      break;
    case PolicyType::kRationing:
      policy.type = DisruptionType::kPriority;
      break;
    case PolicyType::kPermit:
      policy.type = DisruptionType::kPermit;
      policy.leak = terms.share;
      break;
    default:
      break;
  }
  effects.push_back(policy);
  if (terms.leak_premium.value > 0) {
    effects.push_back(part_of(policy, "-premium", DisruptionType::kTariff));
    effects.back().rise = terms.leak_premium;
  }
  if (auto rush = is_rushed(type) ? rush_before(policy, type, terms) : std::nullopt)
    effects.push_back(std::move(*rush));
  return effects;
}

}  // namespace

void ScenarioReader::read_policies(Node& list) {
  if (!list.is_list()) {
    reader_.error(list.place, "'policies' must be a list", "- {id: …, type: …, …}");
    return;
  }
  for (Node& node : list) {
    if (reader_.is_entry(node, "policies")) read_policy(node);
  }
  std::sort(scenario_.subsidies.begin(), scenario_.subsidies.end(),
            [](const Subsidy& a, const Subsidy& b) { return a.id < b.id; });
  for (Node& node : list) {
    const Node* type = node.is_map() ? node.find("type") : nullptr;
    const Node* release = type != nullptr && type->text == "stockpile" ? node.find("release") : nullptr;
    if (release != nullptr) check_release(*release);
  }
}

// That with which a stock is released is a shock that the undisturbed world does not know.
void ScenarioReader::check_release(const Node& release) {
  if (release.text.empty()) return;  // was no name, which was said
  std::vector<std::string_view> shocks;
  for (const Disruption& d : scenario_.disruptions) {
    if (!d.policy && !d.undisturbed) shocks.emplace_back(d.id);
  }
  if (std::find(shocks.begin(), shocks.end(), release.text) != shocks.end()) return;
  std::string hint = did_you_mean(release.text, shocks);
  if (hint.empty()) hint = "the id of one of 'disruptions' that the undisturbed world does not know";
  reader_.error(release.place, "no disruption " + shown(release.text), std::move(hint));
}

void ScenarioReader::read_policy(Node& node) {
  const std::string_view named = node.find("id") != nullptr ? node.find("id")->text : std::string_view{};
  Entry entry(reader_, node, "policy", named);
  Disruption policy;
  policy.type = DisruptionType::kLaneClosure;
  policy.policy = true;
  policy.place = node.place;
  if (Node* given = entry.required("id")) {
    policy.id = reader_.text(*given, "id");
    policy.place = given->place;
    reader_.check_id(policy.id, given->place);
  }
  Node* type_node = entry.required("type");
  const auto chosen = type_node != nullptr ? reader_.choice(*type_node, "type", kPolicyTypes) : std::nullopt;
  if (!chosen) return;  // which keys belong here cannot be told
  const auto type = static_cast<PolicyType>(*chosen);
  if (type == PolicyType::kSubsidy) {
    read_subsidy(entry, policy);
    return;
  }
  read_policy_lanes(entry, policy);
  entry.flag("undisturbed", policy.undisturbed);
  entry.required("at");
  policy.at = entry.date("at").value_or(scenario_.start);
  const Terms terms = read_terms(reader_, entry, type, policy);
  if (forbids(type)) {
    policy.alert->at = terms.announced;
    read_alert(entry, policy, false);
  } else {
    policy.alert.reset();
  }
  entry.finish();
  if (has_model_) check_lane_pick(policy.lanes);
  if (!is_new(policy.id, policy.place, "policy")) return;
  set_end(policy, terms.until);
  check_time(policy);
  for (Disruption& effect : effects_of(policy, type, terms)) {
    if (effect.id != policy.id && !is_new(effect.id, policy.place, "part of a policy")) continue;
    scenario_.disruptions.push_back(std::move(effect));
  }
}

// It acts on what is built, not on lanes.
void ScenarioReader::read_subsidy(Entry& entry, const Disruption& policy) {
  Subsidy subsidy;
  subsidy.id = policy.id;
  subsidy.place = policy.place;
  if (Node* select = entry.required("select")) subsidy.select = read_selector(reader_, *select, "select");
  entry.required("at");
  subsidy.at = entry.date("at").value_or(scenario_.start);
  subsidy.until = entry.date("until");
  if (subsidy.until && *subsidy.until <= subsidy.at) {
    reader_.error(entry.node().find("until")->place, "the policy is over before it is in force", "'until' after 'at'");
  }
  entry.number("share", subsidy.share, kShareWant);
  entry.number("forward", subsidy.forward, kDurationWant);
  if (!entry.has("share") && !entry.has("forward")) {
    reader_.error(policy.place, entry.name() + " does nothing",
                  "a 'share' of what building costs, or 'forward': how much earlier");
  }
  entry.finish();
  if (has_model_) check_selector(reader_, model_, subsidy.select, Picks::kFacilities);
  if (!is_new(subsidy.id, subsidy.place, "policy")) return;
  Disruption time = policy;
  time.at = subsidy.at;
  check_time(time);
  scenario_.subsidies.push_back(std::move(subsidy));
}

void ScenarioReader::read_policy_lanes(Entry& entry, Disruption& policy) {
  const auto selector = [&](std::string_view key, Selector& to) {
    if (Node* node = entry.find(key)) to = read_selector(reader_, *node, key);
  };
  selector("exporter", policy.lanes.from);
  selector("importer", policy.lanes.to);
  selector("products", policy.lanes.product);
  policy.lanes.place = policy.place;
  if (!entry.has("exporter") && !entry.has("importer") && !entry.has("products")) {
    reader_.error(policy.place, entry.name() + " must say whom it concerns",
                  "'exporter', 'importer' (who makes, who uses) or 'products'; 'importer: any' for all");
  }
}

}  // namespace fabshock::input
