#include "cli/sensitivity_table.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "cli/text.h"

namespace fabshock::cli {
namespace {

constexpr std::size_t kMostTables = 16;
constexpr std::size_t kMostFactors = 10;
constexpr double kLeast = 0.01;    // of the first's weight, to be told
constexpr int kTornadoWidth = 25;  // columns

std::string as_index(const std::optional<double>& value) {
  std::array<char, 24> text{};
  if (value) std::snprintf(text.data(), text.size(), "%.2f", *value);
  return text.data();
}

std::string with_interval(const std::string& value, const std::optional<Interval>& interval, const auto& shown) {
  if (value.empty() || !interval) return value;
  return value + " [" + shown(interval->low) + ", " + shown(interval->high) + ']';
}

// From `low` to `high` of a factor, on the scale of all.
class Tornado {
 public:
  explicit Tornado(const Sensitivity& of) : mean_(of.mean), least_(of.mean), most_(of.mean) {
    for (const FactorResult& factor : of.factors) {
      if (!factor.low || !factor.high) continue;
      least_ = std::min({least_, *factor.low, *factor.high});
      most_ = std::max({most_, *factor.low, *factor.high});
    }
  }

  std::string bar(const FactorResult& factor) const {
    if (!factor.low || !factor.high || most_ <= least_) return "";
    const int from = column(std::min(*factor.low, *factor.high));
    const int to = column(std::max(*factor.low, *factor.high));
    std::string text;
    for (int c = 0; c < kTornadoWidth; ++c) {
      const bool filled = c >= from && c <= to && from != to;
      text += c == column(mean_) ? "│" : filled ? "█" : " ";
    }
    text.erase(text.find_last_not_of(' ') + 1);
    return text;
  }

 private:
  int column(double value) const {
    return static_cast<int>(std::lround((value - least_) / (most_ - least_) * (kTornadoWidth - 1)));
  }
  double mean_, least_, most_;
};

void print(const Sensitivity& of, bool several_arms, bool morris, std::uint32_t rows) {
  const std::string& unit = of.key.unit;
  const auto whole = [&](double value) { return amount_of(unit, value); };
  const auto shown = [&](double value) { return amount_of(unit == "1" ? "1" : "", value); };
  const auto known = [&](const std::optional<double>& value) { return value ? shown(*value) : std::string{}; };
  std::string title = of.key.measure + " of " + label_of(of.key);
  if (several_arms) title += ", " + of.arm;
  if (!of.difference_to.empty()) title += ", more than in " + of.difference_to;
  std::printf("\n%s: mean %s, standard deviation %s\n", title.c_str(), whole(of.mean).c_str(), whole(of.sd).c_str());
  const Tornado tornado(of);
  std::vector<TextLine> lines;
  lines.push_back(morris ? TextLine{"factor", "rows", "mu*", "mu", "sigma", "lower half", "upper half", ""}
                         : TextLine{"factor", "rows", "total", "first", "lower half", "upper half", ""});
  const auto rows_of = [&](const FactorResult& f) { return morris ? f.effects.n : f.indices.n; };
  const auto is_whole = [&](const FactorResult& f) { return rows_of(f) == rows; };
  const bool all_whole = std::all_of(of.factors.begin(), of.factors.end(), is_whole);
  if (all_whole) lines.front()[1].clear();
  std::size_t others = 0;
  for (const FactorResult& f : of.factors) {
    if (lines.size() > kMostFactors || f.weight() < kLeast * of.factors.front().weight()) {
      ++others;
      continue;
    }
    const std::string known_in = all_whole ? "" : std::to_string(rows_of(f));
    if (morris) {
      lines.push_back({f.factor, known_in, with_interval(shown(f.effects.mu_star), f.effects.star_interval, shown),
                       known(f.effects.mu), known(f.effects.sigma), known(f.low), known(f.high), tornado.bar(f)});
    } else {
      lines.push_back({f.factor, known_in, with_interval(as_index(f.indices.total), f.indices.total_interval, as_index),
                       with_interval(as_index(f.indices.first), f.indices.first_interval, as_index), known(f.low),
                       known(f.high), tornado.bar(f)});
    }
  }
  std::vector<bool> right(lines.front().size(), true);
  right.front() = right.back() = false;
  print_lines(lines, right);
  if (others > 0) std::printf("  and %zu that matter less\n", others);
}

}  // namespace

void print_sensitivities(const BatchOutcome& outcome, const BatchPlan& plan) {
  const SensitivityPlan& what = *plan.sensitivity;
  const bool morris = what.method == FactorMethod::kMorris;
  std::printf("%s, %zu factor%s, %u rows, %llu runs\n", morris ? "Morris' effects" : "Sobol' indices",
              what.factors.size(), what.factors.size() == 1 ? "" : "s", what.rows,
              static_cast<unsigned long long>(outcome.runs));
  const auto told = told_of(outcome.sensitivities, plan.kind);
  for (std::size_t i = 0; i < std::min(told.size(), kMostTables); ++i) {
    print(*told[i], plan.arms.size() > 1, morris, what.rows);
  }
  if (told.size() > kMostTables) std::printf("\n%zu more are in sensitivity.csv.\n", told.size() - kMostTables);
  if (told.empty()) std::printf("\nNothing that was measured varies.\n");
}

}  // namespace fabshock::cli
