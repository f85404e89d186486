#include "experiment/knock_out.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "support/world.h"

namespace fabshock::test::knock_out_test {
namespace {

World small_world() {
  return world_of(R"(schema: fabshock/scenario/1
name: small
start: 2026-01-01
horizon: 1 y
model:
  schema: fabshock/model/1
  name: small
  source: assumption
  regions: {A: {bloc: one}, B: {bloc: two}}
  sites: {a: {region: A, lat: 0, lon: 0}, b: {region: A, lat: 1, lon: 0}, c: {region: B, lat: 2, lon: 0}}
  products: {chip: {unit: chip, quantum: 0.001, class: c}}
  recipes: {chip: {cycle_time: 5 d}}
  facilities:
    one: {site: a, owner: O, kind: fab, makes: chip, capacity: 1200/day, output: 500/day}
    two: {site: b, kind: fab, makes: chip, capacity: 1200/day, output: 500/day}
    three: {site: c, owner: O, kind: fab, makes: chip, capacity: 1200/day, output: 500/day}
    never: {site: c, owner: P, kind: fab, makes: chip, capacity: 1200/day, planned: on}
    soon: {site: c, owner: P, kind: fab, makes: chip, capacity: 1200/day, planned: on}
  needs: {buyers: {region: A, units: chip, rate: 1000/day}}
  lanes: [{rule: gravity, product: chip, transit: 1 d}]
disruptions:
  - {id: zero, type: outage, select: {facility: one}, at: 2026-02-01, duration: 1 d}
projects:
  - {id: p, facility: soon, tool_in: 2026-03-01}
)");
}

std::vector<std::string> names(const std::vector<KnockOut>& targets) {
  std::vector<std::string> all;
  for (const KnockOut& target : targets) {
    std::string one = target.target + ":";
    for (const std::string& id : target.facilities) one += ' ' + id;
    all.push_back(std::move(one));
  }
  return all;
}

using Names = std::vector<std::string>;

TEST(KnockOut, TargetsAreWhatStandsOrIsBuilt) {
  const Scenario scenario = small_world().scenario;
  EXPECT_EQ(names(targets_of(scenario, KnockOutBy::kFacility)),
            (Names{"one: one", "soon: soon", "three: three", "two: two"}));
  EXPECT_EQ(names(targets_of(scenario, KnockOutBy::kSite)), (Names{"a: one", "b: two", "c: soon three"}));
  EXPECT_EQ(names(targets_of(scenario, KnockOutBy::kRegion)), (Names{"A: one two", "B: soon three"}));
  EXPECT_EQ(names(targets_of(scenario, KnockOutBy::kOwner)), (Names{"O: one three", "P: soon", "two: two"}));
}

TEST(KnockOut, TakesThePlaceOfTheOneBefore) {
  Scenario scenario = small_world().scenario;
  take_for_granted(scenario);
  EXPECT_TRUE(scenario.disruptions.front().undisturbed);
  for (const double hours : {24.0, 48.0}) {
    knock_out(scenario, {"x", {"two"}, {}, {}}, scenario.start, hours);
    ASSERT_EQ(scenario.disruptions.size(), 2U);
    const Disruption& outage = scenario.disruptions.front();
    EXPECT_FALSE(outage.undisturbed);
    EXPECT_EQ(outage.duration->value, hours);
    EXPECT_EQ(outage.select.names, Names{"two"});
    EXPECT_EQ(scenario.disruptions.back().id, "zero");
  }
  knock_out(scenario, {"x", {"two"}, {}, {}}, scenario.start, std::nullopt);
  EXPECT_FALSE(scenario.disruptions.front().duration.has_value());
}

}  // namespace
}  // namespace fabshock::test::knock_out_test
