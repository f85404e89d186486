#include "batch/plan.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>

#include "results/sha256.h"

namespace fabshock {
namespace {

using Json = nlohmann::ordered_json;

Json json_of(const SeenOutcome& seen) {
  Json json{{"id", seen.id},         {"kind", seen.kind},     {"measure", seen.measure},
            {"of", seen.of},         {"when", seen.when},     {"unit", seen.unit},
            {"value", seen.value},   {"low", seen.low},       {"high", seen.high},
            {"source", seen.source}, {"input", seen.input},   {"confidence", seen.confidence},
            {"is_day", seen.is_day}, {"on_log", seen.on_log}, {"is_price", seen.is_price}};
  if (seen.no_effect_within) json["no_effect_within"] = *seen.no_effect_within;
  if (seen.no_change) json["no_change"] = *seen.no_change;
  if (seen.fading) json["fading"] = *seen.fading;
  return json;
}

Json json_of(const PlannedArm& arm) {
  Json json{{"arm", arm.id},
            {"scenario", arm.scenario},
            {"set", arm.set},
            {"levels", arm.levels},
            {"model", arm.model},
            {"start", (arm.start - Time::since_epoch({})).ticks()},
            {"horizon", arm.horizon.ticks()},
            {"sampled", arm.sampled},
            {"bands", arm.bands}};
  if (arm.baseline) json["baseline"] = *arm.baseline;
  if (!arm.knocked_out.empty()) json["knocked_out"] = arm.knocked_out;
  if (!arm.measures.empty()) json["measures"] = arm.measures;
  for (const SeenOutcome& seen : arm.seen) json["seen"].push_back(json_of(seen));
  return json;
}

SeenOutcome seen_of(const Json& json) {
  SeenOutcome seen;
  seen.id = json.at("id");
  seen.kind = json.at("kind");
  seen.measure = json.at("measure");
  seen.of = json.at("of");
  seen.when = json.at("when");
  seen.unit = json.at("unit");
  seen.value = json.at("value");
  seen.low = json.at("low");
  seen.high = json.at("high");
  seen.source = json.at("source");
  seen.input = json.at("input");
  seen.confidence = json.at("confidence");
  seen.is_day = json.at("is_day");
  seen.on_log = json.at("on_log");
  seen.is_price = json.at("is_price");
  const auto maybe = [&](const char* key, std::optional<double>& to) {
    if (json.contains(key)) to = json.at(key).get<double>();
  };
  maybe("no_effect_within", seen.no_effect_within);
  maybe("no_change", seen.no_change);
  maybe("fading", seen.fading);
  return seen;
}

PlannedArm arm_of(const Json& json) {
  PlannedArm arm;
  arm.id = json.at("arm");
  arm.scenario = json.at("scenario");
  arm.set = json.at("set");
  arm.levels = json.at("levels");
  arm.model = json.at("model");
  arm.start = Time::since_epoch(Duration::ticks(json.at("start").get<std::int64_t>()));
  arm.horizon = Duration::ticks(json.at("horizon").get<std::int64_t>());
  arm.sampled = json.at("sampled");
  arm.bands = json.at("bands");
  if (json.contains("baseline")) arm.baseline = json.at("baseline").get<std::uint32_t>();
  if (json.contains("knocked_out")) arm.knocked_out = json.at("knocked_out");
  if (json.contains("measures")) arm.measures = json.at("measures");
  if (json.contains("seen")) {
    for (const Json& seen : json.at("seen")) arm.seen.push_back(seen_of(seen));
  }
  return arm;
}

Json json_of(const Bands& bands) {
  Json series = Json::array();
  for (const BandSeries& s : bands.series) series.push_back({s.kind, s.entity, s.product, s.measure, s.unit});
  return {{"every", bands.every}, {"moments", bands.moments}, {"series", std::move(series)}};
}

Bands bands_of(const Json& json) {
  Bands bands;
  bands.every = json.at("every");
  bands.moments = json.at("moments");
  for (const Json& s : json.at("series")) bands.series.push_back({s.at(0), s.at(1), s.at(2), s.at(3), s.at(4)});
  return bands;
}

Json json_of(const StopRule& stop) {
  return {{"measure", stop.measure},
          {"of", stop.of},
          {"relative_half_width", stop.relative_half_width},
          {"at_least", stop.at_least}};
}

Json json_of(const Splitting& splitting) {
  return {{"levels", splitting.levels}, {"kind", splitting.kind}, {"effort", splitting.effort}};
}

Json json_of(const SensitivityPlan& what) {
  Json json{{"method", static_cast<int>(what.method)}, {"rows", what.rows}};
  for (const Factor& factor : what.factors) json["factors"].push_back({factor.id, factor.axes, factor.chance});
  return json;
}

SensitivityPlan sensitivity_of(const Json& json) {
  SensitivityPlan what{static_cast<FactorMethod>(json.at("method").get<int>()), json.at("rows"), {}};
  for (const Json& factor : json.at("factors")) what.factors.push_back({factor.at(0), factor.at(1), factor.at(2)});
  return what;
}

Json json_of(const BatchPlan& plan) {
  Json json{{"version", plan.version},
            {"commit", plan.commit},
            {"name", plan.name},
            {"title", plan.title},
            {"kind", plan.kind},
            {"seed", plan.seed},
            {"replications", plan.replications},
            {"shard", {plan.shard.index, plan.shard.of}},
            {"spread", static_cast<int>(plan.spread)},
            {"hazards", plan.hazards},
            {"hindcast", plan.hindcast},
            {"measures", plan.measures},
            {"design", plan.design},
            {"sampled", plan.sampled}};
  if (plan.stop) json["stop"] = json_of(*plan.stop);
  if (plan.splitting) json["splitting"] = json_of(*plan.splitting);
  if (plan.sensitivity) json["sensitivity"] = json_of(*plan.sensitivity);
  for (const Correlation& c : plan.correlations) json["correlations"].push_back({c.axes, c.rank});
  for (const Bands& bands : plan.bands) json["bands"].push_back(json_of(bands));
  for (const PlannedArm& arm : plan.arms) json["arms"].push_back(json_of(arm));
  for (const InputFile& file : plan.inputs) json["inputs"].push_back({file.path, file.sha256});
  return json;
}

BatchPlan plan_of(const Json& json) {
  BatchPlan plan;
  plan.version = json.at("version");
  plan.commit = json.at("commit");
  plan.name = json.at("name");
  plan.title = json.at("title");
  plan.kind = json.at("kind");
  plan.seed = json.at("seed");
  plan.replications = json.at("replications");
  plan.shard = {json.at("shard").at(0), json.at("shard").at(1)};
  plan.spread = static_cast<Spread>(json.at("spread").get<int>());
  plan.hazards = json.at("hazards");
  plan.hindcast = json.at("hindcast");
  plan.measures = json.at("measures");
  plan.design = json.at("design");
  plan.sampled = json.at("sampled");
  if (json.contains("stop")) {
    const Json& stop = json.at("stop");
    plan.stop = StopRule{stop.at("measure"), stop.at("of"), stop.at("relative_half_width"), stop.at("at_least")};
  }
  if (json.contains("splitting")) {
    const Json& splitting = json.at("splitting");
    plan.splitting = Splitting{splitting.at("levels"), splitting.at("kind"), splitting.at("effort")};
  }
  if (json.contains("correlations")) {
    for (const Json& c : json.at("correlations")) plan.correlations.push_back({c.at(0), c.at(1)});
  }
  if (json.contains("sensitivity")) plan.sensitivity = sensitivity_of(json.at("sensitivity"));
  for (const Json& bands : json.at("bands")) plan.bands.push_back(bands_of(bands));
  for (const Json& arm : json.at("arms")) plan.arms.push_back(arm_of(arm));
  for (const Json& file : json.at("inputs")) plan.inputs.push_back({file.at(0), file.at(1)});
  return plan;
}

// Of the first file that differs.
std::optional<std::string> changed_input(const std::vector<InputFile>& kept, const std::vector<InputFile>& now) {
  const auto in = [](const std::vector<InputFile>& all, const std::string& path) {
    return std::find_if(all.begin(), all.end(), [&](const InputFile& file) { return file.path == path; });
  };
  for (const InputFile& file : kept) {
    const auto found = in(now, file.path);
    if (found == now.end()) return file.path + " is no longer read";
    if (found->sha256 != file.sha256) return file.path + " has changed";
  }
  for (const InputFile& file : now) {
    if (in(kept, file.path) == kept.end()) return file.path + " was not read before";
  }
  return std::nullopt;
}

}  // namespace

std::vector<std::string> BatchPlan::axes() const {
  std::set<std::string> all;
  for (const auto& list : sampled) all.insert(list.begin(), list.end());
  return {all.begin(), all.end()};
}

std::string to_text(const BatchPlan& plan) {
  return json_of(plan).dump();
}

BatchPlan plan_of_text(const std::string& text) {
  return plan_of(Json::parse(text));
}

void check_inputs(const BatchPlan& plan) {
  for (const InputFile& file : plan.inputs) {
    if (sha256_of_file(file.path) != file.sha256) {
      throw std::runtime_error(file.path + " has changed since the batch began");
    }
  }
}

std::optional<std::string> difference(const BatchPlan& kept, const BatchPlan& now) {
  const auto changed = [](const std::string& what, const auto& before, const auto& after) {
    return what + " was " + before + ", and is " + after;
  };
  if (kept.version != now.version || kept.commit != now.commit) {
    return changed("the program", kept.version + " (" + kept.commit + ')', now.version + " (" + now.commit + ')');
  }
  if (auto input = changed_input(kept.inputs, now.inputs)) return input;
  if (kept.seed != now.seed) return changed("the seed", std::to_string(kept.seed), std::to_string(now.seed));
  if (kept.sensitivity && now.sensitivity) {
    const SensitivityPlan& before = *kept.sensitivity;
    const SensitivityPlan& after = *now.sensitivity;
    if (before.method != after.method) return "the method is another one";
    if (before.rows != after.rows)
      return changed("the number of rows", std::to_string(before.rows), std::to_string(after.rows));
    if (before.factors.size() != after.factors.size()) {
      return changed("the number of factors", std::to_string(before.factors.size()),
                     std::to_string(after.factors.size()));
    }
  }
  if (kept.replications != now.replications) {
    return changed("the number of replications", std::to_string(kept.replications), std::to_string(now.replications));
  }
  if (kept.shard.of != now.shard.of) {
    return changed("the number of shards", std::to_string(kept.shard.of), std::to_string(now.shard.of));
  }
  BatchPlan one = kept;
  BatchPlan other = now;
  one.shard = other.shard = {};
  if (json_of(one) != json_of(other)) return "the experiment is another one";
  return std::nullopt;
}

}  // namespace fabshock
