#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <map>
#include <set>

#include "dynamics/disruption.h"
#include "dynamics/footprint.h"
#include "dynamics/news.h"
#include "network/lane_pick.h"

namespace fabshock {
namespace {

std::int32_t in_ppm(double share) {
  return static_cast<std::int32_t>(std::floor(share * static_cast<double>(kPpm) + 0.5));
}

// What all surges together make of each sink's demand: the product of theirs, from each of their steps on.
std::vector<SurgeStep> surges_of(const std::vector<Shock>& shocks, std::uint32_t first_sink) {
  std::map<std::pair<std::uint32_t, std::int64_t>, double> steps;  // by sink and tick
  const auto each_level = [&](const auto& call) {
    for (const Shock& shock : shocks) {
      if (shock.what->type != DisruptionType::kDemandSurge) continue;
      for (const Hit& hit : shock.nodes) call(shock, hit);
    }
  };
  each_level([&](const Shock& shock, const Hit& hit) {
    for (const Level& level : shock.course) steps.emplace(std::pair{hit.target - first_sink, level.tick}, 1.0);
  });
  each_level([&](const Shock& shock, const Hit& hit) {
    const std::uint32_t sink = hit.target - first_sink;
    for (auto step = steps.lower_bound({sink, std::numeric_limits<std::int64_t>::min()});
         step != steps.end() && step->first.first == sink; ++step) {
      const auto after = std::upper_bound(shock.course.begin(), shock.course.end(), step->first.second,
                                          [](std::int64_t tick, const Level& level) { return tick < level.tick; });
      if (after == shock.course.begin()) continue;
      const double level = static_cast<double>(std::prev(after)->lost) / static_cast<double>(kPpm);
      step->second *=
          1.0 + shock.what->rise.value * level * static_cast<double>(hit.severity) / static_cast<double>(kPpm);
    }
  });
  std::vector<SurgeStep> all;
  for (const auto& [at, factor] : steps) all.push_back({at.first, at.second, factor});
  return all;
}

class Planner {
 public:
  Planner(const Network& network, const Scenario& scenario, const StreamKey& key, std::span<const Branch> later)
      : net_(network), scenario_(scenario), key_(key), later_(later) {}

  ShockPlan run() {
    for (const Disruption& d : scenario_.disruptions) {
      if (d.policy && !scenario_.switches.policies) continue;
      if (d.rush && !scenario_.switches.rush) continue;
      if (d.type == DisruptionType::kHazard) {
        add_hazard(d);
      } else {
        add(d, d.id, (d.at - net_.start).ticks(), d.footprint, d.fragility);
      }
    }
    release_stocks();
    plan_.news = news::of_shocks(net_, plan_.shocks);
    plan_.by_node.resize(net_.size());
    plan_.by_lane.resize(net_.lanes.size());
    for (std::uint32_t i = 0; i < plan_.shocks.size(); ++i) {
      for (const Hit& hit : plan_.shocks[i].nodes) plan_.by_node[hit.target].emplace_back(i, hit.severity);
      for (const std::uint32_t l : plan_.shocks[i].lanes) plan_.by_lane[l].push_back(i);
    }
    plan_.first_sink = net_.facilities;
    plan_.surges = surges_of(plan_.shocks, plan_.first_sink);
    plan_.builds = investment::plan(net_, scenario_, key_);
    if (!net_.expands.empty()) plan_.aids = subsidy::aids_of(scenario_, net_.facilities);
    return std::move(plan_);
  }

 private:
  // Events of a hazard are numbered.
  static bool is_event_of(const Shock& shock, const std::string& hazard) {
    if (shock.what->id == shock.id || !shock.id.starts_with(hazard + '-')) return false;
    return shock.id.find_first_not_of("0123456789", hazard.size() + 1) == std::string::npos;
  }

