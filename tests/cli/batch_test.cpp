// Batches as a user has them: killed, out of disk, in shards; what is there afterwards is what one quiet run leaves.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <random>
#include <thread>

#include "cli/program.h"

namespace fabshock::test::cli_batch_test {
namespace {

namespace fs = std::filesystem;

constexpr const char* kExperiment =
    "schema: fabshock/experiment/1\nname: mine\nscenarios: tutorial-outage\nset: {horizon: 200 d}\n"
    "design: {type: grid, axes: {model.facilities.*.cover.scale: [1, 2]}}\nreplications: 40\n";

class BatchProgram : public ProgramTest {
 protected:
  void SetUp() override {
    ProgramTest::SetUp();
    std::ofstream(out("mine.yaml")) << kExperiment;
  }

  std::string batch(const std::string& to, const std::string& more = "") const {
    return "batch " + out("mine.yaml") + " -q -o " + out(to) + " " + more;
  }

  void expect_same(const std::string& a, const std::string& b) const {
    for (const char* file : {"design.csv", "runs.csv", "measures.csv", "summary.csv", "timebands.csv", "manifest.json",
                             "datapackage.json"}) {
      EXPECT_EQ(read(out(a) + "/" + file), read(out(b) + "/" + file)) << file;
    }
    EXPECT_FALSE(fs::exists(out(b) + ".partial"));
  }
};

// Starts it, and kills it without warning after so long; whether it was still running.
bool killed_after(const std::string& arguments, std::chrono::microseconds time) {
  const std::string command = "cd '" FABSHOCK_ROOT "' && exec '" FABSHOCK_PROGRAM "' " + arguments;
  const pid_t child = ::fork();
  if (child == 0) {
    ::execl("/bin/sh", "sh", "-c", command.c_str(), nullptr);
    ::_exit(127);
  }
  std::this_thread::sleep_for(time);
  ::kill(child, SIGKILL);
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFSIGNALED(status);
}

TEST_F(BatchProgram, IsTheSameAfterTwentyKills) {
  ASSERT_EQ(call(batch("whole", "-j 2")).exit, 0);
  // A quarter of the time of all, so that each gets on a little. The seed is fixed; when the kills come is not.
  const auto begun = std::chrono::steady_clock::now();
  ASSERT_EQ(call(batch("timed", "-j 2")).exit, 0);
  const auto all = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begun);
  std::mt19937 random(1);
  int kills = 0;
  for (int i = 0; i < 20; ++i) {
    const auto time = all / 4 * static_cast<int>(random() % 1000) / 1000;
    kills += killed_after(batch("parts", "-j 2 --resume"), time) ? 1 : 0;
  }
  EXPECT_GT(kills, 5);
  const Outcome last = call(batch("parts", "-j 2 --resume"));
  EXPECT_EQ(last.exit, 0) << last.text;
  expect_same("whole", "parts");
  const Outcome again = call("batch " + out("mine.yaml") + " -o " + out("parts") + " --resume");
  EXPECT_EQ(again.text, out("parts") + "/ holds all of this batch already.\n");
  EXPECT_EQ(again.exit, 0);
}

TEST_F(BatchProgram, ThreeShardsMakeTheWhole) {
  ASSERT_EQ(call(batch("whole")).exit, 0);
  std::string all;
  for (const char* i : {"2", "3", "1"}) {
    ASSERT_EQ(call(batch(std::string("s") + i, std::string("--shard ") + i + "/3")).exit, 0);
    all += out(std::string("s") + i) + " ";
  }
  EXPECT_EQ(call("merge " + all + "-q -o " + out("merged")).exit, 0);
  expect_same("whole", "merged");
  const Outcome missing = call("merge " + out("s1") + " " + out("s3") + " -o " + out("none"));
  EXPECT_EQ(missing.text, "fabshock: error: shard 2 of 3 is missing\n");
  EXPECT_EQ(missing.exit, 2);
  EXPECT_EQ(call("merge " + out("whole") + " -o " + out("none")).exit, 2);
  EXPECT_FALSE(fs::exists(out("none")));
  EXPECT_EQ(call("merge " + all + "-o " + out("s2")).text,
            "fabshock: error: " + out("s2") + " is one of the shards: name another folder with -o\n");
  const std::string journal = out("s2") + "/shard/journal";
  fs::resize_file(journal, fs::file_size(journal) - 1);
  const Outcome damaged = call("merge " + all + "-q -o " + out("none"));
  EXPECT_EQ(damaged.text.substr(0, damaged.text.find('\n')),
            "fabshock: error: " + journal + " is damaged: 26 of 27 replications can be read; run this shard again");
  EXPECT_NE(damaged.text.find("; the same command goes on with them\n"), std::string::npos) << damaged.text;
  EXPECT_EQ(damaged.exit, 1);
  EXPECT_EQ(call(batch("s2", "--shard 2/3 --resume")).exit, 0) << "it is whole by its manifest";
  ASSERT_EQ(call(batch("s2", "--shard 2/3")).exit, 0);
  EXPECT_EQ(call("merge " + all + "-q -o " + out("none")).exit, 0);
  expect_same("whole", "none");
  ASSERT_EQ(call(batch("one", "--shard 1/1")).exit, 0);
  EXPECT_EQ(call("merge " + out("one") + " -q -o " + out("merged")).exit, 0);
  expect_same("whole", "merged");
  for (const char* wrong : {"0/3", "4/3", "1", "1/", "a/3", "1/3x", "0/0"}) {
    EXPECT_EQ(call(batch("none", std::string("--shard ") + wrong)).exit, 2) << wrong;
  }
}

// A file may not grow beyond 100 kB here: that is what a full disk looks like to the program.
TEST_F(BatchProgram, AFullDiskLeavesWhatWasDone) {
  ASSERT_EQ(call(batch("whole", "-j 1")).exit, 0);
  const std::string command = "cd '" FABSHOCK_ROOT "' && ulimit -f 100 && '" FABSHOCK_PROGRAM "' " +
                              batch("parts", "-j 1") + " > " + out("text") + " 2>&1";
  const int status = std::system(command.c_str());
  EXPECT_EQ(WEXITSTATUS(status), 1);
  const std::string text = read(out("text"));
  EXPECT_EQ(text.rfind("fabshock: error: cannot write " + out("parts") + ".partial/", 0), 0U) << text;
  EXPECT_NE(text.find(": File too large\n  hint: "), std::string::npos) << text;
  EXPECT_NE(text.find(" of 80 replications are kept in " + out("parts") + ".partial; --resume goes on with them\n"),
            std::string::npos)
      << text;
  const Outcome anew = call(batch("parts", "-j 1"));
  EXPECT_EQ(anew.exit, 2);
  EXPECT_NE(anew.text.find("holds an unfinished batch: go on with it by --resume, or remove it"), std::string::npos)
      << anew.text;
  EXPECT_EQ(call(batch("parts", "-j 1 --resume")).exit, 0);
  expect_same("whole", "parts");
}

// Before anything is run.
TEST_F(BatchProgram, CorrelationsThatCannotBeAreRefused) {
  const std::string cover = "model.facilities.packager-penang.cover.wafer";
  const auto with = [&](const std::string& correlations) {
    std::ofstream(out("wrong.yaml")) << "schema: fabshock/experiment/1\nscenarios: [tutorial-outage]\n"
                                        "set:\n  model.products.phone.price: {value: 400, low: 300, high: 500}\n"
                                        "  model.products.chip.price: {value: 40, low: 30, high: 50}\n"
                                        "  disruptions.stop.duration: {value: 60 d, low: 50, high: 90}\n"
                                        "sample: {model: all, scenario: all, correlations: ["
                                     << correlations << "]}\n";
    const Outcome done = call("batch " + out("wrong.yaml") + " -o " + out("none"));
    EXPECT_EQ(done.exit, 2) << done.text;
    return done.text;
  };
  const std::string phone = "model.products.phone.price";
  const std::string chip = "model.products.chip.price";
  const std::string stop = "disruptions.stop.duration";
  const auto pair = [](const std::string& a, const std::string& b, const std::string& rank) {
    return "{between: [" + a + ", " + b + "], rank: " + rank + "}, ";
  };
  EXPECT_EQ(with(pair(phone, cover, "0.5")),
            "error: 'correlations' names '" + cover +
                "', which is no number and no group that is sampled\n"
                "  hint: the path of a single number that has a range, or the id of a group that moves together\n");
  EXPECT_EQ(with(pair(phone, chip, "0.9") + pair(chip, stop, "0.9") + pair(phone, stop, "-0.9")),
            "fabshock: error: the rank correlations contradict one another: their matrix is not positive definite\n");
}

// What an experiment sets is read as after --set, and told of by the line where it stands.
TEST_F(BatchProgram, WhatAnExperimentSetsWrongIsToldByItsLine) {
  const std::string file = out("wrong.yaml");
  std::ofstream(file) << "schema: fabshock/experiment/1\nscenarios: [tutorial-outage]\nset:\n  horizon: 2 y\n"
                         "  model.needs.phones-us.rate: 500000\nstructure: [default, {belief: never}]\n";
  const Outcome done = call("batch " + file + " -o " + out("none"));
  EXPECT_EQ(done.exit, 2);
  EXPECT_EQ(
      done.text.rfind(file + ":5: set model.needs.phones-us.rate=500000: error: 'rate' needs a unit: '500000'\n", 0),
      0U)
      << done.text;
  std::ofstream(file)
      << "schema: fabshock/experiment/1\nscenarios: [tutorial-outage]\nstructure: [default, {belief: never}]\n";
  EXPECT_EQ(call("batch " + file + " -o " + out("none")).text.rfind(file + ":3: set switches.belief=never: error: ", 0),
            0U);
}

TEST_F(BatchProgram, AFolderThatCannotBeWrittenIsAnErrorWithItsCause) {
  std::ofstream(out("file")) << "no folder";
  const Outcome batch_in_file = call(batch("file/results"));
  EXPECT_EQ(batch_in_file.exit, 1);
  EXPECT_NE(batch_in_file.text.find("Not a directory"), std::string::npos) << batch_in_file.text;
}

TEST_F(BatchProgram, NumbersThatAreNoneAreRefused) {
  EXPECT_EQ(call(batch("none", "-j -1")).text,
            "fabshock: error: --threads '-1' is not a whole number from 1 to 4294967295\n");
  for (const char* wrong : {"-j 0", "-j two", "-n -1", "-n 0", "-n 1.5", "--seed -1", "--seed 99999999999999999999"}) {
    EXPECT_EQ(call(batch("none", wrong)).exit, 2) << wrong;
  }
  for (const char* wrong : {"''", ".", "..", "/"}) {
    EXPECT_EQ(call("batch " + out("mine.yaml") + " -q -o " + wrong).exit, 2) << wrong;
  }
  EXPECT_FALSE(fs::exists(out("none")));
}

TEST_F(BatchProgram, ChangedInputsAreNamed) {
  const std::string scenario = out("fire.yaml");
  fs::copy_file(FABSHOCK_ROOT "/scenarios/tutorial-outage.yaml", scenario);
  std::ofstream(out("mine.yaml")) << "schema: fabshock/experiment/1\nname: mine\nscenarios: " << scenario
                                  << "\nreplications: 2000\n";
  // Killed when there is something to keep.
  for (int ms = 100; !fs::exists(out("parts.partial/journal")) || fs::file_size(out("parts.partial/journal")) < 100'000;
       ms *= 2) {
    ASSERT_LT(ms, 100'000);
    fs::remove_all(out("parts.partial"));
    killed_after(batch("parts"), std::chrono::milliseconds(ms));
  }
  std::ofstream(scenario, std::ios::app) << "# changed\n";
  const Outcome resumed = call(batch("parts", "--resume"));
  EXPECT_EQ(resumed.exit, 2);
  EXPECT_EQ(resumed.text,
            "fabshock: error: cannot resume " + out("parts.partial") + ": " + scenario + " has changed\n");
}

}  // namespace
}  // namespace fabshock::test::cli_batch_test
