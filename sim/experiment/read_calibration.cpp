#include "experiment/read_parts.h"

namespace fabshock::experiment_parts {

using input::Entry;
using input::Node;

CalibrationAsk read_calibration(input::Reader& reader, Node& node) {
  CalibrationAsk ask;
  ask.place = node.place;
  Entry entry(reader, node, "calibrate");
  read_integer(reader, entry, "starts", 1, 1000, ask.starts);
  read_integer(reader, entry, "evaluations", 1, 1'000'000, ask.evaluations);
  read_integer(reader, entry, "particles", 20, 1'000'000, ask.particles);
  read_integer(reader, entry, "draws", 1, 1'000'000, ask.draws);
  entry.plain("together", ask.together, {.least = 0, .most = 1, .counted = false});
  entry.plain("hold", ask.hold, {.least = 0, .most = 1000, .above = true, .counted = false});
  Node* scale = entry.required("scale");
  if (scale != nullptr && reader.is_map(*scale, "scale")) {
    for (Node& kind : *scale) {
      if (kind.key == "source") continue;
      const input::Want want{.dimension = input::Dimension::kShare, .above = true, .counted = false};
      ask.scale[std::string(kind.key)] = reader.number(kind, kind.key, want).value;
    }
    if (ask.scale.empty()) {
      reader.error(scale->place, "'scale' names no kind of outcome", "scale: {spot: 0.1, contract: 0.1}");
    }
  }
  entry.finish();
  return ask;
}

}  // namespace fabshock::experiment_parts
