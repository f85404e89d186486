// Numbers with units as people write them: `150 kwafer/month`, `35 d`, `5 %`, `0.45/year`.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fabshock::input {

enum class Dimension : std::uint8_t {
  kPlain,      // a number
  kShare,      // a fraction, or %
  kDuration,   // -> hours
  kQuantity,   // of a product -> its units
  kRate,       // of a product -> units a day
  kFrequency,  // events: 3/year -> a year
  kDaily,      // 1/d: plain or 0.1/day -> a day
  kGrowth,     // 0.45/year, 45 %/year -> a year
  kPower,      // -> kW
  kDistance,   // -> km
  kSpeed,      // -> km/h
};

// A number and the unit after it, apart: "150 kwafer/month" -> 150, "kwafer/month". Decimal digits, one '.', an
// exponent; no hexadecimal, no octal, no infinity, no `1_000`. Nothing if the text does not begin with such a number.
struct Measured {
  double value = 0;
  std::string_view unit;
};
std::optional<Measured> split_unit(std::string_view text);

// Without the blanks before and after it.
std::string_view trimmed(std::string_view text);

// By what a value in this unit is multiplied, and then divided, to be in the dimension's canonical unit; two factors
// because 1000 a month is 24000/730 a day exactly, and not 1000 * 0.0328767.
struct Scale {
  double times = 1, over = 1;
  double operator()(double value) const { return value * times / over; }
};
// product_unit: for quantities and rates; may be empty, then only k and M are known. An empty unit is the canonical one
// of plain numbers, shares, quantities, daily rates, powers and the like; durations and rates have none.
std::optional<Scale> scale_of(std::string_view unit, Dimension dimension, std::string_view product_unit);

// What to write: "a duration such as '35 d' (units h, d, w, mo, quarter, y)".
std::string expected(Dimension dimension, std::string_view product_unit);

}  // namespace fabshock::input
