// Numbers: a value, a value with a unit, or a map with bounds, a distribution and a source.
#include <algorithm>
#include <array>
#include <cmath>

#include "scenario/hints.h"
#include "scenario/reader.h"

namespace fabshock::input {
namespace {

constexpr double kLn2 = 0.6931471805599453;

struct Shape {
  std::string_view name;
  DistKind kind;
  std::size_t arguments;
  std::array<bool, 3> has_unit;  // which arguments carry the number's unit
  std::string_view usage;
};

constexpr std::array<Shape, 7> kDistributions{{
    {"uniform", DistKind::kUniform, 2, {true, true, false}, "uniform(low, high), low < high"},
    {"triangular",
     DistKind::kTriangular,
     3,
     {true, true, true},
     "triangular(low, mode, high), low <= mode <= high and low < high"},
    {"normal", DistKind::kNormal, 2, {true, true, false}, "normal(mean, sd), sd > 0"},
    {"lognormal",
     DistKind::kLognormal,
     2,
     {true, false, false},
     "lognormal(median, sigma), median > 0 and 0 < sigma <= 10"},
    {"exponential", DistKind::kExponential, 1, {true, false, false}, "exponential(mean), mean > 0"},
    {"gamma", DistKind::kGamma, 2, {false, true, false}, "gamma(shape, scale), both above 0"},
    {"beta", DistKind::kBeta, 2, {false, false, false}, "beta(a, b), both above 0"},
}};

bool makes_sense(const Distribution& d) {
  switch (d.kind) {
    case DistKind::kUniform:
      return d.a < d.b;
    case DistKind::kTriangular:
      return d.a <= d.b && d.b <= d.c && d.a < d.c;
    case DistKind::kNormal:
      return d.b > 0;
    case DistKind::kLognormal:
      return d.a > 0 && d.b > 0 && d.b <= 10;
    case DistKind::kExponential:
      return d.a > 0;
    case DistKind::kGamma:
    case DistKind::kBeta:
      return d.a > 0 && d.b > 0;
    case DistKind::kNone:
      break;
  }
  return true;
}

// The median; the mean of gamma and beta, whose medians have no closed form.
double centre(const Distribution& d) {
  switch (d.kind) {
    case DistKind::kUniform:
      return d.a + (d.b - d.a) / 2;
    case DistKind::kTriangular: {
      const double half = (d.a + d.c) / 2;
      if (d.b >= half) return d.a + std::sqrt((d.c - d.a) * (d.b - d.a) / 2);
      return d.c - std::sqrt((d.c - d.a) * (d.c - d.b) / 2);
    }
    case DistKind::kNormal:
    case DistKind::kLognormal:
      return d.a;
    case DistKind::kExponential:
      return d.a * kLn2;
    case DistKind::kGamma:
      return d.a * d.b;
    case DistKind::kBeta:
      return d.a / (d.a + d.b);
    case DistKind::kNone:
      break;
  }
  return 0;
}

// "lognormal(60 d, 0.6)", where a value would do as well: names are letters, and numbers do not begin with one.
bool is_distribution(std::string_view text) {
  const std::size_t open = text.find('(');
  if (open == std::string_view::npos || open == 0 || !text.ends_with(')')) return false;
  return std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(open),
                     [](char c) { return c >= 'a' && c <= 'z'; });
}

std::vector<std::string_view> arguments_of(std::string_view inside) {
  std::vector<std::string_view> list;
  while (true) {
    const std::size_t end = std::min(inside.find(','), inside.size());
    list.push_back(trimmed(inside.substr(0, end)));
    if (end == inside.size()) return list;
    inside.remove_prefix(end + 1);
  }
}

std::string key(std::string_view what) {
  return "'" + std::string{what} + "'";
}

}  // namespace

