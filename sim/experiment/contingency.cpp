#include "experiment/contingency.h"

#include <algorithm>
#include <filesystem>
#include <map>

#include "results/measure_key.h"

namespace fabshock {

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
  const double longest = ask.outages.empty() ? 0 : *std::max_element(ask.outages.begin(), ask.outages.end());
  if (longest > static_cast<double>((end - e.knock_out_at).ticks())) {
    diagnostics.warning({},
                        "an outage of " + std::to_string(static_cast<std::int64_t>(longest / 24)) +
                            " d does not end before the scenario does, on " + to_string(date_of(end)),
                        "a longer horizon shows what comes after it: --set 'horizon=6 y'");
  }
  e.name = std::filesystem::path(ask.scenario).stem().string() + "-contingency";
  e.title = "What is lost when one stands still: " + (scenario->title.empty() ? scenario->name : scenario->title);
  e.scenarios = {ask.scenario};
  e.set = ask.set;
  e.seed = ask.seed;
  e.replications = ask.replications;
  if (ask.replications > 1) e.sample = {{"model", {"model"}, false}};
  e.bands.on = false;
  e.measures = {"unmet_value",
                "given_up_value",
                "lost_revenue",
                "value_added_lost",
                "time_to_recover",
                "price_rise",
                "shortage_begins",
                "compute_delivered",
                "baseline_compute_delivered",
                std::string(kTimeToSurvive)};  // what batch/contingency.cpp makes its table of
  e.bound = ask.bound;
  if (ask.bound) {
    for (const std::string_view measure : {kLossAtLeast, kTimeToSurviveAtMost}) e.measures.emplace_back(measure);
  }
  e.design = DesignType::kKnockOuts;
  for (const KnockOut& target : targets_of(*scenario, ask.by)) {
    e.knock_outs.push_back(target);
    for (const double hours : ask.outages) e.knock_outs.emplace_back(target).hours = hours;
  }
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
