// The program as a user meets it: what it prints, what it writes, how it exits.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "cli/program.h"

namespace fabshock::test::commands_test {
namespace {

namespace fs = std::filesystem;

using Commands = ProgramTest;

TEST_F(Commands, HelpListsEveryCommandAndEveryCommandHasHelp) {
  const Outcome help = call("--help");
  EXPECT_EQ(help.exit, 0);
  for (const char* name : {"run", "batch", "merge", "compare", "contingency", "structure", "explain", "validate",
                           "graph", "import", "new"}) {
    EXPECT_NE(help.text.find(std::string("fabshock ") + name + " "), std::string::npos) << name;
    const Outcome own = call(std::string(name) + " --help");
    EXPECT_EQ(own.exit, 0);
    EXPECT_EQ(own.text.rfind("usage: fabshock " + std::string(name), 0), 0U) << own.text;
  }
  EXPECT_EQ(call("--version").text.rfind("fabshock ", 0), 0U);
}

TEST_F(Commands, WrongUseIsExplained) {
  EXPECT_EQ(call("").exit, 2);
  EXPECT_EQ(call("rum").text, "fabshock: error: no command 'rum'\n  hint: did you mean 'run'?\n");
  EXPECT_EQ(call("rum").exit, 2);
  EXPECT_EQ(call("run").exit, 2);
  EXPECT_EQ(call("run scenarios/tutorial-outage.yaml --sed 3").exit, 2);
  EXPECT_EQ(call("graph models/tutorial --format png").exit, 2);
  EXPECT_EQ(call("run scenarios/tutorial-outage.yaml --set nonsense -o " + out()).exit, 2);
  EXPECT_FALSE(fs::exists(out()));
}

TEST_F(Commands, BatchWritesItsFilesAndRefusesNonsense) {
  std::ofstream(out("mine.yaml")) << "schema: fabshock/experiment/1\nname: mine\nscenarios: tutorial-outage\n"
                                     "set: {horizon: 200 d}\ndesign: {type: grid, axes: "
                                     "{model.facilities.*.cover.scale: [1, 2]}}\nreplications: 3\n";
  const Outcome batch = call("batch " + out("mine.yaml") + " -j 2 -o " + out());
  EXPECT_EQ(batch.exit, 0) << batch.text;
  EXPECT_NE(batch.text.find("unmet_value"), std::string::npos) << batch.text;
  for (const char* file :
       {"design.csv", "runs.csv", "measures.csv", "summary.csv", "datapackage.json", "manifest.json", "timing.csv"}) {
    EXPECT_TRUE(fs::exists(out() + "/" + file)) << file;
  }
  EXPECT_EQ(call("validate " + out("mine.yaml")).text, out("mine.yaml") + ": ok: 2 arms, 3 replications of each\n");
  EXPECT_EQ(call("batch " + out("mine.yaml") + " -n 0 -o " + out("none")).exit, 2);
  EXPECT_EQ(call("batch no-such-thing -o " + out("none")).exit, 2);
  EXPECT_FALSE(fs::exists(out("none")));
  EXPECT_EQ(call("batch tutorial-outage -n 2 -q -o " + out()).exit, 0);
}

// The tutorial has one path: all on it but the two makers of silicon are single points.
TEST_F(Commands, StructureNamesTheWayOfASinglePoint) {
  const Outcome done = call("structure tutorial -o " + out());
  EXPECT_EQ(done.exit, 0) << done.text;
  const std::string points = read(out() + "/single_points.csv");
  EXPECT_NE(points.find("quartz-mine,quartz,phones-us,phone,1,4,quartz-mine > fab-tainan > "), std::string::npos)
      << points;
  EXPECT_NE(
      points.find(
          "fab-tainan,wafer,phones-us,phone,1,3,fab-tainan > packager-penang > assembler-zhengzhou > phones-us\r\n"),
      std::string::npos)
      << points;
  EXPECT_EQ(points.find("\nsilicon-"), std::string::npos) << points;
  const std::string cuts = read(out() + "/cuts.csv");
  EXPECT_NE(cuts.find("phones-us,phone,silicon-wafer,2,1,fab-tainan\r\n"), std::string::npos) << cuts;
  const std::string measures = read(out() + "/structure.csv");
  EXPECT_NE(measures.find("single_point,fab-tainan,wafer,1,1\r\n"), std::string::npos) << measures;
  EXPECT_NE(measures.find("hhi,country,silicon-wafer,0.68"), std::string::npos) << measures;
  EXPECT_TRUE(fs::exists(out() + "/datapackage.json"));
  EXPECT_EQ(call("structure tutorial -q -o " + out()).text, "");
  EXPECT_EQ(call("structure no-such-model -o " + out("none")).exit, 2);
  EXPECT_FALSE(fs::exists(out("none")));
}

// In worlds/blocs.yaml the fab on Taiwan, which makes 90 of the 100 a day that it can, loses all or a half of that for
// 90 days: of its output 1 or 4/9, four fifths of what the United States use. The dates make no difference.
TEST_F(Commands, CompareTellsDifferencesIndependenceAndWhatAPointCosts) {
  std::ofstream(out("years.yaml"))
      << "schema: fabshock/experiment/1\nname: years\nscenarios: " FABSHOCK_TEST_DIR
         "/verification/worlds/blocs.yaml\nreplications: 2\ndesign:\n  type: list\n  points:\n"
         "  - {id: y1, set: {start: 2026-01-01, disruptions.stop.at: 2026-03-02}}\n"
         "  - {id: y2, set: {start: 2027-01-01, disruptions.stop.at: 2027-03-02}}\n"
         "  - {id: half, set: {start: 2028-01-01, disruptions.stop.at: 2028-03-02, disruptions.stop.severity: 0.5, "
         "cost: 1e9}}\n"
         "measures: [dependence, remedy_cost]\n";
  ASSERT_EQ(call("batch " + out("years.yaml") + " -q -o " + out("years")).exit, 0);
  const Outcome dates = call("compare " + out("years") + " --threshold 0.25,0.15 -o " + out("dates"));
  EXPECT_EQ(dates.exit, 0) << dates.text;
  const std::string independence = read(out("dates/independence.csv"));
  EXPECT_NE(independence.find("blocs,dependence,us,ai,0.25,2,1,"), std::string::npos) << independence;
  EXPECT_NE(independence.find(",2026-03-02,2027-03-02,2026-03-02,2026-03-02,2026-03-02\r\n"), std::string::npos)
      << independence;
  EXPECT_NE(independence.find("blocs,dependence,us,ai,0.15,2,0,"), std::string::npos) << independence;
  EXPECT_EQ(independence.find("severity"), std::string::npos) << "half a shock is another series, of one date";
  EXPECT_FALSE(fs::exists(out("dates/comparison.csv"))) << "no baseline";
  const Outcome arms = call("compare " + out("years") + " --baseline blocs/y1 -o " + out("arms"));
  EXPECT_EQ(arms.exit, 0) << arms.text;
  EXPECT_NE(arms.text.find("blocs/half against blocs/y1, replication by replication"), std::string::npos) << arms.text;
  EXPECT_NE(read(out("arms/comparison.csv")).find("\nblocs/y2,blocs/y1,dependence,us,ai,1,true,2,2,"),
            std::string::npos);
  const std::string remedies = read(out("arms/remedies.csv"));  // a billion for 4/5 x 5/9 x 90/365, 11 points
  EXPECT_NE(remedies.find("\nblocs/half,blocs/y1,dependence,us,ai,2,1e+09,1e+09,1e+09,USD,11."), std::string::npos)
      << remedies;
  const Outcome two = call("compare " + out("years") + " " + out("years") + " -o " + out("two"));
  EXPECT_EQ(two.exit, 0) << two.text;
  EXPECT_EQ(call("compare " + out("years") + " --threshold 2 -o " + out("none")).text,
            "fabshock: error: --threshold: '2' is no share between 0 and 1, such as 0.1\n");
  EXPECT_EQ(call("compare " + out("none") + " -o " + out("none")).text,
            "fabshock: error: " + out("none") + " is not a result of 'fabshock run', 'batch' or 'contingency'\n");
  EXPECT_EQ(call("compare " + out("years") + " --baseline y9 -o " + out("none")).text,
            "fabshock: error: " + out("years") + " has no arm 'y9'; its arms are blocs/y1, blocs/y2, blocs/half\n");
  EXPECT_EQ(call("compare " + out("years") + " " + out("years") + " --baseline blocs/y1").exit, 2);
  EXPECT_EQ(
      call("compare " + out("years") + " --baseline blocs/y1 --measure dependance -o " + out("none")).text,
      "fabshock: error: --measure: nothing in these results is called 'dependance'; did you mean 'dependence'?\n");
  EXPECT_EQ(call("compare " + out("years") + " --baseline blocs/y1 --of usa -o " + out("none")).text,
            "fabshock: error: --of: nothing in these results is called 'usa'; did you mean 'us'?\n");
  ASSERT_EQ(call("batch " + out("years.yaml") + " -q --shard 1/2 -o " + out("shard")).exit, 0);
  EXPECT_EQ(call("compare " + out("shard") + " --baseline blocs/y1 -o " + out("none")).text,
            "fabshock: error: " + out("shard") + " is a shard of a batch: 'fabshock merge' makes the whole of all\n");
  EXPECT_FALSE(fs::exists(out("none")));
  std::ofstream(out("short.yaml")) << read(out("years.yaml")) << "set: {horizon: 1 y}\n";
  ASSERT_EQ(call("batch " + out("short.yaml") + " -q -o " + out("short")).exit, 0);
  EXPECT_EQ(
      call("compare " + out("years") + " " + out("short") + " -q -o " + out("spans")).text,
      "fabshock: warning: 'blocs/y1' runs for 1095 days, and 'blocs/y1', which it is compared with, for 365: sums "
      "over a run are of different spans\n");
}

TEST_F(Commands, ShippedExperimentsAreValid) {
  for (const auto& entry : fs::directory_iterator(fs::path(FABSHOCK_ROOT) / "scenarios" / "experiments")) {
    const Outcome valid = call("validate " + entry.path().string());
    EXPECT_EQ(valid.exit, 0) << valid.text;
  }
}

TEST_F(Commands, NamesThatMeanSomethingElseAreExplained) {
  const std::string hint =
      "  hint: a scenario names it: `model: tutorial`; `fabshock new NAME` writes one to start from\n";
  EXPECT_EQ(call("run tutorial").text, "tutorial: error: is a model, not a scenario\n" + hint);
  EXPECT_EQ(call("run models/tutorial/").text, "models/tutorial/: error: is a model, not a scenario\n" + hint);
  EXPECT_EQ(call("run models/tutorial").exit, 2);
  EXPECT_EQ(call("run scenario/blockade-90d.yaml").text,
            "scenario/blockade-90d.yaml: error: cannot be found\n  hint: did you mean 'scenarios'?\n");
  EXPECT_EQ(call("validate tutorial").text.rfind("tutorial: ok: 7 facilities, 8 lanes", 0), 0U);
}

TEST_F(Commands, RunWritesAllItsFiles) {
  const Outcome run = call("run scenarios/tutorial-outage.yaml -o " + out());
  ASSERT_EQ(run.exit, 0) << run.text;
  EXPECT_NE(run.text.find("phones-us"), std::string::npos);
  for (const char* file : {"timeseries.csv", "measures.csv", "events.csv", "runs.csv", "datapackage.json",
                           "manifest.json", "timing.csv"}) {
    EXPECT_TRUE(fs::exists(fs::path(out()) / file)) << file;
  }
  // Every column is described, in its order.
  const auto package = nlohmann::json::parse(read(fs::path(out()) / "datapackage.json"));
  for (const auto& resource : package["resources"]) {
    std::string header;
    for (const auto& field : resource["schema"]["fields"])
      header += (header.empty() ? "" : ",") + field["name"].get<std::string>();
    const std::string text = read(fs::path(out()) / resource["path"].get<std::string>());
    EXPECT_EQ(text.substr(0, text.find("\r\n")), header);
  }
  const auto manifest = nlohmann::json::parse(read(fs::path(out()) / "manifest.json"));
  EXPECT_EQ(manifest["seed"], 1);
  EXPECT_EQ(manifest["inputs"].size(), 2U);
  EXPECT_EQ(manifest["inputs"][0]["sha256"].get<std::string>().size(), 64U);
}

std::vector<std::string> difference(const fs::path& a, const fs::path& b) {
  std::vector<std::string> differ;
  for (const auto& entry : fs::directory_iterator(a)) {
    const auto name = entry.path().filename();
    if (name != "timing.csv" && read(entry.path()) != read(b / name)) differ.push_back(name.string());
  }
  return differ;
}

TEST_F(Commands, EqualRunsAreEqualBytes) {
  ASSERT_EQ(call("run scenarios/tutorial-outage.yaml --seed 7 -q -o " + out("a")).exit, 0);
  ASSERT_EQ(call("run scenarios/tutorial-outage.yaml --seed 7 -q -o " + out("b")).exit, 0);
  EXPECT_EQ(difference(out("a"), out("b")), std::vector<std::string>{});
}

// The C library picks other routines where the processor has fused multiply-add; results may not depend on it.
TEST_F(Commands, LibraryVariantsChangeNoByte) {
  ASSERT_EQ(call("run scenarios/blockade-90d.yaml --until 2026-12-31 -q -o " + out("a")).exit, 0);
  const std::string tunables = "GLIBC_TUNABLES=glibc.cpu.hwcaps=-FMA,-FMA_Usable,-AVX2,-AVX2_Usable,-FMA4_Usable";
  const std::string command = "cd '" FABSHOCK_ROOT "' && " + tunables +
                              " '" FABSHOCK_PROGRAM "' run scenarios/blockade-90d.yaml --until 2026-12-31 -q -o " +
                              out("b");
  ASSERT_EQ(std::system(command.c_str()), 0);
  EXPECT_EQ(difference(out("a"), out("b")), std::vector<std::string>{});
}

TEST_F(Commands, ResultFoldersAreReplacedOthersRefused) {
  ASSERT_EQ(call("run scenarios/tutorial-outage.yaml -q -o " + out()).exit, 0);
  EXPECT_EQ(call("run scenarios/tutorial-outage.yaml -q -o " + out()).exit, 0);
  fs::create_directories(folder_ / "mine");
  std::ofstream(folder_ / "mine" / "thesis.txt") << "years of work";
  const Outcome refused = call("run scenarios/tutorial-outage.yaml -q -o " + out("mine"));
  EXPECT_EQ(refused.exit, 2);
  EXPECT_NE(refused.text.find("refusing to replace"), std::string::npos) << refused.text;
  EXPECT_EQ(read(folder_ / "mine" / "thesis.txt"), "years of work");
  for (const auto& entry : fs::directory_iterator(folder_)) {
    EXPECT_EQ(entry.path().string().find(".partial-"), std::string::npos) << entry.path();
  }
}

TEST_F(Commands, SetAndUntilChangeTheRun) {
  const std::string run = "run scenarios/tutorial-outage.yaml -o " + out() + " ";
  EXPECT_NE(call(run + "--set 'disruptions.stop.duration=40 d'").text.find("All that was asked for was met"),
            std::string::npos);
  EXPECT_NE(call(run + "--set 'disruptions.stop.duration=41 d'").text.find("500 k phone"), std::string::npos);
  EXPECT_NE(call(run + "--until 2026-05-01").text.find("All that was asked for was met"), std::string::npos);
  const Outcome late = call(run + "--until 2031-01-01");
  EXPECT_EQ(late.exit, 2);
  EXPECT_NE(late.text.find("outside the scenario"), std::string::npos) << late.text;
}

TEST_F(Commands, ScenariosGoByNameAlsoInFolders) {
  EXPECT_EQ(call("run hindcast/wuxi-2013 --until 2013-09-10 -q -o " + out()).exit, 0);
  const Outcome none = call("run hindcast/wuxi-2031 -q -o " + out());
  EXPECT_EQ(none.exit, 2);
  EXPECT_NE(none.text.find("hindcast/wuxi-2031"), std::string::npos) << none.text;
}

TEST_F(Commands, ExplainWalksBackToTheDisruption) {
  ASSERT_EQ(call("run scenarios/tutorial-outage.yaml -q -o " + out()).exit, 0);
  const Outcome why = call("explain " + out() + " phones-us 2026-05-20");
  EXPECT_EQ(why.exit, 0);
  for (const char* link :
       {"phones-us", "assembler-zhengzhou", "packager-penang", "fab-tainan", "ROOT: disruption 'stop'"}) {
    EXPECT_NE(why.text.find(link), std::string::npos) << link << '\n' << why.text;
  }
  EXPECT_NE(call("explain " + out() + " phones-uk 2026-05-20").text.find("did you mean 'phones-us'?"),
            std::string::npos);
  EXPECT_EQ(call("explain " + out() + " phones-us yesterday").exit, 2);
  EXPECT_EQ(call("explain " + folder_.string() + " phones-us 2026-05-20").exit, 2);
}

TEST_F(Commands, ValidateFindsAllErrorsOfAllFiles) {
  EXPECT_EQ(call("validate models/tutorial models/world-2025 scenarios/hualien-2024.yaml").exit, 0);
  std::ofstream(folder_ / "a.yaml")
      << "schema: fabshock/scenario/1\nname: a\ntitel: x\nmodel: tutorial\nstart: 2026-13-01\nhorizon: 1\n";
  const Outcome bad = call("validate " + out("a.yaml"));
  EXPECT_EQ(bad.exit, 2);
  for (const char* line : {"a.yaml:3:1: error:", "a.yaml:5:8: error:", "a.yaml:6:10: error:"}) {
    EXPECT_NE(bad.text.find(line), std::string::npos) << line << '\n' << bad.text;
  }
}

TEST_F(Commands, GraphWritesEveryLane) {
  const Outcome csv = call("graph models/tutorial --format csv");
  EXPECT_EQ(csv.exit, 0);
  EXPECT_EQ(std::count(csv.text.begin(), csv.text.end(), '\n'), 9);  // a header and eight lanes
  EXPECT_EQ(call("graph models/tutorial").text.rfind("digraph", 0), 0U);
  EXPECT_EQ(call("graph tutorial").text, call("graph models/tutorial").text);
  EXPECT_NE(call("graph models/tutorial --format graphml").text.find("</graphml>"), std::string::npos);
}

TEST_F(Commands, NewScenarioRunsAsItStands) {
  fs::create_directory_symlink(fs::path(FABSHOCK_ROOT) / "models", folder_ / "models");
  const Outcome made = call("new my-question", folder_.string());
  ASSERT_EQ(made.exit, 0) << made.text;
  EXPECT_EQ(call("validate scenarios/my-question.yaml", folder_.string()).exit, 0);
  EXPECT_EQ(call("run scenarios/my-question.yaml -q", folder_.string()).exit, 0);
  EXPECT_TRUE(fs::exists(folder_ / "results" / "my-question" / "timeseries.csv"));
  EXPECT_EQ(call("new my-question", folder_.string()).exit, 2);
  EXPECT_EQ(call("new ../escape", folder_.string()).exit, 2);
}

TEST_F(Commands, ImportedTablesAreAModelThatRuns) {
  const std::string tables = "tests/data/eto-small";
  const Outcome made = call("import eto " + tables + " -o " + out("models/small/model.yaml"));
  ASSERT_EQ(made.exit, 0) << made.text;
  for (const char* part :
       {"tests/data/eto-small/sequence.csv:12:1: warning: left out: it closes a circle (Closing -> Shaping -> Closing)",
        "\n  8 products, 17 facilities in 4 regions, 1 need, 8 recipe lines\n", "\n  inputs.csv: 9 of 11 used\n",
        "\n  provision.csv: 16 of 17 used\n     1  not: the shares of its kinds are used\n"}) {
    EXPECT_NE(made.text.find(part), std::string::npos) << part << '\n' << made.text;
  }
  const std::string text = read(out("models/small/model.yaml"));
  EXPECT_NE(text.find("CC BY-NC 4.0"), std::string::npos);
  EXPECT_EQ(call("validate models/small", folder_.string()).exit, 0);
  std::ofstream(out("stop.yaml"))
      << "schema: fabshock/scenario/1\nname: stop\nmodel: models/small/model.yaml\nhorizon: 60 d\n"
         "disruptions: [{id: stop, type: outage, select: {region: AT}, at: 2032-01-05, "
         "duration: 30 d, severity: 1}]\n";
  const Outcome run = call("run stop.yaml", folder_.string());
  EXPECT_EQ(run.exit, 0) << run.text;

  // The same tables give the same bytes; what is there is left alone; what cannot be written is said.
  ASSERT_EQ(call("import eto " + tables + " -o " + out("again.yaml")).exit, 0);
  EXPECT_EQ(read(out("again.yaml")), text);
  const Outcome twice = call("import eto " + tables + " -o " + out("again.yaml"));
  EXPECT_EQ(twice.exit, 2);
  EXPECT_EQ(twice.text, "fabshock: error: " + out("again.yaml") + " exists\n");
  EXPECT_EQ(call("import eto " + tables + " -o " + out("again.yaml/model.yaml")).exit, 1);
}

TEST_F(Commands, ImportSaysWhatItCannotRead) {
  EXPECT_EQ(call("import xml tests/data/eto-small").exit, 2);
  EXPECT_EQ(call("import eto").exit, 2);
  const Outcome none = call("import eto " + out("nowhere") + " -o " + out("model.yaml"));
  EXPECT_EQ(none.exit, 2);
  EXPECT_EQ(none.text.rfind(out("nowhere") + ": error: is not a folder\n", 0), 0U) << none.text;
  EXPECT_FALSE(fs::exists(out("model.yaml")));
}

}  // namespace
}  // namespace fabshock::test::commands_test
