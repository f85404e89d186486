#include "network/demand_cuts.h"

#include <algorithm>
#include <limits>

#include "scenario/advance.h"

namespace fabshock {
namespace {

constexpr double kFitted = 1e-9;   // of what makers can make: so near to all of it is what cut demand takes
constexpr double kNarrow = 1e-10;  // of a cut
constexpr double kBeyond = 1e-7;   // of a maker's capacity: rounding
constexpr int kMostTrials = 100;   // of a cut
constexpr int kMostCycles = 20;    // through all cuts

}  // namespace

DemandCuts::DemandCuts(const WorldGraph& graph, Model& model, const SharedMarkets& markets,
                       std::function<bool()> settle)
    : graph_(graph), model_(model), markets_(markets), settle_(std::move(settle)) {
  for (const Trend& trend : model_.trends) {
    if (trend.bound.empty()) continue;
    auto bound =
        std::find_if(bounds_.begin(), bounds_.end(), [&](const Bound& b) { return b.products == trend.bound; });
    if (bound == bounds_.end()) {
      bound = bounds_.insert(bounds_.end(), Bound{});
      bound->products = trend.bound;
    }
    for (const NeedIx need : trend.needs) {
      const auto& options = model_.needs[need.value].options;
      for (std::uint32_t o = 0; o < options.size(); ++o) {
        if (moves_option(trend, options[o])) bound->uncut.emplace(std::pair{need.value, o}, options[o].rate);
      }
    }
  }
}

// Cuts act on one another by what they leave of common inputs: one after the other, until all are right.
bool DemandCuts::fit() {
  for (int cycle = 0; cycle < kMostCycles; ++cycle) {
    bool right = true;
    for (Bound& bound : bounds_) {
      const Slack now = slack_of(bound);
      const double most_left = bound.left.value_or(0.0) + kFitted;
      const bool enough = now.least >= -kFitted && (bound.cut == 1 || now.least <= most_left);
      if (enough || bound.cut == 0) continue;  // cut to nothing, and yet short: its caller says of what
      right = false;
      if (!fit(bound, now)) return false;
    }
    if (right) return true;
  }
  return false;
}

// By regula falsi (Illinois) between a cut that is enough and one that is not: shares of makers move with it, so that
// what is asked of one of them is no line.
bool DemandCuts::fit(Bound& bound, Slack now) {
  bound.left.reset();
  double enough = 0, too_much = 1, room = 0, gap = 0;
  if (now.least >= 0) {
    enough = bound.cut;
    room = now.least;
    if (!apply(bound, 1)) return false;
    now = slack_of(bound);
    if (now.least >= 0) return true;
  }
  gap = now.least;
  int same = 0;  // times in a row that one side moved: above 0 the one that is enough
  for (int trial = 0; trial < kMostTrials && too_much - enough > kNarrow; ++trial) {
    double next = std::max(now.cut, too_much / 2);  // none is known that is enough
    if (room > 0) next = (enough * -gap + too_much * room) / (room - gap);
    if (next <= enough || next >= too_much) next = (enough + too_much) / 2;
    if (!apply(bound, next)) return false;
    now = slack_of(bound);
    if (now.least >= 0) {
      enough = next;
      room = now.least;
      same = std::max(same, 0) + 1;
      if (now.least <= kFitted) return true;
      if (same > 1) gap /= 2;
    } else {
      too_much = next;
      gap = now.least;
      same = std::min(same, 0) - 1;
      if (same < -1) room /= 2;
    }
  }
  if (!apply(bound, enough)) return false;
  bound.left = slack_of(bound).least;
  return true;
}

// Starts a day that this demand asks for, uncut, at present shares.
std::vector<double> DemandCuts::response_to(const Bound& bound) const {
  std::vector<double> demand(boost::num_vertices(graph_), 0.0);
  for (std::uint32_t n = 0; n < demand.size(); ++n) {
    const WorldVertex& node = graph_[n];
    if (node.kind != VertexKind::kSink || model_.needs[node.need.value].options[node.option].barred) continue;
    const auto found = bound.uncut.find({node.need.value, node.option});
    if (found != bound.uncut.end()) demand[n] = found->second.value;
  }
  return baseline_of(graph_, model_).solve(demand);
}

DemandCuts::Slack DemandCuts::slack_of(const Bound& bound) const {
  Slack slack;
  for (const SharedPart& part : markets_.parts(response_to(bound))) {
    const auto listed = [&](std::uint32_t f) {
      const auto& products = bound.products;
      return std::find(products.begin(), products.end(), model_.facilities[f].makes) != products.end();
    };
    if (part.of_response <= 0 || part.most == std::numeric_limits<double>::infinity()) continue;
    if (std::none_of(part.makers.begin(), part.makers.end(), listed)) continue;
    double least = part.most > 0 ? (part.most - part.asked) / part.most : -1.0;
    if (part.beyond > kBeyond) least = std::min(least, -part.beyond);
    if (least >= slack.least) continue;
    const double others = part.asked - bound.cut * part.of_response;
    slack = {least, std::clamp((part.most - others) / part.of_response, 0.0, 1.0)};
  }
  return slack;
}

bool DemandCuts::apply(Bound& bound, double cut) {
  bound.cut = cut;
  for (const auto& [of, uncut] : bound.uncut) {
    Number& rate = model_.needs[of.first].options[of.second].rate;
    rate = uncut;
    set_value(rate, uncut.value * cut);
  }
  return settle_();
}

}  // namespace fabshock
