// What an arm measured in each of its replications.
#pragma once
#include <cstdint>
#include <map>
#include <vector>

#include "results/measure_key.h"

namespace fabshock {

class ArmValues {
 public:
  void add(std::uint32_t replication) { runs_.push_back(replication); }
  void put(const MeasureKey& key, std::uint32_t replication, double value) { values_[key][replication] = value; }

  using Values = std::map<std::uint32_t, double>;  // by replication
  // What a replication does not report is 0, or nothing (results/measure_key.h).
  Values of(const MeasureKey& key) const;
  const std::map<MeasureKey, Values>& all() const { return values_; }
  const std::vector<std::uint32_t>& runs() const { return runs_; }

 private:
  std::map<MeasureKey, Values> values_;
  std::vector<std::uint32_t> runs_;
};

}  // namespace fabshock
