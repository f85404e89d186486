#include "batch/worlds.h"

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>

#include "batch/draws.h"
#include "experiment/contingency.h"
#include "results/blocs.h"
#include "results/sha256.h"
#include "results/version.h"
#include "scenario/measures.h"

namespace fabshock {
namespace {

bool operator==(const BandSeries& a, const BandSeries& b) {
  return a.kind == b.kind && a.entity == b.entity && a.product == b.product && a.measure == b.measure &&
         a.unit == b.unit;
}

bool same(const Bands& a, const Bands& b) {
  return a.every == b.every && a.moments == b.moments &&
         std::equal(a.series.begin(), a.series.end(), b.series.begin(), b.series.end(),
                    [](const BandSeries& x, const BandSeries& y) { return x == y; });
}

// Who or what rows of measures are of, as far as the model says.
std::set<std::string, std::less<>> entities_of(const Network& net) {
  const Model& model = net.model;
  std::set<std::string, std::less<>> names = {"world", "region", "country", "owner", "owner_bloc", "facility"};
  std::set<std::string> blocs;
  for (const Region& region : model.regions) {
    names.insert(region.id);
    blocs.insert(name_of_bloc(region));
  }
  for (const std::string& bloc : blocs) {
    names.insert(bloc);
    for (const std::string& other : blocs) names.insert(std::string(bloc).append("-").append(other));
  }
  for (const Site& site : model.sites) names.insert(site.country);
  for (const Facility& facility : model.facilities) {
    for (const std::string* name : {&facility.id, &facility.owner, &facility.owner_bloc}) names.insert(*name);
  }
  for (const Need& need : model.needs) names.insert(need.id);
  names.insert(net.names.market.begin(), net.names.market.end());
  return names;
}

// `of` is one of them, or one and its product.
bool is_of_any(const std::set<std::string, std::less<>>& entities, std::string_view of) {
  for (std::size_t end = of.size(); end != std::string_view::npos && end > 0; end = of.rfind(' ', end - 1)) {
    if (entities.contains(of.substr(0, end))) return true;
  }
  return false;
}

// Where it stands in the list, to whose end it is put if it is new.
template <class T, class Same>
std::uint32_t place_in(std::vector<T>& list, T value, const Same& is_same) {
  const auto found = std::find_if(list.begin(), list.end(), [&](const T& one) { return is_same(one, value); });
  const auto at = static_cast<std::uint32_t>(found - list.begin());
  if (found == list.end()) list.push_back(std::move(value));
  return at;
}

}  // namespace

Worlds::Worlds(const Experiment& experiment) : e_(experiment), arms_(arms_of(experiment)) {
  const auto same_set = [](const Override& a, const Override& b) { return a.path == b.path && a.value == b.value; };
  for (std::uint32_t a = 0; a < arms_.all.size(); ++a) {
    const Arm& arm = arms_.all[a];
    const Arm& before = arms_.all[a > 0 ? a - 1 : 0];
    const bool same = a > 0 && arm.scenario == before.scenario &&
                      std::equal(arm.set.begin(), arm.set.end(), before.set.begin(), before.set.end(), same_set);
    first_.push_back(same ? first_.back() : a);
  }
}

Record Worlds::record() const {
  Record record;
  record.every.value = e_.bands.on ? e_.bands.every : 100.0 * static_cast<double>(kTicksPerYear);
  record.measures = e_.bands.measures;
  return record;
}

Bands Worlds::bands_of(const Network& network, const Scenario& scenario) const {
  Bands bands;
  if (!e_.bands.on) return bands;
  for (const Series& series : series_of(network, record())) {
    SeriesLabel label = label_of(network, series);
    bands.series.push_back({std::string(label.kind), std::move(label.entity), std::move(label.product),
                            std::string(kMeasures[series.measure]), std::move(label.unit)});
  }
  const std::int64_t steps = record_steps(record(), network.step);
  bands.every = steps * network.step;
  bands.moments = static_cast<std::uint32_t>((scenario.horizon.ticks() + bands.every - 1) / bands.every);
  return bands;
}

std::optional<BatchPlan> Worlds::plan(Shard shard, Diagnostics& diagnostics, const std::function<void()>& poll) {
  BatchPlan plan{.version = std::string(version()),
                 .commit = std::string(git_commit()),
                 .name = e_.name,
                 .title = e_.title,
                 .seed = e_.seed,
                 .replications = e_.replications,
                 .shard = shard,
                 .measures = e_.measures,
                 .stop = e_.stop,
                 .splitting = e_.splitting,
                 .spread = e_.spread,
                 .hazards = e_.hazards,
                 .hindcast = e_.hindcast,
                 .design = arms_.axes};
  std::vector<bool> found(e_.sample.size(), false);
  bool stops_at_something = !e_.stop || e_.splitting;
  std::set<std::string> files(e_.input_files.begin(), e_.input_files.end());
  std::optional<SampledWorld> of_first;
  std::map<std::string, std::size_t> sampled;  // axes of any arm, with their groups
  for (std::uint32_t a = 0; a < arms_.all.size(); ++a) {
    const Arm& arm = arms_.all[a];
    poll();
    if (first_[a] == a) of_first.emplace(e_, arm);
    const SampledWorld& world = *of_first;
    if (!world.ok()) {
      diagnostics.take(world.diagnostics());
      return std::nullopt;
    }
    const Scenario& middle = world.middle();
    files.insert(middle.input_files.begin(), middle.input_files.end());
    for (std::size_t g = 0; g < found.size(); ++g) found[g] = found[g] || world.found()[g];
    if (plan.kind.empty()) plan.kind = told_kind(middle.model);
    if (e_.splitting && !e_.splitting->kind.empty()) {
      const auto& needs = middle.model.needs;
      const auto is_of = [&](const Need& need) { return need.kind == e_.splitting->kind; };
      if (std::none_of(needs.begin(), needs.end(), is_of)) {
        diagnostics.error(
            {}, "'splitting' looks at needs of kind '" + e_.splitting->kind + "', and '" + arm.id + "' has none",
            "a kind of need of its model, or none for all needs");
      }
    }
    stops_at_something = stops_at_something || is_of_any(entities_of(*world.network()), e_.stop->of);
    PlannedArm& planned = plan.arms.emplace_back();
    planned.id = arm.id;
    planned.scenario = arm.scenario;
    for (const Override& set : arm.set) planned.set.push_back(set.path + '=' + set.value);
    planned.levels = arm.levels;
    planned.baseline = arm.baseline;
    if (arm.knock_out) {
      planned.knocked_out = arm.knock_out->facilities;
      planned.measures = measures_of(*arm.knock_out, e_.bound);
    }
    if (e_.hindcast) {
      planned.seen = seen_outcomes(middle);
      if (planned.seen.empty()) {
        diagnostics.error({}, "'" + arm.scenario + "' has no observations: nothing of it can be scored",
                          "a section 'observed' in the scenario");
      }
    }
    planned.model = middle.model_name;
    planned.start = middle.start;
    planned.horizon = middle.horizon;
    planned.sampled = place_in(plan.sampled, world.axes(), std::equal_to<>{});
    for (std::size_t i = 0; i < world.axes().size(); ++i) sampled.emplace(world.axes()[i], world.groups()[i]);
    planned.bands = place_in(plan.bands, bands_of(*world.network(), middle), same);
  }
  for (std::size_t g = 0; g < found.size(); ++g) {
    if (found[g] || e_.sample[g].may_be_none) continue;
    diagnostics.error({}, "group '" + e_.sample[g].id + "' of the sample names no number with a range",
                      "a path as after --set, to numbers with low and high or a dist, in a model or scenario of it");
  }
  if (!stops_at_something) {
    diagnostics.error({}, "'stop' looks at '" + e_.stop->of + "', and no arm has anything of this name",
                      "world, a bloc, a facility or a need, and its product: us ai-compute");
  }
  if (diagnostics.ok()) plan_draws(plan, sampled, diagnostics);
  for (const std::string& file : files) plan.inputs.push_back({file, sha256_of_file(file)});
  return diagnostics.ok() ? std::optional{std::move(plan)} : std::nullopt;
}

void Worlds::plan_draws(BatchPlan& plan, const std::map<std::string, std::size_t>& sampled,
                        Diagnostics& diagnostics) const {
  for (std::size_t g = 0; g < e_.sample.size(); ++g) {
    if (!e_.sample[g].correlation) continue;
    Correlation& all = plan.correlations.emplace_back(Correlation{{}, *e_.sample[g].correlation});
    for (const auto& [name, group] : sampled) {
      if (group == g) all.axes.push_back(name);
    }
  }
  for (const Correlation& given : e_.correlations) {
    for (const std::string& axis : given.axes) {
      if (sampled.contains(axis)) continue;
      diagnostics.error({}, "'correlations' names '" + axis + "', which is no number and no group that is sampled",
                        "the path of a single number that has a range, or the id of a group that moves together");
    }
    plan.correlations.push_back(given);
  }
  if (!diagnostics.ok()) return;
  if (e_.sensitivity) plan_sensitivity(plan, sampled);
  const Draws draws(plan, {});  // throws where there can be no such points
}

void Worlds::plan_sensitivity(BatchPlan& plan, const std::map<std::string, std::size_t>& sampled) const {
  std::vector<SampledAxis> axes;
  for (const auto& [name, group] : sampled) axes.push_back({name, group});
  const SensitivityAsk& ask = *e_.sensitivity;
  plan.sensitivity = {ask.method, ask.rows, factors_of(ask, e_, axes)};
  const std::uint64_t each = plan.sensitivity->factors.size() + (ask.method == FactorMethod::kMorris ? 1 : 2);
  if (each * ask.rows > kMostReplications) {
    throw std::invalid_argument(std::to_string(ask.rows) + " rows of " + std::to_string(each) +
                                " runs are more than 100,000,000 runs");
  }
  plan.replications = static_cast<std::uint32_t>(each * ask.rows);
  const std::size_t points = axes.size() * (ask.method == FactorMethod::kMorris ? 1 : 2);
  if (plan.spread == Spread::kSobol && points > Sobol::most_axes()) {
    throw std::invalid_argument("'spread: sobol' has room for " + std::to_string(Sobol::most_axes()) +
                                " axes, and these " + std::to_string(axes.size()) + " numbers need " +
                                std::to_string(points) + ": write 'spread: latin-hypercube' into the sample");
  }
}

std::shared_ptr<ArmWorld> Worlds::world(std::uint32_t arm) {
  constexpr std::size_t kKept = 4;
  const std::uint32_t a = first_[arm];
  const std::lock_guard lock(mutex_);
  made_.resize(arms_.all.size());
  if (auto known = made_[a].lock()) return known;
  const SampledWorld read(e_, arms_.all[a]);
  if (!read.ok()) throw std::runtime_error("the inputs of arm '" + arms_.all[a].id + "' have changed meanwhile");
  auto world = std::make_shared<ArmWorld>();
  world->scenario = read.middle();
  world->scenario.record = record();
  if (arms_.all[a].knock_out) take_for_granted(world->scenario);
  world->network = read.network();
  made_[a] = world;
  kept_.push_back(world);
  if (kept_.size() > kKept) kept_.erase(kept_.begin());
  return world;
}

}  // namespace fabshock
