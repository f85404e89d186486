// docs/reference against the program: every command, every option and every measure stands there, and nothing that is
// gone.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <vector>

#include "cli/program.h"
#include "results/measure_key.h"
#include "scenario/measures.h"

namespace fabshock::test::reference_test {
namespace {

using Names = std::set<std::string>;

std::string page(const std::string& name) {
  return read(std::filesystem::path(FABSHOCK_ROOT) / "docs" / "reference" / name);
}

// What stands below a heading of the second level.
std::string section(const std::string& text, const std::string& heading) {
  const std::size_t at = text.find("\n## " + heading + "\n");
  if (at == std::string::npos) return "";
  return text.substr(at, text.find("\n## ", at + 1) - at);
}

// What the first group of the pattern matched, everywhere.
Names found(const std::string& text, const std::regex& pattern) {
  Names names;
  for (std::sregex_iterator match(text.begin(), text.end(), pattern), end; match != end; ++match) {
    names.insert((*match)[1].str());
  }
  return names;
}

Names commands() {
  return found(call("--help").text, std::regex("\n  fabshock ([a-z]+) "));
}

// Of a command, as its help lists them: -o and --output.
Names options(const std::string& command) {
  const std::string help = call(command + " --help").text;
  Names names = found(help, std::regex("\n  (?:-[a-z] \\[ )?(--[a-z-]+)"));
  names.merge(found(help, std::regex("\n  (-[a-z]) \\[ ")));
  return names;
}

// Of a table with a column of names in code marks; a cell may have several.
Names first_column(const std::string& text) {
  Names names;
  for (const std::string& cell : found(text, std::regex("\n\\|( `[^|]*)\\|")))
    names.merge(found(cell, std::regex("`([^`]*)`")));
  return names;
}

TEST(Reference, HasASectionForEveryCommand) {
  const Names all = commands();
  EXPECT_EQ(all.size(), 14U);
  const std::string text = page("commands.md");
  const std::string head = text.substr(0, text.find("\n## "));
  for (const std::string& command : all) {
    const std::string help = call(command + " --help").text;
    const std::string usage = help.substr(0, help.find('\n'));
    ASSERT_EQ(usage.rfind("usage: fabshock " + command + " ", 0), 0U) << usage;
    EXPECT_NE(head.find(usage.substr(usage.find("fabshock")) + "\n"), std::string::npos) << usage;
    EXPECT_NE(section(text, command), "") << command;
  }
}

TEST(Reference, HasEveryOptionInItsCommandsSection) {
  const std::string text = page("commands.md");
  EXPECT_NE(text.find("COMMAND --help"), std::string::npos);
  for (const std::string& command : commands()) {
    Names has = options(command);
    EXPECT_EQ(has.erase("--help") + has.erase("-h"), 2U) << command;
    EXPECT_EQ(found(section(text, command), std::regex("`(-{1,2}[a-z][a-z-]*)[` ]")), has) << command;
  }
}

TEST(Reference, HasEveryMeasureOverTime) {
  const Names measures(kMeasures.begin(), kMeasures.end());
  EXPECT_EQ(first_column(section(page("measures.md"), "Over time (timeseries.csv)")), measures);
  // And the page on scenarios lists what `record` may ask for.
  const std::string text = page("scenario.md");
  const std::size_t list = text.find("measures: `");
  ASSERT_NE(list, std::string::npos);
  EXPECT_EQ(found(text.substr(list, text.find('.', list) - list), std::regex("`([a-z_]+)`")), measures);
}

using ReferenceOfARun = ProgramTest;

TEST_F(ReferenceOfARun, HasEveryMeasureOfTheWholeRun) {
  // A chain that runs short and loses work in process, given prices, and buyers who answer to them and say what phones
  // are to them.
  std::string text = read(std::filesystem::path(FABSHOCK_ROOT) / "tests/verification/worlds/chain.yaml");
  const std::size_t at = text.find("  sites:");
  ASSERT_NE(at, std::string::npos);
  text.insert(at, "  market_defaults: [{select: any, anchoring: 0.5, adjustment: 0.002, below_cost: a test}]\n");
  const std::string phones = "    phones: {";
  text.insert(text.find(phones) + phones.size(), "unit: call, elasticity: -0.1, ");
  text += "projects: [{id: more, facility: small-fab, capacity: 50/day, tool_in: 2026-06-01, cost: 1e9}]\n";
  text += "policies: [{id: stock, type: stockpile, importer: any, products: any, stock: 2 h, at: 2026-02-01}]\n";
  text += "observed: [{id: seen, measure: output, of: packager, day: 10, value: 1, source: made}]\n";
  std::ofstream(out("chain.yaml")) << text;
  ASSERT_EQ(
      call("run " + out("chain.yaml") + " -q --set disruptions.0.wip_scrap=0.1 --set cost=1e9 -o " + out("out")).exit,
      0);
  // And one with blocs, long enough for all windows of dependence.
  const std::string blocs = std::string{FABSHOCK_ROOT} + "/tests/verification/worlds/blocs.yaml";
  ASSERT_EQ(
      call("run " + blocs + " -q --set horizon='4 y' --set model.sites.hsinchu.country=TW -o " + out("blocs")).exit, 0);
  const std::string rows = read(out("out/measures.csv")) + read(out("blocs/measures.csv"));
  const Names written = found(rows, std::regex("\n[a-z]+,[0-9]+,([a-z0-9_]+),"));
  EXPECT_EQ(written, first_column(section(page("measures.md"), "Over the run (measures.csv)")));
  EXPECT_EQ(written, Names(kRunMeasures.begin(), kRunMeasures.end()));
}

}  // namespace
}  // namespace fabshock::test::reference_test
