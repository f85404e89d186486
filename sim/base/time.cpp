#include "base/time.h"

#include <array>
#include <chrono>
#include <cstdio>

namespace fabshock {
namespace {

using Calendar = std::chrono::year_month_day;

Calendar calendar(Date d) {
  return Calendar{std::chrono::year{d.year}, std::chrono::month{static_cast<unsigned>(d.month)},
                  std::chrono::day{static_cast<unsigned>(d.day)}};
}

std::optional<int> digits(std::string_view text) {
  int value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

}  // namespace

Time time_of(Date date) {
  const auto days = std::chrono::sys_days{calendar(date)}.time_since_epoch().count();
  return Time::since_epoch(Duration::days(days));
}

Date date_of(Time time) {
  const std::int64_t ticks = time.since_epoch().ticks();
  const std::int64_t days = ticks >= 0 ? ticks / kTicksPerDay : -((-ticks + kTicksPerDay - 1) / kTicksPerDay);
  const Calendar ymd{std::chrono::sys_days{std::chrono::days{days}}};
  return {static_cast<int>(ymd.year()), static_cast<int>(static_cast<unsigned>(ymd.month())),
          static_cast<int>(static_cast<unsigned>(ymd.day()))};
}

bool is_valid(Date date) {
  return date.year >= 1600 && date.year <= 9999 && date.month >= 1 && date.day >= 1 && calendar(date).ok();
}

std::optional<Date> parse_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = digits(text.substr(0, 4));
  const auto month = digits(text.substr(5, 2));
  const auto day = digits(text.substr(8, 2));
  if (!year || !month || !day) return std::nullopt;
  const Date date{*year, *month, *day};
  return is_valid(date) ? std::optional{date} : std::nullopt;
}

std::string to_string(Date date) {
  std::array<char, 40> buffer{};
  const int n = std::snprintf(buffer.data(), buffer.size(), "%04d-%02d-%02d", date.year, date.month, date.day);
  return {buffer.data(), static_cast<std::size_t>(n)};
}

}  // namespace fabshock
