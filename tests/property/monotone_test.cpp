// A more severe or a longer disruption never lowers what goes unmet, in chains and trees where each product has one
// maker and each maker's goods one use, with behaviour switched off. Where makers share an input it may: shown once.
#include <gtest/gtest.h>

#include <sstream>

#include "property/dice.h"
#include "support/live.h"

namespace fabshock::test::monotone_test {
namespace {

// A tree: the device at its root needs one to three parts, each of which may need parts of its own. Each product has
// one maker, and each maker's goods go into one product.
class Tree {
 public:
  explicit Tree(std::uint64_t seed) : dice_(seed, "tree") {
    grow(0);
    hit_ = dice_.below(count_);
  }

  std::string with(double severity, int duration) const {
    std::ostringstream out;
    out << "schema: fabshock/scenario/1\nname: tree\nstart: 2026-01-01\nhorizon: 500 d\n"
        << "switches: {switching: off, inflation: off, cancellation: off}\nmodel:\n  schema: fabshock/model/1\n"
        << "  name: tree\n  source: assumption\n  regions: {A: {bloc: a}}\n  sites: {a: {region: A, lat: 0, lon: 0}}\n"
        << "  defaults: [{select: any, forecast: constant}]\n"
        << "  products:\n"
        << products_ << "  recipes:\n"
        << recipes_ << "  facilities:\n"
        << facilities_
        << "  needs: {buyers: {region: A, units: p0, rate: 1000/day, patience: 0, cover: 5 d}}\n  lanes:\n"
        << lanes_ << "    - {from: m0, to: buyers, transit: 3 d}\n"
        << "disruptions: [{id: stop, type: outage, select: {facility: m" << hit_
        << "}, at: 2026-02-01, severity: " << severity << ", duration: " << duration << " d}]\n";
    return out.str();
  }

 private:
  void grow(int depth) {
    const int me = count_++;
    std::ostringstream inputs;
    std::ostringstream covers;
    const int parts = depth > 3 ? 0 : dice_.below(3) + (depth == 0 ? 1 : 0);
    for (int i = 0; i < parts; ++i) {
      const int part = count_;
      grow(depth + 1);
      inputs << (i > 0 ? ", " : "") << 'p' << part << ": 1";
      covers << (i > 0 ? ", " : "") << 'p' << part << ": " << dice_.below(30) << " d";
      lanes_ += "    - {from: m" + std::to_string(part) + ", to: m" + std::to_string(me) +
                ", transit: " + std::to_string(1 + dice_.below(20)) + " d}\n";
    }
    const std::string id = std::to_string(me);
    products_ += "    p" + id + ": {unit: u, quantum: 0.001, class: c}\n";
    recipes_ += "    p" + id + ": {cycle_time: " + std::to_string(1 + dice_.below(60)) + " d, inputs: {" +
                inputs.str() + "}}\n";
    facilities_ += "    m" + id + ": {site: a, owner: O, kind: fab, makes: p" + id +
                   ", capacity: " + std::to_string(1000 * dice_.between(1.0, 1.4)) +
                   "/day, finished_stock: " + std::to_string(dice_.below(15)) + " d, cover: {" + covers.str() + "}}\n";
  }

  Dice dice_;
  int count_ = 0, hit_ = 0;
  std::string products_, recipes_, facilities_, lanes_;
};

Quanta unmet(const std::string& yaml) {
  Live live(yaml);
  live.run();
  EXPECT_EQ(live.broken(), "");
  return live.node("buyers").started - live.node("buyers").good;
}

TEST(Trees, WorseNeverLeavesLessUnmet) {
  int felt = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    const Tree tree(seed);
    Quanta last = 0;
    for (const double severity : {0.2, 0.5, 0.8, 1.0}) {
      const Quanta now = unmet(tree.with(severity, 60));
      ASSERT_GE(now, last) << "seed " << seed << " severity " << severity << '\n' << tree.with(severity, 60);
      last = now;
    }
    felt += last > 0 ? 1 : 0;
    last = 0;
    for (const int duration : {10, 30, 60, 120, 240}) {
      const Quanta now = unmet(tree.with(1, duration));
      ASSERT_GE(now, last) << "seed " << seed << " duration " << duration << '\n' << tree.with(1, duration);
      last = now;
    }
  }
  EXPECT_GT(felt, 20);
}

// Both devices need the one gas; `dear` also needs a part. While the part is missing, all the gas goes into the cheap
// device: the longer the part is away, the better for who buys that.
TEST(Trees, WhereAnInputIsSharedWorseForOneIsBetterForAnother) {
  const auto unmet_of_cheap = [](int duration) {
    Live live(R"(schema: fabshock/scenario/1
name: shared
start: 2026-01-01
horizon: 400 d
switches: {switching: off, inflation: off, cancellation: off}
model:
  schema: fabshock/model/1
  name: shared
  source: assumption
  regions: {A: {bloc: a}}
  sites: {a: {region: A, lat: 0, lon: 0}}
  products: {gas: {unit: u, quantum: 0.001, class: c}, part: {unit: u, quantum: 0.001, class: c},
             dear: {unit: u, quantum: 0.001, class: c}, cheap: {unit: u, quantum: 0.001, class: c}}
  recipes: {gas: {cycle_time: 1 d}, part: {cycle_time: 1 d}, dear: {cycle_time: 2 d, inputs: {gas: 1, part: 1}},
            cheap: {cycle_time: 2 d, inputs: {gas: 1}}}
  facilities:
    gas: {site: a, owner: O, kind: fab, makes: gas, capacity: 2000/day}
    part: {site: a, owner: O, kind: fab, makes: part, capacity: 2000/day}
    dear: {site: a, owner: O, kind: fab, makes: dear, capacity: 1500/day}
    cheap: {site: a, owner: O, kind: fab, makes: cheap, capacity: 1500/day}
  needs:
    rich: {region: A, units: dear, rate: 1000/day, patience: 0}
    poor: {region: A, units: cheap, rate: 1000/day, patience: 0}
  lanes:
    - {from: gas, to: dear, transit: 1 d}
    - {from: gas, to: cheap, transit: 1 d}
    - {from: part, to: dear, transit: 1 d}
    - {from: dear, to: rich, transit: 1 d}
    - {from: cheap, to: poor, transit: 1 d}
disruptions:
  - {id: gas, type: outage, select: {facility: gas}, at: 2026-02-01, severity: 0.5, duration: 60 d}
  - {id: part, type: outage, select: {facility: part}, at: 2026-02-01, duration: )" +
              std::to_string(duration) + " d}\n");
    live.run();
    return live.node("poor").started - live.node("poor").good;
  };
  EXPECT_LT(unmet_of_cheap(60), unmet_of_cheap(1));
}

}  // namespace
}  // namespace fabshock::test::monotone_test
