#include "report/explain.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>
#include <ostream>
#include <set>

#include "engine/engine.h"
#include "report/explain_price.h"
#include "report/summary.h"

namespace fabshock {
namespace {

struct NodeDay {
  Quanta wanted = 0, begun = 0, good = 0, delivered = 0, asked = 0, finished = 0;
  std::int32_t availability = 0, line = 0;
  std::uint32_t bound_slot = 0;
  Bound bound = Bound::kNothing;
};

struct SlotDay {
  Quanta stock = 0, received = 0;
};

// Everything the walk may ask about, by step.
class History : public Observer {
 public:
  explicit History(const Network& net) : net_(net), totals_(net.size()), received_(net.slots.size(), 0) {}

  void record(const State& state, std::int64_t) override {
    std::vector<NodeDay> nodes(net_.size());
    for (std::uint32_t n = 0; n < net_.size(); ++n) {
      const NodeState& now = state.nodes[n];
      NodeState& then = totals_[n];
      const bool sink = net_.nodes[n].sink;
      nodes[n] = {now.wanted,
                  now.begun,
                  now.good - then.good,
                  sink ? now.good - then.good : now.shipped - then.shipped,
                  now.ordered - then.ordered,
                  now.finished,
                  now.availability,
                  now.line,
                  now.bound_slot,
                  now.bound};
      then = now;
    }
    std::vector<SlotDay> slots(net_.slots.size());
    for (std::size_t s = 0; s < slots.size(); ++s) {
      slots[s] = {state.slots[s].stock, state.slots[s].received - received_[s]};
      received_[s] = state.slots[s].received;
    }
    std::vector<Quanta> shipped(net_.lanes.size());
    for (std::size_t l = 0; l < shipped.size(); ++l) shipped[l] = state.lanes[l].shipped;
    nodes_.push_back(std::move(nodes));
    slots_.push_back(std::move(slots));
    shipped_.push_back(std::move(shipped));
  }

  std::int64_t steps() const { return static_cast<std::int64_t>(nodes_.size()); }
  const NodeDay& node(std::int64_t t, std::uint32_t n) const { return nodes_[static_cast<std::size_t>(t)][n]; }
  const SlotDay& slot(std::int64_t t, std::uint32_t s) const { return slots_[static_cast<std::size_t>(t)][s]; }
  Quanta shipped(std::int64_t t, std::uint32_t l) const {
    const auto i = static_cast<std::size_t>(t);
    return shipped_[i][l] - (t > 0 ? shipped_[i - 1][l] : 0);
  }

 private:
  const Network& net_;
  std::vector<NodeState> totals_;
  std::vector<Quanta> received_;
  std::vector<std::vector<NodeDay>> nodes_;
  std::vector<std::vector<SlotDay>> slots_;
  std::vector<std::vector<Quanta>> shipped_;
};

class Walk {
 public:
  Walk(std::ostream& out, const Network& net, const ShockPlan& plan, const History& history)
      : out_(out), net_(net), plan_(plan), history_(history) {}

  void sink(std::uint32_t n, std::int64_t t) {
    const NodeDay& day = history_.node(t, n);
    const Quanta unmet = day.asked - day.delivered;
    line(t, n,
         unmet > 0
             ? "is short: " + amount(n, unmet) + " of " + amount(n, day.asked) + " demanded that day were not served"
             : "is not short: all " + amount(n, day.asked) + " demanded that day were served");
    if (unmet > 0) slot(net_.nodes[n].slot_begin, t);
  }

  void facility(std::uint32_t n, std::int64_t t) {
    const NodeDay& day = history_.node(t, n);
    const Quanta owed = day.asked - day.delivered;
    line(t, n,
         owed > 0
             ? "is short: it shipped " + amount(n, day.delivered) + " of " + amount(n, day.asked) + " ordered that day"
             : "shipped " + amount(n, day.delivered) + " of " + amount(n, day.asked) + " ordered that day");
    if (day.delivered < net_.nodes[n].good0 || owed > 0)
      output(n, t);
    else
      starts(n, t);
  }

 private:
  void line(std::int64_t t, std::uint32_t n, const std::string& text) { say(t, net_.entity_of(n) + ' ' + text); }

  void say(std::int64_t t, const std::string& text) {
    const auto tick = std::clamp<std::int64_t>(t, 0, history_.steps()) * net_.step;
    out_ << std::string(static_cast<std::size_t>(2 * std::min(depth_, 20)), ' ') << (depth_ > 0 ? "<- " : "")
         << to_string(date_of(net_.start + Duration::ticks(tick))) << "  " << text << '\n';
    ++depth_;
  }

