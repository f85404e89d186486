#include "results/recovery_time.h"

#include <algorithm>

namespace fabshock {
RecoveryMeasures::RecoveryMeasures(const Network& net) : net_(net), served_(net), needs_(net.model.needs.size()) {}

void RecoveryMeasures::add(const RunRecord& undisturbed, const RunRecord& run, std::vector<MeasureRow>& rows) {
  if (run.first_shock < 0) return;
  std::fill(needs_.begin(), needs_.end(), Course{});
  const std::int64_t from = run.first_shock / net_.step;
  const auto steps = static_cast<std::int64_t>(std::min(undisturbed.delivered.size(), run.delivered.size()));
  for (std::int64_t t = from; t < steps; ++t) {
    served_.look_at(undisturbed, run, static_cast<std::size_t>(t));
    const bool over = run.shocks_end != RunRecord::kNever ? (t + 1) * net_.step >= run.shocks_end : t + 1 == steps;
    for (std::size_t need = 0; need < needs_.size(); ++need) {
      Course& course = needs_[need];
      if (course.whole) continue;
      if (served_.less(need) > kNoticedShare * served_.undisturbed(need)) {
        if (course.fell < 0) course.fell = t;
        course.back = -1;
      } else if (course.fell >= 0) {
        if (course.back < 0) course.back = t;
        course.whole = over && (t + 1 - course.back) * net_.step >= kNoticedFor;
      }
    }
  }
  std::int64_t last = from;
  bool all = true;
  const auto days = [&](std::int64_t step) { return static_cast<double>((step - from) * net_.step) / 24.0; };
  for (std::size_t need = 0; need < needs_.size(); ++need) {
    const Course& course = needs_[need];
    if (course.fell < 0) continue;
    all = all && course.whole;
    if (!course.whole) continue;
    last = std::max(last, course.back);
    rows.push_back({"time_to_recover", net_.model.needs[need].id, "", days(course.back), "d"});
  }
  if (all) rows.push_back({"time_to_recover", "world", "", days(last), "d"});
}

}  // namespace fabshock
