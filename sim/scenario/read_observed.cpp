#include <algorithm>
#include <array>

#include "scenario/measures.h"
#include "scenario/read_scenario.h"

namespace fabshock::input {
namespace {

constexpr std::array<std::string_view, 10> kTakes = {"value",          "mean",          "highest",     "lowest",
                                                     "day-of-highest", "day-of-lowest", "first-above", "first-below",
                                                     "back-above",     "back-below"};
constexpr std::array<std::string_view, 3> kConfidences = {"high", "medium", "low"};
constexpr std::array<std::string_view, 3> kParts = {"value", "low", "high"};  // of a number
constexpr std::string_view kOfManyInputs = "input_days";                      // a series for each input of a facility
constexpr double kMostDays = kLongest / 24;
constexpr Want kDayWant{.least = -kMostDays, .most = kMostDays, .counted = false};

// What is observed: of what counts in days a duration, else a number or a share.
Want want_of(const Observation& seen) {
  constexpr double kMost = 1e15;
  const bool in_days = seen.over == Over::kNothing && is_in_days(seen.measure);
  if (is_a_day(seen.take) || in_days) return {.dimension = Dimension::kDuration, .most = kLongest, .counted = false};
  return {.dimension = Dimension::kShare, .least = seen.lost ? -kMost : 0, .most = kMost, .counted = false};
}

}  // namespace

// When the first of what happens to the world begins, or else the first policy.
Time ScenarioReader::default_event() const {
  std::optional<Time> first;
  for (const bool policies : {false, true}) {
    for (const Disruption& d : scenario_.disruptions) {
      if (d.policy != policies || d.undisturbed || d.rush || d.type == DisruptionType::kHazard) continue;
      if (!first || d.at < *first) first = d.at;
    }
    if (first) break;
  }
  return std::max(scenario_.start, first.value_or(scenario_.start));
}

void ScenarioReader::read_observed(Entry& top) {
  scenario_.event = default_event();
  if (Node* node = top.find("event")) {
    const auto date = reader_.date(*node, "event");
    const Time end = scenario_.start + scenario_.horizon;
    if (date && has_times_ && (time_of(*date) < scenario_.start || time_of(*date) >= end)) {
      reader_.error(node->place, "'event' lies outside of what is run",
                    "a date from 'start' to the end of the horizon: day 0 of what was observed");
    } else if (date) {
      scenario_.event = time_of(*date);
    }
  }
  scenario_.episode = scenario_.name;
  if (Node* episode = top.find("episode")) {
    scenario_.episode = reader_.text(*episode, "episode");
    reader_.check_id(scenario_.episode, episode->place);
  }
  Node* list = top.find("observed");
  if (list == nullptr) return;
  if (!list->is_list()) {
    reader_.error(list->place, "'observed' must be a list", "- {id: …, measure: …, of: …, day: …, value: …}");
    return;
  }
  for (Node& node : *list) {
    if (reader_.is_map(node, "observed")) read_observation(node);
  }
}

void ScenarioReader::read_observation(Node& node) {
  const Node* named = node.find("id");
  Entry entry(reader_, node, "observation", named != nullptr ? named->text : std::string_view{});
  Observation seen;
  seen.place = node.place;
  if (Node* id = entry.required("id")) {
    seen.id = reader_.text(*id, "id");
    reader_.check_id(seen.id, id->place);
    const auto twice = std::find_if(scenario_.observed.begin(), scenario_.observed.end(),
                                    [&](const Observation& other) { return other.id == seen.id; });
    if (twice != scenario_.observed.end()) {
      reader_.error(id->place, "duplicate id '" + seen.id + "' of an observation",
                    "it is already given in line " + std::to_string(twice->place.line));
    }
  }
  if (Node* measure = entry.required("measure")) {
    seen.measure = reader_.text(*measure, "measure");
    if (std::find(kMeasures.begin(), kMeasures.end(), seen.measure) == kMeasures.end() ||
        seen.measure == kOfManyInputs) {
      std::vector<std::string_view> known(kMeasures.begin(), kMeasures.end());
      std::erase(known, kOfManyInputs);
      reader_.unknown(measure->place, "measure to observe", seen.measure, known);
    }
  }
  if (Node* of = entry.required("of")) {
    for (const Item& item : reader_.items(*of, "of")) {
      if (std::find(seen.of.begin(), seen.of.end(), item.text) != seen.of.end()) {
        reader_.error(item.place, "'" + std::string{item.text} + "' is named twice", "each once: they are summed");
      }
      seen.of.emplace_back(item.text);
    }
    if (of->is_list() && of->size == 0) reader_.error(of->place, "'of' names nobody", "a facility, a need or a market");
  }
  if (Node* kind = entry.find("kind")) {
    seen.kind = reader_.text(*kind, "kind");
    reader_.check_id(seen.kind, kind->place);
    if (seen.kind == "all" || seen.kind == "price") {
      reader_.error(kind->place, "kind '" + seen.kind + "' is what scores put together themselves",
                    "a word of its own: broker, surge");
    }
  }
  const bool in_days = is_in_days(seen.measure);
  entry.plain("plus", seen.plus,
              {.dimension = in_days ? Dimension::kDuration : Dimension::kPlain, .most = 1e15, .counted = false});
  if (in_days) seen.plus /= 24;
  read_over(entry, seen);
  read_take(entry, seen);
  check_lost(entry, seen);
  read_seen(entry, seen);
  entry.finish();
  scenario_.observed.push_back(std::move(seen));
}

std::optional<Days> ScenarioReader::read_days(Node& node, std::string_view key) {
  Days days;
  if (!node.is_list()) {
    days.from = days.to = reader_.number(node, key, kDayWant).value;
  } else if (node.size == 2) {
    days.from = reader_.number(*node.first, key, kDayWant).value;
    days.to = reader_.number(*node.last, key, kDayWant).value;
  }
  if (node.is_list() && (node.size != 2 || days.to <= days.from)) {
    reader_.error(node.place, "'" + std::string{key} + "' is the first and the last of some days after the event",
                  "[0, 30]");
    return std::nullopt;
  }
  const double before = (scenario_.event - scenario_.start).in_days();
  const double after = scenario_.horizon.in_days() - before;
  if (has_times_ && (days.from < -before || days.to > after - 1)) {
    reader_.error(node.place, "'" + std::string{key} + "' lies outside of what is run",
                  "days after the event, from " + shown(0.0 - before) + " to " + shown(after - 1));
    return std::nullopt;
  }
  return days;
}

void ScenarioReader::read_take(Entry& entry, Observation& seen) {
  seen.take = entry.has("days") ? Take::kMean : Take::kValue;
  entry.choice("take", seen.take, kTakes);
  const bool on_a_day = seen.take == Take::kValue;
  if (on_a_day) {
    Node* day = entry.required("day");
    if (day != nullptr && day->is_list()) {
      reader_.error(day->place, "'day' is one day after the event", "`days: [0, 30]` for the mean over some");
    } else if (day != nullptr) {
      seen.days = read_days(*day, "day").value_or(Days{});
    }
  } else if (Node* days = seen.take == Take::kMean ? entry.required("days") : entry.find("days")) {
    if (!days->is_list()) {
      reader_.error(days->place, "'days' are the first and the last of some days after the event", "[0, 30]");
    } else {
      seen.days = read_days(*days, "days").value_or(Days{});
    }
  } else {
    seen.days = {0, (scenario_.start + scenario_.horizon - scenario_.event).in_days() - 1};
    seen.days_given = false;
  }
  const auto stray = [&](std::string_view key, bool has, const char* why) {
    entry.expect(key);
    const Node* node = entry.node().find(key);
    if (has || node == nullptr) return;
    reader_.error(node->key_place,
                  "'" + std::string{key} +
                      "' has no place beside take: " + std::string{kTakes[static_cast<std::size_t>(seen.take)]},
                  why);
  };
  stray("day", on_a_day, "the days are given by 'days', the first and the last");
  stray("days", !on_a_day, "one day is given by 'day'");
  stray("level", has_level(seen.take), "only first-above, first-below, back-above and back-below have one");
  if (has_level(seen.take) && entry.required("level") != nullptr) {
    const bool in_days = seen.over == Over::kNothing && is_in_days(seen.measure);
    const Dimension dimension = in_days ? Dimension::kDuration : Dimension::kShare;
    entry.plain("level", seen.level, {.dimension = dimension, .least = -1e15, .most = 1e15, .counted = false});
    if (in_days) seen.level /= 24;
  }
}

void ScenarioReader::read_over(Entry& entry, Observation& seen) {
  if (Node* over = entry.find("over")) {
    if (over->is_scalar() && over->text == "undisturbed") {
      seen.over = Over::kUndisturbed;
    } else if (const auto days = read_days(*over, "over")) {
      seen.over = Over::kDays;
      seen.over_days = *days;
    }
  }
  Node* as = entry.find("as");
  if (as == nullptr) return;
  constexpr std::array<std::string_view, 1> kLost = {"lost"};
  seen.lost = reader_.choice(*as, "as", kLost).has_value();
}

void ScenarioReader::check_lost(Entry& entry, const Observation& seen) {
  if (!seen.lost || (seen.over != Over::kNothing && !is_a_day(seen.take))) return;
  reader_.error(entry.node().find("as")->place, "what is lost is so of something",
                "'over', a day or days or 'undisturbed', beside a value, a mean, the highest or lowest");
}

void ScenarioReader::read_seen(Entry& entry, Observation& seen) {
  const Want want = want_of(seen);
  const double unit = want.dimension == Dimension::kDuration ? 24 : 1;
  // The entry is a number in its own right: value, low and high are read as those of a map, with one unit for all. It
  // is read again and again where numbers are drawn, so the map is no part of the tree.
  Node map;
  map.kind = NodeKind::kMap;
  map.place = entry.node().place;
  std::array<Node, 3> parts;
  for (std::size_t i = 0; i < kParts.size(); ++i) {
    Node* given = i == 0 ? entry.required(kParts[i]) : entry.find(kParts[i]);
    if (given == nullptr) continue;
    parts[i] = *given;
    parts[i].next = nullptr;
    Tree::append(map, kParts[i], given->key_place, parts[i]);
  }
  if (map.find("value") != nullptr) {
    const Number number = reader_.number(map, "value", want);
    seen.value = number.value / unit;
    seen.low = number.low.value_or(number.value) / unit;
    seen.high = number.high.value_or(number.value) / unit;
  }
  entry.choice("confidence", seen.confidence, kConfidences);
  entry.flag("input", seen.input);
  if (Node* none = entry.find("no_effect_within")) {
    const bool relative = seen.over != Over::kNothing && !is_a_day(seen.take);
    if (!relative) {
      reader_.error(none->key_place, "what has no effect has none on a multiple or what is lost",
                    "'over', a day or days or 'undisturbed'");
    }
    seen.no_effect_within = reader_.number(*none, "no_effect_within", kShareWant).value;
  }
  const std::uint32_t source = entry.node().source;
  seen.source = reader_.tree().sources()[source];
  if (source == 0) {
    reader_.error(entry.node().place, entry.name() + " has no source", "source: \"who says so, when\"");
  }
}

}  // namespace fabshock::input
