#include "experiment/read_parts.h"
#include "scenario/quantity.h"

namespace fabshock::experiment_parts {
namespace {

using input::Entry;
using input::Node;
using input::Reader;

constexpr std::array<std::string_view, 5> kDesigns = {"replications", "list", "grid", "latin-hypercube", "sobol"};

class DesignReader {
 public:
  DesignReader(Reader& reader, Experiment& experiment) : reader_(reader), e_(experiment) {}

  void read(Node& node) {
    Entry entry(reader_, node, "design");
    if (entry.required("type") != nullptr) entry.choice("type", e_.design, kDesigns);
    const bool axes = e_.design >= DesignType::kGrid;
    const bool spread = e_.design >= DesignType::kLatinHypercube;
    const auto only = [&](std::string_view key, bool fits, std::string_view hint) {
      if (const Node* given = node.find(key); given != nullptr && !fits) {
        reader_.error(given->key_place,
                      "'" + std::string{key} + "' has no place in a design of type " +
                          std::string{kDesigns[static_cast<std::size_t>(e_.design)]},
                      std::string{hint});
      }
    };
    only("axes", axes, "a list has 'points', and 'replications' varies nothing");
    only("points", spread || e_.design == DesignType::kList, "a grid has all combinations of its axes");
    entry.expect("axes");
    entry.expect("points");
    if (axes) {
      if (Node* given = entry.required("axes")) read_axes(*given, spread);
    }
    if (e_.design == DesignType::kList) {
      if (Node* given = entry.required("points")) read_points(*given);
    }
    if (spread && entry.required("points") != nullptr) read_integer(reader_, entry, "points", 1, 1'000'000, e_.points);
    entry.finish();
  }

 private:
  void read_axes(Node& node, bool ends) {
    if (!reader_.is_map(node, "axes")) return;
    for (Node& child : node) {
      if (child.key == "source") continue;
      DesignAxis axis{std::string{child.key}, {}};
      if (!child.is_list()) {
        reader_.error(child.place, "an axis must be a list of values",
                      ends ? "[lowest, highest]" : "disruptions.blockade.duration: [30 d, 90 d, 180 d]");
        continue;
      }
      for (const Node& value : child) axis.values.push_back(text_of(value));
      check_axis(child, axis, ends);
      e_.axes.push_back(std::move(axis));
    }
    if (e_.axes.empty()) reader_.error(node.place, "a design without an axis", "axes: {path: [value, value]}");
  }

  void check_axis(const Node& node, const DesignAxis& axis, bool ends) {
    if (axis.values.empty() || (ends && axis.values.size() != 2)) {
      reader_.error(node.place, ends ? "an axis of this design has two ends" : "an axis without a value",
                    ends ? "[lowest, highest]" : "[30 d, 90 d]");
      return;
    }
    if (!ends) return;
    const auto low = input::split_unit(axis.values[0]);
    const auto high = input::split_unit(axis.values[1]);
    if (!low || !high || (!low->unit.empty() && !high->unit.empty() && low->unit != high->unit)) {
      reader_.error(node.place, "the ends of this axis are not two numbers of one unit", "[30 d, 180 d]");
    }
  }

  void read_points(Node& node) {
    if (!node.is_list()) {
      reader_.error(node.place, "the points of a list must be a list", "- {id: short, set: {path: value}}");
      return;
    }
    for (Node& child : node) {
      if (!reader_.is_entry(child, "points")) continue;
      Entry entry(reader_, child, "point");
      DesignPoint point;
      point.id = own_id(reader_, entry, "points", e_.list);
      if (Node* set = entry.find("set")) read_set(reader_, *set, point.set);
      if (Node* scenarios = entry.find("scenarios")) {
        for (const input::Item& item : reader_.items(*scenarios, "scenarios")) {
          check_point_scenario(item.place, item.text);
          point.scenarios.emplace_back(item.text);
        }
      }
      entry.finish();
      e_.list.push_back(std::move(point));
    }
    if (e_.list.empty()) reader_.error(node.place, "a list without a point", "- {id: short, set: {path: value}}");
  }

  void check_point_scenario(Place place, std::string_view name) {
    std::vector<std::string> names;
    for (const std::string& scenario : e_.scenarios) names.push_back(std::filesystem::path(scenario).stem().string());
    if (std::find(names.begin(), names.end(), name) != names.end()) return;
    const std::vector<std::string_view> words(names.begin(), names.end());
    reader_.error(place, input::shown(name) + " is no scenario of this experiment", did_you_mean(name, words));
  }

  Reader& reader_;
  Experiment& e_;
};

}  // namespace

std::string text_of(const Node& node) {
  if (node.is_scalar()) return std::string{node.text};
  if (!node.is_map() && !node.is_list()) return "null";
  std::string text(1, node.is_map() ? '{' : '[');
  for (const Node& child : node) {
    if (text.size() > 1) text += ", ";
    if (node.is_map()) text.append(child.key).append(": ");
    const bool quote = child.is_scalar() && child.text.find_first_of(",:{}[]") != std::string_view::npos;
    text.append(quote ? "\"" + text_of(child) + "\"" : text_of(child));
  }
  return text + (node.is_map() ? '}' : ']');
}

std::string line_of(Reader& reader, Place place) {
  return reader.diagnostics().file_name(place.file) + ':' + std::to_string(place.line);
}

void read_set(Reader& reader, Node& node, std::vector<Override>& set) {
  if (!reader.is_map(node, node.key)) return;
  for (Node& child : node) {
    if (child.key == "source") continue;
    set.push_back({std::string{child.key}, text_of(child), line_of(reader, child.key_place)});
  }
}

void read_design(Reader& reader, Node& node, Experiment& experiment) {
  DesignReader(reader, experiment).read(node);
}

}  // namespace fabshock::experiment_parts
