#include "calibration/posterior.h"

#include <Eigen/Dense>
#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <exception>
#include <limits>
#include <mutex>
#include <thread>

#include "base/math.h"
#include "calibration/kept.h"

namespace fabshock {
namespace {

constexpr double kCovered = 0.9;
constexpr double kMostDiscrepancy = 10;  // of logarithms
constexpr double kNear = 0.05;           // lambda from which on a population may stand for a posterior with less seen

constexpr std::size_t kFresh = 4;                       // times that an episode is drawn anew for its own prediction
constexpr double kRefused = 1e9;                        // loss of what has no baseline, which no prior holds
constexpr std::uint64_t kFreshNumbers = 2'000'000'000;  // of draws that no particle was chosen by

// What a particle's simulation came to.
struct Simulated {
  std::map<std::string, double> losses;       // by episode that is fitted
  std::vector<std::vector<double>> outcomes;  // by file, as Episodes::outcomes(); empty: refused
  double all = 0;                             // losses of all episodes
};

class Sampling {
 public:
  Sampling(const Experiment& experiment, const CalibrationOptions& options)
      : ask_(*experiment.calibration), options_(options), seed_(experiment.seed) {
    for (unsigned t = 0; t < std::max(1U, options.threads); ++t) episodes_.emplace_back(experiment, true);
    weights_ = weights_of_episodes(episodes_.front(), ask_);
    for (const Episodes::Episode& episode : episodes_.front().all()) blocks_.emplace(episode.together, 0);
    std::size_t block = 0;
    for (auto& [name, index] : blocks_) index = block++;
  }

  Posterior run() {
    Posterior posterior;
    posterior.numbers = episodes_.front().fitted();
    AbcAsk ask{.particles = ask_.particles,
               .blocks = static_cast<std::uint32_t>(blocks_.size()),
               .seed = seed_,
               .tell = options_.progress};
    if (options_.kept != nullptr) {
      ask.known = options_.kept->populations();
      ask.keep = [&](const AbcPopulation& done) { options_.kept->keep(done); };
    }
    posterior.populations = abc_smc(posterior.numbers.size(), ask, [&](std::span<Particle> particles) {
      in_parallel(particles.size(), [&](Episodes& episodes, std::size_t i) {
        particles[i].loss = simulate(episodes, particles[i].u, particles[i].numbers).all;
      });
    });
    for (const AbcPopulation& population : posterior.populations) {
      const bool is_settling = population.lambda >= 1 && &population != &posterior.populations.back();
      if (population.lambda >= kNear && !is_settling) look_again(population);
    }
    write_draws(posterior);
    find_discrepancies(leave_out(posterior), posterior);
    return posterior;
  }

 private:
  struct Prediction {
    std::string together;
    SeenOutcome seen;
    std::string episode;
    std::vector<double> draws;
    double needs = 0;  // the least discrepancy with which it covers what was seen; kMostDiscrepancy: none does
  };
  using Predictions = std::vector<Prediction>;
  struct Kept {  // a population, what its particles came to, and what else they might have
    double lambda = 0;
    std::vector<Simulated> own;
    std::vector<std::array<Simulated, kFresh>> fresh;
  };

  template <class Work>
  void in_parallel(std::size_t count, const Work& work) {
    std::atomic<std::size_t> next = 0;
    std::atomic<bool> stopped = false;
    std::mutex telling;
    std::exception_ptr failed;
    const auto some = [&](Episodes& episodes) {
      try {
        for (std::size_t i = next++; i < count && !stopped; i = next++) work(episodes, i);
      } catch (...) {
        const std::lock_guard lock(telling);
        if (!failed) failed = std::current_exception();
        stopped = true;
      }
    };
    std::vector<std::thread> threads;
    for (std::size_t t = 1; t < episodes_.size(); ++t) threads.emplace_back([&, t] { some(episodes_[t]); });
    some(episodes_.front());
    for (std::thread& thread : threads) thread.join();
    if (failed) std::rethrow_exception(failed);
  }

