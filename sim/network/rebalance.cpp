#include "network/rebalance.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include "scenario/advance.h"

namespace fabshock {
namespace {

using Edge = boost::graph_traits<WorldGraph>::edge_descriptor;
using Made = std::pair<ProductIx, std::string>;  // product and variant

constexpr double kFull = 0.98;      // of capacity
constexpr double kSettled = 1e-10;  // of starts, from round to round
constexpr double kFitted = 1e-12;   // of rows
constexpr int kMostRounds = 100, kMostFits = 2000;

struct Maker {
  std::uint32_t node = 0;
  double capacity = 0;  // [units of good output a day]; infinite: it has no limit
  double usual = 0;     // u K: what it would make at the use of the tables
  double target = 0;
};

double yield_in(const Model& model, std::uint32_t f) {
  const RecipeIx recipe = model.facilities[f].recipe;
  return recipe.valid() ? model.recipes[recipe.value].yield.value : 1.0;
}

class Balancing {
 public:
  Balancing(WorldGraph& graph, Model& model, const Model& tables, const std::vector<double>& then,
            Diagnostics& diagnostics)
      : graph_(graph), model_(model), tables_(tables), then_(then), diagnostics_(diagnostics) {
    find_makers();
  }

  void run() {
    const std::size_t errors = diagnostics_.errors();
    for (int round = 0; round < kMostRounds; ++round) {
      const std::vector<double> before = starts_of(graph_);
      solve_baseline(graph_, model_, diagnostics_);
      if (diagnostics_.errors() != errors) return;
      if (round > 1 && settled(before)) break;
      for (auto& [made, makers] : named_) share_out(made, makers, false);
    }
    for (auto& [made, makers] : named_) share_out(made, makers, true);
    keep_pace();
    draw_on_reserves();
  }

 private:
  void find_makers() {
    std::set<Made> named;
    for (const Trend& trend : model_.trends) {
      if (trend.type != TrendType::kCapacity) continue;
      const ProductRef& makes = model_.facilities[trend.facility.value].makes;
      named.insert({makes.product, makes.variant});
    }
    for (std::uint32_t f = 0; f < model_.facilities.size(); ++f) {
      const Facility& facility = model_.facilities[f];
      const Made made{facility.makes.product, facility.makes.variant};
      const bool passes_on = is_stock_holder(facility) || facility.reserve || facility.planned;
      if (passes_on || !named.contains(made)) continue;
      Maker maker{f};
      maker.capacity =
          facility.capacity ? facility.capacity->value * yield_in(model_, f) : std::numeric_limits<double>::infinity();
      named_[made].push_back(maker);
      is_named_.insert(f);
    }
    for (auto& [made, makers] : named_) set_usual(makers);
  }

  // Use in the tables; of who is new, that of all others together.
  void set_usual(std::vector<Maker>& makers) const {
    double starts = 0;
    double capacity = 0;
    const auto known = [&](const Maker& m) { return !model_.facilities[m.node].joined && then_[m.node] > 0; };
    for (const Maker& m : makers) {
      if (!known(m) || !tables_.facilities[m.node].capacity) continue;
      starts += then_[m.node];
      capacity += tables_.facilities[m.node].capacity->value;
    }
    const double mean = capacity > 0 ? starts / capacity : kFull;
    for (Maker& m : makers) {
      const auto& limit = tables_.facilities[m.node].capacity;
      if (!limit) {
        m.usual = then_[m.node] * yield_in(model_, m.node);
      } else {
        m.usual = m.capacity * (known(m) ? then_[m.node] / limit->value : model_.facilities[m.node].joined ? mean : 0);
      }
    }
  }

  bool settled(const std::vector<double>& before) const {
    for (std::uint32_t n = 0; n < before.size(); ++n) {
      if (std::fabs(graph_[n].starts - before[n]) > kSettled * std::max(before[n], graph_[n].starts)) return false;
    }
    return true;
  }

  // T_i of makers of which `asked` a day is asked for together; false: they cannot make it.
  static bool set_targets(std::vector<Maker>& makers, double asked) {
    std::vector<bool> full(makers.size(), false);
    for (;;) {
      double left = asked;
      double usual = 0;
      for (std::size_t i = 0; i < makers.size(); ++i) {
        if (full[i]) left -= makers[i].target;
        if (!full[i]) usual += makers[i].usual;
      }
      if (usual <= 0) return left <= kFitted * asked;
      bool more = false;
      for (std::size_t i = 0; i < makers.size(); ++i) {
        if (full[i]) continue;
        makers[i].target = std::max(0.0, left) / usual * makers[i].usual;
        if (makers[i].target <= kFull * makers[i].capacity) continue;
        makers[i].target = kFull * makers[i].capacity;
        full[i] = more = true;
      }
      if (!more) return true;
    }
  }

