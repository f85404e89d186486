#include "results/recovery_time.h"

#include <algorithm>

namespace fabshock {
namespace {

constexpr double kAsBefore = 0.99;  // of what is served undisturbed
constexpr std::int64_t kForLong = 30 * kTicksPerDay;

}  // namespace

RecoveryMeasures::RecoveryMeasures(const Network& net)
    : net_(net),
      worth_(worth_of_sinks(net)),
      needs_(net.model.needs.size()),
      now_(net.model.needs.size()),
      before_(net.model.needs.size()) {}

void RecoveryMeasures::add(const RunRecord& undisturbed, const RunRecord& run, std::vector<MeasureRow>& rows) {
  if (run.first_shock < 0) return;
  std::fill(needs_.begin(), needs_.end(), Course{});
  const std::int64_t from = run.first_shock / net_.step;
  const auto steps = static_cast<std::int64_t>(std::min(undisturbed.delivered.size(), run.delivered.size()));
  for (std::int64_t t = from; t < steps; ++t) {
    std::fill(now_.begin(), now_.end(), 0.0);
    std::fill(before_.begin(), before_.end(), 0.0);
    const auto row = static_cast<std::size_t>(t);
    for (std::uint32_t i = 0; i < net_.sinks.size(); ++i) {
      const std::uint32_t need = net_.sinks[i].need.value;
      now_[need] += static_cast<double>(run.delivered[row][net_.facilities + i]) * worth_[i];
      before_[need] += static_cast<double>(undisturbed.delivered[row][net_.facilities + i]) * worth_[i];
    }
    for (std::size_t need = 0; need < needs_.size(); ++need) {
      Course& course = needs_[need];
      if (course.whole) continue;
      if (now_[need] < kAsBefore * before_[need]) {
        if (course.fell < 0) course.fell = t;
        course.back = -1;
      } else if (course.fell >= 0) {
        if (course.back < 0) course.back = t;
        course.whole = (t + 1 - course.back) * net_.step >= kForLong;
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
