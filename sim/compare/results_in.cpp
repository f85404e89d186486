#include "compare/results_in.h"

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "base/csv_reader.h"

namespace fabshock {
namespace {

namespace fs = std::filesystem;

nlohmann::json manifest_of(const fs::path& folder) {
  std::ifstream in(folder / "manifest.json");
  auto manifest = nlohmann::json::parse(in, nullptr, false);
  const std::string command = manifest.is_object() ? manifest.value("command", "") : "";
  if (command != "run" && command != "batch" && command != "contingency") {
    const char* const why = command == "sensitivity" ? ": the points of its design are no sample" : "";
    throw std::invalid_argument(folder.string() + " is not a result of 'fabshock run', 'batch' or 'contingency'" + why);
  }
  if (manifest.contains("shard")) {
    throw std::invalid_argument(folder.string() + " is a shard of a batch: 'fabshock merge' makes the whole of all");
  }
  return manifest;
}

std::optional<Time> date_in(const nlohmann::json& entry, const char* key) {
  const auto date = parse_date(entry.value(key, ""));
  return date ? std::optional{time_of(*date)} : std::nullopt;
}

class Reading {
 public:
  Reading(const fs::path& folder, const std::set<std::string>& wanted) : folder_(folder), wanted_(wanted) {}

  ResultsRead read() {
    try {
      return read_all(manifest_of(folder_));
    } catch (const nlohmann::json::exception&) {
      throw std::invalid_argument((folder_ / "manifest.json").string() + " is not as fabshock wrote it");
    }
  }

 private:
  ResultsRead read_all(const nlohmann::json& manifest) {
    all_.folder = folder_.string();
    all_.kind = manifest.value("kind", "");
    all_.name = manifest.value("experiment", manifest.value("scenario", ""));
    if (manifest.value("command", "") == "run") {
      add("base", manifest).scenario = manifest.value("scenario", "");
    } else {
      for (const auto& arm : manifest.value("arms", nlohmann::json::array())) {
        ArmRead& one = add(arm.value("arm", ""), arm);
        one.scenario = fs::path(arm.value("scenario", "")).stem().string();
        one.baseline = arm.value("baseline", "");
        for (const std::string entry : arm.value("set", nlohmann::json::array())) {
          const std::size_t at = entry.find('=');
          if (at != std::string::npos) one.set.emplace_back(entry.substr(0, at), entry.substr(at + 1));
        }
        const auto of_all = manifest.value("measures", nlohmann::json::array());
        for (const std::string name : arm.value("measures", of_all)) one.measures.insert(name);
      }
    }
    if (all_.arms.empty()) throw std::invalid_argument(folder_.string() + ": manifest.json names no arm");
    if (manifest.value("command", "") != "run") read_design();
    read_runs();
    read_measures();
    return std::move(all_);
  }

  // entry: what the manifest says of it.
  ArmRead& add(std::string id, const nlohmann::json& entry) {
    ArmRead& arm = all_.arms.emplace_back();
    arm.id = std::move(id);
    arm.model = entry.value("model", "");
    arm.start = date_in(entry, "start");
    arm.horizon_days = entry.value("horizon_days", 0.0);
    by_id_.emplace(arm.id, all_.arms.size() - 1);
    return arm;
  }

  // The arm of a row; rows of one arm stand together.
  ArmRead& arm_of(const std::string& id, const char* file) {
    if (all_.arms[at_].id == id) return all_.arms[at_];
    const auto found = by_id_.find(id);
    if (found == by_id_.end()) {
      throw std::invalid_argument((folder_ / file).string() + ": arm '" + id + "' is not in manifest.json");
    }
    at_ = found->second;
    return all_.arms[at_];
  }

  void read_design() {
    CsvReader csv(folder_ / "design.csv");
    const std::size_t arm = csv.column("arm");
    for (std::size_t c = 0; c < csv.header().size(); ++c) {
      if (c != arm) all_.design.push_back(csv.header()[c]);
    }
    while (csv.next()) {
      ArmRead& one = arm_of(csv.field(arm), "design.csv");
      for (std::size_t c = 0; c < csv.header().size(); ++c) {
        if (c != arm) one.levels.push_back(csv.field(c));
      }
    }
  }

  void read_runs() {
    CsvReader csv(folder_ / "runs.csv");
    const std::size_t arm = csv.column("arm");
    const std::size_t replication = csv.column("replication");
    const std::size_t seed = csv.column("seed");
    const std::size_t fingerprint = csv.column("fingerprint");
    const std::size_t sampled = std::max({arm, replication, seed, fingerprint, csv.column("events")}) + 1;
    all_.sampled.assign(csv.header().begin() + static_cast<std::ptrdiff_t>(sampled), csv.header().end());
    while (csv.next()) {
      if (csv.field(fingerprint).empty()) continue;  // a draw that was refused
      DrawRead draw;
      draw.seed = csv.integer(seed);
      for (std::size_t c = sampled; c < csv.header().size(); ++c) {
        draw.numbers.push_back(csv.field(c).empty() ? std::numeric_limits<double>::quiet_NaN() : csv.number(c));
      }
      const auto r = static_cast<std::uint32_t>(csv.integer(replication));
      ArmRead& one = arm_of(csv.field(arm), "runs.csv");
      one.values.add(r);
      one.draws.emplace(r, std::move(draw));
    }
  }

  void read_measures() {
    CsvReader csv(folder_ / "measures.csv");
    const std::size_t arm = csv.column("arm");
    const std::size_t replication = csv.column("replication");
    const std::size_t measure = csv.column("measure");
    const std::size_t entity = csv.column("entity");
    const std::size_t product = csv.column("product");
    const std::size_t value = csv.column("value");
    const std::size_t unit = csv.column("unit");
    while (csv.next()) {
      if (!wanted_.empty() && !wanted_.contains(csv.field(measure))) continue;
      const MeasureKey key{csv.field(measure), csv.field(entity), csv.field(product), csv.field(unit)};
      const auto r = static_cast<std::uint32_t>(csv.integer(replication));
      ArmRead& one = arm_of(csv.field(arm), "measures.csv");
      if (!one.draws.contains(r)) {
        throw std::invalid_argument((folder_ / "measures.csv").string() + ": replication " + std::to_string(r) +
                                    " of arm '" + one.id + "' is not in runs.csv");
      }
      one.values.put(key, r, csv.number(value));
    }
  }

  const fs::path folder_;
  const std::set<std::string>& wanted_;
  ResultsRead all_;
  std::map<std::string, std::size_t> by_id_;
  std::size_t at_ = 0;
};

}  // namespace

const ArmRead* ResultsRead::arm(const std::string& id) const {
  const auto found = std::find_if(arms.begin(), arms.end(), [&](const ArmRead& one) { return one.id == id; });
  return found == arms.end() ? nullptr : &*found;
}

ResultsRead read_results(const fs::path& folder, const std::set<std::string>& wanted) {
  return Reading(folder, wanted).read();
}

}  // namespace fabshock
