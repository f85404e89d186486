// The tree of a scenario file -> Scenario. The model has been read before it.
#pragma once
#include <optional>

#include "scenario/reader.h"
#include "scenario/scenario.h"

namespace fabshock::input {

class ScenarioReader {
 public:
  // has_model: false if the model could not be read, so that its ids cannot be looked up.
  ScenarioReader(Reader& reader, Scenario& scenario, bool has_model)
      : reader_(reader), scenario_(scenario), model_(scenario.model), has_model_(has_model) {}
  void read(Node& root);

 private:
  void read_switches(Node& node);
  void read_record(Node& node);
  void read_disruptions(Node& list);
  bool is_new(const std::string& id, Place place, std::string_view what);

  // read_disruption.cpp
  Disruption read_disruption(Node& node, bool event);
  void read_when(Entry& entry, Disruption& disruption, bool event);
  void read_facility_keys(Entry& entry, Disruption& disruption);
  void read_lane_keys(Entry& entry, Disruption& disruption);
  void read_fragility(Entry& entry, Fragility& fragility);
  void read_earthquake_keys(Entry& entry, Disruption& disruption, bool box);
  void read_hazard_keys(Entry& entry, Disruption& disruption);
  void read_recovery(Node& node, Recovery& recovery);
  void read_points(Node& node, Recovery& recovery);
  void check_time(const Disruption& disruption);
  void check_places(const Disruption& disruption);
  void check_needs(const Disruption& surge);
  void reject_keys_of_others(Entry& entry, DisruptionType type);

  // read_policy.cpp
  void read_policies(Node& list);
  void read_policy(Node& node);
  void read_policy_lanes(Entry& entry, Disruption& policy);
  void check_release(const Node& release);
  void read_subsidy(Entry& entry, const Disruption& policy);

  // read_project.cpp
  void read_projects(Node& list);
  void read_project(Node& node);
  void read_learning(Entry& entry, Project& project);
  void check_project(const Project& project);
  void check_sums();

  // read_alert.cpp
  void read_alert(Entry& entry, Disruption& disruption, bool event);

  // read_observed.cpp, once all that happens is read
  void read_observed(Entry& top);
  Time default_event() const;
  void check_lost(Entry& entry, const Observation& seen);
  void read_observation(Node& node);
  void read_take(Entry& entry, Observation& seen);
  void read_over(Entry& entry, Observation& seen);
  void read_seen(Entry& entry, Observation& seen);
  std::optional<Days> read_days(Node& node, std::string_view key);

  // read_lane_pick.cpp. with_mode: whether `mode` picks lanes. Returns whether any key that picks was there.
  bool read_lane_pick(Entry& entry, LanePick& lanes, bool with_mode);
  void check_lane_pick(const LanePick& lanes);
  void check_lane_words(const Node& node, const std::vector<std::string>& words, bool modes);

  Reader& reader_;
  Scenario& scenario_;
  const Model& model_;
  bool has_model_;
  bool has_times_ = true;                           // start and horizon are known
  std::vector<std::pair<std::string, Place>> ids_;  // of disruptions and policies
};

}  // namespace fabshock::input
