// Who paid whom, to the cent.
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "support/live.h"

namespace fabshock::test::payments_test {
namespace {

// Wafers at 1,000 a piece from abroad, a hundred chips of 40 from each, a need at home.
std::string world(const std::string& rest, const std::string& switches = "") {
  return R"(schema: fabshock/scenario/1
name: payments
start: 2026-01-01
horizon: 365 d
switches: {)" +
         switches + R"(}
record: {every: 7 d, measures: [revenue, spending, price, shipped]}
model:
  schema: fabshock/model/1
  name: payments
  currency: USD
  source: assumption
  regions: {A: {bloc: one}, B: {bloc: two}}
  sites: {a: {region: A, lat: 0, lon: 0}, b: {region: B, lat: 10, lon: 10}}
  products:
    wafer: {unit: wafer, quantum: 0.01, price: 1000, class: w}
    chip: {unit: chip, quantum: 1, price: 40, class: c}
  recipes: {wafer: {cycle_time: 30 d}, chip: {cycle_time: 5 d, inputs: {wafer: 0.01}}}
  facilities:
    fab: {site: b, owner: O, kind: fab, makes: wafer, capacity: 100/day, finished_stock: 3 d}
    packager: {site: a, owner: P, kind: assembly-test, makes: chip, capacity: 12000/day, finished_stock: 3 d, cover: {wafer: 10 d}}
  needs: {buyers: {region: A, units: chip, rate: 9000/day, cover: 5 d, patience: 0}}
  lanes:
    - {from: fab, to: packager, transit: 3 d}
    - {from: packager, to: buyers, transit: 3 d}
  market_defaults: [{select: any, contract_share: 0.5}]
)" + rest;
}

Cents sum(const std::vector<Cents>& all) {
  return std::accumulate(all.begin(), all.end(), Cents{0});
}

TEST(Payments, AreForAllThatWasShippedAtItsPrice) {
  Live live(world(""));
  live.run();
  const PaymentState& paid = live.state().payments;
  // Prices stand still: 90 wafers a day at 1,000 and 9,000 chips at 40, in cents.
  EXPECT_EQ(paid.earned[live.id("fab")], live.node("fab").shipped * 1000);
  EXPECT_EQ(paid.earned[live.id("packager")], live.node("packager").shipped * 4000);
  EXPECT_EQ(paid.earned[live.id("fab")], Cents{365} * 90 * 100'000);
  EXPECT_EQ(paid.spent[live.id("packager")], paid.earned[live.id("fab")]);
  EXPECT_EQ(paid.spent[live.id("buyers")], paid.earned[live.id("packager")]);
  EXPECT_EQ(paid.tariffs, 0);
  EXPECT_EQ(live.broken(), "");
}

TEST(Payments, ATariffGoesToTheGovernment) {
  Live live(
      world("policies: [{id: duty, type: tariff, rate: 25 %, exporter: {region: B}, importer: {region: A}, at: "
            "2026-01-01}]\n"));
  live.run();
  const PaymentState& paid = live.state().payments;
  EXPECT_EQ(paid.tariffs * 4, paid.earned[live.id("fab")]);
  EXPECT_EQ(paid.spent[live.id("packager")], paid.earned[live.id("fab")] + paid.tariffs);
  EXPECT_EQ(sum(paid.spent), sum(paid.earned) + paid.tariffs);
}

// Ninety wafers a day at 1,000. Whenever a tariff begins and ends, it lies on what is shipped in between, and a run
// that ends between two pay days has paid for its last ones, also one that is recorded.
TEST(Payments, ATariffLiesOnWhatIsShippedUnderIt) {
  const struct {
    const char *from, *until;
    int days;
  } cases[] = {{"2026-01-02", "2026-01-08", 6}, {"2026-01-08", "2026-01-09", 1}, {"2026-01-07", "2026-01-16", 9}};
  for (const auto& c : cases) {
    std::string text = world(std::string("policies: [{id: duty, type: tariff, rate: 25 %, exporter: {region: B}, "
                                         "importer: {region: A}, at: ") +
                                 c.from + ", until: " + c.until + "}]\n",
                             "demand_response: off, pass_through: off, switching: off");
    text.replace(text.find("horizon: 365 d"), 14, "horizon: 25 d");
    const State state = run_world(text).record.final;
    EXPECT_EQ(state.payments.tariffs, Cents{c.days} * 90 * 25'000) << c.from;
    EXPECT_EQ(sum(state.payments.earned), Cents{25} * (90 * 100'000 + 9000 * 4000)) << c.from;
  }
}

TEST(Payments, FollowPricesWeekByWeek) {
  Live live(
      world("disruptions: [{id: fire, type: outage, select: {facility: fab}, at: 2026-02-01, duration: 40 d}]\n"));
  const std::uint32_t lane = live.lane_id("fab", "packager");
  Quanta shipped = 0;
  double owed = 0;
  double most = 1;
  for (std::int64_t week = 1; week < 52; ++week) {
    live.through_day(7 * week);
    const double price = live.state().markets.all[live.net().market_of[live.id("fab")]].paid;
    owed += static_cast<double>(live.state().lanes[lane].shipped - shipped) * 1000 * price;
    shipped = live.state().lanes[lane].shipped;
    most = std::max(most, price);
    ASSERT_NEAR(static_cast<double>(live.state().payments.earned[live.id("fab")]), owed, 1.0 + 1e-9 * owed) << week;
  }
  EXPECT_GT(most, 1.05);
  live.run();
  EXPECT_EQ(live.state().payments.paid_for[lane], live.state().lanes[lane].shipped);
  EXPECT_EQ(live.broken(), "");
}

TEST(Payments, ThereAreNoneWithoutPrices) {
  Live live(world("", "prices: off"));
  live.run();
  EXPECT_TRUE(live.state().payments.earned.empty());
}

}  // namespace
}  // namespace fabshock::test::payments_test
