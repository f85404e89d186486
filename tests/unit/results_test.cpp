// The files of a run: how numbers and texts are written, when a folder may be replaced, checksums, and the measures.
#include <gtest/gtest.h>

#include <unistd.h>

#include <cmath>
#include <limits>

#include "report/summary.h"
#include "results/csv.h"
#include "results/folder.h"
#include "results/sha256.h"
#include "results/write_run.h"
#include "scenario_texts.h"

namespace fabshock::test::results_test {
namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

TEST(Csv, QuotesWhatMustBeQuoted) {
  const TempFolder folder;
  const fs::path path = folder.path() / "a.csv";
  CsvWriter out(path, "a,b");
  out.text("plain").text("with, comma").end_row();
  out.text("say \"no\"").text("two\nlines").end_row();
  out.text("").text("carriage\rreturn").end_row();
  out.number(0.1).integer(-9'223'372'036'854'775'807 - 1).end_row();
  out.text(" spaces ").text("Zhōngguó").end_row();
  out.close();
  EXPECT_EQ(read(path),
            "a,b\r\nplain,\"with, comma\"\r\n\"say \"\"no\"\"\",\"two\nlines\"\r\n,\"carriage\rreturn\"\r\n"
            "0.1,-9223372036854775808\r\n spaces ,Zhōngguó\r\n");
}

TEST(Csv, ManyRowsReachTheDisk) {
  const TempFolder folder;
  const fs::path path = folder.path() / "a.csv";
  CsvWriter out(path, "i");
  std::string expected = "i\r\n";
  for (int i = 0; i < 100'000; ++i) {
    out.integer(i).end_row();
    expected += std::to_string(i) + "\r\n";
  }
  out.close();
  EXPECT_EQ(read(path), expected);
}

TEST(Csv, SaysWhereItCannotWrite) {
  const TempFolder folder;
  try {
    CsvWriter out(folder.path() / "missing" / "a.csv", "a");
    FAIL();
  } catch (const std::runtime_error& e) {
    EXPECT_NE(std::string(e.what()).find("missing/a.csv: No such file or directory"), std::string::npos) << e.what();
  }
  if (!fs::exists("/dev/full")) return;
  CsvWriter out("/dev/full", "a");
  out.text("x").end_row();
  EXPECT_THROW(out.close(), std::runtime_error);
}

TEST(Numbers, ShortestThatReadBackTheSame) {
  EXPECT_EQ(shortest(0.1), "0.1");
  EXPECT_EQ(shortest(-0.0), "0");
  EXPECT_EQ(shortest(1.0), "1");
  EXPECT_EQ(shortest(1e22), "1e+22");
  EXPECT_EQ(shortest(1.0 / 3), "0.3333333333333333");
  EXPECT_EQ(shortest(std::numeric_limits<double>::denorm_min()), "5e-324");
  double x = 1e-30;
  while (x < 1e30) {
    EXPECT_EQ(std::stod(shortest(x)), x);
    x *= 1.7;
  }
}

TEST(Numbers, ShortForPeople) {
  EXPECT_EQ(short_number(0), "0");
  EXPECT_EQ(short_number(0.5), "0.50");
  EXPECT_EQ(short_number(1.234), "1.23");
  EXPECT_EQ(short_number(12.34), "12.3");
  EXPECT_EQ(short_number(123.4), "123");
  EXPECT_EQ(short_number(999.4), "999");
  EXPECT_EQ(short_number(999.5), "1.00 k");
  EXPECT_EQ(short_number(1234567), "1.23 M");
  EXPECT_EQ(short_number(-45600), "-45.6 k");
  EXPECT_EQ(short_number(2.5e9), "2.50 bn");
  EXPECT_EQ(short_number(2.5e12), "2.50 tn");
  EXPECT_EQ(short_number(2.5e15), "2500 tn");
}

TEST(Numbers, Hex) {
  EXPECT_EQ(hex(0), "0000000000000000");
  EXPECT_EQ(hex(0x123456789abcdefULL), "0123456789abcdef");
}

TEST(Sha256, KnownAnswers) {  // FIPS 180-2, appendix B
  const TempFolder folder;
  EXPECT_EQ(sha256_of_file(folder.write("empty", "")),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_of_file(folder.write("abc", "abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_of_file(folder.write("million", std::string(1'000'000, 'a'))),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  EXPECT_THROW(sha256_of_file(folder.path() / "none"), std::runtime_error);
}

constexpr const char* kManifest = R"({"tool": "fabshock", "command": "run"})";

bool refused(const fs::path& target) {
  try {
    const ResultFolder folder(target, "run");
    return false;
  } catch (const std::exception& e) {
    EXPECT_NE(std::string(e.what()).find("refusing to replace"), std::string::npos) << e.what();
    return true;
  }
}

std::size_t entries(const fs::path& folder) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator{}));
}

TEST(ResultFolder, AppearsWholeOrNotAtAll) {
  const TempFolder temp;
  const fs::path target = temp.path() / "deep" / "er" / "out";
  {
    const ResultFolder folder(target, "run");
    std::ofstream(folder.path() / "a.csv") << "half";
    EXPECT_FALSE(fs::exists(target));
  }
  EXPECT_EQ(entries(target.parent_path()), 0U);  // given up: nothing is left
  ResultFolder folder(target, "run");
  std::ofstream(folder.path() / "a.csv") << "whole";
  folder.commit();
  EXPECT_EQ(read(target / "a.csv"), "whole");
  EXPECT_EQ(entries(target.parent_path()), 1U);
}

TEST(ResultFolder, ReplacesOnlyResultsOfTheSameCommand) {
  const TempFolder temp;
  const fs::path target = temp.path() / "out";
  fs::create_directory(target);
  EXPECT_FALSE(refused(target));  // empty
  temp.write("out/manifest.json", kManifest);
  temp.write("out/old.csv", "old");
  {
    ResultFolder folder(target, "run");
    std::ofstream(folder.path() / "new.csv") << "new";
    folder.commit();
  }
  EXPECT_FALSE(fs::exists(target / "old.csv"));
  EXPECT_EQ(read(target / "new.csv"), "new");
  EXPECT_TRUE(refused(target));  // holds something, and no manifest
  for (const char* manifest :
       {"", "[]", "{", R"({"tool": "other", "command": "run"})", R"({"tool": "fabshock", "command": "sweep"})"}) {
    temp.write("out/manifest.json", manifest);
    EXPECT_TRUE(refused(target)) << manifest;
  }
  temp.write("file", "text");
  EXPECT_TRUE(refused(temp.path() / "file"));
  EXPECT_EQ(read(target / "new.csv"), "new");
}

TEST(ResultFolder, ATrailingSlashMeansTheSameFolder) {
  const TempFolder temp;
  ResultFolder folder(temp.path() / "out" / "", "run");
  folder.commit();
  EXPECT_TRUE(fs::is_directory(temp.path() / "out"));
  EXPECT_EQ(entries(temp.path()), 1U);
}

}  // namespace
}  // namespace fabshock::test::results_test
