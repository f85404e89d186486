#include <array>

#include "calibration/fit.h"
#include "results/csv.h"

namespace fabshock {
namespace {

using package::Column;

const std::vector<Column>& fit_columns() {
  static const std::vector<Column> columns = {
      {"left_out", "string", "the episode that the fit has not seen; empty: none"},
      {"start", "integer", "0: from where the parameters stand; others cold"},
      {"best", "boolean", "the least loss of those of this set"},
      {"loss", "number", "what was reached"},
      {"evaluations", "integer", "points that were tried"},
      {"parameter", "string", "path of the number"},
      {"standing", "number", "its value as it stands, in its canonical unit"},
      {"value", "number", "as fitted, in its canonical unit"},
      {"quantile", "number", "the same as a quantile of its distribution"}};
  return columns;
}

const std::vector<Column>& outcome_columns() {
  static const std::vector<Column> columns = {{"episode", "string", "the scenario"},
                                              {"outcome", "string", "id of the observation"},
                                              {"kind", "string", "of outcome"},
                                              {"input", "boolean", "the scenario was given it"},
                                              {"observed", "number", "what was observed"},
                                              {"standing", "number", "with the parameters as they stand"},
                                              {"in_sample", "number", "with those fitted to all episodes"},
                                              {"left_out", "number", "with those fitted to the other episodes"},
                                              {"ln_error_standing", "number", "ln(standing/observed)"},
                                              {"ln_error_in_sample", "number", "ln(in_sample/observed)"},
                                              {"ln_error_left_out", "number", "ln(left_out/observed)"}};
  return columns;
}

const std::vector<Column>& score_columns() {
  static const std::vector<Column> columns = {
      {"parameters", "string", "standing, in_sample, left_out"},
      {"episode", "string", "the scenario, or all"},
      {"kind", "string", "of outcome; price: spot and contract; all"},
      {"n", "integer", "observations, without those that were put in"},
      {"n_log", "integer", "of these, those that skill is of: multiples, amounts and days above 0"},
      {"median_ln_error", "number", "median size of ln(predicted/observed)"},
      {"skill_no_change", "number", "1 - squared errors over those of 'no change', of logarithms"},
      {"skill_fading", "number", "the same against a fifth up in week two, fading over a quarter"},
      {"median_no_change", "number", "median ln error of 'no change'"},
      {"median_fading", "number", "median ln error of the other"}};
  return columns;
}

void write_fits(const std::filesystem::path& file, const Calibration& c) {
  CsvWriter csv(file, package::header_line(fit_columns()));
  for (std::size_t f = 0; f < c.fits.size(); ++f) {
    const Fit& fit = c.fits[f];
    const bool best = std::find(c.best.begin(), c.best.end(), f) != c.best.end();
    for (std::size_t i = 0; i < fit.u.size(); ++i) {
      csv.text(fit.left_out).integer(fit.start).text(best ? "true" : "false").number(fit.loss);
      csv.integer(fit.evaluations).text(c.numbers[i].path).number(c.standing[i]).number(c.values[f][i]);
      csv.number(fit.u[i]).end_row();
    }
  }
  csv.close();
}

void write_outcomes(const std::filesystem::path& file, const Calibration& c) {
  CsvWriter csv(file, package::header_line(outcome_columns()));
  for (std::size_t o = 0; o < c.before.outcomes.size(); ++o) {
    const std::array<const OutcomeScore*, 3> all = {&c.before.outcomes[o], &c.in_sample.outcomes[o],
                                                    &c.left_out.outcomes[o]};
    const SeenOutcome& seen = all[0]->seen;
    csv.text(all[0]->episode).text(seen.id).text(seen.kind).text(seen.input ? "true" : "false").number(seen.value);
    for (const OutcomeScore* score : all) csv.number(score->median);
    for (const OutcomeScore* score : all) csv.number(score->ln_error);
    csv.end_row();
  }
  csv.close();
}

void write_scores(const std::filesystem::path& file, const Calibration& c) {
  CsvWriter csv(file, package::header_line(score_columns()));
  const std::array<std::pair<const char*, const Hindcast*>, 3> all = {
      {{"standing", &c.before}, {"in_sample", &c.in_sample}, {"left_out", &c.left_out}}};
  for (const auto& [parameters, hindcast] : all) {
    for (const ScoreGroup& g : hindcast->groups) {
      csv.text(parameters).text(g.episode).text(g.kind).integer(g.n).integer(g.n_log).number(g.median_ln_error);
      csv.number(g.skill_no_change).number(g.skill_fading).number(g.median_no_change).number(g.median_fading);
      csv.end_row();
    }
  }
  csv.close();
}

}  // namespace

std::vector<package::Table> write_calibration(const std::filesystem::path& folder, const Calibration& calibration) {
  write_fits(folder / "fits.csv", calibration);
  write_outcomes(folder / "outcomes.csv", calibration);
  write_scores(folder / "scores.csv", calibration);
  return {{"fits.csv", fit_columns()}, {"outcomes.csv", outcome_columns()}, {"scores.csv", score_columns()}};
}

}  // namespace fabshock
