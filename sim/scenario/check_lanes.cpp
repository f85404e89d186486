#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "scenario/check_model.h"

namespace fabshock::input {
namespace {

class Lanes {
 public:
  Lanes(Reader& reader, const Model& model, bool clean) : reader_(reader), model_(model), clean_(clean) {
    for (std::uint32_t i = 0; i < model.facilities.size(); ++i)
      groups_[model.facilities[i].group].push_back(FacilityIx{i});
  }

  void run() {
    carried_.resize(model_.lanes.size());
    for (std::size_t i = 0; i < model_.lanes.size(); ++i) check_fit(model_.lanes[i], carried_[i]);
    // A lane that leads nowhere was meant for somebody, whose shares cannot be judged without it.
    if (broken_) return;
    for (const LaneRule& rule : model_.lane_rules) ruled_.push_back(carried(rule));
    for (std::uint32_t i = 0; i < model_.lanes.size(); ++i) {
      for (const FacilityIx user : members(model_.lanes[i].to)) to_facility_[user].push_back(i);
      if (model_.lanes[i].to.need.valid()) to_need_[model_.lanes[i].to.need].push_back(i);
    }
    for (std::uint32_t i = 0; i < model_.facilities.size(); ++i) check_facility(FacilityIx{i});
    for (std::uint32_t i = 0; i < model_.needs.size(); ++i) check_need(NeedIx{i});
  }

 private:
  std::vector<FacilityIx> members(const LaneEnd& end) const {
    if (end.facility.valid()) return {end.facility};
    const auto group = end.group.empty() ? groups_.end() : groups_.find(end.group);
    return group != groups_.end() ? group->second : std::vector<FacilityIx>{};
  }

  std::string shown_end(const LaneEnd& end) const {
    if (end.facility.valid()) return "'" + model_.facilities[end.facility.value].id + "'";
    if (end.need.valid()) return "'" + model_.needs[end.need.value].id + "'";
    return "group '" + end.group + "'";
  }

  std::string shown_product(const ProductRef& what) const {
    return "'" + model_.products[what.product.value].id + (what.variant.empty() ? "" : "/" + what.variant) + "'";
  }

  static void add(std::vector<ProductRef>& all, const ProductRef& one) {
    const bool known = std::any_of(all.begin(), all.end(), [&](const ProductRef& ref) {
      return ref.product == one.product && ref.variant == one.variant;
    });
    if (!known) all.push_back(one);
  }

  // What the lane's suppliers make that the lane carries.
  std::vector<ProductRef> carried(const LaneSpec& lane) const {
    std::vector<ProductRef> made;
    for (const FacilityIx supplier : members(lane.from)) {
      const ProductRef& makes = model_.facilities[supplier.value].makes;
      if (!lane.what.product.valid() || lane.what.accepts(makes)) add(made, makes);
    }
    return made;
  }

  std::vector<ProductRef> carried(const LaneRule& rule) const {
    std::vector<ProductRef> made;
    for (std::uint32_t i = 0; i < model_.facilities.size(); ++i) {
      const ProductRef& makes = model_.facilities[i].makes;
      if (makes.product.valid() && rule.what.accepts(makes) && selects(model_, rule.from, FacilityIx{i}))
        add(made, makes);
    }
    return made;
  }

  // Does this input line hold where the facility stands?
  bool holds(const Input& input, const Facility& facility) const {
    if (input.regions.empty()) return true;
    if (!facility.site.valid()) return false;
    return std::find(input.regions.begin(), input.regions.end(), model_.sites[facility.site.value].region) !=
           input.regions.end();
  }

  template <class Visit>
  void each_input(const Facility& facility, const Visit& visit) const {
    for (const Input& tool : facility.tools) {
      if (tool.what.product.valid()) visit(tool.what);
    }
    if (!facility.recipe.valid()) return;
    for (const Input& input : model_.recipes[facility.recipe.value].inputs) {
      if (input.what.product.valid() && holds(input, facility)) visit(input.what);
    }
  }

  static bool any_accepts(const ProductRef& wanted, const std::vector<ProductRef>& made) {
    return std::any_of(made.begin(), made.end(), [&](const ProductRef& m) { return wanted.accepts(m); });
  }

  bool uses(const LaneEnd& end, const std::vector<ProductRef>& made) const {
    bool found = false;
    for (const FacilityIx user : members(end)) {
      each_input(model_.facilities[user.value],
                 [&](const ProductRef& wanted) { found = found || any_accepts(wanted, made); });
    }
    if (end.need.valid()) {
      for (const NeedOption& option : model_.needs[end.need.value].options) {
        found = found || any_accepts(option.units, made);
      }
    }
    return found;
  }

  void check_fit(const LaneSpec& lane, std::vector<ProductRef>& made) {
    const bool from = lane.from.facility.valid() || !lane.from.group.empty();
    const bool to = lane.to.facility.valid() || lane.to.need.valid() || !lane.to.group.empty();
    const std::vector<FacilityIx> suppliers = members(lane.from);
    const bool known = std::all_of(suppliers.begin(), suppliers.end(), [&](FacilityIx supplier) {
      return model_.facilities[supplier.value].makes.product.valid();
    });
    if (!from || !to || !known) {  // reported where it is named
      broken_ = true;
      return;
    }
    made = carried(lane);
    if (made.empty()) {
      broken_ = true;
      reader_.error(lane.place,
                    "this lane does not fit: " + shown_end(lane.from) + " does not make " + shown_product(lane.what),
                    "'makes' of a facility says what it makes; a lane goes from the maker to the user");
      return;
    }
    if (!lane.what.product.valid()) {
      const bool one =
          std::all_of(made.begin(), made.end(), [&](const ProductRef& m) { return m.product == made.front().product; });
      if (!one) {
        broken_ = true;
        reader_.error(lane.place,
                      "the members of " + shown_end(lane.from) + " make several products: this lane needs a 'product'",
                      "product: and the one that this lane carries");
        return;
      }
    }
    if (clean_ && !uses(lane.to, made)) {
      broken_ = true;
      reader_.error(lane.place,
                    "this lane does not fit: " + shown_end(lane.to) + " does not use " + shown_product(made.front()),
                    "the inputs of the user's recipe, or the options of the need, say what it uses");
    }
  }

