// Measures, log, summary and explanation of runs whose figures can be worked out by hand.
#include <gtest/gtest.h>

#include <map>
#include <sstream>

#include "report/explain.h"
#include "report/explain_price.h"
#include "report/summary.h"
#include "scenario/load.h"
#include "support/systems.h"
#include "support/world.h"

namespace fabshock::test::report_test {
namespace {

// The larger fab of a chain stops for 90 days: 0.9 x 90 = 81 days of supply, less 25, 45 and 55 days of stock on the
// way.
std::string chain() {
  return replaced(read_test_file("verification/worlds/chain.yaml"), "duration: 62 d", "duration: 90 d");
}

struct Pair {
  WorldRun run, twin;
  std::vector<NodeLoss> lost;
  explicit Pair(const std::string& text) : run(run_world(text)), twin(run_world(text, 1, false)) {
    lost = LossMeasures(*run.world.network).losses(twin.record, run.record);
  }
};

TEST(Measures, OfAnOutageDownAChain) {
  const Pair pair(chain());
  std::map<std::string, double> of;
  std::vector<MeasureRow> rows;
  LossMeasures(*pair.run.world.network).add(pair.twin.record, pair.run.record, rows);
  for (const MeasureRow& m : rows) of[std::string(m.measure).append(" ").append(m.entity)] = m.value;
  EXPECT_NEAR(of.at("lost_output_days big-fab"), 90, 1e-9);
  EXPECT_NEAR(of.at("lost_output big-fab"), 81'000, 1e-6);
  EXPECT_NEAR(of.at("lost_output_days packager"), 81 - 25, 1e-9);
  EXPECT_NEAR(of.at("lost_output_days assembler"), 81 - 45, 1e-9);
  EXPECT_NEAR(of.at("unmet_days phones"), 81 - 55, 1e-9);
  EXPECT_NEAR(of.at("unmet phones"), 13e6, 1e-3);
  EXPECT_NEAR(of.at("unmet_value phones"), 13e6, 1e-3);
  EXPECT_NEAR(of.at("unmet_value world"), 13e6, 1e-3);
  EXPECT_NEAR(of.at("lost_revenue assembler"), 18e6, 1e-3);
  EXPECT_NEAR(of.at("worst_week phones"), 0.9, 1e-9);
  EXPECT_NEAR(of.at("worst_week big-fab"), 1, 1e-9);
  EXPECT_NEAR(of.at("demand phones") - of.at("served phones"), 13e6, 1e-3);
  EXPECT_NEAR(of.at("baseline_served phones"), 500e3 * 730, 1e-3);
  EXPECT_EQ(of.count("lost_output small-fab"), 0U);
  // 29 days of 0.9 hold 26 days.
  EXPECT_EQ(of.at("shortage_ends phones") - of.at("shortage_begins phones"), 29);
}

// Of a need that has doubled, what is missing is a share of what it would have had, not of what it had once.
TEST(Measures, TheWorstWeekIsAShareOfTheUndisturbedOne) {
  std::string text = replaced(chain(), "rate: 500000/day", "rate: {value: 500000/day, growth: 1/year}");
  text = replaced(replaced(text, "capacity: 900/day", "capacity: 2700/day"), "capacity: 100/day", "capacity: 300/day");
  text = replaced(text, "at: 2026-03-01", "at: 2026-12-01");
  const Pair pair(text);
  ASSERT_FALSE(pair.lost.empty());
  for (const NodeLoss& loss : pair.lost) {
    EXPECT_LE(loss.worst, 1) << pair.run.world.network->entity_of(loss.node);
    EXPECT_GE(loss.worst, 0.5);
  }
}

TEST(Log, SaysWhatBeganAndEndedWhen) {
  const Pair pair(chain());
  ASSERT_EQ(pair.run.record.log.size(), 2U);
  EXPECT_EQ(pair.run.record.log[0].event, "disruption-begins");
  EXPECT_EQ(pair.run.record.log[0].tick, 59 * 24);
  EXPECT_EQ(pair.run.record.log[0].entity, "stop");
  EXPECT_EQ(pair.run.record.log[1].event, "disruption-ends");
  EXPECT_EQ(pair.run.record.log[1].tick, 149 * 24);
  EXPECT_TRUE(pair.twin.record.log.empty());
}

TEST(Log, AShortageThatLastsToTheEndHasNoEnd) {
  const auto events = [](const Pair& p) {
    return shortage_events(*p.run.world.network, p.lost, static_cast<std::int64_t>(p.run.record.delivered.size()));
  };
  const auto over = events(Pair(chain()));
  ASSERT_EQ(over.size(), 2U);
  EXPECT_EQ(over[0].event, "shortage-begins");
  EXPECT_EQ(over[1].event, "shortage-ends");
  EXPECT_EQ(over[1].tick - over[0].tick, 29 * 24);
  const auto lasting = events(Pair(replaced(chain(), "duration: 90 d", "duration: 900 d")));
  ASSERT_EQ(lasting.size(), 1U);
  EXPECT_EQ(lasting[0].event, "shortage-begins");
}

std::string summary(const Pair& pair) {
  std::ostringstream out;
  const Network& net = *pair.run.world.network;
  const Story story = story_of(net, pair.twin.record, pair.run.record);
  print_summary(out, net, pair.run.world.scenario, pair.run.record, story, 7, "results/x");
  return out.str();
}

TEST(Summary, TellsWhatWasLost) {
  const std::string text = summary(Pair(chain()));
  for (const char* part :
       {"chain: An outage down a chain", "seed 7", "2026-03-01  disruption-begins stop (1 facilities)",
        "Needs went short by 13.0 M USD", "13.0 M phone       26.0    13.0 M    90%", "big-fab", "results/x/"}) {
    EXPECT_NE(text.find(part), std::string::npos) << part << '\n' << text;
  }
  EXPECT_LT(text.find("packager  "), text.find("assembler  "));  // by value
}

TEST(Summary, OfARunInWhichNothingIsShort) {
  const std::string text = summary(Pair(replaced(chain(), "duration: 90 d", "duration: 20 d")));
  EXPECT_NE(text.find("All that was asked for was met"), std::string::npos) << text;
}

// A need of 30 and 70 PFLOP/s a day from two systems, of which the second stops for the last 100 of 200 days: for 78 of
// them, less its stocks of 10 and 10 days, one on the way and one in the line, 70 of 100 are missing. The price rises
// to what is paid at most.
TEST(Summary, TellsOfComputeAndPrices) {
  const std::string text = R"(schema: fabshock/scenario/1
name: two-systems
start: 2026-01-01
horizon: 200 d
model:
  schema: fabshock/model/1
  name: two-systems
  currency: USD
  source: assumption
  regions: {A: {name: a}}
  sites: {a: {region: A, lat: 0, lon: 0}}
  products: {rack: {unit: rack, quantum: 0.001, price: 100}, pod: {unit: pod, quantum: 0.001, price: 100}}
  recipes: {rack: {cycle_time: 1 d}, pod: {cycle_time: 1 d}}
  facilities:
    racks: {site: a, kind: maker, makes: rack, capacity: 3/day}
    pods: {site: a, kind: maker, makes: pod, capacity: 7/day, finished_stock: 10 d}
  needs:
    compute: {region: A, unit: PFLOP/s, patience: 0, cover: 10 d,
              options: {rack: {units: rack, rate: 3/day, compute: 10}, pod: {units: pod, rate: 7/day, compute: 10}}}
  lanes: [{from: racks, to: compute, transit: 1 d}, {from: pods, to: compute, transit: 1 d}]
  markets: {pod: {contract_share: 0, willingness_to_pay: 2}, rack: {contract_share: 0}}
disruptions: [{id: stop, type: outage, select: {facility: pods}, at: 2026-04-11, duration: 100 d}]
)";
  const std::string told = summary(Pair(text));
  const std::size_t at = told.find("Delivered by all the systems that serve a need together");
  ASSERT_NE(at, std::string::npos) << told;
  EXPECT_NE(told.find("  20.0 k       14.5 k PFLOP/s         -27.3%", at), std::string::npos) << told;
  const std::size_t prices = told.find("Spot prices at their highest", at);
  ASSERT_NE(prices, std::string::npos) << told;
  EXPECT_NE(told.find("  100 USD/pod          2.00x   +100%  2026-04-1", prices), std::string::npos) << told;
  EXPECT_NE(told.find("not yet", prices), std::string::npos) << told;
}

std::string explained(const std::string& text, const std::string& entity, std::int64_t day) {
  const World world = world_of(text);
  std::ostringstream out;
  explain_shortage(out, *world.network, world.scenario, 1, entity, day * 24);
  return out.str();
}

TEST(Explain, WalksBackToTheOutage) {
  const std::string why = explained(chain(), "phones", 200);
  std::size_t at = 0;
  for (const char* link :
       {"phones is short: 450 k phone of 500 k phone demanded", "assembler shipped", "packager shipped",
        "big-fab shipped", "big-fab ran at 0.0 % of its capacity", "ROOT: disruption 'stop', since 2026-03-01"}) {
    const std::size_t found = why.find(link, at);
    EXPECT_NE(found, std::string::npos) << link << '\n' << why;
    if (found != std::string::npos) at = found;
  }
}

TEST(Explain, SaysWhenNothingIsShort) {
  EXPECT_NE(explained(chain(), "phones", 20).find("phones is not short: all 500 k phone demanded that day were served"),
            std::string::npos);
}

// A need that may have strong systems for a year only, of which nobody holds a stock.
std::string permitted() {
  return replaced(
      systems::world("policies: [{id: open, type: permit, importer: {region: A}, products: {class: strong}, "
                     "at: 2026-02-01, until: 2027-02-01, share: 0.5}]\n"),
      "rate: 10/day, compute: 180", "barred: on, rate: 3/day, compute: 180");
}

TEST(Explain, KnowsOfWhatIsBarredAndPermitted) {
  const std::string before = explained(permitted(), "compute", 10);
  EXPECT_NE(before.find("compute may not have nvl72, and asks for none"), std::string::npos) << before;
  EXPECT_EQ(before.find("ROOT"), std::string::npos) << before;
  const std::string first = explained(permitted(), "compute", 33);
  EXPECT_NE(first.find("compute is short of nvl72: "), std::string::npos) << first;
  EXPECT_NE(first.find("nvl72 at compute: 0 rack came (if it could be had 3.00 rack)"), std::string::npos) << first;
  EXPECT_NE(first.find("ROOT: policy 'open', in force since 2026-02-01"), std::string::npos) << first;
  const std::string after = explained(permitted(), "compute", 420);
  EXPECT_NE(after.find("ROOT: it is barred, and no permit is in force"), std::string::npos) << after;
}

TEST(Summary, WhatWasBarredCanBeShort) {
  const std::string told = summary(Pair(permitted()));
  EXPECT_EQ(told.find("All that was asked for was met"), std::string::npos) << told;
  EXPECT_NE(told.find("  compute                      nvl72"), std::string::npos) << told;
}

TEST(Explain, FindsAReserveThatIsUsedUp) {
  const std::string dry = replaced(chain(), "makes: wafer, capacity: 900/day", "makes: wafer, reserve: 45 kwafer");
  const std::string why = explained(dry, "big-fab", 400);
  EXPECT_NE(why.find("its reserve bound"), std::string::npos) << why;
  EXPECT_NE(why.find("ROOT: the finite reserve of big-fab is used up"), std::string::npos) << why;
}

TEST(Explain, FindsAClosedLane) {
  const std::string shut =
      replaced(chain(), "type: outage, select: {facility: big-fab}", "type: lane-closure, from: {facility: packager}");
  const std::string shut_world = replaced(shut, ", severity: 1", "");
  const std::string why = explained(shut_world, "phones", 130);
  EXPECT_NE(why.find("packager shipped 0 chip to assembler"), std::string::npos) << why;
  EXPECT_NE(why.find("ROOT: disruption 'stop'"), std::string::npos) << why;
}

// Whoever may not send what he has names the gate, and whoever is asked for less those who buy less, up to the gate.
TEST(Explain, FindsAClosedLaneFromItsMakers) {
  const std::string shut =
      replaced(chain(), "type: outage, select: {facility: big-fab}", "type: lane-closure, from: {facility: packager}");
  const std::string world = replaced(shut, ", severity: 1", "");
  const std::string gate = explained(world, "packager", 130);
  EXPECT_NE(gate.find("packager is short: it shipped 0 chip"), std::string::npos) << gate;
  EXPECT_NE(gate.find("packager shipped 0 chip to assembler"), std::string::npos) << gate;
  EXPECT_NE(gate.find("ROOT: disruption 'stop'"), std::string::npos) << gate;
  const std::string banned = chain();
  const std::string less =
      explained(banned.substr(0, banned.find("disruptions:")) +
                    "policies:\n  - {id: ban, type: import-ban, exporter: {facility: packager}, at: 2026-03-01}\n",
                "big-fab", 200);
  EXPECT_NE(less.find("packager took"), std::string::npos) << less;
  EXPECT_NE(less.find("ROOT: policy 'ban', in force since 2026-03-01"), std::string::npos) << less;
}

// The chain with another disruption in the place of its outage.
std::string chain_with(const std::string& disruption) {
  const std::string text = chain();
  return text.substr(0, text.find("disruptions:")) + "disruptions:\n  - {id: x, " + disruption + "}\n";
}

// Whatever hits it, the walk ends at what did: the phones' first day of shortage, and one ten days later.
TEST(Explain, NamesEveryKindOfDisruption) {
  const struct {
    const char *what, *link;
  } cases[] = {
      {"type: lane-seizure, from: {facility: packager}, at: 2026-03-01, duration: 150 d", "that left packager in time"},
      {"type: lane-slowdown, from: {facility: packager}, at: 2026-03-01, extra: 120 d", "that left packager in time"},
      {"type: lane-closure, from: {facility: packager}, at: 2026-03-01, duration: 150 d", "packager shipped"},
      {"type: yield-loss, select: {facility: big-fab}, severity: 0.9, at: 2026-03-01, duration: 200 d",
       "in process or finished, beside what its yield loses"},
      {"type: outage, select: {facility: big-fab}, at: 2026-03-01, duration: 5 d, wip_scrap: 1",
       "in process or finished, beside what its yield loses"},
      {"type: stock-loss, select: {facility: assembler}, at: 2026-03-01, stock_input: 1, stock_finished: 1", ""},
  };
  for (const auto& c : cases) {
    const std::string text = chain_with(c.what);
    const Pair pair(text);
    for (const NodeLoss& loss : pair.lost) {
      const Network& net = *pair.run.world.network;
      if (!net.nodes[loss.node].sink) continue;
      for (const std::int64_t day : {loss.first, std::min(loss.first + 10, loss.last)}) {
        const std::string why = explained(text, net.entity_of(loss.node), day);
        EXPECT_NE(why.find("ROOT: disruption 'x', since 2026-03-01"), std::string::npos) << c.what << '\n' << why;
        EXPECT_NE(why.find(c.link), std::string::npos) << c.what << '\n' << why;
      }
    }
  }
}

TEST(Explain, NamesTheDisruptionThatMatters) {
  const std::string stop = "  - {id: x, type: outage, select: {facility: big-fab}, at: 2026-03-01, duration: 150 d}\n";
  for (const char* small : {"type: outage, select: {facility: big-fab}, at: 2026-02-01, severity: 0.01",
                            "type: lane-closure, from: {facility: big-fab}, at: 2026-02-01, severity: 0.001",
                            "type: lane-slowdown, from: {facility: big-fab}, at: 2026-02-01, extra: 1 h",
                            "type: yield-loss, select: {facility: big-fab}, at: 2026-02-01, severity: 0.01"}) {
    const std::string text = chain();
    const std::string both =
        text.substr(0, text.find("disruptions:")) + "disruptions:\n  - {id: a, " + small + "}\n" + stop;
    const std::string why = explained(both, "phones", 250);
    EXPECT_NE(why.find("ROOT: disruption 'x'"), std::string::npos) << small << '\n' << why;
  }
}

TEST(Measures, ALossThatIsSmallEveryDayAddsUp) {
  // Nine ten-thousandths of the capacity for the whole run, at full load: never a thousandth of a day, and days in all.
  std::string text = chain_with("type: outage, select: {kind: fab}, at: 2026-02-01, severity: 0.0009");
  text = replaced(text, "horizon: 2 y", "horizon: 12 y");
  const Pair pair(text);
  ASSERT_FALSE(pair.lost.empty());
  for (const NodeLoss& loss : pair.lost) {
    EXPECT_TRUE(loss.short_ever());
    EXPECT_GT(loss.lost_days, 1) << "nine ten-thousandths of 4,000 days, less what stocks made up for";
  }
}

TEST(Explain, NamesOfEntitiesAreChecked) {
  const World world = world_of(chain());
  Diagnostics none;
  check_entity(*world.network, "phones", none);
  EXPECT_TRUE(none.ok());
  Diagnostics unknown;
  check_entity(*world.network, "phone", unknown);
  ASSERT_EQ(unknown.errors(), 1U);
  EXPECT_EQ(unknown.all()[0].hint, "did you mean 'phones'?");
}

// A market of the episode files, whose price is made of all that a price can be made of; if no other maker has room,
// and all stock is needed.
TEST(Explain, TakesAPriceApart) {
  std::ostringstream out;
  Diagnostics diagnostics;
  const std::string file = std::string(FABSHOCK_ROOT) + "/scenarios/hindcast/resin-1993.yaml";
  const std::vector<Override> full = {{"model.facilities.other-resin.capacity", "0.41/day"},
                                      {"model.belief.working_stock", "90 d"}};
  const auto scenario = load_scenario(file, full, diagnostics);
  ASSERT_TRUE(scenario);
  const auto network = build_network(*scenario, diagnostics);
  ASSERT_TRUE(network);
  const auto market = market_named(*network, "dram");
  ASSERT_TRUE(market);
  EXPECT_FALSE(market_named(*network, "drum"));
  explain_market(out, *network, *scenario, 1, *market, std::int64_t{21} * 24);
  const std::string why = out.str();
  const std::string own = "\n  <- 1993-07-24  ";  // of this market; deeper lines are of what it costs
  for (const std::string& link : {std::string("1993-07-24  dram: spot price "), own + "cost: +",
                                  std::string("resin: spot price "), own + "scarcity so far: +", own + "panic: +",
                                  std::string("ROOT: news of 'explosion' out since 1993-07-13: said to cost about "),
                                  own + "shortage to come: +", std::string(" for want of inputs")}) {
    EXPECT_NE(why.find(link), std::string::npos) << link << '\n' << why;
  }
  // What the lines add up to is the price.
  double product = 1;
  for (const char* part : {"cost: ", "scarcity so far: ", "panic: ", "shortage to come: "}) {
    const std::size_t found = why.find(own + part);
    if (found != std::string::npos)
      product *= 1.0 + std::stod(why.substr(found + own.size() + std::string(part).size())) / 100.0;
  }
  const double spot = std::stod(why.substr(why.find("spot price ") + 11));
  EXPECT_NEAR(product, spot, 0.01 * spot) << why;
}

}  // namespace
}  // namespace fabshock::test::report_test
