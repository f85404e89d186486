// The calendar, day by day over all the years it knows, against the leap rule written out.
#include "base/time.h"

#include <gtest/gtest.h>

namespace fabshock::test::time_test {
namespace {

bool leap(int year) {
  return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int days_in(int year, int month) {
  if (month == 2) return leap(year) ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

TEST(Calendar, EveryDayFrom1600To9999) {
  // 370 years to 1970 with 93 years divisible by four, of which 1700, 1800 and 1900 are no leap years.
  std::int64_t day = -(370 * 365 + 93 - 3);
  for (int year = 1600; year <= 9999; ++year) {
    for (int month = 1; month <= 12; ++month) {
      for (int d = 1; d <= days_in(year, month); ++d, ++day) {
        const Date date{year, month, d};
        const Time midnight = Time::since_epoch(Duration::days(day));
        ASSERT_TRUE(is_valid(date)) << to_string(date);
        ASSERT_EQ(time_of(date), midnight) << to_string(date);
        ASSERT_EQ(date_of(midnight), date) << to_string(date);
        ASSERT_EQ(date_of(midnight + Duration::ticks(23)), date) << to_string(date);
      }
      ASSERT_FALSE(is_valid({year, month, days_in(year, month) + 1})) << year << '-' << month;
    }
  }
  EXPECT_EQ(time_of({1970, 1, 1}), Time{});
  EXPECT_EQ(day, 2932897);  // 10000-01-01
}

TEST(Calendar, HoursBeforeTheEpochBelongToTheirDay) {
  EXPECT_EQ(date_of(Time::since_epoch(Duration::ticks(-1))), (Date{1969, 12, 31}));
  EXPECT_EQ(date_of(Time::since_epoch(Duration::ticks(-24))), (Date{1969, 12, 31}));
  EXPECT_EQ(date_of(Time::since_epoch(Duration::ticks(-25))), (Date{1969, 12, 30}));
}

TEST(Calendar, DatesOffTheCalendar) {
  for (const Date d : {Date{1599, 12, 31}, Date{10000, 1, 1}, Date{2026, 0, 1}, Date{2026, 13, 1}, Date{2026, 1, 0},
                       Date{2026, 4, 31}, Date{1900, 2, 29}, Date{2025, 2, 29}, Date{2026, -1, 1}}) {
    EXPECT_FALSE(is_valid(d)) << d.year << '-' << d.month << '-' << d.day;
  }
  EXPECT_TRUE(is_valid({2000, 2, 29}));
  EXPECT_TRUE(is_valid({2024, 2, 29}));
}

TEST(Calendar, DatesAsText) {
  EXPECT_EQ(parse_date("2026-02-28"), (Date{2026, 2, 28}));
  EXPECT_EQ(parse_date("1600-01-01"), (Date{1600, 1, 1}));
  EXPECT_EQ(to_string({1600, 1, 1}), "1600-01-01");
  for (const char* text : {"", "2026-2-28", "2026-02-30", "26-02-28", "2026/02/28", "2026-02-28 ", " 2026-02-28",
                           "2026-02-2x", "+026-02-28", "2026-0-228", "0000-00-00", "２０２６-02-28"}) {
    EXPECT_FALSE(parse_date(text)) << text;
  }
  for (int year = 1600; year <= 9999; year += 7) {
    const Date date{year, 1 + year % 12, 1 + year % 28};
    EXPECT_EQ(parse_date(to_string(date)), date);
  }
}

TEST(Durations, AddSubtractCompare) {
  const Duration day = Duration::days(1);
  EXPECT_EQ(day.ticks(), 24);
  EXPECT_EQ((day + day - Duration::ticks(1)).ticks(), 47);
  EXPECT_EQ((day * 7).ticks(), 168);
  EXPECT_EQ(Duration::ticks(36).in_days(), 1.5);
  EXPECT_LT(Duration::ticks(-1), Duration{});
  EXPECT_EQ(time_of({2026, 3, 1}) - time_of({2026, 2, 1}), Duration::days(28));
  EXPECT_EQ(time_of({2026, 3, 1}) - Duration::days(1), time_of({2026, 2, 28}));
}

}  // namespace
}  // namespace fabshock::test::time_test
