// What a replication of a contingency analysis measures besides (docs/theory/contingency.md).
#include <algorithm>
#include <cmath>

#include "batch/replicate.h"
#include "batch/survival.h"

namespace fabshock {

void Replicator::At::knock_out(const KnockOut& what, Time when, std::optional<double> hours) {
  if (!hit) hit = scenario;
  fabshock::knock_out(*hit, what, when, hours);
  planned.reset();
}

void Replicator::measure_survival(const KnockOut& what, const std::function<void(double)>& check) {
  const RunRecord& undisturbed = world_ != nullptr ? *shared_undisturbed(true, check) : own_undisturbed(check);
  const Time when = worlds_.experiment().knock_out_at;
  const auto plan = [&](std::optional<double> hours) {
    at_->knock_out(what, when, hours);
    return plan_shocks(at_->net, *at_->hit, {.seed = result_.seed});
  };
  Survival survival({at_->net, undisturbed, result_.seed, (when - at_->net.start).ticks()}, at_->runner, disturbed_,
                    plan, check);
  std::vector<MeasureRow> rows;
  const auto add = [&](std::string_view measure, std::optional<std::int64_t> steps) {
    if (steps) rows.push_back({measure, "world", "", static_cast<double>(*steps * at_->net.step) / 24.0, "d"});
  };
  add(kTimeToSurvive, survival.longest());
  if (worlds_.experiment().bound) {
    auto longest = least_loss(undisturbed).longest(at_->nodes_of(what));
    if (longest && (when - at_->net.start).ticks() % at_->net.step != 0) ++*longest;  // the step that it begins in
    add(kTimeToSurviveLp, longest);
  }
  result_.events = survival.events();
  result_.fingerprint = survival.fingerprint();
  keep_rows(rows);
}

// What no plan could save, beside what was lost.
std::vector<MeasureRow> Replicator::with_bound(const KnockOut& what, const RunRecord& undisturbed,
                                               const std::vector<MeasureRow>& rows) {
  LeastLoss least = least_loss(undisturbed);
  least.count_capacity(disturbed_.final);
  // In whole steps, from the first that begins with the outage.
  const auto begins = static_cast<double>((worlds_.experiment().knock_out_at - at_->net.start).ticks());
  const auto step = static_cast<double>(at_->net.step);
  const auto steps = static_cast<std::int64_t>(std::floor((begins + *what.hours) / step) - std::ceil(begins / step));
  std::vector<MeasureRow> more = rows;
  more.push_back({kLossAtLeast, "world", "", least.loss(at_->nodes_of(what), std::max<std::int64_t>(0, steps)),
                  at_->net.model.currency});
  return more;
}

LeastLoss Replicator::least_loss(const RunRecord& undisturbed) {
  const std::int64_t step = at_->net.step;
  const std::int64_t begins = ((worlds_.experiment().knock_out_at - at_->net.start).ticks() + step - 1) / step;
  if (!at_->before || at_->before_of != result_.seed) {
    Engine engine(at_->net, &at_->calm, {.key = {.seed = result_.seed}, .horizon = at_->scenario.horizon.ticks()});
    engine.run_until(begins * step, nullptr);
    at_->before = engine.state();
    at_->before_of = result_.seed;
  }
  LeastLoss least(at_->net, undisturbed, *at_->before, begins);
  least.count_capacity(undisturbed.final);
  return least;
}

std::vector<std::uint32_t> Replicator::At::nodes_of(const KnockOut& what) const {
  std::vector<std::uint32_t> nodes;
  for (std::uint32_t n = 0; n < net.facilities; ++n) {
    if (std::find(what.facilities.begin(), what.facilities.end(), net.entity_of(n)) != what.facilities.end()) {
      nodes.push_back(n);
    }
  }
  return nodes;
}

}  // namespace fabshock
