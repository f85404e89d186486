#include "report/blame.h"

#include <algorithm>
#include <utility>

namespace fabshock {
namespace {

constexpr double kTellsOf = 0.2;  // of a shortfall, that a disruption must make up for

}  // namespace

std::int32_t Blame::level(std::uint32_t i, std::int64_t t) const {
  std::int32_t lost = 0;
  for (const Level& l : plan_.shocks[i].course) {
    if (l.tick <= t * net_.step) lost = l.lost;
  }
  return lost;
}

template <class Weight>
Blame::Shock Blame::strongest(const std::vector<std::uint32_t>& among, const Weight& weight) {
  Shock found;
  for (const std::uint32_t i : among) {
    if (weight(i) > (found ? weight(*found) : 0.0)) found = i;
  }
  return found;
}

// weight: of a shock and of the share of its severity that it hits the node with.
template <class Weight>
Blame::Shock Blame::strongest_of_node(std::uint32_t n, const Weight& weight) const {
  Shock found;
  double most = 0;
  for (const auto& [i, severity] : plan_.by_node[n]) {
    const double w = weight(i, static_cast<double>(severity) / 1e6);
    if (w <= most) continue;
    most = w;
    found = i;
  }
  return found;
}

// Share of a lane's usual flow that a disruption shuts out in a step.
double Blame::shuts(std::uint32_t i, std::int64_t t) const {
  const Disruption& what = *plan_.shocks[i].what;
  const bool can = what.type == DisruptionType::kLaneClosure || what.type == DisruptionType::kLaneReroute;
  return can ? (1.0 - std::min(1.0, what.leak.value)) * what.severity.value * share_at(i, t) : 0.0;
}

// Hours by which it holds up goods under way; what it takes away never comes.
double Blame::delays(std::uint32_t i, std::int64_t t) const {
  const Disruption& what = *plan_.shocks[i].what;
  if (what.type >= DisruptionType::kTariff || level(i, t) == 0) return 0;
  constexpr double kNever = 1e9;
  if (what.type == DisruptionType::kLaneSeizure || what.in_transit != InTransit::kDeliver) return kNever;
  if (what.type == DisruptionType::kLaneReroute) return kNever / 2;
  return what.extra.value + (what.slow_factor.value - 1.0);
}

Blame::Shock Blame::closed(std::uint32_t l, std::int64_t t) const {
  const auto usual = static_cast<double>(net_.lanes[l].flow0);
  const double missing = std::max(0.0, usual - static_cast<double>(history_.shipped(t, l)));
  const Shock shut = strongest(plan_.by_lane[l], [&](std::uint32_t i) { return shuts(i, t); });
  const double lacks = usual > 0 ? missing / usual : 1.0;
  return shut && shuts(*shut, t) >= kTellsOf * lacks ? shut : std::nullopt;
}

std::optional<std::uint32_t> Blame::most_closed(std::uint32_t n, std::int64_t t) const {
  double missing = 0;
  double most = 0;
  std::optional<std::uint32_t> found;
  for (const std::uint32_t l : net_.out(n)) {
    const auto lacks = static_cast<double>(std::max<Quanta>(0, net_.lanes[l].flow0 - history_.shipped(t, l)));
    missing += lacks;
    const Shock shut = strongest(plan_.by_lane[l], [&](std::uint32_t i) { return shuts(i, t); });
    const double out = shut ? std::min(lacks, shuts(*shut, t) * static_cast<double>(net_.lanes[l].flow0)) : 0.0;
    if (out <= most) continue;
    most = out;
    found = l;
  }
  return most >= kTellsOf * missing ? found : std::nullopt;
}

Blame::Shock Blame::permitted(std::uint32_t l, std::int64_t t) const {
  return strongest(plan_.by_lane[l], [&](std::uint32_t i) {
    const Disruption& what = *plan_.shocks[i].what;
    return what.type == DisruptionType::kPermit && level(i, t) > 0 ? what.leak.value : 0.0;
  });
}

Blame::Shock Blame::held_up(std::uint32_t l, std::int64_t t) const {
  return strongest(plan_.by_lane[l], [&](std::uint32_t i) { return delays(i, t); });
}

Blame::Shock Blame::forbade(std::uint32_t n, std::int64_t t) const {
  for (const std::uint32_t l : net_.out(n)) {
    for (const std::uint32_t i : plan_.by_lane[l]) {
      const Disruption& law = *plan_.shocks[i].what;
      if (law.policy && law.type == DisruptionType::kLaneClosure && level(i, t) > 0) return i;
    }
  }
  return std::nullopt;
}

std::optional<std::pair<std::uint32_t, std::uint32_t>> Blame::put_first(std::uint32_t l, std::int64_t t) const {
  for (const std::uint32_t other : net_.out(net_.lane_info[l].from)) {
    for (const std::uint32_t i : plan_.by_lane[other]) {
      if (plan_.shocks[i].what->type == DisruptionType::kPriority && level(i, t) > 0 && other != l) {
        return std::pair{i, other};
      }
    }
  }
  return std::nullopt;
}

Blame::Shock Blame::destroyed(std::uint32_t n, std::int64_t t) const {
  return strongest_of_node(n, [&](std::uint32_t i, double severity) {
    const Disruption& what = *plan_.shocks[i].what;
    const std::int64_t begins = plan_.shocks[i].begins;
    const bool begun = begins <= t * net_.step && begins > (t - 1) * net_.step;
    const double share = std::max({what.wip_scrap.value, what.stock_input.value, what.stock_finished.value});
    if (begun && share > 0) return 1.0 + severity * share;
    return what.type == DisruptionType::kYieldLoss ? severity * share_at(i, t) : 0.0;
  });
}

Blame::Shock Blame::stopped(std::uint32_t n, std::int64_t t) const {
  return strongest_of_node(n, [&](std::uint32_t i, double severity) {
    const DisruptionType type = plan_.shocks[i].what->type;
    const bool stops = type != DisruptionType::kYieldLoss && type != DisruptionType::kCostRise;
    return stops ? severity * share_at(i, t) : 0.0;
  });
}

Blame::Shock Blame::surging(std::int64_t t) const {
  Shock found;
  double most = 0;
  for (std::uint32_t i = 0; i < plan_.shocks.size(); ++i) {
    const Disruption& what = *plan_.shocks[i].what;
    const double more =
        what.type == DisruptionType::kDemandSurge ? what.rise.value * what.severity.value * share_at(i, t) : 0;
    if (more <= most) continue;
    most = more;
    found = i;
  }
  return found;
}

Blame::Shock Blame::hit(std::uint32_t n, std::int64_t t) const {
  return strongest_of_node(n, [&](std::uint32_t i, double severity) { return severity * share_at(i, t); });
}

}  // namespace fabshock
