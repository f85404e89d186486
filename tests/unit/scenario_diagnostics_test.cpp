#include <gtest/gtest.h>

#include <array>
#include <sstream>

#include "base/diagnostics.h"
#include "unit/scenario_texts.h"

namespace fabshock::test::scenario_diagnostics_test {
namespace {

TEST(Diagnostics, ShowLineCaretAndHint) {
  Diagnostics d;
  const auto file = d.add_file("a.yaml", "one: 1\ntwo: 2\n");
  d.error({file, 2, 6}, "wrong", "do right");
  EXPECT_EQ(printed(d), "a.yaml:2:6: error: wrong\ntwo: 2\n     ^\n  hint: do right\n");
  EXPECT_FALSE(d.ok());
}

TEST(Diagnostics, AreSortedAndNotRepeated) {
  Diagnostics d;
  const auto a = d.add_file("a", "x\ny\n");
  const auto b = d.add_file("b", "z\n");
  d.error({b, 1, 1}, "last", "");
  d.error({a, 2, 1}, "second", "");
  d.warning({a, 1, 1}, "first", "");
  d.error({a, 2, 1}, "second", "");
  EXPECT_EQ(printed(d), "a:1:1: warning: first\nx\n^\na:2:1: error: second\ny\n^\nb:1:1: error: last\nz\n^\n");
}

TEST(Diagnostics, WithoutAFileOrALine) {
  Diagnostics d;
  const auto file = d.add_file("a", "");
  d.error({}, "no file", "");
  d.error({file, 0, 0}, "all of it", "");
  EXPECT_EQ(printed(d), "error: no file\na: error: all of it\n");
}

TEST(Diagnostics, CaretsStandUnderTheirCharacter) {
  Diagnostics d;
  const auto file = d.add_file("a", "\xC3\xBC\xC3\xBC: x\r\n\tkey\n");
  d.error({file, 1, 7}, "after two bytes each", "");
  d.error({file, 2, 2}, "after a tab", "");
  EXPECT_EQ(printed(d),
            "a:1:7: error: after two bytes each\n\xC3\xBC\xC3\xBC: x\n    ^\na:2:2: error: after a tab\n\tkey\n\t^\n");
}

TEST(Diagnostics, LongLinesAreCut) {
  Diagnostics d;
  const auto file = d.add_file("a", std::string(1000, 'x') + "HERE" + std::string(1000, 'y'));
  d.error({file, 1, 1001}, "far out", "");
  const std::string text = printed(d);
  EXPECT_LT(text.size(), 400U);
  const std::size_t caret = text.find('^') - text.find("\nx") - 122;  // the excerpt is 120 long
  EXPECT_EQ(text.substr(text.find("HERE"), 4), "HERE");
  EXPECT_EQ(text.find("HERE") - text.find("\nx") - 1, caret);
}

TEST(Diagnostics, PrintNoControlBytes) {
  Diagnostics d;
  const auto file = d.add_file("a", "a\x1b[2Jb\xFF\n");
  d.error({file, 1, 1}, "odd", "");
  EXPECT_EQ(printed(d), "a:1:1: error: odd\na?[2Jb?\n^\n");
}

TEST(Diagnostics, AfterAHundredErrorsTheRestIsCounted) {
  Diagnostics d;
  const auto file = d.add_file("a", "");
  for (std::uint32_t i = 1; i <= 130; ++i) d.error({file, i, 1}, "wrong", "");
  const std::string text = printed(d);
  EXPECT_TRUE(text.ends_with("a:100:1: error: wrong\nerror: 30 more errors\n")) << text;
}

TEST(DidYouMean, FindsTheNearest) {
  constexpr std::array<std::string_view, 4> words = {"capacity", "category", "output", "Owner"};
  EXPECT_EQ(did_you_mean("capcity", words), "did you mean 'capacity'?");
  EXPECT_EQ(did_you_mean("CAPACITY", words), "did you mean 'capacity'?");
  EXPECT_EQ(did_you_mean("ouptut", words), "did you mean 'output'?");
  const std::array<std::string_view, 3> classes = {"leading-edge-wafer", "mature-wafer", "mature-chip"};
  EXPECT_EQ(did_you_mean("leading-edge", classes), "did you mean 'leading-edge-wafer'?");
  EXPECT_EQ(did_you_mean("mature", classes), "did you mean 'mature-chip' or 'mature-wafer'?");
  const std::array<std::string_view, 4> fabs = {"tsmc-f10", "tsmc-f18-n5", "tsmc-f18-n3", "tsmc-f181"};
  EXPECT_EQ(did_you_mean("tsmc-f18", fabs), "did you mean 'tsmc-f18-n3' or 'tsmc-f18-n5'?") << "no misspelt f10";
  EXPECT_EQ(did_you_mean("owner", words), "did you mean 'Owner'?");
  EXPECT_EQ(did_you_mean("price", words), "");
  EXPECT_EQ(did_you_mean("", words), "");
}

TEST(DidYouMean, DoesNotDependOnTheOrder) {
  constexpr std::array<std::string_view, 2> ab = {"fab-a", "fab-b"};
  constexpr std::array<std::string_view, 2> ba = {"fab-b", "fab-a"};
  EXPECT_EQ(did_you_mean("fab-c", ab), did_you_mean("fab-c", ba));
}

TEST(DidYouMean, OneLetterIsNotAnother) {
  constexpr std::array<std::string_view, 2> words = {"A", "TW"};
  EXPECT_EQ(did_you_mean("B", words), "");
  EXPECT_EQ(did_you_mean("tw", words), "did you mean 'TW'?");
}

}  // namespace
}  // namespace fabshock::test::scenario_diagnostics_test