void Reader::count(const Node& node) {
  if (counted_ == nullptr) return;
  ++counted_->numbers;
  const std::string_view source = tree_.sources()[node.source];
  if (source.find_first_not_of(' ') == std::string_view::npos) counted_->unsourced.push_back(node.place);
  const bool in_part = source.find("assumption", 1) != std::string_view::npos;  // "…; the volume is an assumption"
  if (source == "assumption" || source.starts_with("assumption:") || in_part) {
    ++counted_->assumptions;
    assumed_.push_back(&node);
  }
}

bool Reader::check_range(double value, Place place, std::string_view what, const Want& want) {
  const bool low = want.above ? value <= want.least : value < want.least;
  if (low || value > want.most) {
    const std::string limit = low ? (want.above ? "above " : "at least ") + with_unit(want.least, want)
                                  : "at most " + with_unit(want.most, want);
    error(place, key(what) + " must be " + limit + ", not " + with_unit(value, want), range_of(want));
    return false;
  }
  constexpr double kMostQuanta = 9007199254740992.0;  // 2^53
  if (want.quantum > 0 && std::abs(value) / want.quantum > kMostQuanta) {
    error(place, key(what) + " is too large: more than 2^53 times the quantum " + shown(want.quantum),
          "a coarser 'quantum' for the product, or a smaller number");
    return false;
  }
  if (std::abs(value) > 1e18) {
    error(place, key(what) + " is too large: " + shown(value), "nothing here is counted beyond 10^18");
    return false;
  }
  return true;
}

std::optional<double> Reader::convert(std::string_view text, Place place, std::string_view what, const Want& want,
                                      std::string_view inherited_unit) {
  const auto measured = split_unit(text);
  if (!measured) {
    error(place, key(what) + " must be " + expected(want.dimension, want.unit) + ", not " + shown(text),
          number_hint(text));
    return std::nullopt;
  }
  const std::string_view unit = measured->unit.empty() ? inherited_unit : measured->unit;
  const auto scale = scale_of(unit, want.dimension, want.unit);
  if (scale) return (*scale)(measured->value);
  if (unit.empty() && measured->value == 0) return 0.0;
  const std::string wanted = expected(want.dimension, want.unit);
  if (unit.empty()) {
    error(place, key(what) + " needs a unit: " + shown(text), "write " + wanted);
  } else {
    error(place, key(what) + " cannot have the unit " + shown(unit),
          unit.front() == ',' ? "decimals have a point, thousands nothing between them" : "write " + wanted);
  }
  return std::nullopt;
}

Number Reader::number(Node& node, std::string_view what, const Want& want) {
  Number number;
  number.place = node.place;
  number.source = node.source;
  node.number = want.counted;
  if (want.counted) count(node);
  if (node.is_scalar() && is_distribution(node.text)) {
    const std::size_t errors = diagnostics_.errors();
    read_distribution(node, what, want, {}, number);
    if (diagnostics_.errors() == errors) number.value = centre(number.dist);
  } else if (node.is_scalar()) {
    const auto value = convert(node.text, node.place, what, want, {});
    if (value && check_range(*value, node.place, what, want)) number.value = *value;
  } else if (node.is_map()) {
    read_number_map(node, what, want, number);
  } else {
    error(node.place,
          key(what) + " must be " + expected(want.dimension, want.unit) + ", not " +
              (node.is_list() ? "a list" : "nothing"),
          "one number; its range is {value: …, low: …, high: …}");
  }
  if (ask_ && want.counted && diagnostics_.ok()) {
    const double before = number.value;
    ask_(node, number);
    if (number.value != before) check_range(number.value, node.place, what, want);
  }
  return number;
}