  // A stock that is released with a shock ends when that begins; of a hazard with the first of its events.
  void release_stocks() {
    for (Shock& stock : plan_.shocks) {
      const std::string& by = stock.what->release;
      if (by.empty() || stock.course.empty()) continue;
      std::int64_t end = std::numeric_limits<std::int64_t>::max();
      for (const Shock& shock : plan_.shocks) {
        if ((shock.id == by || is_event_of(shock, by)) && !shock.course.empty())
          end = std::min(end, shock.course.front().tick);
      }
      if (end == std::numeric_limits<std::int64_t>::max()) continue;
      stock.undisturbed_course = stock.course;
      std::erase_if(stock.course, [&](const Level& level) { return level.tick >= end; });
      if (!stock.course.empty() && stock.course.back().lost != 0) stock.course.push_back({end, 0});
    }
  }

  // Exponential gaps between the events of a Poisson process; each is a shock of its own, at its own place. It has no
  // memory: a branch begins anew where it begins.
  void add_hazard(const Disruption& hazard) {
    if (hazard.rate.value <= 0 || hazard.event.empty()) return;
    const double mean = static_cast<double>(kTicksPerYear) / hazard.rate.value;
    double begin = std::max(0.0, static_cast<double>((hazard.at - net_.start).ticks()));
    int count = 0;
    StreamKey key = key_;
    for (std::size_t part = 0; part <= later_.size(); ++part) {
      if (part > 0) key.branch = later_[part - 1].branch;
      const std::int64_t until = part < later_.size() ? later_[part].from : scenario_.horizon.ticks();
      Stream gaps(key, hazard.id, Purpose::kHazard);
      Stream places(key, hazard.id, Purpose::kFootprint);
      double t = begin + exponential(gaps, mean);
      while (t < static_cast<double>(until)) {
        add_event(hazard, ++count, static_cast<std::int64_t>(t), places);
        t += exponential(gaps, mean);
      }
      begin = std::max(begin, static_cast<double>(until));
    }
  }

  void add_event(const Disruption& hazard, int number, std::int64_t tick, Stream& places) {
    const Disruption& event = hazard.event.front();
    // The footprint and the fragility may stand with the hazard or with its event.
    Footprint where = event.footprint.magnitude.value > 0 ? event.footprint : hazard.footprint;
    where.lat = uniform(places, where.lat, where.lat2.value_or(where.lat));
    where.lon = uniform(places, where.lon, where.lon2.value_or(where.lon));
    const Fragility& fragility = event.fragility.median.value > 0 ? event.fragility : hazard.fragility;
    add(event, hazard.id + "-" + std::to_string(number), tick, where, fragility);
  }

  void add(const Disruption& d, std::string id, std::int64_t at, const Footprint& where, const Fragility& fragility) {
    Shock shock;
    shock.id = std::move(id);
    shock.what = &d;
    if (is_of_lanes(d.type)) {
      for (std::uint32_t l = 0; l < net_.lanes.size(); ++l) {
        const bool acts = d.type != DisruptionType::kPermit || net_.barred(l);
        if (acts && picks(net_, d.lanes, l)) shock.lanes.push_back(l);
      }
    } else if (d.type == DisruptionType::kDemandSurge) {
      for (std::uint32_t n = net_.facilities; n < net_.size(); ++n) {
        if (selects(net_, d.select, n)) shock.nodes.push_back({n, in_ppm(d.severity.value)});
      }
    } else if (d.type == DisruptionType::kEarthquake) {
      add_shaken(d, shock, where, fragility);
    } else {
      add_selected(d, shock);
    }
    shock.begins = at;
    plan_.has_policies = plan_.has_policies || d.policy;
    if (!d.happens) return plan_.shocks.push_back(std::move(shock));
    shock.course = d.type == DisruptionType::kStockLoss ? std::vector<Level>{{std::max<std::int64_t>(0, at), 0}}
                                                        : course_of(d, at, scenario_.horizon.ticks());
    plan_.shocks.push_back(std::move(shock));
  }

