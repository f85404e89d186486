#include "scenario/quantity.h"

#include <array>
#include <charconv>
#include <cmath>
#include <numeric>

namespace fabshock::input {
namespace {

constexpr double kHoursPerYear = 8760;

struct Unit {
  std::string_view name;
  double factor;
};

template <std::size_t N>
std::optional<double> find(const std::array<Unit, N>& units, std::string_view name) {
  for (const Unit& unit : units) {
    if (unit.name == name) return unit.factor;
  }
  return std::nullopt;
}

std::optional<double> hours(std::string_view unit) {
  constexpr std::array<Unit, 21> units{{{"h", 1},
                                        {"hour", 1},
                                        {"hours", 1},
                                        {"d", 24},
                                        {"day", 24},
                                        {"days", 24},
                                        {"w", 168},
                                        {"wk", 168},
                                        {"week", 168},
                                        {"weeks", 168},
                                        {"mo", kHoursPerYear / 12},
                                        {"month", kHoursPerYear / 12},
                                        {"months", kHoursPerYear / 12},
                                        {"q", kHoursPerYear / 4},
                                        {"quarter", kHoursPerYear / 4},
                                        {"quarters", kHoursPerYear / 4},
                                        {"y", kHoursPerYear},
                                        {"yr", kHoursPerYear},
                                        {"year", kHoursPerYear},
                                        {"years", kHoursPerYear},
                                        {"a", kHoursPerYear}}};
  return find(units, unit);
}

std::optional<double> amount(std::string_view unit, std::string_view product_unit) {
  if (unit.empty() || unit == product_unit) return 1.0;
  const double prefix = unit.front() == 'k' ? 1e3 : unit.front() == 'M' ? 1e6 : 0.0;
  if (prefix == 0.0) return std::nullopt;
  unit.remove_prefix(1);
  if (unit.empty() || unit == product_unit) return prefix;
  return std::nullopt;
}

std::optional<Scale> plain(std::optional<double> factor) {
  return factor ? std::optional{Scale{*factor, 1}} : std::nullopt;
}

// In lowest terms, so that 0.03/year is 0.03 a year to the last bit. Both are whole numbers.
Scale ratio(double times, double over) {
  const auto common = static_cast<double>(std::gcd(static_cast<std::int64_t>(times), static_cast<std::int64_t>(over)));
  return {times / common, over / common};
}

// "kwafer/month" -> "kwafer", 730; the time is what follows the last '/', for a product's unit may hold one itself.
std::optional<std::pair<std::string_view, double>> split_rate(std::string_view unit) {
  const std::size_t slash = unit.rfind('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto time = hours(trimmed(unit.substr(slash + 1)));
  if (!time) return std::nullopt;
  return std::pair{trimmed(unit.substr(0, slash)), *time};
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

std::optional<Measured> split_unit(std::string_view text) {
  text = trimmed(text);
  std::string_view digits = text;
  if (digits.starts_with('+')) digits.remove_prefix(1);  // from_chars takes '-' only
  const char* begin = digits.data();
  const char* end = begin + digits.size();
  const char* first = begin + (digits.starts_with('-') && digits.size() == text.size() ? 1 : 0);
  if (first == end || !((*first >= '0' && *first <= '9') || *first == '.')) return std::nullopt;
  // `010` is 8 to some readers of YAML and 10 to others.
  if (*first == '0' && end - first > 1 && first[1] >= '0' && first[1] <= '9') return std::nullopt;
  double value = 0;
  const auto [stop, error] = std::from_chars(begin, end, value, std::chars_format::general);
  if (error != std::errc{} || !std::isfinite(value)) return std::nullopt;
  return Measured{value, trimmed({stop, static_cast<std::size_t>(end - stop)})};
}

std::optional<Scale> scale_of(std::string_view unit, Dimension dimension, std::string_view product_unit) {
  constexpr std::array<Unit, 5> powers{{{"", 1}, {"W", 1e-3}, {"kW", 1}, {"MW", 1e3}, {"GW", 1e6}}};
  switch (dimension) {
    case Dimension::kPlain:
      return unit.empty() ? std::optional{Scale{}} : std::nullopt;
    case Dimension::kShare:
      if (unit == "%") return Scale{1, 100};
      return unit.empty() ? std::optional{Scale{}} : std::nullopt;
    case Dimension::kDuration:
      return plain(hours(unit));
    case Dimension::kQuantity:
      return plain(amount(unit, product_unit));
    case Dimension::kRate:
      if (const auto rate = split_rate(unit)) {
        if (const auto factor = amount(rate->first, product_unit)) return ratio(*factor * 24, rate->second);
      }
      return std::nullopt;
    case Dimension::kFrequency:
      if (const auto rate = split_rate(unit); rate && rate->first.empty()) return ratio(kHoursPerYear, rate->second);
      return std::nullopt;
    case Dimension::kDaily:
      if (unit.empty()) return Scale{};
      if (const auto rate = split_rate(unit); rate && rate->first.empty()) return ratio(24, rate->second);
      return std::nullopt;
    case Dimension::kGrowth:
      if (const auto rate = split_rate(unit); rate && rate->second == kHoursPerYear) {
        if (rate->first.empty()) return Scale{};
        if (rate->first == "%") return Scale{1, 100};
      }
      return std::nullopt;
    case Dimension::kPower:
      return plain(find(powers, unit));
    case Dimension::kDistance:
      return unit == "km" ? std::optional{Scale{}} : std::nullopt;
    case Dimension::kSpeed:
      return unit == "km/h" ? std::optional{Scale{}} : std::nullopt;
  }
  return std::nullopt;
}

std::string expected(Dimension dimension, std::string_view product_unit) {
  const std::string unit{product_unit};
  switch (dimension) {
    case Dimension::kPlain:
      return "a number without a unit";
    case Dimension::kShare:
      return "a share such as 0.05 or '5 %'";
    case Dimension::kDuration:
      return "a duration such as '35 d' (units h, d, w, mo, quarter, y)";
    case Dimension::kQuantity:
      return unit.empty() ? "a quantity such as 2000 or '2 k'"
                          : "a quantity such as '2 k" + unit + "' or '2000 " + unit + "'";
    case Dimension::kRate:
      return "a rate such as '150 k" + unit + "/month' (per h, day, week, month, quarter, year)";
    case Dimension::kFrequency:
      return "a number of events such as '0.03/year'";
    case Dimension::kDaily:
      return "a number a day such as 0.05 or '0.05/day'";
    case Dimension::kGrowth:
      return "a growth such as '0.45/year' or '45 %/year'";
    case Dimension::kPower:
      return "a power such as '145 kW' (units W, kW, MW, GW)";
    case Dimension::kDistance:
      return "a distance such as '60 km'";
    case Dimension::kSpeed:
      return "a speed such as '800 km/h'";
  }
  return {};
}

}  // namespace fabshock::input
