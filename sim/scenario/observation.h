// What was seen of a past episode, to be set beside what a run gives (results/outcomes.h).
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/diagnostics.h"

namespace fabshock {

// What is taken of a series over time. Days count from the event.
enum class Take : std::uint8_t {
  kValue,  // on a day
  kMean,   // over days
  kHighest,
  kLowest,
  kDayOfHighest,  // the first such day
  kDayOfLowest,
  kFirstAbove,  // the first day on which it is above, or below, a level
  kFirstBelow,
  kBackAbove,  // the first such day from that of the lowest, or the highest, on
  kBackBelow,
};

constexpr bool is_a_day(Take take) {
  return take >= Take::kDayOfHighest;
}
constexpr bool has_level(Take take) {
  return take >= Take::kFirstAbove;
}

enum class Over : std::uint8_t { kNothing, kDays, kUndisturbed };

enum class Confidence : std::uint8_t { kHigh, kMedium, kLow };

struct Days {  // [d] from the event: the first and the last
  double from = 0, to = 0;
};

struct Observation {
  std::string id;
  std::string measure;          // of the time series
  std::vector<std::string> of;  // whose: facilities, needs, markets; of several their sum
  std::string kind;             // of what it is scored among; empty: that of its measure
  std::string source;
  Days days, over_days;
  double plus = 0;   // what the series does not hold, such as the usual part of a lead time
  double level = 0;  // of has_level(take): a multiple, or in the unit of the measure
  double value = 0;  // observed, and its range: of a day in days, else in the unit of the measure, or a multiple
  double low = 0, high = 0;
  std::optional<double> no_effect_within;  // it is that nothing happened: so far a prediction may be off, as a share
  Place place;
  Take take = Take::kValue;
  Over over = Over::kNothing;  // what it is a multiple of
  Confidence confidence = Confidence::kHigh;
  bool days_given = true;  // else all from the event to the end of the run
  bool lost = false;       // what is missing of 1 in place of the multiple
  bool input = false;      // the scenario was given it: it is shown, and not scored
};

}  // namespace fabshock
