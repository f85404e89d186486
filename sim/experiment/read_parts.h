// What the readers of an experiment's sections share.
#pragma once
#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "experiment/experiment.h"
#include "scenario/reader.h"

namespace fabshock::experiment_parts {

// Values are texts, as after --set; a map is one too: {value: 3 d, low: 1, high: 5}.
std::string text_of(const input::Node& node);
void read_set(input::Reader& reader, input::Node& node, std::vector<Override>& set);
std::string line_of(input::Reader& reader, Place place);  // FILE:LINE

// An id that none of those read before has. what: "points".
template <class Named>
std::string own_id(input::Reader& reader, input::Entry& entry, const std::string& what,
                   const std::vector<Named>& others) {
  input::Node* node = entry.required("id");
  if (node == nullptr) return {};
  std::string id = reader.text(*node, "id");
  reader.check_id(id, node->place);
  if (std::any_of(others.begin(), others.end(), [&](const Named& other) { return other.id == id; })) {
    reader.error(node->place, "two " + what + " with the id '" + id + "'", "an id of its own for each");
  }
  return id;
}

// Whole numbers in [least, most].
template <class T>
void read_integer(input::Reader& reader, input::Entry& entry, std::string_view key, int least, int most, T& to) {
  input::Node* node = entry.find(key);
  if (node == nullptr) return;
  if (const auto value = reader.integer(*node, key, least, most)) to = static_cast<T>(*value);
}

// The section `calibrate`.
CalibrationAsk read_calibration(input::Reader& reader, input::Node& node);

// The section `design`; the scenarios are read.
void read_design(input::Reader& reader, input::Node& node, Experiment& experiment);

}  // namespace fabshock::experiment_parts
