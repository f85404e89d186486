#include <gtest/gtest.h>

#include "scenario/selector.h"
#include "scenario_texts.h"

namespace fabshock::test::scenario_selector_test {
namespace {

std::string picked(const std::string& selector) {
  const Scenario s = good_scenario("disruptions: [{id: x, type: outage, at: 2026-02-01, select: " + selector + "}]\n");
  std::string ids;
  if (s.disruptions.empty()) return ids;
  for (const FacilityIx f : facilities_of(s.model, s.disruptions[0].select))
    ids += s.model.facilities[f.value].id + " ";
  return ids;
}

TEST(Selectors, PickByEverythingAFacilityIs) {
  EXPECT_EQ(picked("any"), "fab mine ");
  EXPECT_EQ(picked("{facility: fab}"), "fab ");
  EXPECT_EQ(picked("{site: hill}"), "mine ");
  EXPECT_EQ(picked("{region: B}"), "fab ");
  EXPECT_EQ(picked("{bloc: west}"), "mine ");
  EXPECT_EQ(picked("{owner: Etch}"), "fab ");
  EXPECT_EQ(picked("{product: ore}"), "mine ");
  EXPECT_EQ(picked("{class: [raw, chip]}"), "fab mine ");
  EXPECT_EQ(picked("{layer: front}"), "fab ");
  EXPECT_EQ(picked("{kind: material}"), "mine ");
  EXPECT_EQ(picked("{tag: dry}"), "mine ");  // the site's
  EXPECT_EQ(picked("{tag: big}"), "fab ");
}

TEST(Selectors, Combine) {
  EXPECT_EQ(picked("{not: {region: B}}"), "mine ");
  EXPECT_EQ(picked("{any: [{site: hill}, {owner: Etch}]}"), "fab mine ");
  EXPECT_EQ(picked("{all: [any, {not: {all: [{kind: fab}, {region: B}]}}]}"), "mine ");
  EXPECT_EQ(picked("{kind: [fab, material], region: A}"), "mine ");
}

TEST(Selectors, PickByDistance) {
  EXPECT_EQ(picked("{within: 10 km, of: {lat: 45.05, lon: 7}}"), "mine ");
  EXPECT_EQ(picked("{within: 20000 km, of: {lat: 0, lon: 0}}"), "fab mine ");
}

TEST(Selectors, PickNeedsByRegionProductAndId) {
  const Model model = good_scenario("").model;
  const auto selects_buyers = [&](Selector::Kind kind, const char* name) {
    Selector selector;
    selector.kind = kind;
    selector.names = {name};
    return selects(model, selector, NeedIx{0});
  };
  EXPECT_TRUE(selects_buyers(Selector::Kind::kRegion, "A"));
  EXPECT_FALSE(selects_buyers(Selector::Kind::kRegion, "B"));
  EXPECT_TRUE(selects_buyers(Selector::Kind::kBloc, "west"));
  EXPECT_TRUE(selects_buyers(Selector::Kind::kProduct, "wafer"));
  EXPECT_TRUE(selects_buyers(Selector::Kind::kClass, "chip"));
  EXPECT_TRUE(selects_buyers(Selector::Kind::kFacility, "buyers"));
  EXPECT_FALSE(selects_buyers(Selector::Kind::kOwner, "Etch"));
}

TEST(Selectors, KnowVariants) {
  const Model model =
      good_model("products: {p: {unit: t}}\nfacilities: {a: {site: s, makes: p/x-north}, b: {site: s, makes: p}}\n");
  const auto count = [&](const char* name) {
    Selector selector;
    selector.kind = Selector::Kind::kProduct;
    selector.names = {name};
    return facilities_of(model, selector).size();
  };
  EXPECT_EQ(count("p"), 2U);
  EXPECT_EQ(count("p/x"), 1U);
  EXPECT_EQ(count("p/y"), 0U);
  EXPECT_EQ(count("q"), 0U);
}

TEST(Selectors, AnEmptyOwnerIsNobodys) {
  const Model model = good_model("products: {p: {unit: t}}\nfacilities: {a: {site: s, makes: p}}\n");
  Selector selector;
  selector.kind = Selector::Kind::kOwner;
  selector.names = {""};
  EXPECT_TRUE(facilities_of(model, selector).empty());
  EXPECT_TRUE(facilities_of(model, Selector{}).empty());
}

TEST(Distance, OnTheSphere) {
  EXPECT_DOUBLE_EQ(distance_km(0, 0, 0, 0), 0);
  EXPECT_NEAR(distance_km(0, 0, 0, 180), 6371.0 * 3.14159265358979, 1e-6);
  EXPECT_NEAR(distance_km(90, 0, -90, 57), 6371.0 * 3.14159265358979, 1e-6);
  EXPECT_NEAR(distance_km(25.03, 121.56, 37.77, -122.42), 10367, 10);  // Taipei to San Francisco
  EXPECT_DOUBLE_EQ(distance_km(10, 20, 30, 40), distance_km(30, 40, 10, 20));
}

}  // namespace
}  // namespace fabshock::test::scenario_selector_test
