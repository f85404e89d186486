// Past episodes: what an ensemble of runs says where something was observed, and how well that did.
#pragma once
#include "batch/second_pass.h"
#include "batch/seen.h"
#include "results/package.h"

namespace fabshock {

struct OutcomeScore {
  std::string episode;  // the arm
  SeenOutcome seen;
  std::uint32_t n = 0;  // draws in which it is defined; of a day in which it came
  // Of all draws that have a baseline; none where it is not defined, or a day that does not come. The interval is that
  // of the draws, each off by the discrepancy; of one draw without that there is none.
  std::optional<double> median{}, q05{}, q95{};
  std::optional<double> error{};     // ln(median/observed), or their difference
  std::optional<double> ln_error{};  // the first, of what is lost too
  std::optional<double> score{};     // CRPS, on the scale of the error
  bool has_interval = false;
  bool inside = false;           // the observed value lies from q05 to q95
  bool shows_an_effect() const;  // where there was none, or nobody can tell
};

// Of some observations together: all but those that were put in.
struct ScoreGroup {
  std::string episode, kind;  // "all"; kind: of one kind, or `price`: spot and contract
  std::uint32_t n = 0;        // scored
  std::uint32_t n_log = 0;    // of these by skill and CRPS: multiples, amounts and days above 0
  std::optional<double> median_ln_error{};
  std::optional<double> inside{};      // share, of those that have an interval
  std::optional<double> half_width{};  // median of ln(q95/q05)/2
  std::optional<double> score{};       // mean CRPS on the logarithm
  // 1 - SSE/SSE of the forecast, of logarithms; medians of the forecasts' own errors and their mean CRPS.
  std::optional<double> skill_no_change{}, skill_fading{}, median_no_change{}, median_fading{}, score_no_change{},
      score_fading{};
};

struct Hindcast {
  std::vector<OutcomeScore> outcomes;  // by episode, then as in the file
  std::vector<ScoreGroup> groups;
};

// draws: NaN where it was not defined.
OutcomeScore score_of(const std::string& episode, const SeenOutcome& seen, std::vector<double> draws);
// Of the outcomes that are there, by episode and kind, and of all episodes.
void add_groups(Hindcast& hindcast);
Hindcast hindcast_of(const Finished& batch);
// outcomes.csv and scores.csv: what is in them.
std::vector<package::Table> write_hindcast(const std::filesystem::path& folder, const Hindcast& hindcast);

}  // namespace fabshock