  std::string amount(std::uint32_t n, Quanta q) const {
    return short_number(static_cast<double>(q) * net_.quantum_of(n)) + ' ' +
           net_.model.products[net_.product_of(n).value].unit;
  }

  // What a slot lacked on a step: the lane that fell furthest below its baseline flow.
  void slot(std::uint32_t s, std::int64_t t) {
    const SlotParams& params = net_.slots[s];
    const SlotInfo& info = net_.slot_info[s];
    std::uint32_t worst = 0;
    Quanta most = 0;
    std::int64_t left = 0;
    for (std::uint32_t i = params.in_begin; i < params.in_end; ++i) {
      const std::uint32_t l = i;
      const std::int64_t departed = t - net_.lane_info[l].lag;
      if (departed < 0) continue;
      const Quanta missing = net_.lanes[l].flow0 - history_.shipped(departed, l);
      if (missing > most) {
        most = missing;
        worst = l;
        left = departed;
      }
    }
    const SlotDay& day = history_.slot(t, s);
    const std::uint32_t maker = net_.lane_info[params.in_begin].from;
    const std::string& product = net_.model.products[info.product.value].id;
    say(t, product + " at " + net_.entity_of(info.node) + ": " + amount(maker, day.received) + " came (normally " +
               amount(maker, info.intake0) + "), " + amount(maker, day.stock) + " left in stock");
    if (most == 0)
      return root(t, "every lane brought its normal flow: the stock was used up earlier, or demand was higher");
    lane(worst, left, most);
  }

  void lane(std::uint32_t l, std::int64_t t, Quanta missing) {
    const std::uint32_t n = net_.lane_info[l].from;
    say(t, net_.entity_of(n) + " shipped " + amount(n, history_.shipped(t, l)) + " to " +
               net_.entity_of(net_.lane_info[l].to) + " (normally " + amount(n, net_.lanes[l].flow0) + ", so " +
               amount(n, missing) + " less; " + std::to_string(net_.lane_info[l].transit) + " h under way)");
    for (const std::uint32_t i : plan_.by_lane[l]) {
      if (level(i, t) > 0 && plan_.shocks[i].what->type < DisruptionType::kTariff) return shock(i, t);
    }
    say_who_is_first(l, t);
    output(n, t);
  }

  // A maker who is told to serve others first.
  void say_who_is_first(std::uint32_t l, std::int64_t t) {
    for (const std::uint32_t other : net_.out(net_.lane_info[l].from)) {
      for (const std::uint32_t i : plan_.by_lane[other]) {
        if (plan_.shocks[i].what->type != DisruptionType::kPriority || level(i, t) == 0 || other == l) continue;
        return say(t, "policy '" + plan_.shocks[i].id + "': " + net_.entity_of(net_.lane_info[l].from) + " serves " +
                          net_.entity_of(net_.lane_info[other].to) + " first");
      }
    }
  }

  // Why was there too little to ship? The line stood still, or what began one cycle earlier was too little.
  void output(std::uint32_t n, std::int64_t t) {
    if (!seen_.insert({n, t}).second || depth_ > 60) return;
    const NodeParams& params = net_.nodes[n];
    const std::int64_t cycle = std::max<std::int64_t>(1, (params.cycle / kPpm + net_.step - 1) / net_.step);
    // The last step, as far back as one cycle, in which the line ran slower than it should.
    for (std::int64_t back = t; back >= std::max<std::int64_t>(0, t - cycle); --back) {
      const NodeDay& day = history_.node(back, n);
      if (day.availability < kPpm && day.good < params.good0) return stopped(n, back);
      if (day.line < kPpm && day.good < params.good0) return starved(n, back);
    }
    const std::int64_t begun = std::max<std::int64_t>(0, t - cycle);
    // The step near the beginning of the cycle in which starts fell furthest short.
    std::int64_t worst = begun;
    for (std::int64_t k = std::max<std::int64_t>(0, begun - 7); k <= std::min(t, begun + 7); ++k) {
      if (history_.node(k, n).begun < history_.node(worst, n).begun) worst = k;
    }
    starts(n, worst);
  }

  void stopped(std::uint32_t n, std::int64_t t) {
    line(t, n, "ran at " + percent(history_.node(t, n).availability) + " of its capacity");
    for (const auto& [i, severity] : plan_.by_node[n]) {
      if (level(i, t) > 0) return shock(i, t);
    }
    root(t, "its availability was reduced");
  }

  void starved(std::uint32_t n, std::int64_t t) {
    line(t, n, "ran at " + percent(history_.node(t, n).line) + " for want of an input that the whole line uses");
    if (history_.node(t, n).bound == Bound::kInput) return slot(history_.node(t, n).bound_slot, t);
    root(t, "the input was short that step only");
  }

