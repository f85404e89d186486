#include "structure/cuts.h"

#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/edmonds_karp_max_flow.hpp>
#include <map>

namespace fabshock::structure {
namespace {

using Traits = boost::adjacency_list_traits<boost::vecS, boost::vecS, boost::directedS>;
using Properties = boost::property<boost::edge_capacity_t, int,
                                   boost::property<boost::edge_residual_capacity_t, int,
                                                   boost::property<boost::edge_reverse_t, Traits::edge_descriptor>>>;
using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS, boost::no_property, Properties>;

constexpr int kAny = 1'000'000;

// A facility is an edge from where goods come in to where they go out.
class Chain {
 public:
  Chain(std::uint32_t firms) : graph_(2 * std::size_t{firms} + 1), source_(2 * std::size_t{firms}) {}

  void connect(std::size_t from, std::size_t to, int capacity) {
    const auto there = boost::add_edge(from, to, graph_).first;
    const auto back = boost::add_edge(to, from, graph_).first;
    boost::put(boost::edge_capacity, graph_, there, capacity);
    boost::put(boost::edge_capacity, graph_, back, 0);
    boost::put(boost::edge_reverse, graph_, there, back);
    boost::put(boost::edge_reverse, graph_, back, there);
  }
  static std::size_t in(std::uint32_t n) { return 2 * std::size_t{n}; }
  static std::size_t out(std::uint32_t n) { return 2 * std::size_t{n} + 1; }
  std::size_t source() const { return source_; }

  std::vector<std::uint32_t> cut(const std::vector<std::uint32_t>& facilities, std::uint32_t need) {
    boost::edmonds_karp_max_flow(graph_, source_, in(need));
    std::vector<bool> reached(boost::num_vertices(graph_), false);
    std::vector<std::size_t> next = {source_};
    reached[source_] = true;
    while (!next.empty()) {
      const std::size_t at = next.back();
      next.pop_back();
      for (const auto edge : boost::make_iterator_range(boost::out_edges(at, graph_))) {
        const std::size_t to = boost::target(edge, graph_);
        if (reached[to] || boost::get(boost::edge_residual_capacity, graph_, edge) == 0) continue;
        reached[to] = true;
        next.push_back(to);
      }
    }
    std::vector<std::uint32_t> cut;
    for (const std::uint32_t n : facilities) {
      if (reached[in(n)] && !reached[out(n)]) cut.push_back(n);
    }
    return cut;
  }

 private:
  Graph graph_;
  std::size_t source_;
};

class Cutting {
 public:
  explicit Cutting(const Trade& trade) : t_(trade), bought_(t_.firms()), sold_(t_.firms()) {
    for (const Required& required : t_.required) {
      if (required.weight < 1) continue;  // something goes on without it
      for (const std::uint32_t p : required.purchases) {
        bought_[t_.purchases[p].to].push_back(t_.purchases[p].from);
        sold_[t_.purchases[p].from].push_back(t_.purchases[p].to);
      }
    }
  }

  void add(std::uint32_t need, std::vector<Cut>& cuts) const {
    const std::vector<bool> behind = reach({need}, bought_);
    std::map<std::uint32_t, std::vector<std::uint32_t>> makers;  // by product
    for (std::uint32_t n = 0; n < t_.makers; ++n) {
      if (behind[n] && t_.product[n] != Trade::kNone) makers[t_.product[n]].push_back(n);
    }
    for (const auto& [product, of] : makers) {
      std::vector<std::uint32_t> between;
      const std::vector<bool> before = reach(of, sold_);
      Chain chain(t_.firms());
      for (const std::uint32_t n : of) chain.connect(chain.source(), Chain::in(n), kAny);
      for (std::uint32_t n = 0; n < t_.makers; ++n) {
        if (!behind[n] || !before[n]) continue;
        between.push_back(n);
        chain.connect(Chain::in(n), Chain::out(n), 1);
        for (const std::uint32_t buyer : sold_[n]) {
          if (buyer == need || (buyer < t_.makers && behind[buyer]))
            chain.connect(Chain::out(n), Chain::in(buyer), kAny);
        }
      }
      cuts.push_back({need, product, static_cast<std::uint32_t>(of.size()), chain.cut(between, need)});
    }
  }

 private:
  using Lists = std::vector<std::vector<std::uint32_t>>;
  static std::vector<bool> reach(std::vector<std::uint32_t> next, const Lists& onward) {
    std::vector<bool> reached(onward.size(), false);
    for (const std::uint32_t n : next) reached[n] = true;
    while (!next.empty()) {
      const std::uint32_t at = next.back();
      next.pop_back();
      for (const std::uint32_t to : onward[at]) {
        if (reached[to]) continue;
        reached[to] = true;
        next.push_back(to);
      }
    }
    return reached;
  }

  const Trade& t_;
  Lists bought_, sold_;  // by firm: of whom what is required, and to whom
};

}  // namespace

std::vector<Cut> cuts(const Trade& trade) {
  const Cutting cutting(trade);
  std::vector<Cut> all;
  for (std::uint32_t n = trade.makers; n < trade.firms(); ++n) cutting.add(n, all);
  return all;
}

}  // namespace fabshock::structure