void Reader::read_number_map(Node& node, std::string_view what, const Want& want, Number& number) {
  constexpr std::array<std::string_view, 5> known = {"value", "low", "high", "dist", "source"};
  const std::size_t errors = diagnostics_.errors();
  for (const Node& child : node) {
    if (!want.also.empty() && child.key == want.also) continue;
    if (std::find(known.begin(), known.end(), child.key) == known.end()) unknown_key(child, "number", known);
  }
  std::string_view unit;
  const auto part = [&](std::string_view name) -> std::optional<double> {
    const Node* child = node.find(name);
    if (child == nullptr) return std::nullopt;
    if (!child->is_scalar()) {
      error(child->place, key(name) + " of " + key(what) + " must be a number",
            "{value: 100, low: 80, high: 130, source: …}");
      return std::nullopt;
    }
    const auto value = convert(child->text, child->place, name == "value" ? what : name, want, unit);
    if (!value || !check_range(*value, child->place, name == "value" ? what : name, want)) return std::nullopt;
    if (name == "value") unit = split_unit(child->text)->unit;
    return value;
  };
  const auto value = part("value");
  number.low = part("low");
  number.high = part("high");
  if (const Node* dist = node.find("dist")) read_distribution(*dist, what, want, unit, number);
  if (diagnostics_.errors() != errors) return;
  if (!value && number.dist.kind == DistKind::kNone) {
    error(node.place, key(what) + " needs a 'value' or a 'dist'",
          "'value' is what a single run takes; low and high alone do not say it");
    return;
  }
  number.value = value ? *value : centre(number.dist);
  if (number.low && *number.low > number.value)
    error(node.find("low")->place, "'low' of " + key(what) + " is above its value", "low <= value <= high");
  if (number.high && *number.high < number.value) {
    error(node.find("high")->place, "'high' of " + key(what) + " is below its value", "low <= value <= high");
  }
}

void Reader::read_distribution(const Node& node, std::string_view what, const Want& want, std::string_view unit,
                               Number& number) {
  constexpr std::array<std::string_view, 7> names = {"uniform",     "triangular", "normal", "lognormal",
                                                     "exponential", "gamma",      "beta"};
  const std::string_view text = node.text;
  const std::size_t open = text.find('(');
  if (!node.is_scalar() || open == std::string_view::npos || !text.ends_with(')')) {
    error(node.place, "'dist' of " + key(what) + " must be a distribution such as triangular(130, 150, 165)",
          "one of: uniform, triangular, normal, lognormal, exponential, gamma, beta");
    return;
  }
  const std::string_view name = trimmed(text.substr(0, open));
  const auto shape =
      std::find_if(kDistributions.begin(), kDistributions.end(), [&](const Shape& s) { return s.name == name; });
  if (shape == kDistributions.end()) {
    std::string hint = did_you_mean(name, names);
    error(node.place, "no distribution " + shown(name),
          hint.empty() ? "one of: uniform, triangular, normal, lognormal, exponential, gamma, beta" : std::move(hint));
    return;
  }
  const auto arguments = arguments_of(text.substr(open + 1, text.size() - open - 2));
  if (arguments.size() != shape->arguments) {
    error(node.place,
          std::string{name} + " takes " + std::to_string(shape->arguments) +
              (shape->arguments == 1 ? " argument, not " : " arguments, not ") + std::to_string(arguments.size()),
          std::string{shape->usage});
    return;
  }
  if (shape->kind == DistKind::kBeta && want.dimension != Dimension::kShare && want.dimension != Dimension::kPlain) {
    error(node.place, "beta is for shares", "another distribution, with a unit");
    return;
  }
  std::array<double, 3> values{};
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const bool spread = shape->kind == DistKind::kNormal && i == 1;  // a width, not a value: bounds do not hold for it
    const Want& wanted = shape->has_unit[i] ? want : kPlainWant;
    const auto value = convert(arguments[i], node.place, what, wanted, shape->has_unit[i] ? unit : std::string_view{});
    if (!value || (!spread && !check_range(*value, node.place, what, wanted))) return;
    values[i] = *value;
  }
  const Distribution dist{shape->kind, values[0], values[1], values[2]};
  if (!makes_sense(dist)) {
    error(node.place, shown(node.text) + " is no distribution", "write " + std::string{shape->usage});
    return;
  }
  number.dist = dist;
}

}  // namespace fabshock::input
