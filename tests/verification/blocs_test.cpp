// What a run means for blocs, in a world where it can be worked out by hand: worlds/blocs.yaml.
#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "results/blocs.h"
#include "results/concentration.h"
#include "results/exposure.h"
#include "support/world.h"

namespace fabshock::test::blocs_test {
namespace {

using Rows = std::map<std::string, double>;  // "measure entity product"

std::string world() {
  return read_test_file("verification/worlds/blocs.yaml");
}

Rows by_name(const std::vector<MeasureRow>& rows) {
  Rows named;
  for (const MeasureRow& row : rows) {
    std::string name = std::string(row.measure).append(" ").append(row.entity);
    if (!row.product.empty()) name.append(" ").append(row.product);
    EXPECT_TRUE(named.emplace(name, row.value).second) << name << " twice";
  }
  return named;
}

struct Twins {
  WorldRun run, twin;
  explicit Twins(const std::string& text) : run(run_world(text)), twin(run_world(text, 1, false)) {}
  Rows rows() const {
    BlocMeasures measures(*run.world.network);
    std::vector<MeasureRow> all;
    measures.add(twin.record, run.record, all);
    return by_name(all);
  }
};

Rows concentration(const Network& net, const RunRecord& run) {
  ConcentrationMeasures measures(net);
  std::vector<MeasureRow> rows;
  measures.add(run, rows);
  return by_name(rows);
}

Rows exposure(const Network& net) {
  const ExposureMeasures measures(net);
  std::vector<MeasureRow> rows;
  measures.add(rows);
  return by_name(rows);
}

// Summed from the series that a run records; 60 days lie before the shock.
double served(const WorldRun& run, const std::string& need, std::size_t days) {
  const std::vector<double> all = run.series(need, "served");
  double sum = 0;
  for (std::size_t day = 60; day < 60 + days; ++day) sum += all.at(day);
  return sum;
}

// t-fab's line freezes for 90 days and goes on where it stood, so its buyers miss 90 days of what it delivers, and a
// little more when those who are late come in and orders overshoot.
TEST(Blocs, DependenceIsWhatWasNotServedInTheYearsFromTheShock) {
  const Twins twins(world());
  const Rows rows = twins.rows();
  for (const std::string bloc : {"us", "cn"}) {
    for (const auto& [name, days] : {std::pair{"dependence ", 365U}, std::pair{"dependence_2y ", 730U}}) {
      const double expected = 1 - served(twins.run, "ai-" + bloc, days) / served(twins.twin, "ai-" + bloc, days);
      EXPECT_NEAR(rows.at(name + bloc), expected, 1e-9);
      EXPECT_NEAR(rows.at(name + bloc + " ai"), expected, 1e-9);
      EXPECT_NEAR(expected, (bloc == "us" ? 0.8 : 0.2) * 90 / days, 0.05 * expected);
    }
  }
  EXPECT_FALSE(rows.contains("dependence_3y us")) << "the run ends 60 days earlier";
  EXPECT_FALSE(rows.contains("dependence tw")) << "it needs nothing";
  EXPECT_NEAR(rows.at("asymmetry us-cn ai"), rows.at("dependence us ai") - rows.at("dependence cn ai"), 1e-15);
  EXPECT_FALSE(rows.contains("asymmetry cn-us"));
}

TEST(Blocs, ComputeIsInstalledAndGoesOutOfUse) {
  const Rows rows = Twins(world()).rows();
  constexpr int kDays = 3 * 365;
  constexpr double kDay = 12.0 / 365;
  EXPECT_NEAR(rows.at("baseline_compute_delivered us ai"), 200.0 * kDays, 1e-6);
  EXPECT_NEAR(rows.at("compute_installed us ai"), 10000 + rows.at("compute_delivered us ai"), 0.002 * 200 * kDays);
  // S = S0 k^n + d (1 - k^n)/(1 - k), k = e^(-1/(5 x 365)).
  const double kept = std::exp(-1.0 / (5 * 365));
  const double left = std::pow(kept, kDays);
  EXPECT_NEAR(rows.at("baseline_compute_installed cn ai"), 5000 * left + 100 * (1 - left) / (1 - kept), 1e-6);
  // Behind by what was not delivered, in days of deliveries. It stays so where things go out of use: what is missing
  // shrinks as the growth of what is installed does.
  const double missing = rows.at("baseline_compute_delivered us ai") - rows.at("compute_delivered us ai");
  EXPECT_NEAR(rows.at("innovation_delay us ai"), missing / 200 * kDay, 2.5 * kDay);
  EXPECT_NEAR(rows.at("innovation_delay_last us ai"), missing / 200 * kDay, 2.5 * kDay);
  EXPECT_NEAR(rows.at("innovation_delay_last cn ai"), rows.at("innovation_delay cn ai"), 1.5 * kDay);
  EXPECT_GT(rows.at("innovation_delay cn ai"), 18 * kDay);
}

TEST(Blocs, ValueAddedIsLostWhereItWasNotMade) {
  const Twins twins(world());
  const Rows rows = twins.rows();
  std::map<std::string, double> lost;  // shipped less
  for (const std::string who : {"t-fab", "u-fab", "c-fab", "mine"}) {
    const std::uint32_t n = twins.run.node(who);
    lost[who] =
        0.001 * static_cast<double>(twins.twin.record.final.nodes[n].shipped - twins.run.record.final.nodes[n].shipped);
  }
  constexpr double kInLines = 1;  // USD: what was begun and not finished
  EXPECT_NEAR(lost["t-fab"], 90 * 90, 0.05 * 90 * 90);
  EXPECT_NEAR(rows.at("value_added_lost T"), 8 * lost["t-fab"], kInLines);
  EXPECT_NEAR(rows.at("value_added_lost U"), 8 * lost["u-fab"], kInLines);
  EXPECT_NEAR(rows.at("value_added_lost C"), 8 * lost["c-fab"] + lost["mine"], kInLines);
  EXPECT_NEAR(rows.at("baseline_value_added U"), 20 * 8 * 1095.0, 1e-6);
}

TEST(Blocs, NothingHappensNothingDepends) {
  std::string text = world();
  text.resize(text.find("disruptions:"));
  const Rows rows = Twins(text).rows();
  EXPECT_FALSE(rows.contains("dependence us"));
  EXPECT_EQ(rows.at("value_added_lost T"), 0);
  EXPECT_EQ(rows.at("innovation_delay us ai"), 0);
}

TEST(Blocs, SharesAndConcentrationOfOutput) {
  const WorldRun run = run_world(world(), 1, false);
  const Rows rows = concentration(*run.world.network, run.record);
  EXPECT_NEAR(rows.at("share_output T chip"), 90.0 / 150, 1e-12);
  EXPECT_NEAR(rows.at("share_output_owner T chip"), 110.0 / 150, 1e-12);
  EXPECT_NEAR(rows.at("share_output_owner_bloc cn chip"), 40.0 / 150, 1e-12);
  EXPECT_NEAR(rows.at("share_capacity C chip"), 40.0 / 160, 1e-12);
  EXPECT_NEAR(rows.at("share_sales U chip"), 20.0 / 150, 1e-12);
  EXPECT_NEAR(rows.at("hhi region chip"), 0.36 + 0.0711111111111 + 0.0177777777778, 1e-12);
  EXPECT_NEAR(rows.at("hhi owner chip"), (110.0 * 110 + 40 * 40) / (150.0 * 150), 1e-12);
  EXPECT_FALSE(rows.contains("share_capacity C ore")) << "the mine has no limit";
}

// A region may hold several countries; who names none is one by the name of his region.
TEST(Blocs, CountriesWithinRegions) {
  const std::string text =
      replaced(replaced(world(), "{region: T, lat", "{region: T, country: TW, lat"),
               "    phoenix: {region: U, lat: 0, lon: 0}\n", "    phoenix: {region: U, country: US, lat: 0, lon: 0}\n");
  const Twins twins(replaced(text, "{site: phoenix, owner: T", "{site: phoenix, owner: U"));
  const Rows rows = concentration(*twins.run.world.network, twins.twin.record);
  EXPECT_NEAR(rows.at("share_output_country TW chip"), 90.0 / 150, 1e-12);
  EXPECT_NEAR(rows.at("share_sales_country US chip"), 20.0 / 150, 1e-12);
  EXPECT_NEAR(rows.at("share_capacity_country C chip"), 40.0 / 160, 1e-12);
  EXPECT_EQ(rows.at("hhi country chip"), rows.at("hhi region chip"));
  const Rows lost = twins.rows();
  EXPECT_EQ(lost.at("value_added_lost_country TW"), lost.at("value_added_lost T"));
  EXPECT_EQ(lost.at("baseline_value_added_country C"), lost.at("baseline_value_added C"));
  EXPECT_FALSE(Twins(world()).rows().contains("value_added_lost_country T")) << "no site has a country";
  const std::string there = replaced(text, "select: {facility: t-fab}", "select: {country: TW}");
  EXPECT_EQ(Twins(there).rows().at("value_added_lost T"), Twins(text).rows().at("value_added_lost T"));
}

TEST(Blocs, ExposureIsWhatTheScarcestInputLeaves) {
  const World plain = world_of(world());
  const Rows rows = exposure(*plain.network);
  EXPECT_NEAR(rows.at("exposure us-tw"), 0.8, 1e-12);
  EXPECT_NEAR(rows.at("exposure cn-tw"), 0.2, 1e-12);
  EXPECT_NEAR(rows.at("exposure us-cn"), 1, 1e-12) << "all ore is China's";
  EXPECT_FALSE(rows.contains("exposure cn-us"));
  EXPECT_NEAR(rows.at("leverage cn-us ai"), 1, 1e-12);
  EXPECT_FALSE(rows.contains("leverage us-cn ai"));
  // Where ore carries a quarter of the output, a quarter hangs on China.
  const World quarter =
      world_of(replaced(world(), "inputs: {ore: 2}", "inputs: {ore: {per: 2, criticality: important, weight: 0.25}}"));
  EXPECT_NEAR(exposure(*quarter.network).at("exposure us-cn"), 0.25, 1e-12);
}

// Two makers that need each other's goods: each is worth what the other leaves it, and both hang on the bloc of one.
TEST(Blocs, ExposureGoesRoundACircle) {
  std::string text = replaced(world(), "cycle_time: 5 d, inputs: {ore: 2}",
                              "cycle_time: 5 d, inputs: {ore: 2}}\n    "
                              "ore: {cycle_time: 1 d, inputs: {chip: 0.01}");
  text = replaced(text, "owner_bloc: cn, makes: ore",
                  "owner_bloc: cn, makes: ore, finished_stock: 20 d, cover: {chip: 30 d}");
  text = replaced(text, "  lanes:\n", "  lanes:\n    - {from: u-fab, to: mine, transit: 1 d}\n");
  const World circle = world_of(replaced(text, "capacity: 20/day", "capacity: 30/day"));
  EXPECT_NEAR(exposure(*circle.network).at("exposure cn-us"), 1, 1e-9);
}

}  // namespace
}  // namespace fabshock::test::blocs_test
