#include "property/random_disruptions.h"

#include <sstream>

namespace fabshock::test {
namespace {

class Writer {
 public:
  Writer(Dice& dice, const Targets& targets) : dice_(dice), targets_(targets) {}

  std::string disruption(int number) {
    std::ostringstream d;
    d << "{id: d" << number;
    if (dice_.chance(0.2)) {
      if (dice_.chance(0.5)) d << ", at: " << date();
      d << ", type: hazard, rate: " << 1 + dice_.below(8) << "/year, ";
      const std::string type = dice_.chance(0.4) ? "earthquake" : type_of();
      const bool quake = type == "earthquake";
      const bool own = quake && dice_.chance(0.5);  // an event may bring its footprint, or find the hazard's
      if (quake && !own) d << footprint(true) << ", ";
      d << "event: {" << body(type) << (own ? ", " + footprint(true) : "") << '}';
    } else {
      const std::string type = type_of();
      d << ", at: " << date() << ", " << body(type) << (type == "earthquake" ? ", " + footprint(false) : "");
    }
    return d.str() + "}";
  }

 private:
  const char* type_of() {
    constexpr std::array<const char*, 11> kTypes = {"outage",        "yield-loss",   "stock-loss",   "lane-closure",
                                                    "lane-slowdown", "lane-seizure", "lane-reroute", "earthquake",
                                                    "utility-loss",  "cost-rise",    "demand-surge"};
    const char* type = dice_.one_of(kTypes);
    const bool fits = (std::string_view(type) != "utility-loss" || targets_.service) &&
                      (std::string_view(type) != "demand-surge" || !targets_.orders) &&
                      (std::string_view(type) != "cost-rise" || targets_.priced);
    return fits ? type : "outage";
  }

  std::string date() {
    std::ostringstream d;
    d << "2026-0" << 1 + dice_.below(6) << "-1" << dice_.below(9);
    return d.str();
  }

  // All keys of a disruption but those that say when it comes.
  std::string body(const std::string& type) {
    std::ostringstream d;
    const bool silent = type == "cost-rise" || type == "demand-surge" || type == "lane-slowdown";
    d << "type: " << type << alert(targets_.priced && !silent);
    if (type != "stock-loss") d << ", duration: " << 1 + dice_.below(1000) << " h";
    if (type.rfind("lane", 0) == 0) {
      lanes(d, type);
      return d.str();
    }
    if (type == "demand-surge") {
      d << ", select: any, severity: " << dice_.between(0, 1) << ", rise: " << dice_.between(0, 2);
      return d.str() + ", recovery: " + recovery();
    }
    if (type != "earthquake" || dice_.chance(0.5)) {
      d << ", select: " << (type == "utility-loss" ? "{kind: utility}" : target());
    }
    if (type != "stock-loss") d << ", severity: " << dice_.between(0, 1);
    if (type == "earthquake") {
      d << ", fragility: {median: " << dice_.between(0.02, 0.4);
      if (dice_.chance(0.5)) d << ", beta: " << dice_.between(0.2, 1);
      d << '}';
    }
    if (type == "outage" || type == "earthquake" || type == "utility-loss") {
      d << ", recovery: " << recovery() << ", wip_scrap: " << dice_.between(0, 1);
      if (dice_.chance(0.3)) d << ", rework: " << dice_.between(0, 1);
      if (dice_.chance(0.3)) d << ", dead_time: " << dice_.below(200) << " h";
    }
    if (type == "cost-rise") {
      d << ", rise: " << dice_.between(0, 2) << ", recovery: " << recovery();
    } else if (type != "yield-loss") {
      d << ", stock_input: " << dice_.between(0, 1) << ", stock_finished: " << dice_.between(0, 1);
    }
    return d.str();
  }

