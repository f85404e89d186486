// Experiment files: docs/guide/08-experiments.md and docs/reference/experiment.md say what their keys mean.
#include <algorithm>
#include <cctype>
#include <fstream>
#include <set>

#include "experiment/arms.h"
#include "experiment/read_parts.h"
#include "results/csv.h"
#include "results/measure_key.h"
#include "scenario/measures.h"
#include "scenario/quantity.h"
#include "scenario/reader.h"
#include "scenario/text_file.h"
#include "scenario/yaml_tree.h"

namespace fabshock {
namespace {

using experiment_parts::line_of;
using experiment_parts::own_id;
using experiment_parts::read_calibration;
using experiment_parts::read_design;
using experiment_parts::read_integer;
using experiment_parts::read_set;
using experiment_parts::text_of;
using input::Entry;
using input::Node;
using input::Reader;

constexpr std::array<std::string_view, 3> kSpreads = {"random", "latin-hypercube", "sobol"};
constexpr std::string_view kSchema = "fabshock/experiment/1";

class ExperimentReader {
 public:
  ExperimentReader(Reader& reader, Experiment& experiment) : reader_(reader), e_(experiment) {}

  void read(Node& root) {
    Entry top(reader_, root, "experiment");
    if (Node* schema = top.required("schema"); schema != nullptr && schema->text != kSchema) {
      reader_.error(schema->place, "this is not an experiment of schema fabshock/experiment/1",
                    "this version reads fabshock/experiment/1");
    }
    if (const Node* name = top.find("name")) {
      top.text("name", e_.name);
      reader_.check_id(e_.name, name->place);  // results go to a folder of this name
    }
    top.text("title", e_.title);
    top.text("question", e_.question);
    if (top.required("scenarios") != nullptr) top.texts("scenarios", e_.scenarios);
    if (top.has("baseline")) top.text("baseline", e_.baseline.emplace());
    read_integer(reader_, top, "replications", 1, static_cast<int>(kMostReplications), e_.replications);
    read_integer(reader_, top, "seed", 0, 2'000'000'000, e_.seed);
    if (Node* set = top.find("set")) read_set(reader_, *set, e_.set);
    if (Node* design = top.find("design"); design != nullptr && reader_.is_map(*design, "design")) {
      read_design(reader_, *design, e_);
    }
    if (Node* sample = top.find("sample"); sample != nullptr && reader_.is_map(*sample, "sample")) read_sample(*sample);
    if (Node* structure = top.find("structure")) read_structure(*structure);
    if (Node* measures = top.find("measures")) read_measures(*measures);
    if (Node* bands = top.find("timebands")) read_bands(*bands);
    if (Node* splitting = top.find("splitting"); splitting != nullptr && reader_.is_map(*splitting, "splitting")) {
      read_splitting(*splitting, top);
    }
    if (Node* node = top.find("calibrate"); node != nullptr && reader_.is_map(*node, "calibrate")) {
      e_.calibration = read_calibration(reader_, *node);
    }
    if (Node* stop = top.find("stop"); stop != nullptr && reader_.is_map(*stop, "stop")) read_stop(*stop);
    top.finish();
    check_scenarios(root);
  }

 private:
  void check_scenarios(Node& root) {
    const Node* given = root.find("scenarios");
    if (given == nullptr) return;
    if (e_.scenarios.empty()) {
      reader_.error(given->place, "an experiment without a scenario", "scenarios: [blockade-90d]");
    }
    std::set<std::string> names;
    std::vector<std::string> all = e_.scenarios;
    if (e_.baseline && !is_arm(*e_.baseline)) all.push_back(*e_.baseline);
    for (const std::string& scenario : all) {
      if (names.insert(std::filesystem::path(scenario).stem().string()).second) continue;
      reader_.error(given->place, "two scenarios with the name " + input::shown(scenario), "each once; arms go by it");
    }
  }

  // Is it the id of an arm of the scenarios?
  bool is_arm(const std::string& id) const {
    try {
      const Arms arms = arms_of(e_);
      return std::any_of(arms.all.begin(), arms.all.end(), [&](const Arm& arm) {
        return arm.id == id && std::find(e_.scenarios.begin(), e_.scenarios.end(), arm.scenario) != e_.scenarios.end();
      });
    } catch (const std::invalid_argument&) {
      return false;  // the design cannot be, which is told elsewhere
    }
  }

  void read_sample(Node& node) {
    Entry entry(reader_, node, "sample");
    entry.choice("spread", e_.spread, kSpreads);
    entry.flag("hazards", e_.hazards);
    for (const std::string_view whole : {"model", "scenario"}) {
      Node* given = entry.find(whole);
      if (given == nullptr) continue;
      if (given->text != "all") {
        reader_.error(given->place, "'" + std::string{whole} + "' can be 'all' alone", "or name paths under 'groups'");
      }
      if (whole == "model") e_.sample.push_back({.id = "model", .paths = {"model"}, .is_all = true});
      if (whole == "scenario")
        e_.sample.push_back(
            {.id = "scenario", .paths = {"cost", "disruptions", "policies", "projects"}, .is_all = true});
    }
    if (Node* groups = entry.find("groups")) read_groups(*groups);
    if (Node* correlations = entry.find("correlations")) read_correlations(*correlations);
    entry.finish();
  }

  // It names a column of runs.csv, and a factor of an analysis of sensitivity.
  void check_axis_name(const std::string& id, Node& group) {
    constexpr std::array<std::string_view, 7> kTaken = {"arm",         "replication", "seed", "events",
                                                        "fingerprint", "chance",      "rest"};
    const bool is_path = id.find('.') != std::string::npos || id == "cost";
    if (!is_path && std::find(kTaken.begin(), kTaken.end(), id) == kTaken.end()) return;
    reader_.error(group.find("id")->place, "a group cannot be called " + input::shown(id),
                  is_path ? "that is how a number is named; a word without dots"
                          : "that is something else in the results; another word");
  }

  void read_groups(Node& node) {
    if (!node.is_list()) {
      reader_.error(node.place, "'groups' must be a list", "- {id: stocks, paths: [model.facilities.*.cover]}");
      return;
    }
    for (Node& child : node) {
      if (!reader_.is_entry(child, "groups")) continue;
      Entry entry(reader_, child, "group");
      SampledGroup group;
      group.id = own_id(reader_, entry, "groups", e_.sample);
      check_axis_name(group.id, child);
      if (entry.required("paths") != nullptr) entry.texts("paths", group.paths);
      entry.flag("together", group.together);
      entry.texts("opposite", group.opposite);
      if (entry.has("correlation")) group.correlation = rank_in(entry, "correlation");
      if (group.together && group.correlation) {
        reader_.error(child.place, "a group that moves together has no 'correlation'", "one of them");
      }
      if (!group.together && !group.correlation && !group.opposite.empty()) {
        reader_.error(child.place, "'opposite' in a group that neither moves together nor is correlated",
                      "together: true, or a correlation");
      }
      entry.finish();
      e_.sample.push_back(std::move(group));
    }
  }

  static double rank_in(Entry& entry, std::string_view key) {
    constexpr double kMost = 0.999;  // beyond that they move together
    double rank = 0;
    entry.plain(key, rank, {.least = -kMost, .most = kMost});
    return rank;
  }

  void read_correlations(Node& node) {
    if (!node.is_list()) {
      reader_.error(node.place, "'correlations' must be a list", "- {between: [stocks, slack], rank: 0.5}");
      return;
    }
    for (Node& child : node) {
      if (!reader_.is_map(child, "correlation")) continue;
      Entry entry(reader_, child, "correlation");
      Correlation& correlation = e_.correlations.emplace_back();
      if (Node* between = entry.required("between")) {
        entry.texts("between", correlation.axes);
        std::set<std::string> different(correlation.axes.begin(), correlation.axes.end());
        if (different.size() < 2 || different.size() < correlation.axes.size()) {
          reader_.error(between->place, "a correlation is between two or more that are not the same",
                        "[stocks, slack]");
        }
      }
      if (entry.required("rank") != nullptr) correlation.rank = rank_in(entry, "rank");
      entry.finish();
    }
  }

  void read_structure(Node& node) {
    if (!node.is_list()) {
      reader_.error(node.place, "'structure' must be a list", "structure: [default, {belief: off}]");
      return;
    }
    for (Node& child : node) {
      Structure structure;
      if (child.is_scalar()) {
        structure.id = reader_.text(child, "structure");
        if (structure.id != "default") {
          reader_.error(child.place, "a structure is 'default' or a map of what it sets", "{belief: off}");
        }
      } else if (reader_.is_map(child, "structure")) {
        Node* id = child.find("id");
        for (const Node& key : child) {
          if (&key == id) continue;
          const bool plain = key.key.find('.') == std::string_view::npos;
          if (!structure.id.empty()) structure.id += '+';
          structure.id.append(key.key.substr(key.key.rfind('.') + 1)).append("-").append(plain_text(text_of(key)));
          structure.set.push_back(
              {(plain ? "switches." : "") + std::string{key.key}, text_of(key), line_of(reader_, key.key_place)});
        }
        if (id != nullptr) {
          structure.id = reader_.text(*id, "id");
          reader_.check_id(structure.id, id->place);
        }
      }
      const auto has_its_id = [&](const Structure& other) { return other.id == structure.id; };
      if (std::any_of(e_.structure.begin(), e_.structure.end(), has_its_id)) {
        reader_.error(child.place, "two structures with the id '" + structure.id + "'", "give each an 'id' of its own");
      }
      e_.structure.push_back(std::move(structure));
    }
  }

  // As it may stand in the id of an arm.
  static std::string plain_text(std::string text) {
    std::replace_if(
        text.begin(), text.end(),
        [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '.' && c != '-'; }, '-');
    return text;
  }

  void check_measure(Place place, std::string_view name) {
    if (e_.splitting && name == kExceedance) return;
    if (std::find(kRunMeasures.begin(), kRunMeasures.end(), name) != kRunMeasures.end()) return;
    reader_.error(place, "no measure of a run is called " + input::shown(name), did_you_mean(name, kRunMeasures));
  }

  void read_measures(Node& node) {
    for (const input::Item& item : reader_.items(node, "measures")) {
      check_measure(item.place, item.text);
      e_.measures.emplace_back(item.text);
    }
  }

  void read_bands(Node& node) {
    if (node.is_scalar()) {
      if (const auto on = reader_.flag(node, "timebands")) e_.bands.on = *on;
      return;
    }
    if (!reader_.is_map(node, "timebands")) return;
    Entry entry(reader_, node, "timebands");
    constexpr double kLongest = 100.0 * kTicksPerYear;
    entry.plain("every", e_.bands.every, {.dimension = input::Dimension::kDuration, .least = 1, .most = kLongest});
    if (Node* measures = entry.find("measures")) {
      e_.bands.measures.clear();
      for (const input::Item& item : reader_.items(*measures, "measures")) {
        if (std::find(kMeasures.begin(), kMeasures.end(), item.text) == kMeasures.end()) {
          reader_.error(item.place, "nothing over time is called " + input::shown(item.text),
                        did_you_mean(item.text, kMeasures));
        }
        e_.bands.measures.emplace_back(item.text);
      }
    }
    entry.finish();
  }

  void read_splitting(Node& node, Entry& top) {
    Entry entry(reader_, node, "splitting");
    Splitting& splitting = e_.splitting.emplace();
    if (Node* levels = entry.required("levels")) {
      if (!levels->is_list() || levels->size == 0) {
        reader_.error(levels->place, "'levels' must be a list of numbers", "[1e9, 1e10, 1e11]");
      }
      for (Node& child : *levels) {
        const double level = reader_.number(child, "levels", {.least = 1e-9}).value;
        if (!splitting.levels.empty() && level <= splitting.levels.back()) {
          reader_.error(child.place, "'levels' must rise", "[1e9, 1e10, 1e11]");
        }
        splitting.levels.push_back(level);
      }
    }
    entry.text("kind", splitting.kind);
    read_integer(reader_, entry, "effort", 1, 1'000'000, splitting.effort);
    entry.finish();
    for (const char* key : {"measures", "timebands"}) {
      if (top.has(key)) {
        reader_.error(node.place, "with 'splitting' there is nothing for '" + std::string(key) + "' to choose from",
                      "all that is written is 'exceedance'");
      }
    }
    e_.bands.on = false;
    e_.measures = {std::string(kExceedance)};
    if (!e_.hazards) {
      reader_.error(node.place, "'splitting' where all replications have the same random events",
                    "leave out 'hazards: false' of the sample");
    }
  }

  void read_stop(Node& node) {
    Entry entry(reader_, node, "stop");
    StopRule& stop = e_.stop.emplace();
    if (const Node* measure = entry.required("measure")) {
      entry.text("measure", stop.measure);
      check_measure(measure->place, stop.measure);
    }
    entry.text("of", stop.of);
    entry.plain("relative_half_width", stop.relative_half_width,
                {.dimension = input::Dimension::kShare, .least = 1e-6, .most = 1});
    read_integer(reader_, entry, "at_least", 2, static_cast<int>(kMostReplications), stop.at_least);
    entry.finish();
    const bool written = e_.measures.empty() || stop.measure == kFirstShockDay ||
                         std::find(e_.measures.begin(), e_.measures.end(), stop.measure) != e_.measures.end();
    if (!written) {
      reader_.error(node.place, "'stop' looks at " + input::shown(stop.measure) + ", which is not among 'measures'",
                    "a measure that is written");
    }
    if (e_.splitting) stop_at_level(node, stop);
  }

  // The last level, unless another is given, as it is written.
  void stop_at_level(const Node& node, StopRule& stop) {
    const Node* of = node.find("of");
    for (const double level : e_.splitting->levels) {
      const std::string text = shortest(level);
      const auto given = of != nullptr ? input::split_unit(of->text) : std::optional{input::Measured{level, ""}};
      if (!given || !given->unit.empty() || given->value != level) continue;
      stop.of = text + (e_.splitting->kind.empty() ? "" : ' ' + e_.splitting->kind);
      if (of != nullptr) return;
    }
    if (of != nullptr) reader_.error(of->place, input::shown(of->text) + " is none of the 'levels'", "one of them");
  }

  Reader& reader_;
  Experiment& e_;
};

std::filesystem::path file_of(const std::filesystem::path& name) {
  std::error_code failed;
  if (std::filesystem::is_regular_file(name, failed)) return name;
  return std::filesystem::path{"scenarios"} / "experiments" / (name.generic_string() + ".yaml");
}

}  // namespace

bool is_experiment(const std::filesystem::path& name) {
  std::ifstream in(file_of(name));
  std::string line;
  while (std::getline(in, line)) {
    if (line.starts_with("schema:")) return line.find("fabshock/experiment/") != std::string::npos;
  }
  return false;
}

std::optional<Experiment> load_experiment(const std::filesystem::path& name, Diagnostics& diagnostics) {
  const std::size_t errors = diagnostics.errors();
  const std::filesystem::path path = file_of(name);
  input::Files files(diagnostics);
  input::Tree tree;
  const auto file = files.read(path, input::kLargestYaml, {});
  Node* root = file ? input::parse_yaml(tree, *file, diagnostics) : nullptr;
  if (root == nullptr) return std::nullopt;
  Reader reader(tree, diagnostics);
  if (!root->is_map()) {
    diagnostics.error(root->place, "an experiment is a map of keys",
                      "its first line is 'schema: fabshock/experiment/1'");
    return std::nullopt;
  }
  Experiment experiment;
  experiment.name = path.stem().string();
  ExperimentReader(reader, experiment).read(*root);
  experiment.input_files = files.names();
  return diagnostics.errors() == errors ? std::optional{std::move(experiment)} : std::nullopt;
}

}  // namespace fabshock