  Simulated simulate(Episodes& episodes, const std::vector<double>& u,
                     const std::vector<std::uint64_t>& numbers) const {
    Simulated to;
    for (std::size_t e = 0; e < episodes.all().size(); ++e) {
      const Episodes::Episode& episode = episodes.all()[e];
      to.outcomes.push_back(episodes.outcomes(e, u, options_.poll, numbers[blocks_.at(episode.together)]));
      const auto weight = weights_.find(episode.together);
      if (weight == weights_.end()) continue;
      const bool refused = to.outcomes.back().empty() && !episode.seen.empty();
      to.losses[episode.together] +=
          refused ? kRefused : weight->second * loss_of(episode.seen, to.outcomes.back(), ask_);
    }
    for (const auto& [name, loss] : to.losses) to.all += loss;
    return to;
  }

  void look_again(const AbcPopulation& population) {
    const std::vector<Particle>& particles = population.particles;
    Kept& kept = kept_.emplace_back();
    kept.lambda = population.lambda;
    kept.own.resize(particles.size());
    kept.fresh.resize(particles.size());
    in_parallel(particles.size(), [&](Episodes& episodes, std::size_t i) {
      kept.own[i] = simulate(episodes, particles[i].u, particles[i].numbers);
      for (std::size_t k = 0; k < kFresh; ++k) {
        const std::vector<std::uint64_t> numbers(blocks_.size(), kFreshNumbers + i * kFresh + k);
        kept.fresh[i][k] = simulate(episodes, particles[i].u, numbers);
      }
    });
  }

  // Sorted along the direction in which they vary most, so that quantiles next to each other are alike.
  void write_draws(Posterior& posterior) const {
    const std::vector<Particle>& particles = posterior.populations.back().particles;
    const std::vector<std::size_t> rows = resampled(std::vector<double>(particles.size(), 1.0), ask_.draws);
    const auto d = static_cast<Eigen::Index>(posterior.numbers.size());
    Eigen::MatrixXd points(d, static_cast<Eigen::Index>(rows.size()));
    for (std::size_t r = 0; r < rows.size(); ++r) {
      points.col(static_cast<Eigen::Index>(r)) = Eigen::Map<const Eigen::VectorXd>(particles[rows[r]].u.data(), d);
    }
    points.colwise() -= points.rowwise().mean().eval();
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> axes(points * points.transpose());
    const Eigen::VectorXd along = points.transpose() * axes.eigenvectors().col(d - 1);
    std::vector<std::size_t> order(rows.size());
    for (std::size_t r = 0; r < order.size(); ++r) order[r] = r;
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return along[static_cast<Eigen::Index>(a)] < along[static_cast<Eigen::Index>(b)];
    });
    for (const std::size_t r : order) {
      std::vector<double>& draw = posterior.draws.emplace_back();
      for (std::size_t i = 0; i < posterior.numbers.size(); ++i) {
        draw.push_back(episodes_.front().value(i, particles[rows[r]].u[i]));
      }
    }
  }

  // A population as a sample of the posterior without an episode, where it is the better for it the more particles
  // speak.
  struct LeftOut {
    const Kept* of = nullptr;
    std::vector<double> weights;
    double effective = 0;
  };

  static double loss_in(const Simulated& simulated, const std::string& episode) {
    const auto loss = simulated.losses.find(episode);
    return loss == simulated.losses.end() ? 0.0 : loss->second;
  }

  static LeftOut without(const std::string& episode, const Kept& population) {
    LeftOut result{&population, {}};
    std::vector<double> logs;
    for (std::size_t i = 0; i < population.own.size(); ++i) {
      const Simulated& own = population.own[i];
      double likely = 0;
      for (const Simulated& fresh : population.fresh[i]) {
        likely += det_exp(-population.lambda * loss_in(fresh, episode) / 2) / kFresh;
      }
      const double others = own.all - loss_in(own, episode);
      logs.push_back(-(1 - population.lambda) * others / 2 - det_log(std::max(likely, 1e-300)));
    }
    const double most = *std::max_element(logs.begin(), logs.end());
    double sum = 0;
    double squares = 0;
    for (const double log : logs) {
      result.weights.push_back(det_exp(log - most));
      sum += result.weights.back();
      squares += result.weights.back() * result.weights.back();
    }
    result.effective = sum * sum / squares;
    return result;
  }

