#include "network/expand.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <tuple>

#include "base/math.h"
#include "network/transit.h"

namespace fabshock {
namespace {

constexpr double kShareTolerance = 1e-6;

// What it sells nobody has a share of: it is planned, or has come after the date of the tables.
bool is_new(const Facility& f) {
  return f.planned || f.joined;
}

// How an output is weighted when a group's flow is split over its members.
double weight_of(const Facility& f) {
  if (is_new(f)) return 0;
  if (f.output) return f.output->value;
  return f.capacity ? f.capacity->value : 1.0;
}

class Expander {
 public:
  Expander(const Model& model, const std::vector<NodeDraft>& nodes, Diagnostics& diagnostics)
      : model_(model), nodes_(nodes), diagnostics_(diagnostics), transit_(model, nodes) {
    for (std::uint32_t n = 0; n < nodes.size(); ++n) {
      if (nodes[n].facility.valid()) {
        members_[model.facilities[nodes[n].facility.value].group].push_back(n);
      } else {
        sinks_[nodes[n].need.value].push_back(n);
      }
    }
  }

  std::vector<LaneDraft> run() {
    for (const LaneSpec& spec : model_.lanes) add(spec);
    for (const LaneRule& rule : model_.lane_rules) add(rule);
    join_rules();
    merge();
    normalise();
    return std::move(lanes_);
  }

 private:
  std::vector<std::uint32_t> ends(const LaneEnd& end) const {
    if (end.need.valid()) {
      const auto found = sinks_.find(end.need.value);
      return found == sinks_.end() ? std::vector<std::uint32_t>{} : found->second;
    }
    if (end.facility.valid()) return {end.facility.value};
    const auto found = members_.find(end.group);
    return found == members_.end() ? std::vector<std::uint32_t>{} : found->second;
  }

  // The buyer's input that takes what the supplier makes: of several, the one that names the variant most closely.
  std::optional<std::uint32_t> input_for(const NodeDraft& buyer, const ProductRef& made) const {
    if (!buyer.facility.valid()) return buyer.makes.accepts(made) ? std::optional{0U} : std::nullopt;
    std::optional<std::uint32_t> best;
    for (std::uint32_t i = 0; i < buyer.inputs.size(); ++i) {
      if (!buyer.inputs[i]->what.accepts(made)) continue;
      if (!best || buyer.inputs[i]->what.variant.size() > buyer.inputs[*best]->what.variant.size()) best = i;
    }
    return best;
  }

  void add(const LaneSpec& spec) {
    std::vector<std::uint32_t> suppliers = ends(spec.from);
    if (spec.what.product.valid()) {
      std::erase_if(suppliers, [&](std::uint32_t s) { return !spec.what.accepts(nodes_[s].makes); });
    }
    double total = 0;
    for (const std::uint32_t s : suppliers) total += weight_of(model_.facilities[nodes_[s].facility.value]);
    bool used = false;
    for (const std::uint32_t buyer : ends(spec.to)) {
      for (const std::uint32_t supplier : suppliers) {
        const auto input = input_for(nodes_[buyer], nodes_[supplier].makes);
        if (!input) continue;
        const double weight = weight_of(model_.facilities[nodes_[supplier].facility.value]);
        const double part = total > 0 ? weight / total : share_of_nothing(suppliers, supplier);
        LaneDraft lane;
        lane.from = supplier;
        lane.to = buyer;
        lane.input = *input;
        lane.priority = spec.priority;
        lane.contract = spec.contract.value;
        lane.accepted = spec.qualified;
        lane.untried =
            has_no_share(supplier) || (spec.share && spec.share->value == 0) || (spec.flow && spec.flow->value == 0);
        lane.mode = spec.mode;
        lane.route = spec.route;
        lane.place = spec.place;
        lane.share = part * (spec.share ? spec.share->value : spec.flow ? spec.flow->value : 1.0);
        given_as_share_[{buyer, *input}] |= spec.share.has_value() && !has_no_share(supplier);
        used = true;
        push(std::move(lane), spec.transit, lanes_);
      }
    }
    if (!used)
      diagnostics_.error(spec.place, "lane fits nothing: no user at its end takes what its supplier makes",
                         "give the 'product', or a user that has it among its inputs");
  }

  // Where no member of a group has a weight: alike, but for what is not built.
  double share_of_nothing(const std::vector<std::uint32_t>& suppliers, std::uint32_t supplier) const {
    if (has_no_share(supplier)) return 0;
    const auto built = std::count_if(suppliers.begin(), suppliers.end(), [&](auto s) { return !has_no_share(s); });
    return 1.0 / static_cast<double>(built);
  }

