// Simulated time: whole hours, as two types so that a date is never added to a date.
// Time counts ticks (hours) from 1970-01-01T00:00 on the proleptic Gregorian calendar; Duration counts ticks.
#pragma once
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fabshock {

inline constexpr std::int64_t kTicksPerDay = 24;
inline constexpr std::int64_t kTicksPerWeek = 7 * kTicksPerDay;
inline constexpr std::int64_t kTicksPerYear = 365 * kTicksPerDay;

class Duration {
 public:
  constexpr Duration() = default;
  static constexpr Duration ticks(std::int64_t hours) { return Duration{hours}; }
  static constexpr Duration days(std::int64_t days) { return Duration{days * kTicksPerDay}; }
  constexpr std::int64_t ticks() const { return ticks_; }
  constexpr double in_days() const { return static_cast<double>(ticks_) / static_cast<double>(kTicksPerDay); }
  constexpr auto operator<=>(const Duration&) const = default;
  friend constexpr Duration operator+(Duration a, Duration b) { return Duration{a.ticks_ + b.ticks_}; }
  friend constexpr Duration operator-(Duration a, Duration b) { return Duration{a.ticks_ - b.ticks_}; }
  friend constexpr Duration operator*(Duration a, std::int64_t n) { return Duration{a.ticks_ * n}; }

 private:
  explicit constexpr Duration(std::int64_t ticks) : ticks_(ticks) {}
  std::int64_t ticks_ = 0;
};

class Time {
 public:
  constexpr Time() = default;
  static constexpr Time since_epoch(Duration d) { return Time{d}; }
  constexpr Duration since_epoch() const { return since_epoch_; }
  constexpr auto operator<=>(const Time&) const = default;
  friend constexpr Time operator+(Time t, Duration d) { return Time{t.since_epoch_ + d}; }
  friend constexpr Time operator-(Time t, Duration d) { return Time{t.since_epoch_ - d}; }
  friend constexpr Duration operator-(Time a, Time b) { return a.since_epoch_ - b.since_epoch_; }

 private:
  explicit constexpr Time(Duration d) : since_epoch_(d) {}
  Duration since_epoch_;
};

struct Date {
  int year = 1970;
  int month = 1;  // 1..12
  int day = 1;    // 1..days in month
  constexpr auto operator<=>(const Date&) const = default;
};

Time time_of(Date date);                                // midnight at the start of the day
Date date_of(Time time);                                // the day that holds the tick
bool is_valid(Date date);                               // year 1600..9999, month and day on the calendar
std::optional<Date> parse_date(std::string_view text);  // exactly YYYY-MM-DD
std::string to_string(Date date);                       // YYYY-MM-DD

}  // namespace fabshock
