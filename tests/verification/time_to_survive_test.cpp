// Time to survive, and what is lost beyond it, against the linear program of Simchi-Levi et al. 2015 where both say the
// same: assembly trees in which each maker sells to one buyer, no line has capacity to spare, and nobody waits. There
// no plan is better than carrying on, so that the engine's answer is the program's to the step and to the cent. Makers
// order what they always do: who forecasts from what he is ordered asks less of all his suppliers when one fails.
#include <gtest/gtest.h>

#include <sstream>

#include "batch/survival.h"
#include "experiment/knock_out.h"
#include "rerouting/least_loss.h"
#include "support/world.h"

namespace fabshock::test::time_to_survive_test {
namespace {

// A tree for each need: an input of a maker comes from one maker of its own, or from two.
class Trees {
 public:
  explicit Trees(std::uint64_t seed) : dice_(StreamKey{.seed = seed}, "trees", Purpose::kDesign) {}

  std::string text() {
    for (int need = between(1, 2); need > 0; --need) add_need("need" + std::to_string(need));
    return R"(schema: fabshock/scenario/1
name: trees
start: 2026-01-01
horizon: 500 d
switches: {prices: off, belief: off, switching: off, inflation: off, lead_times: off, cancellation: off, overtime: off,
           buffers: off, recycling: off, hoarding: off, expansion: off, growth: off, season: off}
model:
  schema: fabshock/model/1
  name: trees
  currency: USD
  source: assumption
  defaults: [{select: any, forecast: constant}]
  regions: {A: {bloc: one}}
  sites: {a: {region: A, lat: 0, lon: 0}}
  products:
)" + products_.str() +
           "  facilities:\n" + facilities_.str() + "  needs:\n" + needs_.str() + "  lanes:\n" + lanes_.str();
  }
  const std::vector<std::string>& makers() const { return makers_; }
  int between(int low, int high) { return low + static_cast<int>(uniform(dice_, 0, 1) * (high - low + 1 - 1e-9)); }

 private:
  void add_need(const std::string& id) {
    constexpr int kRate = 100'000;  // whose fifths are whole, four levels deep
    const std::string product = new_product();
    needs_ << "    " << id << ": {region: A, units: " << product << ", rate: " << kRate
           << "/day, patience: 0, cover: " << between(0, 20) << " d}\n";
    add_suppliers(product, id, kRate, between(0, 3));
  }

  std::string new_product() {
    std::string id = "p" + std::to_string(++made_);
    products_ << "    " << id << ": {unit: u, quantum: 0.001, price: " << between(1, 50) << ", class: c}\n";
    return id;
  }

  // Of two, neither holds finished goods, with which a plan could help the other's buyer out.
  void add_suppliers(const std::string& product, const std::string& buyer, int rate, int depth) {
    if (between(0, 2) > 0) return add_maker(product, buyer, rate, 1.0, depth, between(0, 10));
    add_maker(product, buyer, rate * 2 / 5, 0.4, depth, 0);
    add_maker(product, buyer, rate * 3 / 5, 0.6, depth, 0);
  }

  void add_maker(const std::string& product, const std::string& buyer, int rate, double share, int depth,
                 int finished) {
    const std::string id = "m" + std::to_string(makers_.size() + 1);
    makers_.push_back(id);
    std::ostringstream inputs;
    std::ostringstream covers;
    for (int i = depth > 0 ? between(1, 2) : 0; i > 0; --i) {
      const std::string input = new_product();
      const std::string comma = covers.str().empty() ? "" : ", ";
      inputs << comma << input << ": 1";
      covers << comma << input << ": " << between(0, 25) << " d";
      add_suppliers(input, id, rate, depth - 1);
    }
    facilities_ << "    " << id << ": {site: a, owner: O, kind: fab, makes: " << product << ", capacity: " << rate
                << "/day, cycle_time: " << between(1, 9) << " d, inputs: {" << inputs.str() << "}, cover: {"
                << covers.str() << "}, finished_stock: " << finished << " d}\n";
    lanes_ << "    - {from: " << id << ", to: " << buyer << ", transit: " << between(1, 20) << " d, share: " << share
           << "}\n";
  }

  Stream dice_;
  int made_ = 0;
  std::ostringstream products_, facilities_, needs_, lanes_;
  std::vector<std::string> makers_;
};

// The engine's answers.
class Outages {
 public:
  explicit Outages(const World& world) : world_(world), runner_(*world.network, world.scenario, false) {
    const ShockPlan calm = plan_shocks(net(), world.scenario, {.seed = 1});
    runner_.run(&calm, 1, undisturbed, [](double) {});
  }
  const Network& net() const { return *world_.network; }

  ShockPlan plan(const std::string& who, std::optional<double> hours) {
    knock_out(world_.scenario, {who, {who}, {}, {}}, world_.scenario.start, hours);
    return plan_shocks(net(), world_.scenario, {.seed = 1});
  }
  std::optional<std::int64_t> longest(const std::string& who) {
    const std::function<void(double)> check = [](double) {};
    return Survival(
               {net(), undisturbed, 1, 0}, runner_, run_, [&](auto hours) { return plan(who, hours); }, check)
        .longest();
  }
  double loss(const std::string& who, std::int64_t days) {
    const ShockPlan shocks = plan(who, static_cast<double>(days * 24));
    runner_.run(&shocks, 1, run_, [](double) {});
    LossMeasures losses(net());
    return losses.of_world(losses.losses(undisturbed, run_)).unmet;
  }
  std::uint32_t node(const std::string& who) const {
    for (std::uint32_t n = 0; n < net().facilities; ++n) {
      if (net().entity_of(n) == who) return n;
    }
    throw std::runtime_error("nobody is called " + who);
  }
  const RunRecord& last() const { return run_; }

  RunRecord undisturbed;

 private:
  World world_;
  Runner runner_;
  RunRecord run_;
};

TEST(TimeToSurvive, IsThatOfTheLinearProgram) {
  int short_ever = 0;
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    Trees trees(seed);
    const std::string text = trees.text();
    SCOPED_TRACE("seed " + std::to_string(seed) + '\n' + text);
    const World world = world_of(text);
    ASSERT_NE(world.network, nullptr);
    Outages outages(world);
    const std::string who =
        trees.makers()[static_cast<std::size_t>(trees.between(0, static_cast<int>(trees.makers().size()) - 1))];
    const std::vector<std::uint32_t> hit = {outages.node(who)};
    const LeastLoss program(outages.net(), outages.undisturbed, outages.undisturbed.initial, 0);
    const auto longest = outages.longest(who);
    ASSERT_EQ(longest, program.longest(hit)) << who;
    if (!longest) continue;
    ++short_ever;
    const std::int64_t beyond = *longest + trees.between(1, 60);
    const double lost = outages.loss(who, beyond);
    ASSERT_GT(lost, 0);
    ASSERT_NEAR(program.loss(hit, beyond), lost, 1e-5 * lost) << who << ", " << beyond << " d";
  }
  EXPECT_GT(short_ever, 400);
}

}  // namespace
}  // namespace fabshock::test::time_to_survive_test
