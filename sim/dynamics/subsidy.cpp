#include "dynamics/subsidy.h"

#include <algorithm>

#include "base/rational.h"

namespace fabshock::subsidy {

Time order_of(const Project& project) {
  return project.ordered.value_or(project.tool_in - Duration::ticks(std::int64_t{365} * 24));
}

Support support_of(const Scenario& scenario, const Project& project) {
  Support support;
  if (!scenario.switches.policies) return support;
  const Time planned = order_of(project);
  Time ordered = planned;
  std::string payers;
  double share = 0;
  for (const Subsidy& s : scenario.subsidies) {
    if (!covers(scenario.model, s, project)) continue;
    const Time earliest = planned - Duration::ticks(rounded(s.forward.value));
    if (s.at < planned) ordered = std::min(ordered, std::max(s.at, earliest));
    if (s.share.value <= 0 || project.cost.value <= 0) continue;
    share += s.share.value;
    support.aids.push_back({project.facility.value, (s.at - scenario.start).ticks(), INT64_MAX, s.share.value});
    payers += (payers.empty() ? "" : ", ") + s.id;
  }
  support.forward = planned - ordered;
  const std::int64_t days = support.forward.ticks() / 24;
  if (days > 0) support.details = "; " + std::to_string(days) + " d earlier for subsidies";
  if (share > 0) {
    support.details += "; " + std::to_string(rounded(100 * std::min(1.0, share))) + " % paid by " + payers;
  }
  return support;
}

double paid_share(const std::vector<Aid>& aids, std::int64_t from, std::int64_t to, std::int64_t by) {
  double paid = 0;
  std::int64_t next = to;
  for (std::int64_t at = from; at < to; at = next) {  // by spans in which the same is paid
    double share = 0;
    next = to;
    for (const Aid& aid : aids) {
      share += aid.from <= at ? aid.share : 0.0;
      if (aid.from > at) next = std::min(next, aid.from);
    }
    const std::int64_t begin = std::max<std::int64_t>(at, 0);
    paid += std::min(1.0, share) * static_cast<double>(std::max<std::int64_t>(0, std::min(next, by) - begin));
  }
  return paid / static_cast<double>(std::max<std::int64_t>(1, to - from));
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

double lowered(double hurdle, const std::vector<Aid>& aids, std::uint32_t node, std::int64_t tick) {
  if (hurdle <= 1.0) return hurdle;
  double share = 0;
  for (const Aid& aid : aids) {
    if (aid.node == node && aid.from <= tick && tick < aid.until) share += aid.share;
  }
  return 1.0 + (hurdle - 1.0) * (1.0 - std::min(1.0, share));
}

}  // namespace fabshock::subsidy
