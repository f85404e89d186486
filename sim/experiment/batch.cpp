#include "experiment/batch.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "dynamics/ledgers.h"
#include "experiment/arm_summary.h"
#include "experiment/headline.h"
#include "experiment/sampled_world.h"
#include "experiment/write_batch.h"
#include "results/blocs.h"
#include "results/recorder.h"
#include "results/write_run.h"
#include "stats/in_order.h"
#include "stats/moments.h"
#include "stats/quantiles.h"

namespace fabshock {
namespace {

struct Prepared {  // an arm, before it is run
  Time start;
  std::vector<std::string> axes;
  std::shared_ptr<const Network> network;  // where nothing is sampled
  Scenario scenario;
};

struct Result {
  std::vector<MeasureRow> rows;
  std::vector<double> values;  // by axis of the arm
  std::uint64_t seed = 0, events = 0, fingerprint = 0;
  std::string refused;
};

class Batch {
 public:
  Batch(const Experiment& experiment, const std::filesystem::path& folder, const BatchOptions& options)
      : e_(experiment),
        folder_(folder),
        options_(options),
        arms_(arms_of(experiment)),
        wanted_(e_.measures.begin(), e_.measures.end()) {}

  // false: the diagnostics say what is wrong.
  bool prepare(Diagnostics& diagnostics) {
    std::vector<bool> found(e_.sample.size(), false);
    for (const Arm& arm : arms_.all) {
      SampledWorld world(e_, arm);
      if (!world.ok()) {
        copy(world.diagnostics(), diagnostics);
        return false;
      }
      const std::vector<std::string>& read = world.middle().input_files;
      files_.insert(read.begin(), read.end());
      for (std::size_t g = 0; g < found.size(); ++g) found[g] = found[g] || world.found()[g];
      Prepared& ready = prepared_.emplace_back();
      ready.start = world.middle().start;
      if (headline_.kind().empty()) headline_.tell(told_kind(world.middle().model));
      ready.axes = world.axes();
      axes_.insert(ready.axes.begin(), ready.axes.end());
      if (!ready.axes.empty()) continue;
      ready.network = world.network();
      ready.scenario = world.middle();
      ready.scenario.record.measures.clear();
    }
    for (std::size_t g = 0; g < found.size(); ++g) {
      if (found[g]) continue;
      diagnostics.error({}, "group '" + e_.sample[g].id + "' of the sample names no number with a range",
                        "a path as after --set, to numbers with low and high or a dist, in a model or scenario of it");
    }
    return diagnostics.ok();
  }

  BatchOutcome run() {
    BatchFiles files(folder_, {axes_.begin(), axes_.end()});
    files_out_ = &files;
    const std::uint64_t total = arms_.all.size() * std::uint64_t{e_.replications};
    std::vector<std::thread> workers;
    for (unsigned i = 0; i < std::max(1U, options_.threads); ++i) {
      workers.emplace_back([this, total] { work(total); });
    }
    for (std::thread& worker : workers) worker.join();
    if (failed_) std::rethrow_exception(failed_);
    files.close();
    outcome_.runs = total;
    write_design(folder_, arms_);
    write_batch_package(folder_, e_, arms_, {axes_.begin(), axes_.end()});
    std::vector<Time> starts;
    for (const Prepared& ready : prepared_) starts.push_back(ready.start);
    write_batch_manifest(folder_, e_, arms_, starts, headline_.kind(), outcome_.refused,
                         {files_.begin(), files_.end()});
    return std::move(outcome_);
  }

 private:
  static void copy(const Diagnostics& from, Diagnostics& to) {
    std::map<std::uint32_t, std::uint32_t> file;
    for (const Diagnostic& d : from.all()) {
      Place place = d.place;
      if (place.file != 0) {
        const auto [known, fresh] = file.try_emplace(place.file, 0);
        if (fresh) known->second = to.add_file(from.file_name(place.file), from.file_text(place.file));
        place.file = known->second;
      }
      d.severity == Severity::kError ? to.error(place, d.message, d.hint) : to.warning(place, d.message, d.hint);
    }
  }

  void work(std::uint64_t total) {
    std::optional<SampledWorld> world;
    std::optional<UnitPoints> points;
    std::uint64_t of_arm = total;  // whose world that is
    try {
      for (;;) {
        const std::uint64_t task = next_.fetch_add(1);
        if (task >= total || stopped_) return;
        const std::uint64_t a = task / e_.replications;
        const Prepared& ready = prepared_[a];
        if (a != of_arm && !ready.axes.empty()) {
          world.emplace(e_, arms_.all[a]);
          points.emplace(e_.spread, e_.seed, e_.replications, ready.axes);
        }
        of_arm = a;
        Result result = replicate(ready, world, points, static_cast<std::uint32_t>(task % e_.replications));
        const std::lock_guard lock(mutex_);
        in_order_.put(task, std::move(result), [this](std::uint64_t t, Result&& r) { take(t, std::move(r)); });
        options_.progress(static_cast<double>(in_order_.next()) / static_cast<double>(total));
      }
    } catch (...) {
      const std::lock_guard lock(mutex_);
      if (!failed_) failed_ = std::current_exception();
      stopped_ = true;
    }
  }

