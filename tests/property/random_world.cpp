#include "property/random_world.h"

#include <algorithm>
#include <sstream>
#include <stdexcept>
#include <vector>

#include "property/dice.h"
#include "property/random_disruptions.h"

namespace fabshock::test {
namespace {

class Generator {
 public:
  Generator(std::uint64_t seed, const WorldKind& kind)
      : kind_(kind),
        dice_(seed, "world"),
        order_(seed, "order"),
        builder_(seed, "builder"),
        holder_(seed, "holder"),
        opener_(seed, "opener") {}

  std::string text() {
    layers_ = 2 + dice_.below(4);
    makers();
    needs();
    if (kind_.disruptions)
      disruptions_ =
          random_disruptions(dice_, {.makers = count_, .service = service_, .priced = priced_, .orders = orders_});
    if (kind_.disruptions) policies();
    if (kind_.disruptions) permit();
    if (kind_.disruptions && builder_.chance(0.6)) investment();
    std::ostringstream out;
    out << "schema: fabshock/scenario/1\nname: random\ntitle: A random world\nstart: 2026-01-01\nhorizon: 300 "
           "d\nmodel:\n"
        << "  schema: fabshock/model/1\n  name: random\n  currency: USD\n  source: assumption\n"
        << "  regions: {A: {name: A, bloc: a}, B: {name: B, bloc: b}}\n"
        << "  sites: {s0: {region: A, lat: 24, lon: 121}, s1: {region: A, lat: 23, lon: 120}, s2: {region: B, lat: 40, "
           "lon: -100}}\n"
        << "  modes: {air: {speed: 700 km/h, handling: 20 h}, sea: {speed: 30 km/h, handling: 60 h}}\n";
    section(out, "products", products_);
    section(out, "recipes", recipes_);
    section(out, "facilities", facilities_);
    section(out, "needs", needs_);
    section(out, "lanes", lanes_);
    if (priced_) {
      out << "  market_defaults: [{select: any, contract_share: " << dice_.between(0, 1)
          << ", variable_share: " << dice_.between(0, 1) << ", adjustment: " << dice_.between(0, 0.2)
          << ", willingness_to_pay: " << (holder_.chance(0.5) ? holder_.between(1.1, 3) : 6.0)
          << ", below_cost: made up" << (dice_.chance(0.4) ? ", zones: [here, there]" : "")
          << (holder_.chance(0.5) ? ", users_stock: 0.7" : "") << "}]\n"
          << (holder_.chance(0.5) ? "  belief: {alarm: 0.4, tightness: 1, working_stock: 30 d}\n" : "")
          << "  zones: {here: {region: A}, there: {not: {region: A}}}\n";
    }
    if (!disruptions_.empty()) {
      out << "disruptions:\n";
      shuffle(disruptions_);
      for (const std::string& d : disruptions_) out << "  - " << d << '\n';
    }
    if (!policies_.empty()) {
      out << "policies:\n";
      shuffle(policies_);
      for (const std::string& policy : policies_) out << "  - " << policy << '\n';
    }
    if (!projects_.empty()) {
      out << "projects:\n";
      shuffle(projects_);
      for (const std::string& project : projects_) out << "  - " << project << '\n';
    }
    out << "record: {every: 1 d}\n";
    return out.str();
  }

 private:
  void shuffle(std::vector<std::string>& lines) {
    if (!kind_.shuffled) return;
    for (std::size_t i = lines.size(); i > 1; --i) {
      std::swap(lines[i - 1], lines[static_cast<std::size_t>(order_.below(static_cast<int>(i)))]);
    }
  }

  void section(std::ostringstream& out, const char* name, std::vector<std::string>& lines) {
    if (lines.empty()) return;
    out << "  " << name << ":\n";
    shuffle(lines);
    for (const std::string& line : lines) out << "    " << line << '\n';
  }

  static std::string product(int layer) { return "p" + std::to_string(layer); }
  static std::string maker(int layer, int i) { return "m" + std::to_string(layer) + "-" + std::to_string(i); }

