#include <gtest/gtest.h>

#include "scenario/quantity.h"
#include "scenario_texts.h"

namespace fabshock::test::scenario_numbers_test {
namespace {

using input::Dimension;
using input::scale_of;
using input::split_unit;

TEST(SplitUnit, TakesANumberAndWhatFollows) {
  const auto rate = split_unit("150 kwafer/month");
  ASSERT_TRUE(rate);
  EXPECT_EQ(rate->value, 150);
  EXPECT_EQ(rate->unit, "kwafer/month");
  EXPECT_EQ(split_unit("60000/year")->unit, "/year");
  EXPECT_EQ(split_unit("-0.5")->value, -0.5);
  EXPECT_EQ(split_unit("+3 d")->value, 3);
  EXPECT_EQ(split_unit("1e-3")->value, 1e-3);
  EXPECT_EQ(split_unit(".5")->value, 0.5);
}

TEST(SplitUnit, RefusesWhatReadersOfYamlDisagreeAbout) {
  for (const std::string_view text :
       {"010", "", " ", "-", "+-3", "yes", "nan", "inf", "-inf", ".inf", "1e999", "d", "--1", "."}) {
    EXPECT_FALSE(split_unit(text)) << text;
  }
}

struct Case {
  std::string_view unit;
  Dimension dimension;
  double one;  // what 1 of it is
};

TEST(ScaleOf, ReachesCanonicalUnits) {
  const std::array<Case, 24> cases{
      {{"h", Dimension::kDuration, 1},          {"d", Dimension::kDuration, 24},
       {"w", Dimension::kDuration, 168},        {"mo", Dimension::kDuration, 730},
       {"quarter", Dimension::kDuration, 2190}, {"y", Dimension::kDuration, 8760},
       {"", Dimension::kQuantity, 1},           {"k", Dimension::kQuantity, 1e3},
       {"Mwafer", Dimension::kQuantity, 1e6},   {"wafer/h", Dimension::kRate, 24},
       {"wafer/day", Dimension::kRate, 1},      {"kwafer/week", Dimension::kRate, 1000.0 / 7},
       {"/year", Dimension::kRate, 1.0 / 365},  {"k/day", Dimension::kRate, 1000},
       {"%", Dimension::kShare, 0.01},          {"", Dimension::kShare, 1},
       {"%/year", Dimension::kGrowth, 0.01},    {"/year", Dimension::kFrequency, 1},
       {"/day", Dimension::kFrequency, 365},    {"/day", Dimension::kDaily, 1},
       {"MW", Dimension::kPower, 1000},         {"km", Dimension::kDistance, 1},
       {"km/h", Dimension::kSpeed, 1},          {"", Dimension::kPlain, 1}}};
  for (const Case& c : cases) {
    const auto scale = scale_of(c.unit, c.dimension, "wafer");
    ASSERT_TRUE(scale) << c.unit;
    EXPECT_DOUBLE_EQ((*scale)(1), c.one) << c.unit;
  }
}

TEST(ScaleOf, RefusesOtherUnits) {
  EXPECT_FALSE(scale_of("", Dimension::kDuration, ""));
  EXPECT_FALSE(scale_of("wafer", Dimension::kRate, "wafer"));
  EXPECT_FALSE(scale_of("chip/day", Dimension::kRate, "wafer"));
  EXPECT_FALSE(scale_of("kwafer", Dimension::kQuantity, ""));
  EXPECT_FALSE(scale_of("%/month", Dimension::kGrowth, ""));
  EXPECT_FALSE(scale_of("m", Dimension::kDuration, ""));
  EXPECT_FALSE(scale_of("%", Dimension::kPlain, ""));
}

TEST(ScaleOf, KnowsUnitsThatHoldASlash) {
  const auto scale = scale_of("kPFLOP/s/week", Dimension::kRate, "PFLOP/s");
  ASSERT_TRUE(scale);
  EXPECT_DOUBLE_EQ((*scale)(7), 1000);
}

const Facility& fab(const Model& model) {
  return model.facilities.front();
}

Model with_capacity(const std::string& number) {
  return good_model("products: {p: {unit: wafer}}\nfacilities: {f: {site: s, makes: p, capacity: " + number + "}}\n");
}

TEST(Numbers, MonthsAreExact) {
  EXPECT_EQ(fab(with_capacity("73 kwafer/month")).capacity->value, 73000.0 * 24 / 730);
}

TEST(Numbers, BoundsTakeTheUnitOfTheValue) {
  const Model model = with_capacity("{value: 7 k/week, low: 3.5, high: 2 k/day}");
  const Number& capacity = *fab(model).capacity;
  EXPECT_DOUBLE_EQ(capacity.value, 1000);
  EXPECT_DOUBLE_EQ(*capacity.low, 500);
  EXPECT_DOUBLE_EQ(*capacity.high, 2000);
}

TEST(Numbers, DistributionsSurviveTheCommasOfFlowStyle) {
  const Model model = with_capacity("{value: 7 k/week, dist: triangular(3.5, 7, 14), low: 3.5, source: a}");
  const Number& capacity = *fab(model).capacity;
  EXPECT_EQ(capacity.dist.kind, DistKind::kTriangular);
  EXPECT_DOUBLE_EQ(capacity.dist.a, 500);
  EXPECT_DOUBLE_EQ(capacity.dist.b, 1000);
  EXPECT_DOUBLE_EQ(capacity.dist.c, 2000);
  EXPECT_DOUBLE_EQ(*capacity.low, 500);
  EXPECT_EQ(model.sources[capacity.source], "a");
}

TEST(Numbers, DistributionsOfEqualArgumentsAreNoDuplicateKeys) {
  const Model model = good_model(
      "products: {p: {unit: t, price: {dist: uniform(1, 2)}}, q: {unit: t, price: {dist: normal(2, 2)}}}\n"
      "defaults: [{select: any, cover: {dist: gamma(2, 3 d)}}]\nfacilities: {f: {site: s, makes: p}}\n");
  EXPECT_DOUBLE_EQ(model.products[0].price.value, 1.5);
  EXPECT_DOUBLE_EQ(model.products[1].price.value, 2);
  EXPECT_DOUBLE_EQ(model.defaults[0].control.cover->value, 144);
}

TEST(Numbers, WithoutAValueAreAtTheMedian) {
  const auto price = [](const std::string& dist) {
    return good_model("products: {p: {unit: t, price: {dist: \"" + dist + "\"}}}\n").products[0].price.value;
  };
  EXPECT_DOUBLE_EQ(price("lognormal(60, 0.6)"), 60);
  EXPECT_DOUBLE_EQ(price("exponential(10)"), 6.931471805599453);
  EXPECT_DOUBLE_EQ(price("triangular(0, 0, 2)"), 2 - std::sqrt(2.0));
  EXPECT_DOUBLE_EQ(price("triangular(0, 2, 2)"), std::sqrt(2.0));
  EXPECT_DOUBLE_EQ(price("beta(1, 3)"), 0.25);
}

TEST(Numbers, ZeroNeedsNoUnit) {
  EXPECT_EQ(fab(with_capacity("0")).capacity->value, 0);
}

TEST(Sources, TheNearestCounts) {
  const Model model = good_model(R"(
source: top
products: {p: {unit: t, price: 1}, q: {unit: t, price: 1, source: entry}}
modes: {source: section, sea: {speed: {value: 1 km/h, source: number}, handling: 1 d}}
)");
  const auto source = [&](const Number& number) { return model.sources[number.source]; };
  EXPECT_EQ(source(model.products[0].price), "top");
  EXPECT_EQ(source(model.products[1].price), "entry");
  EXPECT_EQ(source(model.modes[0].speed), "number");
  EXPECT_EQ(source(model.modes[0].handling), "section");
}

TEST(Sources, AssumptionsAndNumbersWithoutASourceAreCounted) {
  const Model model = good_model(R"(
products:
  a: {unit: t, price: 1, source: assumption}
  b: {unit: t, price: 1, source: "assumption: from the size of the plant"}
  c: {unit: t, price: 1, source: assumptions of the ministry}
  d: {unit: t, price: 1, source: "press, 2026; the price is an assumption"}
  e: {unit: t, price: 1}
)");
  EXPECT_EQ(model.numbers, 5U);
  EXPECT_EQ(model.assumptions, 3U);
  ASSERT_EQ(model.unsourced.size(), 1U);
  EXPECT_EQ(model.unsourced[0].line, 8U);
}

}  // namespace
}  // namespace fabshock::test::scenario_numbers_test
