#include "report/explain.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <optional>
#include <ostream>
#include <set>

#include "report/blame.h"
#include "report/explain_price.h"
#include "report/history.h"
#include "report/summary.h"

namespace fabshock {
namespace {

class Walk {
 public:
  Walk(std::ostream& out, const Network& net, const ShockPlan& plan, const History& history)
      : out_(out), net_(net), plan_(plan), history_(history), blame_(net, plan, history) {}

  void sink(std::uint32_t n, std::int64_t t) {
    const NodeDay& day = history_.node(t, n);
    const Quanta unmet = day.asked - day.delivered;
    if (day.asked == 0 && is_barred(n))
      return line(t, n, "may not have " + net_.product_name(n) + ", and asks for none");
    const std::string waiting = day.waiting > 0 ? ", and " + amount(n, day.waiting) + " wait" : "";
    if (unmet > 0) {
      line(t, n,
           "is short" + of_option(n) + ": " + amount(n, unmet) + " of " + amount(n, day.asked) +
               " demanded that day were not served" + waiting);
    } else if (day.waiting > 0) {
      line(t, n, "is short" + of_option(n) + ": " + amount(n, day.asked) + " were demanded that day" + waiting);
    } else {
      line(t, n, "is not short" + of_option(n) + ": all " + amount(n, day.asked) + " demanded that day were served");
    }
    if (unmet > 0 || day.waiting > 0) slot(net_.nodes[n].slot_begin, t);
  }