  void makers() {
    service_ = dice_.chance(0.4);  // the bottom layer may be a service
    // What is made higher up may be needed a little further down: tools with chips in them to make chips.
    if (dice_.chance(0.35)) {
      loop_to_ = dice_.below(layers_);
      loop_from_ = loop_to_ + dice_.below(layers_ - loop_to_);
      if (service_ && loop_from_ == 0) loop_to_ = -1;  // a service cannot be stored to begin with
    }
    for (int layer = 0; layer < layers_; ++layer) {
      const bool power = layer == 0 && service_;
      std::ostringstream p;
      p << product(layer) << ": {unit: u, quantum: " << (dice_.chance(0.5) ? "0.001" : "0.01") << ", price: 1, class: c"
        << layer << ", layer: l" << layer << ", storable: " << (power ? "false" : "true") << "}";
      products_.push_back(p.str());
      recipe(layer);
      count_.push_back(1 + dice_.below(3));
      for (int i = 0; i < count_.back(); ++i) facility(layer, i, power);
    }
    for (int layer = 0; layer < layers_; ++layer) {
      for (int i = 0; i < count_[static_cast<std::size_t>(layer)]; ++i) {
        if (layer > 0) supply(maker(layer, i), layer - 1);
        if (layer == loop_to_) supply(maker(layer, i), loop_from_);
      }
    }
  }

  void facility(int layer, int i, bool power) {
    constexpr std::array<const char*, 5> kRules = {"proportional", "priority", "linear", "uniform",
                                                   "bid, bid_weight: 2"};
    std::ostringstream f;
    f << maker(layer, i) << ": {site: s" << dice_.below(3) << ", owner: o" << i
      << ", kind: " << (power ? "utility" : "fab") << ", makes: " << product(layer)
      << ", output: " << dice_.between(0.5, 1.5) * kFlow << "/day";  // a weight among the suppliers of a rule
    const bool limited = dice_.chance(0.7);
    if (limited) f << ", capacity: " << dice_.between(1.0, 1.5) * kFlow << "/day";
    if (!power && dice_.chance(0.6)) f << ", finished_stock: " << dice_.below(20) << " d";
    f << ", cover: {";
    if (layer > 0) f << product(layer - 1) << ": " << (service_ && layer == 1 ? "0" : cover(0));
    // Nothing on a circle could ever begin without some stock.
    if (layer == loop_to_) f << (layer > 0 ? ", " : "") << product(loop_from_) << ": " << cover(1);
    f << "}, review: " << 1 + dice_.below(7) << " d, allocation: " << dice_.one_of(kRules);
    f << ", inventory_time: " << 1 + dice_.below(40) << " d, pipeline_time: " << 1 + dice_.below(40) << " d";
    spread(f);
    if (dice_.chance(0.3)) f << ", variability: " << dice_.between(0, 0.3);
    if (layer == 0 && !power && dice_.chance(0.2))
      f << ", reserve: " << dice_.below(60) * static_cast<int>(kFlow) << ' ' << 'u';
    const bool continuous = kind_.moving && !power && dice_.chance(0.15);
    if (limited && !power && !continuous) extensible_.push_back(maker(layer, i));
    if (limited && builder_.chance(0.25) && kind_.disruptions) {
      f << ", expansion: {size: 0.2, threshold: 0.5, hurdle: 0.5, after: 10 d, lead_time: 20 d, ramp: 30 d}";
    }
    control(f, continuous);
    facilities_.push_back(f.str() + "}");
  }

  // Its stocks are those of many.
  void spread(std::ostringstream& f) {
    if (holder_.chance(0.3)) f << ", cover_spread: " << (holder_.chance(0.2) ? 1.0 : holder_.between(0, 1));
  }

  // How it forecasts and orders, where that is not left to the defaults.
  void control(std::ostringstream& f, bool continuous) {
    constexpr std::array<const char*, 3> kForecasts = {"exponential", "constant", "moving-average, window: 20 d"};
    if (dice_.chance(0.3)) f << ", forecast: " << dice_.one_of(kForecasts);
    if (continuous) f << ", continuous: true";
    if (continuous && dice_.chance(0.8)) {
      f << ", policy: base-stock, base_stock: " << dice_.below(5) * static_cast<int>(kFlow) << " u";
    } else if (dice_.chance(0.15)) {
      f << ", policy: order-up-to";
    }
    if (dice_.chance(0.2)) f << ", bid: " << dice_.between(0.5, 2);
    if (dice_.chance(0.2)) f << ", information_delay: " << dice_.below(40) << " d";
    if (dice_.chance(0.2))
      f << ", smoothing: " << dice_.between(0.01, 1) << "/day, demand_signal: " << dice_.between(0, 1);
    if (kind_.moving && dice_.chance(0.1)) f << ", service: exponential";
  }

