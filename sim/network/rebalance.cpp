#include "network/rebalance.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "network/demand_cuts.h"
#include "scenario/advance.h"

namespace fabshock {
namespace {

constexpr double kSettled = 1e-10;  // of starts, from round to round
constexpr double kEnough = 1e-7;    // of what is asked for: by so much makers may be short, and make it all the same
constexpr int kMostRounds = 200;    // until flows settle

using Edge = boost::graph_traits<WorldGraph>::edge_descriptor;

class Balancing {
 public:
  Balancing(WorldGraph& graph, Model& model, const Model& tables, const std::vector<double>& then,
            Diagnostics& diagnostics)
      : graph_(graph), model_(model), then_(then), diagnostics_(diagnostics), markets_(graph, model, tables, then) {}

  void run() {
    const std::size_t errors = diagnostics_.errors();
    DemandCuts cuts(graph_, model_, markets_, [this] { return settle(); });
    if (!settle() || !cuts.fit()) {
      if (diagnostics_.errors() == errors) no_balance();
      return;
    }
    check();
    keep_pace();
    draw_on_reserves();
  }

 private:
  // Flows at the demand that there is.
  bool settle() {
    const std::size_t errors = diagnostics_.errors();
    for (int round = 0; round < kMostRounds; ++round) {
      const std::vector<double> before = starts_of(graph_);
      set_baseline(graph_, model_, baseline_of(graph_, model_), diagnostics_);
      if (diagnostics_.errors() != errors) return false;
      if (round > 1 && settled(before)) return true;
      markets_.share_out();
    }
    return false;
  }

  bool settled(const std::vector<double>& before) const {
    for (std::uint32_t n = 0; n < before.size(); ++n) {
      if (std::fabs(graph_[n].starts - before[n]) > kSettled * std::max(before[n], graph_[n].starts)) return false;
    }
    return true;
  }

  void no_balance() {
    diagnostics_.error(model_.trends.front().place,
                       "no flows were found that balance at the epoch " + to_string(*model_.epoch),
                       "trends that leave makers more room, or another epoch");
  }

  void check() {
    for (const SharedPart& part : markets_.parts({})) {
      if (!markets_.names_capacity_of(part.product)) continue;
      if (part.asked > part.most * (1 + kEnough)) report(part);
    }
    check_inputs();
  }

  // Nothing is made from nothing: of every input somebody brings all that is taken.
  void check_inputs() {
    for (std::uint32_t n = 0; n < boost::num_vertices(graph_); ++n) {
      if (graph_[n].starts <= 0) continue;
      std::map<std::uint32_t, std::pair<double, Edge>> brought;  // by input: shares, any lane
      for (const Edge e : boost::make_iterator_range(boost::in_edges(n, graph_))) {
        const auto of = brought.try_emplace(graph_[e].input, 0.0, e).first;
        of->second.first += graph_[e].share;
      }
      for (const auto& [input, of] : brought) {
        const auto& [share, lane] = of;
        if (share < 1 - kEnough && per_of(graph_, graph_[lane]) > 0) nobody_brings(n, lane);
      }
    }
  }

  void report(const SharedPart& part) {
    const ProductRef& makes = model_.facilities[part.makers.front()].makes;
    const Product& product = model_.products[makes.product.value];
    const auto first = std::find_if(model_.trends.begin(), model_.trends.end(), [&](const Trend& t) {
      return t.type == TrendType::kCapacity && model_.facilities[t.facility.value].makes.product == makes.product;
    });
    std::string name = product.id;
    if (!makes.variant.empty()) name.append("/").append(makes.variant);
    diagnostics_.error(
        first->place,
        "at the epoch " + to_string(*model_.epoch) + " " + std::to_string(part.asked) + ' ' + product.unit + " of '" +
            name + "' a day are asked for of '" + model_.facilities[part.makers.front()].id +
            "' and who sells to its buyers, and they can make " + std::to_string(part.most) + " at 98 % use",
        "more capacity, slower growth of what needs ask for, or 'supply_bound' where they take what there "
        "is");
  }

  void nobody_brings(std::uint32_t n, Edge lane) {
    const bool needs = n >= model_.facilities.size();
    const std::string& who = needs ? model_.needs[graph_[n].need.value].id : model_.facilities[n].id;
    const Product& product = model_.products[model_.facilities[graph_[lane].from].makes.product.value];
    diagnostics_.error(model_.trends.front().place,
                       "at the epoch " + to_string(*model_.epoch) + " nobody brings '" + who + "' all the '" +
                           product.id + "' that it takes",
                       "its suppliers have lost their capacity, or are asked for nothing any more: a lane from others");
  }

  void keep_pace() {
    for (std::uint32_t f = 0; f < model_.facilities.size(); ++f) {
      Facility& facility = model_.facilities[f];
      if (!facility.capacity || facility.planned || facility.joined || then_[f] <= 0) continue;
      if (!markets_.keeps_pace(f)) continue;
      const double growth = graph_[f].starts / then_[f];
      if (growth > 1) set_value(*facility.capacity, facility.capacity->value * growth);
    }
  }

  void draw_on_reserves() {
    const double days = hours_moved(model_) / 24;
    for (std::uint32_t f = 0; f < model_.facilities.size(); ++f) {
      Facility& facility = model_.facilities[f];
      if (!facility.reserve) continue;
      double used = days * (then_[f] + graph_[f].starts) / 2;
      for (const Trend& trend : model_.trends) {
        if (trend.type != TrendType::kDraw || trend.facility != FacilityIx{f}) continue;
        used = markets_.drawn_by(f, trend);
      }
      facility.reserve->value = std::max(0.0, facility.reserve->value - used);
      if (facility.reserve->value > 0 || graph_[f].starts <= 0) continue;
      diagnostics_.error(facility.place,
                         "the reserve of '" + facility.id + "' is used up before the epoch " +
                             to_string(*model_.epoch) + ", and would still be drawn on",
                         "trends that take what it gives from others by then, or an earlier epoch");
    }
  }

  WorldGraph& graph_;
  Model& model_;
  const std::vector<double>& then_;
  Diagnostics& diagnostics_;
  SharedMarkets markets_;
};

}  // namespace

void rebalance(WorldGraph& graph, Model& model, const Model& tables, const std::vector<double>& starts_then,
               Diagnostics& diagnostics) {
  Balancing(graph, model, tables, starts_then, diagnostics).run();
}

}  // namespace fabshock
