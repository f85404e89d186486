#include "dynamics/subsidy.h"

#include <algorithm>
#include <cmath>

namespace fabshock::subsidy {

Support support_of(const Scenario& scenario, const Project& project) {
  Support support;
  if (!scenario.switches.policies) return support;
  Time earliest = project.tool_in;
  std::string names;
  for (const Subsidy& s : scenario.subsidies) {
    const bool in_time = s.at <= project.tool_in && (!s.until || project.tool_in < *s.until);
    if (!in_time || !selects(scenario.model, s.select, project.facility)) continue;
    support.share = std::min(1.0, support.share + s.share.value);
    const auto forward = static_cast<std::int64_t>(std::floor(s.forward.value + 0.5));
    earliest = std::min(earliest, std::max(s.at, project.tool_in - Duration::ticks(forward)));
    names += (names.empty() ? " by " : ", ") + s.id;
  }
  support.forward = project.tool_in - earliest;
  if (names.empty()) return support;
  const auto percent = static_cast<std::int64_t>(std::floor(100 * support.share + 0.5));
  support.details = "; " + std::to_string(support.forward.ticks() / 24) + " d earlier and " + std::to_string(percent) +
                    " % paid" + names;
  return support;
}

std::vector<Aid> aids_of(const Scenario& scenario, std::uint32_t facilities) {
  std::vector<Aid> aids;
  if (!scenario.switches.policies) return aids;
  for (const Subsidy& s : scenario.subsidies) {
    const std::int64_t from = (s.at - scenario.start).ticks();
    const std::int64_t until = s.until ? (*s.until - scenario.start).ticks() : scenario.horizon.ticks();
    for (std::uint32_t n = 0; n < facilities; ++n) {
      if (selects(scenario.model, s.select, FacilityIx{n})) aids.push_back({n, from, until, s.share.value});
    }
  }
  return aids;
}

double hurdle(const std::vector<Aid>& aids, std::uint32_t node, std::int64_t tick, double hurdle) {
  double share = 0;
  for (const Aid& aid : aids) {
    if (aid.node == node && aid.from <= tick && tick < aid.until) share += aid.share;
  }
  return 1.0 + (hurdle - 1.0) * (1.0 - std::min(1.0, share));
}

}  // namespace fabshock::subsidy
