// Behavioural parameters fitted to past episodes by CMA-ES, and what each episode is predicted as by a fit that has not
// seen it.
//
//   loss(u) = sum over episodes of 1/(1 + (n - 1) together) times the sum over its n outcomes of a kind with a scale of
//             h(error/scale), + sum over parameters of ((u - u0)/hold)^2
//
// u the quantiles of the parameters, each in its own distribution, u0 where they stand; error of logarithms, of what is
// lost a difference; h(z) = z^2 up to |z| = 3, then straight on [Huber 1964], so that one outcome that no parameter can
// explain does not decide. An outcome that is not defined counts as z = 5. Searches go over all of u, reflected at 0
// and 1: the first from u0, the others from cold starts, uniform between 0.05 and 0.95.
#pragma once
#include "batch/hindcast.h"
#include "calibration/episodes.h"

namespace fabshock {

struct Fit {
  std::string left_out;  // the episode that was; empty: none
  std::uint32_t start = 0;
  double loss = 0;
  std::uint64_t evaluations = 0;
  std::vector<double> u;  // by fitted number
};

struct Calibration {
  std::set<std::string> input_files;
  std::vector<FittedNumber> numbers;
  std::vector<std::vector<double>> values;  // by fit, then number: in its canonical unit
  std::vector<double> standing;             // by number: as it stands
  std::vector<Fit> fits;                    // of all, then without each episode; by start
  std::vector<std::size_t> best;            // of these, of each set
  Hindcast before, in_sample, left_out;     // as they stand; by the best fit to all; by the best without the episode
};

// The part of the loss that outcomes of one file make, before what counts for many. values: as Episodes::outcomes().
double loss_of(const std::vector<SeenOutcome>& seen, std::span<const double> values, const CalibrationAsk& ask);
// By episode, of several files too: 1/(1 + (n - 1) together); none where nothing of it is fitted.
std::map<std::string, double> weights_of_episodes(const Episodes& episodes, const CalibrationAsk& ask);

class KeptSearches;

struct CalibrationOptions {
  unsigned threads = 1;
  std::function<void(double)> progress = [](double) {};  // the share done; by one thread at a time
  std::function<void()> poll = [] {};                    // by any thread; may throw to stop
  KeptSearches* kept = nullptr;                          // what is there already, and what is done now
};

// The same whatever the number of threads.
Calibration calibrate(const Experiment& experiment, const CalibrationOptions& options);

// fits.csv, outcomes.csv and scores.csv: what is in them.
std::vector<package::Table> write_calibration(const std::filesystem::path& folder, const Calibration& calibration);

}  // namespace fabshock
