// A folder of results of `fabshock run` or `fabshock batch`, read back: what each arm measured in each replication.
#pragma once
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/time.h"
#include "compare/arm_values.h"

namespace fabshock {

struct DrawRead {
  std::uint64_t seed = 0;
  std::vector<double> numbers;  // by sampled parameter of the folder; NaN where the arm has it not
};

struct ArmRead {
  std::string id, scenario;
  std::string baseline;                                  // the arm that it is paired with; empty: none
  std::string model;                                     // empty: the manifest does not say
  std::optional<Time> start;                             // of its world
  double horizon_days = 0;                               // 0: the manifest does not say
  std::vector<std::string> levels;                       // by column of the design
  std::vector<std::pair<std::string, std::string>> set;  // path and value, of its point and structure
  std::set<std::string> measures;                        // that were written; empty: all
  ArmValues values;
  std::map<std::uint32_t, DrawRead> draws;  // by replication; those refused are left out
};

struct ResultsRead {
  std::string name, folder;
  std::string kind;                  // of need, that is told of beside all
  std::vector<std::string> design;   // its columns but `arm`
  std::vector<std::string> sampled;  // parameters, sorted
  std::vector<ArmRead> arms;
  const ArmRead* arm(const std::string& id) const;  // null: none
};

// Throws std::invalid_argument, with the cause, where the folder holds no such results. wanted: measures; empty: all.
ResultsRead read_results(const std::filesystem::path& folder, const std::set<std::string>& wanted = {});

}  // namespace fabshock
