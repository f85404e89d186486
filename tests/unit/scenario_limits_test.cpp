// Inputs too large or too deep to keep as files: each must end in one clear error, soon, and without a crash.
#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <sstream>

#include "scenario/text_file.h"
#include "scenario/yaml_tree.h"
#include "scenario_texts.h"

namespace fabshock::test::scenario_limits_test {
namespace {

namespace fs = std::filesystem;

std::string first_line(const std::string& text) {
  return text.substr(0, text.find('\n'));
}

TEST(Limits, NestingIsBounded) {
  for (const std::size_t depth : {65U, 500U, 10'000U, 1'000'000U}) {
    const std::string brackets = std::string(depth, '[') + std::string(depth, ']');
    EXPECT_NE(complaints("title: " + brackets).find("nested deeper than 64 levels"), std::string::npos) << depth;
    std::string braces;
    for (std::size_t i = 0; i < depth; ++i) braces += "{a: ";
    EXPECT_NE(complaints("title: " + braces).find("nested deeper than 64 levels"), std::string::npos) << depth;
  }
}

TEST(Limits, BracketsThatNobodyCloses) {
  for (const std::size_t depth : {1U, 65U, 10'000U, 1'000'000U}) {
    const std::string said = complaints("title: " + std::string(depth, '['));
    EXPECT_NE(said.find("error: "), std::string::npos) << depth;
    EXPECT_LT(said.size(), 1000U) << depth;
  }
}

TEST(Limits, BlockNestingIsBounded) {
  std::string dashes;
  for (int i = 0; i < 10'000; ++i) dashes += "- ";
  EXPECT_NE(complaints("title:\n  " + dashes + "x").find("nested deeper than 64 levels"), std::string::npos);
  std::string stairs;
  for (std::size_t i = 0; i < 2'000; ++i) stairs += std::string(i, ' ') + "a:\n";
  EXPECT_NE(complaints(stairs).find("nested deeper than 64 levels"), std::string::npos);
}

TEST(Limits, SixtyLevelsAreReadAndThenRefusedForWhatTheyAre) {
  const std::string text = "title: " + std::string(60, '[') + std::string(60, ']');
  EXPECT_EQ(first_line(complaints(text)), "model.yaml:2:8: error: 'title' must be a text, not a list");
}

std::string bomb(int levels) {
  std::string text = "title:\n  a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < levels; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    text += "  a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before;
    for (int j = 1; j < 10; ++j) text += ", " + before;
    text += "]\n";
  }
  return text;
}

TEST(Limits, AliasesDoNotExplode) {
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(first_line(complaints(bomb(10))), "model.yaml:8:47: error: aliases expand to more than 1000000 values");
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
}

TEST(Limits, AliasesDoNotNestDeeper) {
  std::string text = "title:\n  a0: &a0 [x]\n";
  for (int i = 1; i < 100; ++i)
    text += "  a" + std::to_string(i) + ": &a" + std::to_string(i) + " [*a" + std::to_string(i - 1) + "]\n";
  EXPECT_NE(complaints(text).find("nested deeper than 64 levels"), std::string::npos);
}

TEST(Limits, OrdinaryAliasesAreCopies) {
  const Model model = good_model("products: {a: &p {unit: t, price: 3, source: x}, b: *p}\n");
  EXPECT_EQ(model.products[1].price.value, 3);
  EXPECT_EQ(model.numbers, 2U);
}

// A file of this size without its bytes: the limit is tested before anything is read.
void make_sparse(const fs::path& file, std::uintmax_t size) {
  std::ofstream(file, std::ios::binary).put('\n');
  fs::resize_file(file, size);
}

TEST(Limits, LargeFilesAreNotRead) {
  const TempFolder folder;
  make_sparse(folder.path() / "model.yaml", std::uintmax_t{100} << 20U);
  Diagnostics diagnostics;
  EXPECT_FALSE(load_model(folder.path(), diagnostics));
  EXPECT_NE(printed(diagnostics).find("has 104857600 bytes; at most 33554432 are read"), std::string::npos);
}

TEST(Limits, LargeTablesAreNotRead) {
  const TempFolder folder;
  folder.write("model.yaml", "schema: fabshock/model/1\nsites: {csv: s.csv}\n");
  make_sparse(folder.path() / "s.csv", std::uintmax_t{100} << 20U);
  Diagnostics diagnostics;
  EXPECT_FALSE(load_model(folder.path(), diagnostics));
  EXPECT_NE(printed(diagnostics).find("has 104857600 bytes; at most 67108864 are read"), std::string::npos);
}

TEST(Limits, WhatIsNoFileIsNotRead) {
  Diagnostics diagnostics;
  EXPECT_FALSE(load_scenario("/dev/null", {}, diagnostics));
  EXPECT_FALSE(load_model("/nonexistent", diagnostics));
  EXPECT_EQ(printed(diagnostics),
            "/dev/null: error: is not a file\n  hint: name a file in it\n/nonexistent: error: cannot be found\n"
            "  hint: look at the spelling, and at the folder from which you call\n");
}

TEST(Limits, ThousandsOfErrorsEndSoon) {
  std::string text = "regions: {A: {}}\nsites:\n";
  for (int i = 0; i < 20'000; ++i) {
    text += "  s" + std::to_string(i) + ": {region: X" + std::to_string(i) + ", lat: 100, lonn: 3}\n";
  }
  const auto begin = std::chrono::steady_clock::now();
  const std::string said = complaints(text);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
  EXPECT_TRUE(said.ends_with("error: 79900 more errors\n")) << said.substr(said.size() - 200);
}

TEST(Limits, ALongChainOfIncludes) {
  const TempFolder folder;
  for (int i = 0; i < 100; ++i) {
    folder.write("i" + std::to_string(i) + ".yaml", "include: [i" + std::to_string(i + 1) + ".yaml]\n");
  }
  folder.write("model.yaml", "schema: fabshock/model/1\ninclude: [i0.yaml]\n");
  Diagnostics diagnostics;
  EXPECT_FALSE(load_model(folder.path(), diagnostics));
  EXPECT_NE(printed(diagnostics).find("includes nested deeper than 64 levels"), std::string::npos);
}

// 2,000 facilities and 8,000 lanes; the times are far above what a release build takes.
TEST(Limits, LargeModelsLoadQuickly) {
  std::ostringstream text;
  text << "schema: fabshock/model/1\nsource: x\nregions: {A: {}}\nsites: {s: {region: A, lat: 0, lon: 0}}\nproducts: "
          "{p0: {unit: t}, p1: {unit: "
          "t}}\nrecipes: {p1: {inputs: {p0: 1}}}\nlanes: {csv: lanes.csv}\nfacilities:\n";
  std::ostringstream lanes;
  lanes << "from,to,share,transit\n";
  for (int i = 0; i < 1000; ++i) {
    const std::string n = std::to_string(i);
    text << "  a" << n << ": {makes: p0, site: s, tags: [x, y]}\n  b" << n
         << ": {makes: p1, site: s, capacity: {value: 1 k/day, low: 0.5}}\n";
    for (int j = 0; j < 8; ++j) lanes << 'a' << (i + j) % 1000 << ",b" << n << ",0.125,3 d\n";
  }
  const TempFolder folder;
  folder.write("model.yaml", text.str());
  folder.write("lanes.csv", lanes.str());
  const auto begin = std::chrono::steady_clock::now();
  const Model model = model_in(folder);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
  EXPECT_EQ(model.facilities.size(), 2000U);
  EXPECT_EQ(model.lanes.size(), 8000U);
}

}  // namespace
}  // namespace fabshock::test::scenario_limits_test
