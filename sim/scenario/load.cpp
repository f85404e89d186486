#include "scenario/load.h"

#include <map>
#include <unordered_map>

#include "scenario/assemble.h"
#include "scenario/check_model.h"
#include "scenario/emit.h"
#include "scenario/override.h"
#include "scenario/read_model.h"
#include "scenario/read_scenario.h"
#include "scenario/text_file.h"
#include "scenario/tree_paths.h"
#include "scenario/yaml_tree.h"

namespace fabshock {
namespace {

namespace fs = std::filesystem;
using input::Node;

bool is_bare_name(std::string_view name) {
  return !name.empty() && name.find('/') == std::string_view::npos && !name.ends_with(".yaml") &&
         !name.ends_with(".yml");
}

bool is_file(const fs::path& path) {
  std::error_code failed;
  return fs::is_regular_file(path, failed);
}

bool is_model_folder(const fs::path& path) {
  return is_file(path / "model.yaml");
}

// A model is a file, or a folder that holds model.yaml.
fs::path model_file_of(const fs::path& path) {
  std::error_code failed;
  return fs::is_directory(path, failed) ? (path / "model.yaml").lexically_normal() : path;
}

class Loading {
 public:
  explicit Loading(Diagnostics& diagnostics)
      : diagnostics_(diagnostics),
        files_(diagnostics),
        reader_(tree_, diagnostics),
        errors_before_(diagnostics.errors()) {}

  std::optional<Model> model(const fs::path& path) {
    const fs::path file = model_file_of(path);
    Node* root = input::Assembly(tree_, files_, diagnostics_).model_file(file, {});
    if (root == nullptr) return std::nullopt;
    name_if_unnamed(*root, model_name(file));
    Model model;
    read_model(*root, model);
    list_assumptions(*root, "model", model);
    return ok() ? std::optional{std::move(model)} : std::nullopt;
  }

  // folder: where the scenario's file is; nullptr for text without one.
  bool open(std::uint32_t file, const fs::path* folder, std::span<const Override> overrides) {
    Node* root = input::parse_yaml(tree_, file, diagnostics_);
    if (root == nullptr || !check_schema(*root)) return false;
    spread_sources(tree_, *root, 0);
    const std::vector<Option> options = parse_options(overrides);
    for (const Option& option : options) {
      if (option.path == "model") apply(*root, option, true);
    }
    name_if_unnamed(*root, fs::path{diagnostics_.file_name(file)}.stem().string());
    has_model_ = put_model(*root, folder);
    apply_set(*root, has_model_);
    for (const Option& option : options) {
      if (option.path != "model") apply(*root, option, has_model_);
    }
    root_ = root;
    return true;
  }

  bool open(const fs::path& path, std::span<const Override> overrides) {
    const auto file = files_.read(path, input::kLargestYaml, {});
    const fs::path folder = path.parent_path();
    return file && open(*file, &folder, overrides);
  }

  bool open_text(std::string name, std::string text, std::span<const Override> overrides) {
    const auto file = files_.take(std::move(name), std::move(text));
    return file && open(*file, nullptr, overrides);
  }

  // Of what was opened; as often as wanted.
  std::optional<Scenario> read() {
    Scenario scenario;
    if (has_model_) read_model(*root_->find("model"), scenario.model);
    scenario.model_name = scenario.model.name;
    input::ScenarioReader(reader_, scenario, has_model_).read(*root_);
    if (!ok()) return std::nullopt;
    return scenario;
  }

  std::optional<Scenario> scenario() {
    auto scenario = read();
    if (!scenario) return std::nullopt;
    if (has_model_) list_assumptions(*root_, {}, scenario->model);
    scenario->resolved = emit(tree_, *root_);
    scenario->input_files = files_.names();
    return scenario;
  }

  std::optional<Scenario> read_again(const ScenarioSource::NumberHook& hook) {
    errors_before_ = diagnostics_.errors();
    if (paths_.empty()) input::find_numbers(*root_, paths_);
    reader_.ask([&](const Node& node, Number& number) {
      const auto path = paths_.find(&node);
      if (path != paths_.end()) hook(path->second, number);
    });
    return read();
  }

 private:
  struct Option {
    std::string_view path;
    Node* value;
    Place place;
  };

  static std::string model_name(const fs::path& file) {
    return (file.stem() == "model" && file.has_parent_path() ? file.parent_path().filename() : file.stem()).string();
  }

  void name_if_unnamed(Node& root, const std::string& name) {
    if (root.find("name") == nullptr) {
      input::Tree::append(root, "name", root.place, tree_.scalar(name, root.place));
    }
  }

  bool ok() const { return diagnostics_.errors() == errors_before_; }

