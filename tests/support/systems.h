// A need that strong systems of one country and weak ones of another serve: China's choice in small.
#pragma once
#include <string>

#include "support/live.h"

namespace fabshock::test::systems {

// 72 strong chips of 2.5 PFLOP/s in a rack of 145 kW, or 384 weak ones of 0.78 in one of 559
// kW.
inline std::string world(const std::string& rest,
                         const std::string& switches = "switching: off, inflation: off, cancellation: off",
                         const std::string& rules = "time: 100 d", const std::string& growth = "0",
                         const std::string& markets = "") {
  return R"(schema: fabshock/scenario/1
name: substitution
start: 2026-01-01
horizon: 20 y
switches: {)" +
         switches + R"(}
model:
  schema: fabshock/model/1
  name: substitution
  currency: USD
  source: assumption
  regions: {A: {bloc: one}, B: {bloc: two}}
  sites: {a: {region: A, lat: 0, lon: 0}, b: {region: B, lat: 10, lon: 10}}
  products:
    nvl72: {unit: rack, quantum: 0.00001, price: 3000000, class: strong}
    cloudmatrix: {unit: rack, quantum: 0.00001, price: 8200000, class: weak}
  recipes: {nvl72: {cycle_time: 5 d}, cloudmatrix: {cycle_time: 5 d}}
  facilities:
    strong: {site: b, owner: N, kind: maker, makes: nvl72, capacity: 10/day, finished_stock: 5 d}
    weak: {site: a, owner: H, kind: maker, makes: cloudmatrix, capacity: 100/day, finished_stock: 5 d}
  needs:
    compute:
      region: A
      unit: PFLOP/s
      growth: )" +
         growth + R"(
      patience: 0
      cover: 10 d
      substitution: {)" +
         rules + R"(}
      options:
        nvl72: {units: nvl72, rate: 10/day, compute: 180, power: 145 kW}
        cloudmatrix384: {units: cloudmatrix, rate: 5/day, compute: 299.52, power: 559 kW}
  lanes:
    - {from: strong, to: compute, transit: 3 d}
    - {from: weak, to: compute, transit: 3 d}
)" + markets +
         rest;
}

struct Options {
  std::uint32_t strong = 0, weak = 0;  // sinks
};

inline Options options_of(const Live& live) {
  const Network& net = live.net();
  const std::uint32_t first = net.facilities;
  return net.product_name(first) == "nvl72" ? Options{0, 1} : Options{1, 0};
}

inline double asked(const Live& live, std::uint32_t sink) {
  return static_cast<double>(live.state().nodes[live.net().facilities + sink].wanted) * 1e-5;
}

}  // namespace fabshock::test::systems
