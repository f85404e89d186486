#include "calibration/posterior.h"
#include "results/csv.h"

namespace fabshock {
namespace {

using package::Column;

std::vector<Column> draw_columns(const Posterior& p) {
  std::vector<Column> columns;
  for (const FittedNumber& number : p.numbers) columns.push_back({number.path, "number", "in its canonical unit"});
  return columns;
}

const std::vector<Column>& discrepancy_columns() {
  static const std::vector<Column> columns = {
      {"kind", "string", "of outcome"},
      {"n", "integer", "outcomes that it is of, not put in"},
      {"uncovered", "integer", "besides, outcomes that no discrepancy covers: days that never come"},
      {"discrepancy", "number",
       "standard deviation of logarithms with which nine tenths of what was left out is covered"}};
  return columns;
}

const std::vector<Column>& predicted_columns() {
  static const std::vector<Column> columns = {
      {"episode", "string", "the scenario"},
      {"outcome", "string", "id of the observation"},
      {"kind", "string", "of outcome"},
      {"input", "boolean", "the scenario was given it"},
      {"observed", "number", "what was observed"},
      {"median", "number", "of the draws of the posterior without the episode"},
      {"q05", "number", "lower end of the 90 % interval, with the discrepancy that the other episodes give"},
      {"q95", "number", "upper end of it"},
      {"inside", "boolean", "the observed value lies in it"},
      {"ln_error", "number", "ln(median/observed)"},
      {"discrepancy", "number", "that the other episodes give"},
      {"effective", "number", "particles that speak, without the episode"}};
  return columns;
}

const std::vector<Column>& predicted_score_columns() {
  static const std::vector<Column> columns = {
      {"episode", "string", "the scenario, or all"},
      {"kind", "string", "of outcome; price: spot and contract; all"},
      {"n", "integer", "observations, without those that were put in"},
      {"median_ln_error", "number", "median size of ln(median/observed)"},
      {"inside", "number", "share of the observed values in their 90 % intervals"},
      {"half_width", "number", "median of ln(q95/q05)/2, of what is lost by what is left"},
      {"crps", "number", "mean CRPS of those that are scored by logarithms"},
      {"skill_no_change", "number", "1 - squared errors over those of 'no change', of logarithms"},
      {"skill_fading", "number", "the same against a fifth up in week two, fading over a quarter"}};
  return columns;
}

const std::vector<Column>& population_columns() {
  static const std::vector<Column> columns = {
      {"population", "integer", "from 0, the prior"},
      {"lambda", "number", "how far it is on the way from the prior, 0, to the posterior, 1"},
      {"particles", "integer", "points that were simulated"},
      {"effective", "number", "particles before they were resampled: 1 over the sum of squared weights"},
      {"accepted", "number", "share of the steps of parameters that were taken afterwards"},
      {"different", "integer", "particles that are not the same as another"},
      {"mean_loss", "number", "of the particles"}};
  return columns;
}

}  // namespace

std::vector<package::Table> write_posterior(const std::filesystem::path& folder, const Posterior& p) {
  std::vector<Column> columns = draw_columns(p);
  CsvWriter draws(folder / "posterior.csv", package::header_line(columns));
  for (const std::vector<double>& draw : p.draws) {
    for (const double x : draw) draws.number(x);
    draws.end_row();
  }
  draws.close();
  CsvWriter discrepancies(folder / "discrepancy.csv", package::header_line(discrepancy_columns()));
  for (const Discrepancy& d : p.discrepancies)
    discrepancies.text(d.kind).integer(d.n).integer(d.uncovered).number(d.sd).end_row();
  discrepancies.close();
  CsvWriter predicted(folder / "predicted.csv", package::header_line(predicted_columns()));
  for (const OutcomeScore& o : p.left_out.outcomes) {
    const auto of = std::find_if(p.episodes.begin(), p.episodes.end(),
                                 [&](const EpisodePosterior& e) { return e.episode == o.episode; });
    predicted.text(o.episode).text(o.seen.id).text(o.seen.kind).text(o.seen.input ? "true" : "false");
    predicted.number(o.seen.value).number(o.median).number(o.q05).number(o.q95);
    predicted.text(!o.has_interval ? "" : o.inside ? "true" : "false").number(o.ln_error);
    predicted.number(o.seen.discrepancy).number(of->effective).end_row();
  }
  predicted.close();
  CsvWriter scores(folder / "predicted_scores.csv", package::header_line(predicted_score_columns()));
  for (const ScoreGroup& g : p.left_out.groups) {
    scores.text(g.episode).text(g.kind).integer(g.n).number(g.median_ln_error).number(g.inside).number(g.half_width);
    scores.number(g.score).number(g.skill_no_change).number(g.skill_fading).end_row();
  }
  scores.close();
  CsvWriter populations(folder / "populations.csv", package::header_line(population_columns()));
  for (std::size_t i = 0; i < p.populations.size(); ++i) {
    const AbcPopulation& population = p.populations[i];
    double loss = 0;
    for (const Particle& particle : population.particles)
      loss += particle.loss / static_cast<double>(population.particles.size());
    populations.integer(static_cast<std::int64_t>(i)).number(population.lambda);
    populations.integer(static_cast<std::int64_t>(population.particles.size())).number(population.effective);
    populations.number(population.accepted).integer(population.different()).number(loss).end_row();
  }
  populations.close();
  return {{"posterior.csv", std::move(columns)},
          {"discrepancy.csv", discrepancy_columns()},
          {"predicted.csv", predicted_columns()},
          {"predicted_scores.csv", predicted_score_columns()},
          {"populations.csv", population_columns()}};
}

}  // namespace fabshock
