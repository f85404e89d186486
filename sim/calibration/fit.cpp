#include "calibration/fit.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <exception>
#include <limits>
#include <mutex>
#include <thread>

#include "base/math.h"
#include "calibration/cma_es.h"
#include "calibration/kept.h"
#include "calibration/reflect.h"

namespace fabshock {
namespace {

constexpr double kUndefined = 5;  // z of an outcome that is not there
constexpr double kTail = 3;       // z from which on its loss is straight

double huber(double z) {
  const double size = std::fabs(z);
  return size <= kTail ? z * z : kTail * (2 * size - kTail);
}

// What is to be done: a search from a start over the episodes of a set.
struct Search {
  std::string left_out;
  std::uint32_t start = 0;
};

class Fitting {
 public:
  Fitting(const Experiment& experiment, const CalibrationOptions& options)
      : e_(experiment),
        ask_(*experiment.calibration),
        options_(options),
        first_(experiment),
        weights_(weights_of_episodes(first_, ask_)) {
    sets_.emplace_back();
    for (const Episodes::Episode& episode : first_.all()) {
      if (std::find(sets_.begin(), sets_.end(), episode.together) == sets_.end()) sets_.push_back(episode.together);
    }
    for (const std::string& set : sets_) {
      for (std::uint32_t start = 0; start < ask_.starts; ++start) searches_.push_back({set, start});
    }
    fits_.resize(searches_.size());
  }

  Calibration run() {
    search_all();
    Calibration result;
    result.numbers = first_.fitted();
    result.input_files = first_.input_files();
    for (std::size_t i = 0; i < result.numbers.size(); ++i) {
      result.standing.push_back(first_.value(i, result.numbers[i].start));
    }
    for (std::size_t s = 0; s < sets_.size(); ++s) {
      const auto from = fits_.begin() + static_cast<std::ptrdiff_t>(s * ask_.starts);
      const auto best =
          std::min_element(from, from + ask_.starts, [](const Fit& a, const Fit& b) { return a.loss < b.loss; });
      result.best.push_back(static_cast<std::size_t>(best - fits_.begin()));
    }
    for (const Fit& fit : fits_) {
      std::vector<double>& values = result.values.emplace_back();
      for (std::size_t i = 0; i < fit.u.size(); ++i) values.push_back(first_.value(i, fit.u[i]));
    }
    std::vector<double> standing;
    for (const FittedNumber& number : result.numbers) standing.push_back(number.start);
    for (std::size_t e = 0; e < first_.all().size(); ++e) {
      const auto set = std::find(sets_.begin() + 1, sets_.end(), first_.all()[e].together) - sets_.begin();
      predict(e, standing, result.before);
      predict(e, fits_[result.best.front()].u, result.in_sample);
      predict(e, fits_[result.best[static_cast<std::size_t>(set)]].u, result.left_out);
    }
    for (Hindcast* scored : {&result.before, &result.in_sample, &result.left_out}) add_groups(*scored);
    result.fits = std::move(fits_);
    return result;
  }

 private:
  void search_all() {
    std::atomic<std::size_t> next = 0;
    std::atomic<bool> stopped = false;
    std::mutex telling;
    std::size_t done = 0;
    std::exception_ptr failed;
    const auto work = [&](Episodes& episodes) {
      try {
        for (std::size_t i = next++; i < searches_.size() && !stopped; i = next++) {
          if (!is_kept(i)) {
            fits_[i] = search(episodes, searches_[i], stopped);
            if (options_.kept != nullptr && !stopped) options_.kept->keep(fits_[i]);
          }
          const std::lock_guard lock(telling);
          options_.progress(static_cast<double>(++done) / static_cast<double>(searches_.size()));
        }
      } catch (...) {
        const std::lock_guard lock(telling);
        if (!failed) failed = std::current_exception();
        stopped = true;
      }
    };
    std::vector<Episodes> others;
    for (unsigned t = 1; t < options_.threads; ++t) others.emplace_back(e_);
    std::vector<std::thread> threads;
    for (Episodes& episodes : others) threads.emplace_back([&] { work(episodes); });
    work(first_);
    for (std::thread& thread : threads) thread.join();
    if (failed) std::rethrow_exception(failed);
  }

