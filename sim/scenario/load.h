// From files to a validated Scenario or Model. Every problem goes to `diagnostics`; nothing is returned if there was an
// error.
#pragma once
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "base/diagnostics.h"
#include "scenario/scenario.h"

namespace fabshock {

struct Override {  // --set PATH=VALUE
  std::string path, value;
  std::string from{};  // FILE:LINE of an experiment; none: the command line
};

// scenario: a path to a file, or a bare name looked up as scenarios/NAME.yaml; a file with schema fabshock/model/1 is
// refused with a hint. Models are looked up as models/NAME/model.yaml beside the scenarios folder, then under ./models.
std::optional<Scenario> load_scenario(const std::filesystem::path& scenario, std::span<const Override> overrides,
                                      Diagnostics& diagnostics);
// A scenario whose files have been read, to be made into a Scenario as often as wanted. The diagnostics must outlive
// it.
class ScenarioSource {
 public:
  ScenarioSource(const std::filesystem::path& scenario, std::span<const Override> overrides, Diagnostics& diagnostics);
  ~ScenarioSource();
  ScenarioSource(const ScenarioSource&) = delete;
  ScenarioSource& operator=(const ScenarioSource&) = delete;

  std::optional<Scenario> read();  // as load_scenario; once, and before the other
  // With what `hook` makes of each number that a file gives, by its path as after --set. What is out of a key's bounds
  // is an error. Without `resolved` and `input_files`.
  using NumberHook = std::function<void(const std::string& path, Number& number)>;
  std::optional<Scenario> read(const NumberHook& hook);

 private:
  struct Opened;
  std::unique_ptr<Opened> opened_;
};

// A scenario that is at hand as text; `model:` may be the model itself, as in Scenario::resolved. A model's name is
// looked up from the working directory. name: what diagnostics call it.
std::optional<Scenario> load_scenario_text(std::string name, std::string text, std::span<const Override> overrides,
                                           Diagnostics& diagnostics);
// Is this the name of a folder of models/ in the working directory that holds a model?
bool is_shipped_model(const std::filesystem::path& name);
// model: a folder or a file, or the name of one in models/ of the working directory.
std::optional<Model> load_model(const std::filesystem::path& model, Diagnostics& diagnostics);

}  // namespace fabshock
