#include "report/explain_price.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <ostream>
#include <set>

#include "base/math.h"
#include "dynamics/belief.h"
#include "dynamics/market_supply.h"
#include "dynamics/news.h"
#include "dynamics/pricing.h"
#include "engine/engine.h"

namespace fabshock {
namespace {

constexpr double kTelling = 0.005;  // of ln p: less is not worth a line
constexpr int kDeepest = 8;

std::string number(const char* format, double value) {
  std::array<char, 48> text{};
  std::snprintf(text.data(), text.size(), format, value);
  return text.data();
}

std::string rise(double log) {
  return number("%+.1f %%", 100.0 * (det_exp(log) - 1.0));
}

std::string days(double value) {
  return number("%.1f d", value);
}

class PriceWalk {
 public:
  PriceWalk(std::ostream& out, const Sim& sim, const ShockPlan& plan, std::int64_t tick)
      : out_(out), sim_(sim), net_(sim.net), plan_(plan), tick_(tick) {
    if (net_.belief.on) parts_ = belief::parts(sim, plan, tick);
  }

  void market(std::uint32_t m, int depth) {
    if (depth > kDeepest || !seen_.insert(m).second) return;
    const MarketState& now = sim_.state.markets.all[m];
    const MarketParams& market = net_.markets[m];
    const std::string name = net_.market_name(m);
    const double panic = now.shown * now.panic;
    const double shortage = now.shown * now.shortage;
    say(depth, name + ": spot price " + number("%.3g", det_exp(now.spot)) + " times the baseline's, contracts " +
                   number("%.3g", det_exp(now.contract)) + ", paid on average " + number("%.3g", now.paid) +
                   " times what was paid at the start");
    if (std::fabs(now.reference) > kTelling) cost(m, now, depth + 1);
    const double gathered = now.calm - now.reference;
    if (std::fabs(gathered) > kTelling) {
      say(depth + 1, "scarcity so far: " + rise(gathered) + " (today buyers want " +
                         number("%.2f", det_exp(now.scarcity)) + " times as much of the supply as usual)");
    }
    if (market.split()) {
      const double open = market_supply::open_share(sim_, m);
      if (open < 1.0 - kTelling) {
        say(depth + 1, "ROOT: of what is usually sold here, " + number("%.0f %%", 100 * (1 - open)) +
                           " may not come in: closed, banned or under a quota");
      }
    }
    if (panic > kTelling) {
      say(depth + 1, "panic: " + rise(panic));
      news(m, depth + 2);
    }
    if (shortage > kTelling) believed_shortage(m, shortage, depth + 1);
    const double free = now.calm + panic + shortage;
    if (free > now.spot + kTelling) say(depth + 1, "held at what buyers are willing to pay");
    if (free < now.spot - kTelling) say(depth + 1, "held at what it costs to make");
    if (depth == 0) find_worst_maker(market);
  }

  std::optional<std::uint32_t> worst_maker() const { return worst_; }

 private:
  void say(int depth, const std::string& text) {
    out_ << std::string(static_cast<std::size_t>(2 * depth), ' ') << (depth > 0 ? "<- " : "")
         << to_string(date_of(net_.start + Duration::ticks(tick_))) << "  " << text << '\n';
  }

  void cost(std::uint32_t m, const MarketState& now, int depth) {
    say(depth, "cost: " + rise(now.reference) + " (making it costs " + number("%.3g", now.cost) + " times the usual)");
    const MarketParams& params = net_.markets[m];
    std::vector<double> by_market(net_.markets.size(), 0.0);
    double own = 0;
    for (std::uint32_t i = params.makers_begin; i < params.makers_end; ++i) {
      const MarketMaker& maker = net_.market_makers[i];
      own += maker.weight * maker.own_cost * (sim_.state.rare[maker.node].cost - 1.0);
      const NodeParams& node = net_.nodes[maker.node];
      for (std::uint32_t s = node.slot_begin; s < node.slot_end; ++s) {
        const SlotInfo& info = net_.slot_info[s];
        for (std::uint32_t k = info.market_begin; k < info.market_end; ++k) {
          const SlotMarket& bought = net_.slot_markets[k];
          const double dearer = sim_.state.markets.all[bought.market].paid - 1.0;
          by_market[bought.market] += maker.weight * info.cost_share * bought.value_share * dearer;
        }
      }
    }
    if (std::fabs(own) > kTelling) say(depth + 1, "makers' own costs: " + number("%+.1f %%", 100.0 * own));
    const auto most = std::max_element(by_market.begin(), by_market.end(),
                                       [](double a, double b) { return std::fabs(a) < std::fabs(b); });
    if (std::fabs(*most) > kTelling) market(static_cast<std::uint32_t>(most - by_market.begin()), depth + 1);
  }