  void add_selected(const Disruption& d, Shock& shock) const {
    const std::int32_t severity = in_ppm(d.severity.value);
    for (const FacilityIx f : facilities_of(net_.model, d.select)) {
      const bool spared = d.type == DisruptionType::kUtilityLoss && !is_utility(net_.model.facilities[f.value]);
      if (!spared) shock.nodes.push_back({f.value, severity});
    }
  }

  void add_shaken(const Disruption& d, Shock& shock, const Footprint& where, const Fragility& curve) const {
    for (std::uint32_t f = 0; f < net_.facilities; ++f) {
      if (d.select.given() && !selects(net_.model, d.select, FacilityIx{f})) continue;
      const Site& site = net_.model.sites[net_.model.facilities[f].site.value];
      const double km = distance_km(where.lat, where.lon, site.lat, site.lon);
      const double pga = peak_ground_acceleration(where.magnitude.value, km, where.depth.value);
      const double hit = d.severity.value * fragility(pga, curve.median.value, curve.beta.value);
      const std::int32_t severity = in_ppm(hit);
      if (severity > 0) shock.nodes.push_back({f, severity});
    }
  }

  const Network& net_;
  const Scenario& scenario_;
  StreamKey key_;
  std::span<const Branch> later_;
  ShockPlan plan_;
};

}  // namespace

ShockPlan plan_shocks(const Network& network, const Scenario& scenario, const StreamKey& key,
                      std::span<const Branch> later) {
  return Planner(network, scenario, key, later).run();
}

bool is_planned_by_chance(const Scenario& scenario, bool undisturbed) {
  return std::any_of(scenario.projects.begin(), scenario.projects.end(),
                     [](const Project& project) { return !project.delays.empty(); }) ||
         std::any_of(scenario.disruptions.begin(), scenario.disruptions.end(), [&](const Disruption& d) {
           return d.type == DisruptionType::kHazard && (d.undisturbed || !undisturbed);
         });
}

ShockPlan without_shocks(const ShockPlan& plan) {
  ShockPlan undisturbed;
  undisturbed.builds = plan.builds;
  undisturbed.aids = plan.aids;
  constexpr std::uint32_t kLeftOut = 0xffffffff;
  std::vector<std::uint32_t> now(plan.shocks.size(), kLeftOut);  // by shock of the plan: its place here
  for (std::uint32_t i = 0; i < plan.shocks.size(); ++i) {
    if (!plan.shocks[i].what->undisturbed) continue;
    now[i] = static_cast<std::uint32_t>(undisturbed.shocks.size());
    Shock& shock = undisturbed.shocks.emplace_back(plan.shocks[i]);
    if (!shock.undisturbed_course.empty()) shock.course = std::move(shock.undisturbed_course);
    undisturbed.has_policies = undisturbed.has_policies || plan.shocks[i].what->policy;
  }
  for (News news : plan.news) {
    if (now[news.shock] == kLeftOut) continue;
    news.shock = now[news.shock];
    undisturbed.news.push_back(std::move(news));
  }
  undisturbed.first_sink = plan.first_sink;
  undisturbed.surges = surges_of(undisturbed.shocks, plan.first_sink);
  undisturbed.by_node.resize(plan.by_node.size());
  undisturbed.by_lane.resize(plan.by_lane.size());
  for (std::size_t n = 0; n < plan.by_node.size(); ++n) {
    for (const auto& [shock, severity] : plan.by_node[n]) {
      if (now[shock] != kLeftOut) undisturbed.by_node[n].emplace_back(now[shock], severity);
    }
  }
  for (std::size_t l = 0; l < plan.by_lane.size(); ++l) {
    for (const std::uint32_t shock : plan.by_lane[l]) {
      if (now[shock] != kLeftOut) undisturbed.by_lane[l].push_back(now[shock]);
    }
  }
  return undisturbed;
}

}  // namespace fabshock
