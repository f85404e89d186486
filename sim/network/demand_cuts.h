// Demand that takes what there is, at a later date: what has the same `supply_bound` is cut by one factor, at most 1,
// the largest at which none of its products is short.
#pragma once
#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "network/shared_markets.h"

namespace fabshock {

class DemandCuts {
 public:
  // settle: balances flows at the demand there is; false if it cannot.
  DemandCuts(const WorldGraph& graph, Model& model, const SharedMarkets& markets, std::function<bool()> settle);

  // Cuts rates of the model's needs, until all suffices or a demand is cut to nothing. False if flows do not settle.
  // Called when they have.
  bool fit();

 private:
  struct Bound {
    std::vector<ProductRef> products;
    std::map<std::pair<std::uint32_t, std::uint32_t>, Number> uncut;  // rate by need and option
    double cut = 1;
    std::optional<double> left;  // of the scarcest part, where more would be too much all the same: a maker is full
  };
  // Of the scarcest part that a demand takes from: (most - asked)/most, below 0 too where one of its makers would be
  // beyond its capacity; and the cut at which it would just suffice if
  // all shares stood.
  struct Slack {
    double least = 1;
    double cut = 1;
  };

  bool fit(Bound& bound, Slack now);
  bool apply(Bound& bound, double cut);
  Slack slack_of(const Bound& bound) const;
  std::vector<double> response_to(const Bound& bound) const;

  const WorldGraph& graph_;
  Model& model_;
  const SharedMarkets& markets_;
  std::function<bool()> settle_;
  std::vector<Bound> bounds_;
};

}  // namespace fabshock