  void share_out(const Made& made, std::vector<Maker>& makers, bool check) {
    std::map<std::pair<std::uint32_t, std::uint32_t>, double> columns;  // by user and input: what it takes of them
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<std::pair<std::size_t, Edge>>> into;
    double asked = 0;
    for (std::size_t i = 0; i < makers.size(); ++i) {
      for (const Edge e : boost::make_iterator_range(boost::out_edges(makers[i].node, graph_))) {
        const WorldEdge& edge = graph_[e];
        if (graph_[edge.to].starts <= 0 || per_of(graph_, edge) <= 0) continue;
        columns[{edge.to, edge.input}] += edge.flow;
        into[{edge.to, edge.input}].emplace_back(i, e);
        asked += edge.flow;
      }
    }
    if (asked <= 0) return;
    const bool enough = set_targets(makers, asked);
    if (!enough && check) report(made, makers, asked);
    if (!enough || check) return;
    for (auto& [user, edges] : into) {
      for (auto& [i, e] : edges) {
        const bool fresh = model_.facilities[makers[i].node].joined && graph_[e].flow <= 0;
        if (fresh) graph_[e].flow = columns[user] * makers[i].target / asked;
      }
    }
    fit(makers, columns, into);
    for (const auto& [user, edges] : into) {
      for (const auto& [i, e] : edges) {
        WorldEdge& edge = graph_[e];
        edge.share = edge.flow / (graph_[edge.to].starts * per_of(graph_, edge));
        edge.untried = edge.untried && edge.share <= 0;
      }
    }
  }

  template <class Columns, class Into>
  void fit(const std::vector<Maker>& makers, const Columns& columns, const Into& into) {
    std::vector<double> rows(makers.size());
    for (int pass = 0; pass < kMostFits; ++pass) {
      std::fill(rows.begin(), rows.end(), 0.0);
      for (const auto& [user, edges] : into) {
        double sum = 0;
        for (const auto& [i, e] : edges) sum += graph_[e].flow;
        const double scale = sum > 0 ? columns.at(user) / sum : 0;
        for (const auto& [i, e] : edges) rows[i] += graph_[e].flow *= scale;
      }
      double worst = 0;
      for (std::size_t i = 0; i < makers.size(); ++i) {
        if (rows[i] > 0) worst = std::max(worst, std::fabs(makers[i].target / rows[i] - 1));
      }
      if (worst < kFitted) return;
      if (pass + 1 == kMostFits) return;  // the columns hold
      for (const auto& [user, edges] : into) {
        for (const auto& [i, e] : edges) {
          if (rows[i] > 0) graph_[e].flow *= makers[i].target / rows[i];
        }
      }
    }
  }

  void report(const Made& made, const std::vector<Maker>& makers, double asked) {
    double most = 0;
    for (const Maker& m : makers) most += kFull * m.capacity;
    const Product& product = model_.products[made.first.value];
    const auto first = std::find_if(model_.trends.begin(), model_.trends.end(), [&](const Trend& t) {
      return t.type == TrendType::kCapacity && model_.facilities[t.facility.value].makes.product == made.first;
    });
    diagnostics_.error(first->place,
                       "at the epoch " + to_string(*model_.epoch) + " " + std::to_string(asked) + ' ' + product.unit +
                           " of '" + product.id + "' a day are asked for, and its makers can make " +
                           std::to_string(most) + " at 98 % use",
                       "more capacity, or slower growth of what needs ask for");
  }

  // What no trend names has the capacity for what is asked of it, at the use of the tables.
  void keep_pace() {
    for (std::uint32_t f = 0; f < model_.facilities.size(); ++f) {
      Facility& facility = model_.facilities[f];
      if (is_named_.contains(f) || !facility.capacity || facility.planned || then_[f] <= 0) continue;
      const double growth = graph_[f].starts / then_[f];
      if (growth <= 0) continue;
      Number& capacity = *facility.capacity;
      capacity.value *= growth;
      if (capacity.low) *capacity.low *= growth;
      if (capacity.high) *capacity.high *= growth;
    }
  }

  void draw_on_reserves() {
    const double days = hours_moved(model_) / 24;
    for (std::uint32_t f = 0; f < model_.facilities.size(); ++f) {
      Facility& facility = model_.facilities[f];
      if (!facility.reserve) continue;
      const double used = days * (then_[f] + graph_[f].starts) / 2;
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
  const Model& tables_;
  const std::vector<double>& then_;
  Diagnostics& diagnostics_;
  std::map<Made, std::vector<Maker>> named_;
  std::set<std::uint32_t> is_named_;
};

}  // namespace

std::vector<double> starts_of(const WorldGraph& graph) {
  std::vector<double> starts;
  for (const auto v : boost::make_iterator_range(boost::vertices(graph))) starts.push_back(graph[v].starts);
  return starts;
}

void rebalance(WorldGraph& graph, Model& model, const Model& tables, const std::vector<double>& starts_then,
               Diagnostics& diagnostics) {
  Balancing(graph, model, tables, starts_then, diagnostics).run();
}

}  // namespace fabshock
