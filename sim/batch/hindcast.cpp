#include "batch/hindcast.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "base/math.h"
#include "batch/rows_in_order.h"
#include "random/quantiles.h"
#include "results/csv.h"
#include "stats/crps.h"
#include "stats/quantiles.h"

namespace fabshock {
namespace {

constexpr double kNever = std::numeric_limits<double>::infinity();

std::optional<double> finite(double value) {
  return std::isfinite(value) ? std::optional{value} : std::nullopt;
}

std::optional<double> median_of(std::vector<double> values) {
  if (values.empty()) return std::nullopt;
  std::sort(values.begin(), values.end());
  return sorted_quantile(values, 0.5);
}

std::optional<double> mean_of(const std::vector<double>& values) {
  if (values.empty()) return std::nullopt;
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

// The p-quantile where some of the values may never come.
double quantile_with_never(const std::vector<double>& rising, double p) {
  const auto above = static_cast<std::size_t>(std::ceil(static_cast<double>(rising.size() - 1) * p));
  return rising[above] == kNever ? kNever : sorted_quantile(rising, p);
}

// Each draw times a lognormal of median 1, as equally likely points of it: what the equations say, and how far they
// themselves are off, independently of the draw [Kennedy & O'Hagan 2001]; of what is lost, what is left. What never
// comes stays so.
void blur(std::vector<double>& draws, double sigma, bool lost) {
  constexpr std::size_t kFewest = 199;  // points a draw, ...
  constexpr std::size_t kInAll = 4000;  // ... more where there are few draws
  const std::size_t points = std::max(kFewest, kInAll / draws.size());
  std::vector<double> z;
  double squares = 0;
  for (std::size_t k = 0; k < points; ++k) {
    z.push_back(gaussian_quantile((static_cast<double>(k) + 0.5) / static_cast<double>(points), 0, 1));
    squares += z[k] * z[k];
  }
  const double to_unit_variance = std::sqrt(static_cast<double>(points) / squares);
  std::vector<double> blurred;
  blurred.reserve(draws.size() * points);
  for (const double point : z) {
    const double factor = det_exp(sigma * point * to_unit_variance);
    for (const double x : draws) blurred.push_back(lost ? 1 - (1 - x) * factor : x * factor);
  }
  draws = std::move(blurred);
}

// A forecast that anybody could have made, beside the model, on logarithms.
class AgainstForecast {
 public:
  void add(double model_error, double forecast_error) {
    model_ += model_error * model_error;
    forecast_ += forecast_error * forecast_error;
    sizes_.push_back(std::fabs(forecast_error));
  }
  std::optional<double> skill() const { return forecast_ > 0 ? std::optional{1 - model_ / forecast_} : std::nullopt; }
  std::optional<double> median() const { return median_of(sizes_); }
  std::optional<double> score() const { return mean_of(sizes_); }  // the CRPS of one number is its distance

 private:
  double model_ = 0, forecast_ = 0;
  std::vector<double> sizes_;
};

template <class IsIn>
void add_group(Hindcast& hindcast, const std::string& episode, const std::string& kind, const IsIn& is_in) {
  ScoreGroup group{episode, kind};
  std::vector<double> errors;
  std::vector<double> widths;
  std::vector<double> scores;
  AgainstForecast no_change;
  AgainstForecast fading;
  double inside = 0;
  std::uint32_t intervals = 0;
  for (const OutcomeScore& o : hindcast.outcomes) {
    if (o.seen.input || !is_in(o)) continue;
    ++group.n;
    inside += o.inside ? 1 : 0;
    intervals += o.has_interval ? 1 : 0;
    // What should be above 0 and is not, or does not come, is further off than anything.
    if (o.ln_error || o.seen.value > 0) errors.push_back(o.ln_error ? std::fabs(*o.ln_error) : kNever);
    if (o.q05 && o.q95) {
      const auto [low, high] = o.seen.lost ? std::pair{1 - *o.q95, 1 - *o.q05} : std::pair{*o.q05, *o.q95};
      if (low > 0) widths.push_back(det_log(high / low) / 2);
    }
    if (!o.seen.on_log || !o.error) continue;
    if (o.score) scores.push_back(*o.score);
    const double observed = det_log(o.seen.value);
    ++group.n_log;
    if (o.seen.no_change) no_change.add(*o.error, det_log(*o.seen.no_change) - observed);
    if (o.seen.fading) fading.add(*o.error, det_log(*o.seen.fading) - observed);
  }
  if (group.n == 0) return;
  if (!errors.empty()) {
    std::sort(errors.begin(), errors.end());
    group.median_ln_error = finite(quantile_with_never(errors, 0.5));
  }
  if (intervals > 0) group.inside = inside / intervals;
  group.half_width = median_of(widths);
  group.score = mean_of(scores);
  group.skill_no_change = no_change.skill();
  group.median_no_change = no_change.median();
  group.score_no_change = no_change.score();
  group.skill_fading = fading.skill();
  group.median_fading = fading.median();
  group.score_fading = fading.score();
  hindcast.groups.push_back(std::move(group));
}

}  // namespace

OutcomeScore score_of(const std::string& episode, const SeenOutcome& seen, std::vector<double> draws) {
  OutcomeScore result{episode, seen};
  std::erase_if(draws, [](double x) { return std::isnan(x); });
  result.n =
      static_cast<std::uint32_t>(std::count_if(draws.begin(), draws.end(), [](double x) { return x != kNever; }));
  if (draws.empty()) return result;
  std::sort(draws.begin(), draws.end());
  const double middle = quantile_with_never(draws, 0.5);
  if (seen.discrepancy > 0) {
    blur(draws, seen.discrepancy, seen.lost);
    std::sort(draws.begin(), draws.end());
  }
  const double low = quantile_with_never(draws, 0.05);
  const double high = quantile_with_never(draws, 0.95);
  result.median = finite(middle);
  result.has_interval = draws.size() > 1;
  if (result.has_interval) {
    result.q05 = finite(low);
    result.q95 = finite(high);
    result.inside = low <= seen.value && seen.value <= high;
  }
  if (!result.median) return result;
  if (seen.value > 0 && middle > 0) result.ln_error = det_log(middle / seen.value);
  if (!seen.on_log) {
    result.error = middle - seen.value;
    if (draws.back() != kNever) result.score = crps(draws, seen.value);
    return result;
  }
  result.error = result.ln_error;
  if (draws.front() <= 0 || draws.back() == kNever) return result;
  for (double& x : draws) x = det_log(x);
  result.score = crps(draws, det_log(seen.value));
  return result;
}

void add_groups(Hindcast& hindcast) {
  std::vector<std::string> episodes;
  std::set<std::string> kinds;
  for (const OutcomeScore& o : hindcast.outcomes) {
    kinds.insert(o.seen.kind);
    if (episodes.empty() || episodes.back() != o.episode) episodes.push_back(o.episode);
  }
  const auto is_price = [](const OutcomeScore& o) { return o.seen.is_price; };
  for (const std::string& episode : episodes) {
    add_group(hindcast, episode, "price", [&](const OutcomeScore& o) { return o.episode == episode && is_price(o); });
    for (const std::string& kind : kinds) {
      add_group(hindcast, episode, kind,
                [&](const OutcomeScore& o) { return o.episode == episode && o.seen.kind == kind; });
    }
  }
  add_group(hindcast, "all", "price", is_price);
  for (const std::string& kind : kinds)
    add_group(hindcast, "all", kind, [&](const OutcomeScore& o) { return o.seen.kind == kind; });
  add_group(hindcast, "all", "all", [](const OutcomeScore&) { return true; });
}

bool OutcomeScore::shows_an_effect() const {
  if (!seen.no_effect_within || seen.input) return false;
  return !error || std::fabs(seen.on_log ? det_exp(*error) - 1 : *error) > *seen.no_effect_within;
}

Hindcast hindcast_of(const Finished& batch) {
  Hindcast hindcast;
  for (std::uint32_t a = 0; a < batch.plan.arms.size(); ++a) {
    const PlannedArm& arm = batch.plan.arms[a];
    if (arm.seen.empty()) continue;
    RowsInOrder rows(batch, a);
    ColumnBlock values;
    if (!rows.keys().empty()) rows.fill(rows.keys(), values);
    for (const SeenOutcome& seen : arm.seen) {
      const auto is_it = [&](std::uint32_t key) {
        const MeasureKey& what = batch.store.keys()[key];
        return what.measure == kOutcome && what.entity == seen.id;
      };
      const auto found = std::find_if(rows.keys().begin(), rows.keys().end(), is_it);
      std::vector<double> draws;
      for (std::uint32_t r = 0; r < batch.replications; ++r) {
        if (batch.store.refused(batch.store.schedule().number_of(a, r))) continue;
        const double x = found == rows.keys().end()
                             ? std::numeric_limits<double>::quiet_NaN()
                             : values.at(static_cast<std::size_t>(found - rows.keys().begin()), r);
        draws.push_back(std::isnan(x) && seen.is_day ? kNever : x);
      }
      hindcast.outcomes.push_back(score_of(arm.id, seen, std::move(draws)));
    }
  }
  add_groups(hindcast);
  return hindcast;
}

namespace {

std::vector<package::Column> columns_of_outcomes() {
  return {
      {"episode", "string", "the arm: a scenario with observations"},
      {"outcome", "string", "id of the observation"},
      {"kind", "string", "spot, contract, lead-time, volume, day; null where nothing happened; or as the file says"},
      package::measure(),
      package::entity(),
      {"when", "string", "what is taken of the series, in days after the event"},
      package::unit(),
      {"input", "boolean", "the scenario was given it, so it is shown and not scored"},
      {"observed", "number", "what was observed"},
      {"low", "number", "lower end of what sources say"},
      {"high", "number", "upper end of it"},
      {"confidence", "string", "in the source: high, medium, low"},
      {"discrepancy", "number",
       "how far the model says that its equations are off by themselves, in the interval too: standard deviation of "
       "logarithms"},
      {"n", "integer", "draws in which it is defined; of a day in which it comes"},
      {"median", "number", "of the draws; empty where it is not defined, or the day does not come"},
      {"q05", "number", "lower end of the 90 % interval: of the draws, each off by the discrepancy"},
      {"q95", "number", "upper end of it"},
      {"ln_error", "number", "ln(median/observed); empty where one of them is not above 0"},
      {"inside", "boolean",
       "the observed value lies in the 90 % interval; empty where there is none: of one draw without discrepancy"},
      {"crps", "number", "continuous ranked probability score: of logarithms; of what is lost of shares"},
      {"no_change", "number", "forecast that it stays as it is; empty of what is no multiple"},
      {"fading", "number", "forecast of prices that they are a fifth up in week two, fading over a quarter"},
      {"no_effect_within", "number", "of null cases: so far the median may be off"},
      {"effect", "boolean", "of null cases: it is further off than that"},
      {"source", "string", "who says so"}};
}

std::vector<package::Column> columns_of_scores() {
  return {{"episode", "string", "the arm, or all"},
          {"kind", "string", "of outcome; price: spot and contract; all"},
          {"n", "integer", "observations, without those that were put in"},
          {"n_log", "integer", "of these, those that skill and CRPS are of: multiples, amounts and days above 0"},
          {"median_ln_error", "number",
           "median size of ln(median/observed); what is 0 or never comes is further off than any"},
          {"inside", "number", "share of the observed values in their 90 % intervals"},
          {"half_width", "number", "median of ln(q95/q05)/2, of what is lost by what is left"},
          {"crps", "number", "mean CRPS of those that are scored by logarithms"},
          {"skill_no_change", "number", "1 - squared errors over those of 'no change', of logarithms"},
          {"skill_fading", "number", "the same against a fifth up in week two, fading over a quarter"},
          {"median_no_change", "number", "median ln error of 'no change'"},
          {"median_fading", "number", "median ln error of the other"},
          {"crps_no_change", "number", "mean CRPS of 'no change'"},
          {"crps_fading", "number", "mean CRPS of the other"}};
}

std::string header_of(const std::vector<package::Column>& columns) {
  std::string header;
  for (const package::Column& column : columns) header.append(header.empty() ? "" : ",").append(column.name);
  return header;
}

const char* word(bool is) {
  return is ? "true" : "false";
}

}  // namespace

std::vector<package::Table> write_hindcast(const std::filesystem::path& folder, const Hindcast& hindcast) {
  const auto of_outcomes = columns_of_outcomes();
  CsvWriter outcomes(folder / "outcomes.csv", header_of(of_outcomes));
  for (const OutcomeScore& o : hindcast.outcomes) {
    const SeenOutcome& seen = o.seen;
    outcomes.text(o.episode).text(seen.id).text(seen.kind).text(seen.measure).text(seen.of).text(seen.when);
    outcomes.text(seen.unit).text(word(seen.input)).number(seen.value).number(seen.low).number(seen.high);
    outcomes.text(seen.confidence)
        .number(seen.discrepancy)
        .integer(o.n)
        .number(o.median)
        .number(o.q05)
        .number(o.q95)
        .number(o.ln_error);
    outcomes.text(o.has_interval ? word(o.inside) : "").number(o.score).number(seen.no_change).number(seen.fading);
    outcomes.number(seen.no_effect_within).text(seen.no_effect_within ? word(o.shows_an_effect()) : "");
    outcomes.text(seen.source).end_row();
  }
  outcomes.close();
  const auto of_scores = columns_of_scores();
  CsvWriter scores(folder / "scores.csv", header_of(of_scores));
  for (const ScoreGroup& g : hindcast.groups) {
    scores.text(g.episode)
        .text(g.kind)
        .integer(g.n)
        .integer(g.n_log)
        .number(g.median_ln_error)
        .number(g.inside)
        .number(g.half_width);
    scores.number(g.score).number(g.skill_no_change).number(g.skill_fading).number(g.median_no_change);
    scores.number(g.median_fading).number(g.score_no_change).number(g.score_fading).end_row();
  }
  scores.close();
  return {{"outcomes.csv", of_outcomes}, {"scores.csv", of_scores}};
}

}  // namespace fabshock
