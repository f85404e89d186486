// Past episodes as small worlds (scenarios/hindcast), against what was observed: one set of parameters for all, the
// program's defaults, and beside them four of belief's fitted to these episodes. What each file states is the state
// before and what was told; the observations are only here. Two forecasts anybody could make stand beside: no change,
// and a fifth up in the second week after the event, fading over a quarter.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <vector>

#include "results/recorder.h"
#include "scenario/load.h"

namespace fabshock::test::episodes_test {
namespace {

struct Observed {
  const char* episode;
  const char* measure;
  int day;                  // of the scenario
  double value, low, high;  // price over the one at the start (of chi-chi, contract: over the contract's)
};

// Sources: AP 1993-07-20 to 08-04 and price lists; ICIS-LOR, Nikkei BP, Dataquest 1999; Dynamite Data and IHS 2011-13;
// Computerworld and TrendForce 2013-14.
// Not here, and why: the price of resin-1993 on day 8, which is what its others are multiples of; its contracts, of
// which there is an analyst's ceiling and no price. docs/validation has what else is known and not scored.
constexpr Observed kObserved[] = {{"resin-1993", "spot", 16, 2.1, 1.97, 2.18},
                                  {"resin-1993", "spot", 18, 2.12, 2.12, 2.12},
                                  {"resin-1993", "spot", 31, 1.76, 1.76, 1.76},
                                  {"resin-1993", "spot", 180, 1.15, 1.0, 1.35},
                                  {"chi-chi-1999", "spot", 7, 1.36, 1.33, 1.40},
                                  {"chi-chi-1999", "spot", 12, 1.75, 1.57, 1.86},
                                  {"chi-chi-1999", "spot", 18, 1.43, 1.36, 1.46},
                                  {"chi-chi-1999", "spot", 42, 0.71, 0.68, 0.79},
                                  {"chi-chi-1999", "spot", 70, 0.75, 0.68, 0.82},
                                  {"chi-chi-1999", "contract", 46, 1.757, 1.75, 1.83},
                                  {"chi-chi-1999", "contract", 70, 1.619, 1.54, 1.72},
                                  {"thai-floods-2011", "spot", 36, 1.76, 1.72, 1.81},
                                  {"thai-floods-2011", "spot", 61, 1.7, 1.6, 1.8},
                                  {"thai-floods-2011", "spot", 157, 1.18, 1.15, 1.5},
                                  {"thai-floods-2011", "spot", 553, 1.0, 1.0, 1.0},
                                  {"thai-floods-2011", "contract", 249, 1.2, 1.18, 1.3},
                                  {"wuxi-2013", "spot", 1, 1.2, 1.2, 1.2},
                                  {"wuxi-2013", "spot", 8, 1.276, 1.276, 1.276},
                                  {"wuxi-2013", "spot", 20, 1.36, 1.36, 1.36},
                                  {"wuxi-2013", "contract", 26, 1.12, 1.1, 1.2},
                                  {"wuxi-2013", "contract", 87, 1.2, 1.18, 1.27},
                                  {"wuxi-2013", "contract", 134, 1.2, 1.16, 1.22},
                                  {"wuxi-2013", "contract", 223, 1.08, 1.0, 1.12}};

// The prices of the market of what is bought in the end, by day: logarithms of multiples of the first day's.
struct Prices {
  std::vector<double> spot, contract;
  int event = 0;  // the day on which what happens begins
};

class DailyPrices : public Observer {
 public:
  explicit DailyPrices(const Network& net) {
    for (std::uint32_t m = 0; m < net.markets.size(); ++m) {
      if (net.markets[m].what.product == net.product_of(net.facilities)) market_ = m;
    }
    prices.spot.push_back(net.markets[market_].spot0);
    prices.contract.push_back(0);
  }
  void record(const State& state, std::int64_t tick) override {
    if (tick == 0) return;  // the day that all is compared with
    prices.spot.push_back(state.markets.all[market_].spot);
    prices.contract.push_back(state.markets.all[market_].contract);
  }
  Prices prices;