  bool is_kept(std::size_t search) {
    if (options_.kept == nullptr) return false;
    for (const Fit& fit : options_.kept->fits()) {
      if (fit.left_out != searches_[search].left_out || fit.start != searches_[search].start) continue;
      fits_[search] = fit;
      return true;
    }
    return false;
  }

  std::vector<double> begin_of(const Search& search) const {
    std::vector<double> u;
    for (const FittedNumber& number : first_.fitted()) u.push_back(number.start);
    if (search.start == 0) return u;
    Stream cold({.seed = e_.seed, .replication = search.start}, "cold start", Purpose::kDesign);
    for (double& x : u) x = uniform(cold, 0.05, 0.95);
    return u;
  }

  Fit search(Episodes& episodes, const Search& what, const std::atomic<bool>& stopped) const {
    constexpr double kStep = 0.2;
    const std::vector<double> begin = begin_of(what);
    CmaEs cma(begin, kStep, e_.seed + what.start);
    const auto at = [](std::vector<double> x) {
      for (double& u : x) u = reflected(u);
      return x;
    };
    while (cma.evaluations() < ask_.evaluations && !cma.is_done() && !stopped) {
      std::vector<double> values;
      for (const std::vector<double>& point : cma.ask()) {
        values.push_back(loss(episodes, what.left_out, at(point)));
      }
      cma.tell(values);
    }
    return {what.left_out, what.start, cma.best_value(), cma.evaluations(), at(cma.best())};
  }

  double loss(Episodes& episodes, const std::string& left_out, const std::vector<double>& u) const {
    double sum = 0;
    for (std::size_t i = 0; i < u.size(); ++i) {
      const double away = (u[i] - episodes.fitted()[i].start) / ask_.hold;
      sum += away * away;
    }
    for (std::size_t e = 0; e < episodes.all().size(); ++e) {
      const Episodes::Episode& episode = episodes.all()[e];
      const auto weight = weights_.find(episode.together);
      if (episode.together == left_out || weight == weights_.end()) continue;
      std::vector<double> values = episodes.outcomes(e, u, options_.poll);
      values.resize(episode.seen.size(), std::numeric_limits<double>::quiet_NaN());
      sum += weight->second * loss_of(episode.seen, values, ask_);
    }
    return sum;
  }

  void predict(std::size_t episode, std::span<const double> u, Hindcast& to) {
    std::vector<double> values = first_.outcomes(episode, u, options_.poll);
    const Episodes::Episode& of = first_.all()[episode];
    values.resize(of.seen.size(), std::numeric_limits<double>::quiet_NaN());
    for (std::size_t o = 0; o < values.size(); ++o) {
      to.outcomes.push_back(score_of(of.name, of.seen[o], {values[o]}));
    }
  }

  const Experiment& e_;
  const CalibrationAsk& ask_;
  const CalibrationOptions& options_;
  Episodes first_;
  std::map<std::string, double> weights_;  // by episode
  std::vector<std::string> sets_;          // the episode that is left out; the first: none
  std::vector<Search> searches_;
  std::vector<Fit> fits_;
};

}  // namespace

double loss_of(const std::vector<SeenOutcome>& seen, std::span<const double> values, const CalibrationAsk& ask) {
  double sum = 0;
  for (std::size_t o = 0; o < seen.size(); ++o) {
    const auto scale = ask.scale.find(seen[o].kind);
    if (scale == ask.scale.end() || seen[o].input) continue;
    double error = kUndefined * scale->second;
    if (seen[o].on_log && values[o] > 0) error = det_log(values[o] / seen[o].value);
    if (!seen[o].on_log && !std::isnan(values[o])) error = values[o] - seen[o].value;
    sum += huber(error / scale->second);
  }
  return sum;
}

std::map<std::string, double> weights_of_episodes(const Episodes& episodes, const CalibrationAsk& ask) {
  std::map<std::string, double> weights;
  for (const Episodes::Episode& episode : episodes.all()) {
    for (const SeenOutcome& seen : episode.seen) {
      if (!seen.input && ask.scale.contains(seen.kind)) weights[episode.together] += 1;
    }
  }
  for (auto& [name, weight] : weights) weight = 1 / (1 + (weight - 1) * ask.together);
  return weights;
}

Calibration calibrate(const Experiment& experiment, const CalibrationOptions& options) {
  return Fitting(experiment, options).run();
}

}  // namespace fabshock