  // A planned stock: a plain number, or one with bounds or a distribution.
  std::string cover(int least) {
    const int days = least + dice_.below(30);
    std::ostringstream c;
    switch (dice_.below(9)) {
      case 0:
        c << "{value: " << days << " d, low: " << days / 2 << ", high: " << days * 2 << '}';
        break;
      case 1:
        c << "{value: " << days << " d, dist: triangular(" << days / 2 << ", " << days << ", " << days * 2 + 1 << ")}";
        break;
      case 2:
        c << "{dist: uniform(" << days << " d, " << days + 10 << " d)}";
        break;
      case 3:
        c << "{dist: lognormal(" << days + 1 << " d, 0.5)}";
        break;
      case 4:
        c << "{dist: gamma(2, " << days + 1 << " d)}";
        break;
      default:
        c << days << " d";
        break;
    }
    return c.str();
  }

  void recipe(int layer) {
    std::ostringstream r;
    r << product(layer) << ": {cycle_time: " << dice_.below(60) * 12 << " h, yield: " << dice_.between(0.5, 1.0)
      << ", inputs: {";
    if (layer > 0) input(r, product(layer - 1), dice_.between(0.3, 1.0));
    if (layer == loop_to_) {
      if (layer > 0) r << ", ";
      input(r, product(loop_from_), dice_.between(0.01, 0.03));
    }
    recipes_.push_back(r.str() + "}}");
  }

  void input(std::ostringstream& r, const std::string& what, double per) {
    const bool critical = dice_.chance(0.7);
    const bool important = dice_.chance(0.7);
    r << what << ": {per: " << per << ", criticality: "
      << (critical    ? "critical"
          : important ? "important"
                      : "non-critical");
    if (!critical && important) r << ", weight: " << dice_.between(0.1, 0.9);
    r << ", line: " << (dice_.chance(0.3) ? "true" : "false");
    if (holder_.chance(0.3) && !(service_ && what == product(0))) {
      r << ", recycling: {most: " << holder_.between(0, 1) << ", elasticity: " << holder_.between(0, 2)
        << ", time: " << 1 + holder_.below(100) << " d}";
    }
    r << '}';
  }

  // Shares of whole percents that add up to 1 exactly.
  std::vector<int> shares(int n) {
    std::vector<int> parts(static_cast<std::size_t>(n), 100 / n);
    parts[0] += 100 - 100 / n * n;
    for (int i = 1; i < n; ++i) {
      const int move = dice_.below(parts[static_cast<std::size_t>(i)]);
      parts[static_cast<std::size_t>(i)] -= move;
      parts[0] += move;
    }
    return parts;
  }

  // From all makers of a layer to one of another.
  void supply(const std::string& user, int layer) {
    // A maker has no lane from itself by gravity: one that is alone would get nothing.
    const bool alone = count_[static_cast<std::size_t>(layer)] == 1 && user == maker(layer, 0);
    if (alone || !dice_.chance(0.25)) return lanes(user, layer);
    const bool service = service_ && layer == 0;
    gravity(layer, ", to: {facility: " + user + "}", service ? "1 h" : dice_.chance(0.5) ? transit() : "by-distance");
  }

  std::string transit() { return std::to_string(1 + dice_.below(400)) + " h"; }
  const char* mode() { return dice_.chance(0.5) ? ", mode: sea" : ", mode: air"; }

  void gravity(int layer, const std::string& to, const std::string& transit) {
    std::ostringstream l;
    l << "- {rule: gravity, product: " << product(layer) << to << ", exponent: " << dice_.below(2)
      << ", same_region: " << 1 + dice_.below(3) << ", same_bloc: " << dice_.between(0.5, 2) << ", transit: " << transit
      << mode() << '}';
    lanes_.push_back(l.str());
  }

  void lanes(const std::string& user, int layer) {
    const int n = count_[static_cast<std::size_t>(layer)];
    const std::vector<int> parts = shares(n);
    for (int i = 0; i < n; ++i) {
      const int percent = parts[static_cast<std::size_t>(i)];
      std::ostringstream l;
      l << "- {from: " << maker(layer, i) << ", to: " << user << ", share: " << percent << " %";
      if (service_ && layer == 0) {
        l << ", transit: 1 h";
      } else {
        l << ", transit: " << transit() << ", priority: " << dice_.below(2);
        if (dice_.chance(0.2)) l << ", contract: " << dice_.between(0, 1);
      }
      l << mode() << '}';
      lanes_.push_back(l.str());
    }
  }