  bool check_schema(const Node& root) {
    constexpr std::string_view kSchema = "fabshock/scenario/1";
    if (!root.is_map()) {
      diagnostics_.error(root.place, "a scenario is a map of keys", "its first line is 'schema: fabshock/scenario/1'");
      return false;
    }
    const Node* schema = root.find("schema");
    if (schema == nullptr || schema->text == kSchema) return true;  // a missing one is reported with the other keys
    const bool model = schema->text.starts_with("fabshock/model/");
    diagnostics_.error(
        schema->place, "this is not a scenario of schema fabshock/scenario/1",
        model ? "it is a model: a scenario names it with 'model:'" : "this version reads fabshock/scenario/1");
    return false;
  }

  std::vector<Option> parse_options(std::span<const Override> overrides) {
    std::vector<Option> options;
    for (const Override& given : overrides) {
      const std::string where = given.from.empty() ? "--set" : given.from + ": set";
      const std::uint32_t file = diagnostics_.add_file(where + ' ' + given.path + '=' + given.value, given.value);
      Node* value = input::parse_option(tree_, file, diagnostics_);
      if (value == nullptr) continue;
      spread_sources(tree_, *value, tree_.source(given.from.empty() ? "--set" : given.from));
      options.push_back({given.path, value, {file, 0, 0}});
    }
    return options;
  }

  void apply(Node& root, const Option& option, bool has_model) {
    apply_override(tree_, root, option.path, *option.value, option.place, has_model, diagnostics_);
  }

  void apply_set(Node& root, bool has_model) {
    Node* set = root.find("set");
    if (set == nullptr) return;
    input::Tree::remove(root, *set);
    if (set->is_null()) return;
    if (!reader_.is_map(*set, "set")) return;
    for (Node& child : *set) {
      if (child.key == "source" || child.is_null()) {
        if (child.is_null())
          diagnostics_.error(child.place, "'" + std::string{child.key} + "' has no value",
                             "give it one, or leave the key out");
        continue;
      }
      if (child.key == "model") {
        diagnostics_.error(child.key_place, "'set' cannot name another model",
                           "write it at 'model:', or --set model=NAME");
        continue;
      }
      if (child.source == 0) spread_sources(tree_, child, tree_.source("set"));
      apply_override(tree_, root, child.key, child, child.key_place, has_model, diagnostics_);
    }
  }

  // Puts the model's tree in the place of its name.
  bool put_model(Node& root, const fs::path* folder) {
    Node* model = root.find("model");
    if (model == nullptr || model->is_null()) return false;
    input::Assembly assembly(tree_, files_, diagnostics_);
    if (model->is_map()) return assembly.model_inline(*model, folder, root.source) != nullptr;
    if (!model->is_scalar()) {
      diagnostics_.error(model->place, "'model' must be a name, a path or a map",
                         "model: world-2025, or model: ./my-model, or a map with the keys of a model");
      return false;
    }
    const fs::path path = find_model(*model, folder);
    if (path.empty()) return false;
    Node* loaded = assembly.model_file(path, model->place);
    if (loaded == nullptr) return false;
    name_if_unnamed(*loaded, model_name(path));
    input::Tree::assign(*model, *loaded);
    return true;
  }

  fs::path find_model(const Node& name, const fs::path* folder) {
    const fs::path here = folder != nullptr ? *folder : fs::path{};
    std::vector<fs::path> places;
    if (is_bare_name(name.text)) {
      places = {(here / ".." / "models" / name.text / "model.yaml").lexically_normal(),
                fs::path{"models"} / name.text / "model.yaml"};
    } else {
      places = {model_file_of((here / name.text).lexically_normal()),
                model_file_of(fs::path{name.text}.lexically_normal())};
    }
    for (const fs::path& place : places) {
      if (is_file(place)) return place;
    }
    std::string tried = "looked for " + places[0].generic_string();
    if (places[1] != places[0]) tried += " and " + places[1].generic_string();
    std::vector<std::string> names;
    for (const fs::path& place : places) {
      std::error_code failed;
      const fs::path models = is_bare_name(name.text) ? place.parent_path().parent_path() : fs::path{};
      if (models.empty()) continue;
      for (const auto& entry : fs::directory_iterator(models, failed)) {
        if (is_file(entry.path() / "model.yaml")) names.push_back(entry.path().filename().string());
      }
    }
    const std::vector<std::string_view> views{names.begin(), names.end()};
    std::string hint = did_you_mean(name.text, views);
    diagnostics_.error(name.place, "no model " + input::shown(name.text),
                       hint.empty() ? std::move(tried) : std::move(hint));
    return {};
  }

  void read_model(Node& root, Model& model) {
    input::ModelReader(reader_, model).read(root);
    check_sources(model);
    check_lanes(reader_, model, ok());
    if (ok()) check_cycles(reader_, model);
  }