  Predictions leave_out(Posterior& posterior) const {
    Predictions predictions;
    for (std::size_t e = 0; e < episodes_.front().all().size(); ++e) {
      const Episodes::Episode& episode = episodes_.front().all()[e];
      LeftOut best;
      for (const Kept& population : kept_) {
        LeftOut sample = without(episode.together, population);
        if (sample.effective > best.effective) best = std::move(sample);
      }
      posterior.episodes.push_back({episode.name, best.effective});
      const std::vector<std::size_t> drawn = resampled(best.weights, ask_.draws);
      for (std::size_t o = 0; o < episode.seen.size(); ++o) {
        Prediction& p = predictions.emplace_back(Prediction{episode.together, episode.seen[o], episode.name, {}});
        for (std::size_t r = 0; r < drawn.size(); ++r) {
          const std::vector<double>& values = best.of->fresh[drawn[r]][r % kFresh].outcomes[e];
          if (values.empty()) continue;  // refused
          p.draws.push_back(p.seen.is_day && std::isnan(values[o]) ? kNeverComes : values[o]);
        }
      }
    }
    return predictions;
  }

  static bool covers(const Prediction& p, double sd) {
    SeenOutcome seen = p.seen;
    seen.discrepancy = sd;
    return score_of(p.episode, seen, p.draws).inside;
  }

  // Of outcomes that a factor can bring nearer.
  static bool is_measured(const Prediction& p) { return !p.seen.input && (p.seen.value > 0 || p.seen.lost); }

  static double needed(const Prediction& p) {
    if (covers(p, 0)) return 0;
    if (!covers(p, kMostDiscrepancy)) return kMostDiscrepancy;
    double low = 0;
    double high = kMostDiscrepancy;
    for (int i = 0; i < 14; ++i) {
      const double middle = (low + high) / 2;
      (covers(p, middle) ? high : low) = middle;
    }
    return high;
  }

  // Of a kind, without one episode.
  static Discrepancy discrepancy_of(const Predictions& predictions, const std::string& kind,
                                    const std::string& without) {
    std::vector<double> needs;
    Discrepancy result{kind};
    for (const Prediction& p : predictions) {
      if (p.seen.kind != kind || p.together == without || !is_measured(p)) continue;
      if (p.needs < kMostDiscrepancy) {
        needs.push_back(p.needs);
      } else {
        ++result.uncovered;
      }
    }
    result.n = static_cast<std::uint32_t>(needs.size());
    if (needs.empty()) return result;
    std::sort(needs.begin(), needs.end());
    const auto rank = static_cast<std::size_t>(std::ceil(kCovered * static_cast<double>(needs.size() + 1)));
    result.sd = needs[std::min(rank, needs.size()) - 1];
    return result;
  }

  static void find_discrepancies(Predictions predictions, Posterior& posterior) {
    std::set<std::string> kinds;
    for (Prediction& p : predictions) {
      if (!is_measured(p)) continue;
      p.needs = needed(p);
      kinds.insert(p.seen.kind);
    }
    for (const std::string& kind : kinds) posterior.discrepancies.push_back(discrepancy_of(predictions, kind, ""));
    for (const Prediction& p : predictions) {
      SeenOutcome seen = p.seen;
      seen.discrepancy = discrepancy_of(predictions, seen.kind, p.together).sd;
      posterior.left_out.outcomes.push_back(score_of(p.episode, seen, p.draws));
    }
    add_groups(posterior.left_out);
  }

  static constexpr double kNeverComes = std::numeric_limits<double>::infinity();

  const CalibrationAsk& ask_;
  const CalibrationOptions& options_;
  std::uint64_t seed_;
  std::vector<Episodes> episodes_;             // one for each thread
  std::map<std::string, double> weights_;      // by episode
  std::map<std::string, std::size_t> blocks_;  // by episode
  std::vector<Kept> kept_;
};

}  // namespace

Posterior posterior_of(const Experiment& experiment, const CalibrationOptions& options) {
  return Sampling(experiment, options).run();
}

}  // namespace fabshock