  // The news that this market's belief rests on, those of most days first.
  void news(std::uint32_t m, int depth) {
    struct Told {
      double lost = 0, exposed = 0;  // days of the market's supply; the share of it that comes from where it struck
      const News* news = nullptr;
    };
    std::vector<Told> told;
    for (const News& n : plan_.news) {
      if (n.told > tick_) continue;
      LossToCome loss;
      news::clear(net_, loss);
      news::add(net_, plan_, n, std::max(n.told, n.begins), 365, loss);
      news::sweep(sim_, loss, news::Others::kUnheard);
      const double lost = loss.market_own[m] + loss.market_material[m];
      std::vector<double> exposed;
      news::exposures(net_, plan_, n, exposed);
      if (lost > 0.05 || exposed[m] > 0.01) told.push_back({lost, exposed[m], &n});
    }
    std::stable_sort(told.begin(), told.end(), [](const Told& a, const Told& b) { return a.lost > b.lost; });
    constexpr std::size_t kMost = 3;
    for (std::size_t i = 0; i < std::min(kMost, told.size()); ++i) {
      const Shock& shock = plan_.shocks[told[i].news->shock];
      say(depth,
          "ROOT: news of '" + shock.id + "'" + (shock.what->happens ? "" : ", which is only feared,") + " out since " +
              to_string(date_of(net_.start + Duration::ticks(told[i].news->told))) + ": said to cost about " +
              days(told[i].lost) + " of the market's supply" +
              (told[i].exposed > 0.01 ? ", " + number("%.0f %%", 100 * told[i].exposed) + " of which comes from there"
                                      : ""));
    }
  }

  void believed_shortage(std::uint32_t m, double shortage, int depth) {
    const belief::Parts& p = parts_[m];
    std::string text =
        "shortage to come: " + rise(shortage) + ", from " + days(p.own) + " that makers are said to lose yet";
    if (p.material > 0.05) text += ", " + days(p.material) + " for want of inputs";
    if (std::fabs(p.demand) > 0.05) text += ", " + days(p.demand) + " of growing demand";
    text += p.missing >= 0 ? ", " + days(p.missing) + " missing from stocks"
                           : ", less " + days(-p.missing) + " more in stocks";
    if (p.slack > 0.05) text += ", less " + days(p.slack) + " that others can add";
    if (p.buffer > 0.05) text += ", less " + days(p.buffer) + " of stock beyond what is needed to work with";
    say(depth, text + "; cover " + days(p.cover) + " (planned " + days(net_.markets[m].cover0) + ")");
  }

  // Of the makers of a market, the one that started least of what it usually does, by what that is of the market.
  void find_worst_maker(const MarketParams& market) {
    Quanta most = 0;
    for (std::uint32_t i = market.makers_begin; i < market.makers_end; ++i) {
      const std::uint32_t n = net_.market_makers[i].node;
      const Quanta missing = net_.nodes[n].start0 - sim_.state.nodes[n].begun;
      if (missing <= most || !net_.nodes[n].active || net_.market_makers[i].into == 0.0) continue;
      most = missing;
      worst_ = n;
    }
  }

  std::ostream& out_;
  const Sim& sim_;
  const Network& net_;
  const ShockPlan& plan_;
  std::int64_t tick_;
  std::vector<belief::Parts> parts_;
  std::set<std::uint32_t> seen_;
  std::optional<std::uint32_t> worst_;
};

}  // namespace

std::optional<std::uint32_t> market_named(const Network& net, const std::string& name) {
  for (std::uint32_t m = 0; m < net.markets.size(); ++m) {
    if (net.market_name(m) == name) return m;
  }
  return std::nullopt;
}

std::optional<std::uint32_t> explain_price(std::ostream& out, const Network& net, const Scenario& scenario,
                                           std::uint64_t seed, std::uint32_t market, std::int64_t tick) {
  const StreamKey key{.seed = seed};
  const ShockPlan plan = plan_shocks(net, scenario, key);
  RunOptions options;
  options.key = key;
  options.horizon = tick + 1;
  Engine engine(net, &plan, options);
  engine.run();
  State state = engine.state();
  EventQueue queue;
  Scratch scratch;
  const Sim sim{net, state, queue, scratch};
  PriceWalk walk(out, sim, plan, tick);
  walk.market(market, 0);
  return walk.worst_maker();
}

}  // namespace fabshock