  void starts(std::uint32_t n, std::int64_t t) {
    const NodeDay& day = history_.node(t, n);
    const std::string what = "started " + amount(n, day.begun) + " (normally " + amount(n, net_.nodes[n].start0) +
                             ", wanted " + amount(n, day.wanted) + ")";
    switch (day.bound) {
      case Bound::kAvailability:
        line(t, n, what + ": availability bound");
        return stopped(n, t);
      case Bound::kCapacity:
        line(t, n, what + ": capacity bound");
        return root(t, "all of " + net_.entity_of(n) + "'s capacity was in use");
      case Bound::kReserve:
        line(t, n, what + ": its reserve bound");
        return root(t, "the finite reserve of " + net_.entity_of(n) + " is used up");
      case Bound::kInput: {
        const ProductIx input = net_.slot_info[day.bound_slot].product;
        line(t, n, what + ": input " + net_.model.products[input.value].id + " bound");
        return slot(day.bound_slot, t);
      }
      case Bound::kNothing:
        line(t, n, what + ": nothing bound");
        for (const std::uint32_t l : net_.out(n)) {  // who may not be sold to does not order
          for (const std::uint32_t i : plan_.by_lane[l]) {
            const Disruption& law = *plan_.shocks[i].what;
            if (law.policy && law.type == DisruptionType::kLaneClosure && level(i, t) > 0) return shock(i, t);
          }
        }
        return root(
            t, net_.entity_of(n) + " began all it wanted: what is missing is no longer on its way or was scrapped");
    }
  }

  std::int32_t level(std::uint32_t i, std::int64_t t) const {
    std::int32_t lost = 0;
    for (const Level& l : plan_.shocks[i].course) {
      if (l.tick <= t * net_.step) lost = l.lost;
    }
    return lost;
  }

  void shock(std::uint32_t i, std::int64_t t) {
    const Shock& shock = plan_.shocks[i];
    const std::int64_t first = shock.course.empty() ? 0 : std::max<std::int64_t>(0, shock.course.front().tick);
    const std::string since = to_string(date_of(net_.start + Duration::ticks(first)));
    if (shock.what->policy) return root(t, "policy '" + shock.id + "', in force since " + since);
    root(t, "disruption '" + shock.id + "', since " + since + ", at " + percent(level(i, t)) + " of its severity");
  }

  void root(std::int64_t t, const std::string& text) { say(t, "ROOT: " + text); }

  static std::string percent(std::int64_t ppm) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.1f %%", static_cast<double>(ppm) / 1e4);
    return text.data();
  }

  std::ostream& out_;
  const Network& net_;
  const ShockPlan& plan_;
  const History& history_;
  std::set<std::pair<std::uint32_t, std::int64_t>> seen_;
  int depth_ = 0;
};

}  // namespace

void check_entity(const Network& net, const std::string& entity, Diagnostics& diagnostics) {
  std::vector<std::string_view> names;
  for (std::uint32_t n = 0; n < net.size(); ++n) {
    if (net.entity_of(n) == entity) return;
    names.emplace_back(net.entity_of(n));
  }
  if (market_named(net, entity)) return;
  std::vector<std::string> products;
  for (const MarketParams& market : net.markets) products.push_back(net.name_of(market.what));
  names.insert(names.end(), products.begin(), products.end());
  diagnostics.error({}, "no facility, need or market is called '" + entity + "'", did_you_mean(entity, names));
}

void explain_market(std::ostream& out, const Network& net, const Scenario& scenario, std::uint64_t seed,
                    std::uint32_t market, std::int64_t tick) {
  const auto maker = explain_price(out, net, scenario, seed, market, tick);
  if (!maker) return;
  out << "Of its makers, the one that made least of what it usually does:\n";
  explain_shortage(out, net, scenario, seed, net.entity_of(*maker), tick);
}

void explain_shortage(std::ostream& out, const Network& net, const Scenario& scenario, std::uint64_t seed,
                      const std::string& entity, std::int64_t tick) {
  const StreamKey key{.seed = seed};
  const ShockPlan plan = plan_shocks(net, scenario, key);
  RunOptions options;
  options.key = key;
  options.horizon = (tick / net.step + 1) * net.step;
  options.record_every = net.step;
  Engine engine(net, &plan, options);
  History history(net);
  engine.run(&history);
  const std::int64_t day = std::min(tick / net.step, history.steps() - 1);
  for (std::uint32_t n = 0; n < net.size(); ++n) {
    if (net.entity_of(n) != entity) continue;
    Walk walk(out, net, plan, history);
    net.nodes[n].sink ? walk.sink(n, day) : walk.facility(n, day);
  }
}

}  // namespace fabshock
