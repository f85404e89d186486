#include "property/random_world.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <sstream>
#include <string_view>
#include <vector>

#include "random/stream.h"

namespace fabshock::test {
namespace {

class Generator {
 public:
  Generator(std::uint64_t seed, const WorldKind& kind)
      : kind_(kind),
        draw_({.seed = seed}, "world", Purpose::kParameter),
        order_({.seed = seed}, "order", Purpose::kParameter) {}

  std::string text() {
    layers_ = 2 + below(4);
    makers();
    needs();
    if (kind_.disruptions) disruptions();
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
    if (!disruptions_.empty()) {
      out << "disruptions:\n";
      shuffle(disruptions_);
      for (const std::string& d : disruptions_) out << "  - " << d << '\n';
    }
    out << "record: {every: 1 d}\n";
    return out.str();
  }

 private:
  int below(int n) { return static_cast<int>(uniform(draw_) * n); }
  double between(double a, double b) { return std::round(uniform(draw_, a, b) * 100) / 100; }
  bool chance(double p) { return bernoulli(draw_, p); }

  void shuffle(std::vector<std::string>& lines) {
    if (!kind_.shuffled) return;
    for (std::size_t i = lines.size(); i > 1; --i) {
      std::swap(lines[i - 1], lines[static_cast<std::size_t>(uniform(order_) * static_cast<double>(i))]);
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
    constexpr std::array<const char*, 4> kRules = {"proportional", "priority", "linear", "uniform"};
    count_.resize(static_cast<std::size_t>(layers_));
    for (int layer = 0; layer < layers_; ++layer) {
      const bool power = layer == 0 && chance(0.4);  // the bottom layer may be a service
      service_ = layer == 0 ? power : service_;
      std::ostringstream p;
      p << product(layer) << ": {unit: u, quantum: " << (chance(0.5) ? "0.001" : "1") << ", price: 1, class: c" << layer
        << ", layer: l" << layer << ", storable: " << (power ? "false" : "true") << "}";
      products_.push_back(p.str());
      recipe(layer);
      const int n = 1 + below(3);
      count_[static_cast<std::size_t>(layer)] = n;
      for (int i = 0; i < n; ++i) {
        std::ostringstream f;
        f << maker(layer, i) << ": {site: s" << below(3) << ", owner: o" << i
          << ", kind: " << (power ? "utility" : "fab") << ", makes: " << product(layer);
        if (chance(0.7)) f << ", capacity: " << between(1.0, 1.5) * kFlow << "/day";
        if (!power && chance(0.6)) f << ", finished_stock: " << below(20) << " d";
        if (layer > 0)
          f << ", cover: {" << product(layer - 1) << ": " << (service_ && layer == 1 ? 0 : below(30)) << " d}";
        f << ", review: " << 1 + below(7) << " d, allocation: " << kRules[static_cast<std::size_t>(below(4))];
        f << ", inventory_time: " << 1 + below(40) << " d, pipeline_time: " << 1 + below(40) << " d";
        if (chance(0.3)) f << ", variability: " << between(0, 0.3);
        if (layer == 0 && !power && chance(0.2))
          f << ", reserve: " << below(60) * static_cast<int>(kFlow) << ' ' << 'u';
        facilities_.push_back(f.str() + "}");
      }
      if (layer > 0) connect(layer);
    }
  }

  void recipe(int layer) {
    std::ostringstream r;
    r << product(layer) << ": {cycle_time: " << below(60) * 12 << " h, yield: " << between(0.5, 1.0);
    if (layer > 0) {
      const char* criticality = chance(0.7) ? "critical" : chance(0.7) ? "important" : "non-critical";
      r << ", inputs: {" << product(layer - 1) << ": {per: " << between(0.3, 1.0) << ", criticality: " << criticality;
      if (std::string_view(criticality) == "important") r << ", weight: " << between(0.1, 0.9);
      r << ", line: " << (chance(0.3) ? "true" : "false") << "}}";
    }
    recipes_.push_back(r.str() + "}");
  }

  // Shares of whole percents that add up to 1 exactly.
  std::vector<int> shares(int n) {
    std::vector<int> parts(static_cast<std::size_t>(n), 100 / n);
    parts[0] += 100 - 100 / n * n;
    for (int i = 1; i < n; ++i) {
      const int move = below(parts[static_cast<std::size_t>(i)]);
      parts[static_cast<std::size_t>(i)] -= move;
      parts[0] += move;
    }
    return parts;
  }

  void lanes_to(const std::string& user, int layer) {
    const int n = count_[static_cast<std::size_t>(layer)];
    const std::vector<int> parts = shares(n);
    for (int i = 0; i < n; ++i) {
      std::ostringstream l;
      l << "- {from: " << maker(layer, i) << ", to: " << user << ", share: 0."
        << (parts[static_cast<std::size_t>(i)] < 10 ? "0" : "") << parts[static_cast<std::size_t>(i)];
      std::string line = l.str();
      if (parts[static_cast<std::size_t>(i)] == 100) line = line.substr(0, line.size() - 5) + "1";
      line += service_ && layer == 0
                  ? ", transit: 1 h"
                  : ", transit: " + std::to_string(1 + below(400)) + " h, priority: " + std::to_string(below(2));
      line += chance(0.5) ? ", mode: sea" : ", mode: air";
      lanes_.push_back(line + "}");
    }
  }

  void connect(int layer) {
    for (int i = 0; i < count_[static_cast<std::size_t>(layer)]; ++i) lanes_to(maker(layer, i), layer - 1);
  }

  void needs() {
    const int n = 1 + below(3);
    for (int z = 0; z < n; ++z) {
      const std::string id = "z" + std::to_string(z);
      std::ostringstream f;
      f << id << ": {region: " << (chance(0.5) ? "A" : "B") << ", units: " << product(layers_ - 1)
        << ", rate: " << between(0.05, 0.3) * kFlow << "/day, patience: " << below(3) * 20 << " d, cover: " << below(10)
        << " d";
      if (kind_.random_demand) f << ", demand: {process: normal, variation: 0.2}, growth: 0.1/year";
      needs_.push_back(f.str() + "}");
      lanes_to(id, layers_ - 1);
    }
  }

  std::string target() {
    switch (below(3)) {
      case 0:
        return "{any: [{site: s" + std::to_string(below(3)) + "}, {facility: m0-0}]}";
      case 1:
        return "{not: {facility: m0-0}}";
      default: {
        const int layer = below(layers_);
        return "{facility: " + maker(layer, below(count_[static_cast<std::size_t>(layer)])) + "}";
      }
    }
  }

  void disruptions() {
    constexpr std::array<const char*, 8> kTypes = {"outage",        "yield-loss",   "stock-loss",   "lane-closure",
                                                   "lane-slowdown", "lane-seizure", "lane-reroute", "outage"};
    const int n = 1 + below(4);
    for (int i = 0; i < n; ++i) {
      const std::string type = kTypes[static_cast<std::size_t>(below(8))];
      const bool lane = type.rfind("lane", 0) == 0;
      std::ostringstream d;
      d << "{id: d" << i << ", type: " << type << ", at: 2026-0" << 1 + below(6) << "-1" << below(9);
      if (type != "stock-loss") d << ", duration: " << 1 + below(1000) << " h";
      if (lane) {
        d << ", from: any, product: {class: c" << below(layers_) << "}";
        if (type == "lane-closure")
          d << ", leak: " << between(0, 0.5) << ", in_transit: "
            << (chance(0.4)   ? "hold"
                : chance(0.5) ? "lose"
                              : "deliver");
        if (type == "lane-slowdown") d << ", slow_factor: " << between(1, 4) << ", extra: " << below(200) << " h";
        if (type == "lane-reroute") d << ", mode: sea, extra: " << below(90) << " h, leak: " << between(0.1, 1);
      } else {
        d << ", select: " << (service_ ? "any" : target());
        if (type != "stock-loss") d << ", severity: " << between(0, 1);
        if (type == "outage") d << ", recovery: " << recovery() << ", wip_scrap: " << between(0, 1);
        if (type != "yield-loss") d << ", stock_input: " << between(0, 1) << ", stock_finished: " << between(0, 1);
      }
      disruptions_.push_back(d.str() + "}");
    }
  }

  std::string recovery() {
    switch (below(4)) {
      case 0:
        return "{shape: step}";
      case 1:
        return "{shape: linear, over: " + std::to_string(1 + below(60)) + " d}";
      case 2:
        return "{shape: exponential, over: " + std::to_string(1 + below(30)) + " d, cell: 6 h}";
      default:
        return "{shape: logistic, over: " + std::to_string(1 + below(30)) + " d}";
    }
  }

  static constexpr double kFlow = 1000;
  WorldKind kind_;
  Stream draw_, order_;
  int layers_ = 2;
  bool service_ = false;
  std::vector<int> count_;
  std::vector<std::string> products_, recipes_, facilities_, needs_, lanes_, disruptions_;
};

}  // namespace

std::string random_world(std::uint64_t seed, const WorldKind& kind) {
  return Generator(seed, kind).text();
}

}  // namespace fabshock::test