  template <class Ix>
  bool rule_serves(const ProductRef& wanted, Ix user) const {
    for (std::size_t r = 0; r < model_.lane_rules.size(); ++r) {
      if (any_accepts(wanted, ruled_[r]) && selects(model_, model_.lane_rules[r].to, user)) return true;
    }
    return false;
  }

  struct Sum {
    std::size_t lanes = 0, shares = 0, flows = 0;
    double share = 0;
    Place first;
  };

  void report(Place lane, std::string message, std::string hint) {
    if (reported_.insert(lane).second) reader_.error(lane, std::move(message), std::move(hint));
  }

  bool is_planned(const LaneEnd& from) const {
    if (from.facility.valid()) return model_.facilities[from.facility.value].planned;
    const auto& all = model_.facilities;
    return std::all_of(all.begin(), all.end(), [&](const Facility& f) { return f.group != from.group || f.planned; });
  }

  // What a planned facility will sell follows from what it makes then.
  void check_nothing_given(const LaneSpec& lane) {
    const bool share = lane.share && lane.share->place != lane.place && lane.share->value != 0;
    const bool flow = lane.flow && lane.flow->value != 0;
    if (!share && !flow) return;
    report(share ? lane.share->place : lane.flow->place, "a planned facility supplies nothing at the baseline",
           "leave out the lane's share or flow; its buyers turn to it once it makes something");
  }

  void check_wanted(const ProductRef& wanted, const std::vector<std::uint32_t>& lanes, const std::string& user,
                    Place place, bool by_rule, bool planned_user) {
    Sum sum;
    for (const std::uint32_t i : lanes) {
      const LaneSpec& lane = model_.lanes[i];
      if (!any_accepts(wanted, carried_[i])) continue;
      if (sum.lanes == 0 || lane.place < sum.first) sum.first = lane.place;
      ++sum.lanes;
      if (is_planned(lane.from)) {
        check_nothing_given(lane);
      } else if (lane.flow) {
        ++sum.flows;
      } else {
        ++sum.shares;
        sum.share += lane.share ? lane.share->value : 1;
      }
    }
    const std::string input = shown_product(wanted);
    if (sum.lanes > 0 && sum.shares + sum.flows == 0 && !by_rule) {
      if (!planned_user) {
        report(sum.first, "all who would bring " + input + " to " + user + " are only planned",
               "give it a supplier that is built");
      }
    } else if (sum.lanes == 0) {
      if (!by_rule && clean_)
        reader_.error(place, user + " has no lane from anyone for " + input,
                      "a lane or a rule under 'lanes' that brings it, from someone who makes it");
    } else if (sum.shares > 0 && sum.flows > 0) {
      report(sum.first, "some lanes of " + input + " to " + user + " give a share, others a flow", "give all the same");
    } else if (sum.shares > 0 && (by_rule ? sum.share > 1 + 1e-6 : std::abs(sum.share - 1) > 1e-6)) {
      report(sum.first,
             "the shares of " + input + " to " + user + " add up to " + shown(std::round(sum.share * 1e9) / 1e9) +
                 ", not 1",
             "put the shares of its lanes right, or give each a 'flow' instead");
    }
  }

  void check_facility(FacilityIx index) {
    const Facility& facility = model_.facilities[index.value];
    const auto lanes = to_facility_.find(index);
    each_input(facility, [&](const ProductRef& wanted) {
      check_wanted(wanted, lanes != to_facility_.end() ? lanes->second : std::vector<std::uint32_t>{},
                   "'" + facility.id + "'", facility.place, rule_serves(wanted, index), facility.planned);
    });
  }

  void check_need(NeedIx index) {
    const Need& need = model_.needs[index.value];
    const auto lanes = to_need_.find(index);
    for (const NeedOption& option : need.options) {
      if (!option.units.product.valid()) continue;
      check_wanted(option.units, lanes != to_need_.end() ? lanes->second : std::vector<std::uint32_t>{},
                   "need '" + need.id + "'", need.place, rule_serves(option.units, index), false);
    }
  }

  Reader& reader_;
  const Model& model_;
  bool clean_;  // the model was read without errors
  std::map<std::string_view, std::vector<FacilityIx>> groups_;
  std::map<FacilityIx, std::vector<std::uint32_t>> to_facility_;
  std::map<NeedIx, std::vector<std::uint32_t>> to_need_;
  std::vector<std::vector<ProductRef>> carried_;  // by lane
  std::vector<std::vector<ProductRef>> ruled_;    // by rule
  std::set<Place> reported_;                      // lanes to a group: once, not once a member
  bool broken_ = false;
};

}  // namespace

void check_lanes(Reader& reader, const Model& model, bool clean) {
  Lanes(reader, model, clean).run();
}

}  // namespace fabshock::input
