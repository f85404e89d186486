#include "batch/seen.h"

#include <array>
#include <cmath>

#include "base/math.h"
#include "results/csv.h"
#include "results/series.h"

namespace fabshock {
namespace {

constexpr std::array<const char*, 3> kConfidenceWords = {"high", "medium", "low"};

std::string text_of(const Days& days) {
  return days.from == days.to ? shortest(days.from) : shortest(days.from) + ".." + shortest(days.to);
}

std::string when(const Observation& seen) {
  constexpr std::array<const char*, 10> kWords = {
      "day",           "days",        "highest, days", "lowest, days", "day of highest",
      "day of lowest", "first above", "first below",   "back above",   "back below"};
  std::string text = kWords[static_cast<std::size_t>(seen.take)];
  if (has_level(seen.take)) return text + ' ' + shortest(seen.level);
  return is_a_day(seen.take) ? text : text + ' ' + text_of(seen.days);
}

// Since the event: +20 % in the second week, fading over a quarter; nothing before.
double fading(double day) {
  constexpr double kRise = 0.2;
  constexpr double kPeak = 14;
  constexpr double kFade = 91;
  if (day <= 0) return 1;
  return 1 + kRise * (day < kPeak ? day / kPeak : det_exp(-(day - kPeak) / kFade));
}

}  // namespace

std::string kind_of(const Observation& seen) {
  if (!seen.kind.empty()) return seen.kind;
  if (seen.no_effect_within) return "null";
  if (is_a_day(seen.take)) return "day";
  if (seen.measure == "price" || seen.measure == "price_multiple") return "spot";
  if (seen.measure == "contract_price") return "contract";
  if (seen.measure == "lead_time") return "lead-time";
  return "volume";
}

std::vector<SeenOutcome> seen_outcomes(const Scenario& scenario) {
  std::vector<SeenOutcome> all;
  for (const Observation& seen : scenario.observed) {
    SeenOutcome& out = all.emplace_back();
    out.id = seen.id;
    out.kind = kind_of(seen);
    out.measure = seen.measure;
    for (const std::string& name : seen.of) out.of.append(out.of.empty() ? "" : "+").append(name);
    out.when = when(seen);
    out.value = seen.value;
    out.low = seen.low;
    out.high = seen.high;
    out.confidence = kConfidenceWords[static_cast<std::size_t>(seen.confidence)];
    out.source = seen.source;
    out.is_day = is_a_day(seen.take);
    out.on_log = seen.value > 0 && !seen.lost;
    out.input = seen.input;
    out.lost = seen.lost;
    out.no_effect_within = seen.no_effect_within;
    const auto discrepancy = scenario.model.discrepancy.find(out.kind);
    if (discrepancy != scenario.model.discrepancy.end()) out.discrepancy = discrepancy->second.value;
    const bool relative = seen.over != Over::kNothing && !out.is_day;
    out.unit = out.is_day || (!relative && unit_of(seen.measure) == "d") ? "d" : relative ? "1" : unit_of(seen.measure);
    if (!relative) continue;
    out.no_change = seen.lost ? 0 : 1;
    const bool priced = seen.measure == "price" || seen.measure == "price_multiple" || seen.measure == "contract_price";
    out.is_price = priced && !seen.lost && seen.kind.empty() && !seen.no_effect_within;
    const double base = seen.over == Over::kDays ? fading((seen.over_days.from + seen.over_days.to) / 2) : 1;
    if (priced && !seen.lost) out.fading = fading((seen.days.from + seen.days.to) / 2) / base;
  }
  return all;
}

}  // namespace fabshock