  void facility(std::uint32_t n, std::int64_t t) {
    const NodeDay& day = history_.node(t, n);
    const Quanta owed = (day.asked - day.delivered) * 1000 > day.asked ? day.asked - day.delivered : 0;
    line(t, n,
         owed > 0
             ? "is short: it shipped " + amount(n, day.delivered) + " of " + amount(n, day.asked) + " ordered that day"
             : "shipped " + amount(n, day.delivered) + " of " + amount(n, day.asked) + " ordered that day");
    if (day.delivered >= net_.nodes[n].good0 && owed <= 0) return starts(n, t);
    const auto shut = blame_.most_closed(n, t);
    shut ? lane(*shut, t) : output(n, t);
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

  // What an input lacked on a step: the lane that brought least of its baseline flow. Where all came, it is the last
  // step before that on which it did not.
  void slot(std::uint32_t s, std::int64_t t) {
    if (!seen_slots_.insert({s, t}).second || depth_ > 60) return;
    const SlotInfo& info = net_.slot_info[s];
    const SlotDay& day = history_.slot(t, s);
    const std::uint32_t maker = net_.lane_info[net_.slots[s].in_begin].from;
    say(t, net_.model.products[info.product.value].id + " at " + net_.entity_of(info.node) + ": " +
               amount(maker, day.received) + " came (" + (is_barred(info.node) ? "if it could be had " : "normally ") +
               amount(maker, usual_intake(s)) + "), " + amount(maker, day.stock) + " left in stock" +
               (info.spread > 0 && day.stock > 0 ? ", with others than those who lack it" : ""));
    if (is_barred(info.node)) return permission(widest(s, t), t);
    if (all_untried(s))
      return root(t, "none of those who would bring it has been accepted by " + net_.entity_of(info.node));
    const std::int64_t lookback = static_cast<std::int64_t>(net_.slots[s].cover) + steps_of(kMemory);
    for (std::int64_t k = t; k >= std::max<std::int64_t>(0, t - lookback); --k) {
      if (info.storable && history_.slot(k, s).lost > 0) return destroyed(s, k);
      const auto [lane, missing] = worst_lane(s, k);
      if (missing * 1000 <= info.intake0) continue;
      if (k != t) say(k, "the stock had been drawn on since less came");
      return arrival(lane, k, missing);
    }
    catching_up(info.node, t);
  }

  // Which of a need's options a sink is, where it has several.
  std::string of_option(std::uint32_t n) const {
    const bool one = net_.model.needs[net_.sinks[n - net_.facilities].need.value].options.size() == 1;
    return one ? "" : " of " + net_.product_name(n);
  }

  bool is_barred(std::uint32_t n) const { return net_.nodes[n].sink && net_.sinks[n - net_.facilities].barred; }

  Quanta usual_intake(std::uint32_t s) const {
    const SlotInfo& info = net_.slot_info[s];
    return is_barred(info.node) ? net_.usual_of(info.node) : info.intake0;
  }

  // The lane over which most of what is barred may pass.
  std::uint32_t widest(std::uint32_t s, std::int64_t t) const {
    std::uint32_t found = net_.slots[s].in_begin;
    double most = 0;
    for (std::uint32_t l = net_.slots[s].in_begin; l < net_.slots[s].in_end; ++l) {
      const auto permit = blame_.permitted(l, t);
      const double passes = permit ? plan_.shocks[*permit].what->leak.value * net_.lanes[l].share : 0.0;
      if (passes <= most) continue;
      most = passes;
      found = l;
    }
    return found;
  }

  // What could not be had at the start: may it be had now, and since when?
  void permission(std::uint32_t l, std::int64_t t) {
    const LaneInfo& info = net_.lane_info[l];
    if (const auto shut = blame_.closed(l, t)) return shock(*shut, t);
    const auto permit = blame_.permitted(l, t);
    if (!permit) return root(t, "it is barred, and no permit is in force");
    const double share = plan_.shocks[*permit].what->leak.value;
    const Quanta passes = nearest(share * net_.lanes[l].share * static_cast<double>(net_.usual_of(info.to)));
    const std::int64_t departed = t - info.lag;
    const Quanta left = departed < 0 ? 0 : history_.shipped(departed, l);
    const Quanta passed = departed >= 0 && blame_.permitted(l, departed) ? passes : 0;
    say(departed, net_.entity_of(info.from) + " shipped " + amount(info.from, left) + " to " + net_.entity_of(info.to) +
                      ", of " + amount(info.from, passed) + " that might pass then");
    if (left * 10 >= passed * 9) return shock(*permit, t);
    const NodeDay& maker = history_.node(departed, info.from);
    if (maker.delivered >= maker.asked) {
      line(departed, info.from, "shipped all that was ordered: buyers turn to it faster than it gets there");
      return shock(*permit, t);
    }
    facility(info.from, departed);
  }

  // Nothing ever came over its lanes up to now, and at the baseline neither.
  bool all_untried(std::uint32_t s) const {
    for (std::uint32_t l = net_.slots[s].in_begin; l < net_.slots[s].in_end; ++l) {
      if (net_.lanes[l].flow0 > 0 || history_.ever_shipped(l)) return false;
    }
    return true;
  }

  // The lane that brought least in a step, and by how much it fell short of its baseline flow.
  std::pair<std::uint32_t, Quanta> worst_lane(std::uint32_t s, std::int64_t t) const {
    std::pair<std::uint32_t, Quanta> worst{0, 0};
    for (std::uint32_t l = net_.slots[s].in_begin; l < net_.slots[s].in_end; ++l) {
      const Quanta missing = net_.lanes[l].flow0 - history_.arrived(t, l);
      if (missing > worst.second) worst = {l, missing};
    }
    return worst;
  }

  void destroyed(std::uint32_t s, std::int64_t t) {
    const std::uint32_t maker = net_.lane_info[net_.slots[s].in_begin].from;
    say(t, amount(maker, history_.slot(t, s).lost) + " in stock were destroyed");
    root_of_node(net_.slot_info[s].node, t, "nothing is known of why");
  }

  // All came, and it did not suffice.
  void catching_up(std::uint32_t n, std::int64_t t) {
    const NodeDay& day = history_.node(t, n);
    if (net_.nodes[n].sink || day.wanted <= net_.nodes[n].start0) {
      return root_of_demand(t, "every lane brought its normal flow, or nearly: it did not suffice");
    }
    line(t, n, "wanted to start " + amount(n, day.wanted) + " (normally " + amount(n, net_.nodes[n].start0) + ")");
    for (std::int64_t k = t; k >= std::max<std::int64_t>(0, t - steps_of(kMemory)); --k) {
      if (const auto i = blame_.hit(n, k)) return shock(*i, k);
    }
    root(t, "every lane brought its normal flow: it was asked for more than usual, or had to catch up");
  }

  // Less came over a lane than usual: it was shut, or slow, or its goods were taken; or less had left.
  void arrival(std::uint32_t l, std::int64_t t, Quanta missing) {
    const LaneInfo& info = net_.lane_info[l];
    const std::int64_t departed = t - info.lag;
    if (departed < 0) return root(t, "what comes in the first days left before the run began");
    const bool left = history_.shipped(departed, l) + missing / 2 >= net_.lanes[l].flow0;
    if (left) {
      say(t, "of " + amount(info.from, history_.shipped(departed, l)) + " that left " + net_.entity_of(info.from) +
                 " in time, " + amount(info.from, history_.arrived(t, l)) + " came to " + net_.entity_of(info.to));
      for (std::int64_t k = t; k >= departed; --k) {
        if (const auto i = blame_.held_up(l, k)) return shock(*i, k);
      }
    }
    lane(l, departed);
  }

  void lane(std::uint32_t l, std::int64_t t) {
    const std::uint32_t n = net_.lane_info[l].from;
    const Quanta missing = std::max<Quanta>(0, net_.lanes[l].flow0 - history_.shipped(t, l));
    say(t, net_.entity_of(n) + " shipped " + amount(n, history_.shipped(t, l)) + " to " +
               net_.entity_of(net_.lane_info[l].to) + " (normally " + amount(n, net_.lanes[l].flow0) + ", so " +
               amount(n, missing) + " less; " + std::to_string(net_.lane_info[l].transit) + " h under way)");
    if (const auto shut = blame_.closed(l, t)) return shock(*shut, t);
    say_who_is_first(l, t);
    output(n, t);
  }

  // A maker who is told to serve others first.
  void say_who_is_first(std::uint32_t l, std::int64_t t) {
    const auto rule = blame_.put_first(l, t);
    if (!rule) return;
    say(t, "policy '" + plan_.shocks[rule->first].id + "': " + net_.entity_of(net_.lane_info[l].from) + " serves " +
               net_.entity_of(net_.lane_info[rule->second].to) + " first");
  }

  // Why was there too little to ship? Within the last cycle the line stood still, or what was in it was lost, whichever
  // cost more; else what began one cycle earlier was too little.
  void output(std::uint32_t n, std::int64_t t) {
    if (!seen_.insert({n, t}).second || depth_ > 60) return;
    const NodeParams& params = net_.nodes[n];
    const std::int64_t cycle = std::max<std::int64_t>(1, (params.cycle / kPpm + net_.step - 1) / net_.step);
    const std::int64_t from = std::max<std::int64_t>(0, t - cycle);
    std::int64_t slow = -1;   // the last step in which it ran slower than it should
    std::int64_t worst = -1;  // the step in which most was lost
    double stood = 0;         // [steps of output]
    Quanta lost = 0;
    for (std::int64_t k = t; k >= from; --k) {
      const NodeDay& day = history_.node(k, n);
      const Quanta beyond = lost_beyond_yield(n, k);
      if (beyond > 0) lost += beyond;
      if (beyond > 0 && (worst < 0 || beyond > lost_beyond_yield(n, worst))) worst = k;
      stood += 1.0 - static_cast<double>(day.availability) / 1e6 * static_cast<double>(day.line) / 1e6;
      if (slow < 0 && (day.availability < kPpm || day.line < kPpm) && day.good < params.good0) slow = k;
    }
    if (worst >= 0 && static_cast<double>(lost) > stood * static_cast<double>(params.start0)) return scrapped(n, worst);
    // The step near the beginning of the cycle in which starts fell furthest short.
    std::int64_t least = from;
    for (std::int64_t k = std::max<std::int64_t>(0, from - 7); k <= std::min(t, from + 7); ++k) {
      if (history_.node(k, n).begun < history_.node(least, n).begun) least = k;
    }
    const double not_begun = 1.0 - static_cast<double>(history_.node(least, n).begun) /
                                       static_cast<double>(std::max<Quanta>(1, params.start0));
    if (slow < 0 || stood < kTelling * not_begun) return starts(n, least);
    history_.node(slow, n).availability < kPpm ? stopped(n, slow) : starved(n, slow);
  }

  // Of what was in the line or finished, beyond what its yield loses. (A service is remade every step.)
  Quanta lost_beyond_yield(std::uint32_t n, std::int64_t t) const {
    const NodeParams& params = net_.nodes[n];
    const NodeDay& day = history_.node(t, n);
    if (params.sink || params.service) return 0;
    const auto usual = static_cast<double>(day.good) * (params.per_good - 1.0);
    const auto beyond = static_cast<Quanta>(static_cast<double>(day.scrap) - usual) + day.finished_lost;
    return beyond * 1000 > params.start0 ? beyond : 0;
  }

  void scrapped(std::uint32_t n, std::int64_t t) {
    line(t, n, "lost " + amount(n, lost_beyond_yield(n, t)) + " in process or finished, beside what its yield loses");
    root_of_node(n, t, "its yield was below that of its recipe");
  }

  // The disruption of a node that destroyed most in a step, or spoilt most of what came out.
  void root_of_node(std::uint32_t n, std::int64_t t, const std::string& otherwise) {
    if (const auto i = blame_.destroyed(n, t)) return shock(*i, t);
    root(t, otherwise);
  }

  void stopped(std::uint32_t n, std::int64_t t) {
    line(t, n, "ran at " + percent(history_.node(t, n).availability) + " of its capacity");
    if (const auto i = blame_.stopped(n, t)) return shock(*i, t);
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
                             ", wanted " + amount(n, std::max<Quanta>(0, day.wanted)) + ")";
    switch (day.begun < day.wanted ? day.bound : Bound::kNothing) {
      case Bound::kAvailability:
        line(t, n, what + ": availability bound");
        return stopped(n, t);
      case Bound::kCapacity:
        line(t, n, what + ": capacity bound");
        return root_of_demand(t, "all of " + net_.entity_of(n) + "'s capacity was in use");
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
        if (const auto law = blame_.forbade(n, t)) return shock(*law, t);  // who may not be sold to does not order
        asked_for_less(n, t);
    }
  }

  // It began all it wanted: whoever buys less than he usually does says why.
  void asked_for_less(std::uint32_t n, std::int64_t t) {
    std::optional<std::uint32_t> least;
    Quanta most = net_.nodes[n].good0 / 100;
    for (const std::uint32_t l : net_.out(n)) {
      const Quanta missing = net_.lanes[l].flow0 - history_.shipped(t, l);
      if (missing <= most) continue;
      most = missing;
      least = l;
    }
    if (history_.node(t, n).begun >= net_.nodes[n].start0 && net_.nodes[n].start0 > 0) {
      return root(t, net_.entity_of(n) + " began as much as usual: others took what is missing, or asked for more");
    }
    if (!least || depth_ > 60 || !seen_.insert({n, -1}).second) {
      return root(t, net_.entity_of(n) +
                         " began all it wanted: it was asked for no more, or had less than usual to begin with");
    }
    const std::uint32_t buyer = net_.lane_info[*least].to;
    say(t, net_.entity_of(buyer) + " took " + amount(n, history_.shipped(t, *least)) + " (normally " +
               amount(n, net_.lanes[*least].flow0) + ")");
    if (const auto shut = blame_.closed(*least, t)) return shock(*shut, t);
    if (!net_.nodes[buyer].sink) return starts(buyer, t);
    line(t, buyer, "demanded " + amount(buyer, history_.node(t, buyer).asked) + " that day");
    root(t, "what a need demands follows prices, permission and what else serves it");
  }

  void shock(std::uint32_t i, std::int64_t t) {
    const Shock& shock = plan_.shocks[i];
    const std::int64_t first = shock.course.empty() ? 0 : std::max<std::int64_t>(0, shock.course.front().tick);
    const std::string since = to_string(date_of(net_.start + Duration::ticks(first)));
    if (shock.what->policy) return root(t, "policy '" + shock.id + "', in force since " + since);
    const std::string at = blame_.level(i, t) > 0 ? ", at " + percent(blame_.level(i, t)) + " of its severity" : "";
    root(t, "disruption '" + shock.id + "', since " + since + at);
  }

  void root(std::int64_t t, const std::string& text) { say(t, "ROOT: " + text); }
  // More is wanted than there is: because of a surge, where there is one.
  void root_of_demand(std::int64_t t, const std::string& text) {
    const auto surge = blame_.surging(t);
    if (!surge) return root(t, text);
    say(t, text);
    shock(*surge, t);
  }

  static constexpr std::int64_t kMemory =
      std::int64_t{60} * 24;               // [h] beyond its stock for which an input is looked back
  static constexpr double kTelling = 0.2;  // of a shortfall, that a disruption must make up for
  std::int64_t steps_of(std::int64_t hours) const { return hours / net_.step; }

  static std::string percent(std::int64_t ppm) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.1f %%", static_cast<double>(ppm) / 1e4);
    return text.data();
  }

  std::ostream& out_;
  const Network& net_;
  const ShockPlan& plan_;
  const History& history_;
  const Blame blame_;
  std::set<std::pair<std::uint32_t, std::int64_t>> seen_, seen_slots_;
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
  std::string zones;
  for (std::uint32_t m = 0; m < net.markets.size(); ++m) {
    products.push_back(net.market_name(m));
    if (net.name_of(net.markets[m].what) == entity) zones += (zones.empty() ? "'" : ", '") + products.back() + "'";
  }
  if (!zones.empty()) {
    return diagnostics.error({}, "'" + entity + "' has a price for each zone of its buyers", "say " + zones);
  }
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
