#include "dynamics/recovery.h"

#include <algorithm>
#include <cmath>

#include "base/math.h"
#include "network/network.h"

namespace fabshock {
namespace {

constexpr double kFull = 1e6;
constexpr double kGone = 0.5e-6;  // of the severity: less than half a ppm is not worth an event

double points_integral(const std::vector<std::pair<double, double>>& points, double t) {
  double sum = 0;
  double from = 0;
  double level = points.empty() ? 0.0 : points.front().second;
  for (const auto& [hour, next] : points) {
    if (hour > from) {
      const double end = std::min(hour, t);
      if (end > from) {
        const double at_end = level + (next - level) * (end - from) / (hour - from);
        sum += 0.5 * (level + at_end) * (end - from);
      }
      from = hour;
    }
    level = next;
    if (from >= t) return sum;
  }
  return sum + level * std::max(0.0, t - from);
}

double integral(const Recovery& r, double t) {
  const double over = r.over.value;
  switch (r.shape) {
    case RecoveryShape::kStep:
      return 0;
    case RecoveryShape::kLinear: {
      const double end = std::min(t, over);
      return over > 0 ? end - 0.5 * end * end / over : 0.0;
    }
    case RecoveryShape::kExponential:
      return over > 0 ? over * (1.0 - det_exp(-t / over)) : 0.0;
    case RecoveryShape::kLogistic: {
      if (over <= 0) return 0;
      const double k = 4.0 / over;
      const double top = 1.0 + det_exp(-4.0);
      // Integral of 1/(1 + e^(k(t - T))) is t - ln(1 + e^(k(t - T)))/k.
      const double far = k * (t - over);
      const double log_far = far > 30.0 ? far : det_log(1.0 + det_exp(far));
      return top * (t - (log_far - det_log(1.0 + det_exp(-4.0))) / k);
    }
    case RecoveryShape::kPoints:
      return points_integral(r.points, t);
  }
  return 0;
}

double length_of(const Recovery& r, double horizon) {
  const double over = r.over.value;
  switch (r.shape) {
    case RecoveryShape::kStep:
      return 0;
    case RecoveryShape::kLinear:
      return over;
    case RecoveryShape::kExponential:
      return std::min(horizon, -over * det_log(kGone));
    case RecoveryShape::kLogistic:
      return std::min(horizon, over * (1.0 - det_log(kGone) / 4.0));
    case RecoveryShape::kPoints: {
      const bool ends = !r.points.empty() && r.points.back().second == 0.0;
      return ends ? r.points.back().first : horizon;
    }
  }
  return 0;
}

}  // namespace

double hours_lost(const Recovery& recovery, double hours) {
  return integral(recovery, hours);
}

std::vector<Level> course_of(const Disruption& d, std::int64_t at, std::int64_t horizon) {
  std::vector<Level> course;
  const auto add = [&course](std::int64_t tick, std::int32_t lost) {
    if (!course.empty() && course.back().lost == lost) return;
    if (course.empty() && lost == 0) return;
    course.push_back({tick, lost});
  };
  const auto ticks = [](double hours) { return static_cast<std::int64_t>(std::floor(hours + 0.5)); };
  std::int64_t begins = at;  // of the recovery
  if (d.recovery.shape != RecoveryShape::kPoints) {
    const bool lasts = !d.duration && d.recovery.shape == RecoveryShape::kStep;
    begins = lasts ? horizon : at + ticks((d.duration ? d.duration->value : 0.0) + d.dead_time.value);
    if (begins > at) add(at, static_cast<std::int32_t>(kPpm));
  }
  const double length = length_of(d.recovery, static_cast<double>(std::max<std::int64_t>(0, horizon - begins)));
  const std::int64_t cell = std::max<std::int64_t>(1, ticks(d.recovery.cell.value));
  double carry = 0;
  std::int64_t from = 0;
  while (static_cast<double>(from) < length && begins + from < horizon) {
    const std::int64_t to = std::min({from + cell, static_cast<std::int64_t>(std::ceil(length)), horizon - begins});
    const double exact =
        (integral(d.recovery, static_cast<double>(to)) - integral(d.recovery, static_cast<double>(from))) * kFull;
    const auto width = static_cast<double>(to - from);
    const double level = std::clamp(std::floor((exact + carry) / width), 0.0, kFull);
    carry += exact - level * width;
    add(begins + from, static_cast<std::int32_t>(level));
    from = to;
  }
  if (begins + from < horizon) add(begins + from, 0);
  return course;
}

}  // namespace fabshock
