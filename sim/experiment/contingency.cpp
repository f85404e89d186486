#include "experiment/contingency.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "results/csv.h"
#include "results/measure_key.h"

namespace fabshock {

std::vector<std::string> measures_of(const KnockOut& what, bool bound) {
  if (!what.hours) {
    std::vector<std::string> survival = {std::string(kTimeToSurvive)};
    if (bound) survival.emplace_back(kTimeToSurviveLp);
    return survival;
  }
  std::vector<std::string> outage = {
      "unmet_value",     "given_up_value", "lost_revenue",      "value_added_lost",
      "time_to_recover", "price_rise",     "compute_delivered", "baseline_compute_delivered",
      "shortage_begins"};
  if (bound) outage.emplace_back(kLossAtLeast);
  return outage;
}

std::optional<Experiment> contingency_of(const ContingencyAsk& ask, Diagnostics& diagnostics) {
  const std::optional<Scenario> scenario = load_scenario(ask.scenario, ask.set, diagnostics);
  if (!scenario) return std::nullopt;
  const Time end = scenario->start + scenario->horizon;
  Experiment e;
  e.knock_out_at = ask.at.value_or(scenario->start);
  if (e.knock_out_at < scenario->start || e.knock_out_at >= end) {
    diagnostics.error({},
                      "--at " + to_string(date_of(e.knock_out_at)) + ": outside the scenario, which runs from " +
                          to_string(date_of(scenario->start)) + " to " + to_string(date_of(end)),
                      "a date in between, as YYYY-MM-DD");
    return std::nullopt;
  }
  constexpr double kSeen = 30 * 24;  // [h] after which a need counts as back
  const double longest = *std::max_element(ask.outages.begin(), ask.outages.end());
  if (longest + kSeen > static_cast<double>((end - e.knock_out_at).ticks())) {
    diagnostics.warning({},
                        "the scenario ends on " + to_string(date_of(end)) + ", less than 30 days after an outage of " +
                            shortest(longest / 24) + " d: who recovers from that is not seen",
                        "a longer horizon shows what comes after it: --set 'horizon=6 y'");
  }
  e.name = std::filesystem::path(ask.scenario).stem().string() + "-contingency";
  e.title = "What is lost when one stands still: " + (scenario->title.empty() ? scenario->name : scenario->title);
  e.scenarios = {ask.scenario};
  e.set = ask.set;
  e.seed = ask.seed;
  e.replications = ask.replications;
  if (ask.replications > 1) {
    e.sample = {
        {.id = "all", .paths = {"model", "disruptions", "policies", "projects"}, .may_be_none = true, .is_all = true}};
  }
  e.bands.on = false;
  e.bound = ask.bound;
  e.design = DesignType::kKnockOuts;
  for (const KnockOut& target : targets_of(*scenario, ask.by)) {
    e.knock_outs.push_back(target);
    for (const double hours : ask.outages) e.knock_outs.emplace_back(target).hours = hours;
  }
  if (e.knock_outs.empty()) {
    diagnostics.error({}, "no facility of '" + ask.scenario + "' stands, and no project builds one",
                      "a scenario on a model with facilities that are not planned only");
    return std::nullopt;
  }
  std::set<std::string> measures;
  for (const KnockOut& out : e.knock_outs) {
    for (std::string& measure : measures_of(out, e.bound)) measures.insert(std::move(measure));
  }
  e.measures.assign(measures.begin(), measures.end());
  return e;
}

Experiment contingency_of_pairs(const Experiment& singles, std::span<const TargetPair> pairs) {
  std::map<std::string_view, const KnockOut*> targets;
  for (const KnockOut& out : singles.knock_outs) targets.emplace(out.target, &out);
  Experiment e = singles;
  e.name += "-pairs";
  e.title = "What is lost when two stand still together" + e.title.substr(std::min(e.title.find(':'), e.title.size()));
  e.knock_outs.clear();
  for (const TargetPair& pair : pairs) {
    KnockOut both;
    both.target = pair.a + " + " + pair.b;
    for (const std::string& name : {pair.a, pair.b}) {
      const auto& ids = targets.at(name)->facilities;
      both.facilities.insert(both.facilities.end(), ids.begin(), ids.end());
    }
    for (const PairedLoss& loss : pair.losses) {
      KnockOut& out = e.knock_outs.emplace_back(both);
      out.hours = loss.outage;
      out.alone = loss.alone;
    }
  }
  return e;
}

}  // namespace fabshock