  void needs() {
    priced_ = dice_.chance(0.5);
    const int top = layers_ - 1;
    // A rule for all users of the product; a maker that needs it too has lanes already.
    const bool by_rule = loop_from_ != top && dice_.chance(0.25);
    const int n = 1 + dice_.below(3);
    for (int z = 0; z < n; ++z) {
      const std::string id = "z" + std::to_string(z);
      std::ostringstream f;
      f << id << ": {region: " << (dice_.chance(0.5) ? "A" : "B") << ", units: " << product(top)
        << ", rate: " << dice_.between(0.05, 0.3) * kFlow << "/day, cover: " << cover(0);
      spread(f);
      const bool single_orders = kind_.moving && demand(f);
      if (priced_ && !single_orders && dice_.chance(0.5)) f << ", elasticity: " << -dice_.between(0, 2);
      f << ", patience: " << (single_orders ? "1000 y" : std::to_string(dice_.below(3) * 20) + " d");
      needs_.push_back(f.str() + "}");
      if (!by_rule) lanes(id, top);
    }
    if (by_rule) gravity(top, "", transit());
    if (top > 0 && !(service_ && top == 1) && dice_.chance(0.4)) two_options(top);
    if (dice_.chance(0.3)) {  // wants less than rounds to a quantum, so that nothing ever happens at it
      needs_.push_back("idle: {region: A, units: " + product(top) + ", rate: 0.000001/day}");
      lanes("idle", top);
    }
  }

  // What is made at the top, or what is made just below it; one of them may be barred.
  void two_options(int top) {
    std::ostringstream f;
    f << "both: {region: B, unit: flop, cover: " << cover(0) << ", substitution: {time: " << 1 + dice_.below(200)
      << " d, fill_weight: " << dice_.below(3) << ", price_weight: " << dice_.below(3) << "}";
    const double one = dice_.between(0.01, 0.1) * kFlow;
    const double two = dice_.between(0.01, 0.1) * kFlow;
    // Of what is asked for, what can be had at the start must give the more.
    const bool first = 3 * one < 2 * two;
    const bool bars = 3 * one != 2 * two && opener_.chance(0.5);
    f << ", options: {one: {units: " << product(top) << ", rate: " << one << "/day, compute: 3"
      << (bars && first ? ", barred: on" : "") << "}, two: {units: " << product(top - 1) << ", rate: " << two
      << "/day, compute: 2" << (bars && !first ? ", barred: on" : "") << "}}}";
    needs_.push_back(f.str());
    lanes("both", top);
    lanes("both", top - 1);
    if (bars) barred_ = first ? top : top - 1;
  }

  // What is barred may be had, or a part of it; for a while, or for good.
  void permit() {
    if (barred_ < 0 || opener_.chance(0.2)) return;
    std::ostringstream p;
    p << "{id: open, type: permit, importer: {facility: both}, products: {product: " << product(barred_)
      << "}, at: 2026-0" << 2 + opener_.below(3) << "-01";
    if (opener_.chance(0.5)) p << ", share: " << opener_.between(0.1, 1);
    if (opener_.chance(0.5)) p << ", until: 2026-0" << 6 + opener_.below(3) << "-15";
    policies_.push_back(p.str() + "}");
  }

  void policies() {
    constexpr std::array<const char*, 8> kTypes = {"import-ban, leak: 0.1, leak_extra: 3 d, leak_premium: 0.5",
                                                   "export-control, announced: 2026-02-01, rush: 20 d",
                                                   "export-control, announced: 2026-02-10, happens: false",
                                                   "quota, share: 0.4",
                                                   "licence, wait: 30 d, granted: 0.6",
                                                   "tariff, rate: 0.3",
                                                   "stockpile, stock: 15 d",
                                                   "rationing"};
    const int n = dice_.chance(0.5) ? 0 : 1 + dice_.below(3);
    for (int i = 0; i < n; ++i) {
      const int layer = dice_.below(layers_);
      std::ostringstream p;
      p << "{id: law" << i << ", type: " << dice_.one_of(kTypes) << ", products: {product: " << product(layer)
        << "}, at: 2026-0" << 3 + dice_.below(3) << "-01";
      if (dice_.chance(0.6)) p << ", until: 2026-0" << 6 + dice_.below(3) << "-15";
      policies_.push_back(p.str() + "}");
    }
  }

