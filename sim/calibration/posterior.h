// What past episodes leave open of the parameters: their joint posterior (calibration/abc_smc.h) where every other
// number of the episodes is drawn too; what it predicts of each episode without that one; and how far the equations
// themselves are off.
//
// Left out: the parameters of a population at lambda are weighted by exp(-(1 - lambda) loss of the others/2) over the
// mean of exp(-lambda loss of the episode/2) over draws of its inputs that no particle was chosen by, which is
// importance sampling from the posterior without the episode [Gelfand, Dey & Chang 1992]; of the populations from 0.05
// on the one of which most particles speak, since those on the way are wider. It is predicted with such draws, too.
//
// Discrepancy of a kind: for each outcome the least sigma with which it lies in the 90 % interval of the left-out
// predictions (of what is lost: what is left) times a lognormal of that sigma; of these the ceil(0.9 (n + 1))-th least,
// at most the largest, which covers nine tenths of what comes where episodes are exchangeable [conformal prediction:
// Vovk et al. 2005; Barber et al. 2021, Ann. Stat. 49, 486-507]. Each episode is predicted with what the others give.
#pragma once
#include "calibration/abc_smc.h"
#include "calibration/fit.h"

namespace fabshock {

struct Discrepancy {
  std::string kind;
  std::uint32_t n = 0;          // outcomes it is of
  std::uint32_t uncovered = 0;  // besides, those that no discrepancy covers: a day that never comes
  double sd = 0;                // of ln(observed/predicted)
};

struct EpisodePosterior {
  std::string episode;
  double effective = 0;  // particles that speak, left out
};

struct Posterior {
  std::vector<FittedNumber> numbers;
  std::vector<std::vector<double>> draws;  // each as likely as another: by number, in its canonical unit
  std::vector<AbcPopulation> populations;
  Hindcast left_out;  // each episode by the posterior without it, with the discrepancies of the others
  std::vector<EpisodePosterior> episodes;
  std::vector<Discrepancy> discrepancies;
};

// The same whatever the number of threads. The experiment asks for particles.
Posterior posterior_of(const Experiment& experiment, const CalibrationOptions& options);

// posterior.csv, discrepancy.csv, predicted.csv, predicted_scores.csv and populations.csv: what is in them.
std::vector<package::Table> write_posterior(const std::filesystem::path& folder, const Posterior& posterior);

}  // namespace fabshock
