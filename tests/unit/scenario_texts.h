// Short models and scenarios from text, for tests.
#pragma once
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "scenario/load.h"

namespace fabshock {

inline std::string printed(const Diagnostics& diagnostics) {
  std::ostringstream out;
  diagnostics.print(out);
  return out.str();
}

// A folder of its own that is gone afterwards.
class TempFolder {
 public:
  TempFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "fabshock-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) ADD_FAILURE() << "no folder for the test";
    path_ = name;
  }
  ~TempFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  std::filesystem::path write(const std::string& name, const std::string& text) const {
    std::filesystem::path file = path_ / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
    return file;
  }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

inline Model model_in(const TempFolder& folder) {
  Diagnostics diagnostics;
  auto model = load_model(folder.path(), diagnostics);
  EXPECT_TRUE(model) << printed(diagnostics);
  return model ? *model : Model{};
}

// Sections as a model: they begin in line 2. Where they have facilities and no places, there is a site `s` in a
// region `R`.
inline std::string as_model(const std::string& sections) {
  const bool placed = sections.find("sites:") != std::string::npos || sections.find("facilities:") == std::string::npos;
  const std::string places = placed ? "" : "\nregions: {R: {bloc: b}}\nsites: {s: {region: R, lat: 0, lon: 0}}\n";
  return "schema: fabshock/model/1\n" + sections + places;
}

// A model of these sections.
inline Model good_model(const std::string& sections) {
  const TempFolder folder;
  folder.write("model.yaml", as_model(sections));
  return model_in(folder);
}

// What is said about a model of these sections.
inline std::string complaints(const std::string& sections) {
  const TempFolder folder;
  folder.write("model.yaml", as_model(sections));
  const std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::current_path(folder.path());
  Diagnostics diagnostics;
  load_model("model.yaml", diagnostics);
  std::filesystem::current_path(before);
  return printed(diagnostics);
}

// A chain from mine to buyers, to which `keys` of a scenario are added.
inline std::string chain_scenario(const std::string& keys) {
  return R"(schema: fabshock/scenario/1
name: test
start: 2026-01-01
horizon: 1 y
model:
  schema: fabshock/model/1
  name: chain
  source: made up
  regions: {A: {bloc: west}, B: {bloc: east}}
  sites:
    hill: {region: A, lat: 45, lon: 7, tags: [dry]}
    port: {region: B, lat: 50, lon: 20}
  products:
    ore: {unit: t, class: raw}
    wafer: {unit: wafer, quantum: 0.001, class: chip, layer: front}
  modes: {sea: {speed: 30 km/h}, air: {speed: 800 km/h}}
  facilities:
    mine: {owner: Digger, site: hill, kind: material, makes: ore}
    fab: {owner: Etch, site: port, kind: fab, makes: wafer, capacity: 10 kwafer/month, cover: {ore: 30 d},
          cycle_time: 60 d, yield: 0.9, inputs: {ore: 0.1}, tags: [big]}
  needs: {buyers: {region: A, units: wafer, rate: 9 kwafer/month}}
  lanes:
    - {from: mine, to: fab, transit: 5 d, route: [canal]}
    - {from: fab, to: buyers, transit: 10 d, mode: sea}
)" + keys;
}

inline Scenario good_scenario(const std::string& keys, const std::vector<Override>& overrides = {}) {
  Diagnostics diagnostics;
  auto scenario = load_scenario_text("test", chain_scenario(keys), overrides, diagnostics);
  EXPECT_TRUE(scenario) << printed(diagnostics);
  return scenario ? *scenario : Scenario{};
}

inline std::string scenario_complaints(const std::string& keys, const std::vector<Override>& overrides = {}) {
  Diagnostics diagnostics;
  load_scenario_text("test", chain_scenario(keys), overrides, diagnostics);
  return printed(diagnostics);
}

}  // namespace fabshock