  void add(const LaneRule& rule) {
    bool used = false;
    for (std::uint32_t buyer = 0; buyer < nodes_.size(); ++buyer) {
      if (!picked(rule.to, buyer)) continue;
      for (std::uint32_t supplier = 0; supplier < nodes_.size(); ++supplier) {
        if (!nodes_[supplier].facility.valid() || supplier == buyer || !picked(rule.from, supplier)) continue;
        if (!rule.what.accepts(nodes_[supplier].makes)) continue;
        const auto input = input_for(nodes_[buyer], nodes_[supplier].makes);
        if (!input) continue;
        LaneDraft lane;
        lane.from = supplier;
        lane.to = buyer;
        lane.input = *input;
        lane.share = gravity(rule, supplier, buyer);
        lane.untried = has_no_share(supplier);
        lane.mode = rule.mode;
        lane.place = rule.place;
        used = true;
        push(std::move(lane), rule.transit, ruled_);
      }
    }
    if (!used)
      diagnostics_.error(
          rule.place, "rule makes no lane: nobody makes the product, or nobody takes it",
          "a facility that makes it, and one with it among the inputs of its recipe, or a need with it as an option");
  }

  bool has_no_share(std::uint32_t node) const {
    const FacilityIx facility = nodes_[node].facility;
    return facility.valid() && is_new(model_.facilities[facility.value]);
  }

  bool picked(const Selector& selector, std::uint32_t node) const {
    if (!selector.given()) return true;
    const NodeDraft& n = nodes_[node];
    return n.facility.valid() ? selects(model_, selector, n.facility) : selects(model_, selector, n.need);
  }

  RegionIx region_of(std::uint32_t node) const {
    const NodeDraft& n = nodes_[node];
    return n.facility.valid() ? model_.sites[model_.facilities[n.facility.value].site.value].region
                              : model_.needs[n.need.value].region;
  }

  double gravity(const LaneRule& rule, std::uint32_t supplier, std::uint32_t buyer) const {
    double weight = weight_of(model_.facilities[nodes_[supplier].facility.value]);
    const RegionIx a = region_of(supplier);
    const RegionIx b = region_of(buyer);
    if (a == b) weight *= rule.same_region;
    if (model_.regions[a.value].bloc == model_.regions[b.value].bloc) weight *= rule.same_bloc;
    if (nodes_[buyer].facility.valid()) {
      const Site& s = model_.sites[model_.facilities[nodes_[supplier].facility.value].site.value];
      const Site& t = model_.sites[model_.facilities[nodes_[buyer].facility.value].site.value];
      const double far = 1.0 + distance_km(s.lat, s.lon, t.lat, t.lon) / 1000.0;
      weight /= det_pow(far, rule.exponent);
    }
    return weight;
  }

  void push(LaneDraft lane, const std::optional<Number>& transit, std::vector<LaneDraft>& to) {
    if (!transit_.apply(lane, transit)) {
      diagnostics_.error(lane.place,
                         "nothing says how long the lane takes from '" + name_of(model_, nodes_[lane.from]) + "' to '" +
                             name_of(model_, nodes_[lane.to]) + "'",
                         "give it a `transit` or a `mode`, or write a `transit` rule that fits");
    }
    to.push_back(std::move(lane));
  }

  // What lanes by rule bring is what the shares given to others leave of an input, and all of it where none are given.
  void join_rules() {
    std::map<std::pair<std::uint32_t, std::uint32_t>, double> given;
    std::map<std::pair<std::uint32_t, std::uint32_t>, double> ruled;
    for (const LaneDraft& lane : lanes_) given[{lane.to, lane.input}] += lane.share;
    for (const LaneDraft& lane : ruled_) ruled[{lane.to, lane.input}] += lane.share;
    for (LaneDraft& lane : ruled_) {
      const std::pair input{lane.to, lane.input};
      if (ruled[input] <= 0 && !has_no_share(lane.to)) {
        diagnostics_.error(lane.place,
                           "this rule gives no weight to any supplier of '" + name_of(model_, nodes_[lane.to]) + "'",
                           "suppliers need an output or a capacity above 0, be built and not only planned, and the "
                           "affinities must not all be 0");
        return;
      }
      const auto taken = given.find(input);
      if (taken != given.end() && taken->second > 0) {
        if (!given_as_share_[input]) mixed_[input] = lane.place;
        const double left = 1.0 - taken->second;
        if (left < kShareTolerance && !lane.untried) continue;
        if (ruled[input] > 0) lane.share *= left / ruled[input];
      }
      lanes_.push_back(std::move(lane));
    }
    for (const auto& [input, place] : mixed_) {
      diagnostics_.error(place,
                         "an input of '" + name_of(model_, nodes_[input.first]) +
                             "' is served by lanes with a flow and by this rule: nothing says how they share",
                         "give those lanes a `share` instead of a `flow`");
    }
  }