 private:
  std::uint32_t market_ = 0;
};

// The day of the scenario on which what happens begins.
int day_of_event(const Scenario& scenario) {
  return static_cast<int>((scenario.disruptions.at(0).at - scenario.start).ticks() / 24);
}

Prices prices_of(const std::string& episode, const std::vector<Override>& parameters) {
  Diagnostics diagnostics;
  const auto scenario =
      load_scenario(std::string(FABSHOCK_ROOT) + "/scenarios/hindcast/" + episode + ".yaml", parameters, diagnostics);
  if (!scenario) throw std::runtime_error("cannot read " + episode);
  const auto network = build_network(*scenario, diagnostics);
  if (!network) throw std::runtime_error("no world for " + episode);
  const ShockPlan plan = plan_shocks(*network, *scenario, {});
  DailyPrices daily(*network);
  RunOptions options;
  options.horizon = scenario->horizon.ticks();
  options.record_every = network->step;
  Engine engine(*network, &plan, options);
  engine.run(&daily);
  daily.prices.event = day_of_event(*scenario);
  return daily.prices;
}

// Since the event: +20 % in the second week, fading over a quarter; nothing before.
double fading(int day) {
  if (day <= 0) return 0;
  return std::log(1.0 + 0.2 * (day < 14 ? day / 14.0 : std::exp(-(day - 14) / 91.0)));
}

// Squared errors of one episode, or of all.
struct Score {
  double ours = 0, no_change = 0, fades = 0;
  void print(const std::string& of) const {
    std::printf("%-17s skill against no change %.2f, against +20 %% fading %.2f\n", of.c_str(), 1 - ours / no_change,
                1 - ours / fades);
  }
};

struct Result {
  double median = 0;                 // of |ln error|
  double no_change = 0, fading = 0;  // skill against these
};

Result score_of(const std::vector<Override>& parameters) {
  std::map<std::string, Prices> runs;
  std::vector<double> errors;
  Score all;
  std::map<std::string, Score> by_episode;
  int within = 0;
  for (const Observed& o : kObserved) {
    if (runs.find(o.episode) == runs.end()) runs[o.episode] = prices_of(o.episode, parameters);
    const Prices& p = runs[o.episode];
    const auto& series = std::string_view(o.measure) == "spot" ? p.spot : p.contract;
    const double predicted = series[static_cast<std::size_t>(o.day)] - series.front();
    const double error = predicted - std::log(o.value);
    const double faded = fading(o.day - p.event);
    std::printf(
        "%-17s %-8s day %3d  model %.2f  no change 1.00  fading %.2f  observed %.2f (%.2f-%.2f)  ln error %+.3f\n",
        o.episode, o.measure, o.day, std::exp(predicted), std::exp(faded), o.value, o.low, o.high, error);
    errors.push_back(std::fabs(error));
    for (Score* score : {&all, &by_episode[o.episode]}) {
      score->ours += error * error;
      score->no_change += std::pow(std::log(o.value), 2);
      score->fades += std::pow(faded - std::log(o.value), 2);
    }
    within += std::exp(predicted) >= o.low * 0.9 && std::exp(predicted) <= o.high * 1.1 ? 1 : 0;
  }
  std::sort(errors.begin(), errors.end());
  const double median = (errors[(errors.size() - 1) / 2] + errors[errors.size() / 2]) / 2;
  for (const auto& [episode, score] : by_episode) score.print(episode);
  all.print("all");
  std::printf("median ln error %.3f; within 10 %% of the range %d of %zu\n", median, within, errors.size());
  return {median, 1 - all.ours / all.no_change, 1 - all.ours / all.fades};
}

// What the fit reached that the form and its defaults come from, over sixteen episodes.
constexpr Result kRoughFit = {0.049, 0.88, 0.83};

TEST(Episodes, PricesComeOutWithTheDefaults) {
  const Result with = score_of({});
  EXPECT_LE(with.median, 0.085) << "more than the rough fit's: docs/validation says why";
  EXPECT_GE(with.no_change, kRoughFit.no_change);
  EXPECT_GE(with.fading, kRoughFit.fading);
}

// In sample: N0, tau_f, beta and T_h as they fit these four best, within their ranges. Not the defaults, because left
// out one at a time the episodes come out no better with such a fit (docs/validation).
TEST(Episodes, PricesComeOutWithOneSetFittedToThem) {
  const Result with = score_of({{"model.belief.panic_scale", "119 d"},
                                {"model.belief.panic_fade", "25 d"},
                                {"model.belief.shortage_weight", "2.3"},
                                {"model.belief.shortage_horizon", "142 d"}});
  EXPECT_LE(with.median, kRoughFit.median);
  EXPECT_GE(with.no_change, kRoughFit.no_change);
  EXPECT_GE(with.fading, kRoughFit.fading);
}

}  // namespace
}  // namespace fabshock::test::episodes_test