  // root: of the tree in which the model is; before: what its paths lack in front.
  void list_assumptions(const Node& root, const std::string& before, Model& model) const {
    std::unordered_map<const Node*, std::string> paths;
    input::find_numbers(root, paths);
    for (const Node* node : reader_.assumed()) {
      const auto found = paths.find(node);
      std::string path = found == paths.end() ? std::string{node->key} : found->second;
      if (!before.empty()) path.insert(0, before + '.');
      model.assumed.push_back({node->place, std::move(path), std::string{input::written(*node)}, node->source});
    }
  }

  // models/NAME.yaml, or a file of models/NAME/, however the path was written.
  static bool is_in_models(const std::string& name) {
    std::error_code failed;
    const fs::path file = fs::weakly_canonical(name, failed);
    const fs::path folder = file.parent_path();
    return !failed && (folder.filename() == "models" || folder.parent_path().filename() == "models");
  }

  // What is kept in a folder of models is meant for others to rely on.
  void check_sources(const Model& model) {
    std::map<std::uint32_t, bool> in_models;  // by file
    for (const Place& place : model.unsourced) {
      const auto [file, fresh] = in_models.try_emplace(place.file, false);
      if (fresh) file->second = is_in_models(diagnostics_.file_name(place.file));
      if (!file->second) continue;
      diagnostics_.error(place, "a number without a source, in a folder of models",
                         "'source:' with it, in its entry or at the top of the file; where there is none, say "
                         "'source: \"assumption: why\"'");
    }
  }

  Diagnostics& diagnostics_;
  input::Tree tree_;
  input::Files files_;
  input::Reader reader_;
  std::size_t errors_before_;
  Node* root_ = nullptr;  // of the scenario that was opened
  bool has_model_ = false;
  std::unordered_map<const Node*, std::string> paths_;  // of numbers
};

// A name alone is one of scenarios/, also where it does not exist; hindcast/wuxi-2013 is if it does.
std::optional<fs::path> find_scenario(const fs::path& scenario, Diagnostics& diagnostics) {
  const std::string name = scenario.generic_string();
  const fs::path shipped = fs::path{"scenarios"} / (name + ".yaml");
  const bool named = !is_file(scenario) && (is_bare_name(name) || is_file(shipped));
  if (!is_file(named ? shipped : scenario) && (is_model_folder(scenario) || is_shipped_model(scenario))) {
    const std::string model = (scenario / "model.yaml").lexically_normal().parent_path().filename().string();
    diagnostics.error({diagnostics.add_file(name, {}), 0, 0}, "is a model, not a scenario",
                      "a scenario names it: `model: " + model + "`; `fabshock new NAME` writes one to start from");
    return std::nullopt;
  }
  return named ? shipped : scenario;
}

}  // namespace

bool is_shipped_model(const fs::path& name) {
  return is_bare_name(name.generic_string()) && is_model_folder(fs::path{"models"} / name);
}

std::optional<Scenario> load_scenario(const fs::path& scenario, std::span<const Override> overrides,
                                      Diagnostics& diagnostics) {
  const auto path = find_scenario(scenario, diagnostics);
  Loading loading(diagnostics);
  return path && loading.open(*path, overrides) ? loading.scenario() : std::nullopt;
}

std::optional<Scenario> load_scenario_text(std::string name, std::string text, std::span<const Override> overrides,
                                           Diagnostics& diagnostics) {
  Loading loading(diagnostics);
  return loading.open_text(std::move(name), std::move(text), overrides) ? loading.scenario() : std::nullopt;
}

struct ScenarioSource::Opened {
  explicit Opened(Diagnostics& diagnostics) : loading(diagnostics) {}
  Loading loading;
  bool sound = false;
};

ScenarioSource::ScenarioSource(const fs::path& scenario, std::span<const Override> overrides, Diagnostics& diagnostics)
    : opened_(std::make_unique<Opened>(diagnostics)) {
  const auto path = find_scenario(scenario, diagnostics);
  opened_->sound = path && opened_->loading.open(*path, overrides);
}

ScenarioSource::~ScenarioSource() = default;

std::optional<Scenario> ScenarioSource::read() {
  return opened_->sound ? opened_->loading.scenario() : std::nullopt;
}

std::optional<Scenario> ScenarioSource::read(const NumberHook& hook) {
  return opened_->sound ? opened_->loading.read_again(hook) : std::nullopt;
}

std::optional<Model> load_model(const fs::path& model, Diagnostics& diagnostics) {
  const fs::path shipped = fs::path{"models"} / model;
  const bool named = !fs::exists(model) && (is_bare_name(model.generic_string()) || fs::exists(shipped));
  return Loading(diagnostics).model(named ? shipped : model);
}

}  // namespace fabshock
