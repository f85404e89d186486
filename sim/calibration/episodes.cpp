#include "calibration/episodes.h"

#include <algorithm>
#include <limits>
#include <set>
#include <stdexcept>

#include "batch/seen.h"
#include "experiment/parameter.h"
#include "results/outcomes.h"
#include "results/recorder.h"

namespace fabshock {
namespace {

// The quantile at which a number is at its value, to 1e-12; the middle where it has that value at many.
double quantile_of_value(const Number& number) {
  const auto first = [&](const auto& is_beyond) {
    double low = 0;
    double high = 1;
    for (int i = 0; i < 40; ++i) {
      const double middle = (low + high) / 2;
      (is_beyond(quantile(number, middle)) ? high : low) = middle;
    }
    return (low + high) / 2;
  };
  const double from = first([&](double x) { return x >= number.value; });
  const double to = first([&](double x) { return x > number.value; });
  return (from + to) / 2;
}

}  // namespace

Episodes::Episodes(const Experiment& experiment, bool draws_inputs)
    : seed_(experiment.seed), input_files_(experiment.input_files.begin(), experiment.input_files.end()) {
  std::map<std::string, Number> numbers;
  Experiment sampled = experiment;
  sampled.joint = false;  // a fit starts from what was believed before there were draws
  if (draws_inputs) sampled.sample.insert(sampled.sample.begin(), everything());  // later groups have their numbers
  const std::size_t first_fitted = sampled.sample.size() - experiment.sample.size();
  for (const Arm& arm : arms_of(experiment).all) {
    World& world = worlds_.emplace_back(World{SampledWorld(sampled, arm), {}});
    if (!world.sampled.ok()) throw std::invalid_argument("episode '" + arm.id + "' cannot be read");
    const Scenario& middle = world.sampled.middle();
    input_files_.insert(middle.input_files.begin(), middle.input_files.end());
    all_.push_back({arm.id, middle.episode, seen_outcomes(middle)});
    for (std::size_t i = 0; i < world.sampled.axes().size(); ++i) {
      if (world.sampled.groups()[i] < first_fitted) continue;
      numbers.emplace(world.sampled.axes()[i], world.sampled.numbers()[i]);
    }
  }
  for (const auto& [path, number] : numbers) {
    fitted_.push_back({path, quantile_of_value(number)});
    numbers_.push_back(number);
  }
  for (World& world : worlds_) {
    for (const std::string& axis : world.sampled.axes()) {
      const auto at = std::lower_bound(fitted_.begin(), fitted_.end(), axis,
                                       [](const FittedNumber& f, const std::string& path) { return f.path < path; });
      const bool is_fitted = at != fitted_.end() && at->path == axis;
      world.fitted.push_back(is_fitted ? std::optional{static_cast<std::size_t>(at - fitted_.begin())} : std::nullopt);
    }
  }
}

std::vector<double> Episodes::outcomes(std::size_t episode, std::span<const double> u,
                                       const std::function<void()>& poll, std::uint64_t number) {
  World& world = worlds_[episode];
  std::vector<double> values(all_[episode].seen.size(), std::numeric_limits<double>::quiet_NaN());
  std::vector<double> of_axes;
  const StreamKey draw_key{.seed = seed_, .replication = static_cast<std::uint32_t>(number)};
  for (std::size_t i = 0; i < world.fitted.size(); ++i) {
    if (world.fitted[i]) {
      of_axes.push_back(u[*world.fitted[i]]);
    } else {  // the same in files of one episode
      Stream stream(draw_key, all_[episode].together + '/' + world.sampled.axes()[i], Purpose::kParameter);
      of_axes.push_back(uniform(stream));
    }
  }
  const SampledWorld::Draw draw = world.sampled.draw(of_axes);
  if (draw.network == nullptr) return {};
  const Network& net = *draw.network;
  const ShockPlan plan = plan_shocks(net, draw.scenario, draw_key);
  const std::uint64_t chance = seed_ + number;
  const ShockPlan calm = without_shocks(plan);
  Runner runner(net, draw.scenario, false);
  RunRecord undisturbed;
  RunRecord run;
  const auto check = [&](double) { poll(); };
  runner.run(&calm, chance, undisturbed, check);
  runner.run(&plan, chance, run, check);
  std::vector<MeasureRow> rows;
  OutcomeMeasures(net, draw.scenario).add(undisturbed, run, rows);
  for (const MeasureRow& row : rows) {
    const auto& seen = all_[episode].seen;
    const auto at = std::find_if(seen.begin(), seen.end(), [&](const SeenOutcome& s) { return s.id == row.entity; });
    values[static_cast<std::size_t>(at - seen.begin())] = row.value;
  }
  return values;
}

double Episodes::value(std::size_t number, double u) const {
  return quantile(numbers_[number], u);
}

void check_episodes(const Experiment& experiment, Diagnostics& diagnostics) {
  bool any = false;
  std::size_t most = 0;  // numbers that are fitted
  std::set<std::string> kinds;
  for (const Arm& arm : arms_of(experiment).all) {
    const SampledWorld world(experiment, arm);
    if (!world.ok()) {
      diagnostics.take(world.diagnostics());
      continue;
    }
    any = any || !world.axes().empty();
    most = std::max(most, world.axes().size());
    for (const Observation& seen : world.middle().observed) kinds.insert(kind_of(seen));
    if (world.middle().observed.empty()) {
      diagnostics.error({}, "'" + arm.scenario + "' has no observations: nothing can be fitted to it",
                        "a section 'observed' in the scenario");
    }
  }
  const CalibrationAsk& ask = *experiment.calibration;
  for (const auto& [kind, error] : ask.scale) {
    if (!diagnostics.ok() || kinds.contains(kind)) continue;
    std::string there;
    for (const std::string& k : kinds) there += (there.empty() ? "" : ", ") + k;
    diagnostics.error(ask.place, "'scale' has a kind '" + kind + "', of which no episode observes anything",
                      "one of " + there);
  }
  for (const SampledGroup& group : experiment.sample) {
    if (!group.together || ask.particles == 0) continue;
    diagnostics.error(ask.place, "group '" + group.id + "' moves together, and joint draws are of single numbers",
                      "leave 'together' out, or 'particles'");
  }
  if (ask.particles > 0 && ask.particles < 10 * (most + 1)) {
    diagnostics.error(ask.place,
                      std::to_string(ask.particles) + " particles are too few for " + std::to_string(most) + " numbers",
                      "ten for each at the least, and better fifty");
  }
  if (diagnostics.ok() && !any) {
    diagnostics.error({}, "the sample names no number with a range: there is nothing to fit",
                      "groups: [{id: behaviour, paths: [model.belief]}]");
  }
}

}  // namespace fabshock