  Result replicate(const Prepared& ready, std::optional<SampledWorld>& world, const std::optional<UnitPoints>& points,
                   std::uint32_t r) const {
    Result result;
    result.seed = e_.seed + (e_.hazards ? r : 0);
    if (ready.axes.empty()) {
      measure(*ready.network, ready.scenario, result);
      return result;
    }
    std::vector<double> u(ready.axes.size());
    points->point(r, u);
    SampledWorld::Draw draw = world->draw(u);
    result.values = std::move(draw.values);
    result.refused = std::move(draw.refused);
    if (draw.network == nullptr) return result;
    draw.scenario.record.measures.clear();
    measure(*draw.network, draw.scenario, result);
    return result;
  }

  void measure(const Network& net, const Scenario& scenario, Result& result) const {
    const ShockPlan plan = plan_shocks(net, scenario, {.seed = result.seed});
    const ShockPlan calm = without_shocks(plan);
    const RunRecord undisturbed = run_recorded(net, &calm, scenario, result.seed);
    const RunRecord disturbed = run_recorded(net, &plan, scenario, result.seed);
    for (const RunRecord* record : {&undisturbed, &disturbed}) {
      const auto broken = broken_ledgers(net, record->initial, record->final);
      if (!broken.empty()) throw std::runtime_error("broken ledger: " + broken.front());
    }
    result.events = disturbed.events;
    result.fingerprint = disturbed.fingerprint;
    result.rows = all_measures(net, scenario, undisturbed, disturbed, losses(net, undisturbed, disturbed), result.seed);
    if (!wanted_.empty()) {
      std::erase_if(result.rows, [&](const MeasureRow& row) {
        return !wanted_.contains(row.measure) && row.measure != kFirstShockDay;  // what dependence counts from
      });
    }
  }

  // In the order of tasks, by one thread at a time.
  void take(std::uint64_t task, Result&& result) {
    const auto a = static_cast<std::uint32_t>(task / e_.replications);
    const auto r = static_cast<std::uint32_t>(task % e_.replications);
    const Arm& arm = arms_.all[a];
    if (values_.size() <= a) values_.resize(a + 1);
    files_out_->run(arm.id, r, result.seed, result.events, result.fingerprint, prepared_[a].axes, result.values);
    if (!result.refused.empty()) {
      outcome_.refused.push_back({arm.id, r, std::move(result.refused)});
    } else {
      for (const MeasureRow& row : result.rows) write_row(files_out_->measures(), arm.id, r, row);
      values_[a].add(r, result.rows);
    }
    if (r + 1 == e_.replications) end_arm(a);
  }

  void end_arm(std::uint32_t a) {
    const Arm& arm = arms_.all[a];
    write_summary(files_out_->summary(), arm.id, values_[a], arm.baseline ? &values_[*arm.baseline] : nullptr);
    headline_.learn(values_[a]);
    for (const auto& [key, reported] : values_[a].all()) {
      if (!headline_.shows(key)) continue;
      std::vector<double> sorted;
      Moments moments;
      for (const auto& [replication, value] : values_[a].of(key)) {
        sorted.push_back(value);
        moments.add(value);
      }
      std::sort(sorted.begin(), sorted.end());
      outcome_.headline.push_back({arm.id, key.measure, label_of(key), key.unit, moments.n(), moments.mean(),
                                   sorted_quantile(sorted, 0.05), sorted_quantile(sorted, 0.5),
                                   sorted_quantile(sorted, 0.95)});
    }
    if (arm.baseline || !e_.baseline) values_[a] = {};  // nobody is paired with it
  }

  const Experiment& e_;
  const std::filesystem::path& folder_;
  const BatchOptions& options_;
  const Arms arms_;
  const std::set<std::string> wanted_;
  std::vector<Prepared> prepared_;
  std::set<std::string> axes_;   // of all arms
  std::set<std::string> files_;  // that were read
  std::vector<ArmValues> values_;
  BatchFiles* files_out_ = nullptr;
  BatchOutcome outcome_;
  Headline headline_;
  InOrder<Result> in_order_;
  std::atomic<std::uint64_t> next_{0};
  std::atomic<bool> stopped_{false};
  std::mutex mutex_;
  std::exception_ptr failed_;
};

}  // namespace

std::optional<BatchOutcome> run_batch(const Experiment& experiment, const std::filesystem::path& folder,
                                      const BatchOptions& options, Diagnostics& diagnostics) {
  Batch batch(experiment, folder, options);
  if (!batch.prepare(diagnostics)) return std::nullopt;
  return batch.run();
}

}  // namespace fabshock
