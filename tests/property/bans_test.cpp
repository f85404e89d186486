// A ban without a leak: over random worlds with random disruptions and other policies, and whatever buyers and makers
// are able to do, nothing leaves on a lane that it forbids, from the hour on at which it is in force until that at
// which it ends. What left before arrives.
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

#include "property/dice.h"
#include "property/random_world.h"

namespace fabshock::test::bans_test {
namespace {

struct Date {
  const char* text = "";
  std::int64_t day = 0;  // from the start
};
constexpr std::array<Date, 4> kFrom = {
    {{"2026-02-01", 31}, {"2026-03-01", 59}, {"2026-04-01", 90}, {"2026-05-01", 120}}};
constexpr std::array<Date, 3> kUntil = {{{"2026-06-15", 165}, {"2026-08-01", 212}, {"", 300}}};

// On a product, of one maker or of all, to one buyer or to all.
struct Ban {
  std::string product, from, to;
  Date at, until;

  bool forbids(const Network& net, std::uint32_t l) const {
    const LaneInfo& lane = net.lane_info[l];
    return net.product_name(lane.from) == product && (from.empty() || net.entity_of(lane.from) == from) &&
           (to.empty() || net.entity_of(lane.to) == to);
  }
};

// Each is made up of a lane, which it forbids.
std::vector<Ban> some_bans(Dice& dice, const Network& net) {
  std::vector<Ban> bans(1 + static_cast<std::size_t>(dice.below(3)));
  for (Ban& ban : bans) {
    const LaneInfo& lane = net.lane_info[static_cast<std::size_t>(dice.below(static_cast<int>(net.lanes.size())))];
    ban.product = net.product_name(lane.from);
    if (dice.chance(0.5)) ban.from = net.entity_of(lane.from);
    if (dice.chance(0.5)) ban.to = net.entity_of(lane.to);
    ban.at = kFrom[static_cast<std::size_t>(dice.below(static_cast<int>(kFrom.size())))];
    ban.until = kUntil[static_cast<std::size_t>(dice.below(static_cast<int>(kUntil.size())))];
  }
  return bans;
}

// Some of what buyers and makers do of their own accord switched off.
std::string some_switches(Dice& dice) {
  constexpr std::array<const char*, 11> kBehaviour = {"switching",       "inflation",     "lead_times", "cancellation",
                                                      "overtime",        "hoarding",      "rush",       "substitution",
                                                      "demand_response", "qualification", "expansion"};
  std::string switches;
  for (const char* what : kBehaviour) {
    if (dice.chance(0.3)) switches += (switches.empty() ? "" : ", ") + std::string(what) + ": off";
  }
  return switches.empty() ? "" : "switches: {" + switches + "}\n";
}

std::string with(const std::string& yaml, const std::vector<Ban>& bans, Dice& dice) {
  std::string lines = "policies:\n";
  for (std::size_t i = 0; i < bans.size(); ++i) {
    const Ban& ban = bans[i];
    lines += "  - {id: ban" + std::to_string(i) + ", type: " + (dice.chance(0.5) ? "import-ban" : "export-control") +
             ", products: {product: " + ban.product + "}";
    if (!ban.from.empty()) lines += ", exporter: {facility: " + ban.from + "}";
    if (!ban.to.empty()) lines += ", importer: {facility: " + ban.to + "}";
    if (dice.chance(0.3)) lines += ", announced: 2026-01-20";
    lines += std::string(", at: ") + ban.at.text;
    if (*ban.until.text != '\0') lines += std::string(", until: ") + ban.until.text;
    lines += "}\n";
  }
  const std::string acting = replaced(yaml, "model:\n", some_switches(dice) + "model:\n");
  const bool others = acting.find("\npolicies:\n") != std::string::npos;
  return others ? replaced(acting, "policies:\n", lines) : acting + lines;
}

class ForbiddenLanes : public Observer {
 public:
  ForbiddenLanes(const Network& net, const std::vector<Ban>& bans) : net_(net) {
    for (const Ban& ban : bans) {
      for (std::uint32_t l = 0; l < net.lanes.size(); ++l) {
        if (ban.forbids(net, l)) watched_.push_back({l, ban.at.day * 24, ban.until.day * 24});
      }
    }
  }
  bool every_batch() const override { return true; }
  void after(const State& state, std::int64_t tick, EventKind) override {
    for (Watched& w : watched_) {
      if (tick < w.at || tick >= w.until) continue;
      const Quanta shipped = state.lanes[w.lane].shipped;
      if (w.shipped == kUnseen) w.shipped = shipped;  // the first of all that happens in a tick is that bans begin
      if (shipped == w.shipped || !first.empty()) continue;
      first = "tick " + std::to_string(tick) + ", " + net_.entity_of(net_.lane_info[w.lane].from) + " to " +
              net_.entity_of(net_.lane_info[w.lane].to) + ": " + std::to_string(shipped - w.shipped);
    }
  }
  // Lanes on which something had been shipped before; of these, those on which more was after a ban's end.
  std::size_t used() const {
    std::size_t n = 0;
    for (const Watched& w : watched_) n += w.shipped > 0 ? 1 : 0;
    return n;
  }
  std::size_t used_again(const State& end) const {
    std::size_t n = 0;
    for (const Watched& w : watched_) n += w.shipped > 0 && end.lanes[w.lane].shipped > w.shipped ? 1 : 0;
    return n;
  }
  std::string first;

 private:
  static constexpr Quanta kUnseen = -1;
  struct Watched {
    std::uint32_t lane = 0;
    std::int64_t at = 0, until = 0;  // [ticks]
    Quanta shipped = kUnseen;        // when the ban begins
  };
  const Network& net_;
  std::vector<Watched> watched_;
};

TEST(EveryBan, LetsNothingThroughWhileItIsInForce) {
  std::uint64_t ran = 0;
  std::size_t used = 0, again = 0;
  for (std::uint64_t seed = 1; ran < worlds(200); ++seed) {
    const WorldKind kind{.moving = seed % 2 == 0};
    const auto plain = feasible_world(seed, kind);
    if (!plain) continue;
    ++ran;
    Dice dice(seed, "bans");
    const std::vector<Ban> bans = some_bans(dice, *plain->network);
    const std::string yaml = with(random_world(seed, kind), bans, dice);
    const World world = world_of(yaml);
    const ShockPlan plan = plan_shocks(*world.network, world.scenario, {.seed = seed});
    RunOptions options;
    options.key.seed = seed;
    options.horizon = world.scenario.horizon.ticks();
    Engine engine(*world.network, &plan, options);
    ForbiddenLanes lanes(*world.network, bans);
    engine.run(&lanes);
    ASSERT_EQ(lanes.first, "") << "seed " << seed << '\n' << yaml;
    used += lanes.used();
    again += lanes.used_again(engine.state());
  }
  EXPECT_GT(used, 300U) << "lanes on which goods had moved";
  EXPECT_GT(again, 50U) << "lanes on which they did again";
}

}  // namespace
}  // namespace fabshock::test::bans_test
