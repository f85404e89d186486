#include "scenario/hints.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "base/diagnostics.h"
#include "scenario/reader.h"
#include "scenario/sections.h"

namespace fabshock::input {
namespace {

using Example = std::pair<std::string_view, std::string_view>;

constexpr std::array<Example, 39> kExamples{{
    {"at", "2026-02-01"},
    {"die", "8.1, in cm2"},
    {"event", "{type: outage, select: any, severity: 0.5}"},
    {"facility", "tsmc-f18, the one that is built or enlarged"},
    {"first", "30 d"},
    {"footprint", "{lat: 23.98, lon: 121.6, magnitude: 7.2}"},
    {"fragility", "{median: 0.35, beta: 0.6}"},
    {"horizon", "2 y"},
    {"id", "a name of its own"},
    {"input", "ore, what the recipe takes in"},
    {"lat", "24.8, in degrees north"},
    {"lon", "121, in degrees east"},
    {"magnitude", "7.2"},
    {"makes", "wafer, or the product and its variant: wafer/n3"},
    {"mature", "0.1, the defects per cm2 that are reached in the end"},
    {"median", "0.35, the peak acceleration in g at which half of the sites stop"},
    {"model", "world-2025"},
    {"need", "phones, the need that has this option"},
    {"option", "what it is called"},
    {"over", "30 d, the time that it takes"},
    {"per", "1, the amount for one unit of the product"},
    {"points", "[[0 d, 1], [10 d, 0.3], [30 d, 0]]"},
    {"product", "wafer"},
    {"rate", "1000/day for a need, 0.03/year for a hazard, 25 % for a tariff"},
    {"recipe", "wafer, the one that takes this input"},
    {"region", "TW"},
    {"rise", "25 %"},
    {"schema", "fabshock/scenario/1, or fabshock/model/1 in a model"},
    {"select", "{kind: fab}, or of markets {class: wafer}"},
    {"share", "0.5"},
    {"site", "hsinchu, where it stands"},
    {"speed", "800 km/h"},
    {"start", "2025-01-01"},
    {"tool_in", "2027-06-01, when its tools begin to move in"},
    {"type", "outage"},
    {"unit", "wafer"},
    {"units", "gpu, what this option is made of"},
    {"wait", "90 d"},
    {"stock", "60 d"},
}};

}  // namespace

std::string list_of(std::span<const std::string_view> names) {
  std::string list;
  for (const std::string_view name : names) {
    if (!list.empty()) list += ", ";
    list += name;
  }
  return list;
}

std::string nearest_of(std::string_view name, std::span<const std::string_view> candidates) {
  constexpr std::size_t kFew = 12;
  std::string hint = did_you_mean(name, candidates);
  if (!hint.empty()) return hint;
  if (candidates.empty()) return "there is none at all";
  std::vector<std::string_view> all{candidates.begin(), candidates.end()};
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());  // a group may be called as its only member
  if (all.size() > kFew) return "none of the " + std::to_string(all.size()) + " there are is spelt like it";
  return "there are: " + list_of(all);
}

std::string example_of(std::string_view key) {
  const auto found = std::find_if(kExamples.begin(), kExamples.end(), [&](const Example& e) { return e.first == key; });
  return std::string{key} + ": " + std::string{found != kExamples.end() ? found->second : "and its value"};
}

std::string section_example(std::string_view section) {
  return "lines below '" + std::string{section} +
         (is_map_section(section) ? ":' that begin with an id and ':', or {csv: FILE}"
                                  : ":' that begin with '- ', or - {csv: FILE}");
}

std::string with_unit(double value, const Want& want) {
  constexpr std::array<std::string_view, 11> units = {"",     "",      " h",  "",    "/day", "/year",
                                                      "/day", "/year", " kW", " km", " km/h"};
  if (want.dimension == Dimension::kDuration && value != 0) {
    if (std::fmod(value, 8760) == 0) return shown(value / 8760) + " y";
    if (std::fmod(value, 24) == 0) return shown(value / 24) + " d";
  }
  const std::string_view unit = value == 0 ? std::string_view{} : units[static_cast<std::size_t>(want.dimension)];
  return shown(value) + std::string{unit};
}

std::string range_of(const Want& want) {
  const std::string least = (want.above ? "above " : "from ") + with_unit(want.least, want);
  const std::string most = std::isinf(want.most) ? (want.above ? "" : " on")
                                                 : (want.above ? ", up to " : " to ") + with_unit(want.most, want);
  return least + most + ": " + expected(want.dimension, want.unit);
}

std::string number_hint(std::string_view text) {
  if (text.find('(') != std::string_view::npos) return "a distribution is written lognormal(60 d, 0.6)";
  if (text.size() > 1 && text[0] == '0' && text[1] >= '0' && text[1] <= '9') return "without the leading zero";
  if (text.find(',') != std::string_view::npos) return "a point before the decimals, nothing between thousands";
  return "a finite number in decimal digits comes first, then its unit if it has one";
}

}  // namespace fabshock::input