  // What is told of it; now and then that is all there is.
  std::string alert(bool told) {
    if (dice_.chance(0.1)) return ", alert: off";
    if (dice_.chance(0.6)) return "";
    std::ostringstream a;
    if (told && dice_.chance(0.3)) a << ", happens: false";
    a << ", alert: {delay: " << dice_.below(200) << " h, bias: " << dice_.between(0, 2);
    if (dice_.chance(0.3)) a << ", duration: " << dice_.below(2000) << " h";
    return a.str() + "}";
  }

  void lanes(std::ostringstream& d, const std::string& type) {
    d << ", from: any, product: {class: c" << dice_.below(static_cast<int>(targets_.makers.size())) << "}";
    if (type == "lane-closure") d << ", leak: " << dice_.between(0, 0.5) << in_transit();
    if (type == "lane-slowdown") {
      d << ", slow_factor: " << dice_.between(1, 4) << ", extra: " << dice_.below(200) << " h";
    }
    if (type == "lane-seizure" && dice_.chance(0.5)) d << in_transit();
    if (type == "lane-reroute") {
      d << ", mode: sea, extra: " << dice_.below(90) << " h, leak: " << dice_.between(0.1, 1);
    }
  }

  std::string in_transit() {
    constexpr std::array<const char*, 3> kFates = {"hold", "lose", "deliver"};
    return std::string(", in_transit: ") + dice_.one_of(kFates);
  }

  std::string target() {
    switch (dice_.below(3)) {
      case 0:
        return "{any: [{site: s" + std::to_string(dice_.below(3)) + "}, {facility: m0-0}]}";
      case 1:
        return "{not: {facility: m0-0}}";
      default: {
        const int layer = dice_.below(static_cast<int>(targets_.makers.size()));
        const int maker = dice_.below(targets_.makers[static_cast<std::size_t>(layer)]);
        return "{facility: m" + std::to_string(layer) + "-" + std::to_string(maker) + "}";
      }
    }
  }

  // Near the sites of region A; a hazard's may be a box.
  std::string footprint(bool of_hazard) {
    std::ostringstream f;
    f << "footprint: {lat: " << dice_.between(22, 24) << ", lon: " << dice_.between(119, 121);
    if (of_hazard && dice_.chance(0.6)) {
      f << ", lat2: " << dice_.between(24, 26) << ", lon2: " << dice_.between(121, 123);
    }
    f << ", magnitude: " << dice_.between(5.5, 8);
    if (dice_.chance(0.7)) f << ", depth: " << 1 + dice_.below(60) << " km";
    return f.str() + "}";
  }

  std::string recovery() {
    const std::string cell = dice_.chance(0.3) ? ", cell: " + std::to_string(1 + dice_.below(48)) + " h" : "";
    switch (dice_.below(5)) {
      case 0:
        return "{shape: step" + cell + "}";
      case 1:
        return "{shape: linear, over: " + std::to_string(1 + dice_.below(60)) + " d" + cell + "}";
      case 2:
        return "{shape: exponential, over: " + std::to_string(1 + dice_.below(30)) + " d" + cell + "}";
      case 3:
        return "{shape: logistic, over: " + std::to_string(1 + dice_.below(30)) + " d" + cell + "}";
      default:
        return "{" + points() + cell + "}";
    }
  }

  std::string points() {
    std::ostringstream p;
    p << "points: [[0 h, 1]";
    int hours = 0;
    const int n = 1 + dice_.below(4);
    for (int i = 0; i < n; ++i) {
      hours += 1 + dice_.below(400);
      p << ", [" << hours << " h, " << (i + 1 < n || dice_.chance(0.1) ? dice_.between(0, 1) : 0) << ']';
    }
    return p.str() + "]";
  }

  Dice& dice_;
  const Targets& targets_;
};

}  // namespace

std::vector<std::string> random_disruptions(Dice& dice, const Targets& targets) {
  Writer writer(dice, targets);
  std::vector<std::string> all;
  const int n = 1 + dice.below(4);
  for (int i = 0; i < n; ++i) all.push_back(writer.disruption(i));
  return all;
}

}  // namespace fabshock::test
