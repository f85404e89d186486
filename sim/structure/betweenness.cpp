#include "structure/betweenness.h"

#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/betweenness_centrality.hpp>
#include <cmath>

#include "base/math.h"

namespace fabshock::structure {

std::vector<double> betweenness(const Trade& trade) {
  using Length = boost::property<boost::edge_weight_t, double>;
  using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS, boost::no_property, Length>;
  constexpr double kAStep = 1e-6;
  Graph graph(trade.firms());
  for (const Purchase& p : trade.purchases) {
    // In whole millionths, so that ways of one length are found to be.
    const double length = std::round(-det_log(std::min(1.0, p.share)) / kAStep) + 1;
    boost::add_edge(p.from, p.to, Length(length), graph);
  }
  std::vector<double> passed(trade.firms(), 0.0);
  boost::brandes_betweenness_centrality(
      graph, boost::centrality_map(boost::make_iterator_property_map(passed.begin(), get(boost::vertex_index, graph)))
                 .weight_map(get(boost::edge_weight, graph)));
  const auto others = static_cast<double>(std::count(trade.active.begin(), trade.active.end(), true)) - 1;
  passed.resize(trade.makers);
  for (double& p : passed) p = others > 1 ? p / (others * (others - 1)) : 0.0;
  return passed;
}

}  // namespace fabshock::structure
