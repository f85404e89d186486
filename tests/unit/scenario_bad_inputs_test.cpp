// Every tests/bad/NAME.yaml (or folder NAME/) must give exactly the diagnostics in NAME.expected. Names begin with
// `model`, `scenario` or `experiment`, which says how they are loaded; lines `# --set PATH=VALUE` on top of a scenario
// are its options. With FABSHOCK_UPDATE=1 in the environment the expectations are written anew, to be read before they
// are committed.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "experiment/experiment.h"
#include "network/network.h"
#include "results/watched.h"
#include "scenario/load.h"

namespace fabshock::test::scenario_bad_inputs_test {
namespace {

namespace fs = std::filesystem;

fs::path bad_folder() {
  return fs::path{FABSHOCK_TEST_DIR} / "bad";
}

std::string content(const fs::path& path) {
  const std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

std::vector<std::string> cases() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(bad_folder())) {
    const std::string name = entry.path().stem().string();
    const bool input = entry.is_directory() || entry.path().extension() == ".yaml";
    const bool known = name.starts_with("model-") || name.starts_with("scenario-") || name.starts_with("experiment-");
    if (input && known) names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<Override> options_of(const std::string& text) {
  constexpr std::string_view kMark = "# --set ";
  std::vector<Override> options;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line) && line.starts_with(kMark);) {
    const std::size_t equals = line.find('=');
    options.push_back({line.substr(kMark.size(), equals - kMark.size()), line.substr(equals + 1)});
  }
  return options;
}

class BadInput : public testing::TestWithParam<std::string> {
 protected:
  // Diagnostics name files as they were given, so all is run from within the folder.
  void SetUp() override { fs::current_path(bad_folder()); }
  void TearDown() override { fs::current_path(before_); }

 private:
  fs::path before_ = fs::current_path();
};

TEST_P(BadInput, IsReportedExactly) {
  const std::string& name = GetParam();
  Diagnostics diagnostics;
  const fs::path input = fs::is_directory(name) ? fs::path{name} : fs::path{name + ".yaml"};
  if (name.starts_with("experiment-")) {
    EXPECT_FALSE(load_experiment(input, diagnostics));
  } else if (name.starts_with("model-")) {
    auto model = load_model(input, diagnostics);
    EXPECT_FALSE(model && build_network(std::move(*model), {}, {}, diagnostics));
  } else {
    const auto scenario = load_scenario(input, options_of(content(input)), diagnostics);
    const auto network = scenario ? build_network(*scenario, diagnostics) : nullptr;
    if (network) check_observed(*network, *scenario, diagnostics);
    EXPECT_FALSE(diagnostics.ok());
  }
  EXPECT_GT(diagnostics.errors(), 0U);
  std::ostringstream printed;
  diagnostics.print(printed);
  const fs::path expected = name + ".expected";
  if (std::getenv("FABSHOCK_UPDATE") != nullptr) std::ofstream(expected, std::ios::binary) << printed.str();
  for (const Diagnostic& diagnostic : diagnostics.all()) EXPECT_NE(diagnostic.hint, "") << diagnostic.message;
  EXPECT_EQ(printed.str(), content(expected));
}

std::string test_name(const testing::TestParamInfo<std::string>& info) {
  std::string name = info.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(All, BadInput, testing::ValuesIn(cases()), test_name);

TEST(BadInputs, TheModelTheyBeginFromIsSound) {
  Diagnostics diagnostics;
  EXPECT_TRUE(load_model(bad_folder() / "models" / "base", diagnostics));
  std::ostringstream printed;
  diagnostics.print(printed);
  EXPECT_EQ(printed.str(), "");
}

}  // namespace
}  // namespace fabshock::test::scenario_bad_inputs_test