  // Two lines for one pair are one lane: the shares add, the quicker way counts.
  void merge() {
    const auto key = [](const LaneDraft& l) { return std::tie(l.from, l.to, l.input); };
    std::stable_sort(lanes_.begin(), lanes_.end(), [&](const LaneDraft& a, const LaneDraft& b) {
      return key(a) != key(b) ? key(a) < key(b) : a.transit < b.transit;
    });
    std::vector<LaneDraft> merged;
    merged.reserve(lanes_.size());
    for (LaneDraft& lane : lanes_) {
      if (!merged.empty() && key(merged.back()) == key(lane)) {
        merged.back().share += lane.share;
      } else {
        merged.push_back(std::move(lane));
      }
    }
    lanes_ = std::move(merged);
  }

  void normalise() {
    std::map<std::pair<std::uint32_t, std::uint32_t>, double> sums;
    for (const LaneDraft& lane : lanes_) sums[{lane.to, lane.input}] += lane.share;
    for (std::uint32_t n = 0; n < nodes_.size(); ++n) {
      const std::size_t inputs = nodes_[n].facility.valid() ? nodes_[n].inputs.size() : 1;
      for (std::uint32_t i = 0; i < inputs; ++i) check(n, i, sums);
    }
    for (LaneDraft& lane : lanes_) {
      const double sum = sums[{lane.to, lane.input}];
      if (sum > 0) lane.share /= sum;
    }
  }

  void check(std::uint32_t n, std::uint32_t i, const std::map<std::pair<std::uint32_t, std::uint32_t>, double>& sums) {
    const NodeDraft& node = nodes_[n];
    const ProductRef what = node.facility.valid() ? node.inputs[i]->what : node.makes;
    const std::string input = model_.products[what.product.value].id + (what.variant.empty() ? "" : "/" + what.variant);
    const auto found = sums.find({n, i});
    if (found == sums.end()) {
      diagnostics_.error(node.facility.valid() ? model_.facilities[node.facility.value].place : node.place,
                         "'" + name_of(model_, node) + "' needs '" + input + "', and no lane brings it",
                         "add a lane, or a rule such as {rule: gravity, product: " + input + "}");
      return;
    }
    const auto shares = given_as_share_.find({n, i});
    if (found->second == 0 && has_no_share(n)) return;  // it will buy of who is planned as well
    if (shares != given_as_share_.end() && shares->second && std::fabs(found->second - 1.0) > kShareTolerance) {
      diagnostics_.error(node.facility.valid() ? model_.facilities[node.facility.value].place : node.place,
                         "shares of '" + input + "' into '" + name_of(model_, node) + "' add up to " +
                             std::to_string(found->second) + ", not 1",
                         "of all lanes that bring one input to one user, the shares are 1 together; 'flow' instead of "
                         "'share' needs no sum");
    }
  }

  const Model& model_;
  const std::vector<NodeDraft>& nodes_;
  Diagnostics& diagnostics_;
  TransitTable transit_;
  std::map<std::string, std::vector<std::uint32_t>> members_;
  std::map<std::uint32_t, std::vector<std::uint32_t>> sinks_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, bool> given_as_share_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, Place> mixed_;
  std::vector<LaneDraft> lanes_, ruled_;
};

}  // namespace

bool holds_in(const Input& input, RegionIx region) {
  return input.regions.empty() || std::find(input.regions.begin(), input.regions.end(), region) != input.regions.end();
}

std::vector<NodeDraft> draft_nodes(const Model& model) {
  std::vector<NodeDraft> nodes;
  for (std::uint32_t f = 0; f < model.facilities.size(); ++f) {
    const Facility& facility = model.facilities[f];
    NodeDraft node{FacilityIx{f}, {}, 0, {}, facility.makes, facility.place};
    if (facility.recipe.valid()) {
      const RegionIx region = model.sites[facility.site.value].region;
      for (const Input& input : model.recipes[facility.recipe.value].inputs) {
        if (holds_in(input, region)) node.inputs.push_back(&input);
      }
    }
    for (const Input& tool : facility.tools) node.inputs.push_back(&tool);
    nodes.push_back(std::move(node));
  }
  for (std::uint32_t z = 0; z < model.needs.size(); ++z) {
    for (std::uint32_t o = 0; o < model.needs[z].options.size(); ++o) {
      const NeedOption& option = model.needs[z].options[o];
      nodes.push_back({{}, NeedIx{z}, o, {}, option.units, option.place});
    }
  }
  return nodes;
}

std::string name_of(const Model& model, const NodeDraft& node) {
  return node.facility.valid() ? model.facilities[node.facility.value].id : model.needs[node.need.value].id;
}

std::vector<LaneDraft> expand_lanes(const Model& model, const std::vector<NodeDraft>& nodes, Diagnostics& diagnostics) {
  return Expander(model, nodes, diagnostics).run();
}

}  // namespace fabshock