  // A plant that is planned, for all who use what it makes; and projects, of it and of one that stands.
  void investment() {
    const int layer = (service_ ? 1 : 0) + builder_.below(layers_ - (service_ ? 1 : 0));
    const bool tools = layer != loop_to_ && builder_.chance(0.4);  // of what it makes, to be made before it can
    std::ostringstream f;
    f << "planned: {site: s" << builder_.below(3) << ", owner: o9, kind: fab, makes: " << product(layer)
      << ", planned: true, capacity: " << builder_.between(0.1, 1.5) * kFlow << "/day"
      << (tools ? ", tools: {" + product(layer) + ": 500 u}" : "")
      << ", allocation: proportional, finished_stock: " << builder_.below(10)
      << " d, cover: 5 d, qualification: {time: " << 5 + builder_.below(40) << " d}, review: " << 1 + builder_.below(7)
      << " d}";
    facilities_.push_back(f.str());
    if (layer > 0) lanes("planned", layer - 1);
    if (layer == loop_to_) lanes("planned", loop_from_);
    if (tools) lanes("planned", layer);
    const auto to = [&](const std::string& user) {
      lanes_.push_back("- {from: planned, to: " + user + ", transit: " + transit() + "}");
    };
    if (layer + 1 < layers_) {
      for (int i = 0; i < count_[static_cast<std::size_t>(layer) + 1]; ++i) to(maker(layer + 1, i));
    } else {
      to("z0");
    }
    project("planned", "");
    if (builder_.chance(0.3)) {
      policies_.emplace_back("{id: aid, type: subsidy, select: any, at: 2026-01-05, share: 0.4, forward: 12 d}");
    }
    if (extensible_.empty() || builder_.chance(0.5)) return;
    const auto which = static_cast<std::size_t>(builder_.below(static_cast<int>(extensible_.size())));
    std::ostringstream more;
    more << ", capacity: " << builder_.between(0.1, 2) * kFlow << "/day";
    project(extensible_[which], more.str());
  }

  void project(const std::string& facility, const std::string& capacity) {
    constexpr std::array<const char*, 4> kEarly = {"", ", yield: 0.5, learning: 60 d",
                                                   ", defects: {first: 2, mature: 0.3, die: 0.8}, productivity: 0.6",
                                                   ", premium: 0.2, progress: 0.8"};
    std::ostringstream p;
    p << "{id: build-" << facility << ", facility: " << facility << ", tool_in: 2026-01-" << 10 + builder_.below(20)
      << ", install: " << builder_.below(60) << " d, ramp: " << builder_.below(3) * 40 << " d" << capacity
      << builder_.one_of(kEarly) << (builder_.chance(0.5) ? ", delay: {labour: \"exponential(20 d)\"}" : "") << '}';
    projects_.push_back(p.str());
  }

  // Returns whether single orders come at random, which neither grow nor give up.
  bool demand(std::ostringstream& f) {
    switch (dice_.below(5)) {
      case 0:
        f << ", demand: {process: normal, variation: " << dice_.between(0, 0.5) << '}';
        break;
      case 1:
        f << ", demand: {process: ar1, variation: " << dice_.between(0, 0.5)
          << ", correlation: " << dice_.between(-0.9, 0.9) << '}';
        break;
      case 2:
        f << ", continuous: true, demand: {process: poisson, order_size: " << 1 + dice_.below(100) << " u}";
        orders_ = true;
        return true;
      default:
        break;
    }
    if (dice_.chance(0.4)) f << ", growth: " << dice_.between(-0.5, 1) << "/year";
    if (dice_.chance(0.4)) season(f);
    return false;
  }

  // Two months at a time, so that the mean is 1.
  void season(std::ostringstream& f) {
    f << ", season: [";
    for (int pair = 0; pair < 6; ++pair) {
      const double above = dice_.between(0, 0.8);
      f << (pair > 0 ? ", " : "") << 1 + above << ", " << 1 - above;
    }
    f << ']';
  }

  static constexpr double kFlow = 1000;
  WorldKind kind_;
  Dice dice_, order_;
  Dice builder_, holder_, opener_;  // of their own, so that worlds without them stay as they are
  int layers_ = 2;
  bool service_ = false, priced_ = false;
  bool orders_ = false;                // some need has single orders
  int loop_from_ = -1, loop_to_ = -1;  // layers; -1: no product is needed further down
  int barred_ = -1;                    // layer of what is barred
  std::vector<int> count_;
  std::vector<std::string> products_, recipes_, facilities_, needs_, lanes_, disruptions_, policies_, projects_;
  std::vector<std::string> extensible_;  // facilities that a project can add to
};

}  // namespace

std::uint64_t worlds(std::uint64_t fallback) {
  const char* given = std::getenv("FABSHOCK_WORLDS");
  return given != nullptr ? std::strtoull(given, nullptr, 10) : fallback;
}

std::string random_world(std::uint64_t seed, const WorldKind& kind) {
  return Generator(seed, kind).text();
}

std::optional<World> feasible(const std::string& yaml) {
  try {
    return world_of(yaml);
  } catch (const std::runtime_error& refused) {
    if (std::string(refused.what()).find("no baseline") == std::string::npos) throw;
    return std::nullopt;
  }
}

std::optional<World> feasible_world(std::uint64_t seed, const WorldKind& kind) {
  return feasible(random_world(seed, kind));
}

}  // namespace fabshock::test
