#include "dynamics/queueing.h"

#include <algorithm>
#include <cmath>

namespace fabshock::queueing {
namespace {

constexpr double kLargestUse = 0.98;      // K is at least what this takes
constexpr double kLargestPlanned = 0.95;  // nobody plans for the queue of a line that is full

// v t_p [steps]
double weight_of(const NodeParams& params, const ControlLaw& law, std::int64_t step) {
  return law.variability * static_cast<double>(params.raw_process_time) / static_cast<double>(step * kPpm);
}

double capacity_of(const NodeParams& params) {
  return std::max(static_cast<double>(params.most), static_cast<double>(params.start0) / kLargestUse);
}

double waits(double use) {
  return use / (1.0 - use);
}

// Steps that a lot waits at the baseline.
double usual_wait(const NodeParams& params, const ControlLaw& law, std::int64_t step) {
  return weight_of(params, law, step) * waits(static_cast<double>(params.start0) / capacity_of(params));
}

}  // namespace

std::int64_t usual_steps(const NodeParams& params, const ControlLaw& law, std::int64_t step) {
  return changes(params, law) ? static_cast<std::int64_t>(usual_wait(params, law, step)) : 0;
}

Quanta leaving(const NodeParams& params, const ControlLaw& law, std::int64_t step, Quanta through, double ran,
               double share) {
  if (through <= 0 || ran <= 0 || share <= 0) return 0;
  const double wait = usual_wait(params, law, step);
  const double rest = static_cast<double>(params.start0) * (wait - std::floor(wait));
  const double capacity = capacity_of(params) * share;
  const double z = (static_cast<double>(through) + rest) / capacity;
  const double b = ran + z;
  const double use = 2.0 * z / (b + std::sqrt(std::max(0.0, b * b - 4.0 * (ran - weight_of(params, law, step)) * z)));
  const auto leaves = static_cast<Quanta>(std::floor(use * capacity * ran + 0.5));
  const auto most = static_cast<Quanta>(std::ceil(static_cast<double>(params.most) * share * ran));
  return std::clamp<Quanta>(leaves, 1, std::min(through, std::max<Quanta>(1, most)));
}

double planned(const NodeParams& params, const ControlLaw& law, std::int64_t step, double lasting, double more,
               double ran, double share) {
  const double flow = lasting + more;
  if (flow <= 0 || ran <= 0 || share <= 0) return 0;
  const double capacity = capacity_of(params);
  const double usual = static_cast<double>(params.start0) / capacity;
  const double able = capacity * share * ran;
  // To catch up, at most half of what is free is used.
  const double lasts = std::max(usual, std::min(kLargestPlanned, lasting / able));
  const double use = std::min(std::max(kLargestPlanned, (1.0 + lasts) / 2.0), flow / able);
  return use * capacity * share * weight_of(params, law, step) * (waits(use) - waits(usual));
}

}  // namespace fabshock::queueing
