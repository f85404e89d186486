#include <algorithm>
#include <cstdio>
#include <iostream>
#include <map>
#include <stdexcept>

#include "batch/contingency.h"
#include "batch/ranks.h"
#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/overrides.h"
#include "cli/run_experiment.h"
#include "experiment/contingency.h"
#include "results/folder.h"
#include "scenario/quantity.h"

namespace fabshock::cli {
namespace {

namespace po = boost::program_options;

constexpr std::uint32_t kWorst = 60;  // singles of which pairs are made

KnockOutBy by_of(const std::string& text) {
  const std::map<std::string_view, KnockOutBy> known = {{"facility", KnockOutBy::kFacility},
                                                        {"site", KnockOutBy::kSite},
                                                        {"region", KnockOutBy::kRegion},
                                                        {"owner", KnockOutBy::kOwner}};
  const auto found = known.find(text);
  if (found == known.end()) {
    throw std::invalid_argument("--hit '" + text + "' is not one of facility, site, region, owner");
  }
  return found->second;
}

// "30d,90 d": in hours, rising.
std::vector<double> outages_of(const std::string& text) {
  std::vector<double> outages;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    const auto measured = input::split_unit(input::trimmed(std::string_view{text}.substr(begin, end - begin)));
    const auto scale = measured ? input::scale_of(measured->unit, input::Dimension::kDuration, "") : std::nullopt;
    const double hours = scale ? (*scale)(measured->value) : 0.0;
    constexpr double kLongest = 1e6;
    if (!(hours > 0 && hours < kLongest)) {
      throw std::invalid_argument("--outage '" + text + "' is not a list of durations above 0, such as 30d,90d,365d");
    }
    outages.push_back(hours);
    begin = end + 1;
  }
  std::sort(outages.begin(), outages.end());
  outages.erase(std::unique(outages.begin(), outages.end()), outages.end());
  return outages;
}

ContingencyAsk ask_of(const Options& options) {
  ContingencyAsk ask;
  ask.scenario = options.positionals()[0];
  ask.by = by_of(options.text("hit"));
  ask.outages = outages_of(options.text("outage"));
  if (options.has("at")) {
    const auto date = parse_date(options.text("at"));
    if (!date) throw std::invalid_argument("--at '" + options.text("at") + "' is not a date, as YYYY-MM-DD");
    ask.at = time_of(*date);
  }
  ask.bound = options.has("lp");
  if (options.has("seed")) ask.seed = options.whole<std::uint64_t>("seed", 0);
  if (options.has("replications")) ask.replications = options.whole<std::uint32_t>("replications", 1);
  return ask;
}

// Of the singles that lose most in the longest outage, with something lost, all pairs.
std::vector<TargetPair> worst_pairs(const std::vector<Single>& singles) {
  double longest = 0;
  for (const Single& single : singles) longest = std::max(longest, single.outage);
  std::vector<std::string> worst;
  std::map<std::string, std::map<double, double>> loss;  // by target and outage [d]
  for (const Single& single : singles) {
    loss[single.target][single.outage] = single.loss;
    if (single.outage == longest && single.rank <= kWorst && single.loss > 0) worst.push_back(single.target);
  }
  std::vector<TargetPair> pairs;
  for (std::size_t i = 0; i < worst.size(); ++i) {
    for (std::size_t k = i + 1; k < worst.size(); ++k) {
      TargetPair& pair = pairs.emplace_back(TargetPair{worst[i], worst[k], {}});
      for (const auto& [days, lost] : loss[worst[i]]) {
        pair.losses.push_back({days * 24, lost + loss[worst[k]][days]});
      }
    }
  }
  return pairs;
}

// The singles first, where they are not there.
int run_pairs(const Experiment& singles, const BatchAsk& ask, Ranks& ranks, Diagnostics& diagnostics) {
  const FirstStage stage{"pairs are made of the worst singles", "without --pairs"};
  if (const int exit = run_before(singles, ask, ranks, diagnostics, stage); exit != kDone) return exit;
  const std::vector<TargetPair> pairs = worst_pairs(read_contingency(folder_of_whole(ask, singles.name)));
  if (pairs.empty()) {
    std::cerr << "fabshock: error: fewer than two of the singles lose anything: there are no pairs to look at\n";
    return kFailed;
  }
  BatchAsk second = ask;
  if (ask.folder) second.folder = place_of_results(*ask.folder).string() + "-pairs" + suffix_of(ask.shard);
  Diagnostics again;  // what was found was told of
  return run_experiment(contingency_of_pairs(singles, pairs), second, ranks, again);
}

}  // namespace

int contingency(const Arguments& arguments) {
  Options options(
      "contingency SCENARIO [--hit facility|site|region|owner] [--outage 30d,90d,365d] [--at DATE] [--pairs] [--lp] "
      "[-n N] [--set PATH=VALUE]... [-j THREADS] [-o DIR] [--resume] [--shard I/N] [--seed N] [-q]",
      "Knocks out each facility in turn, and ranks them by what all others lose.");
  options.positional("SCENARIO", 1, 1);
  options.add()("hit", po::value<std::string>()->default_value("facility"),
                "what is knocked out: each facility, site, region or owner")(
      "outage", po::value<std::string>()->default_value("30d,90d,365d"), "for how long")(
      "at", po::value<std::string>(), "day on which it begins [the scenario's first]")(
      "lp", "beside each loss, what of it no plan could have saved: a linear program")(
      "pairs", "the 60 worst in pairs, too, into DIR-pairs")("set", po::value<std::vector<std::string>>(),
                                                             "PATH=VALUE: change the scenario or model, as for run")(
      "replications,n", po::value<std::string>(),
      "each so many times, with all uncertain numbers drawn [1: as they are]");
  add_batch_options(options, "results/NAME-contingency");
  options.add()("seed", po::value<std::string>(), "seed of replication 0 [1]");
  if (const auto exit = options.parse(arguments)) return *exit;
  const BatchAsk ask = batch_ask(options);
  ContingencyAsk what = ask_of(options);
  Diagnostics diagnostics;
  if (options.has("set")) {
    what.set = parse_overrides(options.values()["set"].as<std::vector<std::string>>(), diagnostics);
  }
  catch_interrupts();
  Ranks ranks;
  return guarded([&] {
    const auto experiment = diagnostics.ok() ? contingency_of(what, diagnostics) : std::nullopt;
    if (options.has("pairs") && experiment) return run_pairs(*experiment, ask, ranks, diagnostics);
    return run_experiment(experiment, ask, ranks, diagnostics);
  });
}

}  // namespace fabshock::cli
