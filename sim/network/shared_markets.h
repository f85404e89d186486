// The products of a world moved to a later date whose makers share what is asked of them: those of which a trend names
// a capacity, or what a finite stock gives (rebalance.h has the rules).
#pragma once
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "network/share_out.h"
#include "network/world_graph.h"

namespace fabshock {

// Makers that share users, directly or by others, and what is asked of them [units of good output a day].
struct SharedPart {
  ProductIx product;
  std::vector<std::uint32_t> makers;  // facilities
  double asked = 0, most = 0;
  double beyond = 0;  // by what share a maker of it is asked for more than its capacity, at most: lanes leave no choice
  double of_response = 0;  // of `asked`, at present shares, what the given starts take
};

class SharedMarkets {
 public:
  // graph: drawn from the moved model, not yet balanced; its lanes get the shares to begin with. starts_then: by
  // vertex.
  SharedMarkets(WorldGraph& graph, const Model& model, const Model& tables, const std::vector<double>& starts_then);

  // New shares of lanes, by what users take at the starts that there are.
  void share_out();
  // As of the last sharing. response: starts by vertex, or empty.
  std::vector<SharedPart> parts(const std::vector<double>& response) const;

  bool names_capacity_of(ProductIx product) const { return named_.contains(product); }
  // Does its capacity grow with what is asked of it?
  bool keeps_pace(std::uint32_t f) const;
  // What a trend takes of a finite stock until the epoch; as long as there is any.
  double drawn_by(std::uint32_t f, const Trend& trend) const;

 private:
  using Edge = boost::graph_traits<WorldGraph>::edge_descriptor;
  struct Slot {
    std::uint32_t user = 0, input = 0;
    Edge any;  // of its lanes
  };
  struct Market {                      // of one product, whatever the variant
    std::vector<std::uint32_t> nodes;  // by maker
    std::vector<SharingMaker> makers;
    std::vector<Slot> slots;
    std::vector<SharedFlow> flows;
    std::vector<Edge> edges;    // by flow
    std::vector<double> taken;  // by slot
  };

  bool is_built(std::uint32_t node) const;
  bool is_new(std::uint32_t f) const { return model_.facilities[f].joined; }
  void find_makers();
  void find_users();
  SharingMaker maker_of(std::uint32_t f) const;
  double use_of(std::uint32_t f) const;
  void set_prior(const std::vector<Edge>& edges);
  double share_of_new(std::uint32_t f, const std::vector<Edge>& edges) const;
  void add_slot(Market& market, std::pair<std::uint32_t, std::uint32_t> user, const std::vector<Edge>& edges);
  double taken_by(const Market& market, std::uint32_t slot, const std::vector<double>& starts) const;
  double asked_of(const Market& market, const Parts& parts, std::uint32_t part, const std::vector<double>& taken) const;
  void share_out(Market& market);

  WorldGraph& graph_;
  const Model& model_;
  const Model& tables_;
  const std::vector<double>& then_;
  std::set<ProductIx> named_, follow_;           // with a capacity trend; whose other makers grow
  std::set<std::uint32_t> own_trend_;            // facilities of which a trend names a capacity
  std::map<std::uint32_t, std::uint32_t> seat_;  // by facility: index in its market
  std::map<ProductIx, Market> markets_;
};

}  // namespace fabshock
